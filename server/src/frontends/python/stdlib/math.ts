// `math`: on numbers that are known; anything else stays what makes it unknown. The batch goes through what keeps it whole.

import { absorbed, absorbedDeep, isAbstract, type NativeTable, natives } from '../builtins/declare.ts';
import { collect, double, integer, pair, plain } from '../builtins/iteration.ts';
import { wholeOf } from '../builtins/rounding.ts';
import { PyFloat, PyInstance, type PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { standardModule } from './module.ts';

/** One double in, one out. Outside its domain it is a ValueError, as in C. */
const REAL: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  fabs: Math.abs,
  degrees: (x) => (x * 180) / Math.PI,
  radians: (x) => (x * Math.PI) / 180,
};

function ofReal(name: string, compute: (x: number) => number): [string, NativeTable[string]] {
  return [
    `${name}(x, /)`,
    (runtime, x) => {
      const value = double(runtime, x);
      return value === undefined ? runtime.lost(x) : checked(runtime, compute(value), [value]);
    },
  ];
}

function checked(runtime: Runtime, result: number, given: readonly number[]): Value {
  if (Number.isNaN(result) && !given.some(Number.isNaN)) return runtime.raise('ValueError', 'math domain error');
  if (!Number.isFinite(result) && given.every(Number.isFinite))
    return runtime.raise('OverflowError', 'math range error');
  return new PyFloat(result);
}

function ofTwo(name: string, compute: (x: number, y: number) => number): [string, NativeTable[string]] {
  return [
    `${name}(x, y, /)`,
    (runtime, x, y) => {
      const [a, b] = [double(runtime, x), double(runtime, y)];
      if (a === undefined || b === undefined) return runtime.lost(a === undefined ? x : y);
      return checked(runtime, compute(a, b), [a, b]);
    },
  ];
}

/** floor, ceil, trunc: an int; a whole multiple of the batch stays. */
function toWhole(name: string, special: string, round: (x: number) => number): [string, NativeTable[string]] {
  return [
    `${name}(x, /)`,
    (runtime, given) => {
      const x = plain(given);
      if (typeof x === 'number' || typeof x === 'bigint') return x;
      if (isAbstract(x)) return wholeBatch(runtime, x);
      const own = x instanceof PyInstance ? runtime.special(x, special) : undefined;
      if (own !== undefined) return runtime.call(own, []);
      const value = double(runtime, x);
      if (value === undefined) return runtime.lost(x);
      if (Number.isNaN(value)) return runtime.raise('ValueError', 'cannot convert float NaN to integer');
      if (!Number.isFinite(value)) return runtime.raise('OverflowError', 'cannot convert float infinity to integer');
      return wholeOf(round(value) || 0);
    },
  ];
}

function wholeBatch(runtime: Runtime, value: Value): Value {
  const inner = value instanceof PyFloat ? value.value : value;
  const isWhole = typeof inner === 'object' && inner !== null && inner.kind === 'batch' && inner.denominator === 1;
  return isWhole ? inner : runtime.lost(value);
}

function logarithm(runtime: Runtime, x: Value, ratio: number): Value {
  const exact = plain(x);
  if (typeof exact === 'bigint' && exact > 0n) {
    const digits = exact.toString(2).length;
    const shift = Math.max(0, digits - 64);
    return new PyFloat((Math.log(Number(exact >> BigInt(shift))) + shift * Math.LN2) / ratio);
  }
  const value = double(runtime, x);
  if (value === undefined) return runtime.lost(x);
  if (value <= 0) return runtime.raise('ValueError', 'math domain error');
  return new PyFloat(Math.log(value) / ratio);
}

const LOGARITHMS: NativeTable = {
  'log(x, base=..., /)': (runtime, x, base: Value | undefined) => {
    if (base === undefined) return logarithm(runtime, x, 1);
    const by = double(runtime, base);
    if (by === undefined) return runtime.lost(base);
    if (by <= 0) return runtime.raise('ValueError', 'math domain error');
    if (by === 1) return runtime.raise('ZeroDivisionError', 'float division by zero');
    return logarithm(runtime, x, Math.log(by));
  },
  'log2(x, /)': (runtime, x) => exactLog(runtime, x, Math.log2, Math.LN2),
  'log10(x, /)': (runtime, x) => exactLog(runtime, x, Math.log10, Math.LN10),
};

function exactLog(runtime: Runtime, x: Value, compute: (x: number) => number, ratio: number): Value {
  if (typeof x === 'bigint') return logarithm(runtime, x, ratio);
  const value = double(runtime, x);
  if (value === undefined) return runtime.lost(x);
  return value <= 0 ? runtime.raise('ValueError', 'math domain error') : new PyFloat(compute(value));
}

function big(runtime: Runtime, value: Value): bigint {
  const inner = plain(value);
  return typeof inner === 'bigint' ? inner : BigInt(integer(runtime, inner) ?? 0);
}

function small(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function greatest(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Over any number of integers. */
function folded(name: string, first: bigint, combine: (a: bigint, b: bigint) => bigint): [string, NativeTable[string]] {
  return [
    `${name}(*integers)`,
    (runtime, integers) => {
      const { items } = integers as PyTuple;
      return (
        absorbed(runtime, items) ??
        small(items.reduce<bigint>((total, item) => combine(total, big(runtime, item)), first))
      );
    },
  ];
}

/** n·(n − 1)···(n − k + 1) */
function fallingFactorial(runtime: Runtime, n: bigint, k: bigint): bigint {
  let product = 1n;
  for (let i = 0n; i < k; i++) {
    runtime.spend(1);
    runtime.spendCells(product.toString(16).length / 16);
    product *= n - i;
  }
  return product;
}

const INTEGERS: NativeTable = {
  'factorial(n, /)': (runtime, n) => {
    const value = big(runtime, n);
    if (value < 0n) return runtime.raise('ValueError', 'factorial() not defined for negative values');
    return small(fallingFactorial(runtime, value, value));
  },
  'comb(n, k, /)': (runtime, n, k) => {
    const [from, taken] = [big(runtime, n), big(runtime, k)];
    if (from < 0n || taken < 0n) return runtime.raise('ValueError', 'n must be a non-negative integer');
    if (taken > from) return 0;
    const fewer = taken > from - taken ? from - taken : taken;
    return small(fallingFactorial(runtime, from, fewer) / fallingFactorial(runtime, fewer, fewer));
  },
  'perm(n, k=None, /)': (runtime, n, k) => {
    const from = big(runtime, n);
    const taken = k === null ? from : big(runtime, k as Value);
    return taken > from ? 0 : small(fallingFactorial(runtime, from, taken));
  },
  'isqrt(n, /)': (runtime, n) => {
    const value = big(runtime, n);
    if (value < 0n) return runtime.raise('ValueError', 'isqrt() argument must be nonnegative');
    if (value < 2n) return small(value);
    let root = BigInt(Math.floor(Math.sqrt(Number(value))));
    while (root * root > value) root--;
    while ((root + 1n) * (root + 1n) <= value) root++;
    return small(root);
  },
};

const TESTS: NativeTable = {
  'isnan(x, /)': (runtime, x) => Number.isNaN(double(runtime, x)),
  'isinf(x, /)': (runtime, x) => Math.abs(double(runtime, x) ?? 0) === Infinity,
  'isfinite(x, /)': (runtime, x) => Number.isFinite(double(runtime, x)),
  'isclose(a, b, *, rel_tol=0.000000001, abs_tol=0.0)': (runtime, a, b, relative, absolute) => {
    const [x, y, r, z] = [a, b, relative, absolute].map((value) => double(runtime, value as Value)) as [
      number,
      number,
      number,
      number,
    ];
    return x === y || Math.abs(x - y) <= Math.max(r * Math.max(Math.abs(x), Math.abs(y)), z);
  },
};

const OTHERS: NativeTable = {
  'copysign(x, y, /)': (runtime, x, y) => {
    const [a, b] = [double(runtime, x) ?? 0, double(runtime, y) ?? 0];
    return new PyFloat(b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a));
  },
  'modf(x, /)': (runtime, x) => {
    const value = double(runtime, x) ?? 0;
    return pair(new PyFloat(value - Math.trunc(value)), new PyFloat(Math.trunc(value)));
  },
  'frexp(x, /)': (runtime, x) => {
    const value = double(runtime, x) ?? 0;
    if (value === 0 || !Number.isFinite(value)) return pair(new PyFloat(value), 0);
    let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(value))) + 1);
    let mantissa = value * 2 ** -exponent;
    while (Math.abs(mantissa) < 0.5) [mantissa, exponent] = [mantissa * 2, exponent - 1];
    while (Math.abs(mantissa) >= 1) [mantissa, exponent] = [mantissa / 2, exponent + 1];
    return pair(new PyFloat(mantissa), exponent);
  },
  'ldexp(x, i, /)': (runtime, x, i) => new PyFloat((double(runtime, x) ?? 0) * 2 ** (integer(runtime, i) ?? 0)),
};

function numbers(runtime: Runtime, iterable: Value): number[] | Value {
  const items = collect(runtime, iterable);
  if (!Array.isArray(items)) return items as Value;
  return absorbed(runtime, items) ?? (items.map((item) => double(runtime, item) ?? 0) as never);
}

const SEQUENCES: NativeTable = {
  'prod(iterable, /, *, start=1)': (runtime, iterable, start) => {
    const items = collect(runtime, iterable);
    if (!Array.isArray(items)) return items as Value;
    return items.reduce<Value>((product, item) => runtime.binary('*', product, item), start as Value);
  },
  'fsum(seq, /)': (runtime, iterable) => {
    const values = numbers(runtime, iterable);
    return Array.isArray(values) ? new PyFloat(exactSum(values)) : (values as Value);
  },
  'hypot(*coordinates)': (runtime, coordinates) =>
    absorbedDeep(runtime, [coordinates]) ??
    new PyFloat(Math.hypot(...(coordinates as PyTuple).items.map((item) => double(runtime, item) ?? 0))),
  'dist(p, q, /)': (runtime, p, q) => {
    const [a, b] = [numbers(runtime, p), numbers(runtime, q)];
    if (!Array.isArray(a) || !Array.isArray(b)) return runtime.lost(Array.isArray(a) ? (b as Value) : (a as Value));
    return new PyFloat(Math.hypot(...a.map((x, index) => x - (b[index] ?? 0))));
  },
};

/** Shewchuk's partials: the sum as if no step rounded. */
function exactSum(values: readonly number[]): number {
  let partials: number[] = [];
  for (const value of values) {
    let x = value;
    const kept: number[] = [];
    for (const part of partials) {
      const [large, little] = Math.abs(x) < Math.abs(part) ? [part, x] : [x, part];
      const high = large + little;
      const low = little - (high - large);
      if (low !== 0) kept.push(low);
      x = high;
    }
    partials = [...kept, x];
  }
  return partials.reduceRight((total, part) => total + part, 0);
}

export const MATH = standardModule('math', () => [
  ...natives(Object.fromEntries(Object.entries(REAL).map(([name, compute]) => ofReal(name, compute)))),
  ...natives(
    Object.fromEntries([
      ofTwo('pow', (x, y) => x ** y),
      ofTwo('fmod', (x, y) => x % y),
      ofTwo('atan2', Math.atan2),
      ofTwo('remainder', (x, y) => {
        const quotient = x / y;
        const nearest = Math.round(quotient);
        return x - y * (Math.abs(quotient % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest);
      }),
      toWhole('floor', '__floor__', Math.floor),
      toWhole('ceil', '__ceil__', Math.ceil),
      toWhole('trunc', '__trunc__', Math.trunc),
      folded('gcd', 0n, greatest),
      folded('lcm', 1n, (a, b) =>
        a === 0n || b === 0n ? 0n : (a / greatest(a, b)) * b * (a < 0n !== b < 0n ? -1n : 1n),
      ),
    ]),
  ),
  ...natives(LOGARITHMS),
  ...natives({ ...INTEGERS, ...TESTS, ...OTHERS }, { absorbs: true }),
  ...natives(SEQUENCES),
  ['pi', new PyFloat(Math.PI)],
  ['e', new PyFloat(Math.E)],
  ['tau', new PyFloat(2 * Math.PI)],
  ['inf', new PyFloat(Infinity)],
  ['nan', new PyFloat(Number.NaN)],
]);
