// Which expression, name or definition stands at a place of a Python text, as far as a reader may ask what it is.
import { contains, type Span } from '../../../base/span.ts';
import type { Comprehension, Expression, FunctionDef, Lambda, Parameter, Statement } from '../syntax/ast.ts';
import type { ParsedModule } from '../syntax/parser.ts';
import { partsOf, subexpressions } from '../syntax/walk.ts';

export type Place = ValuePlace | { readonly kind: 'class' | 'function'; readonly span: Span; readonly name: string };

export interface ValuePlace {
  readonly kind: 'value';
  /** What was looked at. */
  readonly span: Span;
  /** What a reader would call it, and the expression whose value it stands for. */
  readonly name: Span;
  readonly of: Span;
  readonly called: boolean;
  /** The statement at the file's top, and whether it is the file that runs it, not who calls it. */
  readonly around: Span;
  readonly atTop: boolean;
}

/** Undefined where nothing stands that has a value: keywords, brackets, comments, annotations. */
export function placeAt({ body }: ParsedModule, offset: number): Place | undefined {
  const item = body.find(({ offset: start, text }) => start <= offset && offset <= start + text.length);
  if (!item) return undefined;
  const found = inStatements(item.statements, offset - item.offset);
  if (!found) return undefined;
  const absolute = ({ start, end }: Span): Span => ({ start: start + item.offset, end: end + item.offset });
  const { span } = found;
  if (found.kind !== 'value') return { ...found, span: absolute(span) };
  const around = { start: item.offset, end: item.offset + item.text.length };
  const atTop = !item.statements.some(({ kind }) => kind === 'function' || kind === 'class');
  return { ...found, span: absolute(span), name: absolute(found.name), of: absolute(found.of), around, atTop };
}

type Found = Omit<ValuePlace, 'around' | 'atTop'> | Exclude<Place, ValuePlace>;

function value(span: Span, of = span, name = span): Found {
  return { kind: 'value', span, name, of, called: false };
}

function inStatements(statements: readonly Statement[], at: number): Found | undefined {
  for (const statement of statements) {
    if (!contains(statement.span, at)) continue;
    const found = inStatement(statement, at);
    if (found) return found;
  }
  return undefined;
}

function inStatement(statement: Statement, at: number): Found | undefined {
  if (statement.kind === 'function' || statement.kind === 'class') {
    const { nameSpan: span, name, kind } = statement;
    if (contains(span, at)) return { kind, span, name };
  }
  if (statement.kind === 'function') {
    const found = inFunction(statement, at) ?? inStatements(statement.body, at);
    if (found) return found;
  }
  if (statement.kind === 'class') {
    const found = inStatements(statement.body, at);
    if (found) return found;
  }
  const { expressions = [], targets = [], blocks = [] } = partsOf(statement);
  for (const expression of [...expressions, ...targets]) {
    const found = expression && inExpression(expression, [], at);
    if (found) return found;
  }
  for (const block of blocks) {
    const found = inStatements(block, at);
    if (found) return found;
  }
  return undefined;
}

function inFunction({ parameters }: FunctionDef | Lambda, at: number): Found | undefined {
  for (const parameter of parameters) {
    const span = nameOf(parameter);
    if (contains(span, at)) return value(span, parameter.span);
  }
  return undefined;
}

/** Without stars, annotation and default. */
function nameOf({ name, kind, span }: Parameter): Span {
  const start = span.start + (kind === '*' ? 1 : kind === '**' ? 2 : 0);
  return { start, end: start + name.length };
}

function inExpression(expression: Expression, around: readonly Expression[], at: number): Found | undefined {
  if (!contains(expression.span, at)) return undefined;
  const inner = [expression, ...around];
  if (expression.kind === 'lambda') {
    const found = inFunction(expression, at) ?? inExpression(expression.body, inner, at);
    if (found) return found;
  }
  for (const part of [...subexpressions(expression), ...targetsOf(expression)]) {
    const found = part && inExpression(part, inner, at);
    if (found) return found;
  }
  return meantBy(expression, around, at);
}

function targetsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'comprehension' ? (expression as Comprehension).clauses.map(({ target }) => target) : [];
}

/** What a reader means who looks at this very node. */
function meantBy(expression: Expression, [parent]: readonly Expression[], at: number): Found | undefined {
  const { span } = expression;
  const isCallee = parent?.kind === 'call' && parent.callee === expression;
  const callOf = (name: Span): Found => ({ kind: 'value', span: name, name, of: parent?.span ?? name, called: true });
  switch (expression.kind) {
    case 'name':
      return isCallee ? callOf(span) : value(span);
    case 'attribute':
      if (!contains(expression.nameSpan, at)) return undefined;
      return isCallee ? callOf(expression.nameSpan) : value(expression.nameSpan, span, span);
    // A number has no other value than itself: what it is part of may have.
    case 'constant':
      return parent && COMPUTES.has(parent.kind) ? value(parent.span) : undefined;
    case 'unary':
      if (expression.operand.kind !== 'constant') return value(span);
      return parent && COMPUTES.has(parent.kind) ? value(parent.span) : undefined;
    case 'binary':
    case 'subscript':
    case 'compare':
      return value(span);
    default:
      return undefined;
  }
}

const COMPUTES: ReadonlySet<Expression['kind']> = new Set<Expression['kind']>(['binary', 'subscript']);
