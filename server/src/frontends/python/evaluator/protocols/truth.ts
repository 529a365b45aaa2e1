// What counts as true.
import type { Interpreter } from '../interpreter.ts';
import type { PyInstance, Value } from '../values.ts';

/** true, false, or undefined where it depends on what is unknown. */
export function truth(interpreter: Interpreter, value: Value): boolean | undefined {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'string':
      return value !== '';
    case 'bigint':
      return value !== 0n;
    default:
      return value === null ? false : truthOfObject(interpreter, value);
  }
}

function truthOfObject(interpreter: Interpreter, value: Exclude<Value, boolean | number | string | bigint | null>) {
  switch (value.kind) {
    case 'unknown':
      return undefined;
    case 'float':
      return value.value !== 0;
    case 'instance':
      return truthOfInstance(interpreter, value);
    case 'list':
    case 'dict':
    case 'set':
    case 'tuple':
    case 'range': {
      const length = interpreter.length(value);
      return typeof length === 'number' ? length > 0 : undefined;
    }
    case 'bytes':
      return value.value !== '';
    default:
      return true;
  }
}

function truthOfInstance(interpreter: Interpreter, value: PyInstance): boolean | undefined {
  const method = interpreter.special(value, '__bool__') ?? interpreter.special(value, '__len__');
  if (method !== undefined) return truth(interpreter, interpreter.call(method, []));
  if (value.primitive !== undefined) return truth(interpreter, value.primitive);
  return value.class.open ? undefined : true;
}
