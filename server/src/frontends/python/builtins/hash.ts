// `hash`: the numbers are of no use to models; that a value is hashable, and that equal ones have the same, is.
import { hashed } from '../evaluator/objects/hashing.ts';
import type { Runtime, Value } from '../evaluator/values.ts';
import { isAbstract } from './declare.ts';

export function hash(runtime: Runtime, value: Value): Value {
  if (isAbstract(value)) return runtime.lost(value);
  const key = runtime.keyOf(value);
  return typeof key === 'number' || typeof key === 'bigint' ? key : hashed(key);
}
