// What rules ask of a graph's layers, over and over: who reads a tensor, which layers keep a shape, which windows slide.
import { oncePer } from '../base/once.ts';
import { type AxisWindow, outputSize } from '../base/window.ts';
import { type Dim, isKnown } from '../graph/dim.ts';
import { type AxisName, axisNames } from '../graph/facts.ts';
import type { Block, Graph, Layer, Module, Origin, Parameter, Tensor } from '../graph/graph.ts';

export interface SlidingAxis {
  readonly axis: AxisName;
  readonly window: AxisWindow;
  readonly output: number;
}

/** The spatial axes of a convolution or pooling whose every number is known; empty where one is not, or where it refuses. */
export function slidingAxes(layer: Layer): readonly SlidingAxis[] {
  const { windows, refused, outputs, module } = layer;
  if (windows.length === 0 || refused) return [];
  if (module.operator.family !== 'convolution' && module.operator.family !== 'pooling') return [];
  const spatial = outputs[0]?.volume.dims?.slice(-windows.length) ?? [];
  const names = axisNames(windows.length);
  const axes: SlidingAxis[] = [];
  for (let index = 0; index < windows.length; index++) {
    const window = windows[index];
    const output = spatial[index];
    const axis = names[index];
    // A transposed convolution has a window too, but is not what it slides over: its output is larger.
    if (!window || !axis || output !== outputSize(window)) return [];
    axes.push({ axis, window, output });
  }
  return axes;
}

export function isPooling({ module }: Layer): boolean {
  return module.operator.family === 'pooling';
}

/** One window that covers all of its input: a global pooling, or a filter that ends the spatial axes. */
export function coversInput(axes: readonly SlidingAxis[]): boolean {
  return axes.length > 0 && axes.every(({ output }) => output === 1);
}

const KEEPS_SHAPE: ReadonlySet<string> = new Set(['activation', 'normalization', 'dropout']);

/** Acts on each cell or map and leaves the sizes alone. */
export function keepsShape({ module: { operator }, inputs }: Layer): boolean {
  return inputs.length === 1 && (operator.elementwise === true || KEEPS_SHAPE.has(operator.family));
}

export function isUpsampling({ module: { operator } }: Layer): boolean {
  return operator.family === 'resampling' || operator.id.startsWith('conv-transpose');
}

/** Cells behind the end of each of the last `rank` axes that a padding layer has added: no input is lost where they go unread. */
export function addedBehind(tensor: Tensor | undefined, rank: number): readonly number[] {
  const added = Array<number>(rank).fill(0);
  let layer = tensor?.layer;
  for (; layer && (keepsShape(layer) || keepsCells(layer) || isPadding(layer)); layer = layer.inputs[0]?.layer) {
    const sides = isPadding(layer)
      ? (layer.module.attributes.padding as readonly (readonly [Dim, Dim])[] | undefined)
      : undefined;
    for (const [index, [, after]] of (sides ?? []).entries()) {
      const axis = index + rank - (sides?.length ?? 0);
      const before = added[axis];
      if (before !== undefined && isKnown(after)) added[axis] = before + after;
    }
  }
  return added.map((cells) => Math.max(0, cells));
}

function isPadding({ module: { operator } }: Layer): boolean {
  return operator.family === 'padding';
}

/** Every cell comes from the one at its own place: a 1×1 convolution. */
function keepsCells({ module: { operator }, windows }: Layer): boolean {
  return (
    operator.family === 'convolution' &&
    windows.length > 0 &&
    windows.every((window) => window?.kernel === 1 && window.stride === 1 && window.padding.every((side) => side === 0))
  );
}

/** The layer that gave a tensor its shape, behind activations, normalization and dropout. */
export function shapedBy(tensor: Tensor | undefined): Layer | undefined {
  let layer = tensor?.layer;
  while (layer && keepsShape(layer)) layer = layer.inputs[0]?.layer;
  return layer;
}

/**
 * The composite that the file names where it names no layer: the outermost block at the layer's own place. What stands inside of
 * it was written by others, and is not the user's to change.
 */
export function compositeOf({ block, origin }: Layer): Block | undefined {
  let outermost: Block | undefined;
  for (let each = block; each && isSamePlace(each.origin, origin); each = each.parent) outermost = each;
  return outermost && outermost.end - outermost.first > 1 ? outermost : undefined;
}

function isSamePlace(a: Origin, b: Origin): boolean {
  return a.head.start === b.head.start && a.head.end === b.head.end && a.uri === b.uri;
}

/** The batch-free, spatial part of (N, C, …) where it is known. */
export function spatialSizes(tensor: Tensor | undefined): readonly number[] | undefined {
  const spatial: readonly Dim[] | undefined = tensor?.volume.dims?.slice(2);
  return spatial && spatial.length > 0 && spatial.every(isKnown) ? spatial : undefined;
}

/** Findings about sizes must not rest on a guessed input. */
export function sizesAreGuessed(graph: Graph): boolean {
  return graph.inputs.some(({ source }) => source === 'guess');
}

/** Layers that read a tensor, by its id. */
export type Readers = ReadonlyMap<number, readonly Layer[]>;

export const readersOf = oncePer((graph: Graph): Readers => {
  const readers = new Map<number, Layer[]>();
  for (const layer of graph.layers) {
    for (const { id } of layer.inputs) {
      const known = readers.get(id);
      if (known) known.push(layer);
      else readers.set(id, [layer]);
    }
  }
  return readers;
});

/** Numbers in weights and biases of some modules, shared ones once; undefined where a size is unknown. */
export function paramsOfModules(modules: Iterable<Module>): number | undefined {
  const seen = new Set<Parameter>();
  let sum = 0;
  for (const { parameters } of modules) {
    for (const parameter of parameters) {
      if (parameter.buffer || seen.has(parameter)) continue;
      seen.add(parameter);
      if (!isKnown(parameter.count)) return undefined;
      sum += parameter.count;
    }
  }
  return sum;
}
