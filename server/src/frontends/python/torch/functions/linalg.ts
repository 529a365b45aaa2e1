// Functions of matrices as such: inverses, determinants, norms, and what they are taken apart into.
import { type Dim, differ, isKnown, unknownDim } from '../../../../graph/dim.ts';
import { dimText } from '../../../../graph/torch-text.ts';
import { volume } from '../../../../graph/volume.ts';
import { type PyInstance, PyTuple } from '../../evaluator/values.ts';
import { lostLike, refusedLike } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import type { TensorNative } from '../tensor/tensor.ts';
import { chained, matmul } from './algebra.ts';
import { stretched } from './binary.ts';

/** Of functions of which the shape that comes out is that of what goes in. */
const same: TorchBody = (call) => call.lightOne([call.native('input')], [call.native('input').volume]);

/** Matrices with as many rows as columns. */
function square(call: TorchCall, gives: (dims: readonly Dim[]) => readonly Dim[]): PyInstance {
  const input = call.native('input');
  const { dims } = input;
  if (!dims) return call.lightOne([input], [lostLike(input)]);
  const [rows, columns] = dims.slice(-2);
  if (rows === undefined || columns === undefined) {
    const quote = `linalg.${call.name}: The input tensor A must have at least 2 dimensions.`;
    call.refuse('rank-mismatch', { expected: [2, 3, 4], input: input.volume }, quote);
    return call.lightOne([input], [refusedLike(input)]);
  }
  if (differ(rows, columns)) {
    const quote = `linalg.${call.name}: A must be batches of square matrices, but they are ${dimText(rows)} by ${dimText(columns)} matrices`;
    call.refuse('features-mismatch', { expected: rows, actual: columns, input: input.volume }, quote);
    return call.lightOne([input], [refusedLike(input, gives(dims).length)]);
  }
  return call.lightOne([input], [volume(gives(dims), input.volume.dtype)]);
}

const determinant: TorchBody = (call) => square(call, (dims) => dims.slice(0, -2));

const inverse: TorchBody = (call) => square(call, (dims) => dims);

/** The last axes become their inverse's, determinants' or norms'. */
function matrices(gives: (native: TensorNative) => readonly Dim[] | undefined): TorchBody {
  return (call) => {
    const input = call.native('input');
    const dims = gives(input);
    return call.lightOne([input], [dims ? volume(dims, input.volume.dtype) : lostLike(input)]);
  };
}

/** What a matrix is taken apart into, by its rows and columns and the smaller of both. */
function factors(shapes: (rows: Dim, columns: Dim, least: Dim) => readonly (readonly Dim[])[]): TorchBody {
  return (call) => {
    const input = call.native('input');
    const [rows, columns] = input.dims?.slice(-2) ?? [];
    if (!input.dims || rows === undefined || columns === undefined) return call.unknown();
    const batch = input.dims.slice(0, -2);
    const least = isKnown(rows) && isKnown(columns) ? Math.min(rows, columns) : unknownDim(call.dataCause());
    const volumes = shapes(rows, columns, least).map((dims) => volume([...batch, ...dims], input.volume.dtype));
    return new PyTuple(call.light([input], volumes));
  };
}

function normOf(call: TorchCall, usual?: readonly number[]) {
  const axes = call.has('dim') ? call.ints('dim') : usual && { dims: usual };
  if (axes && 'lost' in axes) return call.unknown(axes.lost.cause);
  return call.one('norm', [call.native('input')], {
    ...(axes ? { axes: call.given('dim', [...axes.dims]) } : {}),
    keepAxes: { value: call.flag('keepdim') },
  });
}

export const MATRIX_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'inverse(input, **)': inverse,
  'pinverse(input, **)': matrices(({ dims }) => dims && [...dims.slice(0, -2), dims.at(-1) ?? 1, dims.at(-2) ?? 1]),
  'det(input)': determinant,
  'logdet(input)': determinant,
  'trace(input)': (call) => {
    const input = call.native('input');
    if (input.dims && input.dims.length !== 2)
      call.refuse('rank-mismatch', { expected: [2], input: input.volume }, 'trace: expected a matrix');
    return call.lightOne([input], [volume([], input.volume.dtype)]);
  },
  'cholesky(input, **)': same,
  'matrix_exp(input)': same,
  'renorm(input, **)': same,
});

/** torch.linalg, where the shape is plain. */
export const LINALG_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'norm(input, ord=None, dim=None, keepdim=False, **)': (call) => normOf(call),
  'vector_norm(input, ord=2, dim=None, keepdim=False, **)': (call) => normOf(call),
  'inv(input, **)': inverse,
  'eigvalsh(input, **)': (call) => square(call, (dims) => dims.slice(0, -1)),
  'pinv(input, **)': matrices(({ dims }) => dims && [...dims.slice(0, -2), dims.at(-1) ?? 1, dims.at(-2) ?? 1]),
  'det(input)': determinant,
  'cholesky(input, **)': same,
  'matmul(input, other, **)': matmul,
  'multi_dot(tensors, **)': (call) => chained(call, 'tensors'),
  "eigh(input, UPLO='L', **)": factors((rows, columns) => [[rows], [rows, columns]]),
  "qr(input, mode='reduced', **)": (call) =>
    factors((rows, columns, least) =>
      call.text('mode') === 'complete'
        ? [
            [rows, rows],
            [rows, columns],
          ]
        : [
            [rows, least],
            [least, columns],
          ],
    )(call),
  'svd(input, full_matrices=True, **)': (call) =>
    factors((rows, columns, least) =>
      call.flag('full_matrices', true)
        ? [[rows, rows], [least], [columns, columns]]
        : [[rows, least], [least], [least, columns]],
    )(call),
  'matrix_norm(input, ord=None, dim=None, keepdim=False, **)': (call) => normOf(call, [-2, -1]),
  'cross(input, other, **)': (call) =>
    call.lightOne([call.native('input')], [stretched(call, [call.native('input'), call.native('other')])]),
});
