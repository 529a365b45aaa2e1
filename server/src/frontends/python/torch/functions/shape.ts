// Functions that give the same cells another shape or another order of axes.
import { type Dim, isKnown, unknownDim } from '../../../../graph/dim.ts';
import type { GivenAttribute } from '../../../../graph/graph.ts';
import { solveShape } from '../../../../graph/solve-shape.ts';
import { unknownVolume, type Volume, volume } from '../../../../graph/volume.ts';
import { type PyInstance, PyTuple } from '../../evaluator/values.ts';
import { axesOf, lostLike, refusedLike } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { bitsOf, type DtypeName, dtypeOf, kindOf } from '../tensor/dtype.ts';
import { permuted } from '../tensor/small-tensor.ts';
import { stridesOf, unusual, viewStrides } from '../tensor/strides.ts';
import { cellCount, type TensorNative, tensorOf } from '../tensor/tensor.ts';

/** The result keeps the input's numbers where they are known, in the same order. */
function keepingCells(call: TorchCall, from: TensorNative, to: PyInstance): PyInstance {
  const native = tensorOf(to);
  if (native && from.cells && cellCount(native) === from.cells.length && !native.isIn(call.builder))
    native.cells = from.cells;
  return to;
}

function withStrides(to: PyInstance, strides: readonly number[] | undefined): PyInstance {
  const native = tensorOf(to);
  if (native?.dims) native.strides = unusual(native.dims, strides);
  return to;
}

const VIEW_QUOTE =
  "view size is not compatible with input tensor's size and stride " +
  '(at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.';

function reshaping(views: boolean): TorchBody {
  return (call) => {
    const input = call.native('input');
    const given = call.value('shape');
    const dtype = dtypeOf(given instanceof PyTuple ? given.items[0] : given) ?? call.dtype();
    if (views && dtype !== undefined) return cast(call, input, dtype);
    const sizes = call.ints('shape');
    if ('lost' in sizes) return call.lightOne([input], [unknownVolume(sizes.lost.cause, input.volume.dtype)]);
    return reshape(call, input, sizes.dims, views);
  };
}

/** `x.view(torch.int32)`: the same cells read as another type; of another width, the last axis is not followed. */
function cast(call: TorchCall, input: TensorNative, dtype: DtypeName): PyInstance {
  const { dims, volume: v } = input;
  const lost = unknownDim(call.notModelled());
  const same = !dims || bitsOf(dtype) === bitsOf(input.dtype);
  const shape = same ? v : volume([...dims.slice(0, -1), lost], v.dtype);
  return call.lightOne([input], [{ ...shape, dtype: kindOf(dtype) }], { dtype });
}

export function reshape(call: TorchCall, input: TensorNative, shape: readonly Dim[], views: boolean): PyInstance {
  const value = shape as GivenAttribute['value'];
  const result = keepingCells(call, input, call.one('reshape', [input], { shape: { value } }));
  if (!views || !input.strides || !input.dims) return result;
  const { dims, problem } = solveShape(input.dims, shape);
  if (problem) return result;
  const strides = viewStrides(input.dims, input.strides, dims);
  if (strides !== 'copy') return withStrides(result, strides);
  call.refuse('reshape-changes-size', { input: input.volume, target: shape, inPlace: true }, VIEW_QUOTE);
  return result;
}

const permute: TorchBody = (call) => {
  const input = call.native('input');
  const axes = call.ints('dims');
  if ('lost' in axes) return call.lightOne([input], [refusedOrLost(input, axes.lost)]);
  const result = call.one('permute', [input], { axes: call.given('dims', axes.dims as GivenAttribute['value']) });
  return reordered(call, input, result, axes.dims);
};

/** All axes in a new order that is known. */
export function permuteTo(call: TorchCall, input: TensorNative, order: readonly number[]): PyInstance {
  return reordered(call, input, call.one('permute', [input], { axes: { value: order } }), order);
}

function refusedOrLost(input: TensorNative, lost: ReturnType<typeof unknownDim>): Volume {
  return input.dims
    ? volume(
        input.dims.map(() => lost),
        input.volume.dtype,
      )
    : lostLike(input);
}

/** Keeps strides and cells up with a new order of axes. */
function reordered(call: TorchCall, input: TensorNative, result: PyInstance, axes: readonly Dim[]): PyInstance {
  const { dims, cells } = input;
  const native = tensorOf(result);
  if (!dims || !native?.dims || native.dims.length !== axes.length || axes.length !== dims.length) return result;
  const order = axes.map((axis) => (isKnown(axis) ? (axis < 0 ? axis + dims.length : axis) : -1));
  if (new Set(order).size !== order.length || order.some((axis) => axis < 0 || axis >= dims.length)) return result;
  const known = dims.filter(isKnown);
  if (cells && known.length === dims.length && !native.isIn(call.builder))
    native.cells = permuted({ dims: known, cells }, order);
  const strides = stridesOf(dims, input.strides);
  return withStrides(result, strides && order.map((axis) => strides[axis] ?? 1));
}

function exchanged(rank: number, a: number, b: number): readonly number[] {
  return Array.from({ length: rank }, (_, axis) => (axis === a ? b : axis === b ? a : axis));
}

const transpose: TorchBody = (call) => {
  const input = call.native('input');
  const [first, second] = [call.int('dim0'), call.int('dim1')];
  const result = call.one('transpose', [input], {
    firstAxis: call.given('dim0', first),
    secondAxis: call.given('dim1', second),
  });
  const rank = input.dims?.length ?? 0;
  if (!isKnown(first) || !isKnown(second) || rank === 0) return result;
  const at = (axis: number) => (axis < 0 ? axis + rank : axis);
  return reordered(call, input, result, exchanged(rank, at(first), at(second)));
};

function turned(call: TorchCall, input: TensorNative): PyInstance {
  const rank = input.dims?.length ?? 0;
  const result = call.one('transpose', [input], { firstAxis: { value: -2 }, secondAxis: { value: -1 } });
  return reordered(call, input, result, exchanged(rank, rank - 2, rank - 1));
}

/** `x.T`: all axes reversed. */
export const reversed: TorchBody = (call) => {
  const input = call.native('input');
  if (!input.dims || input.dims.length < 2) return call.tensor('input');
  const axes = input.dims.map((_, at) => (input.dims?.length ?? 0) - 1 - at);
  return permuteTo(call, input, axes);
};

/** `x.mT`: the last two axes exchanged. */
export const matrixTransposed: TorchBody = (call) => {
  const input = call.native('input');
  const rank = input.dims?.length;
  if (rank === undefined) return call.lightOne([input], [lostLike(input)]);
  if (rank >= 2) return turned(call, input);
  const quote = `tensor.mT is only supported on matrices or batches of matrices. Got ${rank}-D tensor.`;
  call.refuse('rank-mismatch', { expected: [2, 3, 4], input: input.volume }, quote);
  return call.tensor('input');
};

const shortTranspose: TorchBody = (call) => {
  const input = call.native('input');
  const rank = input.dims?.length ?? 2;
  if (rank === 2) return turned(call, input);
  if (rank > 2) {
    const quote = `${call.name}() expects a tensor with <= 2 dimensions, but self is ${rank}D`;
    call.refuse('rank-mismatch', { expected: [0, 1, 2], input: input.volume }, quote);
  }
  return call.tensor('input');
};

const movedim: TorchBody = (call) => {
  const input = call.native('input');
  const [from, to] = [call.ints('source'), call.ints('destination')];
  const rank = input.dims?.length;
  if ('lost' in from || 'lost' in to || rank === undefined) return call.lightOne([input], [lostLike(input)]);
  const sources = axesOf(call, from.dims, rank);
  const places = sources && axesOf(call, to.dims, rank);
  if (!sources || !places) return call.lightOne([input], [refusedLike(input)]);
  const rest = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !sources.includes(axis));
  const order = Array.from({ length: rank }, (_, at) => {
    const moved = places.indexOf(at);
    return (moved >= 0 ? sources[moved] : rest.shift()) ?? 0;
  });
  return permuteTo(call, input, order);
};

const flatten: TorchBody = (call) => {
  const input = call.native('input');
  const [start, end] = [call.int('start_dim'), call.int('end_dim')];
  const result = call.one('flatten', [input], {
    startAxis: call.given('start_dim', start),
    endAxis: call.given('end_dim', end),
  });
  return keepingCells(call, input, result);
};

const unflatten: TorchBody = (call) => {
  const input = call.native('input');
  const sizes = call.ints('sizes');
  if ('lost' in sizes) return call.lightOne([input], [unknownVolume(sizes.lost.cause, input.volume.dtype)]);
  const attributes = {
    axis: call.given('dim', call.int('dim')),
    shape: { value: sizes.dims as GivenAttribute['value'] },
  };
  return keepingCells(call, input, call.one('unflatten', [input], attributes));
};

const squeeze: TorchBody = (call) => {
  const input = call.native('input');
  const axes = call.has('dim') ? call.ints('dim') : undefined;
  if (axes && 'lost' in axes) return call.lightOne([input], [unknownVolume(axes.lost.cause, input.volume.dtype)]);
  const result = call.one(
    'squeeze',
    [input],
    axes ? { axes: call.given('dim', axes.dims as GivenAttribute['value']) } : {},
  );
  if (input.strides && input.dims && !axes) {
    const kept = input.strides.filter((_, at) => input.dims?.[at] !== 1);
    if (kept.length === tensorOf(result)?.dims?.length) withStrides(result, kept);
  }
  return keepingCells(call, input, result);
};

const unsqueeze: TorchBody = (call) => {
  const input = call.native('input');
  return keepingCells(call, input, call.one('unsqueeze', [input], { axis: call.given('dim', call.int('dim')) }));
};

const viewAs: TorchBody = (call) => {
  const other = call.native('other');
  const input = call.native('input');
  return other.dims
    ? reshape(call, input, other.dims, call.name === 'view_as')
    : call.lightOne([input], [other.volume]);
};

/** Apart from the name: `t` before a bracket means a translation elsewhere. */
const OF_INPUT = '(input)';

export const SHAPE_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'view(input, *shape, **)': reshaping(true),
  'reshape(input, *shape, **)': reshaping(false),
  'view_as(input, other)': viewAs,
  'reshape_as(input, other)': viewAs,
  'permute(input, *dims)': permute,
  'transpose(input, dim0, dim1)': transpose,
  'swapaxes(input, dim0, dim1, **)': transpose,
  'swapdims(input, dim0, dim1)': transpose,
  [`t${OF_INPUT}`]: shortTranspose,
  'adjoint(input)': matrixTransposed,
  'movedim(input, source, destination)': movedim,
  'moveaxis(input, source, destination)': movedim,
  'flatten(input, start_dim=0, end_dim=-1)': flatten,
  'ravel(input)': (call) =>
    keepingCells(call, call.native('input'), call.one('reshape', [call.native('input')], { shape: { value: [-1] } })),
  'unflatten(input, dim, sizes)': unflatten,
  'squeeze(input, dim=None)': squeeze,
  'unsqueeze(input, dim)': unsqueeze,
});
