// Functions whose bodies are read when somebody asks for them: of the files that a file imports, few are ever called. A body
// is read from its top-level statement alone, whose text says all of it.
import type { Parser, Node as Syntax, Tree } from 'web-tree-sitter';
import type { Span } from '../../../base/span.ts';
import type { FunctionDef } from './ast.ts';

export type FunctionBody = Pick<FunctionDef, 'body' | 'isGenerator'>;
export type FunctionHead = Omit<FunctionDef, keyof FunctionBody>;

/** A body that stands there, counted from the start of its top-level statement; `of`: the class that it is code of, or none. */
export type Later = (span: Span, of: string) => () => FunctionBody;

/** With a body that is read once it is asked for. */
export class LaterFunction implements FunctionDef {
  readonly kind = 'function';
  readonly span: FunctionDef['span'];
  readonly name: FunctionDef['name'];
  readonly nameSpan: FunctionDef['nameSpan'];
  readonly parameters: FunctionDef['parameters'];
  readonly returns?: NonNullable<FunctionDef['returns']>;
  readonly decorators: FunctionDef['decorators'];
  readonly isAsync: FunctionDef['isAsync'];
  readonly #read: () => FunctionBody;
  #known: FunctionBody | undefined;

  constructor(
    { span, name, nameSpan, parameters, returns, decorators, isAsync }: FunctionHead,
    read: () => FunctionBody,
  ) {
    this.span = span;
    this.name = name;
    this.nameSpan = nameSpan;
    this.parameters = parameters;
    if (returns) this.returns = returns;
    this.decorators = decorators;
    this.isAsync = isAsync;
    this.#read = read;
  }

  get #body(): FunctionBody {
    this.#known ??= this.#read();
    return this.#known;
  }

  get body(): FunctionDef['body'] {
    return this.#body.body;
  }

  get isGenerator(): boolean {
    return this.#body.isGenerator;
  }
}

/** Trees of the statements that were read last: functions of one class are mostly asked for in a row. */
const trees = new Map<string, Tree>();
const MOST_TREES = 4;

function treeOf(parser: Parser, statement: string): Tree | null {
  const known = trees.get(statement);
  if (known) return known;
  const tree = parser.parse(statement);
  if (!tree) return null;
  trees.set(statement, tree);
  for (const [oldest, old] of trees) {
    if (trees.size <= MOST_TREES) break;
    trees.delete(oldest);
    old.delete();
  }
  return tree;
}

/** The block that stands there in a statement. */
export function blockAt(parser: Parser, statement: string, { start, end }: Span): Syntax | null {
  let node = treeOf(parser, statement)?.rootNode.descendantForIndex(start, end) ?? null;
  while (node && (node.type !== 'block' || node.startIndex !== start || node.endIndex !== end)) node = node.parent;
  return node;
}
