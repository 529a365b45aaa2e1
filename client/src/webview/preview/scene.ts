// A picture as data: shapes in plain numbers with names for colours. Whoever paints it (elements, canvas, file) knows no arithmetic,
// and whoever makes it knows no element.
import type { Grid } from '../../../../server/src/base/window.ts';

export const PAINTS = [
  'ground',
  'ink',
  'faint',
  'line',
  'cell',
  'pad',
  'window',
  'lit',
  'second',
  'bad',
  'good',
  'before',
  'after',
] as const;
export type PaintName = (typeof PAINTS)[number];

/** A colour by name, or a shade of the cells' colour between 0 and 1. */
export type Paint = PaintName | number;

/** A cell that can be pointed at, focused and named. */
export interface Hit {
  readonly grid: string;
  readonly row: number;
  readonly column: number;
}

interface Drawn {
  readonly fill?: Paint;
  readonly stroke?: Paint;
  readonly width?: number;
  readonly dash?: boolean;
  readonly opacity?: number;
}

export interface Rect extends Drawn {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly radius?: number;
  /** Slanted lines: seen without colours as well. */
  readonly hatch?: boolean;
  /** Glides to its next place. */
  readonly glides?: boolean;
}

export interface Path extends Drawn {
  readonly kind: 'path';
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly closed?: boolean;
}

export interface Label {
  readonly kind: 'text';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly fill: Paint;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
}

/** All cells of a map as an image, one pixel a cell. */
export interface MapImage {
  readonly kind: 'map';
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly grid: Grid;
  readonly range: readonly [least: number, most: number];
  /** Cells that are 1 stand out. */
  readonly mask?: boolean;
}

export interface Group {
  readonly kind: 'group';
  readonly role?: 'grid' | 'row' | 'gridcell' | 'img' | 'button';
  readonly label?: string;
  readonly hit?: Hit;
  readonly current?: boolean;
  /** Where the Tab key stops in its grid; the other cells are reached by arrow keys. */
  readonly tabStop?: boolean;
  readonly children: readonly Shape[];
}

export type Shape = Rect | Path | Label | MapImage | Group;

export interface Scene {
  readonly width: number;
  readonly height: number;
  /** For who cannot see it, and for files. */
  readonly title: string;
  readonly shapes: readonly Shape[];
  /** Around it; by default just enough for thick lines. */
  readonly margin?: number;
}

/** The whole picture with its margin: what a page or a file must have room for. */
export function boundsOf({ width, height, margin = 2 }: Scene) {
  return { width: width + 2 * margin, height: height + 2 * margin, margin };
}

export function hasMaps(shapes: readonly Shape[]): boolean {
  return shapes.some((shape) => shape.kind === 'map' || (shape.kind === 'group' && hasMaps(shape.children)));
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

/** What is drawn, with lines of text below. */
export function withCaption(drawn: Picture, lines: readonly string[]): Scene {
  const captions = lines.map(
    (text, index) => ({ kind: 'text', x: 2, y: drawn.height + 30 + index * 22, text, size: 15, fill: 'ink' }) as const,
  );
  return {
    width: Math.max(drawn.width, ...lines.map(({ length }) => length * 8.6)),
    height: drawn.height + (lines.length > 0 ? 20 + lines.length * 22 : 0),
    title: lines.join('\n'),
    shapes: [...drawn.shapes, ...captions],
  };
}

/** Blocks side by side, in as many rows as the width asks for. */
export function flow(
  blocks: readonly {
    readonly width: number;
    readonly height: number;
    readonly draw: (x: number, y: number) => readonly Shape[];
  }[],
  most: number,
  gap: number,
): Picture {
  const shapes: Shape[] = [];
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const block of blocks) {
    if (x > 0 && x + block.width > most) {
      y += rowHeight + gap;
      x = 0;
      rowHeight = 0;
    }
    // A group each: what is added to one block does not shift the elements of the next.
    shapes.push({ kind: 'group', children: block.draw(x, y) });
    width = Math.max(width, x + block.width);
    x += block.width + gap;
    rowHeight = Math.max(rowHeight, block.height);
  }
  return { width, height: y + rowHeight, shapes };
}

const ranges = new WeakMap<Grid, readonly [number, number]>();

/** Smallest and largest value; looked for once per map. */
export function rangeOf(grid: Grid): readonly [number, number] {
  const known = ranges.get(grid) ?? findRange(grid);
  ranges.set(grid, known);
  return known;
}

function findRange({ values }: Grid): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least > most ? [0, 1] : least === most ? [least - 1, most] : [least, most];
}

/** 0 to 1. */
export function shadeOf(value: number, [least, most]: readonly [number, number]): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, (value - least) / (most - least))) : 0;
}
