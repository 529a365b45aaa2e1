// Text → tree-sitter's tree → AST, one top-level statement at a time, kept by its text so that an edit lowers only what it
// touched. The WASM comes from the entry: this file reads nothing.
import { Language, Parser, type Node as Syntax, type Tree } from 'web-tree-sitter';
import type { Span } from '../../../base/span.ts';
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
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(python));
  return { parse: (text, previous) => parse(parser, text, previous) };
}

function parse(parser: Parser, text: string, previous: ParsedModule | undefined): ParsedModule {
  const known = new Map(previous?.body.map((item) => [item.text, item.statements]));
  const tree = parser.parse(text);
  if (!tree) return { text, body: [], broken: [{ start: 0, end: text.length }] };
  try {
    const body = named(tree.rootNode).map((node): TopLevel => {
      const source = text.slice(node.startIndex, node.endIndex);
      const statements = known.get(source) ?? lower(node);
      return { offset: node.startIndex, text: source, statements };
    });
    return { text, body, broken: brokenOf(tree) };
  } finally {
    tree.delete();
  }
}

/** Code nested deeper than the JavaScript stack goes does not parse. */
function lower(node: Syntax): readonly Statement[] {
  try {
    return lowerStatement(new ExpressionLowering(node.startIndex), node);
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
