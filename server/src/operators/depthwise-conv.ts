// Depthwise convolution, alone and with the pointwise one after it. Knows no framework's spelling.
import { flag, inferred, integer } from '../graph/attribute.ts';
import { add, type Dim, multiply, product } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { convolve, filterAttributes, filterParameters, judgeFilter } from './conv.ts';
import { impliedChannels, type Rank } from './spatial.ts';

const multiplier = integer({ min: 1, default: 1, doc: 'How many filters each channel has.' });

function channels() {
  return inferred(integer({ min: 1, doc: 'Channels of the input; each has filters of its own.' }));
}

/**
 * (N, C, …) → (N, C·M, …′): each channel alone is convolved with M filters, as a convolution with C groups does;
 * (F·… + 1)·C·M parameters; MACs = output cells × F·….
 * Source: Howard et al., MobileNets, 2017, arXiv:1704.04861, section 3.1; torch.nn.Conv2d with groups = in_channels.
 */
function depthwise(rank: Rank) {
  return defineOperator({
    id: `depthwise-conv${rank}d`,
    family: 'convolution',
    doc: 'Slides filters of its own over each channel: a convolution with as many groups as channels.',
    attributes: { inChannels: channels(), ...filterAttributes(rank), multiplier },
    complete: impliedChannels(rank),
    construct: (attributes, refuse) => judgeFilter(attributes, rank, refuse),

    parameters: ({ inChannels, kernel, multiplier, bias }) => {
      const outChannels = multiply(inChannels, multiplier);
      return filterParameters([outChannels, 1, ...kernel], outChannels, bias);
    },

    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      const { inChannels, kernel } = attributes;
      const outChannels = multiply(inChannels, attributes.multiplier);
      const weight: readonly Dim[] = [outChannels, 1, ...kernel];
      const { outputs, windows, macs } = convolve({
        ...attributes,
        input,
        rank,
        outChannels,
        groups: inChannels,
        weight,
        refuse,
      });
      return { outputs, windows, macs };
    },
  });
}

/**
 * (N, C, …) → (N, C′, …′): a depthwise convolution with M filters per channel, then a pointwise one;
 * F·…·C·M + C·M·C′ (+ C′ with a bias, which only the second has) parameters; MACs = cells × (F·…·C·M + C·M·C′).
 * One operator, not two layers, because frameworks that have it keep both weights in one module.
 * Source: Chollet, Xception, 2017, arXiv:1610.02357; keras.layers.SeparableConv2D, Keras 3.
 */
function separable(rank: Rank) {
  return defineOperator({
    id: `separable-conv${rank}d`,
    family: 'convolution',
    doc: 'A depthwise convolution followed by a pointwise one: fewer parameters than one convolution that does both.',
    attributes: {
      inChannels: channels(),
      outChannels: integer({
        min: 1,
        doc: 'How many filters the pointwise convolution has: the channels of the output.',
      }),
      ...filterAttributes(rank),
      multiplier,
      bias: flag({
        default: true,
        doc: 'Adds one learned number to each output channel, after the pointwise convolution.',
      }),
    },
    complete: impliedChannels(rank),
    construct: (attributes, refuse) => judgeFilter(attributes, rank, refuse),

    parameters: ({ inChannels, outChannels, kernel, multiplier, bias }) => {
      const between = multiply(inChannels, multiplier);
      const ones = new Array<Dim>(rank).fill(1);
      return [
        { name: 'depthwise.weight', dims: [between, 1, ...kernel] },
        { name: 'pointwise.weight', dims: [outChannels, between, ...ones] },
        ...(bias ? [{ name: 'pointwise.bias', dims: [outChannels] }] : []),
      ];
    },

    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      const { inChannels, outChannels, kernel } = attributes;
      const between = multiply(inChannels, attributes.multiplier);
      const weight: readonly Dim[] = [between, 1, ...kernel];
      const { outputs, windows, cells } = convolve({
        ...attributes,
        input,
        rank,
        outChannels,
        groups: inChannels,
        weight,
        refuse,
      });
      const places = product(outputs[0]?.dims?.toSpliced(-rank - 1, 1) ?? []);
      const first = multiply(multiply(places, between), product(kernel));
      return { outputs, windows, macs: add(first, multiply(cells, between)) };
    },
  });
}

export const depthwiseConv1d = depthwise(1);
export const depthwiseConv2d = depthwise(2);
export const depthwiseConv3d = depthwise(3);
export const separableConv1d = separable(1);
export const separableConv2d = separable(2);
export const separableConv3d = separable(3);
