// Functions that take cells of some axes together (sum, max, argsort …), and those that go along one axis.
import { type Dim, isKnown, unknownDim } from '../../../../graph/dim.ts';
import type { GivenAttribute, GivenAttributes } from '../../../../graph/graph.ts';
import { type Dtype, type Volume, volume } from '../../../../graph/volume.ts';
import { defineClass, TUPLE } from '../../evaluator/objects/builtin-classes.ts';
import {
  nativeMethod,
  type PyClass,
  type PyInstance,
  PyProperty,
  PyTuple,
  type Value,
} from '../../evaluator/values.ts';
import { axesOf, axisOf, hasAxes, lostLike, refusedLike, replaced } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { type DtypeName, kindOf, USUAL } from '../tensor/dtype.ts';
import { nonzero } from '../tensor/nonzero.ts';
import { groups, stored } from '../tensor/small-tensor.ts';
import { newTensor, type TensorNative, tensorOf } from '../tensor/tensor.ts';
import { BINARY, between } from './cells.ts';

/** `torch.return_types.max`: a tuple whose items have names. */
function returnType(name: string, ...fields: readonly string[]): PyClass {
  const properties = fields.map(
    (field, index) =>
      [
        field,
        new PyProperty(
          nativeMethod(field, (_, { positional: [self] }) =>
            self instanceof PyTuple ? (self.items[index] ?? null) : null,
          ),
        ),
      ] as const,
  );
  return defineClass(name, [TUPLE], new Map<string, Value>(properties), 'torch.return_types');
}

const RETURN_TYPES: Readonly<Record<string, PyClass>> = Object.fromEntries<PyClass>([
  ['aminmax', returnType('aminmax', 'min', 'max')],
  ...['max', 'min', 'median', 'nanmedian', 'mode', 'sort', 'topk', 'kthvalue', 'cummax', 'cummin'].map(
    (name) => [name, returnType(name, 'values', 'indices')] as const,
  ),
]);

function pair(name: string, values: Value, indices: Value): Value {
  return new PyTuple([values, indices], RETURN_TYPES[name]);
}

const total = (cells: readonly number[]) => cells.reduce((a, b) => a + b, 0);
const average = (cells: readonly number[]) => total(cells) / cells.length;
const spread = (cells: readonly number[]) => {
  const middle = average(cells);
  return total(cells.map((cell) => (cell - middle) ** 2)) / (cells.length - 1);
};
const largest = (cells: readonly number[]) => cells.reduce((a, b) => Math.max(a, b), -Infinity);
const smallest = (cells: readonly number[]) => cells.reduce((a, b) => Math.min(a, b), Infinity);

interface Reduction {
  readonly operator?: string;
  readonly gives?: (from: Dtype) => Dtype;
  readonly compute?: (cells: readonly number[]) => number;
}

const asInteger = (from: Dtype): Dtype => (from === 'boolean' ? 'integer' : from);
const REDUCTIONS: Readonly<Record<string, Reduction>> = {
  mean: { operator: 'mean', compute: average },
  nanmean: { operator: 'mean', compute: average },
  sum: { operator: 'sum', gives: asInteger, compute: total },
  nansum: { operator: 'sum', gives: asInteger, compute: total },
  amax: { operator: 'max', compute: largest },
  amin: { operator: 'min', compute: smallest },
  argmax: { operator: 'argmax', gives: () => 'integer', compute: (cells) => cells.indexOf(largest(cells)) },
  argmin: { operator: 'argmin', gives: () => 'integer', compute: (cells) => cells.indexOf(smallest(cells)) },
  var: { operator: 'variance', compute: spread },
  std: { operator: 'variance', compute: (cells) => Math.sqrt(spread(cells)) },
  norm: { operator: 'norm', compute: (cells) => Math.hypot(...cells) },
  prod: { gives: asInteger, compute: (cells) => cells.reduce((a, b) => a * b, 1) },
  all: { gives: () => 'boolean', compute: (cells) => (cells.every((cell) => cell !== 0) ? 1 : 0) },
  any: { gives: () => 'boolean', compute: (cells) => (cells.some((cell) => cell !== 0) ? 1 : 0) },
  logsumexp: { compute: (cells) => Math.log(total(cells.map(Math.exp))) },
  count_nonzero: { gives: () => 'integer', compute: (cells) => cells.filter((cell) => cell !== 0).length },
};

function typeAfter(input: TensorNative, gives: Reduction['gives'], asked: DtypeName | undefined): DtypeName {
  if (asked !== undefined) return asked;
  const kind = gives?.(input.volume.dtype) ?? input.volume.dtype;
  return kind === kindOf(input.dtype) ? input.dtype : USUAL[kind];
}

function reduction({ operator, gives, compute }: Reduction): TorchBody {
  return (call) => {
    const input = call.native('input');
    const axes = call.has('dim') ? call.ints('dim') : { dims: [] };
    const keep = call.flag('keepdim');
    const asked = call.dtype();
    const dtype = typeAfter(input, gives, asked);
    if ('lost' in axes) return call.lightOne([input], [lostLike(input)], { dtype });
    const computed = compute && computedOver(input, axes.dims, keep, dtype, compute);
    if (computed) return computed;
    if (operator) {
      const needsFloat = asked !== undefined && kindOf(asked) === 'float' && input.volume.dtype !== 'float';
      const source = needsFloat
        ? tensorOf(call.lightOne([input], [{ ...input.volume, dtype: 'float' }], { dtype: asked }))
        : input;
      const value = axes.dims as GivenAttribute['value'];
      const given: GivenAttributes = call.has('dim') ? { axes: call.given('dim', value) } : {};
      return call.one(
        operator,
        [source ?? input],
        { ...given, ...(keep ? { keepAxes: { value: true } } : {}) },
        { dtype },
      );
    }
    return call.lightOne([input], [reduced(call, input, axes.dims, keep, kindOf(dtype))], { dtype });
  };
}

function reduced(call: TorchCall, input: TensorNative, axes: readonly Dim[], keep: boolean, dtype: Dtype): Volume {
  const { dims } = input;
  if (!dims) return axes.length === 0 && !keep ? volume([], dtype) : { ...input.volume, dtype };
  const over = axes.length === 0 ? [...dims.keys()] : axesOf(call, axes, dims.length);
  if (!over) return { ...refusedLike(input, Math.max(0, dims.length - (keep ? 0 : axes.length))), dtype };
  const rest = keep ? dims.map((dim, at) => (over.includes(at) ? 1 : dim)) : dims.filter((_, at) => !over.includes(at));
  return volume(rest, dtype);
}

function computedOver(
  { dims, cells }: TensorNative,
  axes: readonly Dim[],
  keep: boolean,
  dtype: DtypeName,
  compute: (cells: readonly number[]) => number,
): PyInstance | undefined {
  if (!dims || !cells || cells.length === 0) return undefined;
  const sizes = dims.filter(isKnown);
  const given = axes.filter(isKnown).map((axis) => (axis < 0 ? axis + sizes.length : axis));
  if (given.length !== axes.length || given.some((axis) => axis < 0 || axis >= sizes.length)) return undefined;
  const over = given.length === 0 ? [...sizes.keys()] : given;
  const results = groups({ dims: sizes, cells }, over).map((group) => stored(compute(group), dtype));
  const rest = keep
    ? sizes.map((size, at) => (over.includes(at) ? 1 : size))
    : sizes.filter((_, at) => !over.includes(at));
  return newTensor(rest, dtype, results);
}

/** `max(x)`, `max(x, dim)` with its places, `max(x, other)`. */
function extreme(name: 'max' | 'min'): TorchBody {
  return (call) => {
    const dim = call.value('dim') ?? null;
    const other = call.value('other') ?? null;
    const second = tensorOf(other) ? other : tensorOf(dim) ? dim : undefined;
    const rule = BINARY[`${name}imum`];
    if (second !== undefined && rule) return between(call, call.tensor('input'), second, rule);
    const input = call.native('input');
    // An axis, or another tensor.
    if (call.runtime.isUnknown(dim)) return call.runtime.lost(dim);
    const compute = name === 'max' ? largest : smallest;
    if (dim === null) return computedOver(input, [], false, input.dtype, compute) ?? call.one(name, [input]);
    return withPlaces(call, input, name, compute);
  };
}

/** Values and their places along one axis. */
function withPlaces(
  call: TorchCall,
  input: TensorNative,
  operator: 'max' | 'min' | undefined,
  compute?: (cells: readonly number[]) => number,
): Value {
  const keep = call.flag('keepdim');
  const axis = call.int('dim');
  const known = compute && computedOver(input, [axis], keep, input.dtype, compute);
  const places = compute && computedOver(input, [axis], keep, 'int64', (cells) => cells.indexOf(compute(cells)));
  if (known && places) return pair(call.name, known, places);
  const shape = reduced(call, input, [axis], keep, input.volume.dtype);
  const attributes = { axes: call.given('dim', [axis]), keepAxes: { value: keep } };
  const outOfRange = operator === undefined || (input.dims && !inRange(axis, input.dims.length));
  const values = outOfRange ? call.lightOne([input], [shape]) : call.one(operator, [input], attributes);
  const indices = call.lightOne([input], [{ ...shape, dtype: 'integer' }], {
    dtype: 'int64',
    type: `${call.name}.indices`,
  });
  return pair(call.name, values, indices);
}

function inRange(axis: Dim, rank: number): boolean {
  const count = Math.max(1, rank);
  return !isKnown(axis) || (axis >= -count && axis < count);
}

function median(): TorchBody {
  return (call) => {
    const input = call.native('input');
    if (call.has('dim')) return withPlaces(call, input, undefined);
    return call.lightOne([input], [volume([], input.volume.dtype)]);
  };
}

const kthvalue: TorchBody = (call) => {
  const input = call.native('input');
  const axis = call.int('dim');
  const k = call.int('k');
  const at = input.dims && isKnown(axis) && inRange(axis, input.dims.length) ? axis : undefined;
  const size = at === undefined ? undefined : input.dims?.length === 0 ? 1 : input.dims?.at(at);
  if (isKnown(k) && size !== undefined && isKnown(size) && (k < 1 || k > size)) {
    const expected = { kind: 'integer', min: 1, max: size } as const;
    const from = isKnown(axis) && axis < 0 ? axis + Math.max(1, input.dims?.length ?? 1) : axis;
    const quote = `kthvalue(): selected number k out of range for dimension ${String(from)}`;
    call.refuse('bad-value', { attribute: 'k', value: String(k), expected }, quote);
  }
  return withPlaces(call, input, undefined);
};

/** The largest or smallest so far, and its places. */
const running: TorchBody = (call) => {
  const input = call.native('input');
  // Of a single cell it is that cell, whatever the axis.
  const shape = input.dims?.length === 0 ? input.volume : alongVolume(call, input, input.volume.dtype);
  const values = call.lightOne([input], [shape]);
  return pair(call.name, values, call.lightOne([input], [{ ...shape, dtype: 'integer' }], { dtype: 'int64' }));
};

/** Over one axis, or over all. */
function reducedAlong(call: TorchCall, input: TensorNative): Volume {
  const axes = call.has('dim') ? [call.int('dim')] : [];
  return reduced(call, input, axes, call.flag('keepdim'), input.volume.dtype);
}

const aminmax: TorchBody = (call) => {
  const input = call.native('input');
  const shape = reducedAlong(call, input);
  return new PyTuple(call.light([input], [shape, shape]), RETURN_TYPES.aminmax);
};

/** As many as there are quantiles, in front. */
const quantile: TorchBody = (call) => {
  const input = call.native('input');
  const q = tensorOf(call.value('q'));
  const shape = reducedAlong(call, input);
  if (!q || q.dims?.length === 0 || !shape.dims) return call.lightOne([input], [shape]);
  return call.lightOne([input], [q.dims ? volume([...q.dims, ...shape.dims], shape.dtype) : lostLike(input)]);
};

/** Same shape, with an axis that must be there. */
function along(gives: (input: TensorNative) => DtypeName = (input) => input.dtype): TorchBody {
  return (call) => {
    const input = call.native('input');
    const dtype = gives(input);
    return call.lightOne([input], [alongVolume(call, input, kindOf(dtype))], { dtype });
  };
}

function alongVolume(call: TorchCall, input: TensorNative, dtype: Dtype): Volume {
  const { dims, volume: v } = input;
  if (dims && call.has('dim') && axisOf(call, call.int('dim'), dims.length) === undefined && isKnown(call.int('dim')))
    return { ...refusedLike(input), dtype };
  return { ...v, dtype };
}

function cumulative(compute: (before: number, cell: number) => number): TorchBody {
  return (call) => {
    const input = call.native('input');
    const dtype = call.dtype() ?? typeAfter(input, asInteger, undefined);
    const { cells, dims } = input;
    const axis = call.int('dim');
    if (cells && dims?.length === 1 && inRange(axis, 1)) {
      let before: number | undefined;
      const sums = cells.map((cell) => {
        before = before === undefined ? cell : stored(compute(before, cell), dtype);
        return before;
      });
      return newTensor(dims, dtype, sums);
    }
    return call.lightOne([input], [alongVolume(call, input, kindOf(dtype))], { dtype });
  };
}

const sort: TorchBody = (call) => {
  const input = call.native('input');
  const shape = alongVolume(call, input, input.volume.dtype);
  const { cells, dims } = input;
  if (cells && dims?.length === 1) {
    const down = call.flag('descending');
    const order = cells.map((_, index) => index).sort((a, b) => ((cells[a] ?? 0) - (cells[b] ?? 0)) * (down ? -1 : 1));
    return pair(
      'sort',
      newTensor(
        dims,
        input.dtype,
        order.map((at) => cells[at] ?? 0),
      ),
      newTensor(dims, 'int64', order),
    );
  }
  const values = call.lightOne([input], [shape]);
  return pair('sort', values, call.lightOne([input], [{ ...shape, dtype: 'integer' }], { dtype: 'int64' }));
};

const argsort: TorchBody = (call) => {
  const { cells, dims } = call.native('input');
  if (!cells || dims?.length !== 1) return along(() => 'int64')(call);
  const sorted = sort(call);
  return sorted instanceof PyTuple ? (sorted.items[1] ?? sorted) : sorted;
};

const topk: TorchBody = (call) => {
  const input = call.native('input');
  const { dims, volume: v } = input;
  const k = call.int('k');
  if (!dims)
    return pair(
      'topk',
      call.lightOne([input], [v]),
      call.lightOne([input], [{ ...v, dtype: 'integer' }], { dtype: 'int64' }),
    );
  const axis = axisOf(call, call.int('dim'), dims.length);
  const size = axis === undefined ? undefined : (dims[axis] ?? 1);
  if (size !== undefined && isKnown(size) && isKnown(k) && (k > size || k < 0)) {
    const expected = { kind: 'integer', min: 0, max: size } as const;
    call.refuse('bad-value', { attribute: 'k', value: String(k), expected }, 'selected index k out of range');
  }
  const shape =
    axis === undefined ? refusedLike(input) : volume(dims.length === 0 ? [] : replaced(dims, axis, k), v.dtype);
  return pair(
    'topk',
    call.lightOne([input], [shape]),
    call.lightOne([input], [{ ...shape, dtype: 'integer' }], { dtype: 'int64' }),
  );
};

function softmaxLike(operator: string): TorchBody {
  return (call) => {
    const input = call.native('input');
    const attributes = call.has('dim') ? { axis: call.given('dim', call.int('dim')) } : {};
    return call.one(operator, [input], attributes);
  };
}

const unique: TorchBody = (call) => {
  const input = call.native('input');
  const { cells, dims } = input;
  const extra = ['return_inverse', 'return_counts'].filter((name) => call.flag(name));
  if (cells && dims && !call.has('dim') && call.name === 'unique') {
    const found = [...new Set(cells)].sort((a, b) => a - b);
    const [inverse, counts] = [
      newTensor(
        dims,
        'int64',
        cells.map((cell) => found.indexOf(cell)),
      ),
      newTensor(
        [found.length],
        'int64',
        found.map((each) => cells.filter((cell) => cell === each).length),
      ),
    ];
    const values = newTensor([found.length], input.dtype, found);
    return extra.length === 0
      ? values
      : new PyTuple([values, ...extra.map((name) => (name === 'return_counts' ? counts : inverse))]);
  }
  const lost = unknownDim(call.dataCause());
  const values = call.lightOne([input], [volume([lost], input.volume.dtype)]);
  if (extra.length === 0) return values;
  return new PyTuple([
    values,
    ...extra.map(() => call.lightOne([input], [volume([lost], 'integer')], { dtype: 'int64' })),
  ]);
};

const bincount: TorchBody = (call) =>
  call.lightOne([call.native('input')], [volume([unknownDim(call.dataCause())], 'integer')], { dtype: 'int64' });

const varMean: TorchBody = (call) => {
  const input = call.native('input');
  const axes = call.has('dim') ? call.ints('dim') : { dims: [] };
  if ('lost' in axes) return axes.lost;
  const shape = reduced(call, input, axes.dims, call.flag('keepdim'), input.volume.dtype);
  return new PyTuple(call.light([input], [shape, shape]));
};

export const REDUCE_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  ...Object.fromEntries(
    Object.entries(REDUCTIONS).map(([name, rule]) => [
      name === 'norm'
        ? 'norm(input, p=2, dim=None, keepdim=False, dtype=None, **)'
        : name === 'var' || name === 'std'
          ? `${name}(input, dim=None, unbiased=True, keepdim=False, **)`
          : `${name}(input, dim=None, keepdim=False, dtype=None, **)`,
      reduction(rule),
    ]),
  ),
  'max(input, dim=None, keepdim=False, other=None, **)': extreme('max'),
  'min(input, dim=None, keepdim=False, other=None, **)': extreme('min'),
  'median(input, dim=None, keepdim=False, **)': median(),
  'nanmedian(input, dim=None, keepdim=False, **)': median(),
  'mode(input, dim=-1, keepdim=False, **)': (call) => withPlaces(call, call.native('input'), undefined),
  'kthvalue(input, k, dim=-1, keepdim=False, **)': kthvalue,
  'cummax(input, dim, **)': running,
  'cummin(input, dim, **)': running,
  'aminmax(input, *, dim=None, keepdim=False, **)': aminmax,
  'quantile(input, q, dim=None, keepdim=False, **)': quantile,
  'nanquantile(input, q, dim=None, keepdim=False, **)': quantile,
  'dist(input, other, p=2)': (call) =>
    call.lightOne([call.native('input'), call.native('other')], [volume([], call.native('input').volume.dtype)]),
  'cumsum(input, dim, dtype=None, **)': cumulative((a, b) => a + b),
  'cumprod(input, dim, dtype=None, **)': cumulative((a, b) => a * b),
  'logcumsumexp(input, dim, **)': along(),
  'diff(input, n=1, dim=-1, **)': (call) => {
    const input = call.native('input');
    const { dims, volume: v } = input;
    if (!hasAxes(call, input, 'diff expects input to be at least one-dimensional')) return call.tensor('input');
    const axis = dims && axisOf(call, call.int('dim'), dims.length);
    const size = dims && axis !== undefined ? dims[axis] : undefined;
    if (!dims || axis === undefined || size === undefined) return call.lightOne([input], [lostLike(input)]);
    const less = isKnown(size)
      ? Math.max(0, size - (call.number('n') ?? 1))
      : unknownDim({ reason: 'batch-arithmetic', facts: {} });
    const { cells } = input;
    if (cells && dims.length === 1 && (call.number('n') ?? 1) === 1) {
      return newTensor(
        [Math.max(0, cells.length - 1)],
        input.dtype,
        cells.slice(1).map((cell, index) => cell - (cells[index] ?? 0)),
      );
    }
    return call.lightOne([input], [volume(replaced(dims, axis, less), v.dtype)]);
  },
  'sort(input, dim=-1, descending=False, **)': sort,
  'argsort(input, dim=-1, descending=False, **)': argsort,
  'msort(input, **)': along(),
  'topk(input, k, dim=-1, largest=True, sorted=True, **)': topk,
  'softmax(input, dim=None, dtype=None, **)': softmaxLike('softmax'),
  'log_softmax(input, dim=None, dtype=None, **)': softmaxLike('log-softmax'),
  'unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None)': unique,
  'unique_consecutive(input, return_inverse=False, return_counts=False, dim=None)': unique,
  'nonzero(input, *, as_tuple=False, **)': nonzero,
  'argwhere(input)': nonzero,
  'bincount(input, **)': bincount,
  'var_mean(input, dim=None, unbiased=True, keepdim=False, **)': varMean,
  'std_mean(input, dim=None, unbiased=True, keepdim=False, **)': varMean,
});
