// `isinstance` and `issubclass` with a class, a tuple of them, or a union; an unknown where it is in doubt.
import type { Interpreter } from '../interpreter.ts';
import { classOf, NONE_TYPE } from '../objects/builtin-classes.ts';
import { lookUp } from '../objects/method-order.ts';
import { PyClass, PyTuple, type Value } from '../values.ts';

/** `isinstance` with a class, a tuple of them, or a union; an unknown where it is in doubt. */
export function isInstanceOf(interpreter: Interpreter, value: Value, of: Value): Value {
  if (interpreter.isUnknown(value)) return value;
  return isClassOf(interpreter, classOf(value), of);
}

/** `issubclass`. */
function isClassOf(interpreter: Interpreter, candidate: PyClass, of: Value): Value {
  if (of === null) return candidate === NONE_TYPE;
  if (of instanceof PyTuple) {
    let doubt: Value = false;
    for (const item of of.items) {
      const is = isClassOf(interpreter, candidate, item);
      if (is === true) return true;
      if (is !== false) doubt = is;
    }
    return doubt;
  }
  if (!(of instanceof PyClass)) return interpreter.lost(of);
  if (candidate.mro.includes(of)) return true;
  const check = of.meta && lookUp(of.meta, '__subclasscheck__');
  if (check !== undefined) return interpreter.call(check, [of, candidate]);
  return candidate.open ?? false;
}
