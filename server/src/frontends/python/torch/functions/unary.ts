// Functions of every cell of one tensor: exp, clamp, round. What each computes where the cells are known, and which type it gives.
import type { Volume } from '../../../../graph/volume.ts';
import type { PyInstance } from '../../evaluator/values.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { type DtypeName, kindOf } from '../tensor/dtype.ts';
import { roundHalfEven, stored } from '../tensor/small-tensor.ts';
import { newTensor, type TensorNative } from '../tensor/tensor.ts';

/** What comes out of the type that goes in. */
export type Gives = 'same' | 'number' | 'float' | 'bool';

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
export const truth = (value: boolean) => (value ? 1 : 0);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

export const UNARY: Readonly<Record<string, Unary>> = {
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

export function resultType(gives: Gives, dtype: DtypeName): DtypeName {
  if (gives === 'bool') return 'bool';
  if (gives === 'number') return dtype === 'bool' ? 'int64' : dtype;
  return gives === 'float' && (kindOf(dtype) === 'integer' || kindOf(dtype) === 'boolean') ? 'float32' : dtype;
}

/** The same shape in another type. */
export function retyped(native: TensorNative, dtype: DtypeName): Volume {
  return { ...native.volume, dtype: kindOf(dtype) };
}

export function unary({ gives, compute, operator }: Unary): TorchBody {
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
export const round: TorchBody = (call) => {
  const input = call.native('input');
  const factor = 10 ** (call.number('decimals') ?? 0);
  const computed = mapped(input, input.dtype, (x) => roundHalfEven(x * factor) / factor);
  return computed ?? call.lightOne([input], [input.volume], { elementwise: true });
};

export const UNARY_ALIASES: Readonly<Record<string, string>> = {
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
