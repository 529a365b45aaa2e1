// Searches input sizes by running a model again on others. Slow by nature: never on a keystroke's path.
// Validity is not monotone (U-Net, flatten before linear), so it scans. Knows no file format.
import { isKnown } from '../graph/dim.ts';
import type { RuleId } from '../graph/facts.ts';
import type { Graph } from '../graph/graph.ts';
import { isFullyKnown, type Volume } from '../graph/volume.ts';

/** Input shapes without batch, channels first. */
export type Shapes = readonly (readonly number[])[];

export type Rerun = (inputs: Shapes) => Graph;

export interface SearchLimits {
  /** Largest side that is tried where the model does not run at its own input. */
  readonly largest?: number;
  /** Layers applied over all runs. */
  readonly layers?: number;
}

const LARGEST = 1024;
const LAYERS = 2_000_000;

/** True where every layer accepts its input and every output's size comes out. */
export function runs({ layers, outputs }: Graph): boolean {
  return (
    outputs.length > 0 &&
    !layers.some((layer) => layer.refused) &&
    outputs.every(({ tensor }) => isFullyKnown(tensor.volume))
  );
}

/**
 * The spatial size of the first spatial input in the smallest run that works, along the inputs' own aspect ratio.
 * Undefined where nothing within the limits works, where there is no spatial axis or where an input is not known.
 */
export function smallestInput(graph: Graph, rerun: Rerun, limits: SearchLimits = {}): readonly number[] | undefined {
  const { largest = LARGEST, layers: budget = LAYERS } = limits;
  const given = shapesOf(graph);
  const spatial = given && spatialInputs(graph);
  const first = spatial?.indexOf(true) ?? -1;
  if (!given || !spatial || first < 0) return undefined;

  const full = Math.max(...(given[first]?.slice(1) ?? []));
  const last = runs(graph) ? full : Math.max(largest, full);
  let spent = 0;
  let before: string | undefined;
  for (let side = 1; side <= last && spent <= budget; side++) {
    const shapes = given.map((shape, index) => (spatial[index] ? scaled(shape, side / full) : shape));
    const key = shapes.join(';');
    if (key === before) continue;
    before = key;
    const tried = rerun(shapes);
    spent += Math.max(1, tried.layers.length);
    if (runs(tried)) return shapes[first]?.slice(1);
  }
  return undefined;
}

/** Channels stay, every other axis is scaled; none below 1. */
function scaled([channels = 1, ...axes]: readonly number[], factor: number): readonly number[] {
  return [channels, ...axes.map((axis) => Math.max(1, Math.round(axis * factor)))];
}

function shapesOf({ inputs }: Graph): Shapes | undefined {
  const shapes = inputs.map(({ tensor }) => tensor.volume.dims?.slice(1) ?? []);
  return shapes.every((shape): shape is number[] => shape.length > 0 && shape.every(isKnown)) ? shapes : undefined;
}

/** Which inputs have axes that windows slide along: (N, C, L) only where the model slides along one axis at all. */
function spatialInputs({ inputs, layers }: Graph): readonly boolean[] {
  const slides = layers.some(({ windows }) => windows.length === 1);
  const isSpatial = ({ dims, dtype }: Volume) =>
    dims !== undefined && dtype === 'float' && (dims.length > 3 || (dims.length === 3 && slides));
  return inputs.map(({ tensor }) => isSpatial(tensor.volume));
}

export interface Multiple {
  readonly multiple: number;
  /** The spatial sizes next to the first input's that are such multiples. */
  readonly nearest: readonly (readonly number[])[];
}

/**
 * Of which number the input's spatial sizes must be multiples, so that no layer is refused for one of `rules`: the model's own
 * stride, or the least half of it that will do. Undefined where the sizes are such multiples already, or that does not help.
 */
export function workingMultiple(graph: Graph, rerun: Rerun, rules: ReadonlySet<RuleId>): Multiple | undefined {
  const given = shapesOf(graph);
  const spatial = given && spatialInputs(graph);
  const first = spatial?.indexOf(true) ?? -1;
  const stride = strideOf(graph);
  if (!given || !spatial || first < 0 || stride < 2) return undefined;

  const isSpatial = (index: number) => spatial[index] === true;
  const rounded = (round: (size: number) => number) =>
    given.map(([channels = 1, ...axes], index) => [channels, ...(isSpatial(index) ? axes.map(round) : axes)]);
  const works = (shapes: Shapes) => !rerun(shapes).findings.some(({ rule }) => rules.has(rule));
  // One run for each candidate: all strides divide its multiples, and an odd one is no multiple of a larger power of two.
  const worksAt = (multiple: number) => works(rounded((size) => (Math.ceil(size / multiple) | 1) * multiple));

  if (String(rounded((size) => Math.ceil(size / stride) * stride)) === String(given) || !worksAt(stride))
    return undefined;
  let multiple = stride;
  while (multiple % 2 === 0 && multiple > 2 && worksAt(multiple / 2)) multiple /= 2;
  const axes = given[first]?.slice(1) ?? [];
  const below = axes.map((size) => Math.max(1, Math.floor(size / multiple)) * multiple);
  const above = axes.map((size) => Math.ceil(size / multiple) * multiple);
  return { multiple, nearest: String(below) === String(above) ? [below] : [below, above] };
}

/** How far apart in the input neighbouring cells of the deepest layer are. */
function strideOf({ layers }: Graph): number {
  let stride = 1;
  for (const { receptiveField } of layers) {
    for (const jump of receptiveField?.jump ?? [])
      if (Number.isFinite(jump)) stride = Math.max(stride, Math.round(jump));
  }
  return stride;
}
