// What changes a tensor in place: the object stays, and becomes the result.
import { broadcastDims, clashText } from '../../../../graph/broadcast.ts';
import { differ } from '../../../../graph/dim.ts';
import { listText } from '../../../../graph/torch-text.ts';
import { type NativeCode, nativeMethod, type Value } from '../../evaluator/values.ts';
import { TorchCall } from '../call/call.ts';
import type { TorchBody, TorchFunction } from '../call/torch-function.ts';
import { stored } from './small-tensor.ts';
import { TENSOR, type TensorNative, tensorOf } from './tensor.ts';

export function become(call: TorchCall, result: Value): Value {
  const self = call.tensor('input');
  const made = tensorOf(result);
  if (!made) return result;
  call.runtime.touch(self);
  const { requiresGrad } = self.native;
  self.native.become(made);
  self.native.requiresGrad = requiresGrad;
  return self;
}

/** The shape of a tensor that is changed must not grow. */
export function keepsShape(call: TorchCall, result: Value): boolean {
  const before = call.native('input');
  const after = tensorOf(result);
  if (!before.dims || !after?.dims) return true;
  const { dims } = broadcastDims(before.dims, after.dims);
  const grown = after.dims.length > before.dims.length || dims.some((dim, at) => differ(dim, before.dims?.[at] ?? 1));
  if (!grown || call.refused(result)) return true;
  const quote = `output with shape ${listText(before.dims)} doesn't match the broadcast shape ${listText(after.dims)}`;
  call.refuse('add-shapes-differ', { inputs: [before.volume, after.volume], differsAt: 0 }, quote);
  return false;
}

/** `add_` of `add`: the same call, and the object becomes its result. */
export function changing({ name, asMethod }: TorchFunction, checks: boolean): void {
  const code: NativeCode = (runtime, args) => {
    const result = asMethod.call(runtime, args);
    const call = new TorchCall(
      name,
      runtime,
      args,
      { values: new Map([['input', args.positional[0] ?? null]]), places: new Map() },
      1,
    );
    if (!tensorOf(args.positional[0])) return result;
    if (checks && !keepsShape(call, result)) return args.positional[0] ?? null;
    return become(call, result);
  };
  TENSOR.namespace.set(`${name}_`, nativeMethod(`${name}_`, code));
}

/** What is copied is stretched, and must not be larger. */
function checkCopied(call: TorchCall, { dims, volume: v }: TensorNative, source: TensorNative): void {
  if (!dims || !source.dims) return;
  const { dims: both, clash } = broadcastDims(dims, source.dims);
  const inputs = [v, source.volume];
  if (clash) call.refuse('add-shapes-differ', { inputs, differsAt: clash.axis }, clashText(clash));
  else if (both.length > dims.length || both.some((dim, at) => differ(dim, dims[at] ?? 1))) {
    const quote = `output with shape ${listText(dims)} doesn't match the broadcast shape ${listText(both)}`;
    call.refuse('add-shapes-differ', { inputs, differsAt: 0 }, quote);
  }
}

/** Cells that are not followed: `normal_`, `copy_` and their like. */
export const overwritten: TorchBody = (call) => {
  const self = call.tensor('input');
  call.runtime.touch(self);
  const source = tensorOf(call.value('source') ?? null);
  if (call.name === 'copy_' && source) checkCopied(call, self.native, source);
  if (source?.isIn(call.builder))
    return become(call, call.lightOne([self.native, source], [self.native.volume], { dtype: self.native.dtype }));
  self.native.cells = undefined;
  return self;
};

export const filled: TorchBody = (call) => {
  const self = call.tensor('input');
  call.runtime.touch(self);
  const value = call.name === 'zero_' ? 0 : call.number('value');
  self.native.cells =
    value !== undefined && self.native.cells
      ? self.native.cells.map(() => stored(value, self.native.dtype))
      : undefined;
  return self;
};
