// The volume before and after as a stack of activation maps: which of them makes the one that is looked at.
import { fill } from '../fill.ts';
import type { Operation } from './fit.ts';
import type { Scene, Shape } from './scene.ts';
import type { Words } from './texts.ts';

export interface DepthView {
  readonly operation: Operation;
  readonly before: readonly [rows: number, columns: number, maps: number];
  readonly after: readonly [rows: number, columns: number, maps: number];
  readonly groups: number;
  /** The map of the output that is looked at, from 0. */
  readonly map: number;
  /** Sizes of both volumes, with axes that are not drawn. */
  readonly titles: readonly [before: string, after: string];
  readonly caption: readonly string[];
  /** Room in pixels. */
  readonly width: number;
}

const MOST_SHOWN = 8;
const SIDE = 150;
const STEP_X = 22;
/** As high as the number on a map. */
const STEP_Y = 16;
const BETWEEN = 190;
/** Drawn narrower where the room is; below the last the stage scrolls. */
const SCALES = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.42] as const;
const TITLE_LETTER = 11.5;

/** Which maps of the input make map `map` of the output: [first, end). */
export function sourcesOf({ operation, before, after, groups, map }: DepthView): readonly [from: number, to: number] {
  const [, , inputs] = before;
  if (operation === 'pool') return [map, map + 1];
  const perGroup = inputs / groups;
  const group = Math.floor(map / Math.max(1, after[2] / groups));
  return [group * perGroup, (group + 1) * perGroup];
}

export function depthWords(view: DepthView, words: Words): string {
  const { texts } = words;
  const [from, to] = sourcesOf(view);
  const number = (value: number) => words.numbers.count(value);
  const map = number(view.map + 1);
  if (view.operation === 'pool') return fill(texts.depthPool, map, number(view.before[2]));
  if (to - from === view.before[2]) return fill(texts.depthConv, map, number(view.before[2]), number(view.after[2]));
  return to - from === 1
    ? fill(texts.depthOne, map, number(from + 1), number(view.groups))
    : fill(texts.depthGroups, map, number(from + 1), number(to), number(view.groups));
}

interface Stack {
  /** Maps that are drawn, front to back; a gap stands for those left out. */
  readonly maps: readonly number[];
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly step: number;
}

/** As large as the room allows. */
export function depthScene(view: DepthView, words: Words): Scene {
  const scenes = SCALES.map((scale) => sceneAt(view, scale, words));
  return scenes.find(({ width }) => width <= view.width) ?? (scenes.at(-1) as Scene);
}

function sceneAt(view: DepthView, scale: number, words: Words): Scene {
  const { before, after, map } = view;
  const largest = Math.max(before[0], before[1], after[0], after[1], 1);
  const side = (cells: number) => Math.max(26, (cells / largest) * SIDE * scale);
  const step = STEP_X * scale;
  const [from, to] = sourcesOf(view);
  const left = stackOf(before[2], from, { x: 10, y: 40, w: side(before[1]), h: side(before[0]), step });
  const right = stackOf(after[2], map, {
    x: left.x + Math.max(widthOf(left) + BETWEEN * scale, (view.titles[0].length + 2) * TITLE_LETTER),
    y: 40,
    w: side(after[1]),
    h: side(after[0]),
    step,
  });
  const isSource = (each: number) => each >= from && each < to;
  const lines = left.maps.filter(isSource).map((each): Shape => {
    const [a, b] = [edgeOf(left, each, 'right'), edgeOf(right, map, 'left')];
    return { kind: 'path', points: [a, b], stroke: 'window', width: 2, opacity: view.operation === 'pool' ? 1 : 0.75 };
  });
  const shapes: Shape[] = [
    ...stackShapes(left, isSource, 'before', 'input', words),
    ...stackShapes(right, (each) => each === map, 'after', 'output', words),
    ...lines,
    titleOf(view.titles[0], left),
    titleOf(view.titles[1], right),
  ];
  const bottom = Math.max(left.y + heightOf(left), right.y + heightOf(right));
  const captions = view.caption.map(
    (text, index): Shape => ({ kind: 'text', x: 10, y: bottom + 34 + index * 22, text, size: 15, fill: 'ink' }),
  );
  return {
    width: Math.max(
      right.x + Math.max(widthOf(right) + 20, view.titles[1].length * TITLE_LETTER),
      ...view.caption.map((text) => text.length * 8.2),
    ),
    height: bottom + 20 + captions.length * 24,
    title: view.caption.join('\n'),
    shapes: [...shapes, ...captions],
  };
}

/** The first maps, the last one, and always the one that is looked at. */
function stackOf(count: number, always: number, place: Omit<Stack, 'maps'>): Stack {
  const all = Array.from({ length: Math.min(count, MOST_SHOWN) }, (_, index) => index);
  if (count > MOST_SHOWN) {
    all[MOST_SHOWN - 1] = count - 1;
    if (always >= MOST_SHOWN - 2 && always < count - 1) all[MOST_SHOWN - 2] = always;
  }
  return { maps: all, ...place };
}

function widthOf({ maps, w, step }: Stack): number {
  return w + (maps.length - 1) * step;
}

function heightOf({ maps, h }: Stack): number {
  return h + (maps.length - 1) * STEP_Y;
}

/** The first map stands in front, at the bottom left. */
function cornerOf({ maps, x, y, step }: Stack, index: number): readonly [number, number] {
  return [x + index * step, y + (maps.length - 1 - index) * STEP_Y];
}

/** Where lines end: the right edge of a map that is read, the left edge of the one that is made. */
function edgeOf(stack: Stack, map: number, side: 'left' | 'right'): readonly [number, number] {
  const [x, y] = cornerOf(stack, Math.max(0, stack.maps.indexOf(map)));
  return side === 'right' ? [x + stack.w, y + 20] : [x, y + 20];
}

function stackShapes(
  stack: Stack,
  isLit: (map: number) => boolean,
  paint: 'before' | 'after',
  grid: string,
  words: Words,
): readonly Shape[] {
  const drawn = stack.maps.map((map, index): Shape => {
    const [x, y] = cornerOf(stack, index);
    const lit = isLit(map);
    const skipped = index > 0 && map - (stack.maps[index - 1] ?? 0) > 1;
    const children: Shape[] = [
      {
        kind: 'rect',
        x,
        y,
        w: stack.w,
        h: stack.h,
        fill: lit ? 'lit' : paint,
        stroke: lit ? 'window' : 'line',
        width: lit ? 2.5 : 1,
        radius: 2,
      },
      {
        kind: 'text',
        x: x + stack.w - 5,
        y: y + 14,
        text: `${skipped ? '… ' : ''}${map + 1}`,
        size: 11,
        fill: 'ink',
        anchor: 'end',
        bold: lit,
      },
    ];
    const label = fill(words.texts.map, String(map + 1));
    const role = grid === 'output' ? ('button' as const) : undefined;
    return {
      kind: 'group',
      ...(role ? { role } : {}),
      label,
      current: lit,
      tabStop: lit,
      hit: { grid, row: map, column: 0 },
      children,
    };
  });
  return drawn.reverse();
}

function titleOf(text: string, stack: Stack): Shape {
  return { kind: 'text', x: stack.x, y: 20, text, size: 18, fill: 'ink', bold: true };
}
