// How PyTorch writes sizes in its error messages. A batch that is not a number is written N.
import { type Dim, isBatch, isKnown } from './dim.ts';
import type { Dtype } from './volume.ts';

export function dimText(dim: Dim | undefined): string {
  if (dim === undefined) return '?';
  if (isKnown(dim)) return String(dim);
  if (!isBatch(dim)) return '?';
  const { numerator, denominator } = dim;
  return `${numerator === 1 ? '' : numerator}N${denominator === 1 ? '' : `/${denominator}`}`;
}

/** `[1, 3, 8, 8]`. */
export function listText(dims: readonly Dim[]): string {
  return `[${dims.map(dimText).join(', ')}]`;
}

/** `torch.Size([1, 3, 8, 8])`. */
export function sizeText(dims: readonly Dim[]): string {
  return `torch.Size(${listText(dims)})`;
}

/** `6x58`, of a matrix. */
export function matrixText(rows: Dim, columns: Dim): string {
  return `${dimText(rows)}x${dimText(columns)}`;
}

/** The type that PyTorch gives a tensor of the kind by default. */
export const SCALAR_TYPE: Readonly<Record<Dtype, string>> = {
  float: 'Float',
  integer: 'Long',
  boolean: 'Bool',
  complex: 'ComplexFloat',
};
