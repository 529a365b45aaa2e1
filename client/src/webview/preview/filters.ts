// Filters to slide: well-known ones of any size, and random ones that look learned. Pure.
import { type Grid, gridOf, type PerAxis } from '../../../../server/src/base/window.ts';
import { randomFrom } from './inputs.ts';

export const FILTER_KINDS = ['identity', 'blur', 'edges', 'sobel-x', 'sobel-y', 'learned'] as const;
export type FilterKind = (typeof FILTER_KINDS)[number];

export function filterOf(kind: FilterKind, size: PerAxis<number>, seed: number): Grid {
  const [rows, columns] = size;
  const [y, x] = [(rows - 1) / 2, (columns - 1) / 2];
  const cells = rows * columns;
  switch (kind) {
    case 'identity':
      return gridOf(size, (row, column) => (row === Math.floor(y) && column === Math.floor(x) ? 1 : 0));
    case 'blur':
      return gridOf(size, () => 1 / cells);
    case 'edges':
      return gridOf(size, (row, column) => (row === Math.floor(y) && column === Math.floor(x) ? cells - 1 : -1));
    case 'sobel-x':
      return gridOf(size, (row, column) => smooth(rows, row) * slope(columns, column));
    case 'sobel-y':
      return gridOf(size, (row, column) => slope(rows, row) * smooth(columns, column));
    case 'learned':
      return learned(size, seed);
  }
}

/** Binomial weights: 1 2 1, 1 4 6 4 1 … */
function smooth(size: number, at: number): number {
  let weight = 1;
  for (let i = 0; i < at; i++) weight = (weight * (size - 1 - i)) / (i + 1);
  return weight;
}

/** −1 0 1, −2 −1 0 1 2 …; nothing to compare with in a single cell. */
function slope(size: number, at: number): number {
  if (size === 1) return 1;
  const from = at - (size - 1) / 2;
  return size % 2 === 1 ? from : Math.sign(from) * Math.ceil(Math.abs(from));
}

/** First-layer filters of trained networks are oriented waves; this one's direction and phase come from the seed. */
function learned([rows, columns]: PerAxis<number>, seed: number): Grid {
  const next = randomFrom(seed);
  const [angle, phase] = [next() * Math.PI, next() * 2 * Math.PI];
  return gridOf([rows, columns], (row, column) => {
    const [y, x] = [row - (rows - 1) / 2, column - (columns - 1) / 2];
    const along = x * Math.cos(angle) + y * Math.sin(angle);
    const fade = Math.exp(-(x * x + y * y) / (2 * Math.max(rows, columns)));
    return Math.round(10 * (fade * Math.cos(1.6 * along + phase) + 0.3 * (next() - 0.5))) / 10;
  });
}
