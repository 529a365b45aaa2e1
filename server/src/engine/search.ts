// Searches input sizes by running a model again on others. Slow by nature: never on a keystroke's path.
// Validity is not monotone (U-Net, flatten before linear), so it scans. Knows no file format.
import { isKnown } from '../graph/dim.ts';
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
