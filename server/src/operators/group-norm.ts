// Group normalization: the channels of every sample are normalized in groups.
import { inferred, integer } from '../graph/attribute.ts';
import { type Dim, isKnown, misfits, product } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { reshaped } from '../graph/volume.ts';
import { withAxis } from './axes.ts';
import { affine, epsilon, shift } from './norm-attributes.ts';

/**
 * (N, C, …) → the same. 2·C parameters; no MACs.
 * Refuses channels that the groups do not divide, other channels than C where it has weights, and a single value in a group.
 * Source: torch/nn/functional.py, group_norm; aten/src/ATen/native/group_norm.cpp, PyTorch 2.13.
 */
export const groupNorm = defineOperator({
  id: 'group-norm',
  family: 'normalization',
  doc: 'Normalizes the channels of every sample in groups to mean 0 and variance 1; needs no large batch.',
  attributes: {
    groups: integer({ min: 1, doc: 'Into how many groups the channels are split.' }),
    features: inferred(integer({ doc: 'How many channels there are.' })),
    epsilon: epsilon(),
    affine: affine(true),
    bias: shift,
  },

  complete: (_, [input]) => {
    const features = input?.dims?.[1];
    return features === undefined ? {} : { features };
  },

  construct({ groups, features }, refuse) {
    if (!isKnown(groups) || !isKnown(features) || features % groups === 0) return;
    const quote = `num_channels (${features}) must be divisible by num_groups (${groups})`;
    refuse('group-norm-does-not-divide', { groups, channels: features }, { attribute: 'groups', quote });
  },

  parameters: ({ features, affine, bias }) => [
    ...(affine ? [{ name: 'weight', dims: [features] }] : []),
    ...(affine && bias ? [{ name: 'bias', dims: [features] }] : []),
  ],

  infer({ attributes: { groups, features, affine }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const { dims } = input;
    if (!dims) return { outputs: [input] };
    const [batch, channels, ...spatial] = dims;
    if (batch === undefined || channels === undefined) {
      const quote = `Expected at least 2 dimensions for input tensor but received ${dims.length}`;
      refuse('rank-mismatch', { expected: [2, 3, 4, 5], input }, { quote });
      return { outputs: [input] };
    }
    if (isKnown(groups) && isKnown(features) && features % groups !== 0) return { outputs: [input] };
    if (valuesPerGroup(batch, channels, groups, spatial) === 1) {
      const size = listText([1, groups, ...spatial]);
      const quote = `Expected more than 1 value per channel when training, got input size ${size}`;
      refuse('single-value-per-channel', { input }, { quote });
      return { outputs: [input] };
    }
    if (isKnown(channels) && isKnown(groups) && channels % groups !== 0) {
      const quote = `Expected number of channels in input to be divisible by num_groups, but got input of shape ${listText(dims)} and num_groups=${groups}`;
      refuse('group-norm-does-not-divide', { groups, channels }, { attribute: 'groups', quote });
    } else if (affine && misfits(channels, features)) {
      const quote =
        'Expected weight to be a vector of size equal to the number of channels in input, but got weight of shape ' +
        `[${dimText(features)}] and input of shape ${listText(dims)}`;
      const facts = { expected: [features], actual: [channels], input };
      refuse('norm-features-mismatch', facts, { attribute: 'features', quote });
      return { outputs: [reshaped(input, withAxis(dims, 1, REFUSED))] };
    }
    return { outputs: [input] };
  },
});

/** PyTorch's ⌊N·C/G⌋·H·W: it takes 1 for a group that cannot be normalized. */
function valuesPerGroup(batch: Dim, channels: Dim, groups: Dim, spatial: readonly Dim[]): Dim | undefined {
  const all = product([batch, channels]);
  if (!isKnown(all) || !isKnown(groups)) return undefined;
  return product([Math.floor(all / groups), ...spatial]);
}
