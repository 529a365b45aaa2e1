// Functions of every cell, in one table: those of one tensor, those of two, and those that take more.
import { PyFloat } from '../../evaluator/values.ts';
import { type TorchBody, type TorchFunction, torchFunction } from '../call/torch-function.ts';
import { scalarOf } from '../plain-data.ts';
import { type DtypeName, kindOf, promote } from '../tensor/dtype.ts';
import { nonzeroByAxis } from '../tensor/nonzero.ts';
import { combined, expanded } from '../tensor/small-tensor.ts';
import { newTensor, tensorOf } from '../tensor/tensor.ts';
import { BINARY, BINARY_ALIASES, binary, small, stretched } from './binary.ts';
import { mapped, retyped, round, UNARY, UNARY_ALIASES, unary } from './unary.ts';

const clamp: TorchBody = (call) => {
  const input = call.native('input');
  const bounds = ['min', 'max'].map((name) => call.value(name) ?? null);
  const others = bounds.flatMap((bound) => tensorOf(bound) ?? []).filter((native) => native.dims?.length !== 0);
  if (others.length > 0) {
    const dtype = others.map((native) => native.dtype).reduce(promote, input.dtype);
    const stretch = { ...stretched(call, [input, ...others]), dtype: kindOf(dtype) };
    return call.lightOne([input, ...others], [stretch], { dtype });
  }
  const [low, high] = bounds.map(scalarOf);
  const known = bounds.every((bound) => bound === null || scalarOf(bound) !== undefined);
  const floats = bounds.some((bound) => bound instanceof PyFloat || tensorOf(bound)?.volume.dtype === 'float');
  const dtype = floats ? promote(input.dtype, 'float32') : input.dtype;
  const limit = (x: number) => Math.min(Math.max(x, low ?? -Infinity), high ?? Infinity);
  const computed = known ? mapped(input, dtype, limit) : undefined;
  return computed ?? call.lightOne([input], [retyped(input, dtype)], { dtype, elementwise: true });
};

const where: TorchBody = (call) => {
  const condition = call.native('condition');
  if (!call.has('input')) return nonzeroByAxis(call, condition);
  const sides = ['input', 'other'].map((name) => call.value(name) ?? null);
  for (const side of sides) if (call.runtime.isUnknown(side)) return call.unknown(side.cause);
  const tensors = sides.flatMap((side) => tensorOf(side) ?? []);
  const dtype = tensors
    .map((native) => native.dtype)
    .reduce<DtypeName | undefined>((a, b) => (a === undefined ? b : promote(a, b)), undefined);
  const known = [call.value('condition') ?? null, ...sides].map(small);
  const numbers = known.filter((each) => each !== undefined);
  if (numbers.length === known.length) {
    const sizes = stretched(call, [condition, ...tensors]).dims?.filter((dim) => typeof dim === 'number') ?? [];
    const cells = numbers.map((each) => expanded(each, sizes));
    const type = dtype ?? (sides.some((side) => side instanceof PyFloat) ? 'float32' : 'int64');
    return newTensor(
      sizes,
      type,
      combined(cells, (is, yes, no) => (is === 0 ? no : yes)),
    );
  }
  const shape = stretched(call, [condition, ...tensors]);
  return call.lightOne([condition, ...tensors], [{ ...shape, dtype: kindOf(dtype ?? 'float32') }], {
    ...(dtype === undefined ? {} : { dtype }),
  });
};

/** Like `where` with one number, in the input's own type. */
const fill: TorchBody = (call) => {
  const [input, mask] = [call.native('input'), call.native('mask')];
  return call.lightOne([input, mask], [{ ...stretched(call, [input, mask]), dtype: input.volume.dtype }], {
    dtype: input.dtype,
  });
};

/** What is named must be tensors; a weight may be a number. */
function blended(...names: readonly string[]): TorchBody {
  return (call) => {
    const weight = tensorOf(call.value('weight'));
    const tensors = [...names.map((name) => call.native(name)), ...(weight ? [weight] : [])];
    return call.lightOne(tensors, [stretched(call, tensors)]);
  };
}

const combining = blended('input', 'tensor1', 'tensor2');

export const CELL_FUNCTIONS: readonly TorchFunction[] = [
  ...Object.entries(UNARY).map(([name, rule]) => torchFunction(`${name}(input, **)`, unary(rule))),
  ...Object.entries(BINARY).map(([name, rule]) =>
    torchFunction(
      `${name}(input, other, ${name === 'isclose' ? 'rtol=None, atol=None, ' : ''}*, alpha=1, rounding_mode=None, **)`,
      binary(rule),
    ),
  ),
  ...Object.entries(BINARY_ALIASES).flatMap(([name, of]) => {
    const rule = BINARY[of];
    return rule ? [torchFunction(`${name}(input, other, *, alpha=1, rounding_mode=None, **)`, binary(rule))] : [];
  }),
  ...Object.entries(UNARY_ALIASES).flatMap(([name, of]) => {
    const rule = UNARY[of];
    return rule ? [torchFunction(`${name}(input, **)`, unary(rule))] : [];
  }),
  torchFunction('round(input, *, decimals=0, **)', round),
  torchFunction('clamp(input, min=None, max=None, **)', clamp),
  torchFunction('clip(input, min=None, max=None, **)', clamp),
  torchFunction('clamp_min(input, min, **)', clamp),
  torchFunction('clamp_max(input, max, **)', clamp),
  torchFunction('where(condition, input=None, other=None, **)', where),
  torchFunction('masked_fill(input, mask, value)', fill),
  torchFunction('lerp(input, end, weight, **)', blended('input', 'end')),
  torchFunction('addcmul(input, tensor1, tensor2, **)', combining),
  torchFunction('addcdiv(input, tensor1, tensor2, **)', combining),
];
