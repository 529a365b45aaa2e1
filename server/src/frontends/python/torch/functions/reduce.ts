// Functions that take cells of some axes together (sum, max, argsort …), and those that go along one axis, in one table.
import { isKnown, unknownDim } from '../../../../graph/dim.ts';
import { volume } from '../../../../graph/volume.ts';
import { axisOf, hasAxes, lostLike, replaced } from '../call/axes.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { nonzero } from '../tensor/nonzero.ts';
import { newTensor } from '../tensor/tensor.ts';
import { along, cumulative, running, softmaxLike } from './along.ts';
import { argsort, kthvalue, median, sort, topk, unique } from './order.ts';
import { aminmax, extreme, quantile, REDUCTIONS, reduction, varMean, withPlaces } from './reductions.ts';

const bincount: TorchBody = (call) =>
  call.lightOne([call.native('input')], [volume([unknownDim(call.dataCause())], 'integer')], { dtype: 'int64' });

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
