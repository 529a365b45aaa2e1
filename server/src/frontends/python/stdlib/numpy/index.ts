// `numpy`, as far as models compute with it: functions on plain numbers and arrays of one axis of known numbers here; those on
// all other arrays are torch's. Everything else of it is unknown.

import { isAbstract, type NativeTable, natives } from '../../builtins/declare.ts';
import { double, integer } from '../../builtins/iteration.ts';
import { roundNumber } from '../../builtins/rounding.ts';
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { type PyClass, PyFloat, PyList, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { atRunTime, type Entries, standardModule } from '../module.ts';
import {
  ARRAY,
  array,
  average,
  cast,
  elementwise,
  extreme,
  isList,
  isNumber,
  itemsOf,
  numbers,
  PARTLY,
  pairwise,
  placeOf,
  product,
  quantified,
  running,
  total,
} from './array.ts';
import './scalar.ts';
import { randomEntries, randomModule, withTensors } from './tensor-functions.ts';

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

const ARITHMETIC: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  true_divide: '/',
  floor_divide: '//',
  mod: '%',
  power: '**',
};

/** `np.int64(3)`, and `dtype=np.float32`. */
function scalar(name: string, isFloat: boolean): readonly [string, PyClass] {
  const of = defineClass(name, undefined, {}, 'numpy');
  const [[key, make] = []] = natives({
    '__new__(cls, value=0)': (runtime, _, value = null) => {
      if (value instanceof PyList || value instanceof PyTuple || itemsOf(value)) return arrayOf(runtime, value, null);
      const number = double(runtime, value);
      if (number === undefined) return runtime.lost(value);
      return isFloat ? new PyFloat(name === 'float32' ? Math.fround(number) : number) : Math.trunc(number);
    },
  });
  if (key !== undefined && make) of.namespace.set(key, make);
  return [name, of];
}

const ENTRIES = (): Entries => [
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
      'array(object, dtype=None)': arrayOf,
      'asarray(a, dtype=None)': arrayOf,
      'atleast_1d(a, /)': (runtime, value) => (isNumber(value) ? array([value]) : arrayOf(runtime, value, null)),
      'any(a)': quantified(false),
      'all(a)': quantified(true),
      'argmax(a)': placeOf('>'),
      'argmin(a)': placeOf('<'),
      'unique(ar, return_counts=False)': (runtime, value, counted) => {
        const found = sorted(true)(runtime, value);
        const all = itemsOf(found) && runtime.truth(counted) === true ? numbers(runtime, value) : undefined;
        if (all === undefined || !isList(all))
          return runtime.truth(counted) === false ? found : atRunTime('numpy.unique');
        const key = (item: Value) => double(runtime, item);
        const counts = itemsOf(found)?.map((item) => all.filter((each) => key(each) === key(item)).length) ?? [];
        return new PyTuple([found, array(counts)]);
      },
      'sort(a)': sorted(false),
      'flip(m)': (runtime, value) => listed(runtime, value, (items) => [...items].reverse()),
      'zeros(shape)': filled(new PyFloat(0)),
      'ones(shape)': filled(new PyFloat(1)),
      'full(shape, fill_value)': (runtime, shape, value) => filled(value)(runtime, shape),
      'clip(a, a_min, a_max)': (runtime, value, least, most) => {
        const above = least === null ? value : larger(runtime, value, least, '>');
        return most === null ? above : larger(runtime, above, most, '<');
      },
      'linspace(start, stop, num=50, endpoint=True)': spaced,
      'arange(start, stop=None, step=1)': ranged,
      'maximum(a, b, /)': (runtime, a, b) => larger(runtime, a, b, '>'),
      'minimum(a, b, /)': (runtime, a, b) => larger(runtime, a, b, '<'),
      ...Object.fromEntries(
        Object.entries(ARITHMETIC).map(([name, operator]): [string, NativeTable[string]] => [
          `${name}(a, b, /)`,
          (runtime, a, b) => elementwise(runtime, operator, a, b),
        ]),
      ),
    },
    PARTLY,
  ),
];

export const NUMPY = {
  ...standardModule('numpy', () => withTensors(ENTRIES())),
  ofRun: (): Entries => [['random', randomModule()]],
};
export const NUMPY_RANDOM = standardModule('numpy.random', randomEntries);

function larger(runtime: Runtime, a: Value, b: Value, operator: '<' | '>'): Value {
  return pairwise(runtime, a, b, (x, y) => (runtime.truth(runtime.compare(operator, x, y)) ? x : y));
}

function arrayOf(runtime: Runtime, object: Value, type: Value): Value {
  if (isAbstract(object)) return runtime.lost(object);
  if (isNumber(object)) return atRunTime('numpy.array');
  const items = numbers(runtime, object);
  if (!isList(items)) return items;
  const plain = items.some((item) => item instanceof PyFloat)
    ? array(items.map((item) => new PyFloat(double(runtime, item) ?? 0)))
    : array(items);
  return type === null ? plain : cast(runtime, plain, type);
}

function listed(runtime: Runtime, value: Value, change: (items: readonly Value[]) => readonly Value[]): Value {
  const items = isAbstract(value) || isNumber(value) ? undefined : numbers(runtime, value);
  return items !== undefined && isList(items) ? array(change(items)) : atRunTime('numpy');
}

function sorted(distinct: boolean): NativeTable[string] {
  return (runtime, value) =>
    listed(runtime, value, (items) => {
      const numbered = items.map((item) => [double(runtime, item) ?? Number.NaN, item] as const);
      numbered.sort(([a], [b]) => a - b);
      return numbered.filter(([x], index) => !distinct || x !== numbered[index - 1]?.[0]).map(([, item]) => item);
    });
}

/** Of one axis. */
function filled(value: Value): (runtime: Runtime, shape: Value) => Value {
  return (runtime, shape) => {
    const size = shape instanceof PyTuple && shape.items.length === 1 ? (shape.items[0] ?? null) : shape;
    const count = isNumber(size) ? integer(runtime, size) : undefined;
    if (count === undefined || count < 0 || !isNumber(value)) return atRunTime('numpy');
    runtime.spendCells(count);
    return array(new Array<Value>(count).fill(value));
  };
}
