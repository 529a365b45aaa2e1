// What `with` asks of a context manager.

import type { Interpreter } from '../interpreter.ts';
import { classOf } from '../objects/builtin-classes.ts';
import type { PyInstance, Value } from '../values.ts';

export function enter(interpreter: Interpreter, manager: Value): Value {
  const method = interpreter.special(manager, '__enter__');
  if (method !== undefined) return interpreter.call(method, []);
  if (interpreter.isUnknown(manager)) return manager;
  const { name, open } = classOf(manager);
  return open ?? interpreter.raise('TypeError', `'${name}' object does not support the context manager protocol`);
}

/** Whether the exception goes no further. */
export function exit(interpreter: Interpreter, manager: Value, exception: PyInstance | undefined): boolean {
  const method = interpreter.special(manager, '__exit__');
  if (method === undefined) return false;
  const swallowed = interpreter.call(method, exception ? [exception.class, exception, null] : [null, null, null]);
  return exception !== undefined && interpreter.truth(swallowed) === true;
}
