// Statements: tree-sitter's nodes → AST, one top-level statement at a time.
import type { Node as Syntax } from 'web-tree-sitter';
import type { Expression, Handler, ImportAlias, Statement } from './ast.ts';
import { type FunctionBody, type FunctionHead, LaterFunction } from './later.ts';
import type { ExpressionLowering } from './lower-expression.ts';
import { lowerPattern } from './lower-pattern.ts';
import { named } from './named.ts';
import { meaningOf } from './unfinished.ts';

/** The statements of a block; an unparsable stretch becomes one broken statement. */
function lowerBlock(lowering: ExpressionLowering, block: Syntax | null): Statement[] {
  return block ? named(block).flatMap((node) => lowerStatement(lowering, node)) : [];
}

export function lowerStatement(lowering: ExpressionLowering, node: Syntax): Statement[] {
  const unfinished = lowering.unfinished(node);
  if (unfinished) return [meaningOf(unfinished, lowerBlock(lowering, node.childForFieldName('consequence')))];
  if (node.type === 'decorated_definition') return decorated(lowering, node);
  const lower = STATEMENTS[node.type];
  return [lower ? lower(lowering, node, []) : { kind: 'broken-statement', span: lowering.span(node) }];
}

function decorated(lowering: ExpressionLowering, node: Syntax): Statement[] {
  const decorators = named(node)
    .filter((child) => child.type === 'decorator')
    .map((child) => lowering.expression(named(child)[0]));
  const definition = node.childForFieldName('definition');
  const lower = definition ? STATEMENTS[definition.type] : undefined;
  return definition && lower ? [lower(lowering, definition, decorators)] : [];
}

type Lower = (lowering: ExpressionLowering, node: Syntax, decorators: readonly Expression[]) => Statement;

const simple =
  (kind: 'pass' | 'break' | 'continue'): Lower =>
  (lowering, node) => ({ kind, span: lowering.span(node) });

const scoped =
  (kind: 'global' | 'nonlocal'): Lower =>
  (lowering, node) => ({
    kind,
    span: lowering.span(node),
    names: named(node).map((child) => lowering.name(child)),
  });

function alias(lowering: ExpressionLowering, node: Syntax): ImportAlias {
  const span = lowering.span(node);
  if (node.type !== 'aliased_import') return { span, name: node.text };
  const as = node.childForFieldName('alias')?.text;
  return { span, name: node.childForFieldName('name')?.text ?? '', ...(as ? { as } : {}) };
}

function importFrom(lowering: ExpressionLowering, node: Syntax): Statement {
  const source = node.childForFieldName('module_name');
  const relative = source?.type === 'relative_import';
  const prefix = relative ? (source.child(0)?.text ?? '') : '';
  const module = relative
    ? (named(source).find((child) => child.type === 'dotted_name')?.text ?? '')
    : (source?.text ?? '__future__');
  const wildcard = named(node).find((child) => child.type === 'wildcard_import');
  const names: ImportAlias[] = wildcard
    ? [{ span: lowering.span(wildcard), name: '*' }]
    : node.childrenForFieldName('name').flatMap((child) => (child ? [alias(lowering, child)] : []));
  return { kind: 'import-from', span: lowering.span(node), module, level: prefix.replace(/[^.]/g, '').length, names };
}

function ifStatement(lowering: ExpressionLowering, node: Syntax): Statement {
  const alternatives = node.childrenForFieldName('alternative').filter((child): child is Syntax => child !== null);
  const chain = (index: number): Statement[] => {
    const alternative = alternatives[index];
    if (!alternative) return [];
    if (alternative.type === 'else_clause') return lowerBlock(lowering, alternative.childForFieldName('body'));
    return [
      {
        kind: 'if',
        span: lowering.span(alternative),
        test: lowering.expression(alternative.childForFieldName('condition')),
        body: lowerBlock(lowering, alternative.childForFieldName('consequence')),
        otherwise: chain(index + 1),
      },
    ];
  };
  return {
    kind: 'if',
    span: lowering.span(node),
    test: lowering.expression(node.childForFieldName('condition')),
    body: lowerBlock(lowering, node.childForFieldName('consequence')),
    otherwise: chain(0),
  };
}

function orElse(lowering: ExpressionLowering, node: Syntax): Statement[] {
  return lowerBlock(lowering, node.childForFieldName('alternative')?.childForFieldName('body') ?? null);
}

function tryStatement(lowering: ExpressionLowering, node: Syntax): Statement {
  const part = (type: string) => named(node).find((child) => child.type === type);
  const block = (clause: Syntax | undefined) =>
    lowerBlock(lowering, clause ? (named(clause).findLast((child) => child.type === 'block') ?? null) : null);
  const handlers = named(node)
    .filter((child) => child.type === 'except_clause' || child.type === 'except_group_clause')
    .map((clause): Handler => {
      const caught = named(clause).find((child) => child.type !== 'block');
      const bound = caught?.type === 'as_pattern' ? caught : undefined;
      const name = lowering.name(bound?.childForFieldName('alias') ?? clause.childForFieldName('alias'));
      const type = bound ? named(bound)[0] : caught;
      return {
        span: lowering.span(clause),
        ...(type ? { type: lowering.expression(type) } : {}),
        ...(name ? { name } : {}),
        body: block(clause),
      };
    });
  return {
    kind: 'try',
    span: lowering.span(node),
    body: lowerBlock(lowering, node.childForFieldName('body')),
    handlers,
    otherwise: block(part('else_clause')),
    finally: block(part('finally_clause')),
  };
}

function withStatement(lowering: ExpressionLowering, node: Syntax): Statement {
  const clause = named(node).find((child) => child.type === 'with_clause');
  const items = (clause ? named(clause) : []).flatMap((item) => {
    const value = item.childForFieldName('value');
    if (!value) return [];
    if (value.type !== 'as_pattern') return [{ context: lowering.expression(value) }];
    const target = value.childForFieldName('alias');
    const inside = target ? (named(target)[0] ?? target) : undefined;
    return [
      { context: lowering.expression(named(value)[0]), ...(inside ? { target: lowering.expression(inside) } : {}) },
    ];
  });
  return { kind: 'with', span: lowering.span(node), items, body: lowerBlock(lowering, node.childForFieldName('body')) };
}

export function functionBody(lowering: ExpressionLowering, body: Syntax | null): FunctionBody {
  return { body: lowerBlock(lowering, body), isGenerator: body !== null && yields(body) };
}

/** Whether a function's own body yields; nested functions and classes do not count. */
function yields(node: Syntax): boolean {
  return named(node).some((child) => {
    if (child.type === 'yield') return true;
    return (
      child.type !== 'function_definition' &&
      child.type !== 'class_definition' &&
      child.type !== 'lambda' &&
      yields(child)
    );
  });
}

function assignment(lowering: ExpressionLowering, node: Syntax): Statement {
  const span = lowering.span(node);
  const annotation = node.childForFieldName('type');
  const right = node.childForFieldName('right');
  const target = lowering.expression(node.childForFieldName('left'));
  if (annotation) {
    const value = lowering.optional(right);
    return {
      kind: 'annotated-assign',
      span,
      target,
      annotation: lowering.expression(annotation),
      ...(value ? { value } : {}),
      ...lowering.declared(node),
    };
  }
  const targets = [target];
  let value = right;
  while (value?.type === 'assignment') {
    targets.push(lowering.expression(value.childForFieldName('left')));
    value = value.childForFieldName('right');
  }
  return { kind: 'assign', span, targets, value: lowering.expression(value), ...lowering.declared(node) };
}

/** A loop's own line ends where its items are given. */
function headDeclared(lowering: ExpressionLowering, node: Syntax): ReturnType<ExpressionLowering['declared']> {
  const iterable = node.childForFieldName('right');
  return iterable ? lowering.declared(iterable) : {};
}

function expressionStatement(lowering: ExpressionLowering, node: Syntax): Statement {
  const children = named(node);
  const [first] = children;
  if (first?.type === 'assignment') return assignment(lowering, first);
  if (first?.type === 'augmented_assignment') {
    return {
      kind: 'augmented-assign',
      span: lowering.span(first),
      target: lowering.expression(first.childForFieldName('left')),
      operator: (first.childForFieldName('operator')?.type.slice(0, -1) ?? '+') as '+',
      value: lowering.expression(first.childForFieldName('right')),
      ...lowering.declared(first),
    };
  }
  const value: Expression =
    children.length > 1
      ? { kind: 'tuple', span: lowering.span(node), items: lowering.expressions(children) }
      : lowering.expression(first);
  return { kind: 'expression', span: lowering.span(node), value };
}

const STATEMENTS: Readonly<Record<string, Lower>> = {
  expression_statement: expressionStatement,
  return_statement(lowering, node) {
    const [value] = named(node);
    const span = lowering.span(node);
    return {
      kind: 'return',
      span,
      ...(value ? { value: lowering.expression(value) } : {}),
      ...lowering.declared(node),
    };
  },
  raise_statement(lowering, node) {
    const [exception, cause] = named(node);
    return {
      kind: 'raise',
      span: lowering.span(node),
      ...(exception ? { exception: lowering.expression(exception) } : {}),
      ...(cause ? { cause: lowering.expression(cause) } : {}),
    };
  },
  assert_statement(lowering, node) {
    const [test, message] = named(node);
    const said = message ? { message: lowering.expression(message) } : {};
    return { kind: 'assert', span: lowering.span(node), test: lowering.expression(test), ...said };
  },
  delete_statement(lowering, node) {
    const [first] = named(node);
    const targets = first?.type === 'expression_list' ? named(first) : named(node);
    return { kind: 'delete', span: lowering.span(node), targets: lowering.expressions(targets) };
  },
  pass_statement: simple('pass'),
  break_statement: simple('break'),
  continue_statement: simple('continue'),
  global_statement: scoped('global'),
  nonlocal_statement: scoped('nonlocal'),
  print_statement: simple('pass'),
  type_alias_statement: simple('pass'),
  if_statement: ifStatement,
  while_statement: (lowering, node) => ({
    kind: 'while',
    span: lowering.span(node),
    test: lowering.expression(node.childForFieldName('condition')),
    body: lowerBlock(lowering, node.childForFieldName('body')),
    otherwise: orElse(lowering, node),
  }),
  for_statement: (lowering, node) => ({
    kind: 'for',
    span: lowering.span(node),
    target: lowering.expression(node.childForFieldName('left')),
    iterable: lowering.expression(node.childForFieldName('right')),
    body: lowerBlock(lowering, node.childForFieldName('body')),
    otherwise: orElse(lowering, node),
    ...headDeclared(lowering, node),
  }),
  try_statement: tryStatement,
  with_statement: withStatement,
  import_statement: (lowering, node) => ({
    kind: 'import',
    span: lowering.span(node),
    names: named(node).map((child) => alias(lowering, child)),
  }),
  import_from_statement: importFrom,
  future_import_statement: simple('pass'),
  function_definition(lowering, node, decorators) {
    const name = node.childForFieldName('name');
    const body = node.childForFieldName('body');
    const returns = lowering.optional(node.childForFieldName('return_type'));
    const head: FunctionHead = {
      kind: 'function',
      span: lowering.span(node),
      name: lowering.name(name),
      nameSpan: lowering.span(name ?? node),
      parameters: lowering.parameters(node.childForFieldName('parameters')),
      ...(returns ? { returns } : {}),
      decorators,
      isAsync: node.child(0)?.type === 'async',
    };
    const read = body ? lowering.later(body) : undefined;
    return read ? new LaterFunction(head, read) : { ...head, ...functionBody(lowering, body) };
  },
  class_definition(lowering, node, decorators) {
    const name = node.childForFieldName('name');
    return {
      kind: 'class',
      span: lowering.span(node),
      name: lowering.name(name),
      nameSpan: lowering.span(name ?? node),
      arguments: lowering.arguments(node.childForFieldName('superclasses')),
      body: lowering.inClass(name?.text ?? '', () => lowerBlock(lowering, node.childForFieldName('body'))),
      decorators,
    };
  },
  match_statement: (lowering, node) => ({
    kind: 'match',
    span: lowering.span(node),
    subject: lowering.expression(node.childForFieldName('subject')),
    cases: named(node.childForFieldName('body') ?? node)
      .filter((child) => child.type === 'case_clause')
      .map((clause) => {
        const guard = clause.childForFieldName('guard');
        const patterns = named(clause).filter((child) => child.type === 'case_pattern');
        const only = patterns.length === 1 ? lowerPattern(lowering, patterns[0]) : undefined;
        return {
          pattern: only ?? { kind: 'sequence' as const, items: patterns.map((child) => lowerPattern(lowering, child)) },
          ...(guard ? { guard: lowering.expression(named(guard)[0]) } : {}),
          body: lowerBlock(lowering, clause.childForFieldName('consequence')),
        };
      }),
  }),
};
