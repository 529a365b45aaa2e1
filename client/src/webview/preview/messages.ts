// What the preview and its host say to each other, and the guards that both hold against it.
import type { Grid } from '../../../../server/src/base/window.ts';
import type {
  Position,
  PreviewAxes,
  PreviewAxis,
  PreviewLayer,
  PreviewStep,
  Range,
} from '../../../../server/src/protocol.ts';
import {
  either,
  type Guard,
  isBoolean,
  isIndex,
  isNumber,
  isString,
  isType,
  listOf,
  nullable,
  objectOf,
  oneOf,
  taggedUnion,
  textsOf,
} from '../guards.ts';
import { FILTER_KINDS } from './filters.ts';
import { INPUT_KINDS, MOST_CELLS } from './inputs.ts';
import { PICTURES, POOLINGS, type Setup } from './setup.ts';
import { TEXT_NAMES, type Texts } from './texts.ts';

/** What came of something that the panel asked for. */
const OUTCOMES = ['applied', 'applyFailed', 'saved'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type HostMessage =
  | { readonly type: 'start'; readonly language: string; readonly texts: Texts; readonly uri: string | null }
  /** Null: there is no window at the cursor, or no model. */
  | { readonly type: 'layer'; readonly layer: PreviewLayer | null }
  | { readonly type: 'outcome'; readonly outcome: Outcome };

export type PanelMessage =
  | { readonly type: 'ready' }
  | {
      readonly type: 'apply';
      readonly version: number;
      readonly model: number;
      readonly layer: number;
      readonly axes: PreviewAxes;
    }
  | { readonly type: 'save'; readonly format: SaveFormat; readonly data: Uint8Array };

const SAVE_FORMATS = ['svg', 'png', 'gif'] as const;
export type SaveFormat = (typeof SAVE_FORMATS)[number];

/** What survives a reload of the window; `uri` and `place` are what the host restores from. */
export interface PanelState {
  readonly uri: string | null;
  readonly place: Position;
  readonly setup: KeptSetup;
  /** The layer that the setup was made for, so that another one does not get its numbers. */
  readonly layer: string;
}

/** A setup as JSON takes it. */
export type KeptSetup = Omit<Setup, 'own' | 'ownFilter'> & {
  readonly own: KeptGrid | null;
  readonly ownFilter: KeptGrid | null;
};

export interface KeptGrid {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

/** An own map larger than this is not kept: states are written down every few seconds. */
const MOST_KEPT = 4096;

export function keptSetup(setup: Setup): KeptSetup {
  return { ...setup, own: keptGrid(setup.own), ownFilter: keptGrid(setup.ownFilter) };
}

export function setupFromKept(kept: KeptSetup): Setup {
  return { ...kept, own: gridFromKept(kept.own), ownFilter: gridFromKept(kept.ownFilter) };
}

function keptGrid(grid: Grid | null): KeptGrid | null {
  if (!grid || grid.values.length > MOST_KEPT) return null;
  return { rows: grid.rows, columns: grid.columns, values: [...grid.values] };
}

function gridFromKept(kept: KeptGrid | null): Grid | null {
  return kept && { rows: kept.rows, columns: kept.columns, values: Float64Array.from(kept.values) };
}

function between(least: number, most: number): Guard<number> {
  return (value): value is number => isIndex(value) && value >= least && value <= most;
}

function pairOf<T>(guard: Guard<T>): Guard<readonly [T, T]> {
  return (value): value is readonly [T, T] =>
    Array.isArray(value) && value.length === 2 && value.every((item) => guard(item));
}

/** What a layer may be: frameworks take no larger numbers. */
const LARGEST = 2 ** 31;

const isAxis = objectOf<PreviewAxis>({
  input: between(0, LARGEST),
  kernel: between(1, LARGEST),
  stride: between(1, LARGEST),
  padding: pairOf<number>(isNumber),
  dilation: between(1, LARGEST),
  ceil: isBoolean,
  outputPadding: between(0, LARGEST),
});
const isAxes = pairOf(isAxis);
const isPosition = objectOf<Position>({ line: isIndex, character: isIndex });
const isRange = objectOf<Range>({ start: isPosition, end: isPosition });
const isKind = oneOf('max-pool', 'avg-pool', 'lp-pool', 'conv', 'conv-transpose');

const stepGuards = {
  kind: isKind,
  type: isString,
  path: isString,
  axes: isAxes,
  channels: pairOf<number>(isNumber),
};
const isStep = objectOf<PreviewStep>(stepGuards);

const isLayer = objectOf<PreviewLayer>({
  ...stepGuards,
  uri: isString,
  version: isNumber,
  model: isIndex,
  layer: isIndex,
  range: isRange,
  rank: isIndex,
  others: listOf(isAxis),
  groups: isNumber,
  countIncludePad: isBoolean,
  divisor: nullable(isNumber),
  norm: isNumber,
  framework: nullable(isString),
  exact: isBoolean,
  editable: listOf(oneOf('kernel', 'stride', 'padding', 'dilation', 'ceil')),
  run: listOf(isStep),
  at: isIndex,
});

const isTexts: Guard<Texts> = textsOf(TEXT_NAMES);

export const isHostMessage = taggedUnion<HostMessage>({
  start: objectOf({ type: isType('start'), language: isString, texts: isTexts, uri: nullable(isString) }),
  layer: objectOf({ type: isType('layer'), layer: nullable(isLayer) }),
  outcome: objectOf({ type: isType('outcome'), outcome: oneOf(...OUTCOMES) }),
});

/** More than an animation ever has. */
const MOST_BYTES = 200 * 2 ** 20;

const isBytes: Guard<Uint8Array> = (value): value is Uint8Array =>
  value instanceof Uint8Array && value.byteLength <= MOST_BYTES;

export const isPanelMessage = taggedUnion<PanelMessage>({
  ready: objectOf({ type: isType('ready') }),
  apply: objectOf({ type: isType('apply'), version: isNumber, model: isIndex, layer: isIndex, axes: isAxes }),
  save: objectOf({ type: isType('save'), format: oneOf(...SAVE_FORMATS), data: isBytes }),
});

const isSmallAxis = objectOf<PreviewAxis>({
  input: between(0, LARGEST),
  kernel: between(1, MOST_CELLS),
  stride: between(1, MOST_CELLS),
  padding: pairOf(between(0, MOST_CELLS)),
  dilation: between(1, MOST_CELLS),
  ceil: isBoolean,
  outputPadding: between(0, MOST_CELLS),
});

const isGridObject = objectOf<KeptGrid>({
  rows: between(1, MOST_CELLS),
  columns: between(1, MOST_CELLS),
  values: listOf(isNumber),
});
const isKeptGrid: Guard<KeptGrid> = (value): value is KeptGrid =>
  isGridObject(value) && value.values.length === value.rows * value.columns;

const isPoint = pairOf((value): value is number => Number.isInteger(value) && Math.abs(Number(value)) <= MOST_CELLS);
const isSeed = between(0, LARGEST);

const isSetup = objectOf<KeptSetup>({
  operation: oneOf('pool', 'conv', 'conv-transpose'),
  pooling: oneOf(...POOLINGS),
  axes: pairOf(isSmallAxis),
  countIncludePad: isBoolean,
  divisor: nullable(isNumber),
  norm: isNumber,
  input: objectOf({ kind: either(oneOf(...INPUT_KINDS), oneOf('own')), seed: isSeed }),
  own: nullable(isKeptGrid),
  filter: objectOf({ kind: either(oneOf(...FILTER_KINDS), oneOf('own')), seed: isSeed }),
  ownFilter: nullable(isKeptGrid),
  picture: oneOf(...PICTURES),
  step: isIndex,
  speed: isNumber,
  zoom: isNumber,
  shift: isPoint,
  map: isIndex,
  depth: between(1, 16),
});

export const isPanelState = objectOf<PanelState>({
  uri: nullable(isString),
  place: isPosition,
  setup: isSetup,
  layer: isString,
});
