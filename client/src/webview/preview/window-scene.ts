// The window on its way over a small map: input, filter and outputs with every number, what is read now, what never is.
import { cellsRead, effectiveKernel, readersOf, windowStart } from '../../../../server/src/base/window.ts';
import type { PreviewAxis } from '../../../../server/src/protocol.ts';
import { fill } from '../fill.ts';
import { spreadOnto } from './arithmetic.ts';
import { type Computed, type OutputName, placeOf } from './computed.ts';
import { cellPlace, type Extent, type GridPicture, gridShapes, sizeOfGrid, TITLE_HEIGHT } from './grid-shapes.ts';
import { flow, type Hit, type Scene, type Shape, withCaption } from './scene.ts';
import type { Words } from './texts.ts';

export interface WindowView {
  readonly computed: Computed;
  readonly step: number;
  /** The cell under the mouse or the focus. */
  readonly pointed: Hit | undefined;
  /** Room in pixels. */
  readonly width: number;
  /** Lines to write below, in files. */
  readonly caption: readonly string[];
}

const GAP = 36;

export function outputTitle(name: OutputName, { texts }: Words): string {
  return { max: texts.maximum, avg: texts.average, lp: texts.lp, conv: texts.outputMap }[name];
}

export function windowScene(view: WindowView, words: Words): Scene {
  const { computed } = view;
  const transposed = computed.operation === 'conv-transpose';
  const pictures = transposed ? transposedPictures(view, words) : slidingPictures(view, words);
  const drawn = flow(pictures, Math.max(200, view.width), GAP);
  return withCaption(drawn, view.caption);
}

interface Block {
  readonly width: number;
  readonly height: number;
  readonly draw: (x: number, y: number) => readonly Shape[];
}

/** Cells are as large as the room allows, so that a lecture hall can read them; all maps side by side where that is possible. */
function cellSize(sizes: readonly number[], inARow: readonly number[], width: number): number {
  const cells = Math.max(...sizes);
  const wanted = cells <= 5 ? 56 : cells <= 8 ? 46 : 36;
  const all = inARow.reduce((sum, columns) => sum + columns, 0);
  const together = Math.floor((width - GAP * inARow.length) / Math.max(1, all));
  return Math.max(22, Math.min(wanted, Math.max(together, 26), Math.floor((width - 8) / cells)));
}

/** From the first padding cell to the last cell that is padding or, in ceil mode, beyond it. */
function extentOf(axis: PreviewAxis, size: number): Extent {
  const lastEnd = size < 1 ? 0 : windowStart(axis, size - 1) + effectiveKernel(axis.kernel, axis.dilation);
  return { from: -axis.padding[0], to: Math.max(axis.input + axis.padding[1], axis.ceil ? lastEnd : 0) };
}

function slidingPictures({ computed, step, pointed, width }: WindowView, words: Words): readonly Block[] {
  const { axes, fits, inputs, filters, outputs, unread, operation } = computed;
  const frame = { rows: extentOf(axes[0], fits[0].size), columns: extentOf(axes[1], fits[1].size) };
  const [across, down] = [frame.columns.to - frame.columns.from, frame.rows.to - frame.rows.from];
  const inARow = [
    ...inputs.map(() => across),
    ...filters.map(({ columns }) => Math.max(2, columns)),
    ...outputs.map(({ grid }) => grid.columns),
  ];
  const cell = cellSize([across, down], inARow, width);
  const runs = outputs.some(({ grid }) => grid.values.length > 0);
  const [row, column] = placeOf(computed, step);
  const [readRows, readColumns] = [new Map(taps(axes[0], row)), new Map(taps(axes[1], column))];
  const readers = readersAt(computed, pointed);
  const looked = pointed && isOutput(pointed) ? pointed : undefined;
  const inputBlocks = inputs.map((grid, map): Block => {
    const filter = filters[map];
    const picture: GridPicture = {
      id: `input-${map}`,
      label: inputs.length > 1 ? fill(words.texts.inputMapOf, String(map + 1)) : words.texts.inputMap,
      grid,
      frame,
      cell,
      padText: operation === 'pool' && outputs.every(({ name }) => name === 'max') ? '·' : '0',
      help: words.texts.cellHelp,
      ...(pointed?.grid === `input-${map}` ? { tabStop: pointed } : {}),
      look(y, x) {
        const [i, j] = [readRows.get(y), readColumns.get(x)];
        const lit = runs && i !== undefined && j !== undefined;
        const weight = lit && filter ? filter.values[i * filter.columns + j] : undefined;
        const isUnread = runs && (unread[0].has(y) || unread[1].has(x));
        return { lit, unread: isUnread, ...(weight === undefined ? {} : { corner: words.value(weight) }) };
      },
    };
    return {
      ...sizeOfGrid(picture),
      draw: (x, y) => [
        ...gridShapes(picture, x, y, words),
        ...(runs ? [windowShape(picture, x, y, axes, row, column, 'window')] : []),
        ...(looked && runs ? [windowShape(picture, x, y, axes, looked.row, looked.column, 'second')] : []),
      ],
    };
  });
  return [
    ...inputBlocks,
    ...filters.map((grid, map) =>
      filterBlock(grid, `filter-${map}`, filters.length > 1 ? map : undefined, cell, words),
    ),
    ...outputs.map(({ name, grid }): Block => {
      const picture: GridPicture = {
        id: `output-${name}`,
        label: outputTitle(name, words),
        grid,
        frame: { rows: { from: 0, to: grid.rows }, columns: { from: 0, to: grid.columns } },
        cell,
        padText: '',
        current: { row, column },
        look: (y, x) => ({ lit: y === row && x === column, second: readers(y, x) }),
      };
      return outputBlock(picture, words, row, column);
    }),
  ];
}

function taps(axis: PreviewAxis, output: number): (readonly [cell: number, tap: number])[] {
  return cellsRead(axis, output).map((cell, tap) => [cell, tap] as const);
}

function outputBlock(picture: GridPicture, words: Words, row: number, column: number): Block {
  const size = sizeOfGrid(picture);
  const empty = picture.grid.values.length === 0;
  const width = Math.max(size.width, picture.label.length * 7.5);
  return {
    width: empty ? Math.max(width, 80) : width,
    height: empty ? TITLE_HEIGHT + 60 : size.height,
    draw(x, y) {
      if (empty) return emptyShapes(picture.label, x, y);
      const at = cellPlace(picture, x, y, row, column);
      return [
        ...gridShapes(picture, x, y, words),
        { kind: 'rect', ...at, w: picture.cell, h: picture.cell, stroke: 'window', width: 3, radius: 2, glides: true },
      ];
    },
  };
}

function emptyShapes(label: string, x: number, y: number): readonly Shape[] {
  return [
    { kind: 'text', x: x + 1, y: y + 15, text: label, size: 13, fill: 'ink', bold: true },
    { kind: 'rect', x: x + 1, y: y + TITLE_HEIGHT, w: 56, h: 56, stroke: 'bad', width: 2, dash: true },
    { kind: 'text', x: x + 29, y: y + TITLE_HEIGHT + 37, text: '∅', size: 26, fill: 'bad', anchor: 'middle' },
  ];
}

function filterBlock(
  grid: Computed['filters'][number],
  id: string,
  map: number | undefined,
  cell: number,
  words: Words,
): Block {
  const picture: GridPicture = {
    id,
    label: map === undefined ? words.texts.filterMap : fill(words.texts.inputMapOf, String(map + 1)),
    grid,
    frame: { rows: { from: 0, to: grid.rows }, columns: { from: 0, to: grid.columns } },
    cell: Math.min(cell, 40),
    padText: '',
    help: words.texts.cellHelp,
    look: () => ({}),
  };
  const size = sizeOfGrid(picture);
  return {
    ...size,
    width: Math.max(size.width, picture.label.length * 7.5),
    draw: (x, y) => gridShapes(picture, x, y, words),
  };
}

/** The frame of a window, with its gaps where it is dilated. */
function windowShape(
  picture: GridPicture,
  x: number,
  y: number,
  axes: Computed['axes'],
  row: number,
  column: number,
  stroke: 'window' | 'second',
): Shape {
  const [top, left] = [windowStart(axes[0], row), windowStart(axes[1], column)];
  const at = cellPlace(picture, x, y, top, left);
  const w = effectiveKernel(axes[1].kernel, axes[1].dilation) * picture.cell;
  const h = effectiveKernel(axes[0].kernel, axes[0].dilation) * picture.cell;
  return {
    kind: 'rect',
    ...at,
    w,
    h,
    stroke,
    width: stroke === 'window' ? 4 : 3,
    radius: 3,
    glides: stroke === 'window',
    dash: stroke === 'second',
  };
}

function isOutput({ grid }: Hit): boolean {
  return grid.startsWith('output');
}

/** Whether an output cell reads the input cell that is pointed at. */
function readersAt({ axes, operation }: Computed, pointed: Hit | undefined): (row: number, column: number) => boolean {
  if (!pointed?.grid.startsWith('input') || operation === 'conv-transpose') return () => false;
  const [rows, columns] = [new Set(readersOf(axes[0], pointed.row)), new Set(readersOf(axes[1], pointed.column))];
  return (row, column) => rows.has(row) && columns.has(column);
}

/** The input's cells take turns, and the filter is laid onto the output. */
function transposedPictures({ computed, step, pointed, width }: WindowView, words: Words): readonly Block[] {
  const { axes, inputs, filters, outputs, fits } = computed;
  const [input, filter, output] = [inputs[0], filters[0], outputs[0]];
  if (!input || !filter || !output) return [];
  const cell = cellSize(
    [fits[1].size, fits[0].size, input.columns],
    [input.columns, filter.columns, output.grid.columns],
    width,
  );
  const [row, column] = placeOf(computed, step);
  const sources =
    pointed && isOutput(pointed) ? [spreadOnto(axes[0], pointed.row), spreadOnto(axes[1], pointed.column)] : [[], []];
  const isSource = (y: number, x: number) =>
    sources[0]?.some(([from]) => from === y) === true && sources[1]?.some(([from]) => from === x) === true;
  const inputPicture: GridPicture = {
    id: 'input-0',
    label: words.texts.inputMap,
    grid: input,
    frame: { rows: { from: 0, to: input.rows }, columns: { from: 0, to: input.columns } },
    cell,
    padText: '',
    help: words.texts.cellHelp,
    current: { row, column },
    look: (y, x) => ({ lit: y === row && x === column, second: isSource(y, x) }),
  };
  const reach = (axis: PreviewAxis, at: number) =>
    new Map(
      Array.from({ length: axis.kernel }, (_, tap) => [at * axis.stride - axis.padding[0] + tap * axis.dilation, tap]),
    );
  const [onRows, onColumns] = [reach(axes[0], row), reach(axes[1], column)];
  const outputPicture: GridPicture = {
    id: `output-${output.name}`,
    label: outputTitle(output.name, words),
    grid: output.grid,
    frame: { rows: { from: 0, to: output.grid.rows }, columns: { from: 0, to: output.grid.columns } },
    cell,
    padText: '',
    look(y, x) {
      const [i, j] = [onRows.get(y), onColumns.get(x)];
      const lit = i !== undefined && j !== undefined;
      const weight = lit ? filter.values[i * filter.columns + j] : undefined;
      const second = pointed !== undefined && isOutput(pointed) && pointed.row === y && pointed.column === x;
      return { lit, second, ...(weight === undefined ? {} : { corner: words.value(weight) }) };
    },
  };
  const outputSize = sizeOfGrid(outputPicture);
  const blocks: Block[] = [
    outputBlock(inputPicture, words, row, column),
    filterBlock(filter, 'filter-0', undefined, cell, words),
  ];
  if (output.grid.values.length === 0) return [...blocks, outputBlock(outputPicture, words, 0, 0)];
  return [
    ...blocks,
    {
      ...outputSize,
      draw: (x, y) => [
        ...gridShapes(outputPicture, x, y, words),
        ...patchShape(outputPicture, x, y, axes, row, column),
      ],
    },
  ];
}

/** The filter's place on the output, cut where padding takes cells away. */
function patchShape(
  picture: GridPicture,
  x: number,
  y: number,
  axes: Computed['axes'],
  row: number,
  column: number,
): readonly Shape[] {
  const side = (axis: PreviewAxis, at: number, size: number): readonly [from: number, to: number] => {
    const from = at * axis.stride - axis.padding[0];
    return [Math.max(0, from), Math.min(size, from + effectiveKernel(axis.kernel, axis.dilation))];
  };
  const [top, bottom] = side(axes[0], row, picture.grid.rows);
  const [left, right] = side(axes[1], column, picture.grid.columns);
  if (bottom <= top || right <= left) return [];
  const at = cellPlace(picture, x, y, top, left);
  const { cell } = picture;
  return [
    {
      kind: 'rect',
      ...at,
      w: (right - left) * cell,
      h: (bottom - top) * cell,
      stroke: 'window',
      width: 4,
      radius: 3,
      glides: true,
    },
  ];
}
