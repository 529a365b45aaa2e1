// What volumes and weights take in memory, for the configured batch and number type. Counting: ARCHITECTURE.md.
import { isBatch } from '../graph/dim.ts';
import type { Layer } from '../graph/graph.ts';
import type { Dtype, Volume } from '../graph/volume.ts';
import { cellsOf } from './totals.ts';

/** What a setting says of memory: samples at once, and how a floating-point number is kept. */
export interface Storage {
  readonly batch: number;
  readonly dtype: keyof typeof FLOAT_BYTES;
}

const FLOAT_BYTES = { float32: 4, float16: 2, bfloat16: 2, float64: 8 } as const;
const BYTES: Readonly<Record<Exclude<Dtype, 'float'>, number>> = { integer: 8, boolean: 1, complex: 8 };

export function parameterBytes(params: number, { dtype }: Storage): number {
  return params * FLOAT_BYTES[dtype];
}

/** A volume's bytes; the batch counts as configured where the volume has it. Undefined where a size is unknown. */
function volumeBytes(volume: Volume, { batch, dtype }: Storage): number | undefined {
  const cells = cellsOf(volume);
  const samples = volume.dims?.some(isBatch) ? batch : 1;
  const size = volume.dtype === 'float' ? FLOAT_BYTES[dtype] : BYTES[volume.dtype];
  return cells === undefined ? undefined : cells * samples * size;
}

/** Bytes of a layer's outputs. */
export function outputBytes(layer: Layer, storage: Storage): number | undefined {
  let sum = 0;
  for (const { volume } of layer.outputs) {
    const bytes = volumeBytes(volume, storage);
    if (bytes === undefined) return undefined;
    sum += bytes;
  }
  return sum;
}

/** Of all layers that count; what is unknown counts nothing. */
export function activationBytes(layers: readonly Layer[], storage: Storage): number {
  return layers.reduce((sum, layer) => sum + (layer.alternative ? 0 : (outputBytes(layer, storage) ?? 0)), 0);
}
