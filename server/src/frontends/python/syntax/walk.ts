// What a node directly holds, so that walks over the tree need not know every kind. Functions, classes and lambdas are not
// entered: their bodies are code of their own.
import type { Expression, FormattedString, Pattern, Statement } from './ast.ts';

type Parts<N extends { readonly kind: string }, R> = {
  readonly [K in N['kind']]: (node: Extract<N, { kind: K }>) => R;
};

const none = (): [] => [];

const SUBEXPRESSIONS: Parts<Expression, readonly (Expression | undefined)[]> = {
  name: none,
  constant: none,
  broken: none,
  lambda: ({ parameters }) => parameters.map((parameter) => parameter.default),
  'f-string': ({ parts }) => parts.flatMap(interpolated),
  attribute: ({ object }) => [object],
  subscript: ({ object, index }) => [object, index],
  slice: ({ lower, upper, step }) => [lower, upper, step],
  call: ({ callee, arguments: args }) => [callee, ...args.map(({ value }) => value)],
  unary: ({ operand }) => [operand],
  binary: ({ left, right }) => [left, right],
  'bool-op': ({ left, right }) => [left, right],
  compare: ({ first, rest }) => [first, ...rest.map(({ operand }) => operand)],
  conditional: ({ test, whenTrue, otherwise }) => [test, whenTrue, otherwise],
  list: ({ items }) => items,
  tuple: ({ items }) => items,
  set: ({ items }) => items,
  dict: ({ entries }) => entries.flatMap(({ key, value }) => [key, value]),
  comprehension: ({ element, value, clauses }) => [
    element,
    value,
    ...clauses.flatMap(({ iterable, conditions }) => [iterable, ...conditions]),
  ],
  starred: ({ value }) => [value],
  yield: ({ value }) => [value],
  await: ({ value }) => [value],
  named: ({ value }) => [value],
};

function interpolated(part: FormattedString['parts'][number]): (Expression | undefined)[] {
  return typeof part === 'string' ? [] : [part.value, part.format];
}

export function subexpressions(expression: Expression): readonly (Expression | undefined)[] {
  return (SUBEXPRESSIONS[expression.kind] as (node: Expression) => readonly (Expression | undefined)[])(expression);
}

interface StatementParts {
  /** Evaluated by the statement itself. */
  readonly expressions?: readonly (Expression | undefined)[];
  /** Assigned or deleted. */
  readonly targets?: readonly (Expression | undefined)[];
  readonly blocks?: readonly (readonly Statement[])[];
}

const nothing = (): StatementParts => ({});

const STATEMENT_PARTS: Parts<Statement, StatementParts> = {
  pass: nothing,
  break: nothing,
  continue: nothing,
  global: nothing,
  nonlocal: nothing,
  import: nothing,
  'import-from': nothing,
  'broken-statement': nothing,
  function: ({ decorators, parameters }) => ({
    expressions: [...decorators, ...parameters.map((parameter) => parameter.default)],
  }),
  class: ({ decorators, arguments: args }) => ({ expressions: [...decorators, ...args.map(({ value }) => value)] }),
  expression: ({ value }) => ({ expressions: [value] }),
  assign: ({ targets, value }) => ({ expressions: [value], targets }),
  'augmented-assign': ({ target, value }) => ({ expressions: [value], targets: [target] }),
  'annotated-assign': ({ target, value }) => ({ expressions: [value], targets: [target] }),
  return: ({ value }) => ({ expressions: [value] }),
  raise: ({ exception, cause }) => ({ expressions: [exception, cause] }),
  assert: ({ test, message }) => ({ expressions: [test, message] }),
  delete: ({ targets }) => ({ targets }),
  if: ({ test, body, otherwise }) => ({ expressions: [test], blocks: [body, otherwise] }),
  while: ({ test, body, otherwise }) => ({ expressions: [test], blocks: [body, otherwise] }),
  for: ({ target, iterable, body, otherwise }) => ({
    expressions: [iterable],
    targets: [target],
    blocks: [body, otherwise],
  }),
  with: ({ items, body }) => ({
    expressions: items.map(({ context }) => context),
    targets: items.map(({ target }) => target),
    blocks: [body],
  }),
  try: ({ body, handlers, otherwise, finally: last }) => ({
    expressions: handlers.map(({ type }) => type),
    blocks: [body, ...handlers.map((handler) => handler.body), otherwise, last],
  }),
  match: ({ subject, cases }) => ({
    expressions: [subject, ...cases.flatMap(({ pattern, guard }) => [...patternExpressions(pattern), guard])],
    blocks: cases.map(({ body }) => body),
  }),
};

export function partsOf(statement: Statement): StatementParts {
  return (STATEMENT_PARTS[statement.kind] as (node: Statement) => StatementParts)(statement);
}

export function subpatterns(pattern: Pattern): readonly Pattern[] {
  switch (pattern.kind) {
    case 'sequence':
      return pattern.items;
    case 'or':
      return pattern.alternatives;
    case 'as':
      return [pattern.pattern];
    case 'mapping':
      return pattern.entries.map(({ value }) => value);
    case 'class':
      return [...pattern.positional, ...pattern.keywords.map((keyword) => keyword.pattern)];
    default:
      return [];
  }
}

function patternExpressions(pattern: Pattern): Expression[] {
  return pattern.kind === 'value' ? [pattern.value] : subpatterns(pattern).flatMap(patternExpressions);
}
