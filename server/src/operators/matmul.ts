// Products of matrices whose weights are volumes themselves.

import { areByChance, broadcastDims, clashText, promoted } from '../graph/broadcast.ts';
import { type Dim, differ, isKnown, product, productOfOneSample } from '../graph/dim.ts';
import { defineOperator, type Inference, type Refuse } from '../graph/operator.ts';
import { refusedVolume } from '../graph/refused.ts';
import { dimText, listText, matrixText } from '../graph/torch-text.ts';
import { unknownVolume, type Volume, volume } from '../graph/volume.ts';

interface Matrices {
  readonly batch: readonly Dim[];
  readonly rows: Dim;
  readonly columns: Dim;
}

/**
 * (…, M, K) × (…, K, P) → (…, M, P); a vector on the left is a row, on the right a column, and leaves no axis.
 * The leading axes broadcast. MACs: …·M·K·P.
 * Refuses inner sizes that differ, leading axes that do not match, and scalars.
 * Source: torch.matmul, https://docs.pytorch.org/docs/2.13/generated/torch.matmul.html
 */
export const matmul = defineOperator({
  id: 'matmul',
  family: 'linear',
  doc: 'Multiplies two matrices, or two batches of matrices.',
  attributes: {},
  inputs: { min: 2, max: 2 },
  infer: ({ inputs: [left, right], refuse }) => (left && right ? productOf(left, right, refuse) : { outputs: [] }),
});

export function productOf(left: Volume, right: Volume, refuse: Refuse): Inference {
  const dtype = promoted([left, right]);
  if (!left.dims) return { outputs: [unknownVolume(left.cause, dtype)] };
  if (!right.dims) return { outputs: [unknownVolume(right.cause, dtype)] };
  const [a, b] = [left.dims, right.dims];
  if (a.length === 0 || b.length === 0) {
    const quote = `both arguments to matmul need to be at least 1D, but they are ${a.length}D and ${b.length}D`;
    refuse('rank-mismatch', { expected: [1, 2, 3, 4, 5], input: a.length === 0 ? left : right }, { quote });
    return { outputs: [refusedVolume(left)] };
  }
  const x: Matrices = { batch: a.slice(0, -2), rows: a.at(-2) ?? 1, columns: a.at(-1) ?? 1 };
  const y: Matrices = {
    batch: b.slice(0, -2),
    rows: b.length === 1 ? (b[0] ?? 1) : (b.at(-2) ?? 1),
    columns: b.length === 1 ? 1 : (b.at(-1) ?? 1),
  };
  const { dims: batch, clash } = broadcastDims(x.batch, y.batch);
  const dims = [...batch, ...(a.length > 1 ? [x.rows] : []), ...(b.length > 1 ? [y.columns] : [])];
  const outputs = [volume(dims, dtype)];
  if (clash) {
    refuse('add-shapes-differ', { inputs: [left, right], differsAt: clash.axis }, { quote: clashText(clash) });
    return { outputs };
  }
  if (differ(x.columns, y.rows) || areByChance(x.columns, y.rows, a, b)) {
    const quote = mismatchText(x, y, batch, a.length, b.length);
    refuse('features-mismatch', { expected: y.rows, actual: x.columns, input: left }, { quote });
    return { outputs };
  }
  if (left.dtype !== right.dtype) {
    refuse('wrong-dtype', { expected: [left.dtype], actual: right.dtype });
  }
  const macs = productOfOneSample([...batch, x.rows, isKnown(x.columns) ? x.columns : y.rows, y.columns]);
  return { outputs, macs, global: a.length > 2 && b.length > 2 };
}

/** Which of its kernels PyTorch comes to decides the words. Source: aten/src/ATen/native/LinearAlgebra.cpp, _matmul_impl. */
function mismatchText(x: Matrices, y: Matrices, batch: readonly Dim[], left: number, right: number): string {
  const rows = product([...x.batch, x.rows]);
  if (left === 1 && right === 1) {
    const [n, m] = [dimText(x.columns), dimText(y.rows)];
    return `inconsistent tensor size, expected tensor [${n}] and src [${m}] to have the same number of elements, but got ${n} and ${m} elements respectively`;
  }
  if (right === 1) {
    return `size mismatch, got input (${dimText(rows)}), mat (${matrixText(rows, x.columns)}), vec (${dimText(y.rows)})`;
  }
  if (right === 2) {
    return `mat1 and mat2 shapes cannot be multiplied (${matrixText(rows, x.columns)} and ${matrixText(y.rows, y.columns)})`;
  }
  const flat = product(batch);
  return `Expected size for first two dimensions of batch2 tensor to be: ${listText([flat, x.columns])} but got: ${listText([flat, y.rows])}.`;
}
