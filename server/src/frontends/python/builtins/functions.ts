// Python's built-in functions. Classes (`int`, `list` …) are in the files of their types; `super` and exceptions are the
// evaluator's own.

import { unsettle } from '../evaluator/objects/unsettled.ts';
import { inAscii } from '../evaluator/protocols/printing.ts';
import {
  BatchItems,
  BoundMethod,
  isOpenFor,
  NativeFunction,
  PyBytes,
  PyClass,
  PyFloat,
  PyFunction,
  PyInstance,
  PyIterator,
  PyList,
  PyModule,
  PyRange,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { absorbed, isAbstract, native, natives } from './declare.ts';
import { hash } from './hash.ts';
import { isInstanceOf, isSubclassOf } from './instance-check.ts';
import { collect, integer, lazily, pair, plain, sorted, zipped } from './iteration.ts';
import { roundNumber } from './rounding.ts';

/** What only a running program would know. */
function unknowable(name: string): Value {
  return { kind: 'unknown', cause: { reason: 'depends-on-data', facts: { operator: name } } };
}

function extreme(name: 'min' | 'max', operator: '<' | '>'): NativeFunction {
  return native(`${name}(*args, key=None, default=...)`, (runtime, args, key, fallback: Value | undefined) => {
    const { items: given } = args as PyTuple;
    const items = given.length === 1 ? collect(runtime, given[0] as Value) : given;
    if (!isArray(items)) return items;
    if (given.length === 0) return runtime.raise('TypeError', `${name} expected at least 1 argument, got 0`);
    if (items.length === 0) {
      return fallback !== undefined ? fallback : runtime.raise('ValueError', `${name}() arg is an empty sequence`);
    }
    const by = (item: Value): Value => (key === null ? item : runtime.call(key, [item]));
    let best = items[0] as Value;
    let bestKey = by(best);
    for (const item of items.slice(1)) {
      const itemKey = by(item);
      const isBetter = runtime.compare(operator, itemKey, bestKey);
      const truth = runtime.truth(isBetter);
      if (truth === undefined) return runtime.lost(isBetter);
      if (truth) [best, bestKey] = [item, itemKey];
    }
    return best;
  });
}

function isArray(value: readonly Value[] | Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** all and any: the first item that decides, else unknown where one is. */
function quantifier(name: 'all' | 'any', decides: boolean): NativeFunction {
  return native(`${name}(iterable, /)`, (runtime, iterable) => {
    const items = runtime.iterate(iterable);
    if (!items) return runtime.lost(iterable);
    let unknown: Value | undefined;
    for (const item of items) {
      runtime.spend(1);
      const truth = runtime.truth(item);
      if (truth === decides) return decides;
      if (truth === undefined) unknown ??= runtime.lost(item);
    }
    return unknown ?? !decides;
  });
}

function inBase(name: string, prefix: string, radix: number): NativeFunction {
  return native(
    `${name}(number, /)`,
    (runtime, number) => {
      const value = plain(number);
      const whole = typeof value === 'bigint' ? value : integer(runtime, value);
      if (whole === undefined) return runtime.lost(value);
      return `${whole < 0 ? '-' : ''}${prefix}${(whole < 0 ? -whole : whole).toString(radix)}`;
    },
    { absorbs: true },
  );
}

function absolute(runtime: Runtime, given: Value): Value {
  const value = plain(given);
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'bigint') return value < 0n ? -value : value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof PyFloat && typeof value.value === 'number') return new PyFloat(Math.abs(value.value));
  if (typeof value === 'object' && value !== null && isAbstract(value)) {
    const isNegative = runtime.truth(runtime.compare('<', value, 0));
    if (isNegative === undefined) return runtime.lost(value);
    return isNegative ? runtime.unary('-', value) : value;
  }
  const special = runtime.special(value, '__abs__');
  if (special !== undefined) return runtime.call(special, []);
  return runtime.raise('TypeError', `bad operand type for abs(): '${runtime.typeOf(value).name}'`);
}

export function isCallable(runtime: Runtime, value: Value): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof PyInstance) return runtime.special(value, '__call__') !== undefined;
  return (
    value instanceof PyClass ||
    value instanceof PyFunction ||
    value instanceof NativeFunction ||
    value instanceof BoundMethod
  );
}

function reversed(runtime: Runtime, sequence: Value): Value {
  const special = sequence instanceof PyInstance ? runtime.special(sequence, '__reversed__') : undefined;
  if (special !== undefined) return runtime.call(special, []);
  if (sequence instanceof PyRange) {
    const { start, step, length } = sequence;
    let left = length;
    return new PyIterator(() => (left-- > 0 ? start + left * step : undefined));
  }
  if (sequence instanceof PyInstance && runtime.special(sequence, '__getitem__') !== undefined) {
    const length = integer(runtime, runtime.length(sequence));
    if (length === undefined) return runtime.lost(sequence);
    let index = length;
    return new PyIterator(() => (index-- > 0 ? runtime.getItem(sequence, index) : undefined));
  }
  const items = collect(runtime, sequence);
  return isArray(items) ? PyIterator.over(items.toReversed()) : items;
}

function sum(runtime: Runtime, iterable: Value, start: Value): Value {
  const items = runtime.iterate(iterable);
  if (!items) return runtime.lost(iterable);
  let total = start;
  for (const item of items) {
    runtime.spend(1);
    total = runtime.binary('+', total, item);
  }
  return total;
}

function attributeNames(runtime: Runtime, object: Value): Value {
  const special = object instanceof PyInstance ? runtime.special(object, '__dir__') : undefined;
  if (special !== undefined) {
    const given = collect(runtime, runtime.call(special, []));
    const ordered = isArray(given) ? sorted(runtime, given, null, false) : given;
    return isArray(ordered) ? new PyList(ordered as Value[]) : (ordered as Value);
  }
  const names = new Set<string>();
  if (object instanceof PyModule) runtime.readAll(object);
  if (object instanceof PyModule || object instanceof PyClass)
    for (const name of object.namespace.keys()) names.add(name);
  if (object instanceof PyInstance) for (const name of object.attributes.keys()) names.add(name);
  const of = object instanceof PyClass ? object : runtime.typeOf(object);
  for (const { namespace } of of.mro) for (const name of namespace.keys()) names.add(name);
  // What we know to be there is there; whether something else is, is not known.
  const more = object instanceof PyModule && object.open ? [unknowable(object.name)] : [];
  return new PyList([...[...names].sort(), ...more]);
}

function variables(runtime: Runtime, object: Value): Value {
  const found = runtime.findAttribute(object, '__dict__');
  return found !== undefined ? found : runtime.raise('TypeError', 'vars() argument must have __dict__ attribute');
}

function attributeOr(runtime: Runtime, object: Value, name: Value, fallback: Value | undefined): Value {
  if (isAbstract(object) && runtime.isUnknown(object)) return object;
  if (typeof name !== 'string') {
    return isAbstract(name) ? runtime.lost(name) : runtime.raise('TypeError', 'attribute name must be string');
  }
  if (fallback === undefined) return runtime.getAttribute(object, name);
  const found = runtime.findAttribute(object, name);
  return found !== undefined ? found : fallback;
}

const identities = new WeakMap<object, number>();
let nextIdentity = 140_000_000_000_000;

/** Some number, the same for the same object. */
export function identity(value: Value): Value {
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? value : nextIdentity;
  let known = identities.get(value);
  if (known === undefined) {
    nextIdentity += 16;
    known = nextIdentity;
    identities.set(value, known);
  }
  return known;
}

function next(runtime: Runtime, iterator: Value, fallback: Value | undefined): Value {
  if (runtime.isUnknown(iterator)) return iterator;
  const item = runtime.next(iterator);
  if (item !== undefined) return item;
  return fallback !== undefined ? fallback : runtime.raise('StopIteration', '');
}

function iterator(runtime: Runtime, object: Value, sentinel: Value | undefined): Value {
  if (sentinel === undefined) {
    const special = object instanceof PyInstance ? runtime.special(object, '__iter__') : undefined;
    if (special !== undefined) return runtime.call(special, []);
    return object instanceof PyIterator ? object : lazily(runtime, object);
  }
  return new PyIterator(() => {
    runtime.spend(1);
    const item = runtime.call(object, []);
    return runtime.equals(item, sentinel) === true ? undefined : item;
  });
}

export const FUNCTIONS: readonly [string, Value][] = [
  ...natives({
    'abs(x, /)': absolute,
    'callable(object, /)': (runtime, object) => (runtime.isUnknown(object) ? object : isCallable(runtime, object)),
    'chr(i, /)': (runtime, i) => {
      const code = integer(runtime, i);
      if (code === undefined) return runtime.lost(i);
      return code >= 0 && code < 0x110000
        ? String.fromCodePoint(code)
        : runtime.raise('ValueError', 'chr() arg not in range(0x110000)');
    },
    'compile(source, filename=None, mode=None, flags=0)': () => unknowable('compile'),
    'delattr(object, name, /)': (runtime, object, name) => {
      if (typeof name === 'string') runtime.deleteAttribute(object, name);
      return null;
    },
    'dir(object=..., /)': (runtime, object: Value | undefined) =>
      object === undefined || runtime.isUnknown(object)
        ? (object ?? unknowable('dir'))
        : attributeNames(runtime, object),
    'divmod(a, b, /)': (runtime, a, b) => pair(runtime.binary('//', a, b), runtime.binary('%', a, b)),
    'enumerate(iterable, start=0)': (runtime, iterable, start) => {
      const batch = runtime.batchOf(iterable);
      if (batch) return batch.map((item) => pair(BatchItems.indices(batch.count, batch.lost).item, item));
      let index: Value = start;
      return lazily(runtime, iterable, (item) => {
        const counted = pair(index, item);
        index = runtime.binary('+', index, 1);
        return counted;
      });
    },
    'exec(code, globals=None, locals=None)': () => unknowable('exec'),
    'exit(code=None)': (runtime) => runtime.raise('SystemExit', ''),
    'quit(code=None)': (runtime) => runtime.raise('SystemExit', ''),
    'filter(function, iterable, /)': (runtime, test, iterable) =>
      lazily(runtime, iterable, (item) =>
        runtime.truth(test === null ? item : runtime.call(test, [item])) === false ? undefined : item,
      ),
    "format(value, spec='', /)": (runtime, value, spec) =>
      absorbed(runtime, [value, spec]) ?? runtime.textOf(() => runtime.format(value, spec as string)),
    'getattr(object, name, default=..., /)': attributeOr,
    'hasattr(object, name, /)': (runtime, object, name) => {
      if (runtime.isUnknown(object)) return object;
      if (typeof name !== 'string')
        return isAbstract(name) ? runtime.lost(name) : runtime.raise('TypeError', 'attribute name must be string');
      const found = runtime.findAttribute(object, name);
      return found !== undefined && runtime.isUnknown(found) && isOpen(runtime, object, name)
        ? found
        : found !== undefined;
    },
    'hash(object, /)': hash,
    'id(object, /)': (_, object) => identity(object),
    'input(prompt=None, /)': () => unknowable('input'),
    'isinstance(object, classes, /)': isInstanceOf,
    'issubclass(cls, classes, /)': isSubclassOf,
    'iter(object, sentinel=..., /)': iterator,
    'len(object, /)': (runtime, object) => runtime.length(object),
    'map(function, *iterables)': (runtime, mapped, iterables) =>
      zipped(runtime, (iterables as PyTuple).items, (items) => runtime.call(mapped, items)),
    'next(iterator, default=..., /)': next,
    'open(file, mode=None, *rest, **options)': () => unknowable('open'),
    'ord(c, /)': (runtime, c) => {
      if (isAbstract(c)) return runtime.lost(c);
      const text = c instanceof PyBytes ? c.value : plain(c);
      if (typeof text !== 'string')
        return runtime.raise('TypeError', `ord() expected string of length 1, but ${runtime.typeOf(c).name} found`);
      const { length } = [...text];
      if (length === 1) return text.codePointAt(0) as number;
      return runtime.raise('TypeError', `ord() expected a character, but string of length ${length} found`);
    },
    'pow(base, exp, mod=None)': (runtime, base, exponent, modulus) =>
      modulus === null ? runtime.binary('**', base, exponent) : modularPower(runtime, base, exponent, modulus),
    'print(*values, sep=None, end=None, file=None, flush=None)': () => null,
    'repr(object, /)': (runtime, object) => absorbed(runtime, [object]) ?? runtime.textOf(() => runtime.repr(object)),
    'ascii(object, /)': (runtime, object) =>
      absorbed(runtime, [object]) ?? runtime.textOf(() => inAscii(runtime.repr(object))),
    'reversed(sequence, /)': reversed,
    'round(number, ndigits=None)': roundNumber,
    'setattr(object, name, value, /)': (runtime, object, name, value) => {
      if (typeof name === 'string') runtime.setAttribute(object, name, value);
      else unsettle(object, runtime.lost(name));
      return null;
    },
    'sorted(iterable, /, *, key=None, reverse=False)': (runtime, iterable, key, reverse) => {
      const items = collect(runtime, iterable);
      if (!isArray(items)) return items;
      const isReverse = runtime.truth(reverse);
      if (isReverse === undefined) return runtime.lost(reverse);
      const result = sorted(runtime, items, key, isReverse);
      return isArray(result) ? new PyList(result as Value[]) : (result as Value);
    },
    'sum(iterable, /, start=0)': sum,
    'vars(object=..., /)': (runtime, object: Value | undefined) =>
      object === undefined ? unknowable('vars') : runtime.isUnknown(object) ? object : variables(runtime, object),
    'zip(*iterables, strict=False)': (runtime, iterables, strict) =>
      zipped(runtime, (iterables as PyTuple).items, (items) => new PyTuple(items), runtime.truth(strict) === true),
    '__import__(name, globals=None, locals=None, fromlist=None, level=0)': (runtime, name) =>
      typeof name === 'string' ? runtime.importModule(name) : runtime.lost(name),
  }),
  ['all', quantifier('all', false)],
  ['any', quantifier('any', true)],
  ['bin', inBase('bin', '0b', 2)],
  ['hex', inBase('hex', '0x', 16)],
  ['oct', inBase('oct', '0o', 8)],
  ['max', extreme('max', '>')],
  ['min', extreme('min', '<')],
];

/** Where a name that is not found may be there all the same. */
function isOpen(runtime: Runtime, object: Value, name: string): boolean {
  if (object instanceof PyModule) return isOpenFor(object.open, name);
  return (object instanceof PyClass ? object : runtime.typeOf(object)).open !== undefined;
}

/** What it is to be multiplied by to be 1 modulo m: Euclid's algorithm. */
function inverseOf(value: bigint, m: bigint): bigint | undefined {
  let [a, b, x, y] = [value, m, 1n, 0n];
  while (b !== 0n) {
    const times = a / b;
    [a, b, x, y] = [b, a - times * b, y, x - times * y];
  }
  return a === 1n ? ((x % m) + m) % m : undefined;
}

function modularPower(runtime: Runtime, base: Value, exponent: Value, modulus: Value): Value {
  const unknown = absorbed(runtime, [base, exponent, modulus]);
  if (unknown !== undefined) return unknown;
  const [b, e, m] = [base, exponent, modulus].map((value) =>
    typeof value === 'bigint' ? value : BigInt(integer(runtime, value) ?? 0),
  ) as [bigint, bigint, bigint];
  if (m === 0n) return runtime.raise('ValueError', 'pow() 3rd argument cannot be 0');
  let result = 1n;
  let square = ((b % m) + m) % m;
  if (e < 0n) {
    const inverse = inverseOf(square, m < 0n ? -m : m);
    if (inverse === undefined) return runtime.raise('ValueError', 'base is not invertible for the given modulus');
    square = inverse;
  }
  for (let rest = e < 0n ? -e : e; rest > 0n; rest >>= 1n) {
    runtime.spend(1);
    if (rest & 1n) result = (result * square) % m;
    square = (square * square) % m;
  }
  const small = Number(result);
  return Number.isSafeInteger(small) ? small : result;
}
