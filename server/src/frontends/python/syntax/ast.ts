// Python's syntax as typed data: what the evaluator compiles. Here are statements; expressions are beside them. Spans are relative to
// the top-level statement that holds the node, so that an edit above leaves a lowered statement valid. Knows nothing of tree-sitter,
// values or torch.
import type { Span } from '../../../base/span.ts';
import type { Declaration } from '../../declared-shapes.ts';
import type { Argument, BinaryOperator, Expression, Node, Parameter } from './ast-expressions.ts';

export type * from './ast-expressions.ts';

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
