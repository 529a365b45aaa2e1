// `int`, `float`, `bool` and `complex`: conversions and methods. The batch stays what it is: `int(k·N)` is k·N.
import { BOOL, COMPLEX, FLOAT, INT } from '../evaluator/objects/builtin-classes.ts';
import { normalize } from '../evaluator/objects/numbers.ts';
import {
  nativeFunction,
  PyBytes,
  PyClass,
  PyClassMethod,
  PyFloat,
  PyInstance,
  PyProperty,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { addMethods, addStatics, native, natives } from './declare.ts';
import { integer, pair, plain } from './iteration.ts';
import { floatRepr } from './number-text.ts';
import { wholeOf } from './rounding.ts';
import { specifierMethod } from './string-format.ts';

/** An instance where the class is made from a number's: `class Width(int)`. */
function of(cls: Value, base: PyClass, value: Value): Value {
  return cls instanceof PyClass && cls !== base ? new PyInstance(cls, undefined, value) : value;
}

const INTEGER_TEXT = /^([-+]?)(?:0([xXoObB]))?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/;
const PREFIXES: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2 };

/** Undefined where the text is no integer in that base. */
function parseInteger(text: string, base: number): number | bigint | undefined {
  const [, sign, prefix, digits = ''] = INTEGER_TEXT.exec(text.trim()) ?? [];
  const prefixed = prefix === undefined ? undefined : PREFIXES[prefix.toLowerCase()];
  if (prefixed !== undefined && base !== 0 && base !== prefixed) return undefined;
  const radix = base === 0 ? (prefixed ?? 10) : base;
  if (digits === '') return undefined;
  let value = 0n;
  for (const digit of digits.replaceAll('_', '').toLowerCase()) {
    const amount = Number.parseInt(digit, 36);
    if (!(amount < radix)) return undefined;
    value = value * BigInt(radix) + BigInt(amount);
  }
  const signed = sign === '-' ? -value : value;
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
}

function toInteger(runtime: Runtime, given: Value, base: Value | undefined): Value {
  const value = plain(given);
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'string':
      return textToInteger(runtime, value, base);
    default:
  }
  if (value instanceof PyFloat) return floatToInteger(runtime, value);
  if (value instanceof PyBytes) return toInteger(runtime, value.value, base);
  if (value?.kind === 'unknown' || value?.kind === 'batch') return value;
  return (
    madeBy(runtime, value, ['__int__', '__index__', '__trunc__']) ??
    refused(runtime, 'int() argument must be a string, a bytes-like object or a real number', value)
  );
}

function textToInteger(runtime: Runtime, text: string, base: Value | undefined): Value {
  const radix = base === undefined ? 10 : integer(runtime, base);
  if (radix === undefined) return runtime.lost(base as Value);
  if (radix !== 0 && (radix < 2 || radix > 36))
    return runtime.raise('ValueError', 'int() base must be >= 2 and <= 36, or 0');
  runtime.spendCells(text.length);
  const parsed = text.length > 4300 ? undefined : parseInteger(text, radix);
  if (parsed !== undefined) return parsed;
  return runtime.raise('ValueError', `invalid literal for int() with base ${radix}: ${runtime.repr(text)}`);
}

function floatToInteger(runtime: Runtime, { value }: PyFloat): Value {
  if (typeof value === 'object') return value;
  if (Number.isNaN(value)) return runtime.raise('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(value)) return runtime.raise('OverflowError', 'cannot convert float infinity to integer');
  return wholeOf(Math.trunc(value) || 0);
}

/** What the first of an object's own conversions gives; undefined where it has none. */
function madeBy(runtime: Runtime, value: Value, names: readonly string[]): Value | undefined {
  if (!(value instanceof PyInstance)) return undefined;
  for (const name of names) {
    const special = runtime.special(value, name);
    if (special !== undefined) return runtime.call(special, []);
  }
  return value.class.open ? runtime.lost(value.class.open) : undefined;
}

function refused(runtime: Runtime, wants: string, given: Value): never {
  return runtime.raise('TypeError', `${wants}, not '${runtime.typeOf(given).name}'`);
}

const FLOAT_TEXT = /^[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[-+]?\d+)?$/i;
const SPECIAL_FLOATS: Readonly<Record<string, number>> = { inf: Infinity, infinity: Infinity, nan: Number.NaN };

function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim();
  if (FLOAT_TEXT.test(trimmed)) return Number(trimmed.replaceAll('_', ''));
  const special = SPECIAL_FLOATS[trimmed.replace(/^[-+]/, '').toLowerCase()];
  return special === undefined ? undefined : trimmed.startsWith('-') ? -special : special;
}

function toFloat(runtime: Runtime, given: Value): Value {
  const value = plain(given);
  switch (typeof value) {
    case 'number':
      return new PyFloat(value);
    case 'bigint':
      return Number.isFinite(Number(value))
        ? new PyFloat(Number(value))
        : runtime.raise('OverflowError', 'int too large to convert to float');
    case 'boolean':
      return new PyFloat(value ? 1 : 0);
    case 'string': {
      const parsed = parseFloatText(value);
      if (parsed !== undefined) return new PyFloat(parsed);
      return runtime.raise('ValueError', `could not convert string to float: ${runtime.repr(value)}`);
    }
    default:
  }
  if (value instanceof PyFloat || value?.kind === 'unknown') return value;
  if (value?.kind === 'batch') return new PyFloat(value);
  return (
    madeBy(runtime, value, ['__float__', '__index__']) ??
    refused(runtime, 'float() argument must be a string or a real number', value)
  );
}

addStatics(
  INT,
  natives({
    '__new__(cls, value=0, /, base=...)': (runtime, cls, value, base: Value | undefined) =>
      of(cls, INT, toInteger(runtime, value, base)),
  }),
);
addStatics(
  FLOAT,
  natives({
    '__new__(cls, value=0.0, /)': (runtime, cls, value) => of(cls, FLOAT, toFloat(runtime, value)),
  }),
);
addStatics(
  BOOL,
  natives({
    '__new__(cls, value=False, /)': (runtime, _, value) => {
      const truth = runtime.truth(value);
      return truth === undefined ? runtime.lost(value) : truth;
    },
  }),
);
const NO_COMPLEX: Value = { kind: 'unknown', cause: { reason: 'not-modelled', facts: { name: 'complex' } } };
addStatics(COMPLEX, natives({ '__new__(cls, real=0, imag=0)': () => NO_COMPLEX }));

const isIntegral = (value: Value): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';

function asInteger(given: Value): Value | undefined {
  const value = plain(given);
  if (typeof value === 'object' && value !== null && value.kind === 'batch') return value;
  return isIntegral(value) ? value : undefined;
}

function big(value: Value): bigint {
  return BigInt(value as number | bigint | boolean);
}

addMethods<Value>(
  INT,
  asInteger,
  {
    '__int__()': (_, self) => (typeof self === 'boolean' ? Number(self) : self),
    '__index__()': (_, self) => (typeof self === 'boolean' ? Number(self) : self),
    '__float__()': toFloat,
    'bit_length()': (_, self) => {
      const value = big(self);
      return value === 0n ? 0 : (value < 0n ? -value : value).toString(2).length;
    },
    'bit_count()': (_, self) => {
      const value = big(self);
      return (value < 0n ? -value : value).toString(2).replaceAll('0', '').length;
    },
    'conjugate()': (_, self) => self,
    'is_integer()': () => true,
    'as_integer_ratio()': (_, self) => pair(self, 1),
    "to_bytes(length=1, byteorder='big', *, signed=False)": (runtime, self, length, order, signed) => {
      const size = integer(runtime, length) ?? 0;
      runtime.spendCells(size);
      const value = big(self);
      const isSigned = runtime.truth(signed) === true;
      if (value < 0n && !isSigned) return runtime.raise('OverflowError', "can't convert negative int to unsigned");
      const bits = BigInt(size * 8);
      const [least, most] = isSigned ? [-(1n << bits) / 2n, (1n << bits) / 2n] : [0n, 1n << bits];
      if (value < least || value >= most) return runtime.raise('OverflowError', 'int too big to convert');
      const unsigned = value < 0n ? value + (1n << bits) : value;
      const bytes = Array.from({ length: size }, (_, i) => Number((unsigned >> BigInt(8 * i)) & 255n));
      return new PyBytes(String.fromCharCode(...(order === 'little' ? bytes : bytes.reverse())));
    },
  },
  { absorbs: true },
);

addMethods<PyFloat>(
  FLOAT,
  (given) => {
    const value = plain(given);
    return value instanceof PyFloat ? value : undefined;
  },
  {
    '__int__()': (runtime, self) => toInteger(runtime, self, undefined),
    '__float__()': (_, self) => self,
    'is_integer()': (_, self) => Number.isInteger(self.value),
    'conjugate()': (_, self) => self,
    'hex()': (_, self) => hexOf(self.value as number),
    'as_integer_ratio()': (runtime, self) => {
      let numerator = self.value as number;
      if (!Number.isFinite(numerator))
        return runtime.raise('OverflowError', 'cannot convert Infinity to integer ratio');
      let denominator = 1n;
      while (!Number.isInteger(numerator)) {
        numerator *= 2;
        denominator *= 2n;
      }
      return pair(wholeOf(numerator), Number.isSafeInteger(Number(denominator)) ? Number(denominator) : denominator);
    },
  },
  { absorbs: true },
);

function hexOf(value: number): string {
  if (!Number.isFinite(value)) return floatRepr(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  if (magnitude === 0) return `${sign}0x0.0p+0`;
  const exponent = Math.max(-1022, Math.floor(Math.log2(magnitude)));
  const scaled = BigInt((magnitude / 2 ** exponent) * 2 ** 52);
  const [lead, digits] = [scaled >> 52n, (scaled & (2n ** 52n - 1n)).toString(16).padStart(13, '0')];
  return `${sign}0x${lead}.${digits}p${exponent < 0 ? '' : '+'}${exponent}`;
}

/** A number with parts, as `complex` has them. */
const part = (name: string, read: (value: Value) => Value): [string, Value] => [
  name,
  new PyProperty(nativeFunction(name, (_, { positional: [self] }) => read(plain(self as Value)))),
];
addStatics(INT, [
  part('real', (self) => self),
  part('imag', () => 0),
  part('numerator', (self) => self),
  part('denominator', () => 1),
]);
addStatics(FLOAT, [part('real', (self) => self), part('imag', () => new PyFloat(0))]);

for (const each of [INT, FLOAT]) each.namespace.set('__format__', specifierMethod);

INT.namespace.set(
  'from_bytes',
  new PyClassMethod(
    native("from_bytes(cls, bytes, byteorder='big', *, signed=False)", (runtime, _, bytes, order, signed) => {
      if (!(bytes instanceof PyBytes)) return runtime.lost(bytes);
      const codes = [...bytes.value].map((character) => BigInt(character.charCodeAt(0)));
      if (order === 'little') codes.reverse();
      const value = codes.reduce((sum, code) => sum * 256n + code, 0n);
      const whole = BigInt(codes.length * 8);
      const isNegative = runtime.truth(signed) === true && codes.length > 0 && value >> (whole - 1n) === 1n;
      return normalize(isNegative ? value - (1n << whole) : value);
    }),
  ),
);
