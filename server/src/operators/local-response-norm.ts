// Local response normalization, as in AlexNet: a cell is damped by its neighbours in other channels. Also L2 normalization.
import { integer, number } from '../graph/attribute.ts';
import { defineOperator } from '../graph/operator.ts';
import { axis, resolveAxis } from './axes.ts';

/**
 * (N, C, …) → the same. No parameters, no MACs. Refuses fewer than three axes.
 * Source: torch.nn.LocalResponseNorm, https://docs.pytorch.org/docs/2.13/generated/torch.nn.LocalResponseNorm.html
 */
export const localResponseNorm = defineOperator({
  id: 'local-response-norm',
  family: 'normalization',
  doc: 'Divides every cell by the energy of the same cell in neighbouring channels, as AlexNet does.',
  attributes: {
    size: integer({ min: 1, doc: 'How many neighbouring channels count.' }),
    alpha: number({ default: 1e-4, doc: 'How strongly they count.' }),
    beta: number({ default: 0.75, doc: 'The exponent of the divisor.' }),
    k: number({ default: 1, doc: 'What is added to the divisor.' }),
  },
  infer({ inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (input.dims && input.dims.length < 3) {
      const gap = ' '.repeat(25);
      const quote = `Expected 3D or higher dimensionality${gap} input (got ${input.dims.length} dimensions)`;
      refuse('rank-mismatch', { expected: [3, 4, 5], input }, { quote });
    }
    return { outputs: [input] };
  },
});

/**
 * (N, C, …) → the same, every vector along the axis with length 1.
 * Refuses an axis that the volume does not have.
 * Source: torch.nn.functional.normalize, https://docs.pytorch.org/docs/2.13/generated/torch.nn.functional.normalize.html
 */
export const l2Normalize = defineOperator({
  id: 'l2-normalize',
  family: 'normalization',
  doc: 'Scales every vector along an axis to length 1.',
  attributes: {
    exponent: number({ default: 2, doc: 'The p of the norm that measures the length.' }),
    axis: axis({ default: 1, doc: 'The axis along which the vectors lie; 1 is the channels.' }),
    epsilon: number({ min: 0, default: 1e-12, doc: 'The smallest length to divide by.' }),
  },
  infer({ attributes, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (input.dims) resolveAxis(attributes.axis, input.dims.length, refuse);
    return { outputs: [input] };
  },
});
