// Functions that give the same cells another shape or order, repeat them, cut them or join them.
import {
  type Dim,
  differ,
  equal,
  isKnown,
  isUnknown,
  merge,
  multiply,
  product,
  unknownDim,
} from '../../../graph/dim.ts';
import type { GivenAttribute } from '../../../graph/graph.ts';
import { REFUSED, refusedVolume } from '../../../graph/refused.ts';
import { solveShape } from '../../../graph/solve-shape.ts';
import { dimText, listText } from '../../../graph/torch-text.ts';
import { unknownVolume, type Volume, volume } from '../../../graph/volume.ts';
import { type PyInstance, PyTuple, type Value } from '../evaluator/values.ts';
import { axesOf, axisOf, lostLike, refusedLike, replaced } from './axes.ts';
import { isSequence, type TorchBody, type TorchCall, type TorchFunction, torchFunctions } from './call.ts';
import { expanded, permuted } from './small-tensor.ts';
import { stridesOf, unusual, viewStrides } from './strides.ts';
import { cellCount, SMALL, type TensorNative, tensorOf } from './tensor.ts';

const listed = (items: readonly Value[]): Value => new PyTuple(items);

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
    if (views && tensorOf(call.value('shape') ?? null) === undefined) {
      const dtype = call.dtype('shape');
      if (dtype !== undefined) return cast(call, input, dtype);
    }
    const sizes = call.ints('shape');
    if ('lost' in sizes) return call.lightOne([input], [unknownVolume(sizes.lost.cause, input.volume.dtype)]);
    return reshape(call, input, sizes.dims, views);
  };
}

function cast(call: TorchCall, input: TensorNative, dtype: string): PyInstance {
  return call.lightOne([input], [input.volume], { dtype });
}

export function reshape(call: TorchCall, input: TensorNative, shape: readonly Dim[], views: boolean): PyInstance {
  const value = shape as GivenAttribute['value'];
  const result = keepingCells(call, input, call.one('reshape', [input], { shape: { value } }));
  if (!views || !input.strides || !input.dims) return result;
  const { dims, problem } = solveShape(input.dims, shape);
  if (problem) return result;
  const strides = viewStrides(input.dims, input.strides, dims);
  if (strides !== 'copy') return withStrides(result, strides);
  call.refuse('reshape-changes-size', { input: input.volume, target: shape }, VIEW_QUOTE);
  return result;
}

const permute: TorchBody = (call) => {
  const input = call.native('input');
  const axes = call.ints('dims');
  if ('lost' in axes) return call.lightOne([input], [refusedOrLost(input, axes.lost)]);
  const result = call.one('permute', [input], { axes: call.given('dims', axes.dims as GivenAttribute['value']) });
  return reordered(call, input, result, axes.dims);
};

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
  return reordered(call, input, call.one('permute', [input], { axes: { value: axes } }), axes);
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
  return reordered(call, input, call.one('permute', [input], { axes: { value: order } }), order);
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

// Repeating.

/** Source: aten/src/ATen/ExpandUtils.cpp, inferExpandGeometry. */
const expand: TorchBody = (call) => {
  const input = call.native('input');
  const given = call.ints('shape');
  return 'lost' in given
    ? call.lightOne([input], [unknownVolume(given.lost.cause, input.volume.dtype)])
    : expandTo(call, input, given.dims);
};

export function expandTo(call: TorchCall, input: TensorNative, target: readonly Dim[]): PyInstance {
  const { dims, volume: v } = input;
  if (!dims)
    return call.lightOne(
      [input],
      [
        volume(
          target.map((dim) => (dim === -1 && !v.dims ? unknownDim(v.cause) : dim)),
          v.dtype,
        ),
      ],
    );
  if (target.length < dims.length) {
    const quote =
      `expand(torch.FloatTensor{${listText(dims)}}, size=${listText(target)}): the number of sizes provided (${target.length}) ` +
      `must be greater or equal to the number of dimensions in the tensor (${dims.length})`;
    call.refuse('reshape-changes-size', { input: v, target }, quote);
    return call.lightOne([input], [refusedVolume(v)]);
  }
  const result = target.map((wanted, at): Dim => {
    const own = dims[at - target.length + dims.length];
    if (own === undefined) {
      if (wanted !== -1) return wanted;
      const quote =
        `expand(torch.FloatTensor{${listText(dims)}}, size=${listText(target)}): ` +
        `The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ${at}`;
      call.refuse('reshape-changes-size', { input: v, target }, quote);
      return REFUSED;
    }
    if (wanted === -1) return own;
    if (own === 1) return wanted;
    if (!differ(own, wanted)) return merge(own, wanted);
    const quote =
      `The expanded size of the tensor (${dimText(wanted)}) must match the existing size (${dimText(own)}) at ` +
      `non-singleton dimension ${at}.  Target sizes: ${listText(target)}.  Tensor sizes: ${listText(dims)}`;
    call.refuse('reshape-changes-size', { input: v, target }, quote);
    return REFUSED;
  });
  const output = call.lightOne([input], [volume(result, v.dtype)]);
  const native = tensorOf(output);
  const sizes = result.filter(isKnown);
  const known = dims.filter(isKnown);
  if (
    native &&
    input.cells &&
    sizes.length === result.length &&
    sizes.reduce((a, b) => a * b, 1) <= SMALL &&
    !native.isIn(call.builder)
  )
    native.cells = expanded({ dims: known, cells: input.cells }, sizes);
  return output;
}

const expandAs: TorchBody = (call) => {
  const { dims, volume: other } = call.native('other');
  const input = call.native('input');
  return dims ? expandTo(call, input, dims) : call.lightOne([input], [other]);
};

/** `repeat` wants a factor for every axis; `tile` takes missing ones as 1. */
function repeating(tile: boolean): TorchBody {
  return (call) => {
    const input = call.native('input');
    const given = call.ints('repeats');
    const { dims, volume: v } = input;
    if ('lost' in given || !dims) return call.lightOne([input], [lostRepeat(call, input)]);
    const factors = tile ? padded(given.dims, dims.length) : given.dims;
    if (factors.length < dims.length) {
      const quote = 'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor';
      const facts = {
        attribute: 'repeats',
        value: listText(factors),
        expected: { kind: 'integers', length: dims.length },
      } as const;
      call.refuse('bad-value', facts, quote);
      return call.lightOne([input], [refusedLike(input)]);
    }
    const own = padded(dims, factors.length);
    return call.lightOne(
      [input],
      [
        volume(
          factors.map((factor, at) => multiply(factor, own[at] ?? 1)),
          v.dtype,
        ),
      ],
    );
  };
}

/** A factor that is not known is lost; so is the rank. */
function lostRepeat(call: TorchCall, { volume: v }: TensorNative): Volume {
  return v.dims ? unknownVolume(call.runtime.lost(call.value('repeats') ?? null).cause, v.dtype) : v;
}

function padded(dims: readonly Dim[], rank: number): readonly Dim[] {
  return [...new Array<Dim>(Math.max(0, rank - dims.length)).fill(1), ...dims];
}

const repeatInterleave: TorchBody = (call) => {
  const input = call.native('input');
  const { dims, volume: v } = input;
  const times = call.value('repeats') ?? null;
  const list = tensorOf(times);
  const axisGiven = call.has('dim');
  if (!dims)
    return call.lightOne([input], [axisGiven ? lostLike(input) : volume([unknownDim(lostCause(input))], v.dtype)]);
  if (axisGiven && !cuttable(call, input, call.int('dim'))) return call.lightOne([input], [refusedLike(input)]);
  const axis = axisGiven ? axisOf(call, call.int('dim'), dims.length) : undefined;
  if (axisGiven && axis === undefined) return call.lightOne([input], [refusedLike(input)]);
  const known = list?.cells?.reduce((a, b) => a + b, 0);
  const size = axis === undefined ? product(dims) : (dims[axis] ?? 1);
  const one = list?.cells?.length === 1;
  const result = list && !one ? (known ?? unknownDim(call.dataCause())) : multiply(size, call.toInt(times, 'repeats'));
  return call.lightOne([input], [volume(axis === undefined ? [result] : replaced(dims, axis, result), v.dtype)]);
};

function lostCause({ volume: v }: TensorNative) {
  return v.dims ? ({ reason: 'batch-arithmetic', facts: {} } as const) : v.cause;
}

// Moving cells along axes.

/** Axes that must be there, and a shape that stays. */
function keeping(axis: string): TorchBody {
  return (call) => {
    const input = call.native('input');
    if (input.dims && call.has(axis)) {
      const axes = call.ints(axis);
      if (!('lost' in axes) && !axesOfRoll(call, axes.dims, input.dims.length))
        return call.lightOne([input], [refusedLike(input)]);
    }
    return call.lightOne([input], [input.volume]);
  };
}

function axesOfRoll(call: TorchCall, axes: readonly Dim[], rank: number): boolean {
  if (rank === 0 && call.name === 'roll') {
    const input = call.native('input').volume;
    const quote = `Dimension specified as ${dimText(axes[0])} but tensor has no dimensions`;
    call.refuse('rank-mismatch', { expected: [1, 2, 3, 4, 5], input }, quote);
    return false;
  }
  return axes.every((axis) => !isKnown(axis) || axisOf(call, axis, rank) !== undefined);
}

const triangle: TorchBody = (call) => {
  const input = call.native('input');
  if (input.dims && input.dims.length < 2) {
    const quote = `${call.name}: input tensor must have at least 2 dimensions`;
    call.refuse('rank-mismatch', { expected: [2, 3, 4], input: input.volume }, quote);
  }
  return call.lightOne([input], [input.volume]);
};

const diagonal: TorchBody = (call) => {
  const input = call.native('input');
  const { dims, volume: v } = input;
  if (!dims) return call.lightOne([input], [lostLike(input)]);
  const axes = [axisOf(call, call.int('dim1'), dims.length), axisOf(call, call.int('dim2'), dims.length)];
  const [a, b] = axes;
  if (a === undefined || b === undefined) return call.lightOne([input], [refusedLike(input)]);
  if (a === b) {
    const expected = { kind: 'integer', min: -dims.length, max: dims.length - 1 } as const;
    const quote = `diagonal dimensions cannot be identical ${dimText(call.int('dim1'))}, ${dimText(call.int('dim2'))}`;
    call.refuse('bad-value', { attribute: 'dim2', value: dimText(call.int('dim2')), expected }, quote);
    return call.lightOne([input], [refusedLike(input, dims.length - 1)]);
  }
  const offset = call.number('offset') ?? 0;
  const [rows, columns] = [dims[a] ?? 1, dims[b] ?? 1];
  const size =
    isKnown(rows) && isKnown(columns)
      ? Math.max(0, offset >= 0 ? Math.min(rows, columns - offset) : Math.min(rows + offset, columns))
      : equal(rows, columns) === true && offset === 0
        ? rows
        : unknownDim({ reason: 'batch-arithmetic', facts: {} });
  return call.lightOne([input], [volume([...dims.filter((_, at) => at !== a && at !== b), size], v.dtype)]);
};

const diag: TorchBody = (call) => {
  const input = call.native('input');
  const { dims, volume: v } = input;
  const offset = Math.abs(call.number('diagonal') ?? 0);
  const [size, other] = dims ?? [];
  if (dims && dims.length !== 1 && dims.length !== 2) {
    call.refuse('rank-mismatch', { expected: [1, 2], input: v }, 'matrix or a vector expected');
    return call.lightOne([input], [refusedVolume(v)]);
  }
  if (!dims || size === undefined) return call.lightOne([input], [lostLike(input)]);
  const grown = isKnown(size) ? size + offset : size;
  return call.lightOne(
    [input],
    [
      volume(
        other === undefined ? [grown, grown] : [isKnown(size) && isKnown(other) ? Math.min(size, other) : size],
        v.dtype,
      ),
    ],
  );
};

// Cutting.

function cutting(kind: 'chunk' | 'split'): TorchBody {
  return (call) => {
    const input = call.native('input');
    const axis = call.given('dim', call.int('dim'));
    const name = kind === 'chunk' ? 'chunks' : 'split_size';
    const given = call.value(name) ?? null;
    if (kind === 'chunk')
      return listed(call.layer('chunk', [input], { count: call.given(name, call.int(name)), axis }));
    if (isSequence(given)) {
      const sizes = call.ints(name);
      if ('lost' in sizes) return sizes.lost;
      return listed(
        call.layer('split', [input], { sections: call.given(name, sizes.dims as GivenAttribute['value']), axis }),
      );
    }
    if (input.dims && !cuttable(call, input, axis.value as Dim))
      return listed([call.lightOne([input], [refusedLike(input)])]);
    const size = call.int(name);
    const at = input.dims && isKnown(axis.value as Dim) ? input.dims.at(axis.value as number) : undefined;
    // Into how many parts is known only where both sizes are.
    if (!isKnown(size) || at === undefined || !isKnown(at)) {
      if (at !== undefined && equal(at, size) === true) return listed([call.tensor('input')]);
      const unknown = isUnknown(size)
        ? size
        : unknownDim(at !== undefined && isUnknown(at) ? at.cause : lostCause(input));
      return unknown;
    }
    return listed(call.layer('split', [input], { size: call.given(name, size), axis }));
  };
}

/** How they refuse a tensor without axes, where not as all do. */
const NO_AXES: Readonly<Record<string, (axis: Dim) => string>> = {
  split: () => 'split expects at least a 1-dimensional tensor',
  tensor_split: () => 'tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims',
};

/** The axis is there, and so is any. */
function cuttable(call: TorchCall, input: TensorNative, axis: Dim): boolean {
  if (input.dims?.length !== 0) return !isKnown(axis) || axisOf(call, axis, input.dims?.length ?? 1) !== undefined;
  const quote = NO_AXES[call.name]?.(axis) ?? `Dimension specified as ${dimText(axis)} but tensor has no dimensions`;
  call.refuse('rank-mismatch', { expected: [1, 2, 3, 4, 5], input: input.volume }, quote);
  return false;
}

/** `tensor_split`: parts that differ by at most one, or cut at the indices given. */
const tensorSplit: TorchBody = (call) => {
  const input = call.native('input');
  const given = call.value('indices_or_sections') ?? call.value('indices') ?? call.value('sections') ?? null;
  const { dims, volume: v } = input;
  if (dims && !cuttable(call, input, call.int('dim'))) return unknownDim({ reason: 'refused', facts: { layer: '' } });
  const axis = dims && axisOf(call, call.int('dim'), dims.length);
  const size = dims && axis !== undefined ? dims[axis] : undefined;
  if (!dims || axis === undefined || size === undefined || !isKnown(size)) return unknownDim(lostCause(input));
  const parts: number[] = [];
  if (isSequence(given)) {
    const cuts = call.ints('indices_or_sections');
    if ('lost' in cuts || !cuts.dims.every(isKnown)) return unknownDim(lostCause(input));
    const clamp = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
    const edges = [0, ...cuts.dims.filter(isKnown).map(clamp), size];
    for (let at = 1; at < edges.length; at++) parts.push(Math.max(0, (edges[at] ?? 0) - (edges[at - 1] ?? 0)));
  } else {
    const count = call.toInt(given, 'sections');
    if (!isKnown(count) || count < 1) return unknownDim(lostCause(input));
    for (let at = 0; at < count; at++) parts.push(Math.floor(size / count) + (at < size % count ? 1 : 0));
  }
  return listed(
    call.light(
      [input],
      parts.map((part) => volume(replaced(dims, axis, part), v.dtype)),
    ),
  );
};

const unbind: TorchBody = (call) => {
  const input = call.native('input');
  const { dims, volume: v } = input;
  if (!dims) return unknownDim(lostCause(input));
  if (!cuttable(call, input, call.int('dim'))) return unknownDim({ reason: 'refused', facts: { layer: '' } });
  const axis = axisOf(call, call.int('dim'), dims.length);
  const size = axis === undefined ? undefined : dims[axis];
  if (axis === undefined || size === undefined) return unknownDim(lostCause(input));
  if (!isKnown(size)) return isUnknown(size) ? size : unknownDim({ reason: 'batch-arithmetic', facts: {} });
  call.runtime.spendCells(size);
  const part = volume(
    dims.filter((_, at) => at !== axis),
    v.dtype,
  );
  return listed(call.light([input], new Array<Volume>(size).fill(part)));
};

const narrow: TorchBody = (call) => {
  const input = call.native('input');
  const { dims, volume: v } = input;
  if (dims?.length === 0) {
    call.refuse(
      'rank-mismatch',
      { expected: [1, 2, 3, 4, 5], input: v },
      'narrow() cannot be applied to a 0-dim tensor.',
    );
    return call.tensor('input');
  }
  const axis = dims && axisOf(call, call.int('dim'), dims.length);
  const [start, length] = [call.int('start'), call.int('length')];
  if (!dims) return call.lightOne([input], [lostLike(input)]);
  if (axis === undefined) return call.lightOne([input], [refusedLike(input)]);
  const size = dims[axis] ?? 1;
  if (isKnown(start) && isKnown(length) && isKnown(size)) {
    const from = start < 0 ? start + size : start;
    if (from + length > size) {
      const quote = `start (${from}) + length (${length}) exceeds dimension size (${size}).`;
      const facts = {
        attribute: 'length',
        value: String(length),
        expected: { kind: 'integer', min: 0, max: size - from },
      } as const;
      call.refuse('bad-value', facts, quote);
    }
  }
  return call.lightOne([input], [volume(replaced(dims, axis, length), v.dtype)]);
};

const select: TorchBody = (call) => {
  const input = call.native('input');
  return call.one('select', [input], {
    axis: call.given('dim', call.int('dim')),
    index: call.given('index', call.int('index')),
  });
};

// Joining.

function joining(operator: 'concat' | 'stack'): TorchBody {
  return (call) => {
    const list = call.value('tensors') ?? null;
    const tensors = call.tensors('tensors');
    if (!tensors) {
      const lost = call.runtime.lost(list);
      return call.unknown(lost.cause);
    }
    if (tensors.length === 0)
      return call.runtime.raise('RuntimeError', `${call.name}(): expected a non-empty list of Tensors`);
    const axis = call.int('dim');
    const inputs = tensors.map((tensor) => tensor.native);
    const result = call.one(operator, inputs, { axis: call.given('dim', axis) });
    return joinedCells(call, inputs, result, axis, operator);
  };
}

/** Vectors one behind the other, or numbers in a row, keep their numbers. */
function joinedCells(
  call: TorchCall,
  inputs: readonly TensorNative[],
  result: PyInstance,
  axis: Dim,
  operator: 'concat' | 'stack',
): PyInstance {
  const native = tensorOf(result);
  const first = axis === 0 || (operator === 'concat' && axis === -1 && inputs[0]?.dims?.length === 1);
  if (!native || native.isIn(call.builder) || !first || !inputs.every((input) => input.cells)) return result;
  const cells = inputs.flatMap((input) => input.cells ?? []);
  if (cells.length <= SMALL && cellCount(native) === cells.length) native.cells = cells;
  return result;
}

/** As `hstack`, `vstack` and `dstack` see a tensor of fewer axes than they need. */
const LIFTED: Readonly<Record<string, (dims: readonly Dim[]) => readonly Dim[]>> = {
  hstack: (dims) => (dims.length === 0 ? [1] : dims),
  vstack: (dims) => (dims.length === 0 ? [1, 1] : dims.length === 1 ? [1, ...dims] : dims),
  dstack: (dims) =>
    dims.length === 0 ? [1, 1, 1] : dims.length === 1 ? [1, ...dims, 1] : dims.length === 2 ? [...dims, 1] : dims,
};

/** `hstack` joins the second axis (the first of vectors), `vstack` the first, `dstack` the third. */
function stacking(axis: number): TorchBody {
  return (call) => {
    const tensors = call.tensors('tensors');
    if (!tensors) return call.unknown(call.runtime.lost(call.value('tensors') ?? null).cause);
    const inputs = tensors.map(({ native }) => {
      const lifted = native.dims && LIFTED[call.name]?.(native.dims);
      return lifted && lifted !== native.dims ? (tensorOf(reshape(call, native, lifted, false)) ?? native) : native;
    });
    const flat = inputs.every((native) => native.dims?.length === 1);
    return call.one('concat', inputs, { axis: { value: flat ? 0 : axis } });
  };
}

const meshgrid: TorchBody = (call) => {
  const given = call.value('tensors');
  const rest =
    given instanceof PyTuple && given.items.length === 1 && isSequence(given.items[0] ?? null) ? given.items[0] : given;
  const items = call.runtime.iterate(rest ?? null);
  if (!items) return call.runtime.lost(rest ?? null);
  const natives = [...items].flatMap((item) => call.asTensor(item)?.native ?? []);
  const sizes = natives.map(
    ({ dims, volume: v }): Dim => (dims ? (dims[0] ?? 1) : unknownDim(lostCause({ volume: v } as TensorNative))),
  );
  const swaps = call.text('indexing') === 'xy' && sizes.length > 1;
  const order = swaps ? [sizes[1] ?? 1, sizes[0] ?? 1, ...sizes.slice(2)] : sizes;
  const parts = natives.flatMap((native, index) => {
    const axis = swaps && index < 2 ? 1 - index : index;
    const [part] = call.light([native], [volume(order, native.volume.dtype)]);
    const found = tensorOf(part);
    const known = order.filter(isKnown);
    const size = known.reduce((a, b) => a * b, 1);
    if (found && native.cells && known.length === order.length && size <= SMALL) {
      const own = known.map((_, at) => (at === axis ? (known[at] ?? 1) : 1));
      found.cells = expanded({ dims: own, cells: native.cells }, known);
    }
    return part ? [part] : [];
  });
  return listed(parts);
};

const broadcastTensors: TorchBody = (call) => {
  const given = call.value('tensors') ?? null;
  const natives = [...(call.runtime.iterate(given) ?? [])].flatMap((item) => call.asTensor(item)?.native ?? []);
  const sum = tensorOf(natives.length > 0 ? call.one('add', natives) : undefined);
  return listed(natives.map((native) => (sum?.dims ? expandTo(call, native, sum.dims) : call.unknown())));
};

const viewAs: TorchBody = (call) => {
  const other = call.native('other');
  const input = call.native('input');
  return other.dims
    ? reshape(call, input, other.dims, call.name === 'view_as')
    : call.lightOne([input], [other.volume]);
};

/** The sliding windows of one axis, as a new last axis. */
const unfoldAxis: TorchBody = (call) => {
  const input = call.native('input');
  const { dims, volume: v } = input;
  const axis = dims && axisOf(call, call.int('dimension'), dims.length);
  const [size, step] = [call.int('size'), call.int('step')];
  if (!dims || axis === undefined) return call.lightOne([input], [lostLike(input)]);
  const whole = dims[axis] ?? 1;
  if (isKnown(whole) && isKnown(size) && size > whole) {
    const expected = { kind: 'integer', min: 0, max: whole } as const;
    const quote = `maximum size for tensor at dimension ${axis} is ${whole} but size is ${size}`;
    call.refuse('bad-value', { attribute: 'size', value: String(size), expected }, quote);
    return call.lightOne([input], [refusedLike(input, dims.length + 1)]);
  }
  const windows =
    isKnown(whole) && isKnown(size) && isKnown(step) && step > 0
      ? Math.floor((whole - size) / step) + 1
      : unknownDim({ reason: 'batch-arithmetic', facts: {} });
  return call.lightOne([input], [volume([...replaced(dims, axis, windows), size], v.dtype)]);
};

/** Apart from the name: `t` before a bracket means a translation elsewhere. */
const OF_INPUT = '(input)';

export const SHAPE_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'view(input, *shape)': reshaping(true),
  'reshape(input, *shape)': reshaping(false),
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
  'expand(input, *shape)': expand,
  'expand_as(input, other)': expandAs,
  'broadcast_to(input, size)': (call) => {
    const sizes = call.ints('size');
    return 'lost' in sizes ? call.unknown(sizes.lost.cause) : expandTo(call, call.native('input'), sizes.dims);
  },
  'repeat(input, *repeats)': repeating(false),
  'tile(input, *repeats)': repeating(true),
  'repeat_interleave(input, repeats=None, dim=None, **)': repeatInterleave,
  'roll(input, shifts, dims=None)': keeping('dims'),
  'flip(input, *dims)': keeping('dims'),
  'fliplr(input)': (call) => call.lightOne([call.native('input')], [call.native('input').volume]),
  'flipud(input)': (call) => call.lightOne([call.native('input')], [call.native('input').volume]),
  'rot90(input, k=1, dims=...)': (call) => {
    const input = call.native('input');
    const axes = call.has('dims') ? call.ints('dims') : { dims: [0, 1] };
    const odd = Math.abs(call.number('k') ?? 1) % 2 === 1;
    const [a, b] = 'lost' in axes ? [] : axes.dims;
    if (!input.dims || typeof a !== 'number' || typeof b !== 'number' || !odd)
      return call.lightOne([input], [input.volume]);
    return call.one('transpose', [input], { firstAxis: { value: a }, secondAxis: { value: b } });
  },
  'tril(input, diagonal=0, **)': triangle,
  'triu(input, diagonal=0, **)': triangle,
  'diagonal(input, offset=0, dim1=0, dim2=1)': diagonal,
  'diag(input, diagonal=0, **)': diag,
  'chunk(input, chunks, dim=0)': cutting('chunk'),
  'split(input, split_size, dim=0, **)': cutting('split'),
  'split_with_sizes(input, split_size, dim=0)': cutting('split'),
  'tensor_split(input, indices_or_sections, dim=0, **)': tensorSplit,
  'unbind(input, dim=0)': unbind,
  'narrow(input, dim, start, length)': narrow,
  'select(input, dim, index)': select,
  'cat(tensors, dim=0, **)': joining('concat'),
  'concat(tensors, dim=0, **)': joining('concat'),
  'concatenate(tensors, dim=0, **)': joining('concat'),
  'stack(tensors, dim=0, **)': joining('stack'),
  'hstack(tensors, **)': stacking(1),
  'vstack(tensors, **)': stacking(0),
  'dstack(tensors, **)': stacking(2),
  'meshgrid(*tensors, indexing=None)': meshgrid,
  'broadcast_tensors(*tensors)': broadcastTensors,
  'unfold(input, dimension, size, step)': unfoldAxis,
});
