// Convolution over 1, 2 or 3 spatial axes. Knows no framework's spelling; quotes are PyTorch's.
import { samePadding } from '../base/window.ts';
import { choice, flag, inferred, integer, type Padding, padding, perAxis } from '../graph/attribute.ts';
import { type Dim, differ, divide, isKnown, multiply, product } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { axisWindows, channelsOf, padded, sizes, slide, spatialInput, spatialOutput } from './spatial.ts';

/** Cells before and after on each axis, with `same` and `valid` worked out. */
export function resolvePadding(
  given: Padding,
  kernel: readonly Dim[],
  dilation: readonly Dim[],
): readonly (readonly [Dim, Dim])[] {
  if (typeof given !== 'string') return given;
  return kernel.map((size, axis) => {
    const spread = dilation[axis];
    return given === 'same' && isKnown(size) && typeof spread === 'number' ? samePadding(size, spread) : [0, 0];
  });
}

/**
 * (N, C, …) → (N, C′, …′) with ⌊(n + 2P − D(F − 1) − 1)/S⌋ + 1 cells on each axis;
 * (F·…·C/G + 1)·C′ parameters; MACs = output cells × F·…·C/G.
 * Refuses channels other than C, channels that G does not divide, a filter larger than its padded input, and
 * `same` padding with a stride.
 * Source: torch.nn.Conv1d … Conv3d, https://docs.pytorch.org/docs/2.13/generated/torch.nn.Conv2d.html
 */
function conv(rank: 1 | 2 | 3) {
  return defineOperator({
    id: `conv${rank}d`,
    family: 'convolution',
    doc: 'Slides filters over the volume; each filter reads all channels of its group and makes one activation map.',
    attributes: {
      inChannels: inferred(integer({ min: 1, doc: 'Channels that each filter reads, over all groups.' })),
      outChannels: integer({ min: 1, doc: 'How many filters there are: the channels of the output.' }),
      kernel: perAxis({ rank, min: 1, doc: 'Size of the filter on each spatial axis.' }),
      stride: perAxis({ rank, min: 1, default: 1, doc: 'How far the filter moves at each step.' }),
      padding: padding({
        rank,
        words: ['same', 'valid'],
        doc: 'Cells added around the input; `same` keeps the size at stride 1.',
      }),
      dilation: perAxis({
        rank,
        min: 1,
        default: 1,
        doc: 'Distance between the cells that a filter reads; 1 leaves no gap.',
      }),
      groups: integer({ min: 1, default: 1, doc: 'Splits the channels into groups that do not see each other.' }),
      bias: flag({ default: true, doc: 'Adds one learned number to each output channel.' }),
      paddingMode: choice({
        choices: ['zeros', 'reflect', 'replicate', 'circular'],
        default: 'zeros',
        doc: 'What the added cells hold.',
      }),
    },

    complete: (_, [input]) => {
      const inChannels = channelsOf(input, rank);
      return inChannels === undefined ? {} : { inChannels };
    },

    construct({ inChannels, outChannels, groups, padding, stride }, refuse) {
      for (const [which, channels] of [
        ['in', inChannels],
        ['out', outChannels],
      ] as const) {
        if (isKnown(channels) && isKnown(groups) && channels % groups !== 0) {
          const quote = `${which}_channels must be divisible by groups`;
          refuse('groups-do-not-divide', { groups, channels, which }, { attribute: 'groups', quote });
        }
      }
      const steps = stride.filter(isKnown);
      if (padding === 'same' && steps.some((step) => step !== 1)) {
        const quote = "padding='same' is not supported for strided convolutions";
        refuse('same-padding-with-stride', { stride: steps }, { attribute: 'padding', quote });
      }
    },

    parameters: ({ inChannels, outChannels, kernel, groups, bias }) => [
      { name: 'weight', dims: [outChannels, divide(inChannels, groups), ...kernel] },
      ...(bias ? [{ name: 'bias', dims: [outChannels] }] : []),
    ],

    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      const { inChannels, outChannels, kernel, stride, dilation, groups } = attributes;
      const at = spatialInput(
        input,
        rank,
        refuse,
        (size) =>
          `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to conv${rank}d, but got input of size: ${size}`,
      );
      const weight = [outChannels, divide(inChannels, groups), ...kernel];
      if (differ(at.channels, inChannels)) {
        const quote =
          `Given groups=${groups}, weight of size [${weight.join(', ')}], expected input${sizes(input)} ` +
          `to have ${inChannels} channels, but got ${at.channels} channels instead`;
        refuse(
          'channels-mismatch',
          { expected: inChannels, actual: at.channels, input },
          { attribute: 'inChannels', quote },
        );
      }
      const sides = resolvePadding(attributes.padding, kernel, dilation);
      const windows = axisWindows(at.spatial, { kernel, stride, padding: sides, dilation });
      const spatial = slide(input, at.spatial, windows, refuse, () => {
        const size = padded(at.spatial, sides).join(' x ');
        const spans = windows.map((window) => (window ? window.dilation * (window.kernel - 1) + 1 : '?')).join(' x ');
        return `Calculated padded input size per channel: (${size}). Kernel size: (${spans}). Kernel size can't be greater than actual input size`;
      });
      const outputs = spatialOutput(input, at, outChannels, spatial);
      const cells = product(outputs[0]?.dims ?? []);
      return { outputs, windows, macs: multiply(cells, product(weight.slice(1))) };
    },
  });
}

export const conv1d = conv(1);
export const conv2d = conv(2);
export const conv3d = conv(3);
