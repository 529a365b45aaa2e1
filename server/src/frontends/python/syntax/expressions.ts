// What becomes of each kind of expression that the grammar knows, in one table.
import type { Node as Syntax } from 'web-tree-sitter';
import type { BinaryOperator, Comparison, Constant, DictDisplay, Expression } from './ast.ts';
import { readNumber } from './literals.ts';
import type { ExpressionLowering } from './lower-expression.ts';
import { named } from './named.ts';

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

export const EXPRESSIONS: Readonly<Record<string, Lower>> = {
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
