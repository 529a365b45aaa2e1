// Broadcasting: volumes are aligned at their last axes, and an axis of size 1 stretches to the other's size.
// Source: https://docs.pytorch.org/docs/2.13/notes/broadcasting.html; aten/src/ATen/ExpandUtils.cpp, infer_size.
import { type Dim, differ, isBatch, isKnown, isUnknown, merge } from './dim.ts';
import { REFUSED } from './refused.ts';
import { dimText } from './torch-text.ts';
import type { Dtype, Volume } from './volume.ts';

export interface Clash {
  /** Counted in the result. */
  readonly axis: number;
  readonly sizes: readonly [Dim, Dim];
}

export interface Broadcast {
  readonly dims: readonly Dim[];
  /** The last axis on which the two do not match: the one that PyTorch names. */
  readonly clash?: Clash;
}

export function broadcastDims(a: readonly Dim[], b: readonly Dim[]): Broadcast {
  const rank = Math.max(a.length, b.length);
  const dims: Dim[] = [];
  let clash: Clash | undefined;
  for (let axis = rank - 1; axis >= 0; axis--) {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    const together = areByChance(x, y, a, b) ? undefined : stretch(x, y);
    if (together === undefined) clash ??= { axis, sizes: [x, y] };
    dims.unshift(together ?? REFUSED);
  }
  return clash ? { dims, clash } : { dims };
}

/** The size that both stretch to; undefined where they cannot match. */
function stretch(x: Dim, y: Dim): Dim | undefined {
  if (x === 1) return y;
  if (y === 1) return x;
  if (isUnknown(x) || isUnknown(y)) return isUnknown(x) ? y : x;
  return differ(x, y) && !mayBeOne(x) && !mayBeOne(y) ? undefined : merge(x, y);
}

/** They are the same only for batches of just that many. */
export function areByChance(x: Dim, y: Dim, a: readonly Dim[], b: readonly Dim[]): boolean {
  return isByChance(x, y, b) || isByChance(y, x, a);
}

/** Of a volume that has its samples along another axis, a size says nothing of how many there are. */
function isByChance(batch: Dim, size: Dim, others: readonly Dim[]): boolean {
  return isBatch(batch) && isKnown(size) && size > 1 && others.some(isBatch);
}

/** N/k is 1 for a batch of k. */
function mayBeOne(dim: Dim): boolean {
  return isBatch(dim) && dim.numerator === 1 && dim.denominator > 1;
}

/** The type of a sum or product: float wins over integer, integer over boolean. */
export function promoted(volumes: readonly Volume[]): Dtype {
  const order: readonly Dtype[] = ['complex', 'float', 'integer', 'boolean'];
  return order.find((dtype) => volumes.some((v) => v.dtype === dtype)) ?? 'float';
}

export function clashText({ axis, sizes: [a, b] }: Clash): string {
  return `The size of tensor a (${dimText(a)}) must match the size of tensor b (${dimText(b)}) at non-singleton dimension ${axis}`;
}
