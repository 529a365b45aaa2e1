// einops' own exception: a pattern that is wrong by itself raises it.
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import { EXCEPTIONS } from '../evaluator/objects/exceptions.ts';
import { type PyClass, PyInstance, PyRaise, PyTuple } from '../evaluator/values.ts';

export const EINOPS_ERROR: PyClass = defineClass(
  'EinopsError',
  [EXCEPTIONS.get('RuntimeError')].filter((each) => each !== undefined),
  {},
  'einops',
);

export function raiseEinops(message: string): never {
  const exception = new PyInstance(EINOPS_ERROR);
  exception.attributes.set('args', new PyTuple([message]));
  throw new PyRaise(exception);
}
