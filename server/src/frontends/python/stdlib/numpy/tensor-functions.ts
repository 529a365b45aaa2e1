// numpy's functions on arrays that hold tensors, what makes such arrays, and `numpy.random`: of random numbers the shape is known.
import { type NativeTable, natives } from '../../builtins/declare.ts';
import {
  type NativeFunction,
  nativeFunction,
  PyInstance,
  PyList,
  PyModule,
  PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { tensorOf } from '../../torch/tensor/tensor.ts';
import { atRunTime, type Entries, nothing } from '../module.ts';
import { ARRAY, PARTLY } from './array.ts';
import {
  along,
  asArray,
  asTensor,
  REDUCTIONS,
  RESHAPINGS,
  tensorIn,
  transposed,
  typeOf,
  viaMethod,
  viaTorch,
} from './tensor-array.ts';

/** Cell by cell, by numpy's names; torch's, where they differ. */
const CELLWISE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'abs sin cos tan tanh exp log log2 log10 log1p sqrt floor ceil trunc sign round square isnan isinf where maximum minimum'
      .split(' ')
      .concat(
        'matmul outer triu tril diag zeros_like ones_like full_like logical_and logical_or logical_not flip roll'.split(
          ' ',
        ),
      )
      .map((name) => [name, name]),
  ),
  absolute: 'abs',
  add: 'add',
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
  true_divide: 'div',
  floor_divide: 'floor_divide',
  mod: 'remainder',
  power: 'pow',
  arctan: 'atan',
  arctan2: 'atan2',
  arcsin: 'asin',
  arccos: 'acos',
  dot: 'matmul',
  kron: 'kron',
  clip: 'clamp',
};

const join =
  (name: string): NativeTable[string] =>
  (runtime, arrays = null, axis = 0) => {
    const items = runtime.iterate(arrays);
    if (!items) return runtime.lost(arrays);
    const given = [...items].map((each) => asTensor(runtime, each));
    const callee = runtime.getAttribute(runtime.importModule('torch'), name);
    const named = /stack$/.test(name) && name !== 'stack' ? new Map() : new Map([['dim', axis]]);
    return asArray(runtime, runtime.call(callee, [new PyList(given)], named), given);
  };

function made(runtime: Runtime, name: string, shape: readonly Value[], type: Value, fallback = 'float64'): Value {
  const dtype = typeOf(runtime, type) ?? typeOf(runtime, fallback) ?? null;
  if (runtime.isUnknown(dtype)) return dtype;
  const callee = runtime.getAttribute(runtime.importModule('torch'), name);
  const tensor = runtime.call(callee, shape, new Map([['dtype', dtype]]));
  return asArray(runtime, tensor, [tensor]);
}

const filled =
  (name: string): NativeTable[string] =>
  (runtime, shape = null, type = null) =>
    made(runtime, name, [shape], type);

const nested: NativeTable[string] = (runtime, object = null, type = null) => {
  const tensor = asTensor(runtime, object);
  if (!tensorOf(tensor)) return runtime.isUnknown(tensor) ? tensor : atRunTime('numpy.array');
  if (type === null) return asArray(runtime, runtime.call(runtime.getAttribute(tensor, 'clone'), []), [tensor]);
  const dtype = typeOf(runtime, type) ?? null;
  if (runtime.isUnknown(dtype)) return dtype;
  const cast = runtime.call(runtime.getAttribute(tensor, 'to'), [dtype]);
  return asArray(runtime, cast, [cast]);
};

const FUNCTIONS: ReadonlyMap<string, NativeFunction> = new Map(
  natives(
    {
      ...REDUCTIONS,
      ...RESHAPINGS,
      ...Object.fromEntries(
        Object.entries(CELLWISE).map(([name, torch]): [string, NativeTable[string]] => [
          `${name}(*args)`,
          (runtime, args = null) => viaTorch(runtime, torch, args instanceof PyTuple ? args.items : []),
        ]),
      ),
      'triu(m, k=0)': (runtime, a = null, k = 0) => viaTorch(runtime, 'triu', [a, k]),
      'tril(m, k=0)': (runtime, a = null, k = 0) => viaTorch(runtime, 'tril', [a, k]),
      'flip(m, axis=None)': (runtime, a = null, axis = null) => {
        const rank = tensorOf(asTensor(runtime, a))?.dims?.length ?? 0;
        const axes = axis === null ? new PyTuple(Array.from({ length: rank }, (_, at) => at)) : axis;
        return viaMethod(runtime, 'flip', a, [axes]);
      },
      'tile(A, reps)': (runtime, a = null, reps = null) => viaMethod(runtime, 'tile', a, [reps]),
      'einsum(subscripts, *operands)': (runtime, subscripts = null, operands = null) =>
        viaTorch(runtime, 'einsum', [subscripts, ...(operands instanceof PyTuple ? operands.items : [])]),
      'concatenate(arrays, axis=0)': join('cat'),
      'stack(arrays, axis=0)': join('stack'),
      'vstack(tup)': join('vstack'),
      'hstack(tup)': join('hstack'),
      'reshape(a, shape)': (runtime, a = null, shape = null) => viaMethod(runtime, 'reshape', a, [shape]),
      'expand_dims(a, axis)': (runtime, a = null, axis = null) => viaMethod(runtime, 'unsqueeze', a, [axis]),
      'transpose(a, axes=None)': (runtime, a = null, axes = null) => transposed(runtime, a, [axes]),
      'moveaxis(a, source, destination)': (runtime, a = null, from = null, to = null) =>
        viaTorch(runtime, 'movedim', [a], { source: from, destination: to }),
      'broadcast_to(array, shape)': (runtime, a = null, shape = null) => viaMethod(runtime, 'expand', a, [shape]),
      'cumsum(a, axis=0)': (runtime, a = null, axis = 0) => viaTorch(runtime, 'cumsum', [a], along(axis)),
      'meshgrid(*xi, indexing=...)': (runtime, xs = null, indexing: Value = 'xy') =>
        viaTorch(runtime, 'meshgrid', xs instanceof PyTuple ? xs.items.map((each) => asTensor(runtime, each)) : [], {
          indexing,
        }),
      'array(object, dtype=None)': nested,
      'asarray(a, dtype=None)': nested,
      'ascontiguousarray(a, dtype=None)': nested,
      'copy(a)': nested,
      'zeros(shape, dtype=None)': filled('zeros'),
      'ones(shape, dtype=None)': filled('ones'),
      'empty(shape, dtype=None)': filled('empty'),
      'full(shape, fill_value, dtype=None)': (runtime, shape = null, value = null, type = null) =>
        made(runtime, 'full', [shape, value], type, typeof value === 'number' ? 'int64' : 'float64'),
      'eye(N, M=None, k=0, dtype=None)': (runtime, n = null, m = null, k = 0, type = null) =>
        k === 0 ? made(runtime, 'eye', m === null ? [n] : [n, m], type) : atRunTime('numpy.eye'),
      'hanning(M)': (runtime, count = null) => made(runtime, 'empty', [count], null),
      'hamming(M)': (runtime, count = null) => made(runtime, 'empty', [count], null),
      'identity(n, dtype=None)': (runtime, n = null, type = null) => made(runtime, 'eye', [n], type),
    },
    PARTLY,
  ),
);

/** What is of several axes, has a tensor in it, or says along which axis. */
function isForTensors(name: string, positional: readonly Value[], keywords: ReadonlyMap<string, Value>): boolean {
  if (keywords.has('axis')) return true;
  const [first = [...keywords.values()][0]] = positional;
  if (/^(?:zeros|ones|empty|full)$/.test(name)) return hasAxes(first) || keywords.has('dtype');
  return positional.some((value) => tensorIn(value) !== undefined || isNested(value));
}

function hasAxes(shape: Value | undefined): boolean {
  return (shape instanceof PyTuple || shape instanceof PyList) && shape.items.length !== 1;
}

/** A list of lists, of arrays, or of tuples. */
function isNested(value: Value | undefined): boolean {
  const [first] = value instanceof PyList || value instanceof PyTuple ? value.items : [];
  return (
    first instanceof PyList ||
    first instanceof PyTuple ||
    (first instanceof PyInstance && first.class.name === ARRAY.name)
  );
}

/** These functions, beside those on plain numbers and arrays of them. */
export function withTensors(plain: Entries): Entries {
  const known = new Map(plain);
  const both = [...FUNCTIONS].map(([name, many]): Entries[number] => {
    const few = known.get(name);
    if (few === undefined) return [name, many];
    return [
      name,
      nativeFunction(name, (runtime, { positional, keywords, site }) =>
        runtime.call(isForTensors(name, positional, keywords) ? many : few, positional, keywords, site),
      ),
    ];
  });
  return [...plain, ...both];
}

/** Random numbers are not known; how many there are is. */
function drawn(runtime: Runtime, size: Value, type = 'float64'): Value {
  return size === null ? atRunTime('numpy.random') : made(runtime, 'empty', [size], type);
}

const draw =
  (parameters: number, type?: string): NativeTable[string] =>
  (runtime, ...args) =>
    drawn(runtime, args[parameters] ?? null, type);

const axes: NativeTable[string] = (runtime, sizes = null) =>
  drawn(runtime, sizes instanceof PyTuple && sizes.items.length > 0 ? sizes : null);

const RANDOM_ENTRIES: Entries = natives(
  {
    'rand(*d)': axes,
    'randn(*d)': axes,
    'random(size=None)': draw(0),
    'random_sample(size=None)': draw(0),
    'standard_normal(size=None)': draw(0),
    'normal(loc=0, scale=1, size=None)': draw(2),
    'uniform(low=0, high=1, size=None)': draw(2),
    'binomial(n, p, size=None)': draw(2, 'int64'),
    'randint(low, high=None, size=None, dtype=None)': draw(2, 'int64'),
    'permutation(x)': (runtime, x = null) =>
      typeof x === 'number' ? drawn(runtime, x, 'int64') : atRunTime('numpy.random'),
    'seed(seed=None)': nothing,
  },
  PARTLY,
);

export function randomModule(): PyModule {
  return new PyModule('numpy.random', new Map<string, Value>([['__name__', 'numpy.random'], ...RANDOM_ENTRIES]), true);
}

export const randomEntries = (): Entries => RANDOM_ENTRIES;
