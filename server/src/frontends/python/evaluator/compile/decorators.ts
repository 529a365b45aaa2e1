// Decorators: a call with what is defined below them, unless they are unknown.
import type { Span } from '../../../../base/span.ts';
import type { UnknownDim } from '../../../../graph/dim.ts';
import { type CallSite, type Keywords, PyFunction, type Value } from '../values.ts';
import type { Compiler } from './compiler.ts';

const NO_KEYWORDS: Keywords = new Map();

/** Functions under decorators that are not known. */
const unknownDecorators = new WeakMap<PyFunction, UnknownDim>();

/** The decorator that is not known, and may have made anything of the function. */
export function unknownDecoratorOf(value: PyFunction): UnknownDim | undefined {
  return unknownDecorators.get(value);
}

/** What an unknown decorator does to a function is not known; that it is still that function is the best guess. */
export function decorate(compiler: Compiler, decorator: Value, value: Value, span: Span): Value {
  const { interpreter } = compiler;
  if (interpreter.isUnknown(decorator)) return decoratedBy(decorator, value);
  const place = compiler.absolute(span);
  const site: CallSite = { uri: compiler.unit.uri, span: place, head: place, passed: new Map() };
  const result = interpreter.callFrom(decorator, [value], NO_KEYWORDS, site);
  return interpreter.isUnknown(result) ? decoratedBy(result, value) : result;
}

function decoratedBy(decorator: UnknownDim, value: Value): Value {
  if (value instanceof PyFunction) unknownDecorators.set(value, decorator);
  return value;
}
