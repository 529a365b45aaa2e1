// What the shapes panel and its host say to each other, and the guards that both hold against it.
import type {
  BlockRow,
  GapPlace,
  LayerRow,
  ModelTable,
  ModelTotals,
  NamedShape,
  Position,
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
  optional,
  taggedUnion,
  textsOf,
} from '../guards.ts';
import { TEXT_NAMES, type Texts } from './texts.ts';

/** One model of a file, as the server counted it. */
export interface Sheet {
  readonly uri: string;
  readonly version: number;
  readonly batch: number;
  readonly dtype: string;
  /** Names of all the file's models. */
  readonly models: readonly string[];
  /** Which of them this is. */
  readonly selected: number;
  readonly model: ModelTable;
}

export type HostMessage =
  | { readonly type: 'start'; readonly language: string; readonly texts: Texts; readonly uri: string }
  /** Null: the file holds no model, or not any more. */
  | { readonly type: 'sheet'; readonly sheet: Sheet | null }
  /** The cursor stands on this line of the file. */
  | { readonly type: 'cursor'; readonly line: number };

/** A place that a panel may ask to see: the host looks up where it is in the sheet that it sent itself. */
export interface Place {
  readonly kind: 'layer' | 'block' | 'gap' | 'model';
  readonly index: number;
}

export type PanelMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'select'; readonly model: number }
  | { readonly type: 'reveal'; readonly place: Place; readonly focus: boolean }
  | { readonly type: 'copy'; readonly text: string };

/** What survives a reload of the window; `uri` and `model` are what the host restores from. */
export interface PanelState {
  readonly uri: string;
  readonly model: string;
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  readonly filter: string;
  /** Keys of closed blocks. */
  readonly closed: readonly string[];
  readonly scroll: number;
}

const isPosition = objectOf<Position>({ line: isIndex, character: isIndex });
const isRange = objectOf<Range>({ start: isPosition, end: isPosition });
const isNamedShape = objectOf<NamedShape>({ name: isString, shape: isString });
const isGap = objectOf<GapPlace>({ message: isString, range: isRange, uri: optional(isString) as Guard<string> });
const numberOrNull = nullable(isNumber);
const stringOrNull = nullable(isString);
const strings = listOf(isString);

const isTotals = objectOf<ModelTotals>({
  layers: isNumber,
  params: isNumber,
  trainableParams: isNumber,
  macs: isNumber,
  activationBytes: isNumber,
  parameterBytes: isNumber,
  complete: isBoolean,
});

const isLayerRow = objectOf<LayerRow>({
  index: isIndex,
  path: isString,
  operator: isString,
  type: isString,
  range: isRange,
  lastLine: optional(isIndex) as Guard<number>,
  uri: optional(isString) as Guard<string>,
  made: optional(objectOf({ range: isRange, uri: optional(isString) as Guard<string> })) as Guard<
    NonNullable<LayerRow['made']>
  >,
  block: nullable(isIndex),
  inputs: strings,
  outputs: strings,
  kernel: stringOrNull,
  stride: stringOrNull,
  padding: stringOrNull,
  params: numberOrNull,
  share: numberOrNull,
  macs: numberOrNull,
  bytes: numberOrNull,
  receptiveField: nullable(either(listOf(isNumber), oneOf('all'))),
  severity: nullable(oneOf('error', 'warning', 'information', 'hint')),
  why: stringOrNull,
});

const isBlockRow = objectOf<BlockRow>({
  path: isString,
  type: isString,
  range: isRange,
  uri: optional(isString) as Guard<string>,
  parent: nullable(isIndex),
  first: isIndex,
  end: isIndex,
  inputs: strings,
  outputs: strings,
  params: numberOrNull,
  share: numberOrNull,
  macs: numberOrNull,
  bytes: numberOrNull,
});

const isModelTable = objectOf<ModelTable>({
  name: isString,
  range: isRange,
  uri: optional(isString) as Guard<string>,
  inputs: listOf(isNamedShape),
  outputs: listOf(isNamedShape),
  rows: listOf(isLayerRow),
  blocks: listOf(isBlockRow),
  totals: isTotals,
  gaps: listOf(isGap),
});

const isSheet = objectOf<Sheet>({
  uri: isString,
  version: isNumber,
  batch: isNumber,
  dtype: isString,
  models: strings,
  selected: isIndex,
  model: isModelTable,
});

const isTexts: Guard<Texts> = textsOf(TEXT_NAMES);

export const isHostMessage = taggedUnion<HostMessage>({
  start: objectOf({ type: isType('start'), language: isString, texts: isTexts, uri: isString }),
  sheet: objectOf({ type: isType('sheet'), sheet: nullable(isSheet) }),
  cursor: objectOf({ type: isType('cursor'), line: isIndex }),
});

const isPlace = objectOf<Place>({ kind: oneOf('layer', 'block', 'gap', 'model'), index: isIndex });

export const isPanelMessage = taggedUnion<PanelMessage>({
  ready: objectOf({ type: isType('ready') }),
  select: objectOf({ type: isType('select'), model: isIndex }),
  reveal: objectOf({ type: isType('reveal'), place: isPlace, focus: isBoolean }),
  copy: objectOf({ type: isType('copy'), text: isString }),
});

export const isPanelState = objectOf<PanelState>({
  uri: isString,
  model: isString,
  sort: nullable(objectOf({ column: isString, descending: isBoolean })),
  filter: isString,
  closed: strings,
  scroll: isNumber,
});
