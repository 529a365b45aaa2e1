// Axes by number in torch's functions: negative ones count from the end, and those that are not there are refused.
import type { Dim } from '../../../graph/dim.ts';
import { REFUSED, refusedVolume } from '../../../graph/refused.ts';
import { dimText } from '../../../graph/torch-text.ts';
import { unknownVolume, type Volume, volume } from '../../../graph/volume.ts';
import type { TorchCall } from './call.ts';
import type { TensorNative } from './tensor.ts';

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
