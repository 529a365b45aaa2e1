// Axes by number in torch's functions: negative ones count from the end, and those that are not there are refused.
import { type Dim, isKnown } from '../../../../graph/dim.ts';
import { REFUSED, refusedVolume } from '../../../../graph/refused.ts';
import { dimText } from '../../../../graph/torch-text.ts';
import { unknownVolume, type Volume, volume } from '../../../../graph/volume.ts';
import type { TensorNative } from '../tensor/tensor.ts';
import type { TorchCall } from './call.ts';

/** Counted from the front; undefined where it is not known, or refused. A scalar counts as one axis. */
export function axisOf(call: TorchCall, index: Dim, rank: number): number | undefined {
  if (typeof index !== 'number') return undefined;
  const count = Math.max(rank, 1);
  if (index >= -count && index < count) return index < 0 ? index + count : index;
  const quote = `Dimension out of range (expected to be in range of [${-count}, ${count - 1}], but got ${index})`;
  const expected = { kind: 'integer', min: -count, max: count - 1 } as const;
  call.refuse('bad-value', { attribute: 'dim', value: dimText(index), expected }, quote);
  return undefined;
}

export function axesOf(call: TorchCall, indices: readonly Dim[], rank: number): readonly number[] | undefined {
  const found: number[] = [];
  for (const index of indices) {
    const axis = axisOf(call, index, rank);
    if (axis === undefined) return undefined;
    if (found.includes(axis)) {
      const facts = {
        attribute: 'dim',
        value: indices.map(dimText).join(', '),
        expected: { kind: 'integers' },
      } as const;
      call.refuse('bad-value', facts, `dim ${axis} appears multiple times in the list of dims`);
      return undefined;
    }
    found.push(axis);
  }
  return found;
}

/** All sizes unknown because of a refusal; of the same rank where that is known. */
export function refusedLike({ volume: v }: TensorNative, rank = v.dims?.length): Volume {
  return rank === undefined ? refusedVolume(v) : volume(new Array<Dim>(rank).fill(REFUSED), v.dtype);
}

/** Where the rank is unknown, so is what comes out. */
export function lostLike({ volume: v }: TensorNative): Volume {
  return v.dims ? v : unknownVolume(v.cause, v.dtype);
}

export function replaced(dims: readonly Dim[], axis: number, dim: Dim): readonly Dim[] {
  return dims.map((old, at) => (at === axis ? dim : old));
}

/** Why a size of it is not known. */
export function lostCause({ volume: v }: TensorNative) {
  return v.dims ? ({ reason: 'batch-arithmetic', facts: {} } as const) : v.cause;
}

/** How they refuse a tensor without axes, where not as all do. */
const NO_AXES: Readonly<Record<string, (axis: Dim) => string>> = {
  split: () => 'split expects at least a 1-dimensional tensor',
  tensor_split: () => 'tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims',
};

/** The axis is there, and so is any. */
export function cuttable(call: TorchCall, input: TensorNative, axis: Dim): boolean {
  if (input.dims?.length !== 0) return !isKnown(axis) || axisOf(call, axis, input.dims?.length ?? 1) !== undefined;
  const quote = NO_AXES[call.name]?.(axis) ?? `Dimension specified as ${dimText(axis)} but tensor has no dimensions`;
  return hasAxes(call, input, quote);
}

/** A scalar is refused, in the framework's words. */
export function hasAxes(call: TorchCall, { dims, volume: input }: TensorNative, quote: string): boolean {
  if (dims?.length !== 0) return true;
  call.refuse('rank-mismatch', { expected: [1, 2, 3, 4, 5], input }, quote);
  return false;
}
