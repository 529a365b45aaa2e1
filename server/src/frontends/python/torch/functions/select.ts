// Functions that pick cells by index tensors and masks, or change those.
import { broadcastDims, clashText } from '../../../../graph/broadcast.ts';
import { type Dim, multiply, unknownDim } from '../../../../graph/dim.ts';
import { unknownVolume, volume } from '../../../../graph/volume.ts';
import { axisOf, lostLike, refusedLike, replaced } from '../call/axes.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { type TensorNative, tensorOf } from '../tensor/tensor.ts';
import { stretched } from './binary.ts';

const indexSelect: TorchBody = (call) => {
  const [input, index] = [call.native('input'), call.native('index')];
  const { dims, volume: v } = input;
  const axis = dims && axisOf(call, call.int('dim'), dims.length);
  if (!dims) return call.lightOne([input, index], [lostLike(input)]);
  if (axis === undefined) return call.lightOne([input, index], [refusedLike(input)]);
  const count = index.dims
    ? (index.dims[0] ?? 1)
    : unknownDim(index.volume.dims ? call.dataCause() : index.volume.cause);
  if (index.dims && index.dims.length > 1) {
    call.refuse(
      'rank-mismatch',
      { expected: [0, 1], input: index.volume },
      'index_select(): Index is supposed to be a vector',
    );
  }
  return call.lightOne([input, index], [volume(dims.length === 0 ? [] : replaced(dims, axis, count), v.dtype)]);
};

/** One cell for each index: the index's shape. */
const gather: TorchBody = (call) => {
  const [input, index] = [call.native('input'), call.native('index')];
  if (input.dims) axisOf(call, call.int('dim'), input.dims.length);
  if (input.dims && index.dims && Math.max(1, input.dims.length) !== Math.max(1, index.dims.length)) {
    const quote = 'Index tensor must have the same number of dimensions as input tensor';
    call.refuse('rank-mismatch', { expected: [input.dims.length], input: index.volume }, quote);
  }
  return call.lightOne([input, index], [{ ...index.volume, dtype: input.volume.dtype }], { dtype: input.dtype });
};

/** As `gather`, but what has one cell along another axis is stretched; without an axis all cells are in a row. */
const takeAlong: TorchBody = (call) => {
  const [input, index] = [call.native('input'), call.native('index')];
  if (!input.dims || !index.dims) return call.lightOne([input, index], [lostLike(index)], { dtype: input.dtype });
  if (!call.has('dim')) return call.lightOne([input, index], [volume([multiplied(index.dims)], input.volume.dtype)]);
  const axis = axisOf(call, call.int('dim'), input.dims.length);
  if (axis === undefined || input.dims.length !== index.dims.length) return gather(call);
  const without = ({ dims = [] }: TensorNative) => dims.toSpliced(axis, 1);
  const { dims, clash } = broadcastDims(without(input), without(index));
  if (clash) {
    const inputs = [input.volume, index.volume];
    call.refuse('add-shapes-differ', { inputs, differsAt: clash.axis }, clashText(clash));
    return call.lightOne([input, index], [refusedLike(index)]);
  }
  return call.lightOne([input, index], [volume(dims.toSpliced(axis, 0, index.dims[axis] ?? 1), input.volume.dtype)], {
    dtype: input.dtype,
  });
};

function multiplied(dims: readonly Dim[]): Dim {
  return dims.reduce<Dim>(multiply, 1);
}

const masked: TorchBody = (call) => {
  const input = call.native('input');
  const mask = tensorOf(call.value('mask'));
  if (mask) stretched(call, [input, mask]);
  return call.lightOne([input], [volume([unknownDim(call.dataCause())], input.volume.dtype)]);
};

/** Changes cells, not the shape. */
const changed: TorchBody = (call) => {
  const input = call.native('input');
  const others = ['index', 'src', 'source', 'tensor'].flatMap((name) => tensorOf(call.value(name)) ?? []);
  return call.lightOne([input, ...others], [input.volume], { dtype: input.dtype });
};

const take: TorchBody = (call) => {
  const [input, index] = [call.native('input'), call.native('index')];
  return call.lightOne([input, index], [{ ...index.volume, dtype: input.volume.dtype }], { dtype: input.dtype });
};

export const SELECT_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'index_select(input, dim, index, **)': indexSelect,
  'gather(input, dim, index, **)': gather,
  'take_along_dim(input, index, dim=None, **)': takeAlong,
  'take(input, index)': take,
  'masked_select(input, mask, **)': masked,
  'scatter(input, dim, index, src=None, **)': changed,
  'scatter_add(input, dim, index, src=None, **)': changed,
  'scatter_reduce(input, dim, index, src=None, **)': changed,
  'index_add(input, dim, index, source=None, **)': changed,
  'index_copy(input, dim, index, source=None, **)': changed,
  'index_fill(input, dim, index, value=None, **)': changed,
  'index_put(input, indices, values=None, **)': changed,
  'masked_scatter(input, mask, source=None, **)': (call) => {
    const [input, mask] = [call.native('input'), call.native('mask')];
    return call.lightOne([input, mask], [{ ...stretched(call, [input, mask]), dtype: input.volume.dtype }], {
      dtype: input.dtype,
    });
  },
  'put(input, index, source, accumulate=False)': changed,
  'searchsorted(sorted_sequence, input, **)': (call) => {
    const input = call.asTensor(call.value('input') ?? null)?.native;
    return input
      ? call.lightOne([input], [{ ...input.volume, dtype: 'integer' }], { dtype: 'int64' })
      : call.lightOne([call.native('sorted_sequence')], [volume([], 'integer')], { dtype: 'int64' });
  },
  'isin(elements, test_elements, **)': (call) =>
    call.lightOne([call.native('elements')], [{ ...call.native('elements').volume, dtype: 'boolean' }], {
      dtype: 'bool',
    }),
  'bucketize(input, boundaries, **)': (call) =>
    call.lightOne([call.native('input')], [{ ...call.native('input').volume, dtype: 'integer' }], { dtype: 'int64' }),
  'histc(input, bins=100, **)': (call) =>
    call.lightOne([call.native('input')], [volume([call.int('bins')], call.native('input').volume.dtype)]),
  'multinomial(input, num_samples, **)': (call) => {
    const input = call.native('input');
    if (input.dims && input.dims.length !== 1 && input.dims.length !== 2)
      call.refuse('rank-mismatch', { expected: [1, 2], input: input.volume }, 'prob_dist must be 1 or 2 dim');
    return call.lightOne(
      [input],
      [
        input.dims
          ? volume([...input.dims.slice(0, -1), call.int('num_samples')], 'integer')
          : unknownVolume(call.notModelled(), 'integer'),
      ],
    );
  },
});
