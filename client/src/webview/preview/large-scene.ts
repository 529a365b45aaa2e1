// The window on its way over a large map: all of it as an image, a crop around the window with numbers, and the output as images.
import { effectiveKernel, type Grid, readersOf, windowStart } from '../../../../server/src/base/window.ts';
import type { PreviewAxis } from '../../../../server/src/protocol.ts';
import { type Computed, placeOf } from './computed.ts';
import { TITLE_HEIGHT } from './grid-shapes.ts';
import { valueIn } from './inputs.ts';
import { flow, type Hit, rangeOf, type Scene, type Shape, shadeOf, withCaption } from './scene.ts';
import type { Words } from './texts.ts';
import { outputTitle, type WindowView } from './window-scene.ts';

/** Longest side of a whole map in pixels, where there is room, and at least. */
const LARGEST = 260;
const SMALLEST = 170;
const GAP = 28;
const CROP_CELLS = 11;
const MOST_CROP_CELLS = 27;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export function largeScene(view: WindowView, words: Words): Scene {
  const drawn = flow(blocksOf(view, words), Math.max(300, view.width), GAP);
  return withCaption(drawn, view.caption);
}

/** All in one row, or else two in each. */
function sideFor(width: number, blocks: number): number {
  if (width >= blocks * (LARGEST + GAP)) return LARGEST;
  return Math.max(SMALLEST, Math.min(LARGEST, Math.floor((width - GAP) / 2) - 4));
}

function blocksOf({ computed, step, pointed, width }: WindowView, words: Words) {
  const { axes, inputs, outputs, unread, operation } = computed;
  const [input] = inputs;
  if (!input) return [];
  const side = sideFor(width, outputs.length + 2);
  const [row, column] = placeOf(computed, step);
  const runs = outputs.some(({ grid }) => grid.values.length > 0);
  const transposed = operation === 'conv-transpose';
  const window = transposed ? undefined : windowOn(axes, row, column);
  const cursor: Rectangle = { top: row, left: column, rows: 1, columns: 1 };
  const patch: Rectangle = {
    top: row * axes[0].stride - axes[0].padding[0],
    left: column * axes[1].stride - axes[1].padding[0],
    rows: effectiveKernel(axes[0].kernel, axes[0].dilation),
    columns: effectiveKernel(axes[1].kernel, axes[1].dilation),
  };
  const looked =
    pointed?.grid.startsWith('output') && !transposed ? windowOn(axes, pointed.row, pointed.column) : undefined;
  const marks = (at: Rectangle, second?: Rectangle): readonly Mark[] => [
    ...(second ? [{ at: second, paint: 'second' } as const] : []),
    ...(runs ? [{ at, paint: 'window' } as const] : []),
  ];
  return [
    wholeBlock({
      id: 'input-0',
      label: words.texts.inputMap,
      grid: input,
      side,
      marks: marks(window ?? cursor, looked),
      ...(runs ? { unread } : {}),
    }),
    ...(runs && isReadable(window ?? patch)
      ? [cropBlock(transposed ? outputs[0]?.grid : input, axes, window ?? patch, transposed, side, words)]
      : []),
    ...outputs.map(({ name, grid }) => {
      const value = transposed ? undefined : cellText(grid, row, column, words);
      return wholeBlock({
        id: `output-${name}`,
        label: outputTitle(name, words),
        grid,
        side,
        marks: marks(transposed ? patch : cursor, readersOn(computed, pointed)),
        ...(value === undefined ? {} : { value }),
      });
    }),
  ];
}

interface Mark {
  readonly at: Rectangle;
  readonly paint: 'window' | 'second';
}

/** Around all outputs that read the input cell that is pointed at. */
function readersOn({ axes, operation }: Computed, pointed: Hit | undefined): Rectangle | undefined {
  if (!pointed?.grid.startsWith('input') || operation === 'conv-transpose') return undefined;
  const [rows, columns] = [readersOf(axes[0], pointed.row), readersOf(axes[1], pointed.column)];
  const [top, bottom, left, right] = [Math.min(...rows), Math.max(...rows), Math.min(...columns), Math.max(...columns)];
  if (rows.length === 0 || columns.length === 0) return undefined;
  return { top, left, rows: bottom - top + 1, columns: right - left + 1 };
}

function cellText(grid: Grid, row: number, column: number, words: Words): string | undefined {
  const value = valueIn(grid, row, column);
  return value === undefined ? undefined : words.value(value);
}

interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

function windowOn(axes: Computed['axes'], row: number, column: number): Rectangle {
  return {
    top: windowStart(axes[0], row),
    left: windowStart(axes[1], column),
    rows: effectiveKernel(axes[0].kernel, axes[0].dilation),
    columns: effectiveKernel(axes[1].kernel, axes[1].dilation),
  };
}

function scaleOf(grid: Grid, side: number): number {
  return Math.min(side / Math.max(1, grid.rows), side / Math.max(1, grid.columns), 40);
}

interface Whole {
  readonly id: string;
  readonly label: string;
  readonly grid: Grid;
  readonly marks: readonly Mark[];
  readonly unread?: Computed['unread'];
  /** Of the current cell. */
  readonly value?: string;
  /** Of the picture, in pixels. */
  readonly side: number;
}

function wholeBlock({ id, label, grid, marks, unread, value, side }: Whole) {
  const scale = scaleOf(grid, side);
  const [w, h] = [Math.max(60, grid.columns * scale), Math.max(60, grid.rows * scale)];
  const draw = (x: number, y: number): readonly Shape[] => {
    const at = { x: x + 1, y: y + TITLE_HEIGHT, scale };
    const title: Shape = {
      kind: 'text',
      x: x + 1,
      y: y + 15,
      text: `${label} ${grid.rows}×${grid.columns}`,
      size: 13,
      fill: 'ink',
      bold: true,
    };
    if (grid.values.length === 0) return [title, { kind: 'rect', ...at, w, h, stroke: 'bad', width: 2, dash: true }];
    const image: Shape = {
      kind: 'map',
      x: at.x,
      y: at.y,
      w: grid.columns * scale,
      h: grid.rows * scale,
      grid,
      range: rangeOf(grid),
    };
    const hit = { grid: id, row: -1, column: -1 };
    return [
      title,
      { kind: 'group', role: 'img', label, hit, children: [image] },
      ...(unread ? unreadShapes(grid, unread, at) : []),
      ...marks.map((mark) => markShape(mark, at)),
      ...(value === undefined
        ? []
        : [
            {
              kind: 'text',
              x: at.x,
              y: at.y + h + 24,
              text: `= ${value}`,
              size: 20,
              fill: 'ink',
              bold: true,
            } satisfies Shape,
          ]),
    ];
  };
  return {
    width: Math.max(w, label.length * 9 + 60) + 2,
    height: TITLE_HEIGHT + h + (value === undefined ? 4 : 34),
    draw,
  };
}

function markShape({ at: { top, left, rows, columns }, paint }: Mark, { x, y, scale }: Place): Shape {
  const grow = Math.max(0, 7 - columns * scale) / 2;
  return {
    kind: 'rect',
    x: x + left * scale - grow,
    y: y + top * scale - grow,
    w: columns * scale + 2 * grow,
    h: rows * scale + 2 * grow,
    stroke: paint,
    width: 2.5,
  };
}

/** Bands of rows and columns that no window reads. */
function unreadShapes(grid: Grid, [rows, columns]: Computed['unread'], { x, y, scale }: Place): readonly Shape[] {
  const band = (from: number, to: number, across: boolean): Shape => ({
    kind: 'rect',
    x: across ? x : x + from * scale,
    y: across ? y + from * scale : y,
    w: across ? grid.columns * scale : Math.max(2, (to - from) * scale),
    h: across ? Math.max(2, (to - from) * scale) : grid.rows * scale,
    stroke: 'bad',
    width: 1.5,
    hatch: true,
  });
  return [
    ...bandsOf(rows).map(([from, to]) => band(from, to, true)),
    ...bandsOf(columns).map(([from, to]) => band(from, to, false)),
  ];
}

function bandsOf(cells: ReadonlySet<number>): readonly (readonly [from: number, to: number])[] {
  const bands: [number, number][] = [];
  for (const cell of cells) {
    const last = bands.at(-1);
    if (last && last[1] === cell) last[1]++;
    else bands.push([cell, cell + 1]);
  }
  return bands.length > 64 ? [] : bands;
}

/** A window as large as a whole map has nothing around it, and cells too small for numbers. */
function isReadable({ rows, columns }: Rectangle): boolean {
  return Math.max(rows, columns) + 4 <= MOST_CROP_CELLS;
}

/** What lies around the window, large enough to read. */
function cropBlock(
  grid: Grid | undefined,
  axes: readonly PreviewAxis[],
  window: Rectangle,
  everyCell: boolean,
  pixels: number,
  words: Words,
) {
  const side = Math.min(MOST_CROP_CELLS, Math.max(CROP_CELLS, window.rows + 4, window.columns + 4));
  const cell = pixels / side;
  const size = { width: pixels + 2, height: TITLE_HEIGHT + pixels + 4 };
  if (!grid) return { ...size, draw: () => [] };
  const range = rangeOf(grid);
  const start = (at: number, length: number, limit: number, pad: number) =>
    Math.max(-pad, Math.min(Math.round(at + (length - side) / 2), limit + pad - side));
  const pad = (axis: PreviewAxis | undefined) => (everyCell ? 0 : Math.max(0, ...(axis?.padding ?? [0])));
  const top = start(window.top, window.rows, grid.rows, pad(axes[0]));
  const left = start(window.left, window.columns, grid.columns, pad(axes[1]));
  const tapped = (at: number, from: number, axis: PreviewAxis | undefined) => {
    const taps = (at - from) / (axis?.dilation ?? 1);
    return Number.isInteger(taps) && taps >= 0 && taps < (axis?.kernel ?? 1);
  };
  const draw = (x: number, y: number): readonly Shape[] => {
    const shapes: Shape[] = [
      { kind: 'text', x: x + 1, y: y + 15, text: words.texts.around, size: 13, fill: 'ink', bold: true },
    ];
    for (let row = top; row < top + side; row++) {
      for (let column = left; column < left + side; column++) {
        const place = { x: x + 1 + (column - left) * cell, y: y + TITLE_HEIGHT + (row - top) * cell };
        const value = valueIn(grid, row, column);
        const lit = tapped(row, window.top, axes[0]) && tapped(column, window.left, axes[1]);
        const paint = lit ? 'lit' : value === undefined ? 'pad' : shadeOf(value, range);
        shapes.push({
          kind: 'rect',
          ...place,
          w: cell,
          h: cell,
          fill: paint,
          stroke: value === undefined ? 'faint' : 'line',
          width: 0.75,
          dash: value === undefined,
        });
        if (cell < 14) continue;
        const text = value === undefined ? '0' : words.value(value);
        const fontSize = Math.min(cell * 0.46, (cell * 1.45) / Math.max(2, text.length));
        shapes.push({
          kind: 'text',
          x: place.x + cell / 2,
          y: place.y + cell / 2 + fontSize * 0.36,
          text,
          size: fontSize,
          fill: value === undefined ? 'faint' : 'ink',
          anchor: 'middle',
          bold: lit,
        });
      }
    }
    shapes.push({
      kind: 'rect',
      x: x + 1 + (window.left - left) * cell,
      y: y + TITLE_HEIGHT + (window.top - top) * cell,
      w: window.columns * cell,
      h: window.rows * cell,
      stroke: 'window',
      width: 4,
      radius: 3,
    });
    return shapes;
  };
  return { ...size, draw };
}
