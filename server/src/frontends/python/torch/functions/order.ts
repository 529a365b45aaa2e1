// Functions that bring cells into order, or find those that stand at a place of it: sort, topk, median, unique.
import { isKnown, unknownDim } from '../../../../graph/dim.ts';
import { volume } from '../../../../graph/volume.ts';
import { PyTuple } from '../../evaluator/values.ts';
import { axisOf, refusedLike, replaced } from '../call/axes.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { newTensor } from '../tensor/tensor.ts';
import { along, alongVolume } from './along.ts';
import { inRange, withPlaces } from './reductions.ts';
import { pair } from './return-types.ts';

export function median(): TorchBody {
  return (call) => {
    const input = call.native('input');
    if (call.has('dim')) return withPlaces(call, input, undefined);
    return call.lightOne([input], [volume([], input.volume.dtype)]);
  };
}

export const kthvalue: TorchBody = (call) => {
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

export const sort: TorchBody = (call) => {
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

export const argsort: TorchBody = (call) => {
  const { cells, dims } = call.native('input');
  if (!cells || dims?.length !== 1) return along(() => 'int64')(call);
  const sorted = sort(call);
  return sorted instanceof PyTuple ? (sorted.items[1] ?? sorted) : sorted;
};

export const topk: TorchBody = (call) => {
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

export const unique: TorchBody = (call) => {
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
