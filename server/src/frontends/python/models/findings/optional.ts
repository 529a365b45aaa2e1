// Parameters that may be None: where a function asks for that, None is meant to do, and what fails over it is a mistake.
import type { Span } from '../../../../base/span.ts';
import type { PyRaise } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { Expression, FunctionDef, Statement } from '../../syntax/ast.ts';
import { deep, expressionsIn } from './source-of-classes.ts';

/** What failed names a parameter that is None by default, or for others to give, and of which its function asks whether it is. */
export function isProvidedFor({ program, loaded }: Running, { place }: PyRaise): boolean {
  if (place?.uri !== program.uri) return false;
  for (const { statements, offset } of loaded.parsed.body) {
    const at = { start: place.span.start - offset, end: place.span.end - offset };
    const around = functionAround(statements, at);
    if (!around) continue;
    const expressions = [...expressionsIn(around.body)];
    const names = new Set(expressions.flatMap((each) => readAt(each, at)));
    const optional = around.parameters.filter(
      (each) => (!each.default || isNone(each.default)) && names.has(each.name) && !namesSettings(each.name),
    );
    return optional.some(({ name }) => expressions.some((each) => asksForNone(each, name)));
  }
  return false;
}

/** What nobody gives is merged with what somebody would: `conf=None`. */
export function namesSettings(name: string): boolean {
  return /conf|cfg|opt|param|setting|args/i.test(name);
}

/** The innermost one. */
export function functionAround(statements: readonly Statement[], at: Span): FunctionDef | undefined {
  let found: FunctionDef | undefined;
  for (const statement of deep(statements))
    if (statement.kind === 'function' && isWithin(at, statement.span)) found = statement;
  return found;
}

/** Names in what failed; of `x.name` only the attribute's name is marked. */
function readAt(expression: Expression, at: Span): readonly string[] {
  if (expression.kind === 'attribute' && isWithin(expression.nameSpan, at)) return nameOf(expression.object);
  return isWithin(expression.span, at) ? nameOf(expression) : [];
}

export function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function asksForNone(expression: Expression, name: string): boolean {
  if (expression.kind !== 'compare') return false;
  const { first, rest } = expression;
  return nameOf(first).includes(name) && rest.some(({ operand }) => isNone(operand));
}

function isNone(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.value.type === 'none';
}

export function nameOf(expression: Expression): readonly string[] {
  return expression.kind === 'name' ? [expression.id] : [];
}
