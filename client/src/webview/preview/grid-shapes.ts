// One map as a grid of cells with numbers, and what is marked on it. Knows no operation.
import type { Grid } from '../../../../server/src/base/window.ts';
import { fill } from '../fill.ts';
import { type Group, type Rect, rangeOf, type Shape, shadeOf } from './scene.ts';
import type { Words } from './texts.ts';

/** A stretch of rows or columns; negative ones and those beyond the map are padding. */
export interface Extent {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export interface Frame {
  readonly rows: Extent;
  readonly columns: Extent;
}

export interface CellLook {
  readonly lit?: boolean;
  /** Never read. */
  readonly unread?: boolean;
  readonly second?: boolean;
  /** Small, in the corner: the weight that meets this cell. */
  readonly corner?: string;
}

export interface GridPicture {
  readonly id: string;
  readonly label: string;
  readonly grid: Grid;
  readonly frame: Frame;
  readonly cell: number;
  /** What a padding cell shows. */
  readonly padText: string;
  /** A cell that can be changed says so. */
  readonly help?: string;
  readonly look: (row: number, column: number) => CellLook;
  readonly current?: { readonly row: number; readonly column: number };
  /** Where the Tab key stops, if elsewhere than at the current cell. */
  readonly tabStop?: { readonly row: number; readonly column: number };
}

export const TITLE_HEIGHT = 24;

export function sizeOfGrid({ frame, cell }: Pick<GridPicture, 'frame' | 'cell'>) {
  return {
    width: (frame.columns.to - frame.columns.from) * cell + 2,
    height: TITLE_HEIGHT + (frame.rows.to - frame.rows.from) * cell + 2,
  };
}

export function gridShapes(picture: GridPicture, x: number, y: number, words: Words): readonly Shape[] {
  const { id, label, grid, frame, cell, look } = picture;
  const range = rangeOf(grid);
  const rows: Group[] = [];
  for (let row = frame.rows.from; row < frame.rows.to; row++) {
    const cells: Shape[] = [];
    for (let column = frame.columns.from; column < frame.columns.to; column++) {
      const at = cellPlace(picture, x, y, row, column);
      const inside = row >= 0 && column >= 0 && row < grid.rows && column < grid.columns;
      const value = inside ? (grid.values[row * grid.columns + column] ?? 0) : undefined;
      cells.push(
        value === undefined
          ? padCell(at, cell, picture.padText, look(row, column))
          : valueCell(picture, { ...at, row, column, value, shade: shadeOf(value, range) }, words),
      );
    }
    rows.push({ kind: 'group', role: 'row', children: cells });
  }
  const title: Shape = { kind: 'text', x: x + 1, y: y + 15, text: label, size: 13, fill: 'ink', bold: true };
  return [title, { kind: 'group', role: 'grid', label, hit: { grid: id, row: -1, column: -1 }, children: rows }];
}

export function cellPlace(
  { frame, cell }: Pick<GridPicture, 'frame' | 'cell'>,
  x: number,
  y: number,
  row: number,
  column: number,
): { readonly x: number; readonly y: number } {
  return { x: x + 1 + (column - frame.columns.from) * cell, y: y + TITLE_HEIGHT + (row - frame.rows.from) * cell };
}

function padCell({ x, y }: { x: number; y: number }, cell: number, text: string, look: CellLook): Group {
  const rect: Rect = {
    kind: 'rect',
    x,
    y,
    w: cell,
    h: cell,
    fill: look.lit ? 'lit' : 'pad',
    stroke: 'faint',
    width: 0.75,
    dash: true,
  };
  const number: Shape = {
    kind: 'text',
    x: x + cell / 2,
    y: y + cell * 0.6,
    text,
    size: cell * 0.3,
    fill: 'faint',
    anchor: 'middle',
  };
  return { kind: 'group', children: [rect, number, ...cornerOf(look, x, y, cell)] };
}

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly row: number;
  readonly column: number;
  readonly value: number;
  readonly shade: number;
}

function valueCell(
  { id, cell, look, help, current, tabStop }: GridPicture,
  { x, y, row, column, value, shade }: Cell,
  words: Words,
): Group {
  const looks = look(row, column);
  const text = words.value(value);
  const children: Shape[] = [
    { kind: 'rect', x, y, w: cell, h: cell, fill: looks.lit ? 'lit' : shade, stroke: 'line', width: 1 },
    {
      kind: 'text',
      x: x + cell / 2,
      y: y + cell / 2 + fontSize(cell, text) * 0.36,
      text,
      size: fontSize(cell, text),
      fill: 'ink',
      anchor: 'middle',
      bold: looks.lit === true,
    },
    ...cornerOf(looks, x, y, cell),
  ];
  if (looks.unread) children.push({ kind: 'rect', x, y, w: cell, h: cell, stroke: 'bad', hatch: true, width: 1.5 });
  if (looks.second)
    children.push({ kind: 'rect', x: x + 2, y: y + 2, w: cell - 4, h: cell - 4, stroke: 'second', width: 3 });
  const name = fill(words.texts.rowColumn, String(row + 1), String(column + 1), text);
  const label = [name, ...(looks.unread ? [words.texts.readByNone] : []), ...(help ? [help] : [])].join('. ');
  const isCurrent = current?.row === row && current.column === column;
  const stop = current ?? tabStop ?? { row: 0, column: 0 };
  const isStop = stop.row === row && stop.column === column;
  return {
    kind: 'group',
    role: 'gridcell',
    label,
    hit: { grid: id, row, column },
    current: isCurrent,
    tabStop: isStop,
    children,
  };
}

function cornerOf({ corner }: CellLook, x: number, y: number, cell: number): readonly Shape[] {
  if (corner === undefined || cell < 26) return [];
  const size = Math.min(11, cell * 0.24);
  return [{ kind: 'text', x: x + cell - 3, y: y + cell - 4, text: `×${corner}`, size, fill: 'ink', anchor: 'end' }];
}

function fontSize(cell: number, text: string): number {
  return Math.min(cell * 0.42, (cell * 1.5) / Math.max(2, text.length));
}
