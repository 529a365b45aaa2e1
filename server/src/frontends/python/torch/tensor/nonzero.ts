// Where a tensor is not zero: how many places that are depends on data, how many axes they have does not.
import { unknownDim } from '../../../../graph/dim.ts';
import { type Volume, volume } from '../../../../graph/volume.ts';
import { PyTuple, type Value } from '../../evaluator/values.ts';
import type { TorchCall } from '../call/call.ts';
import type { TensorNative } from './tensor.ts';

/** A list of positions for each axis. */
export function nonzeroByAxis(call: TorchCall, input: TensorNative): Value {
  const lost = unknownDim(call.dataCause());
  if (!input.dims) return lost;
  const places = new Array<Volume>(input.dims.length).fill(volume([lost], 'integer'));
  return new PyTuple(call.light([input], places, { dtype: 'int64' }));
}

export function nonzero(call: TorchCall): Value {
  const input = call.native('input');
  if (call.flag('as_tuple')) return nonzeroByAxis(call, input);
  const lost = unknownDim(call.dataCause());
  return call.lightOne([input], [volume([lost, input.dims?.length ?? lost], 'integer')], { dtype: 'int64' });
}
