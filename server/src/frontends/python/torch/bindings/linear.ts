// torch.nn's linear layers, embedding, shape layers, dropout and distances.
// Source: torch/nn/modules/{linear,sparse,flatten,dropout,distance}.py, PyTorch 2.13.
import type { ModuleBinding } from './binding.ts';
import { argument, FACTORY, ignored, truth } from './signature.ts';

const BIAS = truth('bias', 'bias', true);

function dropout(operator: string): ModuleBinding {
  return { operator, parameters: [argument('p', 'probability', 0.5), ...ignored('inplace')] };
}

export const LINEAR: Readonly<Record<string, ModuleBinding>> = {
  Linear: {
    operator: 'linear',
    parameters: [argument('in_features', 'inFeatures'), argument('out_features', 'outFeatures'), BIAS, ...FACTORY],
  },
  LazyLinear: { operator: 'linear', parameters: [argument('out_features', 'outFeatures'), BIAS, ...FACTORY] },
  Bilinear: {
    operator: 'bilinear',
    parameters: [
      argument('in1_features', 'firstFeatures'),
      argument('in2_features', 'secondFeatures'),
      argument('out_features', 'outFeatures'),
      BIAS,
      ...FACTORY,
    ],
  },
  Identity: { operator: 'identity', parameters: [], anyArguments: true },
  Embedding: {
    operator: 'embedding',
    parameters: [
      argument('num_embeddings', 'count'),
      argument('embedding_dim', 'features'),
      argument('padding_idx', 'paddingIndex', null),
      ...ignored('max_norm', 'norm_type', 'scale_grad_by_freq', 'sparse', '_weight', '_freeze'),
      ...FACTORY,
    ],
  },
  Flatten: {
    operator: 'flatten',
    parameters: [argument('start_dim', 'startAxis', 1), argument('end_dim', 'endAxis', -1)],
  },
  Unflatten: { operator: 'unflatten', parameters: [argument('dim', 'axis'), argument('unflattened_size', 'shape')] },
  Dropout: dropout('dropout'),
  Dropout1d: dropout('dropout1d'),
  Dropout2d: dropout('dropout2d'),
  Dropout3d: dropout('dropout3d'),
  AlphaDropout: dropout('alpha-dropout'),
  FeatureAlphaDropout: dropout('feature-alpha-dropout'),
  CosineSimilarity: {
    operator: 'cosine-similarity',
    parameters: [argument('dim', 'axis', 1), argument('eps', 'epsilon', 1e-8)],
  },
  PairwiseDistance: {
    operator: 'pairwise-distance',
    parameters: [argument('p', 'exponent', 2), argument('eps', 'epsilon', 1e-6), truth('keepdim', 'keepAxes', false)],
  },
};
