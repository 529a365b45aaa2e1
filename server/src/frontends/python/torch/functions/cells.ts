// Functions of every cell alone, and of two tensors cell by cell: exp, clamp, +, <, where.

import { broadcastDims, clashText } from '../../../../graph/broadcast.ts';
import type { Reason } from '../../../../graph/cause.ts';
import type { Dim } from '../../../../graph/dim.ts';
import { unknownVolume, type Volume, volume } from '../../../../graph/volume.ts';
import { NOT_IMPLEMENTED, PyFloat, type PyInstance, type Value } from '../../evaluator/values.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunction } from '../call/torch-function.ts';
import { noteGap } from '../gaps.ts';
import { scalarOf } from '../plain-data.ts';
import { type DtypeName, kindOf, promote } from '../tensor/dtype.ts';
import { nonzeroByAxis } from '../tensor/nonzero.ts';
import { combined, expanded, roundHalfEven, stored } from '../tensor/small-tensor.ts';
import { newTensor, SMALL, type TensorNative, tensorOf, unknownTensor } from '../tensor/tensor.ts';

/** What comes out of the type that goes in. */
type Gives = 'same' | 'number' | 'float' | 'bool';

interface Unary {
  readonly gives: Gives;
  readonly compute?: (x: number) => number;
  /** The operator that it is a layer of. */
  readonly operator?: string;
}

const erf = (x: number): number => {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const y =
    1 -
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
  return x < 0 ? -y : y;
};
const truth = (value: boolean) => (value ? 1 : 0);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const UNARY: Readonly<Record<string, Unary>> = {
  abs: { gives: 'same', compute: Math.abs, operator: 'abs' },
  absolute: { gives: 'same', compute: Math.abs, operator: 'abs' },
  neg: { gives: 'same', compute: (x) => -x, operator: 'negative' },
  negative: { gives: 'same', compute: (x) => -x, operator: 'negative' },
  positive: { gives: 'same', compute: (x) => x },
  exp: { gives: 'float', compute: Math.exp, operator: 'exp' },
  exp2: { gives: 'float', compute: (x) => 2 ** x },
  expm1: { gives: 'float', compute: Math.expm1 },
  log: { gives: 'float', compute: Math.log, operator: 'log' },
  log2: { gives: 'float', compute: Math.log2 },
  log10: { gives: 'float', compute: Math.log10 },
  log1p: { gives: 'float', compute: Math.log1p },
  sqrt: { gives: 'float', compute: Math.sqrt, operator: 'sqrt' },
  rsqrt: { gives: 'float', compute: (x) => 1 / Math.sqrt(x) },
  reciprocal: { gives: 'float', compute: (x) => 1 / x },
  square: { gives: 'number', compute: (x) => x * x, operator: 'square' },
  sin: { gives: 'float', compute: Math.sin, operator: 'sine' },
  cos: { gives: 'float', compute: Math.cos, operator: 'cosine' },
  tan: { gives: 'float', compute: Math.tan },
  asin: { gives: 'float', compute: Math.asin },
  acos: { gives: 'float', compute: Math.acos },
  atan: { gives: 'float', compute: Math.atan },
  sinh: { gives: 'float', compute: Math.sinh },
  cosh: { gives: 'float', compute: Math.cosh },
  erf: { gives: 'float', compute: erf },
  erfc: { gives: 'float', compute: (x) => 1 - erf(x) },
  relu: { gives: 'same', compute: (x) => Math.max(0, x), operator: 'relu' },
  sigmoid: { gives: 'float', compute: sigmoid, operator: 'sigmoid' },
  tanh: { gives: 'float', compute: Math.tanh, operator: 'tanh' },
  floor: { gives: 'same', compute: Math.floor },
  ceil: { gives: 'same', compute: Math.ceil },
  trunc: { gives: 'same', compute: Math.trunc },
  fix: { gives: 'same', compute: Math.trunc },
  frac: { gives: 'same', compute: (x) => x - Math.trunc(x) },
  sign: { gives: 'same', compute: Math.sign },
  sgn: { gives: 'same', compute: Math.sign },
  isnan: { gives: 'bool', compute: (x) => (Number.isNaN(x) ? 1 : 0) },
  isinf: { gives: 'bool', compute: (x) => (Math.abs(x) === Infinity ? 1 : 0) },
  isfinite: { gives: 'bool', compute: (x) => (Number.isFinite(x) ? 1 : 0) },
  logical_not: { gives: 'bool', compute: (x) => (x === 0 ? 1 : 0) },
  bitwise_not: { gives: 'same' },
  nan_to_num: { gives: 'same', compute: (x) => (Number.isNaN(x) ? 0 : x) },
  deg2rad: { gives: 'float', compute: (x) => (x * Math.PI) / 180 },
  rad2deg: { gives: 'float', compute: (x) => (x * 180) / Math.PI },
  lgamma: { gives: 'float' },
  digamma: { gives: 'float' },
  erfinv: { gives: 'float' },
  logit: { gives: 'float', compute: (x) => Math.log(x / (1 - x)) },
  sinc: { gives: 'float' },
  asinh: { gives: 'float', compute: Math.asinh },
  acosh: { gives: 'float', compute: Math.acosh },
  atanh: { gives: 'float', compute: Math.atanh },
  i0: { gives: 'float' },
  isposinf: { gives: 'bool', compute: (x) => truth(x === Infinity) },
  isneginf: { gives: 'bool', compute: (x) => truth(x === -Infinity) },
  isreal: { gives: 'bool', compute: () => 1 },
  signbit: { gives: 'bool', compute: (x) => truth(x < 0 || Object.is(x, -0)) },
  angle: { gives: 'float', compute: (x) => (x < 0 ? Math.PI : 0) },
  conj: { gives: 'same', compute: (x) => x },
  resolve_conj: { gives: 'same', compute: (x) => x },
};

function resultType(gives: Gives, dtype: DtypeName): DtypeName {
  if (gives === 'bool') return 'bool';
  if (gives === 'number') return dtype === 'bool' ? 'int64' : dtype;
  return gives === 'float' && (kindOf(dtype) === 'integer' || kindOf(dtype) === 'boolean') ? 'float32' : dtype;
}

/** The same shape in another type. */
function retyped(native: TensorNative, dtype: DtypeName): Volume {
  return { ...native.volume, dtype: kindOf(dtype) };
}

function unary({ gives, compute, operator }: Unary): TorchBody {
  return (call) => {
    const input = call.native('input');
    const dtype = resultType(gives, input.dtype);
    const computed = compute && mapped(input, dtype, compute);
    if (computed) return computed;
    if (operator) return call.one(operator, [input]);
    return call.lightOne([input], [retyped(input, dtype)], { dtype, elementwise: true });
  };
}

/** Computed, where the cells are known. */
export function mapped(
  { cells, dims }: TensorNative,
  dtype: DtypeName,
  compute: (x: number) => number,
): PyInstance | undefined {
  return cells && dims
    ? newTensor(
        dims,
        dtype,
        cells.map((cell) => stored(compute(cell), dtype)),
      )
    : undefined;
}

/** Integers are rounded like any others; `decimals` moves the point. */
const round: TorchBody = (call) => {
  const input = call.native('input');
  const factor = 10 ** (call.number('decimals') ?? 0);
  const computed = mapped(input, input.dtype, (x) => roundHalfEven(x * factor) / factor);
  return computed ?? call.lightOne([input], [input.volume], { elementwise: true });
};

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

const UNARY_ALIASES: Readonly<Record<string, string>> = {
  arcsin: 'asin',
  arccos: 'acos',
  arctan: 'atan',
  arcsinh: 'asinh',
  arccosh: 'acosh',
  arctanh: 'atanh',
  expit: 'sigmoid',
  psi: 'digamma',
  gammaln: 'lgamma',
};

/** Other names of the same. */
const BINARY_ALIASES: Readonly<Record<string, string>> = {
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

function small(value: Value): { readonly dims: readonly number[]; readonly cells: readonly number[] } | undefined {
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

function binary(rule: Binary): TorchBody {
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
