// What layers cost, in bytes and in words: memory for the configured batch and number type, and readable sizes.
import type { Analysis } from '../analyze.ts';
import type { Config } from '../config/config.ts';
import { BYTES, cellsOf } from '../engine/totals.ts';
import { isBatch } from '../graph/dim.ts';
import type { Layer, Tensor } from '../graph/graph.ts';
import type { Volume } from '../graph/volume.ts';
import type { Words } from '../rules/words.ts';

const FLOAT_BYTES: Readonly<Record<Config['dtype'], number>> = { float32: 4, float16: 2, bfloat16: 2, float64: 8 };

export function parameterBytes(params: number, { dtype }: Config): number {
  return params * FLOAT_BYTES[dtype];
}

/** A volume's bytes; the batch counts as configured where the volume has it. Undefined where a size is unknown. */
export function volumeBytes(volume: Volume, config: Config): number | undefined {
  const cells = cellsOf(volume);
  const samples = volume.dims?.some(isBatch) ? config.batch : 1;
  const size = volume.dtype === 'float' ? FLOAT_BYTES[config.dtype] : BYTES[volume.dtype];
  return cells === undefined ? undefined : cells * samples * size;
}

/** Bytes of a layer's outputs. */
export function outputBytes(layer: Layer, config: Config): number | undefined {
  let sum = 0;
  for (const { volume } of layer.outputs) {
    const bytes = volumeBytes(volume, config);
    if (bytes === undefined) return undefined;
    sum += bytes;
  }
  return sum;
}

/** `41 KB`, `1.17 MB`, `760 B`. */
export function bytesText(bytes: number, words: Words): string {
  const text = words.short(bytes);
  return /[A-Z]$/.test(text) ? `${text}B` : `${text} B`;
}

/** `5×5`, where the layer looks at a window of its input. */
export function axesText(sizes: readonly (number | undefined)[]): string {
  return sizes.map((size) => size ?? '?').join('×');
}

/** As the file's dialect writes volumes. */
export function volumesText({ words }: Analysis, tensors: readonly Tensor[]): string {
  return tensors.map(({ volume }) => words.volume(volume)).join(', ');
}
