// Text → tree-sitter's tree → AST, one top-level statement at a time, kept by its text so that an edit lowers only what it
// touched. The WASM comes from the entry: this file reads nothing.
import { type Edit, Language, Parser, type Point, type Node as Syntax, type Tree } from 'web-tree-sitter';
import type { Span } from '../../../base/span.ts';
import { declarationsIn, type LineDeclaration, withComment } from '../../declared-shapes.ts';
import type { Statement } from './ast.ts';
import { ExpressionLowering, named } from './lower-expression.ts';
import { lowerStatement } from './lower-statement.ts';

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
  parse(text: string, previous?: ParsedModule): ParsedModule;
}

export async function createParser({ runtime, python }: GrammarSource): Promise<PythonParser> {
  // Where it lies is asked for even where it is given; in a bundle the question has no answer.
  await Parser.init({ wasmBinary: runtime, locateFile: (name: string) => name });
  const parser = new Parser();
  parser.setLanguage(await Language.load(python));
  return { parse: (text, previous) => parse(parser, text, previous) };
}

/** What was parsed lately, by text: many files of a project import the same ones. */
const parsedLately = new Map<string, ParsedModule>();
let keptCharacters = 0;
const MOST_CHARACTERS = 8_000_000;

function parse(parser: Parser, text: string, previous: ParsedModule | undefined): ParsedModule {
  const same = parsedLately.get(text);
  if (same) return same;
  const parsed = parseAnew(parser, text, previous);
  parsedLately.set(text, parsed);
  keptCharacters += text.length;
  for (const oldest of parsedLately.keys()) {
    if (keptCharacters <= MOST_CHARACTERS || oldest === text) break;
    parsedLately.delete(oldest);
    keptCharacters -= oldest.length;
  }
  return parsed;
}

function parseAnew(parser: Parser, text: string, previous: ParsedModule | undefined): ParsedModule {
  const tree = treeOf(parser, text, previous);
  if (!tree) return { text, body: [], broken: [{ start: 0, end: text.length }] };
  const declarations = declarationsIn(text);
  const body = named(tree.rootNode).map((node): TopLevel => {
    const { startIndex: offset, endIndex, type } = node;
    const source = text.slice(offset, withComment(declarations, text, endIndex));
    // How a broken stretch is read depends on what stands around it.
    const statements = node.hasError
      ? lower(node, declarations)
      : loweredOnce(`${type} ${source}`, () => lower(node, declarations));
    return { offset, type, text: source, statements };
  });
  const parsed: ParsedModule = { text, body, broken: brokenOf(tree) };
  keep(parsed, tree);
  return parsed;
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
const trees = new Map<ParsedModule, Tree>();
const MOST_TREES = 8;

function keep(parsed: ParsedModule, tree: Tree): void {
  trees.set(parsed, tree);
  for (const [oldest, old] of trees) {
    if (trees.size <= MOST_TREES) break;
    trees.delete(oldest);
    old.delete();
  }
}

/** The tree of an earlier text is used up: it becomes the new one where they differ. */
function take(parsed: ParsedModule | undefined): Tree | undefined {
  const tree = parsed && trees.get(parsed);
  if (!parsed || !tree) return undefined;
  trees.delete(parsed);
  return tree;
}

function treeOf(parser: Parser, text: string, previous: ParsedModule | undefined): Tree | undefined {
  const old = take(previous);
  if (!previous || !old) return parser.parse(text) ?? undefined;
  try {
    old.edit(editBetween(previous.text, text));
    const tree = parser.parse(text, old);
    // How a broken text is read would depend on what was typed before.
    if (tree && !tree.rootNode.hasError) return tree;
    tree?.delete();
  } finally {
    old.delete();
  }
  return parser.parse(text) ?? undefined;
}

function alikeFromEnd(before: string, after: string, back: number): boolean {
  return before.charCodeAt(before.length - 1 - back) === after.charCodeAt(after.length - 1 - back);
}

function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (same < shorter - start && alikeFromEnd(before, after, same)) same++;
  const [oldEnd, newEnd] = [before.length - same, after.length - same];
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
function lower(node: Syntax, declarations: readonly LineDeclaration[]): readonly Statement[] {
  try {
    return lowerStatement(new ExpressionLowering(node.startIndex, declarations), node);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ kind: 'broken-statement', span: { start: 0, end: node.endIndex - node.startIndex } }];
  }
}

function brokenOf(tree: Tree): Span[] {
  if (!tree.rootNode.hasError) return [];
  return tree.rootNode
    .descendantsOfType('ERROR')
    .flatMap((node) => (node ? [{ start: node.startIndex, end: node.endIndex }] : []));
}
