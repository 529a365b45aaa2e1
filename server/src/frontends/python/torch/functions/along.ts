// Functions that go along one axis and keep the shape: cumsum, softmax, cummax.
import { isKnown } from '../../../../graph/dim.ts';
import type { Dtype, Volume } from '../../../../graph/volume.ts';
import { axisOf, refusedLike } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { type DtypeName, kindOf } from '../tensor/dtype.ts';
import { stored } from '../tensor/small-tensor.ts';
import { newTensor, type TensorNative } from '../tensor/tensor.ts';
import { asInteger, inRange, typeAfter } from './reductions.ts';
import { pair } from './return-types.ts';

/** The largest or smallest so far, and its places. */
export const running: TorchBody = (call) => {
  const input = call.native('input');
  // Of a single cell it is that cell, whatever the axis.
  const shape = input.dims?.length === 0 ? input.volume : alongVolume(call, input, input.volume.dtype);
  const values = call.lightOne([input], [shape]);
  return pair(call.name, values, call.lightOne([input], [{ ...shape, dtype: 'integer' }], { dtype: 'int64' }));
};

/** Same shape, with an axis that must be there. */
export function along(gives: (input: TensorNative) => DtypeName = (input) => input.dtype): TorchBody {
  return (call) => {
    const input = call.native('input');
    const dtype = gives(input);
    return call.lightOne([input], [alongVolume(call, input, kindOf(dtype))], { dtype });
  };
}

export function alongVolume(call: TorchCall, input: TensorNative, dtype: Dtype): Volume {
  const { dims, volume: v } = input;
  if (dims && call.has('dim') && axisOf(call, call.int('dim'), dims.length) === undefined && isKnown(call.int('dim')))
    return { ...refusedLike(input), dtype };
  return { ...v, dtype };
}

export function cumulative(compute: (before: number, cell: number) => number): TorchBody {
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

export function softmaxLike(operator: string): TorchBody {
  return (call) => {
    const input = call.native('input');
    const attributes = call.has('dim') ? { axis: call.given('dim', call.int('dim')) } : {};
    return call.one(operator, [input], attributes);
  };
}
