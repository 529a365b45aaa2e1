// Transposed convolution over 1, 2 or 3 spatial axes. Knows no framework's spelling; quotes are PyTorch's.
import { effectiveKernel, transposedSize as knownTransposedSize } from '../base/window.ts';
import { choice, flag, inferred, integer, optional, padding, perAxis } from '../graph/attribute.ts';
import { add, type Dim, divide, isKnown, misfits, multiply, product, subtract } from '../graph/dim.ts';
import { axisNames } from '../graph/facts.ts';
import { defineOperator, type Reach, type Refuse } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import type { Volume } from '../graph/volume.ts';
import { type Channels, filterParameters, judgeCells, judgeFilters } from './conv.ts';
import {
  impliedChannels,
  isPositive,
  joined,
  type Rank,
  type Sides,
  type SpatialInput,
  spatialInput,
  spatialOutput,
} from './spatial.ts';

/** One axis: everything known, but the input. */
interface TransposedAxis {
  readonly input: Dim;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: readonly [number, number];
  readonly dilation: number;
  readonly outputPadding: number;
}

/** The size over any input, an unknown one too: the first cell's share, and a stride for each further one. */
function transposedSize(axis: TransposedAxis): Dim {
  return add(multiply(subtract(axis.input, 1), axis.stride), knownTransposedSize({ ...axis, input: 1 }));
}

interface Values {
  readonly inChannels: Dim;
  readonly outChannels: Dim;
  readonly kernel: readonly Dim[];
  readonly stride: readonly Dim[];
  readonly sides: readonly Sides[];
  readonly outputPadding: readonly Dim[];
  readonly dilation: readonly Dim[];
  readonly groups: Dim;
}

function axesOf(spatial: readonly Dim[], values: Values): readonly (TransposedAxis | undefined)[] {
  if (values.kernel.length !== spatial.length) return spatial.map(() => undefined);
  return spatial.map((input, axis) => {
    const [kernel, stride, dilation] = [values.kernel[axis], values.stride[axis], values.dilation[axis]];
    const outputPadding = values.outputPadding[axis];
    const [before, after] = values.sides[axis] ?? [];
    if (!isPositive(kernel) || !isPositive(stride) || !isPositive(dilation)) return undefined;
    if (typeof before !== 'number' || typeof after !== 'number' || typeof outputPadding !== 'number') return undefined;
    return { input, kernel, stride, padding: [before, after], dilation, outputPadding };
  });
}

/**
 * (N, C, …) → (N, C′, …′) with (n − 1)·S − 2P + D·(F − 1) + 1 + output padding cells on each axis, or `outputSize` where
 * that is given; F·…·C·C′/G + C′ parameters; MACs = input cells × F·…·C′/G.
 * Refuses channels other than C, channels that G does not divide, an output padding that is neither below the stride nor
 * below the dilation, and an output below one cell. An output of no cells at all passes where oneDNN computes it.
 * Its receptive field on the input is ⌈(D·(F − 1) + 1)/S⌉ cells, and neighbours are 1/S apart.
 * Source: torch.nn.ConvTranspose1d … 3d, https://docs.pytorch.org/docs/2.13/generated/torch.nn.ConvTranspose2d.html, and
 * slow_conv_transpose2d_shape_check in aten/src/ATen/native/NaiveConvolutionTranspose2d.cpp.
 */
function convTranspose(rank: Rank) {
  const notNumbers =
    `conv_transpose${rank}d(): argument 'padding' (position 5) must be tuple of ints, ` +
    'but found element of type str at pos 0';
  return defineOperator({
    id: `conv-transpose${rank}d`,
    family: 'convolution',
    doc: 'Spreads each cell over a filter-sized patch of a larger volume: the shapes of a convolution, backwards.',
    attributes: {
      inChannels: inferred(integer({ doc: 'Channels of the input, over all groups.' })),
      outChannels: integer({ min: 1, lenient: true, doc: 'How many activation maps come out.' }),
      kernel: perAxis({ rank, min: 1, lenient: true, doc: 'Size of the filter on each spatial axis.' }),
      stride: perAxis({ rank, min: 1, lenient: true, default: 1, doc: 'How far apart the patches are laid.' }),
      padding: padding({
        rank,
        lenient: true,
        doc: 'Cells taken away around the output.',
        quote: (input) => (typeof input === 'string' ? notNumbers : undefined),
      }),
      outputPadding: perAxis({
        rank,
        default: 0,
        doc: 'Cells added at the far edge, to choose among the sizes that the stride leaves open.',
        quote: () => 'negative output_padding is not supported',
      }),
      outputSize: optional(
        perAxis({ rank, min: 1, doc: 'The wanted size of the output; it takes the place of the output padding.' }),
      ),
      groups: integer({
        min: 1,
        lenient: true,
        default: 1,
        doc: 'Splits the channels into groups that do not see each other.',
      }),
      bias: flag({ default: true, doc: 'Adds one learned number to each output channel.' }),
      dilation: perAxis({
        rank,
        min: 1,
        lenient: true,
        default: 1,
        doc: 'Distance between the cells that a filter writes; 1 leaves no gap.',
      }),
      paddingMode: choice({
        choices: ['zeros'],
        default: 'zeros',
        doc: 'Only zeros: padding takes cells away here.',
        quote: () => `Only "zeros" padding mode is supported for ConvTranspose${rank}d`,
      }),
    },

    complete: impliedChannels(rank),

    construct: (attributes, refuse) => judgeFilters(attributes, rank, () => weightOf(attributes), refuse),
    parameters: (attributes) => filterParameters(weightOf(attributes), attributes.outChannels, attributes.bias),

    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      const at = spatialInput(
        input,
        rank,
        refuse,
        (size) =>
          `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to conv_transpose${rank}d, but got input of size: ${size}`,
      );
      const sides = typeof attributes.padding === 'string' ? [] : attributes.padding;
      const given: Values = { ...attributes, sides };
      const free = axesOf(at.spatial, { ...given, outputPadding: new Array<Dim>(rank).fill(0) });
      const outputPadding = attributes.outputSize
        ? paddingFor(attributes.outputSize, free, input, rank, refuse)
        : attributes.outputPadding;
      const values = { ...given, outputPadding };
      const { inChannels, outChannels } = values;
      const weight = weightOf(values);
      if (misfits(at.channels, inChannels)) {
        const batched = [...(at.batch.length > 0 ? at.batch : [1]), at.channels, ...at.spatial];
        const quote =
          `Given transposed=1, weight of size ${listText(weight)}, expected input${listText(batched)} ` +
          `to have ${dimText(inChannels)} channels, but got ${dimText(at.channels)} channels instead`;
        const facts = { expected: inChannels, actual: at.channels, input };
        refuse('channels-mismatch', facts, { attribute: 'inChannels', quote });
      }
      const axes = axesOf(at.spatial, values);
      const accepted = judgeOutputPadding(axes, attributes.outputSize === undefined, refuse);
      const sizes = axes.map((axis) => (axis ? transposedSize(axis) : REFUSED));
      const spatial = accepted ? judgeSizes(sizes, { input, at, values, axes, weight }, refuse) : sizes;
      judgeCells(input, at, refuse);
      const read = product([...at.batch, at.channels, ...at.spatial]);
      return {
        outputs: spatialOutput(input, at, outChannels, spatial),
        macs: multiply(read, product(weight.slice(1))),
        reach: axes.map((axis): Reach | undefined =>
          axis
            ? { cells: Math.ceil(effectiveKernel(axis.kernel, axis.dilation) / axis.stride), step: 1 / axis.stride }
            : undefined,
        ),
      };
    },
  });
}

function weightOf({ inChannels, outChannels, groups, kernel }: Channels & { readonly kernel: readonly Dim[] }) {
  return [inChannels, divide(outChannels, groups), ...kernel];
}

/** The output padding that gives the wanted size; refuses a size that the stride does not leave open. */
function paddingFor(
  wanted: readonly Dim[],
  axes: readonly (TransposedAxis | undefined)[],
  input: Volume,
  rank: Rank,
  refuse: Refuse,
): readonly Dim[] {
  const least = axes.map((axis) => (axis ? transposedSize(axis) : REFUSED));
  const most = least.map((size, axis) => add(size, (axes[axis]?.stride ?? 1) - 1));
  const wrong = wanted.findIndex((size, axis) => {
    const [from, to] = [least[axis], most[axis]];
    return isKnown(size) && typeof from === 'number' && typeof to === 'number' && (size < from || size > to);
  });
  if (wrong >= 0) {
    const [min, max] = [least[wrong], most[wrong]];
    const expected = {
      kind: 'integer',
      ...(typeof min === 'number' ? { min } : {}),
      ...(typeof max === 'number' ? { max } : {}),
    } as const;
    const quote =
      `requested an output size of ${listText(wanted)}, but valid sizes range from ${listText(least)} to ` +
      `${listText(most)} (for an input of torch.Size(${listText(input.dims?.slice(-rank) ?? [])}))`;
    refuse(
      'bad-value',
      { attribute: 'outputSize', value: listText(wanted), expected },
      { attribute: 'outputSize', quote },
    );
  }
  return wanted.map((size, axis) => (wrong >= 0 ? 0 : subtract(size, least[axis] ?? REFUSED)));
}

function judgeOutputPadding(axes: readonly (TransposedAxis | undefined)[], given: boolean, refuse: Refuse): boolean {
  const wrong = axes.findIndex((axis) => axis && axis.outputPadding >= Math.max(axis.stride, axis.dilation));
  const axis = axes[wrong];
  const name = axisNames(axes.length)[wrong];
  if (!given || !axis || !name) return true;
  const { outputPadding, stride, dilation } = axis;
  const names = axes.length === 3 ? (['depth', 'height', 'width'] as const) : (['height', 'width'] as const);
  const numbers = (of: 'outputPadding' | 'stride' | 'dilation', spelled: string, missing: number) =>
    names
      .map((each, index) => `${spelled}_${each}: ${axes[index - names.length + axes.length]?.[of] ?? missing}`)
      .join(' ');
  const quote =
    'output padding must be smaller than either stride or dilation, but got ' +
    `${numbers('outputPadding', 'output_padding', 0)} ${numbers('stride', 'stride', 1)} ${numbers('dilation', 'dilation', 1)}`;
  refuse(
    'output-padding-too-large',
    { outputPadding, stride, dilation, axis: name },
    { attribute: 'outputPadding', quote },
  );
  return false;
}

interface SizeContext {
  readonly input: Volume;
  readonly at: SpatialInput;
  readonly values: Values;
  readonly axes: readonly (TransposedAxis | undefined)[];
  readonly weight: readonly Dim[];
}

function judgeSizes(sizes: readonly Dim[], context: SizeContext, refuse: Refuse): readonly Dim[] {
  const { input, at, axes } = context;
  const least = sizes.some((size) => isKnown(size) && size < 0) || !runsOnOneDnn(context) ? 1 : 0;
  const wrong = sizes.findIndex((size) => isKnown(size) && size < least);
  const axis = axes[wrong];
  const name = axisNames(sizes.length)[wrong];
  const output = sizes[wrong];
  if (!axis || !name || typeof output !== 'number' || !isKnown(axis.input)) return sizes;
  const { kernel, stride, padding, dilation } = axis;
  const quote =
    `Given input size per channel: (${joined(at.spatial, ' x ')}). ` +
    `Calculated output size per channel: (${joined(sizes, ' x ')}). Output size is too small`;
  const window = { input: axis.input, kernel, stride, padding, dilation, ceil: false };
  refuse('volume-vanishes', { input, axis: name, window, output }, { attribute: 'padding', quote });
  return sizes.map((size) => (isKnown(size) && size < 1 ? REFUSED : size));
}

/**
 * Whether PyTorch hands a float convolution on a CPU to oneDNN, which lets an output without cells pass; its own kernels
 * refuse it. What is not known might be. Source: ConvParams::use_mkldnn in aten/src/ATen/native/Convolution.cpp, PyTorch 2.13, with several threads.
 */
function runsOnOneDnn({ at, values, axes }: SizeContext): boolean {
  if (axes.some((axis) => axis && axis.outputPadding >= axis.stride)) return false;
  const batch = at.batch[0] ?? 1;
  const kernel = values.kernel.length === 1 ? [1, ...values.kernel] : values.kernel;
  const big = kernel.slice(-2).every((size) => isKnown(size) && size > 3);
  const seen = [batch, at.channels, ...(at.spatial.length === 1 ? [1, ...at.spatial] : at.spatial)].slice(0, 4);
  const cells = product(seen);
  const several = !isKnown(batch) || batch > 1;
  return !isKnown(values.groups) || values.groups > 1 || big || several || !isKnown(cells) || cells > 20480;
}

export const convTranspose1d = convTranspose(1);
export const convTranspose2d = convTranspose(2);
export const convTranspose3d = convTranspose(3);
