// Activations that are more than a function of one cell: PReLU has parameters, GLU halves an axis.
import { integer, number } from '../graph/attribute.ts';
import { divide, isKnown, misfits } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { REFUSED, refusedVolume } from '../graph/refused.ts';
import { dimText, SCALAR_TYPE } from '../graph/torch-text.ts';
import { reshaped } from '../graph/volume.ts';
import { axis, axisIn, withAxis } from './axes.ts';

/**
 * (N, C, …) → the same, with one slope for all channels or one for each.
 * Refuses C slopes for other channels than C.
 * Source: torch.nn.PReLU, https://docs.pytorch.org/docs/2.13/generated/torch.nn.PReLU.html; aten/src/ATen/native/Activation.cpp
 */
export const prelu = defineOperator({
  id: 'prelu',
  family: 'activation',
  doc: 'Leaky ReLU that learns its slope, one for all channels or one for each.',
  attributes: {
    features: integer({
      min: 1,
      listed: true,
      default: 1,
      doc: 'How many slopes to learn: 1, or the number of channels.',
    }),
    initial: number({ default: 0.25, doc: 'The slope to start from.' }),
  },
  elementwise: true,
  parameters: ({ features }) => [{ name: 'weight', dims: [features] }],
  infer({ attributes: { features }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const { dims, dtype } = input;
    if (dtype !== 'float') {
      const quote = `prelu: Type promoting not supported. Got ${SCALAR_TYPE[dtype]} and Float`;
      refuse('wrong-dtype', { expected: ['float'], actual: dtype }, { quote });
    }
    if (!dims || !isKnown(features) || features === 1) return { outputs: [input] };
    if (dims.length === 0) {
      refuse('rank-mismatch', { expected: [2, 3, 4, 5], input }, { quote: 'Not allow zero-dim input tensor.' });
      return { outputs: [input] };
    }
    const channels = dims[1] ?? 1;
    if (!misfits(channels, features)) return { outputs: [input] };
    const quote = `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${features} and channel size = ${dimText(channels)}.`;
    const facts = { expected: features, actual: channels, input };
    refuse('channels-mismatch', facts, { attribute: 'features', quote });
    return { outputs: [dims.length > 1 ? reshaped(input, withAxis(dims, 1, REFUSED)) : input] };
  },
});

/**
 * (…, 2·S, …) → (…, S, …): one half weighed by the sigmoid of the other.
 * Refuses an odd size, and scalars.
 * Source: torch.nn.GLU, https://docs.pytorch.org/docs/2.13/generated/torch.nn.GLU.html
 */
export const glu = defineOperator({
  id: 'glu',
  family: 'activation',
  doc: 'Gated linear unit: weighs one half of an axis by the sigmoid of the other half.',
  attributes: { axis: axis({ default: -1, doc: 'The axis to halve.' }) },
  infer({ attributes, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const { dims } = input;
    if (!dims) return { outputs: [input] };
    const halved = axisIn(input, attributes.axis, refuse, 'glu does not support 0-dimensional tensors');
    if (!halved) return { outputs: [refusedVolume(input)] };
    const { at, size } = halved;
    if (isKnown(size) && size % 2 !== 0) {
      const quote = `Halving dimension must be even, but dimension ${at} is size ${size}`;
      refuse('size-does-not-divide', { axis: at, size, divisor: 2 }, { attribute: 'axis', quote });
      return { outputs: [reshaped(input, withAxis(dims, at, REFUSED))] };
    }
    return { outputs: [reshaped(input, withAxis(dims, at, divide(size, 2)))] };
  },
});
