// `isinstance` and `issubclass`: classes, tuples of them, unions, and classes with a check of their own.

import { NONE_TYPE, TYPE } from '../evaluator/objects/builtin-classes.ts';
import { NativeFunction, PyClass, PyInstance, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';

type Check = (runtime: Runtime, of: PyClass) => Value;

export function isInstanceOf(runtime: Runtime, value: Value, classes: Value): Value {
  if (runtime.isUnknown(value)) return value;
  return anyOf(runtime, classes, 'isinstance() arg 2 must be a type, a tuple of types, or a union', (_, of) => {
    const special = checkOf(runtime, of, '__instancecheck__');
    if (special !== undefined) return runtime.call(special, [value]);
    if (runtime.isInstance(value, of)) return true;
    return runtime.typeOf(value).open ?? false;
  });
}

export function isSubclassOf(runtime: Runtime, value: Value, classes: Value): Value {
  if (runtime.isUnknown(value)) return value;
  if (!(value instanceof PyClass)) return runtime.raise('TypeError', 'issubclass() arg 1 must be a class');
  return anyOf(runtime, classes, 'issubclass() arg 2 must be a class, a tuple of classes, or a union', (_, of) => {
    const special = checkOf(runtime, of, '__subclasscheck__');
    if (special !== undefined) return runtime.call(special, [value]);
    return value.mro.includes(of) ? true : (value.open ?? false);
  });
}

function checkOf(runtime: Runtime, of: PyClass, name: string): Value | undefined {
  return of.meta === undefined || of.meta === TYPE ? undefined : runtime.special(of, name);
}

function anyOf(runtime: Runtime, classes: Value, complaint: string, check: Check, isOneOf = false): Value {
  if (runtime.isUnknown(classes)) return classes;
  const alternatives = alternativesOf(classes);
  if (!alternatives) {
    // In `int | None` it stands for its type.
    if (classes === null && isOneOf) return check(runtime, NONE_TYPE);
    if (classes instanceof PyClass) return check(runtime, classes);
    // Functions stand for classes here and there, of which nobody asks more: `torch.autograd.Variable`.
    return classes instanceof NativeFunction ? runtime.lost(classes) : runtime.raise('TypeError', complaint);
  }
  let unknown: Value | undefined;
  for (const alternative of alternatives) {
    const result = anyOf(runtime, alternative, complaint, check, true);
    const truth = runtime.truth(result);
    if (truth === true) return true;
    if (truth === undefined) unknown ??= runtime.lost(result);
  }
  return unknown ?? false;
}

/** A tuple's or a union's members; a generic alias stands for its class. */
function alternativesOf(classes: Value): readonly Value[] | undefined {
  if (classes instanceof PyTuple) return classes.items;
  if (!(classes instanceof PyInstance)) return undefined;
  const origin = classes.attributes.get('__origin__');
  if (origin instanceof PyClass) return [origin];
  const args = classes.attributes.get('__args__');
  return args instanceof PyTuple ? args.items : undefined;
}
