// Convolution over 1, 2 or 3 spatial axes. Knows no framework's spelling; quotes are PyTorch's.
import { effectiveKernel, samePadding } from '../base/window.ts';
import { choice, flag, inferred, integer, type Padding, padding, perAxis } from '../graph/attribute.ts';
import { add, type Dim, divide, isKnown, misfits, multiply, product } from '../graph/dim.ts';
import { defineOperator, type ParameterShape, type Refuse } from '../graph/operator.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import type { Volume } from '../graph/volume.ts';
import { PAD_MODES, type PadMode, padAxes } from './pad-modes.ts';
import {
  axisWindows,
  impliedChannels,
  isPositive,
  joined,
  padded,
  type Rank,
  refuseEmptiness,
  type Sides,
  slide,
  spatialInput,
  spatialOutput,
} from './spatial.ts';
import { judgeAxes, judgePadding } from './window-attributes.ts';

/** Cells before and after on each axis, with `same` and `valid` worked out. */
export function resolvePadding(given: Padding, kernel: readonly Dim[], dilation: readonly Dim[]): readonly Sides[] {
  if (typeof given !== 'string') return given;
  return kernel.map((size, axis) => {
    const spread = dilation[axis];
    return given === 'same' && isPositive(size) && isPositive(spread) ? samePadding(size, spread) : [0, 0];
  });
}

/** The attributes of every sliding filter. */
export function filterAttributes(rank: Rank) {
  return {
    kernel: perAxis({ rank, min: 1, lenient: true, doc: 'Size of the filter on each spatial axis.' }),
    stride: perAxis({ rank, min: 1, lenient: true, default: 1, doc: 'How far the filter moves at each step.' }),
    padding: padding({
      rank,
      words: ['same', 'valid'],
      lenient: true,
      doc: 'Cells added around the input; `same` keeps the size at stride 1.',
      quote: (input) =>
        typeof input === 'string' ? `Invalid padding string '${input}', should be one of {'valid', 'same'}` : undefined,
    }),
    dilation: perAxis({
      rank,
      min: 1,
      lenient: true,
      default: 1,
      doc: 'Distance between the cells that a filter reads; 1 leaves no gap.',
    }),
    bias: flag({ default: true, doc: 'Adds one learned number to each output channel.' }),
    paddingMode: choice({
      choices: PAD_MODES,
      default: 'zeros',
      doc: 'What the added cells hold.',
      quote: (input) =>
        `padding_mode must be one of {'circular', 'reflect', 'zeros', 'replicate'}, but got padding_mode='${input}'`,
    }),
  };
}

export interface Filter {
  readonly kernel: readonly Dim[];
  readonly stride: readonly Dim[];
  readonly padding: Padding;
  readonly dilation: readonly Dim[];
  readonly paddingMode: PadMode;
}

export interface Channels {
  readonly inChannels: Dim;
  readonly outChannels: Dim;
  readonly groups: Dim;
}

/** Refuses numbers that make no window, in PyTorch's order. */
export function judgeFilter(
  { kernel, stride, padding, dilation, paddingMode }: Filter,
  rank: Rank,
  refuse: Refuse,
  /** For what PyTorch finds only when it runs. */
  refuseRun: Refuse = refuse,
): void {
  const steps = stride.filter(isKnown);
  if (padding === 'same' && steps.some((step) => step !== 1)) {
    const quote = "padding='same' is not supported for strided convolutions";
    refuse('same-padding-with-stride', { stride: steps }, { attribute: 'padding', quote });
  }
  const expand = (name: string, values: readonly Dim[]) => (): string =>
    `expected ${name} to be a single integer value or a list of ${kernel.length} values to match the convolution dimensions, ` +
    `but got ${name}=${listText(values)}`;
  if (paddingMode === 'zeros' && typeof padding !== 'string') {
    judgePadding(padding, rank, refuseRun, 'negative padding is not supported');
  }
  const spread = rank === 1 ? {} : { count: expand('stride', stride) };
  if (!judgeAxes('kernel', kernel, { rank, min: 1 }, refuseRun, { ...spread, least: EMPTY_KERNEL })) return;
  judgeAxes('stride', stride, { rank, min: 1 }, refuseRun, {
    count: expand('stride', stride),
    least: 'non-positive stride is not supported',
  });
  judgeAxes('dilation', dilation, { rank, min: 1 }, refuseRun, {
    count: expand('dilation', dilation),
    least: 'non-positive dilation is not supported',
  });
}

/** The backend's words; they differ between builds. */
const EMPTY_KERNEL = 'could not create a primitive descriptor for the convolution forward propagation primitive';

/** Refuses groups that do not divide the channels. */
function judgeGroups({ inChannels, outChannels, groups }: Channels, refuse: Refuse): void {
  if (isKnown(groups) && groups < 1) {
    const expected = { kind: 'integer', min: 1 } as const;
    const quote = 'groups must be a positive integer';
    refuse('bad-value', { attribute: 'groups', value: String(groups), expected }, { attribute: 'groups', quote });
    return;
  }
  for (const [which, channels] of [
    ['in', inChannels],
    ['out', outChannels],
  ] as const) {
    if (isKnown(channels) && isKnown(groups) && channels % groups !== 0) {
      const quote = `${which}_channels must be divisible by groups`;
      refuse('groups-do-not-divide', { groups, channels, which }, { attribute: 'groups', quote });
    }
  }
}

/** Channels that a layer without any would have: PyTorch makes it, and refuses to run it. */
function judgeOutChannels(outChannels: Dim, weight: () => readonly Dim[], groups: Dim, refuse: Refuse): void {
  if (!isKnown(outChannels) || outChannels > 0) return;
  const quote =
    `Given groups=${dimText(groups)}, expected weight to be at least ${dimText(groups)} at dimension 0, ` +
    `but got weight of size ${listText(weight())} instead`;
  const facts = {
    attribute: 'outChannels',
    value: String(outChannels),
    expected: { kind: 'integer', min: 1 },
  } as const;
  refuse('bad-value', facts, { attribute: 'outChannels', quote });
}

/** Refuses what makes no bank of filters with these weights, in PyTorch's order. */
export function judgeFilters(
  attributes: Filter & Channels,
  rank: Rank,
  weight: () => readonly Dim[],
  refuse: Refuse,
): void {
  const refuseRun: Refuse = (rule, facts, options) => refuse(rule, facts, { ...options, whenRun: true });
  judgeGroups(attributes, refuse);
  judgeOutChannels(attributes.outChannels, weight, attributes.groups, refuseRun);
  judgeFilter(attributes, rank, refuse, refuseRun);
}

/** Of a bank of filters. */
export function filterParameters(weight: readonly Dim[], outChannels: Dim, bias: boolean): readonly ParameterShape[] {
  return [{ name: 'weight', dims: weight }, ...(bias ? [{ name: 'bias', dims: [outChannels] }] : [])];
}

/** Refuses a map without cells in a batch and channels that are there. */
export function judgeCells(input: Volume, at: ReturnType<typeof spatialInput>, refuse: Refuse): void {
  if (!at.spatial.includes(0) || at.batch[0] === 0 || at.channels === 0) return;
  const quote = `Only zero batch or zero channel inputs are supported, but got input shape: ${listText(input.dims ?? [])}`;
  refuseEmptiness(input, refuse, quote);
}

export interface FilterRequest extends Filter, Channels {
  readonly input: Volume;
  readonly rank: Rank;
  /** Of the filter bank: (C′, C/G, …kernel). */
  readonly weight: readonly Dim[];
  readonly refuse: Refuse;
}

/** Slides a bank of filters over the volume; MACs = output cells × (C/G · kernel cells). */
export function convolve(request: FilterRequest) {
  const { input, rank, inChannels, outChannels, weight, kernel, stride, dilation, paddingMode, refuse } = request;
  const at = spatialInput(
    input,
    rank,
    refuse,
    (size) =>
      `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to conv${rank}d, but got input of size: ${size}`,
  );
  const sides = resolvePadding(request.padding, kernel, dilation);
  const fills = paddingMode !== 'zeros' && input.dims !== undefined && !at.refused && sides.length === rank;
  const filled = fills ? padAxes(paddingMode, { ...input, dims: input.dims }, sides, refuse) : undefined;
  if (misfits(at.channels, inChannels)) {
    const quote =
      `Given groups=${dimText(request.groups)}, weight of size ${listText(weight)}, ` +
      `expected input${listText(seenSizes(request, at, filled, sides))} ` +
      `to have ${dimText(inChannels)} channels, but got ${dimText(at.channels)} channels instead`;
    const facts = { expected: inChannels, actual: at.channels, input };
    refuse('channels-mismatch', facts, { attribute: 'inChannels', quote });
  }
  const windows = axisWindows(at.spatial, { kernel, stride, padding: sides, dilation });
  const spatial = slide(input, at.spatial, windows, refuse, () => {
    const spans = windows.map((window) => (window ? effectiveKernel(window.kernel, window.dilation) : '?')).join(' x ');
    return (
      `Calculated padded input size per channel: (${joined(padded(at.spatial, sides), ' x ')}). ` +
      `Kernel size: (${spans}). Kernel size can't be greater than actual input size`
    );
  });
  if (spatial.every((size) => isPositive(size))) judgeCells(input, at, refuse);
  const outputs = spatialOutput(input, at, outChannels, spatial);
  const cells = product(outputs[0]?.dims ?? []);
  return { outputs, windows, macs: multiply(cells, product(weight.slice(1))), cells, at };
}

/** The sizes that PyTorch's check sees: after a padding that it does by itself, before one that the kernel does. */
function seenSizes(
  { padding, paddingMode, input, kernel }: FilterRequest,
  at: ReturnType<typeof spatialInput>,
  filled: readonly Dim[] | undefined,
  sides: readonly Sides[],
): readonly Dim[] {
  const batch = at.batch.length > 0 ? at.batch : [1];
  if (filled) return [...batch, at.channels, ...filled];
  if (padding !== 'same' || paddingMode !== 'zeros' || kernel.length !== at.spatial.length) {
    return [...batch, ...(input.dims?.slice(at.batch.length) ?? [])];
  }
  const uneven = at.spatial.map((size, axis) => {
    const [before = 0, after = 0] = sides[axis] ?? [];
    return isKnown(before) && isKnown(after) ? add(size, after - before) : size;
  });
  return [...batch, at.channels, ...uneven];
}

function weightOf({ inChannels, outChannels, groups, kernel }: Channels & Pick<Filter, 'kernel'>): readonly Dim[] {
  return [outChannels, divide(inChannels, groups), ...kernel];
}

/**
 * (N, C, …) → (N, C′, …′) with ⌊(n + 2P − D(F − 1) − 1)/S⌋ + 1 cells on each axis;
 * (F·…·C/G + 1)·C′ parameters; MACs = output cells × F·…·C/G.
 * Refuses channels other than C, channels that G does not divide, a filter larger than its padded input, `same` padding
 * with a stride, and a reflected or circular padding that the input is too small for.
 * Source: torch.nn.Conv1d … Conv3d, https://docs.pytorch.org/docs/2.13/generated/torch.nn.Conv2d.html, and
 * check_shape_forward in aten/src/ATen/native/Convolution.cpp.
 */
function conv(rank: Rank) {
  const { kernel, stride, padding, dilation, bias, paddingMode } = filterAttributes(rank);
  return defineOperator({
    id: `conv${rank}d`,
    family: 'convolution',
    doc: 'Slides filters over the volume; each filter reads all channels of its group and makes one activation map.',
    attributes: {
      inChannels: inferred(integer({ doc: 'Channels that each filter reads, over all groups.' })),
      outChannels: integer({
        min: 1,
        lenient: true,
        doc: 'How many filters there are: the channels of the output.',
      }),
      kernel,
      stride,
      padding,
      dilation,
      groups: integer({
        min: 1,
        lenient: true,
        default: 1,
        doc: 'Splits the channels into groups that do not see each other.',
      }),
      bias,
      paddingMode,
    },

    complete: impliedChannels(rank),

    construct: (attributes, refuse) => judgeFilters(attributes, rank, () => weightOf(attributes), refuse),
    parameters: (attributes) => filterParameters(weightOf(attributes), attributes.outChannels, attributes.bias),

    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      const { outputs, windows, macs } = convolve({ ...attributes, input, rank, weight: weightOf(attributes), refuse });
      return { outputs, windows, macs };
    },
  });
}

export const conv1d = conv(1);
export const conv2d = conv(2);
export const conv3d = conv(3);
