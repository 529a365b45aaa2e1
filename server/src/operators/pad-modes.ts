// How the cells around a volume may be filled, and what each way refuses: shared by padding layers and convolutions.
import { add, type Dim, isKnown } from '../graph/dim.ts';
import { axisNames } from '../graph/facts.ts';
import type { Refuse } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { listText } from '../graph/torch-text.ts';
import type { Volume } from '../graph/volume.ts';
import { joined, type Sides } from './spatial.ts';

export type PadMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

export const PAD_MODES = ['zeros', 'reflect', 'replicate', 'circular'] as const satisfies readonly PadMode[];

/** What a pad of each axis does to it, where its numbers are known. */
interface PaddedAxis {
  /** Counted from the front of the volume. */
  readonly axis: number;
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

/**
 * The last axes of the volume with `sides` added, one pair per axis; negative numbers crop.
 * Refuses a reflection that is not smaller than its axis, a circular padding that is larger, and more cropped than there is.
 * Sources: aten/src/ATen/native/PadNd.cpp, ReflectionPad.cpp, ReplicationPadding.cpp, PyTorch 2.13.
 */
export function padAxes(
  mode: PadMode,
  input: Volume & { readonly dims: readonly Dim[] },
  sides: readonly Sides[],
  refuse: Refuse,
): readonly Dim[] {
  const first = input.dims.length - sides.length;
  const sizes = sides.map(([before, after], index) => add(input.dims[first + index] ?? REFUSED, add(before, after)));
  const axes = sides.flatMap(([before, after], index): PaddedAxis[] => {
    const size = input.dims[first + index] ?? REFUSED;
    return isKnown(size) && isKnown(before) && isKnown(after) ? [{ axis: first + index, size, before, after }] : [];
  });
  const wrong = refusalOf(mode, input.dims, axes, sizes);
  if (!wrong) return sizes;
  const { axis, quote } = wrong;
  const name = axisNames(sides.length)[axis.axis - first] ?? 'length';
  const padding = Math.max(axis.before, axis.after);
  const output = axis.size + axis.before + axis.after;
  const options = { attribute: 'padding', quote };
  if (output < 1) {
    const { size, before, after } = axis;
    const window = { input: size, kernel: 1, stride: 1, padding: [before, after], dilation: 1, ceil: false } as const;
    refuse('volume-vanishes', { input, axis: name, window, output }, options);
  } else refuse('padding-exceeds-input', { padding, size: axis.size, mode, axis: name }, options);
  return sizes.map((size, index) => (first + index === axis.axis ? REFUSED : size));
}

interface Refusal {
  readonly axis: PaddedAxis;
  readonly quote: string;
}

/** PyTorch looks at the last axis first. */
function refusalOf(
  mode: PadMode,
  dims: readonly Dim[],
  axes: readonly PaddedAxis[],
  sizes: readonly Dim[],
): Refusal | undefined {
  switch (mode) {
    case 'zeros':
      return overCropped(axes);
    case 'circular':
      return wrappedTwice(axes);
    case 'reflect':
      return reflectedTooFar(dims, axes) ?? nothingLeft(dims, axes, sizes);
    case 'replicate':
      return nothingLeft(dims, axes, sizes);
  }
}

/** Cropping happens first, so a crop on one side cannot be made good by padding on the other. An empty axis may be left. */
function overCropped(axes: readonly PaddedAxis[]): Refusal | undefined {
  const axis = axes.find(({ size, before, after }) => {
    const left = size + Math.min(0, before);
    return left < 0 || left + Math.min(0, after) < 0;
  });
  return axis && { axis, quote: 'narrow(): length must be non-negative.' };
}

function wrappedTwice(axes: readonly PaddedAxis[]): Refusal | undefined {
  for (const axis of axes) {
    const { size, before, after } = axis;
    if (before > size || after > size) return { axis, quote: 'Padding value causes wrapping around more than once.' };
    if (size + before + after < 0) return { axis, quote: 'Negative padding value is resulting in an empty dimension' };
  }
  return undefined;
}

function reflectedTooFar(dims: readonly Dim[], axes: readonly PaddedAxis[]): Refusal | undefined {
  const axis = axes.findLast(({ size, before, after }) => before >= size || after >= size);
  if (!axis) return undefined;
  const argument = 4 + 2 * (dims.length - 1 - axis.axis);
  const quote =
    `Argument #${argument}: Padding size should be less than the corresponding input dimension, ` +
    `but got: padding (${axis.before}, ${axis.after}) at dimension ${axis.axis} of input ${listText(dims)}`;
  return { axis, quote };
}

/** Below nothing on one axis, or nothing on all of them. */
function nothingLeft(dims: readonly Dim[], axes: readonly PaddedAxis[], sizes: readonly Dim[]): Refusal | undefined {
  const left = ({ size, before, after }: PaddedAxis) => size + before + after;
  const none = axes.length === sizes.length && axes.every((axis) => left(axis) < 1);
  const axis = axes.find((candidate) => left(candidate) < 0) ?? (none ? axes[0] : undefined);
  return axis && { axis, quote: tooSmallText(dims.slice(-sizes.length), sizes) };
}

const INPUT_NAMES = [['W'], ['H', 'W'], ['D', 'H', 'W']] as const;

function tooSmallText(input: readonly Dim[], output: readonly Dim[]): string {
  const names = INPUT_NAMES[output.length - 1] ?? [];
  const text = (sizes: readonly Dim[], by: string) =>
    names.map((name, axis) => `${name}: ${joined(sizes.slice(axis, axis + 1), '')}`).join(by);
  return `input (${text(input, ', ')}) is too small. Calculated output ${text(output, ' ')}`;
}
