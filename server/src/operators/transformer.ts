// A transformer's encoder layer as one operator: attention, two linear layers, two norms, with shortcuts round both.
import { choice, flag, inferred, integer, number } from '../graph/attribute.ts';
import { add, differ, product } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { reshaped } from '../graph/volume.ts';
import { attentionMacs, projectionParameters, refuseHeads } from './attention.ts';
import { withAxis } from './axes.ts';
import { lastOf } from './linear.ts';

/**
 * (N, L, E) → the same; without batch (L, E); with positions first (L, N, E).
 * 4·E² + 2·E·F + 9·E + F parameters. MACs: N·(4·L·E² + 2·L²·E + 2·L·E·F).
 * Refuses heads that do not divide E, other features than E, and other ranks.
 * Source: torch.nn.TransformerEncoderLayer, PyTorch 2.13; Vaswani et al., 2017.
 */
export const transformerEncoderLayer = defineOperator({
  id: 'transformer-encoder-layer',
  family: 'attention',
  doc: 'Self-attention, then two linear layers at each position, each with a norm and a shortcut.',
  attributes: {
    features: inferred(integer({ min: 1, doc: 'Features at each position.' })),
    heads: integer({ min: 1, doc: 'How many heads share the features.' }),
    hiddenFeatures: integer({ default: 2048, doc: 'Features between the two linear layers.' }),
    dropout: number({ min: 0, max: 1, default: 0.1, doc: 'How likely cells are dropped in training.' }),
    activation: choice({ choices: ['relu', 'gelu'], default: 'relu', doc: 'What stands between the linear layers.' }),
    epsilon: number({ min: 0, default: 1e-5, doc: 'Keeps the norms’ division from failing.' }),
    batchFirst: flag({
      default: true,
      doc: 'Whether the batch comes before the positions: (N, L, C) and not (L, N, C).',
    }),
    normFirst: flag({ default: false, doc: 'Normalizes before attention and linear layers, and not after them.' }),
    bias: flag({ default: true, doc: 'Adds learned numbers in projections, linear layers and norms.' }),
  },

  complete: (_, [input]) => {
    const features = lastOf(input);
    return features === undefined ? {} : { features };
  },

  construct: (attributes, refuse) => refuseHeads(attributes, refuse),

  parameters: ({ features, hiddenFeatures, bias }) => [
    ...projectionParameters({ features, keyFeatures: features, valueFeatures: features, bias }).map((parameter) => ({
      ...parameter,
      name: `self_attn.${parameter.name}`,
    })),
    { name: 'linear1.weight', dims: [hiddenFeatures, features] },
    ...(bias ? [{ name: 'linear1.bias', dims: [hiddenFeatures] }] : []),
    { name: 'linear2.weight', dims: [features, hiddenFeatures] },
    ...(bias ? [{ name: 'linear2.bias', dims: [features] }] : []),
    ...['norm1', 'norm2'].flatMap((norm) => [
      { name: `${norm}.weight`, dims: [features] },
      ...(bias ? [{ name: `${norm}.bias`, dims: [features] }] : []),
    ]),
  ],

  infer({ attributes, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const { features, hiddenFeatures, batchFirst, normFirst, bias } = attributes;
    const { dims } = input;
    if (!dims) return { outputs: [input] };
    const actual = dims.at(-1);
    if (actual === undefined || dims.length < 2 || dims.length > 3) {
      const quote = `query should be unbatched 2D or batched 3D tensor but received ${dims.length}-D query tensor`;
      refuse('rank-mismatch', { expected: [2, 3], input }, { quote });
      return { outputs: [input] };
    }
    if (differ(actual, features)) {
      const shape = dimText(features);
      const quote = normFirst
        ? `Given normalized_shape=[${shape}], expected input with shape [*, ${shape}], but got input of size${listText(dims)}`
        : `was expecting embedding dimension of ${shape}, but got ${dimText(actual)}`;
      refuse('features-mismatch', { expected: features, actual, input }, { attribute: 'features', quote });
      return { outputs: [reshaped(input, withAxis(dims, dims.length - 1, REFUSED))] };
    }
    const batched = dims.length === 3;
    const length = dims[batched && batchFirst ? 1 : 0] ?? 1;
    const batch = batched ? (dims[batchFirst ? 0 : 1] ?? 1) : 1;
    const sizes = { batch, length, positions: length, attended: length };
    const attention = attentionMacs({ features, keyFeatures: features, valueFeatures: features, bias }, sizes);
    const macs = add(attention, product([2, batch, length, features, hiddenFeatures]));
    return { outputs: [input], macs, global: true };
  },
});
