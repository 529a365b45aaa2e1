// Functions along one axis that keep the shape: the softmax family.
import { optional } from '../graph/attribute.ts';
import { defineOperator } from '../graph/operator.ts';
import { axis, resolveAxis } from './axes.ts';

/**
 * (…) → the same. Without an axis it is 0 for up to one axis or three of them, otherwise 1, as PyTorch guesses.
 * Refuses an axis that the volume does not have.
 * Source: torch.nn.Softmax, https://docs.pytorch.org/docs/2.13/generated/torch.nn.Softmax.html; torch/nn/functional.py
 */
function alongAxis(id: string, doc: string) {
  return defineOperator({
    id,
    family: 'activation',
    doc,
    attributes: { axis: optional(axis({ doc: 'The axis along which the outputs sum to 1; 1 is the channels.' })) },
    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      if (input.dims && attributes.axis !== undefined) resolveAxis(attributes.axis, input.dims.length, refuse);
      return { outputs: [input] };
    },
  });
}

export const softmax = alongAxis('softmax', 'Turns numbers into probabilities that sum to 1 along an axis.');
export const logSoftmax = alongAxis('log-softmax', 'The logarithm of softmax, computed more safely.');
export const softmin = alongAxis('softmin', 'Softmax of the negative numbers: the smallest is the likeliest.');

/**
 * (N, C, H, W) or (C, H, W) → the same. Refuses other ranks.
 * Source: torch.nn.Softmax2d, https://docs.pytorch.org/docs/2.13/generated/torch.nn.Softmax2d.html
 */
export const softmax2d = defineOperator({
  id: 'softmax2d',
  family: 'activation',
  doc: 'Turns the channels at every place into probabilities that sum to 1.',
  attributes: {},
  infer({ inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const rank = input.dims?.length ?? 4;
    if (rank !== 3 && rank !== 4) {
      const quote = `Softmax2d: expected input to be 3D or 4D, got ${rank}D instead`;
      refuse('rank-mismatch', { expected: [3, 4], input }, { quote });
    }
    return { outputs: [input] };
  },
});
