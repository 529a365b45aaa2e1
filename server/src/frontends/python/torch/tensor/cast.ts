// A tensor as another type: casts, `to`, and the constructors that are named after types.
import { type NativeCode, PyInstance, PyTuple, type Value } from '../../evaluator/values.ts';
import { TorchCall } from '../call/call.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { isSequence } from '../plain-data.ts';
import { type DtypeName, dtypeOf, kindOf } from './dtype.ts';
import { stored } from './small-tensor.ts';
import { instanceOf, newTensor, SIZE, tensorOf } from './tensor.ts';
import { typeNamed } from './type-name.ts';

export function castTo(call: TorchCall, self: PyInstance, dtype: DtypeName): PyInstance {
  const native = tensorOf(self);
  if (!native || native.dtype === dtype) return self;
  if (kindOf(dtype) === kindOf(native.dtype)) {
    const alias = native.alias(dtype);
    alias.cells = native.cells?.map((cell) => stored(cell, dtype));
    alias.strides = native.strides;
    return instanceOf(alias);
  }
  if (native.cells && native.dims)
    return newTensor(
      native.dims,
      dtype,
      native.cells.map((cell) => stored(cell, dtype)),
    );
  return call.lightOne([native], [{ ...native.volume, dtype: kindOf(dtype) }], { dtype, elementwise: true });
}

export const converting =
  (dtype: DtypeName): TorchBody =>
  (call) =>
    castTo(call, call.tensor('input'), dtype);

/** `x.to(dtype)`, `x.to(device)`, `x.to(other)`, `x.to(device, dtype)`: only types matter. */
export const to: TorchBody = (call) => {
  const self = call.tensor('input');
  const given = call.value('targets');
  const items = given instanceof PyTuple ? given.items : [];
  for (const item of [...items, ...call.args.keywords.values()]) {
    const dtype = dtypeOf(item) ?? tensorOf(item)?.dtype ?? typeNamed(item);
    if (dtype !== undefined) return castTo(call, self, dtype);
  }
  return self;
};

/** `x.half()` and its like. */
export const NAMED_TYPES: Readonly<Record<string, DtypeName>> = {
  float: 'float32',
  double: 'float64',
  half: 'float16',
  bfloat16: 'bfloat16',
  int: 'int32',
  long: 'int64',
  short: 'int16',
  char: 'int8',
  byte: 'uint8',
  bool: 'bool',
};

/** `torch.FloatTensor` and its like. */
export function tensorConstructor(dtype: DtypeName): NativeCode {
  return (runtime, args) => {
    const size = args.keywords.get('size');
    const [first, ...others] = size === undefined ? args.positional : (runtime.iterate(size) ?? [size]);
    if (first === undefined) return newTensor([0], dtype);
    const call = new TorchCall('Tensor', runtime, args, { values: new Map(), places: new Map() }, 0);
    if (first instanceof PyTuple && first.of === SIZE)
      return newTensor(
        first.items.map((each) => call.toInt(each, 'size')),
        dtype,
      );
    if (isSequence(first) || tensorOf(first) || isArray(first)) {
      const made = runtime.call(runtime.getAttribute(runtime.importModule('torch'), 'tensor'), [first]);
      return made instanceof PyInstance && tensorOf(made) ? castTo(call, made, dtype) : made;
    }
    if (runtime.isUnknown(first))
      return others.length > 0
        ? newTensor([first, ...others.map((each) => call.toInt(each, 'size'))], dtype)
        : call.unknown(first.cause, dtype);
    return newTensor(
      [first, ...others].map((each) => call.toInt(each, 'size')),
      dtype,
    );
  };
}

/** One of numpy's. */
function isArray(value: Value): boolean {
  return value instanceof PyInstance && value.class.name === 'ndarray';
}

/** Another object with the same cells. */
export const copied: TorchBody = (call) => instanceOf(call.native('input').alias());
