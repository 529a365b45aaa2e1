// Objects that may have attributes beside those that are known: one was set whose name is not known, or code that nobody knows
// was given them.
import type { UnknownDim } from '../../../../graph/dim.ts';
import type { Value } from '../values.ts';

const unsettled = new WeakMap<object, UnknownDim>();

export function unsettle(object: Value, why: UnknownDim): void {
  if (typeof object === 'object' && object !== null) unsettled.set(object, why);
}

/** Why it may have attributes beside those that are known. */
export function unsettledBy(object: Value): UnknownDim | undefined {
  return typeof object === 'object' && object !== null ? unsettled.get(object) : undefined;
}
