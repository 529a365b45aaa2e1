// Volumes stretched together, or of one shape, with the refusals of PyTorch.
import { broadcastDims, clashText, promoted } from '../graph/broadcast.ts';
import { type Dim, differ, merge } from '../graph/dim.ts';
import type { Refuse } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { unknownVolume, type Volume, volume } from '../graph/volume.ts';

/** All inputs stretched together; refuses those that do not match. */
export function broadcast(inputs: readonly Volume[], refuse: Refuse): Volume {
  const dtype = promoted(inputs);
  let dims: readonly Dim[] = [];
  for (const input of inputs) {
    if (!input.dims) return unknownVolume(input.cause, dtype);
    const { clash, ...together } = broadcastDims(dims, input.dims);
    if (clash) {
      refuse('add-shapes-differ', { inputs, differsAt: clash.axis }, { quote: clashText(clash) });
      return volume(together.dims, dtype);
    }
    dims = together.dims;
  }
  return volume(dims, dtype);
}

/** All inputs of one shape, without stretching; each size is the best known of all. */
export function sameShape(inputs: readonly Volume[], refuse: Refuse): Volume {
  const dtype = promoted(inputs);
  let dims: readonly Dim[] | undefined;
  for (const input of inputs) {
    if (!input.dims) return unknownVolume(input.cause, dtype);
    const known: readonly Dim[] = dims ?? input.dims;
    const differsAt =
      known.length === input.dims.length
        ? known.findIndex((dim, axis) => differ(dim, input.dims[axis] ?? 1))
        : Math.min(known.length, input.dims.length);
    if (differsAt >= 0) {
      refuse('add-shapes-differ', { inputs, differsAt });
      return volume(
        known.map((dim, axis) => (axis === differsAt ? REFUSED : dim)),
        dtype,
      );
    }
    dims = known.map((dim, axis) => merge(dim, input.dims[axis] ?? dim));
  }
  return volume(dims ?? [], dtype);
}
