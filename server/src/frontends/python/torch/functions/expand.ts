// Functions that repeat cells, stretch axes, move cells along axes, and take diagonals.
import { type Dim, differ, equal, isKnown, merge, multiply, product, unknownDim } from '../../../../graph/dim.ts';
import { REFUSED, refusedVolume } from '../../../../graph/refused.ts';
import { dimText, listText } from '../../../../graph/torch-text.ts';
import { unknownVolume, type Volume, volume } from '../../../../graph/volume.ts';
import { type PyInstance, PyTuple, type Value } from '../../evaluator/values.ts';
import { axesOf, axisOf, cuttable, hasAxes, lostCause, lostLike, refusedLike, replaced } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { cellAt, computedAt, moved, type Place, smallOf } from '../tensor/moved-cells.ts';
import { expanded } from '../tensor/small-tensor.ts';
import { SMALL, type TensorNative, tensorOf } from '../tensor/tensor.ts';

const listed = (items: readonly Value[]): Value => new PyTuple(items);

// Repeating.

/** Source: aten/src/ATen/ExpandUtils.cpp, inferExpandGeometry. */
const expand: TorchBody = (call) => {
  const input = call.native('input');
  const given = call.ints('shape');
  return 'lost' in given
    ? call.lightOne([input], [unknownVolume(given.lost.cause, input.volume.dtype)])
    : expandTo(call, input, given.dims);
};

function expandTo(call: TorchCall, input: TensorNative, target: readonly Dim[]): PyInstance {
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
    const shape = factors.map((factor, at) => multiply(factor, own[at] ?? 1));
    const result = call.lightOne([input], [volume(shape, v.dtype)]);
    const ahead = factors.length - dims.length;
    return moved(call, input, result, (place, sizes) => sizes.map((size, axis) => (place[axis + ahead] ?? 0) % size));
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
  const factor = list && !one ? undefined : call.toInt(times, 'repeats');
  const result = factor === undefined ? (known ?? unknownDim(call.dataCause())) : multiply(size, factor);
  const output = call.lightOne(
    [input],
    [volume(axis === undefined ? [result] : replaced(dims, axis, result), v.dtype)],
  );
  if (factor === undefined || !isKnown(factor) || (axis === undefined && dims.length !== 1)) return output;
  return moved(call, input, output, (place) => place.with(axis ?? 0, Math.floor((place[axis ?? 0] ?? 0) / factor)));
};

// Moving cells along axes.

/** Axes that must be there, and a shape that stays; `from` says where along the axes a cell stood. */
function keeping(axis: string, from: (place: number, size: number, index: number) => number): TorchBody {
  return (call) => {
    const input = call.native('input');
    const axes = call.has(axis) ? call.ints(axis) : { dims: [] };
    if (input.dims && !('lost' in axes) && !axesOfRoll(call, axes.dims, input.dims.length))
      return call.lightOne([input], [refusedLike(input)]);
    const result = call.lightOne([input], [input.volume]);
    const rank = input.dims?.length ?? 0;
    if (rank === 0) return result;
    const along = 'lost' in axes ? undefined : axes.dims.length > 0 ? axes.dims : rank === 1 ? [0] : undefined;
    if (!along?.every(isKnown)) return result;
    const places = along.map((each) => (each < 0 ? each + rank : each));
    return moved(call, input, result, (place, sizes) =>
      places.reduce<Place>((at, each, index) => at.with(each, from(at[each] ?? 0, sizes[each] ?? 1, index)), place),
    );
  };
}

const flip = keeping('dims', (place, size) => size - 1 - place);

/** Along an axis that must be there. */
function mirrored(least: number): TorchBody {
  return (call) => {
    const input = call.native('input');
    if (input.dims && input.dims.length < least) {
      const expected = [1, 2, 3, 4, 5].filter((rank) => rank >= least);
      call.refuse('rank-mismatch', { expected, input: input.volume }, `Input must be >= ${least}-d.`);
    }
    return call.lightOne([input], [input.volume]);
  };
}

function roll(call: TorchCall): Value {
  const shifts = call.ints('shifts');
  const axes = call.has('dims') ? call.ints('dims') : { dims: [] };
  if (!('lost' in shifts) && !('lost' in axes)) {
    const [count, along] = [shifts.dims.length, axes.dims.length];
    // Without axes a single shift goes along all cells.
    if (count !== along && !(count === 1 && along === 0))
      call.runtime.raise('RuntimeError', `shifts and dimensions must align. shifts: ${count}, dims:${along}`);
  }
  const moves = 'lost' in shifts ? [] : shifts.dims;
  if (!moves.every(isKnown)) return call.lightOne([call.native('input')], [call.native('input').volume]);
  return keeping('dims', (place, size, index) => (((place - (moves[index] ?? 0)) % size) + size) % size)(call);
}

function axesOfRoll(call: TorchCall, axes: readonly Dim[], rank: number): boolean {
  if (rank === 0 && call.name === 'roll')
    return hasAxes(
      call,
      call.native('input'),
      `Dimension specified as ${dimText(axes[0])} but tensor has no dimensions`,
    );
  const known = axes.filter(isKnown);
  if (call.name === 'flip') return axesOf(call, known, rank) !== undefined;
  return known.every((axis) => axisOf(call, axis, rank) !== undefined);
}

const triangle: TorchBody = (call) => {
  const input = call.native('input');
  if (input.dims && input.dims.length < 2) {
    const quote = `${call.name}: input tensor must have at least 2 dimensions`;
    call.refuse('rank-mismatch', { expected: [2, 3, 4], input: input.volume }, quote);
  }
  const result = call.lightOne([input], [input.volume]);
  const known = smallOf(input);
  const offset = call.number('diagonal') ?? 0;
  const isLower = call.name.startsWith('tril');
  if (!known) return result;
  return computedAt(call, result, (place) => {
    const [row = 0, column = 0] = place.slice(-2);
    const isKept = isLower ? column - row <= offset : column - row >= offset;
    return isKept ? cellAt(known, place) : 0;
  });
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

const broadcastTensors: TorchBody = (call) => {
  const given = call.value('tensors') ?? null;
  const natives = [...(call.runtime.iterate(given) ?? [])].flatMap((item) => call.asTensor(item)?.native ?? []);
  const sum = tensorOf(natives.length > 0 ? call.one('add', natives) : undefined);
  return listed(natives.map((native) => (sum?.dims ? expandTo(call, native, sum.dims) : call.unknown())));
};

export const EXPAND_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'expand(input, *shape)': expand,
  'expand_as(input, other)': expandAs,
  'broadcast_to(input, *size)': (call) => {
    const sizes = call.ints('size');
    return 'lost' in sizes ? call.unknown(sizes.lost.cause) : expandTo(call, call.native('input'), sizes.dims);
  },
  'repeat(input, *repeats)': repeating(false),
  'tile(input, *repeats)': repeating(true),
  'repeat_interleave(input, repeats=None, dim=None, **)': repeatInterleave,
  'roll(input, shifts, dims=None)': roll,
  'flip(input, *dims)': flip,
  'fliplr(input)': mirrored(2),
  'flipud(input)': mirrored(1),
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
  'diag_embed(input, offset=0, dim1=-2, dim2=-1)': (call) => {
    const input = call.native('input');
    const last = input.dims?.at(-1);
    const isUsual = call.number('dim1') === -2 && call.number('dim2') === -1;
    if (!input.dims || last === undefined || !isKnown(last) || !isUsual) return call.unknown();
    const size = last + Math.abs(call.number('offset') ?? 0);
    return call.lightOne([input], [volume([...input.dims.slice(0, -1), size, size], input.volume.dtype)]);
  },
  'broadcast_tensors(*tensors)': broadcastTensors,
});
