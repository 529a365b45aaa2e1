// Functions that cut a tensor into several, or take a part of it.
import { type Dim, equal, isKnown, isUnknown, unknownDim } from '../../../../graph/dim.ts';
import type { GivenAttribute } from '../../../../graph/graph.ts';
import { type Volume, volume } from '../../../../graph/volume.ts';
import { type PyInstance, PyTuple, type Value } from '../../evaluator/values.ts';
import { axisOf, cuttable, hasAxes, lostCause, lostLike, refusedLike, replaced } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { isSequence, scalarOf } from '../plain-data.ts';
import { moved } from '../tensor/moved-cells.ts';
import { cellCount, type TensorNative, tensorOf } from '../tensor/tensor.ts';

const listed = (items: readonly Value[]): Value => new PyTuple(items);

/** Parts along the first axis keep their numbers: they lie one behind the other. */
function withCells(input: TensorNative, axis: Dim, parts: readonly PyInstance[]): readonly PyInstance[] {
  const { cells, dims = [] } = input;
  if (!cells || !(axis === 0 || axis === -dims.length)) return parts;
  let from = 0;
  for (const part of parts) {
    const native = tensorOf(part);
    const count = native && cellCount(native);
    if (!native || count === undefined) break;
    native.cells = cells.slice(from, from + count);
    from += count;
  }
  return parts;
}

// Cutting.

function cutting(kind: 'chunk' | 'split'): TorchBody {
  return (call) => {
    const input = call.native('input');
    const axis = call.given('dim', call.int('dim'));
    const name = kind === 'chunk' ? 'chunks' : 'split_size';
    const given = call.value(name) ?? null;
    if (kind === 'chunk')
      return listed(
        withCells(
          input,
          axis.value as Dim,
          call.layer('chunk', [input], { count: call.given(name, call.int(name)), axis }),
        ),
      );
    if (isSequence(given)) {
      const sizes = call.ints(name);
      if ('lost' in sizes) return sizes.lost;
      const sections = call.given(name, sizes.dims as GivenAttribute['value']);
      return listed(withCells(input, axis.value as Dim, call.layer('split', [input], { sections, axis })));
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
    return listed(
      withCells(input, axis.value as Dim, call.layer('split', [input], { size: call.given(name, size), axis })),
    );
  };
}

/** `tensor_split`: parts that differ by at most one, or cut at the indices given. */
const tensorSplit: TorchBody = (call) => splitAlong(call, call.int('dim'));

function splitAlong(call: TorchCall, along: Dim): Value {
  const input = call.native('input');
  const name = ['indices', 'sections'].find((each) => call.has(each)) ?? 'indices_or_sections';
  const given = call.value(name) ?? null;
  if (given === null)
    return call.runtime.raise('TypeError', "tensor_split(): argument 'sections' must be int, not NoneType");
  const { dims, volume: v } = input;
  if (dims && !cuttable(call, input, along)) return unknownDim({ reason: 'refused', facts: { layer: '' } });
  const axis = dims && axisOf(call, along, dims.length);
  const size = dims && axis !== undefined ? dims[axis] : undefined;
  if (!dims || axis === undefined || size === undefined || !isKnown(size)) return unknownDim(lostCause(input));
  const parts: number[] = [];
  if (isSequence(given)) {
    const cuts = call.ints(name);
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
}

/** `hsplit` and its like: `tensor_split` along an axis that the name says, into parts that are all as large. */
function splitBy(least: number, along: (rank: number) => number): TorchBody {
  return (call) => {
    const input = call.native('input');
    const { dims } = input;
    if (!dims) return unknownDim(lostCause(input));
    if (dims.length < least) {
      const quote = `torch.${call.name} requires a tensor with at least ${least} dimension${least > 1 ? 's' : ''}, but got a tensor with ${dims.length} dimensions!`;
      const expected = [1, 2, 3, 4, 5].filter((rank) => rank >= least);
      call.refuse('rank-mismatch', { expected, input: input.volume }, quote);
      return unknownDim({ reason: 'refused', facts: { layer: '' } });
    }
    const axis = along(dims.length);
    const size = dims[axis] ?? 1;
    const parts = scalarOf(call.value('indices_or_sections') ?? null);
    if (parts !== undefined && isKnown(size) && size % parts !== 0) {
      const quote = `torch.${call.name} attempted to split along dimension ${axis}, but the size of the dimension ${size} is not divisible by the split_size ${parts}!`;
      call.refuse('size-does-not-divide', { axis, size, divisor: parts }, quote);
      return unknownDim({ reason: 'refused', facts: { layer: '' } });
    }
    return splitAlong(call, axis);
  };
}

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
  const parts = call.light([input], new Array<Volume>(size).fill(part));
  return listed(parts.map((each, index) => moved(call, input, each, (place) => place.toSpliced(axis, 0, index))));
};

const narrow: TorchBody = (call) => {
  const input = call.native('input');
  const { dims, volume: v } = input;
  if (!hasAxes(call, input, 'narrow() cannot be applied to a 0-dim tensor.')) return call.tensor('input');
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

export const CUT_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'chunk(input, chunks, dim=0)': cutting('chunk'),
  'split(input, split_size, dim=0, **)': cutting('split'),
  'split_with_sizes(input, split_size, dim=0)': cutting('split'),
  'tensor_split(input, indices_or_sections=None, dim=0, *, indices=None, sections=None)': tensorSplit,
  'hsplit(input, indices_or_sections)': splitBy(1, (rank) => (rank === 1 ? 0 : 1)),
  'vsplit(input, indices_or_sections)': splitBy(2, () => 0),
  'dsplit(input, indices_or_sections)': splitBy(3, () => 2),
  'unbind(input, dim=0)': unbind,
  'narrow(input, dim, start, length)': narrow,
  'select(input, dim, index)': select,
  'unfold(input, dimension, size, step)': unfoldAxis,
});
