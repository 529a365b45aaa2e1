// Why pool: the input moves by a pixel, and fewer cells notice it after pooling than before. Cells that changed are framed.
import { type Grid, poolGrid } from '../../../../server/src/base/window.ts';
import type { PreviewAxes } from '../../../../server/src/protocol.ts';
import { fill } from '../fill.ts';
import { changedCells, countOf, type OutputName, poolingsOf } from './computed.ts';
import { gridShapes, sizeOfGrid, TITLE_HEIGHT } from './grid-shapes.ts';
import { shifted } from './inputs.ts';
import { flow, rangeOf, type Scene, type Shape, withCaption } from './scene.ts';
import type { Setup } from './setup.ts';
import type { Words } from './texts.ts';
import { outputTitle } from './window-scene.ts';

export interface Shifted {
  readonly name: OutputName | 'none';
  readonly after: Grid;
  /** 1 where a cell changed. */
  readonly changed: Grid;
  readonly count: number;
}

/** Without pooling, and under each of the three. A convolution's input is pooled 2×2 here. */
export function shiftedOutputs(setup: Setup, input: Grid): readonly Shifted[] {
  if (input.values.length === 0) return [];
  const axes = setup.operation === 'pool' ? setup.axes : halving(setup.axes);
  const moved = shifted(input, setup.shift);
  const compare = (name: Shifted['name'], before: Grid, after: Grid): Shifted => {
    const changed = changedCells(before, after);
    return { name, after, changed, count: countOf(changed) };
  };
  return [
    compare('none', input, moved),
    ...poolingsOf({ ...setup, pooling: 'all' }).map(([name, pooling]) =>
      compare(name, poolGrid(input, axes, pooling), poolGrid(moved, axes, pooling)),
    ),
  ];
}

function halving(axes: PreviewAxes): PreviewAxes {
  const half = { kernel: 2, stride: 2, padding: [0, 0], dilation: 1, ceil: false } as const;
  return [
    { ...axes[0], ...half },
    { ...axes[1], ...half },
  ];
}

export function shiftLine({ name, changed, count }: Shifted, words: Words): string {
  const cells = changed.values.length;
  const title = name === 'none' ? words.texts.shiftNone : outputTitle(name, words);
  const { count: number, percent } = words.numbers;
  return `${title}: ${fill(words.texts.changed, number(count), number(cells), percent(cells === 0 ? 0 : count / cells))}`;
}

/** Longest side of a map in pixels. */
const WHOLE = 236;
const GAP = 30;
/** With numbers in the cells up to here. */
const MOST_NUMBERED = 10;

export function shiftScene(
  outputs: readonly Shifted[],
  width: number,
  caption: readonly string[],
  words: Words,
): Scene {
  const side =
    width >= outputs.length * (WHOLE + GAP) ? WHOLE : Math.max(150, Math.min(WHOLE, Math.floor((width - GAP) / 2) - 4));
  const blocks = outputs.map((output) => blockOf(output, side, words));
  const drawn = flow(blocks, Math.max(240, width), GAP);
  return { ...withCaption(drawn, caption), title: outputs.map((output) => shiftLine(output, words)).join('\n') };
}

function blockOf(output: Shifted, side: number, words: Words) {
  const { name, after, changed, count } = output;
  const label = name === 'none' ? words.texts.shiftNone : outputTitle(name, words);
  const most = Math.max(after.rows, after.columns, 1);
  const numbered = most <= MOST_NUMBERED;
  const cell = numbered ? Math.min(44, side / most) : side / most;
  const frame = { rows: { from: 0, to: after.rows }, columns: { from: 0, to: after.columns } };
  const picture = {
    id: `shift-${name}`,
    label,
    grid: after,
    frame,
    cell,
    padText: '',
    look: (row: number, column: number) => ({ second: changed.values[row * changed.columns + column] === 1 }),
  };
  const size = sizeOfGrid(picture);
  const share = changed.values.length === 0 ? 0 : count / changed.values.length;
  const width = Math.max(size.width, 170);
  const draw = (x: number, y: number): readonly Shape[] => {
    const at = { x: x + 1, y: y + TITLE_HEIGHT, w: after.columns * cell, h: after.rows * cell };
    const bottom = y + size.height + 8;
    const bar = { kind: 'rect', x: x + 1, y: bottom, h: 8, radius: 2 } as const;
    return [
      ...(numbered
        ? gridShapes(picture, x, y, words)
        : [
            { kind: 'text', x: x + 1, y: y + 15, text: label, size: 13, fill: 'ink', bold: true } satisfies Shape,
            { kind: 'map', ...at, grid: after, range: rangeOf(after) } satisfies Shape,
            { kind: 'map', ...at, grid: changed, range: [0, 1], mask: true } satisfies Shape,
            { kind: 'rect', ...at, stroke: 'line', width: 1 } satisfies Shape,
          ]),
      { ...bar, w: width - 2, fill: 'pad', stroke: 'line', width: 0.75 },
      ...(share > 0 ? [{ ...bar, w: Math.max(2, (width - 2) * share), fill: 'second' } satisfies Shape] : []),
      { kind: 'text', x: x + 1, y: bottom + 28, text: words.numbers.percent(share), size: 18, fill: 'ink', bold: true },
      {
        kind: 'text',
        x: x + 62,
        y: bottom + 28,
        text: `${words.numbers.count(count)} / ${words.numbers.count(changed.values.length)}`,
        size: 13,
        fill: 'faint',
      },
    ];
  };
  return { width, height: size.height + 44, draw };
}
