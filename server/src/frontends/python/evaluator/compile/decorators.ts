// Decorators: a call with what is defined below them, unless they are unknown.
import type { Span } from '../../../../base/span.ts';
import type { UnknownDim } from '../../../../graph/dim.ts';
import { type CallSite, type Keywords, PyClass, PyFunction, type Value } from '../values.ts';
import type { Compiler } from './compiler.ts';

const NO_KEYWORDS: Keywords = new Map();

/** Functions and classes under decorators that are not known. */
const unknownDecorators = new WeakMap<PyFunction | PyClass, UnknownDim>();

/** The decorator that is not known, and may have made anything of what it decorates. */
export function unknownDecoratorOf(value: PyFunction | PyClass): UnknownDim | undefined {
  return unknownDecorators.get(value);
}

/** What an unknown decorator does is not known; that a function or class is still the same is the best guess. */
export function decorate(compiler: Compiler, decorator: Value, value: Value, span: Span): Value {
  const { interpreter } = compiler;
  if (interpreter.isUnknown(decorator)) return decoratedBy(decorator, value);
  const place = compiler.absolute(span);
  const site: CallSite = { uri: compiler.unit.uri, span: place, head: place, passed: new Map() };
  const result = interpreter.callFrom(decorator, [value], NO_KEYWORDS, site);
  return interpreter.isUnknown(result) ? decoratedBy(result, value) : result;
}

function decoratedBy(decorator: UnknownDim, value: Value): Value {
  if (value instanceof PyFunction || value instanceof PyClass) unknownDecorators.set(value, decorator);
  return value;
}
