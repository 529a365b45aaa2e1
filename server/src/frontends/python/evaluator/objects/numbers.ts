// Arithmetic on Python's numbers: exact integers, floats, and multiples of the batch. Undefined: not numbers, or it depends
// on the batch. Knows nothing of objects and their dunder methods.
import {
  add,
  type BatchDim,
  batchMultiple,
  type Dim,
  divide,
  isBatch,
  isKnown,
  isUnknown,
  multiply,
  subtract,
} from '../../../../graph/dim.ts';
import { PyFloat, PyInstance, type Value } from '../values.ts';

export type Integer = number | bigint;

/** The smallest batch that a comparison must hold for. */
const SMALLEST_BATCH = 2;

/** Beyond so many bits an integer is not computed. */
const MAX_BITS = 100_000;

export type Outcome =
  | { readonly value: Value }
  | { readonly error: 'ZeroDivisionError' | 'ValueError' | 'OverflowError'; readonly message: string }
  | 'batch'
  | 'complex'
  | 'too-large';

export function isInteger(value: Value): value is Integer {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** bool is an int in Python. */
export function asNumber(value: Value): Integer | PyFloat | BatchDim | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isInteger(value) || value instanceof PyFloat) return value;
  if (value instanceof PyInstance) return value.primitive === undefined ? undefined : asNumber(value.primitive);
  return typeof value === 'object' && value !== null && value.kind === 'batch' ? value : undefined;
}

export function normalize(value: bigint): Integer {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

function toDouble(value: Integer | PyFloat): number {
  return value instanceof PyFloat ? (value.value as number) : Number(value);
}

/** Undefined where an operand is no number. */
export function arithmetic(operator: string, left: Value, right: Value): Outcome | undefined {
  const a = asNumber(left);
  const b = asNumber(right);
  if (a === undefined || b === undefined) return undefined;
  if (hasBatch(a) || hasBatch(b)) return onBatch(operator, a, b);
  if (a instanceof PyFloat || b instanceof PyFloat) {
    const [x, y] = [toDouble(a), toDouble(b)];
    const isTooLarge = (typeof a === 'bigint' && !Number.isFinite(x)) || (typeof b === 'bigint' && !Number.isFinite(y));
    return isTooLarge ? overflow('int too large to convert to float') : onFloats(operator, x, y);
  }
  if (typeof left === 'boolean' && typeof right === 'boolean' && BOOLEAN[operator])
    return { value: BOOLEAN[operator](left, right) };
  return onIntegers(operator, a as Integer, b as Integer);
}

const BOOLEAN: Readonly<Record<string, (a: boolean, b: boolean) => boolean>> = {
  '&': (a, b) => a && b,
  '|': (a, b) => a || b,
  '^': (a, b) => a !== b,
};

const SMALL: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
};

const BIG: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
};

function onIntegers(operator: string, a: Integer, b: Integer): Outcome | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const small = SMALL[operator]?.(a, b);
    if (small !== undefined && Number.isSafeInteger(small)) return { value: small };
    if (operator === '/') return b === 0 ? zero('division by zero') : { value: new PyFloat(a / b) };
    if (operator === '//') return b === 0 ? zero('integer division or modulo by zero') : { value: Math.floor(a / b) };
    if (operator === '%') return b === 0 ? zero('integer modulo by zero') : { value: floatModulo(a, b) };
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  const plain = BIG[operator];
  if (plain) return bits(x) + bits(y) > MAX_BITS ? 'too-large' : { value: normalize(plain(x, y)) };
  switch (operator) {
    case '/':
      return y === 0n ? zero('division by zero') : quotient(x, y);
    case '//':
      return y === 0n ? zero('integer division or modulo by zero') : { value: normalize(floorDivide(x, y)) };
    case '%':
      return y === 0n ? zero('integer modulo by zero') : { value: normalize(x - y * floorDivide(x, y)) };
    case '**':
      return power(x, y);
    case '<<':
      if (y < 0n) return { error: 'ValueError', message: 'negative shift count' };
      return BigInt(bits(x)) + y > BigInt(MAX_BITS) ? 'too-large' : { value: normalize(x << y) };
    case '>>':
      return y < 0n ? { error: 'ValueError', message: 'negative shift count' } : { value: normalize(x >> y) };
    default:
      return undefined;
  }
}

/** Rounded once: the quotient's leading bits, and one that says whether more follow. */
function quotient(a: bigint, b: bigint): Outcome {
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  const shift = y.toString(2).length - x.toString(2).length + 66;
  const [above, below] = shift > 0 ? [x << BigInt(shift), y] : [x, y << BigInt(-shift)];
  const leading = Number((above / below) | (above % below === 0n ? 0n : 1n));
  const half = Math.trunc(-shift / 2);
  const value = leading * 2 ** half * 2 ** (-shift - half);
  if (!Number.isFinite(value)) return overflow('integer division result too large for a float');
  return { value: new PyFloat(a < 0n === b < 0n ? value : -value) };
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function power(base: bigint, exponent: bigint): Outcome {
  if (exponent < 0n) {
    return base === 0n
      ? zero('0.0 cannot be raised to a negative power')
      : { value: new PyFloat(Number(base) ** Number(exponent)) };
  }
  if (base === 0n || base === 1n || base === -1n)
    return { value: normalize(base ** (exponent === 0n ? 0n : 2n - (exponent % 2n))) };
  return BigInt(bits(base)) * exponent > BigInt(MAX_BITS) ? 'too-large' : { value: normalize(base ** exponent) };
}

function bits(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  return magnitude < 2n ** 64n ? 64 : magnitude.toString(16).length * 4;
}

function zero(message: string): Outcome {
  return { error: 'ZeroDivisionError', message };
}

function overflow(message: string): Outcome {
  return { error: 'OverflowError', message };
}

function onFloats(operator: string, a: number, b: number): Outcome | undefined {
  const float = (value: number): Outcome => ({ value: new PyFloat(value) });
  switch (operator) {
    case '+':
      return float(a + b);
    case '-':
      return float(a - b);
    case '*':
      return float(a * b);
    case '/':
      return b === 0 ? zero('float division by zero') : float(a / b);
    case '//':
      return b === 0 ? zero('float floor division by zero') : float(Math.floor((a - floatModulo(a, b)) / b + 0.5));
    case '%':
      return b === 0 ? zero('float modulo') : float(floatModulo(a, b));
    case '**':
      if (a === 0 && b < 0) return zero('0.0 cannot be raised to a negative power');
      return powerOfFloat(a, b);
    default:
      return undefined;
  }
}

function powerOfFloat(a: number, b: number): Outcome {
  if (a === 1 || b === 0) return { value: new PyFloat(1) };
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) return 'complex';
  const value = a ** b;
  if (!Number.isFinite(value) && Number.isFinite(a) && Number.isFinite(b))
    return overflow("(34, 'Numerical result out of range')");
  return { value: new PyFloat(value) };
}

/** The rest has the divisor's sign. */
function floatModulo(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest + 0;
}

function hasBatch(value: Integer | PyFloat | BatchDim): value is BatchDim | (PyFloat & { readonly value: BatchDim }) {
  if (value instanceof PyFloat) return typeof value.value === 'object';
  return typeof value === 'object';
}

/** k·N stays k·N under what keeps it a multiple; anything else depends on the batch. */
function onBatch(operator: string, a: Integer | PyFloat | BatchDim, b: Integer | PyFloat | BatchDim): Outcome {
  const [x, y] = [dimOf(a), dimOf(b)];
  if (x === undefined || y === undefined) return 'batch';
  const isFloat = operator === '/' || a instanceof PyFloat || b instanceof PyFloat;
  const compute = BATCH[operator];
  const result = compute?.(x, y);
  if (result === undefined || (!isKnown(result) && !isBatch(result))) return 'batch';
  return { value: isFloat ? new PyFloat(result) : result };
}

const BATCH: Readonly<Record<string, (a: number | BatchDim, b: number | BatchDim) => Dim | undefined>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divideExactly,
  '//': divideExactly,
  '%'(a, b) {
    const quotient = b === 0 ? undefined : divide(a, b);
    if (quotient === undefined || isUnknown(quotient)) return undefined;
    return isKnown(quotient) || quotient.denominator === 1 ? 0 : undefined;
  },
};

function divideExactly(a: number | BatchDim, b: number | BatchDim): Dim | undefined {
  if (isBatch(a) && isKnown(b) && b !== 0 && !Number.isInteger(b)) {
    const numerator = a.numerator / b;
    return Number.isInteger(numerator) ? batchMultiple(numerator, a.denominator) : undefined;
  }
  return divide(a, b);
}

function dimOf(value: Integer | PyFloat | BatchDim): number | BatchDim | undefined {
  if (value instanceof PyFloat)
    return typeof value.value === 'object' || Number.isInteger(value.value) ? value.value : undefined;
  return typeof value === 'bigint' ? undefined : value;
}

/**
 * The signs that left − right may have: one, or several where it depends on the batch; NaN is unordered.
 * Undefined: not numbers.
 */
export function signs(left: Value, right: Value): readonly number[] | undefined {
  const a = asNumber(left);
  const b = asNumber(right);
  if (a === undefined || b === undefined) return undefined;
  if (!hasBatch(a) && !hasBatch(b)) {
    const [x, y] = [a instanceof PyFloat ? a.value : a, b instanceof PyFloat ? b.value : b] as [Integer, Integer];
    return [signOf(x, y)];
  }
  const [x, y] = [ratioOf(a), ratioOf(b)];
  const slope = x.perBatch - y.perBatch;
  const gap = y.constant - x.constant;
  if (slope === 0) return [signOf(0, gap)];
  // slope·N − gap, for every N ≥ 2.
  const turning = gap / slope;
  const meets = Number.isInteger(turning) && turning >= SMALLEST_BATCH ? [0] : [];
  const first = Math.sign(slope * SMALLEST_BATCH - gap);
  const last = Number.isFinite(turning) ? Math.sign(slope) : first;
  return [...new Set([first, ...meets, last])];
}

function signOf(x: Integer, y: Integer): number {
  if (x < y) return -1;
  if (x > y) return 1;
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number may be equal.
  return x == y ? 0 : Number.NaN;
}

function ratioOf(value: Integer | PyFloat | BatchDim): { perBatch: number; constant: number } {
  const inner = value instanceof PyFloat ? value.value : value;
  return typeof inner === 'object'
    ? { perBatch: inner.numerator / inner.denominator, constant: 0 }
    : { perBatch: 0, constant: Number(inner) };
}
