// What layers cost and look at, in words.
import type { Analysis } from '../analyze.ts';
import type { Tensor } from '../graph/graph.ts';

/** `5×5`, where the layer looks at a window of its input. */
export function axesText(sizes: readonly (number | undefined)[]): string {
  return sizes.map((size) => size ?? '?').join('×');
}

/** As the file's dialect writes volumes. */
export function volumesText({ words }: Analysis, tensors: readonly Tensor[]): string {
  return tensors.map(({ volume }) => words.volume(volume)).join(', ');
}
