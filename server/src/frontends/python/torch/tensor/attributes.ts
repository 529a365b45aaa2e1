// A tensor's attributes: shape, type, device, and those that autograd adds. Importing it gives them to the class.
import { isKnown, isUnknown, product, unknownDim } from '../../../../graph/dim.ts';
import {
  type NativeCode,
  nativeMethod,
  PyInstance,
  PyProperty,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { type TorchBody, torchFunction } from '../call/torch-function.ts';
import { matrixTransposed, reversed } from '../functions/shape.ts';
import { bitsOf, CPU, dtypeValue, kindOf } from './dtype.ts';
import { instanceOf, sizeOf, TENSOR, type TensorNative, tensorOf } from './tensor.ts';

function property(
  name: string,
  get: (native: TensorNative, self: PyInstance, runtime: Runtime) => Value,
  set?: NativeCode,
): void {
  const getter = nativeMethod(name, (runtime, { positional: [self = null] }) => {
    const native = tensorOf(self);
    return native ? get(native, self as PyInstance, runtime) : runtime.lost(self);
  });
  TENSOR.namespace.set(name, new PyProperty(getter, set ? nativeMethod(name, set) : null));
}

/** A property that is a call of a function. */
function computed(name: string, body: TorchBody): void {
  const { asMethod } = torchFunction(`${name}(input)`, body);
  TENSOR.namespace.set(name, new PyProperty(asMethod));
}

const replaceData: NativeCode = (runtime, { positional: [self, value] }) => {
  const [native, given] = [tensorOf(self), tensorOf(value)];
  if (!(self instanceof PyInstance) || !native || !given) return null;
  const { requiresGrad } = native;
  // What is loaded into a weight from nobody knows where is another one for the same layer.
  if (requiresGrad && (!given.dims || given.dims.some(isUnknown))) return null;
  runtime.touch(self);
  native.become(given);
  native.requiresGrad = requiresGrad;
  return null;
};

property('shape', (native) => sizeOf(native));
property('ndim', ({ dims, volume: v }) =>
  dims ? dims.length : unknownDim(v.dims ? { reason: 'batch-arithmetic', facts: {} } : v.cause),
);
property('dtype', (native) => dtypeValue(native.dtype));
property('device', () => CPU);
property(
  'requires_grad',
  (native) => native.requiresGrad,
  (runtime, { positional: [self, value = true] }) => {
    const native = tensorOf(self);
    if (!(self instanceof PyInstance) || !native) return null;
    runtime.touch(self);
    native.requiresGrad = runtime.truth(value) ?? native.requiresGrad;
    return null;
  },
);
property('data', (native, self) => (native.requiresGrad ? instanceOf(native.alias()) : self), replaceData);
// Whether a backward pass has run nobody follows.
property(
  'grad',
  ({ requiresGrad }) => (requiresGrad ? unknownDim({ reason: 'depends-on-data', facts: { operator: 'grad' } }) : null),
  () => null,
);
for (const name of ['grad_fn', 'names'])
  property(
    name,
    () => null,
    () => null,
  );
for (const name of ['is_cuda', 'is_sparse', 'is_quantized', 'is_meta', 'is_mps', 'is_nested', 'is_mkldnn', 'is_xla'])
  property(name, () => false);
property('is_leaf', () => true);
property('itemsize', (native) => bitsOf(native.dtype) / 8);
property('nbytes', (native) => {
  const cells = native.dims ? product(native.dims) : undefined;
  return cells !== undefined && isKnown(cells)
    ? (cells * bitsOf(native.dtype)) / 8
    : unknownDim({ reason: 'batch-arithmetic', facts: {} });
});
computed('T', reversed);
computed('H', matrixTransposed);
computed('mT', matrixTransposed);
computed('mH', matrixTransposed);
const part: TorchBody = (call) => {
  const input = call.native('input');
  return kindOf(input.dtype) === 'complex'
    ? call.lightOne([input], [{ ...input.volume, dtype: 'float' }], { dtype: 'float32' })
    : call.tensor('input');
};
computed('real', part);
computed('imag', part);
