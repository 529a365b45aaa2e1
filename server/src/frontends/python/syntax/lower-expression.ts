// Expressions: tree-sitter's nodes → AST. What does not parse becomes `broken`, and the rest of the file is still read.
import type { Node as Syntax } from 'web-tree-sitter';
import type { Span } from '../../../base/span.ts';
import type { Declaration, LineDeclaration } from '../../declared-shapes.ts';
import { requireStack } from '../stack.ts';
import type {
  Argument,
  BinaryOperator,
  Clause,
  Comparison,
  Constant,
  DictDisplay,
  Expression,
  FormattedString,
  Parameter,
} from './ast.ts';
import type { FunctionBody, Later } from './later.ts';
import { readNumber, readString } from './literals.ts';
import type { Unfinished } from './unfinished.ts';

function isOn({ start, end }: Span, at: number): boolean {
  return start <= at && at <= end;
}

/** Lowers the nodes of one top-level statement; spans are relative to its start. */
export class ExpressionLowering {
  readonly #base: number;
  readonly #declarations: readonly LineDeclaration[];
  readonly #unfinished: ReadonlyMap<number, Unfinished>;
  readonly #later: Later | undefined;
  /** The class whose body is read: its private names carry its own. */
  #class = '';
  /** How deep the expression at hand is nested. */
  #nested = 0;

  constructor(
    base: number,
    declarations: readonly LineDeclaration[] = [],
    unfinished: ReadonlyMap<number, Unfinished> = new Map(),
    later?: Later,
  ) {
    this.#base = base;
    this.#declarations = declarations;
    this.#unfinished = unfinished;
    this.#later = later;
  }

  /** What was typed where the statement stands, if that is not whole. */
  unfinished({ startIndex }: Syntax): { readonly typed: Unfinished; readonly span: Span } | undefined {
    const typed = this.#unfinished.get(startIndex);
    return typed && { typed, span: { start: typed.span.start - this.#base, end: typed.span.end - this.#base } };
  }

  /** What a comment on the first or the last line of a node says of its value. */
  declared({ startIndex, endIndex }: Syntax): { readonly declared?: Declaration } {
    const found = this.#declarations.find(({ code }) => isOn(code, endIndex) || isOn(code, startIndex));
    if (!found) return {};
    const { shapes, span } = found;
    return { declared: { shapes, span: { start: span.start - this.#base, end: span.end - this.#base } } };
  }

  /** What reads the body of a function once it is asked for; undefined where it is read now. */
  later(body: Syntax): (() => FunctionBody) | undefined {
    return this.#later?.(this.span(body), this.#class);
  }

  inClass<T>(name: string, lower: () => T): T {
    const around = this.#class;
    this.#class = name.replace(/^_+/, '');
    try {
      return lower();
    } finally {
      this.#class = around;
    }
  }

  /** A name as Python reads it: `__x` in a class C is `_C__x`. */
  name(node: Syntax | null | undefined): string {
    const text = node?.text ?? '';
    const isPrivate = this.#class !== '' && text.startsWith('__') && !text.endsWith('__');
    return isPrivate ? `_${this.#class}${text}` : text;
  }

  span(node: Syntax): Span {
    return { start: node.startIndex - this.#base, end: node.endIndex - this.#base };
  }

  expression(node: Syntax | null | undefined): Expression {
    if (!node) return { kind: 'broken', span: { start: 0, end: 0 } };
    const lower = EXPRESSIONS[node.type];
    if (++this.#nested % STRIDE === 0) requireStack();
    const expression: Expression = lower ? lower(this, node) : { kind: 'broken', span: this.span(node) };
    this.#nested--;
    return expression;
  }

  optional(node: Syntax | null): Expression | undefined {
    return node ? this.expression(node) : undefined;
  }

  expressions(nodes: readonly Syntax[]): Expression[] {
    return nodes.map((node) => this.expression(node));
  }

  arguments(node: Syntax | null): Argument[] {
    if (!node) return [];
    if (node.type === 'generator_expression') return [{ span: this.span(node), value: this.expression(node) }];
    return named(node).map((child): Argument => {
      const span = this.span(child);
      if (child.type === 'keyword_argument') {
        return {
          span,
          name: this.name(child.childForFieldName('name')),
          value: this.expression(child.childForFieldName('value')),
        };
      }
      if (child.type === 'list_splat') return { span, star: '*', value: this.expression(named(child)[0]) };
      if (child.type === 'dictionary_splat') return { span, star: '**', value: this.expression(named(child)[0]) };
      return { span, value: this.expression(child) };
    });
  }

  parameters(node: Syntax | null): Parameter[] {
    let kind: 'normal' | 'keyword-only' = 'normal';
    const parameters: Parameter[] = [];
    for (const child of node ? named(node) : []) {
      if (child.type === 'positional_separator') {
        parameters.forEach((parameter, index) => {
          parameters[index] = { ...parameter, kind: 'positional-only' };
        });
        continue;
      }
      if (child.type === 'keyword_separator') {
        kind = 'keyword-only';
        continue;
      }
      const parameter = this.#parameter(child, kind);
      if (!parameter) continue;
      parameters.push(parameter);
      if (parameter.kind === '*') kind = 'keyword-only';
    }
    return parameters;
  }

  #parameter(node: Syntax, kind: 'normal' | 'keyword-only'): Parameter | undefined {
    const span = this.span(node);
    const typed = node.type === 'typed_parameter' || node.type === 'typed_default_parameter';
    const annotation = typed ? this.optional(node.childForFieldName('type')) : undefined;
    const withAnnotation = annotation ? { annotation } : {};
    const target = node.type === 'typed_parameter' ? named(node)[0] : (node.childForFieldName('name') ?? node);
    if (!target) return undefined;
    if (target.type === 'list_splat_pattern')
      return { name: this.name(named(target)[0]), span, kind: '*', ...withAnnotation };
    if (target.type === 'dictionary_splat_pattern')
      return { name: this.name(named(target)[0]), span, kind: '**', ...withAnnotation };
    if (target.type !== 'identifier') return undefined;
    const initial = node.childForFieldName('value');
    return {
      name: this.name(target),
      span,
      kind,
      ...withAnnotation,
      ...(initial ? { default: this.expression(initial) } : {}),
    };
  }

  clauses(node: Syntax): Clause[] {
    const clauses: { target: Expression; iterable: Expression; conditions: Expression[] }[] = [];
    for (const child of named(node)) {
      if (child.type === 'for_in_clause') {
        const iterables = child.childrenForFieldName('right').filter((part) => part?.isNamed) as Syntax[];
        const [only] = iterables;
        const iterable: Expression =
          iterables.length === 1
            ? this.expression(only)
            : { kind: 'tuple', span: this.span(child), items: this.expressions(iterables) };
        clauses.push({ target: this.expression(child.childForFieldName('left')), iterable, conditions: [] });
      } else if (child.type === 'if_clause') clauses.at(-1)?.conditions.push(this.expression(named(child)[0]));
    }
    return clauses;
  }

  string(node: Syntax): Expression {
    const span = this.span(node);
    const parts = node.type === 'concatenated_string' ? named(node).filter((child) => child.type === 'string') : [node];
    const pieces: FormattedString['parts'][number][] = [];
    let bytes = false;
    for (const part of parts) {
      const prefix = (part.child(0)?.text ?? '').replace(/['"]+$/, '').toLowerCase();
      bytes ||= prefix.includes('b');
      for (const child of named(part)) {
        if (child.type === 'string_content') pieces.push(readString(child.text, prefix));
        else if (child.type === 'interpolation') pieces.push(...this.#interpolations(child));
      }
    }
    if (pieces.every((piece) => typeof piece === 'string')) {
      const value = pieces.join('');
      return { kind: 'constant', span, value: { type: bytes ? 'bytes' : 'str', value } };
    }
    return { kind: 'f-string', span, parts: pieces };
  }

  /** `{x = }` shows its own text before the value, which it then writes as `repr` does. */
  #interpolations(node: Syntax): FormattedString['parts'] {
    const equals = node.children.find((child) => child?.type === '=');
    const part = this.#interpolation(node);
    if (!equals || typeof part === 'string') return [part];
    const after = /^=\s*/.exec(node.text.slice(equals.startIndex - node.startIndex))?.[0] ?? '=';
    const shown = node.text.slice(1, equals.startIndex - node.startIndex) + after;
    return [shown, part.conversion || part.format ? part : { ...part, conversion: 'r' }];
  }

  #interpolation(node: Syntax): FormattedString['parts'][number] {
    const conversion = named(node)
      .find((child) => child.type === 'type_conversion')
      ?.text.slice(1);
    const specifier = named(node).find((child) => child.type === 'format_specifier');
    return {
      value: this.expression(node.childForFieldName('expression') ?? named(node)[0]),
      ...(conversion ? { conversion } : {}),
      ...(specifier ? { format: this.#format(specifier) } : {}),
    };
  }

  #format(node: Syntax): FormattedString {
    const parts: FormattedString['parts'][number][] = [];
    let from = node.startIndex + 1;
    for (const child of named(node)) {
      parts.push(
        node.text.slice(from - node.startIndex, child.startIndex - node.startIndex),
        this.#interpolation(child),
      );
      from = child.endIndex;
    }
    parts.push(node.text.slice(from - node.startIndex));
    return { kind: 'f-string', span: this.span(node), parts: parts.filter((part) => part !== '') };
  }
}

/** Named children without comments, and without the backslashes that join lines. */
export function named(node: Syntax): Syntax[] {
  return node.namedChildren.filter((child): child is Syntax => child !== null && !BETWEEN.has(child.type));
}

const BETWEEN: ReadonlySet<string> = new Set(['comment', 'line_continuation']);

type Lower = (lowering: ExpressionLowering, node: Syntax) => Expression;

function constant(value: Constant['value']): Lower {
  return (lowering, node) => ({ kind: 'constant', span: lowering.span(node), value });
}

function sequence(kind: 'list' | 'tuple' | 'set'): Lower {
  return (lowering, node) => ({ kind, span: lowering.span(node), items: lowering.expressions(named(node)) });
}

function comprehension(makes: 'list' | 'set' | 'dict' | 'generator'): Lower {
  return (lowering, node) => {
    const body = node.childForFieldName('body');
    const pair = body?.type === 'pair' ? body : undefined;
    return {
      kind: 'comprehension',
      span: lowering.span(node),
      makes,
      element: lowering.expression(pair ? pair.childForFieldName('key') : body),
      ...(pair ? { value: lowering.expression(pair.childForFieldName('value')) } : {}),
      clauses: lowering.clauses(node),
    };
  };
}

const starred: Lower = (lowering, node) => ({
  kind: 'starred',
  span: lowering.span(node),
  value: lowering.expression(named(node)[0]),
});
const inner: Lower = (lowering, node) => lowering.expression(named(node)[0]);

/** The grammar reads `*f(x)` in a list as a call of `*f`; Python reads it as a star before `f(x)`. */
function unsplat(inside: Expression, build: (inside: Expression) => Expression): Expression {
  if (inside.kind !== 'starred') return build(inside);
  return { kind: 'starred', span: inside.span, value: build(inside.value) };
}

const TUPLE = sequence('tuple');

/** Levels between two looks at the stack. */
const STRIDE = 128;

const EXPRESSIONS: Readonly<Record<string, Lower>> = {
  identifier: (lowering, node) => ({ kind: 'name', span: lowering.span(node), id: lowering.name(node) }),
  keyword_identifier: (lowering, node) => ({ kind: 'name', span: lowering.span(node), id: node.text }),
  true: constant({ type: 'bool', value: true }),
  false: constant({ type: 'bool', value: false }),
  none: constant({ type: 'none' }),
  ellipsis: constant({ type: 'ellipsis' }),
  integer: (lowering, node) => ({ kind: 'constant', span: lowering.span(node), value: readNumber(node.text) }),
  float: (lowering, node) => ({ kind: 'constant', span: lowering.span(node), value: readNumber(node.text) }),
  string: (lowering, node) => lowering.string(node),
  concatenated_string: (lowering, node) => lowering.string(node),
  parenthesized_expression: inner,
  type: inner,
  attribute(lowering, node) {
    const name = node.childForFieldName('attribute');
    const span = lowering.span(node);
    const nameSpan = lowering.span(name ?? node);
    return unsplat(lowering.expression(node.childForFieldName('object')), (object) => ({
      kind: 'attribute',
      span,
      object,
      name: lowering.name(name),
      nameSpan,
    }));
  },
  subscript(lowering, node) {
    const indices = node.childrenForFieldName('subscript').filter((child) => child?.isNamed) as Syntax[];
    const [only, ...more] = indices;
    const trailingComma = node.children.at(-2)?.type === ',';
    const span = lowering.span(node);
    const index: Expression =
      more.length === 0 && !trailingComma
        ? lowering.expression(only)
        : { kind: 'tuple', span, items: lowering.expressions(indices) };
    return unsplat(lowering.expression(node.childForFieldName('value')), (object) => ({
      kind: 'subscript',
      span,
      object,
      index,
    }));
  },
  slice(lowering, node) {
    const parts: (Expression | undefined)[] = [undefined];
    for (const child of node.children) {
      if (child?.type === ':') parts.push(undefined);
      else if (child?.isNamed) parts[parts.length - 1] = lowering.expression(child);
    }
    const [lower, upper, step] = parts;
    return {
      kind: 'slice',
      span: lowering.span(node),
      ...(lower ? { lower } : {}),
      ...(upper ? { upper } : {}),
      ...(step ? { step } : {}),
    };
  },
  call(lowering, node) {
    const span = lowering.span(node);
    const args = lowering.arguments(node.childForFieldName('arguments'));
    return unsplat(lowering.expression(node.childForFieldName('function')), (callee) => ({
      kind: 'call',
      span,
      callee,
      arguments: args,
    }));
  },
  unary_operator: (lowering, node) => ({
    kind: 'unary',
    span: lowering.span(node),
    operator: (node.childForFieldName('operator')?.type ?? '-') as '-' | '+' | '~',
    operand: lowering.expression(node.childForFieldName('argument')),
  }),
  not_operator: (lowering, node) => ({
    kind: 'unary',
    span: lowering.span(node),
    operator: 'not',
    operand: lowering.expression(node.childForFieldName('argument')),
  }),
  binary_operator: (lowering, node) => ({
    kind: 'binary',
    span: lowering.span(node),
    operator: (node.childForFieldName('operator')?.type ?? '+') as BinaryOperator,
    left: lowering.expression(node.childForFieldName('left')),
    right: lowering.expression(node.childForFieldName('right')),
  }),
  boolean_operator: (lowering, node) => ({
    kind: 'bool-op',
    span: lowering.span(node),
    operator: (node.childForFieldName('operator')?.type ?? 'and') as 'and' | 'or',
    left: lowering.expression(node.childForFieldName('left')),
    right: lowering.expression(node.childForFieldName('right')),
  }),
  comparison_operator(lowering, node) {
    const operators = node.childrenForFieldName('operators').map((child) => comparison(child?.type ?? '=='));
    const [first, ...operands] = named(node);
    return {
      kind: 'compare',
      span: lowering.span(node),
      first: lowering.expression(first),
      rest: operands.map((operand, index) => ({
        operator: operators[index] ?? '==',
        operand: lowering.expression(operand),
      })),
    };
  },
  conditional_expression(lowering, node) {
    const [then, test, otherwise] = named(node);
    return {
      kind: 'conditional',
      span: lowering.span(node),
      test: lowering.expression(test),
      whenTrue: lowering.expression(then),
      otherwise: lowering.expression(otherwise),
    };
  },
  lambda: (lowering, node) => ({
    kind: 'lambda',
    span: lowering.span(node),
    parameters: lowering.parameters(node.childForFieldName('parameters')),
    body: lowering.expression(node.childForFieldName('body')),
  }),
  list: sequence('list'),
  list_pattern: sequence('list'),
  tuple: TUPLE,
  // `(x) = …` is no tuple.
  tuple_pattern(lowering, node) {
    const isTuple = named(node).length !== 1 || node.children.some((child) => child?.type === ',');
    return (isTuple ? TUPLE : inner)(lowering, node);
  },
  pattern_list: sequence('tuple'),
  expression_list: sequence('tuple'),
  set: sequence('set'),
  dictionary(lowering, node) {
    const entries = named(node).map((child): DictDisplay['entries'][number] =>
      child.type === 'pair'
        ? {
            key: lowering.expression(child.childForFieldName('key')),
            value: lowering.expression(child.childForFieldName('value')),
          }
        : { value: lowering.expression(named(child)[0]) },
    );
    return { kind: 'dict', span: lowering.span(node), entries };
  },
  list_comprehension: comprehension('list'),
  set_comprehension: comprehension('set'),
  dictionary_comprehension: comprehension('dict'),
  generator_expression: comprehension('generator'),
  list_splat: starred,
  list_splat_pattern: starred,
  await: (lowering, node) => ({ kind: 'await', span: lowering.span(node), value: lowering.expression(named(node)[0]) }),
  yield(lowering, node) {
    const value = named(node)[0];
    const from = node.children.some((child) => child?.type === 'from');
    return { kind: 'yield', span: lowering.span(node), from, ...(value ? { value: lowering.expression(value) } : {}) };
  },
  named_expression: (lowering, node) => ({
    kind: 'named',
    span: lowering.span(node),
    name: lowering.name(node.childForFieldName('name')),
    value: lowering.expression(node.childForFieldName('value')),
  }),
  assignment: inner,
  // Annotations: `List[int]`, `int | None`, `torch.Tensor`.
  generic_type(lowering, node) {
    const [object, parameters] = named(node);
    const items = lowering.expressions(parameters ? named(parameters) : []);
    const [only, ...more] = items;
    const index: Expression = only && more.length === 0 ? only : { kind: 'tuple', span: lowering.span(node), items };
    return { kind: 'subscript', span: lowering.span(node), object: lowering.expression(object), index };
  },
  union_type(lowering, node) {
    const [left, right] = named(node);
    return {
      kind: 'binary',
      span: lowering.span(node),
      operator: '|',
      left: lowering.expression(left),
      right: lowering.expression(right),
    };
  },
  member_type(lowering, node) {
    const [object, name] = named(node);
    const nameSpan = lowering.span(name ?? node);
    return {
      kind: 'attribute',
      span: lowering.span(node),
      object: lowering.expression(object),
      name: lowering.name(name),
      nameSpan,
    };
  },
};

function comparison(type: string): Comparison {
  return (type === '<>' ? '!=' : type) as Comparison;
}
