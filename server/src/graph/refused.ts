// What stands for a size that a refused layer would have had: unknown, so that one wrong layer does not spread.
import { type Dim, unknownDim } from './dim.ts';
import { unknownVolume, type Volume } from './volume.ts';

export const REFUSED: Dim = unknownDim({ reason: 'refused', facts: { layer: '' } });

/** A volume of which not even the rank can be told. */
export function refusedVolume(like: Volume): Volume {
  return unknownVolume({ reason: 'refused', facts: { layer: '' } }, like.dtype);
}
