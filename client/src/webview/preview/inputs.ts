// What the window slides over: ready-made maps, maps typed as text, maps made of pictures. Pure; numbers that are easy to read.
import { type Grid, gridOf, type PerAxis } from '../../../../server/src/base/window.ts';

export const INPUT_KINDS = ['example', 'ramp', 'random', 'checkerboard', 'edge', 'digit'] as const;
export type InputKind = (typeof INPUT_KINDS)[number];

/** More cells than these on a side are neither computed nor drawn. */
export const MOST_CELLS = 1024;

/** The course's example, by heart; tiled where the map is larger. */
const EXAMPLE: readonly (readonly number[])[] = [
  [1, 1, 2, 4],
  [5, 6, 7, 8],
  [3, 2, 1, 0],
  [1, 2, 3, 4],
];

const LARGEST_DIGIT = 10;

export function inputOf(kind: InputKind, size: PerAxis<number>, seed: number): Grid {
  const [rows, columns] = size;
  switch (kind) {
    case 'example':
      return gridOf(size, (row, column) => EXAMPLE[row % 4]?.[column % 4] ?? 0);
    case 'ramp':
      return gridOf(size, (row, column) => row * columns + column);
    case 'random': {
      const next = randomFrom(seed);
      return gridOf(size, () => Math.floor(next() * LARGEST_DIGIT));
    }
    case 'checkerboard': {
      const side = Math.max(1, Math.round(Math.min(rows, columns) / 8));
      return gridOf(size, (row, column) => ((Math.floor(row / side) + Math.floor(column / side)) % 2 === 0 ? 9 : 0));
    }
    case 'edge':
      return gridOf(size, (_, column) => (column < columns / 2 ? 9 : 0));
    case 'digit':
      return gridOf(size, (row, column) =>
        digitAt((row + 0.5) / rows, (column + 0.5) / columns, 0.6 / Math.min(rows, columns)),
      );
  }
}

/** Mulberry32 (Tommy Ettinger, public domain): the same seed gives the same map everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A 2 as a hand would draw it, in one stroke: [y, x] from 0 to 1. */
const STROKE: readonly (readonly [number, number])[] = [
  [0.3, 0.28],
  [0.19, 0.38],
  [0.16, 0.52],
  [0.2, 0.66],
  [0.32, 0.7],
  [0.44, 0.63],
  [0.58, 0.49],
  [0.71, 0.35],
  [0.81, 0.26],
  [0.8, 0.42],
  [0.82, 0.58],
  [0.8, 0.76],
];

const STROKE_WIDTH = 0.055;

/** 9 on the stroke, fading to 0 beside it. */
function digitAt(y: number, x: number, blur: number): number {
  let nearest = Infinity;
  for (let i = 1; i < STROKE.length; i++) {
    const [a, b] = [STROKE[i - 1], STROKE[i]];
    if (a && b) nearest = Math.min(nearest, distance([y, x], a, b));
  }
  return Math.round(9 * Math.min(1, Math.max(0, (STROKE_WIDTH + blur - nearest) / (2 * blur))));
}

type Point = readonly [y: number, x: number];

function distance([y, x]: Point, [ay, ax]: Point, [by, bx]: Point): number {
  const [dy, dx] = [by - ay, bx - ax];
  const along = Math.min(1, Math.max(0, ((y - ay) * dy + (x - ax) * dx) / (dy * dy + dx * dx)));
  return Math.hypot(y - ay - along * dy, x - ax - along * dx);
}

/** The same map, other cells of it: further channels for filters that read several. */
export function furtherMap(grid: Grid, channel: number): Grid {
  if (channel === 0) return grid;
  const { rows, columns, values } = grid;
  return gridOf([rows, columns], (row, column) => {
    const [y, x] = channel % 2 === 1 ? [rows - 1 - row, column] : [row, columns - 1 - column];
    return values[y * columns + x] ?? 0;
  });
}

export type Parsed =
  | { readonly grid: Grid }
  | { readonly problem: 'empty' }
  | { readonly problem: 'ragged' | 'too-large' }
  | { readonly problem: 'not-a-number'; readonly text: string };

/** A decimal comma is one where fields are parted by semicolons or tabs. */
export function parseGrid(text: string): Parsed {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) return { problem: 'empty' };
  if (lines.length > MOST_CELLS) return { problem: 'too-large' };
  const separator = [';', '\t', ','].find((mark) => text.includes(mark)) ?? /\s+/;
  const rows = lines.map((line) => line.trim().split(separator));
  const [first = []] = rows;
  if (first.length > MOST_CELLS) return { problem: 'too-large' };
  if (rows.some((row) => row.length !== first.length)) return { problem: 'ragged' };
  const values = new Float64Array(rows.length * first.length);
  for (const [index, field] of rows.flat().entries()) {
    const value = parseNumber(field);
    if (value === undefined) return { problem: 'not-a-number', text: field.trim() };
    values[index] = value;
  }
  return { grid: { rows: rows.length, columns: first.length, values } };
}

/** As people write numbers: a decimal comma and a real minus sign are fine; text, nothing and infinities are not. */
export function parseNumber(text: string): number | undefined {
  const plain = text.trim().replace(',', '.').replace('−', '-');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i.test(plain) ? Number(plain) : undefined;
}

/** Brightness 0 to 255 of RGBA pixels, by ITU-R BT.601. */
export function gridOfPixels(pixels: Uint8ClampedArray, [rows, columns]: PerAxis<number>): Grid {
  return gridOf([rows, columns], (row, column) => {
    const at = 4 * (row * columns + column);
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3);
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  });
}

export function withCell({ rows, columns, values }: Grid, row: number, column: number, value: number): Grid {
  const copy = Float64Array.from(values);
  if (row >= 0 && row < rows && column >= 0 && column < columns) copy[row * columns + column] = value;
  return { rows, columns, values: copy };
}

export function valueIn({ columns, rows, values }: Grid, row: number, column: number): number | undefined {
  return row < 0 || column < 0 || row >= rows || column >= columns ? undefined : values[row * columns + column];
}

/** The map moved by some pixels; what comes in at the edge repeats it. */
export function shifted({ rows, columns, values }: Grid, [down, across]: PerAxis<number>): Grid {
  const clamp = (at: number, size: number) => Math.min(size - 1, Math.max(0, at));
  return gridOf(
    [rows, columns],
    (row, column) => values[clamp(row - down, rows) * columns + clamp(column - across, columns)] ?? 0,
  );
}
