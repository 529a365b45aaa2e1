// How alike two volumes of vectors are: cosine similarity and distance.
import { flag, number } from '../graph/attribute.ts';
import { defineOperator } from '../graph/operator.ts';
import { refusedVolume } from '../graph/refused.ts';
import { reshaped } from '../graph/volume.ts';
import { axis, resolveAxis } from './axes.ts';
import { broadcast } from './broadcast.ts';
import { reducedDims } from './reduce.ts';

/**
 * (…, D, …), (…, D, …) → (…, …): the axis of the vectors is gone.
 * Refuses shapes that do not match, and an axis that they do not have.
 * Source: torch.nn.CosineSimilarity, https://docs.pytorch.org/docs/2.13/generated/torch.nn.CosineSimilarity.html
 */
export const cosineSimilarity = defineOperator({
  id: 'cosine-similarity',
  family: 'other',
  doc: 'The cosine of the angle between vectors.',
  attributes: {
    axis: axis({ default: 1, doc: 'The axis along which the vectors lie.' }),
    epsilon: number({ min: 0, default: 1e-8, doc: 'Keeps the division from failing.' }),
  },
  inputs: { min: 2, max: 2 },
  infer({ attributes, inputs, refuse }) {
    const [first] = inputs;
    if (!first) return { outputs: [] };
    let refused = false;
    const both = broadcast(inputs, (...refusal) => {
      refused = true;
      refuse(...refusal);
    });
    if (!both.dims) return { outputs: [both] };
    const at = refused ? undefined : resolveAxis(attributes.axis, both.dims.length, refuse);
    return { outputs: [at === undefined ? refusedVolume(first) : reshaped(both, both.dims.toSpliced(at, 1))] };
  },
});

/**
 * (…, D), (…, D) → (…), or (…, 1) where the axis is kept.
 * Refuses shapes that do not match.
 * Source: torch.nn.PairwiseDistance, https://docs.pytorch.org/docs/2.13/generated/torch.nn.PairwiseDistance.html
 */
export const pairwiseDistance = defineOperator({
  id: 'pairwise-distance',
  family: 'other',
  doc: 'The length of the difference between vectors along the last axis.',
  attributes: {
    exponent: number({ default: 2, doc: 'The p of the norm that measures the length.' }),
    epsilon: number({ default: 1e-6, doc: 'Keeps the gradient from failing at 0.' }),
    keepAxes: flag({ default: false, doc: 'Keeps the axis with size 1.' }),
  },
  inputs: { min: 2, max: 2 },
  infer({ attributes: { keepAxes }, inputs, refuse }) {
    const both = broadcast(inputs, refuse);
    if (!both.dims) return { outputs: [both] };
    return { outputs: [reshaped(both, reducedDims(both.dims, [both.dims.length - 1], keepAxes))] };
  },
});
