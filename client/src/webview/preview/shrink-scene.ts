// How a run of layers shrinks its volume, drawn to scale; and beside it the same run with padding (F − 1)/2.
import { effectiveKernel, outputSize, samePadding, transposedSize } from '../../../../server/src/base/window.ts';
import type { PreviewAxis, PreviewKind, PreviewStep } from '../../../../server/src/protocol.ts';
import { fill } from '../fill.ts';
import type { Scene, Shape } from './scene.ts';
import { BEGINNINGS, type Setup } from './setup.ts';
import type { Words } from './texts.ts';

export interface Volume {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  /** The layer that made it; absent for the first. */
  readonly step?: PreviewStep;
}

export interface Runs {
  readonly plain: readonly Volume[];
  readonly padded: readonly Volume[];
}

/** The volumes of a run, and of the same run where every stride-1 convolution keeps its size. */
export function runsOf(steps: readonly PreviewStep[]): Runs {
  return { plain: volumesOf(steps, (axis) => axis), padded: volumesOf(steps, keeping) };
}

function volumesOf(
  steps: readonly PreviewStep[],
  change: (axis: PreviewAxis, kind: PreviewKind) => PreviewAxis,
): readonly Volume[] {
  const [first] = steps;
  if (!first) return [];
  const volumes: Volume[] = [{ rows: first.axes[0].input, columns: first.axes[1].input, channels: first.channels[0] }];
  for (const step of steps) {
    const before = volumes.at(-1);
    if (!before || before.rows < 1 || before.columns < 1) break;
    const size = (axis: PreviewAxis, input: number) => {
      const changed = change({ ...axis, input }, step.kind);
      return step.kind === 'conv-transpose' ? transposedSize(changed) : outputSize(changed);
    };
    volumes.push({
      rows: size(step.axes[0], before.rows),
      columns: size(step.axes[1], before.columns),
      channels: step.channels[1],
      step,
    });
  }
  return volumes;
}

function keeping(axis: PreviewAxis, kind: PreviewKind): PreviewAxis {
  const loses = effectiveKernel(axis.kernel, axis.dilation) - 1 > axis.padding[0] + axis.padding[1];
  if (kind !== 'conv' || axis.stride !== 1 || !loses || axis.kernel >= axis.input) return axis;
  return { ...axis, padding: samePadding(axis.kernel, axis.dilation) };
}

/** Where no file says it: several 5×5 filters on the lecture's 32×32×3, or what was tried out. */
export function lectureRun({ operation, axes, depth }: Setup): readonly PreviewStep[] {
  const own = operation === 'conv' && axes[0].input >= 16 && axes !== BEGINNINGS.conv.axes;
  const window = (axis: PreviewAxis): PreviewAxis =>
    own
      ? axis
      : { ...axis, input: 32, kernel: 5, stride: 1, padding: [0, 0], dilation: 1, ceil: false, outputPadding: 0 };
  return Array.from({ length: depth }, (_, index) => ({
    kind: 'conv' as const,
    type: 'conv',
    path: '',
    axes: [window(axes[0]), window(axes[1])] as const,
    channels: [index === 0 ? 3 : 10, 10] as const,
  }));
}

export function shrinkWords({ plain, padded }: Runs, words: Words): string {
  const [first, last] = [plain[0], plain.at(-1)];
  const paddedLast = padded.at(-1);
  if (!first || !last || !paddedLast) return '';
  if (last.rows < 1 || last.columns < 1) return words.texts.shrinkGone;
  const sizes = plain.map(({ rows }) => words.value(rows)).join(' → ');
  const same = plain.every(
    (volume, index) => volume.rows === padded[index]?.rows && volume.columns === padded[index]?.columns,
  );
  if (same) return fill(words.texts.shrinkNothing, sizes);
  const kept = padded.map(({ rows }) => words.value(rows)).join(' → ');
  return fill(words.texts.shrinkWords, sizes, kept);
}

const TALLEST = [150, 128, 104, 84, 64, 48, 36] as const;
const BETWEEN = 74;

/** As large as the room allows. */
export function shrinkScene(runs: Runs, at: number, room: number, caption: readonly string[], words: Words): Scene {
  const scenes = TALLEST.map((tallest) => sceneOf(runs, at, tallest, caption, words));
  return scenes.find(({ width }) => width <= room) ?? (scenes.at(-1) as Scene);
}

function sceneOf(runs: Runs, at: number, tallest: number, caption: readonly string[], words: Words): Scene {
  const all = [...runs.plain, ...runs.padded];
  const largest = Math.max(1, ...all.flatMap(({ rows, columns }) => [rows, columns]));
  const scale = tallest / largest;
  const mostChannels = Math.max(1, ...all.map(({ channels }) => channels));
  const lines = [
    { title: words.texts.shrinkPlain, volumes: runs.plain, y: 0 },
    { title: words.texts.shrinkPadded, volumes: runs.padded, y: tallest + 118 },
  ].map((line) => rowOf(line, { tallest, scale, mostChannels, at, words }));
  const bottom = 2 * (tallest + 118);
  const captions = caption.map(
    (text, index): Shape => ({ kind: 'text', x: 4, y: bottom + 16 + index * 22, text, size: 15, fill: 'ink' }),
  );
  return {
    width: Math.max(...lines.map(({ width }) => width), ...caption.map((text) => text.length * 8.2)),
    height: bottom + captions.length * 24,
    title: shrinkWords(runs, words),
    shapes: [...lines.flatMap(({ shapes }) => shapes), ...captions],
  };
}

interface Measure {
  readonly tallest: number;
  readonly scale: number;
  readonly mostChannels: number;
  /** The layer under the cursor. */
  readonly at: number;
  readonly words: Words;
}

interface Row {
  readonly title: string;
  readonly volumes: readonly Volume[];
  readonly y: number;
}

function rowOf({ title, volumes, y }: Row, measure: Measure) {
  const { tallest, scale, mostChannels, at, words } = measure;
  const shapes: Shape[] = [{ kind: 'text', x: 4, y: y + 18, text: title, size: 14, fill: 'ink', bold: true }];
  const floor = y + 54 + tallest;
  let x = 6;
  volumes.forEach((volume, index) => {
    const { rows, columns, channels, step } = volume;
    if (step) {
      shapes.push(...arrowShapes(x, floor - tallest / 2, step, index - 1 === at));
      x += BETWEEN;
    }
    const gone = rows < 1 || columns < 1;
    const [w, h] = gone ? [20, 20] : [Math.max(2, columns * scale), Math.max(2, rows * scale)];
    const deep = 8 + 22 * (Math.log2(1 + channels) / Math.log2(1 + mostChannels));
    shapes.push(...(gone ? goneShapes(x, floor) : boxShapes(x, floor - h, w, h, deep, y === 0 ? 'before' : 'after')));
    const label = gone ? words.texts.shrinkGone : `${rows}×${columns}×${channels}`;
    shapes.push({
      kind: 'text',
      x: x + (w + (gone ? 0 : deep)) / 2,
      y: floor + 22,
      text: gone ? '∅' : label,
      size: 15,
      fill: gone ? 'bad' : 'ink',
      anchor: 'middle',
      bold: true,
    });
    x += Math.max(w + deep, 66) + 10;
  });
  return { width: x, shapes };
}

/** A box seen from the front, a little from above and from the right. */
function boxShapes(
  x: number,
  y: number,
  w: number,
  h: number,
  deep: number,
  paint: 'before' | 'after',
): readonly Shape[] {
  const up = deep * 0.55;
  const line = { stroke: 'line', width: 1.25 } as const;
  return [
    {
      kind: 'path',
      closed: true,
      points: [
        [x, y],
        [x + deep, y - up],
        [x + w + deep, y - up],
        [x + w, y],
      ],
      fill: paint,
      opacity: 0.55,
      ...line,
    },
    {
      kind: 'path',
      closed: true,
      points: [
        [x + w, y],
        [x + w + deep, y - up],
        [x + w + deep, y + h - up],
        [x + w, y + h],
      ],
      fill: paint,
      opacity: 0.75,
      ...line,
    },
    { kind: 'rect', x, y, w, h, fill: paint, ...line },
  ];
}

function goneShapes(x: number, floor: number): readonly Shape[] {
  return [{ kind: 'rect', x, y: floor - 20, w: 20, h: 20, stroke: 'bad', width: 2, dash: true }];
}

function arrowShapes(x: number, y: number, { type, axes }: PreviewStep, current: boolean): readonly Shape[] {
  const [a, b] = [x + 4, x + BETWEEN - 8];
  const middle = (a + b) / 2;
  const paint = current ? 'window' : 'faint';
  const kernel = `${axes[0].kernel}×${axes[1].kernel}`;
  const stride = axes[0].stride === 1 && axes[1].stride === 1 ? '' : ` /${axes[0].stride}`;
  return [
    {
      kind: 'path',
      points: [
        [a, y],
        [b, y],
      ],
      stroke: paint,
      width: current ? 3 : 1.5,
    },
    {
      kind: 'path',
      closed: true,
      points: [
        [b, y - 5],
        [b + 8, y],
        [b, y + 5],
      ],
      fill: paint,
    },
    {
      kind: 'text',
      x: middle,
      y: y - 10,
      text: type.length > 10 ? `${type.slice(0, 9)}…` : type,
      size: 12,
      fill: current ? 'ink' : 'faint',
      anchor: 'middle',
      bold: current,
    },
    { kind: 'text', x: middle, y: y + 19, text: `${kernel}${stride}`, size: 12, fill: 'faint', anchor: 'middle' },
  ];
}
