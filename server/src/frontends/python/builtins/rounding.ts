// `round(x)` and `round(x, digits)`: halves to even, decided on the exact value.
import { PyFloat, PyInstance, type Runtime, type Value } from '../evaluator/values.ts';
import { isAbstract } from './declare.ts';
import { integer, plain } from './iteration.ts';
import { fixed } from './number-text.ts';

export function roundNumber(runtime: Runtime, number: Value, digits: Value): Value {
  const value = plain(number);
  if (isAbstract(digits)) return runtime.lost(digits);
  if (isAbstract(value)) return roundBatch(runtime, value, digits);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || typeof value === 'bigint') return roundInteger(runtime, value, digits);
  if (value instanceof PyFloat) return roundFloat(runtime, value.value as number, digits);
  const special = value instanceof PyInstance ? runtime.special(value, '__round__') : undefined;
  if (special !== undefined) return runtime.call(special, digits === null ? [] : [digits]);
  return runtime.raise('TypeError', `type ${runtime.typeOf(value).name} doesn't define __round__ method`);
}

/** A whole multiple of the batch is its own rounding. */
function roundBatch(runtime: Runtime, value: Value, digits: Value): Value {
  if (value instanceof PyFloat && typeof value.value === 'object' && value.value.denominator === 1 && digits === null)
    return value.value;
  const isWhole = typeof value === 'object' && value !== null && value.kind === 'batch' && value.denominator === 1;
  return isWhole ? value : runtime.lost(value);
}

function roundInteger(runtime: Runtime, value: number | bigint, digits: Value): Value {
  const places = digits === null ? 0 : (integer(runtime, digits) ?? 0);
  if (places >= 0) return value;
  if (places < -400) return 0;
  const unit = 10n ** BigInt(-places);
  const exact = BigInt(value);
  const magnitude = exact < 0n ? -exact : exact;
  const rest = magnitude % unit;
  let whole = magnitude - rest;
  if (rest * 2n > unit || (rest * 2n === unit && (whole / unit) % 2n === 1n)) whole += unit;
  const rounded = exact < 0n ? -whole : whole;
  return Number.isSafeInteger(Number(rounded)) ? Number(rounded) : rounded;
}

/** To an integer, halves to even. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** A whole double as Python's exact integer. */
export function wholeOf(value: number): number | bigint {
  return Number.isSafeInteger(value) ? value + 0 : BigInt(value);
}

function roundFloat(runtime: Runtime, value: number, digits: Value): Value {
  if (digits === null) {
    if (Number.isNaN(value)) return runtime.raise('ValueError', 'cannot convert float NaN to integer');
    if (!Number.isFinite(value)) return runtime.raise('OverflowError', 'cannot convert float infinity to integer');
    return wholeOf(roundHalfEven(value) || 0);
  }
  const places = integer(runtime, digits) ?? 0;
  if (!Number.isFinite(value) || places > 100) return new PyFloat(value);
  const sign = value < 0 || Object.is(value, -0) ? -1 : 1;
  if (places >= 0) return new PyFloat(sign * Number(fixed(Math.abs(value), places)));
  const unit = 10 ** -places;
  return new PyFloat(sign * roundHalfEven(Math.abs(value) / unit) * unit);
}
