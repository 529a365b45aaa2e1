// What all operators with a window share: splitting a volume into batch, channels and spatial axes, and sliding over it.
import { type AxisWindow, outputSize } from '../base/window.ts';
import { add, type Dim, isKnown, isUnknown, unknownDim } from '../graph/dim.ts';
import { axisNames } from '../graph/facts.ts';
import type { Inference, Refuse } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { type Volume, volume } from '../graph/volume.ts';

/** How many spatial axes an operator slides over. */
export type Rank = 1 | 2 | 3;

export const RANKS = [1, 2, 3] as const satisfies readonly Rank[];

export type Sides = readonly [before: Dim, after: Dim];

export interface SpatialInput {
  /** Empty when the input has no batch dimension. */
  readonly batch: readonly Dim[];
  readonly channels: Dim;
  readonly spatial: readonly Dim[];
  /** The rank was refused: all of it is unknown. */
  readonly refused: boolean;
}

/**
 * (N, C, …spatial) or, unbatched, (C, …spatial). Any other rank is refused, and all of it is unknown.
 * `quote` gives the framework's words for a wrong rank.
 */
export function spatialInput(
  input: Volume,
  rank: number,
  refuse: Refuse,
  quote: (size: string, rank: number) => string,
): SpatialInput {
  const { dims } = input;
  if (dims?.length === rank + 2) {
    return { batch: dims.slice(0, 1), channels: dims[1] ?? REFUSED, spatial: dims.slice(2), refused: false };
  }
  if (dims?.length === rank + 1) {
    return { batch: [], channels: dims[0] ?? REFUSED, spatial: dims.slice(1), refused: false };
  }
  if (dims) {
    refuse('rank-mismatch', { expected: [rank + 1, rank + 2], input }, { quote: quote(listText(dims), dims.length) });
  }
  const lost = dims ? REFUSED : unknownDim(input.cause);
  return { batch: [lost], channels: lost, spatial: new Array<Dim>(rank).fill(lost), refused: dims !== undefined };
}

export interface SlidingAttributes {
  readonly kernel: readonly Dim[];
  readonly stride: readonly Dim[];
  readonly padding: readonly Sides[];
  readonly dilation: readonly Dim[];
  readonly ceil?: boolean;
}

/** The window on each spatial axis where all its numbers are known, and make one. */
export function axisWindows(
  spatial: readonly Dim[],
  { kernel, stride, padding, dilation, ceil = false }: SlidingAttributes,
): (AxisWindow | undefined)[] {
  const rank = spatial.length;
  const windows = new Array<AxisWindow | undefined>(rank).fill(undefined);
  if (kernel.length !== rank || stride.length !== rank || padding.length !== rank || dilation.length !== rank) {
    return windows;
  }
  for (let axis = 0; axis < rank; axis++) {
    const input = spatial[axis];
    const [k, s, d] = [kernel[axis], stride[axis], dilation[axis]];
    const sides = padding[axis];
    if (typeof input !== 'number' || !isPositive(k) || !isPositive(s) || !isPositive(d) || !sides) continue;
    const [before, after] = sides;
    if (!isKnown(before) || !isKnown(after)) continue;
    windows[axis] = { input, kernel: k, stride: s, padding: [before, after], dilation: d, ceil };
  }
  return windows;
}

export function isPositive(dim: Dim | undefined): dim is number {
  return typeof dim === 'number' && dim > 0;
}

/** Output cells on each axis; what makes a window unknown makes its output unknown. */
export function slideSizes(spatial: readonly Dim[], windows: readonly (AxisWindow | undefined)[]): Dim[] {
  return windows.map((window, axis) => (window ? outputSize(window) : lostAlong(spatial[axis])));
}

/**
 * The spatial output dimensions. An axis whose output falls below 1 is refused as vanished, once, and unknown.
 * `quote` gives the framework's words.
 */
export function slide(
  input: Volume,
  spatial: readonly Dim[],
  windows: readonly (AxisWindow | undefined)[],
  refuse: Refuse,
  quote: (outputs: readonly Dim[]) => string,
): Dim[] {
  const outputs = slideSizes(spatial, windows);
  const vanished = outputs.findIndex((output) => isKnown(output) && output < 1);
  if (vanished < 0) return outputs;
  const window = windows[vanished];
  const axis = axisNames(windows.length)[vanished];
  if (window && axis) {
    refuse('volume-vanishes', { input, axis, window, output: outputSize(window) }, { quote: quote(outputs) });
  }
  return outputs.map((output) => (isKnown(output) && output < 1 ? REFUSED : output));
}

/** What makes the axis unknown, or that some attribute of its window is; all windows are spelled alike. */
function lostAlong(dim: Dim | undefined): Dim {
  return dim !== undefined && isUnknown(dim)
    ? dim
    : unknownDim({ reason: 'unknown-attribute', facts: { attribute: 'kernel', operator: 'conv2d' } });
}

/** (N, C′, …spatial′), or without N as the input was. */
export function spatialOutput(
  from: Volume,
  { batch }: SpatialInput,
  channels: Dim,
  spatial: readonly Dim[],
): Inference['outputs'] {
  return [volume([...batch, channels, ...spatial], from.dtype)];
}

/** The input channels, for attributes that follow from them. */
function channelsOf(input: Volume | undefined, rank: number): Dim | undefined {
  const { dims } = input ?? {};
  if (!dims) return undefined;
  return dims.length === rank + 2 ? dims[1] : dims.length === rank + 1 ? dims[0] : undefined;
}

/** An operator's `complete` for in-channels that follow from the input. */
export function impliedChannels(rank: number) {
  return (_: unknown, [input]: readonly Volume[]): { readonly inChannels?: Dim } => {
    const inChannels = channelsOf(input, rank);
    return inChannels === undefined ? {} : { inChannels };
  };
}

/** Sums with unknowns absorbed. */
export function padded(spatial: readonly Dim[], padding: readonly Sides[]): Dim[] {
  return spatial.map((dim, axis) => add(dim, add(padding[axis]?.[0] ?? 0, padding[axis]?.[1] ?? 0)));
}

/** Some axis other than the batch has no cells: frameworks refuse it even where padding would leave something. */
export function isEmpty({ channels, spatial }: SpatialInput): boolean {
  return channels === 0 || spatial.includes(0);
}

/** The volume with its empty axes unknown: what an operator that refuses emptiness would take. */
export function refuseEmptiness(input: Volume, refuse: Refuse, quote: string): void {
  if (!input.dims) return;
  const expected = volume(
    input.dims.map((dim) => (dim === 0 ? REFUSED : dim)),
    input.dtype,
  );
  refuse('shapes-do-not-match', { input, expected }, { quote });
}

/** `5x23x8`, as some of PyTorch's messages join sizes. */
export function joined(dims: readonly Dim[], by: string): string {
  return dims.map(dimText).join(by);
}
