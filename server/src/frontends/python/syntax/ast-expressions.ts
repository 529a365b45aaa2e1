// Python's expressions as typed data. Spans are relative to the top-level statement that holds the node.
import type { Span } from '../../../base/span.ts';

export interface Node {
  readonly span: Span;
}

export type Expression =
  | Name
  | Constant
  | FormattedString
  | Attribute
  | Subscript
  | Slice
  | Call
  | Unary
  | Binary
  | BoolOp
  | Compare
  | Conditional
  | Lambda
  | Sequence
  | DictDisplay
  | Comprehension
  | Starred
  | Yield
  | Await
  | NamedExpression
  | Broken;

export interface Name extends Node {
  readonly kind: 'name';
  readonly id: string;
}

/** Integers are exact: a safe one is a number, a larger one a bigint. */
export interface Constant extends Node {
  readonly kind: 'constant';
  readonly value:
    | { readonly type: 'int'; readonly value: number | bigint }
    | { readonly type: 'float'; readonly value: number }
    | { readonly type: 'complex'; readonly value: number }
    | { readonly type: 'str'; readonly value: string }
    | { readonly type: 'bytes'; readonly value: string }
    | { readonly type: 'bool'; readonly value: boolean }
    | { readonly type: 'none' }
    | { readonly type: 'ellipsis' };
}

export interface FormattedString extends Node {
  readonly kind: 'f-string';
  readonly parts: readonly (
    | string
    | { readonly value: Expression; readonly conversion?: string; readonly format?: FormattedString }
  )[];
}

export interface Attribute extends Node {
  readonly kind: 'attribute';
  readonly object: Expression;
  readonly name: string;
  readonly nameSpan: Span;
}

export interface Subscript extends Node {
  readonly kind: 'subscript';
  readonly object: Expression;
  /** `x[a, b]` has one index: a tuple. */
  readonly index: Expression;
}

export interface Slice extends Node {
  readonly kind: 'slice';
  readonly lower?: Expression;
  readonly upper?: Expression;
  readonly step?: Expression;
}

export interface Argument {
  readonly span: Span;
  /** Absent for positional ones, `*a` and `**k`. */
  readonly name?: string;
  readonly star?: '*' | '**';
  readonly value: Expression;
}

export interface Call extends Node {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | '~' | 'not';
  readonly operand: Expression;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '&' | '|' | '^' | '<<' | '>>';

export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface BoolOp extends Node {
  readonly kind: 'bool-op';
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}

export type Comparison = '<' | '<=' | '==' | '!=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not';

export interface Compare extends Node {
  readonly kind: 'compare';
  readonly first: Expression;
  readonly rest: readonly { readonly operator: Comparison; readonly operand: Expression }[];
}

export interface Conditional extends Node {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly whenTrue: Expression;
  readonly otherwise: Expression;
}

export interface Lambda extends Node {
  readonly kind: 'lambda';
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}

export interface Sequence extends Node {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: readonly Expression[];
}

export interface DictDisplay extends Node {
  readonly kind: 'dict';
  /** Without a key: `**mapping`. */
  readonly entries: readonly { readonly key?: Expression; readonly value: Expression }[];
}

export interface Clause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export interface Comprehension extends Node {
  readonly kind: 'comprehension';
  readonly makes: 'list' | 'set' | 'dict' | 'generator';
  readonly element: Expression;
  /** A dict's values. */
  readonly value?: Expression;
  readonly clauses: readonly Clause[];
}

export interface Starred extends Node {
  readonly kind: 'starred';
  readonly value: Expression;
}

export interface Yield extends Node {
  readonly kind: 'yield';
  readonly from: boolean;
  readonly value?: Expression;
}

export interface Await extends Node {
  readonly kind: 'await';
  readonly value: Expression;
}

export interface NamedExpression extends Node {
  readonly kind: 'named';
  readonly name: string;
  readonly value: Expression;
}

/** What could not be parsed: evaluates to an unknown. */
export interface Broken extends Node {
  readonly kind: 'broken';
}

export interface Parameter {
  readonly name: string;
  readonly span: Span;
  readonly kind: 'positional-only' | 'normal' | 'keyword-only' | '*' | '**';
  readonly default?: Expression;
  readonly annotation?: Expression;
}
