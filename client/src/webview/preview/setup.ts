// What the panel shows, as plain data: the layer of the file, what the user tries out, and how it is looked at. Pure.
import { type Grid, outputSize } from '../../../../server/src/base/window.ts';
import type { PreviewAxes, PreviewAxis, PreviewKind, PreviewLayer } from '../../../../server/src/protocol.ts';
import type { FilterKind } from './filters.ts';
import type { Operation } from './fit.ts';
import type { InputKind } from './inputs.ts';

export const PICTURES = ['window', 'depth', 'shift', 'shrink'] as const;
export type PictureName = (typeof PICTURES)[number];

export const POOLINGS = ['all', 'max', 'avg', 'lp'] as const;
export type PoolingChoice = (typeof POOLINGS)[number];

export interface Setup {
  readonly operation: Operation;
  readonly pooling: PoolingChoice;
  readonly axes: PreviewAxes;
  readonly countIncludePad: boolean;
  readonly divisor: number | null;
  readonly norm: number;
  readonly input: { readonly kind: InputKind | 'own'; readonly seed: number };
  /** Typed, pasted, drawn or dropped; shown where the input is `own`. */
  readonly own: Grid | null;
  readonly filter: { readonly kind: FilterKind | 'own'; readonly seed: number };
  readonly ownFilter: Grid | null;
  readonly picture: PictureName;
  readonly step: number;
  /** Windows a second. */
  readonly speed: number;
  readonly zoom: number;
  readonly shift: readonly [down: number, across: number];
  /** The activation map that is looked at in the depth picture. */
  readonly map: number;
  /** Convolutions in a row, where no file says it. */
  readonly depth: number;
}

function axis(input: number, kernel: number, stride: number): PreviewAxis {
  return { input, kernel, stride, padding: [0, 0], dilation: 1, ceil: false, outputPadding: 0 };
}

function square(input: number, kernel: number, stride: number): PreviewAxes {
  return [axis(input, kernel, stride), axis(input, kernel, stride)];
}

/** What each operation begins with where there is no layer: the course's pooling example; a 3×3 filter on 7×7. */
export const BEGINNINGS: Readonly<Record<Operation, { readonly axes: PreviewAxes; readonly input: InputKind }>> = {
  pool: { axes: square(4, 2, 2), input: 'example' },
  conv: { axes: square(7, 3, 1), input: 'edge' },
  'conv-transpose': { axes: square(3, 3, 2), input: 'example' },
};

export const FIRST_SETUP: Setup = {
  operation: 'pool',
  pooling: 'all',
  axes: BEGINNINGS.pool.axes,
  countIncludePad: true,
  divisor: null,
  norm: 2,
  input: { kind: 'example', seed: 1 },
  own: null,
  filter: { kind: 'sobel-x', seed: 1 },
  ownFilter: null,
  picture: 'window',
  step: 0,
  speed: 2,
  zoom: 1,
  shift: [0, 1],
  map: 0,
  depth: 3,
};

const OPERATIONS: Readonly<Record<PreviewKind, readonly [Operation, PoolingChoice]>> = {
  'max-pool': ['pool', 'max'],
  'avg-pool': ['pool', 'avg'],
  'lp-pool': ['pool', 'lp'],
  conv: ['conv', 'all'],
  'conv-transpose': ['conv-transpose', 'all'],
};

/** The layer's own numbers; what the user looks at and slides over stays. */
export function setupFor(layer: PreviewLayer, before: Setup): Setup {
  const [operation, pooling] = OPERATIONS[layer.kind];
  const { axes, countIncludePad, divisor, norm } = layer;
  const sized = before.own && before.own.rows === axes[0].input && before.own.columns === axes[1].input;
  const tiny = isTiny(axes);
  // What looks well on a large map does not on a small one, and the other way round.
  const stays = sized || (before.input.kind !== 'own' && tiny === isTiny(before.axes));
  const suited: InputKind = tiny ? 'example' : 'digit';
  const input = stays ? before.input : { ...before.input, kind: suited };
  return {
    ...before,
    operation,
    pooling: operation === 'pool' ? pooling : before.pooling,
    axes,
    countIncludePad,
    divisor,
    norm,
    input,
    own: sized ? before.own : null,
    // Corners of large maps hold little to see.
    step: tiny ? 0 : middleOf(layer),
    map: 0,
  };
}

function isTiny(axes: PreviewAxes): boolean {
  return axes.every(({ input }) => input <= SMALL_SIDE);
}

function middleOf({ axes, kind }: PreviewLayer): number {
  const size = (axis: PreviewAxis) => (kind === 'conv-transpose' ? axis.input : Math.max(0, outputSize(axis)));
  const [rows, columns] = [size(axes[0]), size(axes[1])];
  return Math.floor(rows / 2) * columns + Math.floor(columns / 2);
}

/** Up to here every cell is drawn with its number; beyond, a map with a crop around the window. */
export const SMALL_SIDE = 16;

/** An own input brings its own size. */
export function withSize(axes: PreviewAxes, rows: number, columns: number): PreviewAxes {
  return [
    { ...axes[0], input: rows },
    { ...axes[1], input: columns },
  ];
}

export function sameWindow(a: PreviewAxes, b: PreviewAxes): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** With the same of these, it is the same layer: what the user has tried out stays. */
export function keyOf({
  kind,
  axes,
  others,
  channels,
  groups,
  countIncludePad,
  norm,
  divisor,
  model,
  layer,
}: PreviewLayer): string {
  return JSON.stringify([kind, axes, others, channels, groups, countIncludePad, norm, divisor, model, layer]);
}
