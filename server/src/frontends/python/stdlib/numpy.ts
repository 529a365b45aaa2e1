// `numpy`, as far as models compute sizes with it: functions on plain numbers, and one-dimensional arrays of known numbers.
// Everything else of it is unknown.

import {
  absorbed,
  instanceMethods,
  isAbstract,
  type NativeOptions,
  type NativeTable,
  natives,
} from '../builtins/declare.ts';
import { collect, double, integer } from '../builtins/iteration.ts';
import { roundNumber } from '../builtins/rounding.ts';
import { defineClass } from '../evaluator/builtin-classes.ts';
import {
  nativeMethod,
  PyClass,
  PyFloat,
  PyInstance,
  PyIterator,
  PyList,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { atRunTime, standardModule } from './module.ts';

/** Functions here know fewer arguments than numpy's: `axis`, `out` … */
const PARTLY: NativeOptions = { otherwise: atRunTime('numpy') };

const ITEMS = '_items';
const ARRAY = defineClass('ndarray', undefined, {}, 'numpy');

function array(items: readonly Value[]): PyInstance {
  const made = new PyInstance(ARRAY);
  made.attributes.set(ITEMS, new PyList([...items]));
  made.attributes.set('shape', new PyTuple([items.length]));
  made.attributes.set('size', items.length);
  made.attributes.set('ndim', 1);
  return made;
}

function itemsOf(value: Value): readonly Value[] | undefined {
  if (!(value instanceof PyInstance) || value.class !== ARRAY) return undefined;
  const list = value.attributes.get(ITEMS);
  return list instanceof PyList && !list.lost ? list.items : undefined;
}

/** Numbers of a list, tuple or array; an unknown where one is not known or is no plain number. */
function numbers(runtime: Runtime, value: Value): readonly Value[] | Value {
  const own = itemsOf(value);
  if (own) return own;
  const items = collect(runtime, value);
  if (!Array.isArray(items)) return items as Value;
  return absorbed(runtime, items) ?? (items.every(isNumber) ? items : atRunTime('numpy.array'));
}

function isList(value: readonly Value[] | Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isNumber(value: Value): boolean {
  return (
    typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || value instanceof PyFloat
  );
}

/** On a number or on each of an array. */
function each(compute: (runtime: Runtime, value: Value) => Value) {
  return (runtime: Runtime, value: Value): Value => {
    if (isAbstract(value)) return runtime.lost(value);
    if (isNumber(value)) return compute(runtime, value);
    if (!itemsOf(value) && !(value instanceof PyList) && !(value instanceof PyTuple)) return atRunTime('numpy');
    const items = numbers(runtime, value);
    return isList(items) ? array(items.map((item) => compute(runtime, item))) : items;
  };
}

/** As C: outside its domain not a number. */
const real = (compute: (x: number) => number): NativeTable[string] =>
  each((runtime, value) => {
    const x = double(runtime, value);
    return x === undefined ? runtime.lost(value) : new PyFloat(compute(x));
  });

const REAL: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  ceil: Math.ceil,
  floor: Math.floor,
  trunc: Math.trunc,
};

function reduced(compute: (runtime: Runtime, items: readonly Value[]) => Value): NativeTable[string] {
  return (runtime, value) => {
    if (isAbstract(value)) return runtime.lost(value);
    if (isNumber(value)) return compute(runtime, [value]);
    const items = numbers(runtime, value);
    return isList(items) ? compute(runtime, items) : items;
  };
}

function running(operator: string): NativeTable[string] {
  return reduced((runtime, items) => {
    let total: Value | undefined;
    return array(items.map((item) => (total = total === undefined ? item : runtime.binary(operator, total, item))));
  });
}

const total = reduced((runtime, items) => items.reduce<Value>((sum, item) => runtime.binary('+', sum, item), 0));
const product = reduced((runtime, items) => items.reduce<Value>((sum, item) => runtime.binary('*', sum, item), 1));
const average = reduced((runtime, items) =>
  items.length === 0
    ? new PyFloat(Number.NaN)
    : runtime.binary(
        '/',
        items.reduce<Value>((sum, item) => runtime.binary('+', sum, item), 0),
        items.length,
      ),
);
const extreme = (operator: '<' | '>'): NativeTable[string] =>
  reduced((runtime, items) => {
    const best = items.reduce(
      (a, b) => (runtime.truth(runtime.compare(operator, b, a)) === true ? b : a),
      items[0] ?? null,
    );
    return items.length === 0 ? runtime.raise('ValueError', 'zero-size array to reduction operation') : best;
  });

function spaced(runtime: Runtime, start: Value, stop: Value, num: Value, endpoint: Value): Value {
  const [from, to, count] = [double(runtime, start), double(runtime, stop), integer(runtime, num)];
  if (from === undefined || to === undefined || count === undefined) return atRunTime('numpy.linspace');
  runtime.spendCells(count);
  const closed = runtime.truth(endpoint) !== false;
  const step = (to - from) / Math.max(1, closed ? count - 1 : count);
  const last = (index: number): boolean => closed && index === count - 1 && count > 1;
  return array(Array.from({ length: count }, (_, index) => new PyFloat(last(index) ? to : from + index * step)));
}

function ranged(runtime: Runtime, first: Value, second: Value, third: Value): Value {
  const [start, stop, step] = second === null ? [0, first, 1] : [first, second, third];
  const [from, to, by] = [start, stop, step].map((value) => double(runtime, value as Value));
  if (from === undefined || to === undefined || by === undefined || by === 0) return atRunTime('numpy.arange');
  const count = Math.max(0, Math.ceil((to - from) / by));
  runtime.spendCells(count);
  const isFloat = [start, stop, step].some((value) => value instanceof PyFloat);
  return array(
    Array.from({ length: count }, (_, index) => (isFloat ? new PyFloat(from + index * by) : from + index * by)),
  );
}

const OPERATORS: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  truediv: '/',
  floordiv: '//',
  mod: '%',
  pow: '**',
};

function elementwise(runtime: Runtime, operator: string, left: Value, right: Value): Value {
  const [a, b] = [itemsOf(left), itemsOf(right)];
  if (isAbstract(left) || isAbstract(right)) return runtime.lost(isAbstract(left) ? left : right);
  const single = (value: Value, items: readonly Value[] | undefined, index: number): Value =>
    items ? (items[index] ?? null) : value;
  if ((!a && !isNumber(left)) || (!b && !isNumber(right)) || (a && b && a.length !== b.length))
    return atRunTime('numpy');
  const length = (a ?? b)?.length ?? 0;
  return array(
    Array.from({ length }, (_, index) => runtime.binary(operator, single(left, a, index), single(right, b, index))),
  );
}

function isFloatType(type: Value): boolean | undefined {
  const name = type instanceof PyClass ? type.name : type;
  if (typeof name !== 'string') return undefined;
  return name.startsWith('float') ? true : /^u?int/.test(name) ? false : undefined;
}

function cast(runtime: Runtime, self: Value, type: Value): Value {
  const isFloat = isFloatType(type);
  const items = itemsOf(self);
  if (isFloat === undefined || !items) return atRunTime('numpy.astype');
  return array(
    items.map((item) => (isFloat ? new PyFloat(double(runtime, item) ?? 0) : Math.trunc(double(runtime, item) ?? 0))),
  );
}

for (const [name, method] of [
  ...Object.entries(OPERATORS).flatMap(([name, operator]) => [
    [
      `__${name}__`,
      nativeMethod(name, (runtime, { positional: [a = null, b = null] }) => elementwise(runtime, operator, a, b)),
    ] as const,
    [
      `__r${name}__`,
      nativeMethod(name, (runtime, { positional: [a = null, b = null] }) => elementwise(runtime, operator, b, a)),
    ] as const,
  ]),
  ...instanceMethods(
    {
      'tolist()': (_, self) => list(self),
      'astype(dtype)': cast,
      'copy()': (_, self) => {
        const items = itemsOf(self);
        return items ? array(items) : atRunTime('numpy.ndarray');
      },
      'sum()': total,
      'prod()': product,
      'mean()': average,
      'max()': extreme('>'),
      'min()': extreme('<'),
      'cumsum()': running('+'),
      'item(index=0)': (runtime, self, index) => runtime.getItem(list(self), index),
      '__len__()': (runtime, self) => (self instanceof PyInstance ? (self.own('size') ?? 0) : runtime.lost(self)),
      '__iter__()': (_, self) => {
        const items = itemsOf(self);
        return items ? PyIterator.over(items) : atRunTime('numpy.ndarray');
      },
      '__getitem__(index, /)': (runtime, self, index) => {
        // Further axes, and choosing by lists of positions or of truths.
        const isPlain = index !== null && !(index instanceof PyTuple || index instanceof PyList);
        if (!itemsOf(self) || !isPlain) return atRunTime('numpy.ndarray');
        const item = runtime.getItem(list(self), index);
        return item instanceof PyList ? array(item.items) : item;
      },
      '__setitem__(index, value, /)': (runtime, self, index, value) => {
        const items = itemsOf(self);
        const at = integer(runtime, index);
        const isKnown = items && at !== undefined && isNumber(value) && at >= -items.length && at < items.length;
        if (!(self instanceof PyInstance) || (at !== undefined && items && !isKnown && isNumber(value)))
          return runtime.raise('IndexError', 'index is out of bounds for axis 0');
        runtime.touch(self);
        // Of an array that is changed somewhere nothing is known but its size.
        if (isKnown) self.attributes.set(ITEMS, new PyList(items.with(at, value)));
        else self.attributes.delete(ITEMS);
        return null;
      },
      '__getattr__(name)': (_, _self, name) => atRunTime(`numpy.ndarray.${name}`),
    },
    PARTLY,
  ),
])
  ARRAY.namespace.set(name, method);

for (const name of [
  ...['neg', 'pos', 'abs', 'invert', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'and', 'or', 'xor', 'rand', 'ror', 'matmul'],
  ...['contains', 'bool', 'int', 'float', 'index', 'delitem', 'divmod', 'round'],
])
  ARRAY.namespace.set(
    `__${name}__`,
    nativeMethod(name, () => atRunTime('numpy.ndarray')),
  );

function list(self: Value): Value {
  const items = itemsOf(self);
  return items ? new PyList([...items]) : atRunTime('numpy.ndarray');
}

/** `np.int64(3)`, and `dtype=np.float32`. */
function scalar(name: string, isFloat: boolean): readonly [string, PyClass] {
  const of = defineClass(name, undefined, {}, 'numpy');
  const [[key, make] = []] = natives({
    '__new__(cls, value=0)': (runtime, _, value) => {
      const number = double(runtime, value);
      if (number === undefined) return runtime.lost(value);
      return isFloat ? new PyFloat(name === 'float32' ? Math.fround(number) : number) : Math.trunc(number);
    },
  });
  if (key !== undefined && make) of.namespace.set(key, make);
  return [name, of];
}

export const NUMPY = standardModule('numpy', () => [
  ['ndarray', ARRAY],
  ['pi', new PyFloat(Math.PI)],
  ['e', new PyFloat(Math.E)],
  ['inf', new PyFloat(Infinity)],
  ['nan', new PyFloat(Number.NaN)],
  ['newaxis', null],
  ...['float16', 'float32', 'float64'].map((name) => scalar(name, true)),
  ...['int8', 'int16', 'int32', 'int64', 'uint8'].map((name) => scalar(name, false)),
  ...natives(
    Object.fromEntries(Object.entries(REAL).map(([name, compute]) => [`${name}(x, /)`, real(compute)])),
    PARTLY,
  ),
  ...natives(
    {
      'abs(x, /)': each((runtime, value) =>
        runtime.truth(runtime.compare('<', value, 0)) ? runtime.unary('-', value) : value,
      ),
      'round(a, decimals=0)': (runtime, value, decimals) =>
        each((_, x) => (x instanceof PyFloat ? roundNumber(runtime, x, decimals) : x))(runtime, value),
      'sum(a)': total,
      'prod(a)': product,
      'mean(a)': average,
      'max(a)': extreme('>'),
      'min(a)': extreme('<'),
      'cumsum(a)': running('+'),
      'cumprod(a)': running('*'),
      'array(object, dtype=None)': (runtime, object, type) => {
        if (isAbstract(object)) return runtime.lost(object);
        if (isNumber(object)) return atRunTime('numpy.array');
        const items = numbers(runtime, object);
        if (!isList(items)) return items;
        const plain = items.some((item) => item instanceof PyFloat)
          ? array(items.map((item) => new PyFloat(double(runtime, item) ?? 0)))
          : array(items);
        return type === null ? plain : cast(runtime, plain, type);
      },
      'asarray(a)': (runtime, value) => {
        const items = isAbstract(value) ? runtime.lost(value) : numbers(runtime, value);
        return isList(items) ? array(items) : items;
      },
      'linspace(start, stop, num=50, endpoint=True)': spaced,
      'arange(start, stop=None, step=1)': ranged,
      'maximum(a, b, /)': (runtime, a, b) => larger(runtime, a, b, '>'),
      'minimum(a, b, /)': (runtime, a, b) => larger(runtime, a, b, '<'),
      'power(a, b, /)': (runtime, a, b) =>
        isNumber(a) && isNumber(b) ? runtime.binary('**', a, b) : elementwise(runtime, '**', a, b),
    },
    PARTLY,
  ),
]);

function larger(runtime: Runtime, a: Value, b: Value, operator: '<' | '>'): Value {
  if (!isNumber(a) || !isNumber(b))
    return isAbstract(a) || isAbstract(b) ? runtime.lost(isAbstract(a) ? a : b) : atRunTime('numpy');
  return runtime.truth(runtime.compare(operator, a, b)) ? a : b;
}
