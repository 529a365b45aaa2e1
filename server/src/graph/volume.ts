// The shape of one tensor. Knows nothing of the layer that made it.
import type { Cause } from './cause.ts';
import { type Dim, isUnknown } from './dim.ts';

export type Dtype = 'float' | 'integer' | 'boolean' | 'complex';

export interface KnownRank {
  readonly dims: readonly Dim[];
  readonly dtype: Dtype;
}

/** Not even the number of dimensions is known. */
export interface UnknownRank {
  readonly dims?: undefined;
  readonly dtype: Dtype;
  readonly cause: Cause;
}

/** A tensor's shape: its dimensions in the order that the framework gives them. */
export type Volume = KnownRank | UnknownRank;

export function volume(dims: readonly Dim[], dtype: Dtype = 'float'): KnownRank {
  return { dims, dtype };
}

export function unknownVolume(cause: Cause, dtype: Dtype = 'float'): UnknownRank {
  return { dtype, cause };
}

/** The same dtype with other dimensions. */
export function reshaped(from: Volume, dims: readonly Dim[]): KnownRank {
  return { dims, dtype: from.dtype };
}

export function isFullyKnown(v: Volume): v is KnownRank {
  return v.dims !== undefined && !v.dims.some(isUnknown);
}

/** Why (part of) the volume is unknown, if it is. */
export function causeOf(v: Volume): Cause | undefined {
  return v.dims === undefined ? v.cause : v.dims.find(isUnknown)?.cause;
}
