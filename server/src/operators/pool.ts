// Pooling over 1, 2 or 3 spatial axes: the largest cell, the average, or the Lp norm of each window.
// Knows no framework's spelling; quotes are PyTorch's.
import { type AxisWindow, effectiveKernel, outputSize } from '../base/window.ts';
import { flag, integer, number, optional, padding, perAxis } from '../graph/attribute.ts';
import type { Dim } from '../graph/dim.ts';
import { axisNames } from '../graph/facts.ts';
import { defineOperator, type Inference, type Refuse } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import type { Volume } from '../graph/volume.ts';
import { type PoolKind, poolEmptyQuote, poolQuote, poolRankQuote } from './pool-text.ts';
import {
  axisWindows,
  isEmpty,
  joined,
  type Rank,
  refuseEmptiness,
  type Sides,
  slide,
  spatialInput,
  spatialOutput,
} from './spatial.ts';

function windowAttributes(kind: PoolKind, rank: Rank) {
  return {
    kernel: perAxis({
      rank,
      min: 1,
      doc: 'Size of the window on each spatial axis.',
      quote: poolQuote(kind, rank, 'kernel'),
    }),
    stride: optional(
      perAxis({
        rank,
        min: 1,
        doc: 'How far the window moves at each step; as far as it is large where left out.',
        quote: poolQuote(kind, rank, 'stride'),
      }),
    ),
  };
}

function aroundAttributes(kind: PoolKind, rank: Rank) {
  return {
    padding: padding({
      rank,
      doc: 'Cells added around the input, at most half the window.',
      quote: poolQuote(kind, rank, 'padding'),
    }),
  };
}

const ceil = flag({
  default: false,
  doc: 'Rounds the output size up: a last window may start inside and end beyond the edge.',
});

interface PoolRequest {
  readonly kind: PoolKind;
  readonly rank: Rank;
  readonly input: Volume;
  readonly kernel: readonly Dim[];
  readonly stride: readonly Dim[] | undefined;
  readonly padding: readonly Sides[];
  readonly dilation: readonly Dim[];
  readonly ceil: boolean;
  /** PyTorch sends a 1-d pooling that returns indices another way, with other words. */
  readonly indices: boolean;
  readonly refuse: Refuse;
}

function pool(request: PoolRequest): Inference {
  const { kind, rank, input, kernel, refuse, indices } = request;
  const at = spatialInput(input, rank, refuse, (size, dimensions) =>
    poolRankQuote(kind, rank, size, dimensions, indices),
  );
  if (isEmpty(at)) refuseEmptiness(input, refuse, poolEmptyQuote(kind, rank, input.dims ?? [], indices));
  const windows = axisWindows(at.spatial, { ...request, stride: request.stride ?? kernel });
  const refused =
    isEmpty(at) || judgePadding(request, windows) || (kind === 'avg' && rank === 3 && judgeInput(request, windows));
  const spatial = refused
    ? windows.map((window) => (window ? Math.max(1, outputSize(window)) : REFUSED))
    : slide(input, at.spatial, windows, refuse, (outputs) => {
        if (rank === 1 && kind === 'max' && !indices)
          return `max_pool1d() Invalid computed output size: ${joined(outputs, '')}`;
        const flat = rank === 1 ? [1] : [];
        const before = joined([at.channels, ...flat, ...at.spatial], 'x');
        const after = joined([at.channels, ...flat, ...outputs], 'x');
        return `Given input size: (${before}). Calculated output size: (${after}). Output size is too small`;
      });
  return { outputs: spatialOutput(input, at, at.channels, spatial), windows };
}

/** Means and norms have neither dilation nor places. */
function averaged(rank: Rank, request: Omit<PoolRequest, 'kind' | 'rank' | 'dilation' | 'indices'>): Inference {
  return pool({ ...request, kind: 'avg', rank, dilation: noDilation[rank], indices: false });
}

/** Refuses padding beyond half the window: some windows would see nothing but padding. True where it did. */
function judgePadding(
  { kind, rank, refuse, indices }: PoolRequest,
  windows: readonly (AxisWindow | undefined)[],
): boolean {
  const pads = (window: AxisWindow) => Math.max(window.padding[0], window.padding[1]);
  const half = (size: number) => Math.floor(size / 2);
  // First against the dilated window on each axis, then against the kernel itself.
  const far = windows.findIndex((w) => w && pads(w) > half(effectiveKernel(w.kernel, w.dilation)));
  const near = windows.findIndex((w) => w && pads(w) > half(w.kernel));
  const index = far >= 0 ? far : near;
  const window = windows[index];
  const axis = axisNames(windows.length)[index];
  if (!window || !axis) return false;
  const { kernel, dilation } = window;
  const padding = pads(window);
  const quote =
    rank === 1 && kind === 'max' && !indices
      ? `max_pool1d() padding should be at most half of kernel size, but got padding=${padding} and kernel_size=${kernel}`
      : far >= 0
        ? `pad should be at most half of effective kernel size, but got pad=${padding}, kernel_size=${kernel} and dilation=${dilation}`
        : `pad should be smaller than or equal to half of kernel size, but got ${halfText(windows)}`;
  refuse('pool-padding-too-large', { padding, kernel, dilation, axis }, { attribute: 'padding', quote });
  return true;
}

function halfText(windows: readonly (AxisWindow | undefined)[]): string {
  const [t, h, w] =
    windows.length === 3 ? windows : [undefined, windows.length === 2 ? windows[0] : undefined, windows.at(-1)];
  const k = (window: AxisWindow | undefined) => window?.kernel ?? 1;
  const p = (window: AxisWindow | undefined) => window?.padding[0] ?? 0;
  return windows.length === 3
    ? `kT: ${k(t)} kW: ${k(w)} kH: ${k(h)} padT: ${p(t)} padW: ${p(w)} padH: ${p(h)}`
    : `padW = ${p(w)}, padH = ${p(h)}, kW = ${k(w)}, kH = ${k(h)}`;
}

/** A 3-d average refuses a window larger than its input even where padding would make room. */
function judgeInput({ input, refuse }: PoolRequest, windows: readonly (AxisWindow | undefined)[]): boolean {
  const index = windows.findIndex((window) => window && window.input < window.kernel);
  const window = windows[index];
  const axis = axisNames(windows.length)[index];
  if (!window || !axis) return false;
  const text = (of: (window: AxisWindow) => number, prefix: string) =>
    ['T', 'H', 'W'].map((name, i) => `${prefix}${name}: ${windows[i] ? of(windows[i]) : '?'}`).join(' ');
  const quote = `input image (${text((w) => w.input, '')}) smaller than kernel size (${text((w) => w.kernel, 'k')})`;
  refuse('volume-vanishes', { input, axis, window, output: outputSize({ ...window, padding: [0, 0] }) }, { quote });
  return true;
}

function sidesOf(padding: 'same' | 'valid' | readonly Sides[]): readonly Sides[] {
  return typeof padding === 'string' ? [] : padding;
}

/**
 * (N, C, …) → (N, C, …′) with ⌊(n + 2P − D(F − 1) − 1)/S⌋ + 1 cells on each axis, rounded up in ceil mode unless the last
 * window would start beyond the input; no parameters.
 * Refuses padding beyond half the kernel, and an output below one cell.
 * Source: torch.nn.MaxPool1d … 3d, https://docs.pytorch.org/docs/2.13/generated/torch.nn.MaxPool2d.html
 */
function maxPool(rank: Rank) {
  return defineOperator({
    id: `max-pool${rank}d`,
    family: 'pooling',
    doc: 'Keeps the largest cell of each window, on every activation map alone.',
    attributes: {
      ...windowAttributes('max', rank),
      ...aroundAttributes('max', rank),
      dilation: perAxis({
        rank,
        min: 1,
        default: 1,
        doc: 'Distance between the cells of a window; 1 leaves no gap.',
        quote: poolQuote('max', rank, 'dilation'),
      }),
      ceil,
      indices: flag({
        default: false,
        doc: 'Gives the places of the largest cells as a second output, for unpooling.',
      }),
    },
    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      const padding = sidesOf(attributes.padding);
      const inference = pool({ ...attributes, kind: 'max', rank, input, padding, refuse });
      const [output] = inference.outputs;
      return attributes.indices && output
        ? { ...inference, outputs: [output, { ...output, dtype: 'integer' }] }
        : inference;
    },
  });
}

const noDilation: Readonly<Record<Rank, readonly Dim[]>> = { 1: [1], 2: [1, 1], 3: [1, 1, 1] };
const noPadding: Readonly<Record<Rank, readonly Sides[]>> = {
  1: [[0, 0]],
  2: [
    [0, 0],
    [0, 0],
  ],
  3: [
    [0, 0],
    [0, 0],
    [0, 0],
  ],
};

/**
 * (N, C, …) → (N, C, …′) with the sizes of a maximum pooling without dilation; no parameters.
 * Refuses padding beyond half the kernel, an output below one cell, and in 3-d a window larger than its unpadded input.
 * Source: torch.nn.AvgPool1d … 3d, https://docs.pytorch.org/docs/2.13/generated/torch.nn.AvgPool2d.html
 */
function avgPool(rank: Rank) {
  return defineOperator({
    id: `avg-pool${rank}d`,
    family: 'pooling',
    doc: 'Takes the average of each window, on every activation map alone.',
    attributes: {
      ...windowAttributes('avg', rank),
      ...aroundAttributes('avg', rank),
      ceil,
      countIncludePad: flag({ default: true, doc: 'Counts the added cells in the average.' }),
      divisorOverride: optional(
        integer({ min: -(2 ** 31), doc: 'Divides the sum of a window by this instead of its size.' }),
      ),
    },
    construct({ divisorOverride }, refuse) {
      if (divisorOverride !== 0) return;
      const facts = { attribute: 'divisorOverride', value: '0', expected: { kind: 'integer', min: 1 } } as const;
      refuse('bad-value', facts, { attribute: 'divisorOverride', quote: 'divisor must be not zero' });
    },
    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      return averaged(rank, { ...attributes, input, padding: sidesOf(attributes.padding), refuse });
    },
  });
}

/**
 * (N, C, …) → (N, C, …′): the p-th root of the sum of the p-th powers in each window; the sizes of an average pooling
 * without padding, and its refusals; no parameters.
 * Source: torch.nn.LPPool1d … 3d, https://docs.pytorch.org/docs/2.13/generated/torch.nn.LPPool2d.html
 */
function lpPool(rank: Rank) {
  return defineOperator({
    id: `lp-pool${rank}d`,
    family: 'pooling',
    doc: 'Takes the Lp norm of each window, on every activation map alone; p = 2 is L2 pooling.',
    attributes: {
      norm: number({
        default: 2,
        doc: 'The p of the norm: 1 sums, 2 is Euclidean, larger comes closer to the maximum.',
      }),
      ...windowAttributes('avg', rank),
      ceil,
    },
    construct({ norm }, refuse) {
      if (norm !== 0) return;
      const facts = { attribute: 'norm', value: '0', expected: { kind: 'number', min: 1 } } as const;
      refuse('bad-value', facts, { attribute: 'norm', quote: 'float division by zero' });
    },
    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      return averaged(rank, { ...attributes, input, padding: noPadding[rank], refuse });
    },
  });
}

export const maxPool1d = maxPool(1);
export const maxPool2d = maxPool(2);
export const maxPool3d = maxPool(3);
export const avgPool1d = avgPool(1);
export const avgPool2d = avgPool(2);
export const avgPool3d = avgPool(3);
export const lpPool1d = lpPool(1);
export const lpPool2d = lpPool(2);
export const lpPool3d = lpPool(3);
