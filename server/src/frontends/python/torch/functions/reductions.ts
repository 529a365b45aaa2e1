// Functions that take all cells of some axes together: sum, mean, max, var. One axis, several, or all.
import { type Dim, isKnown } from '../../../../graph/dim.ts';
import type { GivenAttribute, GivenAttributes } from '../../../../graph/graph.ts';
import { type Dtype, type Volume, volume } from '../../../../graph/volume.ts';
import { type PyInstance, PyTuple, type Value } from '../../evaluator/values.ts';
import { axesOf, lostLike, refusedLike } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { type DtypeName, kindOf, USUAL } from '../tensor/dtype.ts';
import { groups, stored } from '../tensor/small-tensor.ts';
import { newTensor, type TensorNative, tensorOf } from '../tensor/tensor.ts';
import { BINARY, between } from './binary.ts';
import { pair, RETURN_TYPES } from './return-types.ts';

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

export const asInteger = (from: Dtype): Dtype => (from === 'boolean' ? 'integer' : from);
export const REDUCTIONS: Readonly<Record<string, Reduction>> = {
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

export function typeAfter(input: TensorNative, gives: Reduction['gives'], asked: DtypeName | undefined): DtypeName {
  if (asked !== undefined) return asked;
  const kind = gives?.(input.volume.dtype) ?? input.volume.dtype;
  return kind === kindOf(input.dtype) ? input.dtype : USUAL[kind];
}

export function reduction({ operator, gives, compute }: Reduction): TorchBody {
  return (call) => {
    const input = call.native('input');
    // `x.std(False)` says how to count, not along what.
    const isAlong = call.has('dim') && !(operator === 'variance' && typeof call.value('dim') === 'boolean');
    const axes = isAlong ? call.ints('dim') : { dims: [] };
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
      const given: GivenAttributes = isAlong ? { axes: call.given('dim', value) } : {};
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
export function extreme(name: 'max' | 'min'): TorchBody {
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
export function withPlaces(
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

export function inRange(axis: Dim, rank: number): boolean {
  const count = Math.max(1, rank);
  return !isKnown(axis) || (axis >= -count && axis < count);
}

/** Over one axis, or over all. */
function reducedAlong(call: TorchCall, input: TensorNative): Volume {
  const axes = call.has('dim') ? [call.int('dim')] : [];
  return reduced(call, input, axes, call.flag('keepdim'), input.volume.dtype);
}

export const aminmax: TorchBody = (call) => {
  const input = call.native('input');
  const shape = reducedAlong(call, input);
  return new PyTuple(call.light([input], [shape, shape]), RETURN_TYPES.aminmax);
};

/** As many as there are quantiles, in front. */
export const quantile: TorchBody = (call) => {
  const input = call.native('input');
  const q = tensorOf(call.value('q'));
  const shape = reducedAlong(call, input);
  if (!q || q.dims?.length === 0 || !shape.dims) return call.lightOne([input], [shape]);
  return call.lightOne([input], [q.dims ? volume([...q.dims, ...shape.dims], shape.dtype) : lostLike(input)]);
};

export const varMean: TorchBody = (call) => {
  const input = call.native('input');
  const isAlong = call.has('dim') && typeof call.value('dim') !== 'boolean';
  const axes = isAlong ? call.ints('dim') : { dims: [] };
  if ('lost' in axes) return axes.lost;
  const shape = reduced(call, input, axes.dims, call.flag('keepdim'), input.volume.dtype);
  return new PyTuple(call.light([input], [shape, shape]));
};
