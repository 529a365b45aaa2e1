// Whether a tensor's cells can be viewed in another shape without moving them. A batch counts as a large prime, so that
// what is decided holds for (nearly) every batch. Pure arithmetic.
import { type Dim, isBatch, isKnown } from '../../../../graph/dim.ts';
import { rowMajor } from './small-tensor.ts';
import type { Strides } from './tensor.ts';

const BATCH = 1009;

/** Undefined where a size is unknown or a fraction of the batch. */
export function sizesOf(dims: readonly Dim[]): readonly number[] | undefined {
  const sizes = dims.map((dim) =>
    isKnown(dim) ? dim : isBatch(dim) && dim.denominator === 1 ? dim.numerator * BATCH : undefined,
  );
  return sizes.every((size) => size !== undefined) ? sizes : undefined;
}

export function stridesOf(dims: readonly Dim[], strides: Strides | undefined): Strides | undefined {
  if (strides) return strides;
  const sizes = sizesOf(dims);
  return sizes && rowMajor(sizes);
}

/** Undefined where they are one behind the other after all: then nothing needs to be kept. */
export function unusual(dims: readonly Dim[], strides: Strides | undefined): Strides | undefined {
  const sizes = strides && sizesOf(dims);
  if (!sizes || sizes.includes(0)) return undefined;
  const usual = rowMajor(sizes);
  return sizes.every((size, axis) => size === 1 || usual[axis] === strides[axis]) ? undefined : strides;
}

/**
 * The strides of the new shape; 'copy' where there are none, 'unknown' where sizes are.
 * Source: aten/src/ATen/TensorUtils.cpp, computeStride_impl, PyTorch 2.13.
 */
export function viewStrides(
  from: readonly Dim[],
  strides: Strides | undefined,
  to: readonly Dim[],
): Strides | undefined | 'copy' {
  if (!strides) return undefined;
  const [old, wanted] = [sizesOf(from), sizesOf(to)];
  if (!old || !wanted || old.includes(0) || old.length === 0) return undefined;
  const found = new Array<number>(wanted.length).fill(1);
  let at = wanted.length - 1;
  let base = strides.at(-1) ?? 1;
  let cells = 1;
  let viewed = 1;
  for (let axis = old.length - 1; axis >= 0; axis--) {
    cells *= old[axis] ?? 1;
    const ends = axis === 0 || (old[axis - 1] !== 1 && strides[axis - 1] !== cells * base);
    if (!ends) continue;
    while (at >= 0 && (viewed < cells || wanted[at] === 1)) {
      found[at] = viewed * base;
      viewed *= wanted[at] ?? 1;
      at--;
    }
    if (viewed !== cells) return 'copy';
    if (axis > 0) {
      base = strides[axis - 1] ?? 1;
      cells = 1;
      viewed = 1;
    }
  }
  return at === -1 ? found : 'copy';
}
