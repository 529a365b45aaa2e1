// Functions whose weights come as arguments: their shapes give channels, features and kernels.
import { type Dim, differ, multiply, unknownDim } from '../../../../graph/dim.ts';
import { dimText, listText } from '../../../../graph/torch-text.ts';
import { volume } from '../../../../graph/volume.ts';
import type { TorchCall } from '../call/call.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { type TensorNative, tensorOf } from '../tensor/tensor.ts';
import { type Attributes, boundTo } from './layer.ts';

function filterSizes({ dims, volume: v }: TensorNative, rank: number): readonly Dim[] {
  const lost = () => unknownDim(v.dims ? { reason: 'refused', facts: { layer: '' } } : v.cause);
  return Array.from({ length: rank + 2 }, (_, at) => dims?.[at] ?? lost());
}

export function convolution(rank: number, transposed: boolean): TorchBody {
  return (call) => {
    const weight = call.native('weight');
    const input = call.native('input');
    if (weight.dims && weight.dims.length !== rank + 2) {
      const quote = `weight should have ${rank + 2} dimensions, but got ${weight.dims.length}`;
      call.refuse('rank-mismatch', { expected: [rank + 2], input: weight.volume }, quote);
    }
    const [first = 1, second = 1, ...kernel] = filterSizes(weight, rank);
    const groups = call.int('groups');
    const shared = multiply(second, groups);
    const name = transposed ? `ConvTranspose${rank}d` : `Conv${rank}d`;
    const { operator, attributes } = boundTo(call, name);
    const [inChannels, outChannels] = transposed ? [first, shared] : [shared, first];
    const own: Attributes = {
      ...attributes,
      inChannels: { value: inChannels },
      outChannels: { value: outChannels },
      kernel: { value: kernel },
      bias: { value: call.has('bias') },
    };
    const sources = computedAmong(call, [weight, call.optionalTensor('bias')?.native]);
    const result = call.one(operator, [input, ...sources], own, { weightless: true });
    const bias = call.optionalTensor('bias')?.native.dims;
    if (bias && (bias.length !== 1 || differ(bias[0] ?? 1, outChannels)) && !call.refused(result)) {
      const quote = `Given weight of size ${listText(weight.dims ?? [])}, expected bias to be 1-dimensional with ${String(outChannels)} elements, but got bias of size ${listText(bias)} instead`;
      call.refuse('shapes-do-not-match', { input: volume(bias), expected: volume([outChannels]) }, quote);
    }
    return result;
  };
}

/** Weights that the model computes come from layers, which are used by that. */
function computedAmong(call: TorchCall, natives: readonly (TensorNative | undefined)[]): readonly TensorNative[] {
  return natives.flatMap((native) => (native?.isIn(call.builder) ? [native] : []));
}

export const linear: TorchBody = (call) => {
  const [input, weight] = [call.native('input'), call.native('weight')];
  const [out, features] = weight.dims?.length === 1 ? [1, weight.dims[0] ?? 1] : filterSizes(weight, 0);
  const attributes = {
    inFeatures: { value: features ?? 1 },
    outFeatures: { value: out ?? 1 },
    bias: { value: call.has('bias') },
  };
  const bias = call.optionalTensor('bias')?.native;
  const sources = computedAmong(call, [weight, bias]);
  const result = call.one('linear', [input, ...sources], attributes, { weightless: true });
  const own = bias?.dims?.at(-1) ?? 1;
  if (own !== 1 && differ(own, out ?? 1) && !call.refused(result)) {
    const dims = tensorOf(result)?.dims ?? [];
    const quote = `The size of tensor a (${dimText(out)}) must match the size of tensor b (${dimText(own)}) at non-singleton dimension ${dims.length - 1}`;
    call.refuse(
      'add-shapes-differ',
      { inputs: [volume(dims), volume(bias?.dims ?? [])], differsAt: dims.length - 1 },
      quote,
    );
  }
  return result;
};

export const bilinear: TorchBody = (call) => {
  const [out = 1, first = 1, second = 1] = filterSizes(call.native('weight'), 1);
  const attributes = {
    firstFeatures: { value: first },
    secondFeatures: { value: second },
    outFeatures: { value: out },
    bias: { value: call.has('bias') },
  };
  return call.one('bilinear', [call.native('input1'), call.native('input2')], attributes, { weightless: true });
};

/** Looks up what the argument of that name says. */
export const embeddingOf =
  (indices: string): TorchBody =>
  (call) => {
    const [count = 1, features = 1] = filterSizes(call.native('weight'), 0);
    const attributes = { count: { value: count }, features: { value: features } };
    return call.one('embedding', [call.native(indices)], attributes, { weightless: true, dtype: 'float32' });
  };
