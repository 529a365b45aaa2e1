// What all operators with a window share: splitting a volume into batch, channels and spatial axes, and sliding over it.
import { type AxisWindow, outputSize } from '../base/window.ts';
import { add, type Dim, isKnown, isUnknown, unknownDim } from '../graph/dim.ts';
import { axisNames } from '../graph/facts.ts';
import type { Inference, Refuse } from '../graph/operator.ts';
import { type Volume, volume } from '../graph/volume.ts';

export interface SpatialInput {
  /** Empty when the input has no batch dimension. */
  readonly batch: readonly Dim[];
  readonly channels: Dim;
  readonly spatial: readonly Dim[];
}

/** `[1, 3, 8, 8]`, as PyTorch prints sizes. */
export function sizes(v: Volume): string {
  return `[${v.dims?.map((dim) => (isKnown(dim) ? dim : 'N')).join(', ')}]`;
}

/**
 * (N, C, …spatial) or, unbatched, (C, …spatial). Any other rank is refused, and all of it is unknown.
 * `quote` gives the framework's words for a wrong rank.
 */
export function spatialInput(
  input: Volume,
  rank: number,
  refuse: Refuse,
  quote: (size: string) => string,
): SpatialInput {
  const { dims } = input;
  if (dims?.length === rank + 2) return { batch: dims.slice(0, 1), channels: dims[1] as Dim, spatial: dims.slice(2) };
  if (dims?.length === rank + 1) return { batch: [], channels: dims[0] as Dim, spatial: dims.slice(1) };
  if (dims) refuse('rank-mismatch', { expected: [rank + 1, rank + 2], input }, { quote: quote(sizes(input)) });
  const lost = unknownDim(dims ? { reason: 'refused', facts: { layer: '' } } : input.cause);
  return { batch: [lost], channels: lost, spatial: new Array<Dim>(rank).fill(lost) };
}

export interface SlidingAttributes {
  readonly kernel: readonly Dim[];
  readonly stride: readonly Dim[];
  readonly padding: readonly (readonly [Dim, Dim])[];
  readonly dilation: readonly Dim[];
  readonly ceil?: boolean;
}

/** The window on each spatial axis where all its numbers are known. */
export function axisWindows(spatial: readonly Dim[], attributes: SlidingAttributes): (AxisWindow | undefined)[] {
  return spatial.map((input, axis) => {
    const kernel = attributes.kernel[axis];
    const stride = attributes.stride[axis];
    const dilation = attributes.dilation[axis];
    const [before, after] = attributes.padding[axis] ?? [0, 0];
    if (!isKnown(input) || typeof kernel !== 'number' || typeof stride !== 'number' || typeof dilation !== 'number')
      return undefined;
    if (!isKnown(before) || !isKnown(after)) return undefined;
    return { input, kernel, stride, padding: [before, after], dilation, ceil: attributes.ceil ?? false };
  });
}

/**
 * The spatial output dimensions. An axis whose output falls below `least` is refused as vanished, once, and unknown.
 * `quote` gives the framework's words.
 */
export function slide(
  input: Volume,
  spatial: readonly Dim[],
  windows: readonly (AxisWindow | undefined)[],
  refuse: Refuse,
  quote: () => string,
): Dim[] {
  const outputs = windows.map((window, axis): Dim => (window ? outputSize(window) : unknownOf(spatial[axis])));
  const vanished = outputs.findIndex((output) => isKnown(output) && output < 1);
  const window = windows[vanished];
  const axis = axisNames(windows.length)[vanished];
  if (window && axis) {
    refuse('volume-vanishes', { input, axis, window, output: outputs[vanished] as number }, { quote: quote() });
  }
  return outputs.map((output) =>
    isKnown(output) && output < 1 ? unknownDim({ reason: 'refused', facts: { layer: '' } }) : output,
  );
}

/** What makes the axis unknown, or that some attribute of its window is. */
function unknownOf(dim: Dim | undefined): Dim {
  return dim !== undefined && isUnknown(dim)
    ? dim
    : unknownDim({ reason: 'unknown-attribute', facts: { attribute: 'kernel' } });
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
export function channelsOf(input: Volume | undefined, rank: number): Dim | undefined {
  const { dims } = input ?? {};
  if (!dims) return undefined;
  return dims.length === rank + 2 ? dims[1] : dims.length === rank + 1 ? dims[0] : undefined;
}

/** Sums with unknowns absorbed, for padded sizes in messages. */
export function padded(spatial: readonly Dim[], padding: readonly (readonly [Dim, Dim])[]): Dim[] {
  return spatial.map((dim, axis) => add(dim, add(padding[axis]?.[0] ?? 0, padding[axis]?.[1] ?? 0)));
}
