// Python's syntax as typed data: what the evaluator compiles. Spans are relative to the top-level statement that holds the
// node, so that an edit above leaves a lowered statement valid. Knows nothing of tree-sitter, values or torch.
import type { Span } from '../../../base/span.ts';
import type { Declaration } from '../../declared-shapes.ts';

interface Node {
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

export type Statement =
  | ExpressionStatement
  | Assign
  | AugmentedAssign
  | AnnotatedAssign
  | Return
  | Raise
  | Assert
  | Delete
  | Simple
  | Scoped
  | If
  | While
  | For
  | With
  | Try
  | FunctionDef
  | ClassDef
  | Import
  | ImportFrom
  | Match
  | BrokenStatement;

/** A comment may say the shape of the value. */
interface Declared extends Node {
  readonly declared?: Declaration;
}

export interface ExpressionStatement extends Node {
  readonly kind: 'expression';
  readonly value: Expression;
}

/** `a = b = value`: two targets. */
export interface Assign extends Declared {
  readonly kind: 'assign';
  readonly targets: readonly Expression[];
  readonly value: Expression;
}

export interface AugmentedAssign extends Declared {
  readonly kind: 'augmented-assign';
  readonly target: Expression;
  readonly operator: BinaryOperator;
  readonly value: Expression;
}

export interface AnnotatedAssign extends Declared {
  readonly kind: 'annotated-assign';
  readonly target: Expression;
  readonly annotation: Expression;
  readonly value?: Expression;
}

export interface Return extends Declared {
  readonly kind: 'return';
  readonly value?: Expression;
}

export interface Raise extends Node {
  readonly kind: 'raise';
  readonly exception?: Expression;
  /** `from` it. */
  readonly cause?: Expression;
}

export interface Assert extends Node {
  readonly kind: 'assert';
  readonly test: Expression;
  readonly message?: Expression;
}

export interface Delete extends Node {
  readonly kind: 'delete';
  readonly targets: readonly Expression[];
}

export interface Simple extends Node {
  readonly kind: 'pass' | 'break' | 'continue';
}

export interface Scoped extends Node {
  readonly kind: 'global' | 'nonlocal';
  readonly names: readonly string[];
}

export interface If extends Node {
  readonly kind: 'if';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface While extends Node {
  readonly kind: 'while';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

/** What is declared is what the target gets in each turn. */
export interface For extends Declared {
  readonly kind: 'for';
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface With extends Node {
  readonly kind: 'with';
  readonly items: readonly { readonly context: Expression; readonly target?: Expression }[];
  readonly body: readonly Statement[];
}

export interface Handler {
  readonly span: Span;
  readonly type?: Expression;
  readonly name?: string;
  readonly body: readonly Statement[];
}

export interface Try extends Node {
  readonly kind: 'try';
  readonly body: readonly Statement[];
  readonly handlers: readonly Handler[];
  readonly otherwise: readonly Statement[];
  readonly finally: readonly Statement[];
}

export interface FunctionDef extends Node {
  readonly kind: 'function';
  readonly name: string;
  readonly nameSpan: Span;
  readonly parameters: readonly Parameter[];
  readonly returns?: Expression;
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
  readonly isAsync: boolean;
  /** Has a `yield` of its own. */
  readonly isGenerator: boolean;
}

export interface ClassDef extends Node {
  readonly kind: 'class';
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly Argument[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
}

export interface ImportAlias {
  readonly span: Span;
  /** `a.b.c`, or the imported name. */
  readonly name: string;
  readonly as?: string;
}

export interface Import extends Node {
  readonly kind: 'import';
  readonly names: readonly ImportAlias[];
}

export interface ImportFrom extends Node {
  readonly kind: 'import-from';
  readonly module: string;
  /** Leading dots. */
  readonly level: number;
  /** `*` is one name. */
  readonly names: readonly ImportAlias[];
}

export type Pattern =
  | { readonly kind: 'value'; readonly value: Expression }
  | { readonly kind: 'capture'; readonly name?: string }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'star'; readonly name?: string }
  | {
      readonly kind: 'mapping';
      readonly entries: readonly { readonly key: Expression; readonly value: Pattern }[];
      readonly rest?: string;
    }
  | {
      readonly kind: 'class';
      readonly type: Expression;
      readonly positional: readonly Pattern[];
      readonly keywords: readonly { readonly name: string; readonly pattern: Pattern }[];
    }
  | { readonly kind: 'or'; readonly alternatives: readonly Pattern[] }
  | { readonly kind: 'as'; readonly pattern: Pattern; readonly name: string };

export interface Match extends Node {
  readonly kind: 'match';
  readonly subject: Expression;
  readonly cases: readonly {
    readonly pattern: Pattern;
    readonly guard?: Expression;
    readonly body: readonly Statement[];
  }[];
}

/** A statement that does not parse: skipped, and said so. */
export interface BrokenStatement extends Node {
  readonly kind: 'broken-statement';
}
