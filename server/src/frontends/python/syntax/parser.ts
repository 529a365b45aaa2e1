// Text → tree-sitter's tree → AST, one top-level statement at a time, kept by its text so that an edit lowers only what it
// touched. The WASM comes from the entry: this file reads nothing.
import { type Edit, Language, Parser, type Point, type Node as Syntax, type Tree } from 'web-tree-sitter';
import type { Span } from '../../../base/span.ts';
import { declarationsIn, type LineDeclaration, withComment } from '../../declared-shapes.ts';
import type { Statement } from './ast.ts';
import { blockAt, type Later } from './later.ts';
import { mayBeUnfinished } from './logical-lines.ts';
import { withoutLongComments } from './long-comments.ts';
import { ExpressionLowering } from './lower-expression.ts';
import { functionBody, lowerStatement } from './lower-statement.ts';
import { named } from './named.ts';
import { outlineOf } from './outline.ts';
import { readable, type Unfinished } from './unfinished.ts';

/** The two WASM files, as bytes or where to fetch them from. */
export interface GrammarSource {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
}

/** A statement at the top of a module, where it stands now, and where it does not parse. */
export interface TopLevel {
  /** Where spans inside `statements` count from. */
  readonly offset: number;
  /** The grammar's word for it. */
  readonly type: string;
  readonly text: string;
  readonly statements: readonly Statement[];
}

export interface ParsedModule {
  readonly text: string;
  readonly body: readonly TopLevel[];
  /** Stretches that do not parse. */
  readonly broken: readonly Span[];
}

export interface PythonParser {
  /** `later`: bodies of functions are read when somebody asks for them. */
  parse(text: string, previous?: ParsedModule, later?: boolean): ParsedModule;
}

export async function createParser({ runtime, python }: GrammarSource): Promise<PythonParser> {
  // Where it lies is asked for even where it is given; in a bundle the question has no answer.
  await Parser.init({ wasmBinary: runtime, locateFile: (name: string) => name });
  const parser = new Parser();
  parser.setLanguage(await Language.load(python));
  return { parse: (text, previous, later = false) => parse(parser, text, previous, later) };
}

/** What was parsed lately, by text: many files of a project import the same ones. */
const parsedLately = new Map<string, ParsedModule>();
let keptCharacters = 0;
const MOST_CHARACTERS = 8_000_000;

function parse(parser: Parser, text: string, previous: ParsedModule | undefined, later: boolean): ParsedModule {
  const same = parsedLately.get(text);
  if (same) return same;
  const parsed = parseAnew(parser, text, previous, later);
  parsedLately.set(text, parsed);
  keptCharacters += text.length;
  for (const oldest of parsedLately.keys()) {
    if (keptCharacters <= MOST_CHARACTERS || oldest === text) break;
    parsedLately.delete(oldest);
    keptCharacters -= oldest.length;
  }
  return parsed;
}

function parseAnew(parser: Parser, text: string, previous: ParsedModule | undefined, later: boolean): ParsedModule {
  const code = withoutLongComments(text);
  const read = (later ? outlined(parser, code) : undefined) ?? treeOf(parser, code, previous);
  if (!read) return { text, body: [], broken: [{ start: 0, end: text.length }] };
  const { tree, unfinished, repaired = [], isOutline = false } = read;
  const declarations = declarationsIn(text);
  const stretches = [...[...unfinished.values()].map(({ span }) => span), ...repaired].sort(inOrder);
  let next = 0;
  const body = named(tree.rootNode).map((node): TopLevel => {
    const { startIndex: offset, endIndex, type } = node;
    while ((stretches[next]?.start ?? offset) < offset) next++;
    const first = next;
    let end = endIndex;
    for (let span = stretches[next]; span && span.start < endIndex; span = stretches[++next])
      end = Math.max(end, span.end);
    const source = text.slice(offset, withComment(declarations, text, end));
    // How a broken stretch is read depends on what stands around it.
    const bodies = later && unfinished.size === 0 ? bodiesIn(parser, source) : undefined;
    const statements =
      node.hasError || next > first
        ? lower(node, declarations, unfinished)
        : loweredOnce(`${type} ${source}`, () => lower(node, declarations, unfinished, bodies));
    return { offset, type, text: source, statements };
  });
  const broken = [...stretches, ...brokenIn(tree).map(({ span }) => span)];
  const parsed: ParsedModule = { text, body, broken };
  if (stretches.length === 0 && !isOutline) keep(parsed, { tree, code });
  else tree.delete();
  return parsed;
}

function inOrder(one: Span, other: Span): number {
  return one.start - other.start;
}

/** Statements by their text: the same text is the same code, whenever it was typed. */
const loweredLately = new Map<string, readonly Statement[]>();
let loweredCharacters = 0;

function loweredOnce(text: string, lowerIt: () => readonly Statement[]): readonly Statement[] {
  const known = loweredLately.get(text);
  if (known) loweredLately.delete(text);
  else loweredCharacters += text.length;
  const statements = known ?? lowerIt();
  loweredLately.set(text, statements);
  for (const oldest of loweredLately.keys()) {
    if (loweredCharacters <= MOST_CHARACTERS || oldest === text) break;
    loweredLately.delete(oldest);
    loweredCharacters -= oldest.length;
  }
  return statements;
}

/** Trees live in the memory of the WASM module, which knows nothing of garbage and is small: only the latest are kept. */
const trees = new Map<ParsedModule, TreeOfCode>();
const MOST_TREES = 8;

interface TreeOfCode {
  readonly tree: Tree;
  /** What the grammar was given for the text. */
  readonly code: string;
}

function keep(parsed: ParsedModule, tree: TreeOfCode): void {
  trees.set(parsed, tree);
  for (const [oldest, old] of trees) {
    if (trees.size <= MOST_TREES) break;
    trees.delete(oldest);
    old.tree.delete();
  }
}

/** The tree of an earlier text is used up: it becomes the new one where they differ. */
function take(parsed: ParsedModule | undefined): TreeOfCode | undefined {
  const taken = parsed && trees.get(parsed);
  if (parsed) trees.delete(parsed);
  return taken;
}

interface ReadTree {
  readonly tree: Tree;
  /** Bodies of functions are names in it. */
  readonly isOutline?: boolean;
  readonly unfinished: ReadonlyMap<number, Unfinished>;
  readonly repaired?: readonly Span[];
}

const NONE: ReadonlyMap<number, Unfinished> = new Map();
/** So often, lines are left out in which the grammar finds an error: what stands around them may hide others. */
const MOST_ROUNDS = 3;

/** Undefined where only the whole text says how it is read. */
function outlined(parser: Parser, text: string): ReadTree | undefined {
  const outline = outlineOf(text);
  const tree = outline === undefined ? undefined : parser.parse(outline);
  if (!tree?.rootNode.hasError) return tree ? { tree, unfinished: NONE, isOutline: true } : undefined;
  tree.delete();
  return undefined;
}

function treeOf(parser: Parser, text: string, previous: ParsedModule | undefined): ReadTree | undefined {
  const tree = treeAfter(parser, text, previous);
  if (!tree || !(tree.rootNode.hasError || mayBeUnfinished(text))) return tree && { tree, unfinished: NONE };
  const { hasError: hasErrors } = tree.rootNode;
  const places: number[] = [];
  let read = readable(text, { hasErrors, places });
  let parsed = read.text === text ? tree : replaced(parser, tree, text, read.text);
  for (let round = 1; parsed?.rootNode.hasError && round <= MOST_ROUNDS; round++) {
    places.push(...brokenIn(parsed).map(({ place }) => place));
    const next = readable(text, { hasErrors: true, places });
    if (next.text === read.text) break;
    read = next;
    parsed.delete();
    parsed = parser.parse(read.text);
  }
  return parsed ? { tree: parsed, ...read } : undefined;
}

/** From the tree of a text that is read otherwise. How a broken text is read must not depend on what was there before. */
function replaced(parser: Parser, tree: Tree, before: string, after: string): Tree | null {
  tree.edit(editBetween(before, after));
  const parsed = parser.parse(after, tree);
  tree.delete();
  if (!parsed?.rootNode.hasError) return parsed;
  parsed.delete();
  return parser.parse(after);
}

function treeAfter(parser: Parser, text: string, previous: ParsedModule | undefined): Tree | undefined {
  const { tree: old, code: before } = take(previous) ?? {};
  if (!old || before === undefined) return parser.parse(text) ?? undefined;
  try {
    old.edit(editBetween(before, text));
    return parser.parse(text, old) ?? undefined;
  } finally {
    old.delete();
  }
}

function alikeFromEnd(before: string, after: string, back: number): boolean {
  return before.charCodeAt(before.length - 1 - back) === after.charCodeAt(after.length - 1 - back);
}

/** The stretch that was edited, in either text. */
export function differenceOf(
  before: string,
  after: string,
): { readonly start: number; readonly oldEnd: number; readonly newEnd: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (same < shorter - start && alikeFromEnd(before, after, same)) same++;
  return { start, oldEnd: before.length - same, newEnd: after.length - same };
}

function editBetween(before: string, after: string): Edit {
  const { start, oldEnd, newEnd } = differenceOf(before, after);
  return {
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: positionOf(before, start),
    oldEndPosition: positionOf(before, oldEnd),
    newEndPosition: positionOf(after, newEnd),
  };
}

function positionOf(text: string, index: number): Point {
  let row = 0;
  let line = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < index; end = text.indexOf('\n', line)) {
    row++;
    line = end + 1;
  }
  return { row, column: index - line };
}

/** Code nested deeper than the JavaScript stack goes does not parse. */
function lower(
  node: Syntax,
  declarations: readonly LineDeclaration[],
  unfinished: ReadonlyMap<number, Unfinished>,
  later?: Later,
): readonly Statement[] {
  const span = { start: 0, end: node.endIndex - node.startIndex };
  const lowering = new ExpressionLowering(node.startIndex, declarations, unfinished, later);
  return unlessTooDeep(() => lowerStatement(lowering, node), [{ kind: 'broken-statement', span }]);
}

/** The bodies of a statement without errors. */
function bodiesIn(parser: Parser, statement: string): Later {
  const code = withoutLongComments(statement);
  return (span, of) => () => {
    const lowering = new ExpressionLowering(0, declarationsIn(statement));
    const read = () => lowering.inClass(of, () => functionBody(lowering, blockAt(parser, code, span)));
    return unlessTooDeep(read, { body: [{ kind: 'broken-statement', span }], isGenerator: false });
  };
}

function unlessTooDeep<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return otherwise;
  }
}

interface BrokenPlace {
  readonly span: Span;
  /** Where the grammar went astray: the first thing that it could not read, or what it missed. */
  readonly place: number;
}

function brokenIn({ rootNode }: Tree): BrokenPlace[] {
  const places: BrokenPlace[] = [];
  const visit = (node: Syntax): void => {
    const { startIndex: start, endIndex: end } = node;
    if (node.isError || node.isMissing) places.push({ span: { start, end }, place: start });
    else if (node.hasError) for (const child of node.children) if (child) visit(child);
  };
  visit(rootNode);
  return places;
}
