// How a window could be changed so that it fits: nearest strides, paddings and kernels. Pure arithmetic.
import { type AxisWindow, effectiveKernel, paddedInput, rest } from '../base/window.ts';
import { uniform } from './phrases.ts';

/** One number for all axes, or one per axis. */
export type PerAxis = number | readonly number[];

export interface Alternatives {
  /** Nearest to the present one first. */
  readonly strides: readonly PerAxis[];
  readonly paddings: readonly PerAxis[];
  readonly kernels: readonly PerAxis[];
}

export function fits(window: AxisWindow): boolean {
  return paddedInput(window) >= effectiveKernel(window.kernel, window.dilation) && rest(window) === 0;
}

/** What would make the windows of one layer fit, changing one thing at a time. */
export function alternativesTo(windows: readonly AxisWindow[]): Alternatives {
  const kernel = Math.max(...windows.map((window) => window.kernel));
  const stride = Math.max(...windows.map((window) => window.stride));
  const padding = Math.max(...windows.map((window) => window.padding[0]));
  // Half a window at most: beyond it windows see nothing but padding, and pooling refuses.
  const mostPadding = Math.floor(
    Math.min(...windows.map((window) => effectiveKernel(window.kernel, window.dilation))) / 2,
  );
  return {
    strides: fitting(windows, around(stride, 1, Math.max(kernel, stride + 1)), (window, value) => ({
      ...window,
      stride: value,
    })),
    paddings: fitting(windows, around(padding, padding + 1, mostPadding), (window, value) => ({
      ...window,
      padding: [value, value],
    })),
    kernels: fitting(windows, around(kernel, Math.max(1, kernel - stride), kernel + stride), (window, value) => ({
      ...window,
      kernel: value,
    })),
  };
}

/** Whole numbers from `low` to `high`, nearest to `center` first, without it. */
function around(center: number, low: number, high: number): readonly number[] {
  // Further away than this nobody looks, and a huge kernel must not cost time on every keystroke.
  const reach = Math.min(64, Math.max(center - low, high - center));
  const found: number[] = [];
  for (let distance = 1; distance <= reach; distance++) {
    if (center - distance >= low) found.push(center - distance);
    if (center + distance <= high) found.push(center + distance);
  }
  return found;
}

/** First the values that fit on all axes at once; if there is none, changes of the axes that do not fit alone. */
function fitting(
  windows: readonly AxisWindow[],
  candidates: readonly number[],
  change: (window: AxisWindow, value: number) => AxisWindow,
): readonly PerAxis[] {
  const alike = uniform(windows.map(({ kernel }) => kernel)) !== undefined;
  const everywhere = alike ? candidates.filter((value) => windows.every((window) => fits(change(window, value)))) : [];
  if (everywhere.length > 0) return everywhere.slice(0, 3);
  const apart = windows.map((window) =>
    fits(window) ? undefined : candidates.find((value) => fits(change(window, value))),
  );
  if (windows.some((window, axis) => !fits(window) && apart[axis] === undefined)) return [];
  return [windows.map((window, axis) => valueOn(window, apart[axis], change))];
}

/** What an axis has in the end: the new value, or what it had. */
function valueOn(
  window: AxisWindow,
  value: number | undefined,
  change: (window: AxisWindow, value: number) => AxisWindow,
): number {
  if (value !== undefined) return value;
  const probe = change(window, -1);
  return probe.stride === -1 ? window.stride : probe.kernel === -1 ? window.kernel : window.padding[0];
}
