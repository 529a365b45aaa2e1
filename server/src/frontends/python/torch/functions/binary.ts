// Functions of two tensors cell by cell: +, <, minimum. Shapes are stretched to each other, and numbers count as tensors do.
import { broadcastDims, clashText } from '../../../../graph/broadcast.ts';
import type { Reason } from '../../../../graph/cause.ts';
import type { Dim } from '../../../../graph/dim.ts';
import { unknownVolume, type Volume, volume } from '../../../../graph/volume.ts';
import { NOT_IMPLEMENTED, PyFloat, type PyInstance, type Value } from '../../evaluator/values.ts';
import type { TorchCall } from '../call/call.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { noteGap } from '../gaps.ts';
import { scalarOf } from '../plain-data.ts';
import { type DtypeName, kindOf, promote } from '../tensor/dtype.ts';
import { combined, expanded, stored } from '../tensor/small-tensor.ts';
import { newTensor, SMALL, type TensorNative, tensorOf, unknownTensor } from '../tensor/tensor.ts';
import { type Gives, resultType, retyped, truth } from './unary.ts';

interface Binary {
  readonly gives: Gives;
  readonly compute?: (x: number, y: number) => number;
  readonly operator?: string;
}

const divideFloor = (x: number, y: number) => Math.floor(x / y);

export const BINARY: Readonly<Record<string, Binary>> = {
  add: { gives: 'same', compute: (x, y) => x + y, operator: 'add' },
  sub: { gives: 'same', compute: (x, y) => x - y, operator: 'subtract' },
  mul: { gives: 'same', compute: (x, y) => x * y, operator: 'multiply' },
  div: { gives: 'float', compute: (x, y) => x / y, operator: 'divide' },
  floor_divide: { gives: 'same', compute: divideFloor },
  remainder: { gives: 'same', compute: (x, y) => x - y * Math.floor(x / y) },
  fmod: { gives: 'same', compute: (x, y) => x % y },
  pow: { gives: 'same', compute: (x, y) => x ** y, operator: 'power' },
  float_power: { gives: 'float', compute: (x, y) => x ** y, operator: 'power' },
  maximum: { gives: 'same', compute: Math.max, operator: 'maximum' },
  minimum: { gives: 'same', compute: Math.min, operator: 'minimum' },
  fmax: { gives: 'same', compute: Math.max },
  fmin: { gives: 'same', compute: Math.min },
  atan2: { gives: 'float', compute: Math.atan2 },
  hypot: { gives: 'float', compute: Math.hypot },
  copysign: { gives: 'float', compute: (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)) },
  logaddexp: { gives: 'float', compute: (x, y) => Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y))) },
  logaddexp2: { gives: 'float' },
  xlogy: { gives: 'float', compute: (x, y) => (x === 0 ? 0 : x * Math.log(y)) },
  heaviside: { gives: 'same', compute: (x, y) => (x === 0 ? y : truth(x > 0)) },
  nextafter: { gives: 'float' },
  gcd: { gives: 'same' },
  lcm: { gives: 'same' },
  isclose: { gives: 'bool', compute: (x, y) => truth(x === y || Math.abs(x - y) <= 1e-8 + 1e-5 * Math.abs(y)) },
  eq: { gives: 'bool', compute: (x, y) => truth(x === y) },
  ne: { gives: 'bool', compute: (x, y) => truth(x !== y) },
  lt: { gives: 'bool', compute: (x, y) => truth(x < y) },
  le: { gives: 'bool', compute: (x, y) => truth(x <= y) },
  gt: { gives: 'bool', compute: (x, y) => truth(x > y) },
  ge: { gives: 'bool', compute: (x, y) => truth(x >= y) },
  logical_and: { gives: 'bool', compute: (x, y) => truth(x !== 0 && y !== 0) },
  logical_or: { gives: 'bool', compute: (x, y) => truth(x !== 0 || y !== 0) },
  logical_xor: { gives: 'bool', compute: (x, y) => truth((x !== 0) !== (y !== 0)) },
  bitwise_and: { gives: 'same', compute: (x, y) => x & y },
  bitwise_or: { gives: 'same', compute: (x, y) => x | y },
  bitwise_xor: { gives: 'same', compute: (x, y) => x ^ y },
  bitwise_left_shift: { gives: 'same', compute: (x, y) => x * 2 ** y },
  bitwise_right_shift: { gives: 'same', compute: (x, y) => Math.floor(x / 2 ** y) },
};

/** Other names of the same. */
export const BINARY_ALIASES: Readonly<Record<string, string>> = {
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
  true_divide: 'div',
  not_equal: 'ne',
  less: 'lt',
  less_equal: 'le',
  greater: 'gt',
  greater_equal: 'ge',
  arctan2: 'atan2',
};

/** A number's type beside a tensor's: it widens the kind, never the size. */
function beside(dtype: DtypeName, scalar: Value): DtypeName {
  const kind = scalar instanceof PyFloat ? 'float' : typeof scalar === 'boolean' ? 'boolean' : 'integer';
  const order = ['boolean', 'integer', 'float', 'complex'];
  if (order.indexOf(kind) <= order.indexOf(kindOf(dtype))) return dtype;
  return kind === 'float' ? 'float32' : 'int64';
}

/** A scalar that takes part in arithmetic: a number, the batch, or what is unknown. */
function isScalar(value: Value): boolean {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof PyFloat || value.kind === 'batch' || value.kind === 'unknown';
}

/** Reasons for which nothing at all is known of a value: it may as well be a tensor. Others lose numbers. */
const OPAQUE: ReadonlySet<Reason> = new Set(['unknown-import', 'not-modelled', 'unknown-name', 'syntax']);

function operandOf({ runtime, site }: TorchCall, value: Value): TensorNative | undefined {
  if (typeof value !== 'object' || value === null || value.kind !== 'unknown') return tensorOf(value);
  if (!OPAQUE.has(value.cause.reason)) return undefined;
  noteGap(runtime, value.cause, site);
  return tensorOf(unknownTensor(value.cause));
}

/**
 * Of two tensors, or a tensor and a number on either side; NotImplemented for anything else, so that operators may try
 * the other operand's method.
 */
export function between(call: TorchCall, left: Value, right: Value, rule: Binary): Value {
  const anyTensor = tensorOf(left) !== undefined || tensorOf(right) !== undefined;
  const [a, b] = anyTensor ? [operandOf(call, left), operandOf(call, right)] : [];
  if (!a && !b)
    return call.runtime.isUnknown(left) || call.runtime.isUnknown(right) ? call.runtime.lost(left) : NOT_IMPLEMENTED;
  if ((!a && !isScalar(left)) || (!b && !isScalar(right))) return NOT_IMPLEMENTED;
  const plain = a && b ? typeOfBoth(a, b) : a ? beside(a.dtype, right) : beside(b?.dtype ?? 'float32', left);
  const dtype = resultType(rule.gives, plain);
  const computed = rule.compute && computedBetween(left, right, dtype, plain, rule.compute);
  if (computed) return computed;
  if (a && b) {
    if (rule.operator) return call.one(rule.operator, [a, b], {}, { dtype });
    return call.lightOne([a, b], [{ ...stretched(call, [a, b]), dtype: kindOf(dtype) }], { dtype });
  }
  const only = a ?? b;
  return only ? call.lightOne([only], [retyped(only, dtype)], { dtype, elementwise: true }) : NOT_IMPLEMENTED;
}

/** A tensor without axes counts like a number. */
function typeOfBoth(a: TensorNative, b: TensorNative): DtypeName {
  const [x, y] = [a.dims?.length === 0, b.dims?.length === 0];
  if (x !== y && kindOf(a.dtype) === kindOf(b.dtype)) return x ? b.dtype : a.dtype;
  return promote(a.dtype, b.dtype);
}

function computedBetween(
  left: Value,
  right: Value,
  dtype: DtypeName,
  inner: DtypeName,
  compute: (x: number, y: number) => number,
): PyInstance | undefined {
  const [x, y] = [small(left), small(right)];
  if (!x || !y) return undefined;
  const { dims, clash } = broadcastDims(x.dims, y.dims);
  const sizes = dims.filter((dim) => typeof dim === 'number');
  if (clash || sizes.length !== dims.length || sizes.reduce((p, d) => p * d, 1) > SMALL) return undefined;
  // Division rounds its operands to the type that comes out; comparisons compare in the common one.
  const type = kindOf(dtype) === 'boolean' ? inner : dtype;
  const operand = (value: number) => stored(value, type);
  const cells = combined([expanded(x, sizes), expanded(y, sizes)], (a, b) =>
    stored(compute(operand(a), operand(b)), dtype),
  );
  return newTensor(sizes, dtype, cells);
}

export function small(
  value: Value,
): { readonly dims: readonly number[]; readonly cells: readonly number[] } | undefined {
  const native = tensorOf(value);
  if (native)
    return native.cells && native.dims ? { dims: native.dims as readonly number[], cells: native.cells } : undefined;
  const number = scalarOf(value);
  return number === undefined ? undefined : { dims: [], cells: [number] };
}

/** All stretched together; refuses those that do not match. */
export function stretched(call: TorchCall, natives: readonly TensorNative[]): Volume {
  const dtype = kindOf(natives.map((native) => native.dtype).reduce(promote));
  let dims: readonly Dim[] = [];
  for (const { volume: v } of natives) {
    if (!v.dims) return unknownVolume(v.cause, dtype);
    const { clash, ...both } = broadcastDims(dims, v.dims);
    dims = both.dims;
    if (!clash) continue;
    const inputs = natives.map((native) => native.volume);
    call.refuse('add-shapes-differ', { inputs, differsAt: clash.axis }, clashText(clash));
    break;
  }
  return volume(dims, dtype);
}

export function binary(rule: Binary): TorchBody {
  return (call) => {
    const alpha = call.number('alpha');
    const mode = call.text('rounding_mode');
    const used: Binary =
      mode === 'floor' || mode === 'trunc'
        ? { gives: 'same', compute: mode === 'floor' ? divideFloor : (x, y) => Math.trunc(x / y), operator: 'divide' }
        : rule;
    const scaled: Binary =
      alpha !== undefined && alpha !== 1 && used.compute
        ? { ...used, compute: (x, y) => used.compute?.(x, alpha * y) ?? 0 }
        : used;
    const [left, right] = [call.value('input') ?? null, call.value('other') ?? null];
    const result = between(call, left, right, scaled);
    if (result !== NOT_IMPLEMENTED) return result;
    const wrong = tensorOf(left) ? (['other', right] as const) : (['input', left] as const);
    const type = call.runtime.typeOf(wrong[1]).name;
    return call.runtime.raise('TypeError', `${call.name}(): argument '${wrong[0]}' must be Tensor, not ${type}`);
  };
}
