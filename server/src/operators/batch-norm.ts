// Batch normalization: every activation map is normalized over the whole batch.
import { inferred, integer } from '../graph/attribute.ts';
import { type Dim, isKnown, isUnknown, misfits, product } from '../graph/dim.ts';
import { defineOperator, type ParameterShape } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { dimText, sizeText } from '../graph/torch-text.ts';
import { reshaped, type Volume } from '../graph/volume.ts';
import { withAxis } from './axes.ts';
import { affine, epsilon, momentum, shift, trackRunningStats } from './norm-attributes.ts';

/** Running mean and variance, and how many batches they saw; scale and shift. */
export function normParameters({ features, affine, bias, trackRunningStats }: NormValues): readonly ParameterShape[] {
  const learned = affine ? ['weight', ...(bias ? ['bias'] : [])] : [];
  const kept = trackRunningStats ? ['running_mean', 'running_var'] : [];
  return [
    ...learned.map((name) => ({ name, dims: [features] })),
    ...kept.map((name) => ({ name, dims: [features], buffer: true })),
    ...(trackRunningStats ? [{ name: 'num_batches_tracked', dims: [], buffer: true }] : []),
  ];
}

interface NormValues {
  readonly features: Dim;
  readonly affine: boolean;
  readonly bias: boolean;
  readonly trackRunningStats: boolean;
}

interface Ranks {
  readonly accepts: readonly number[];
  readonly expected: string;
}

/**
 * (N, C, …) → the same. 2·C parameters, and 2·C + 1 buffers; no MACs.
 * Refuses other ranks; a single value per channel where the batch's own statistics are taken; channels other than C
 * where it has anything of C channels. A batch without cells passes.
 * Source: torch.nn.BatchNorm1d … 3d; torch/nn/functional.py, batch_norm; aten/src/ATen/native/Normalization.cpp, 2.13.
 */
function batchNorm(id: string, { accepts, expected }: Ranks) {
  return defineOperator({
    id,
    family: 'normalization',
    doc: 'Normalizes every activation map over the batch to mean 0 and variance 1, then scales and shifts it.',
    attributes: {
      features: inferred(integer({ listed: true, doc: 'How many channels are normalized, each for itself.' })),
      epsilon: epsilon(),
      momentum,
      affine: affine(true),
      bias: shift,
      trackRunningStats: trackRunningStats(true),
    },
    elementwise: true,

    complete: (_, [input]) => {
      const features = input?.dims?.[1];
      return features === undefined ? {} : { features };
    },

    parameters: normParameters,

    infer({ attributes: { features, affine, trackRunningStats }, inputs: [input], training, refuse }) {
      if (!input) return { outputs: [] };
      const { dims } = input;
      if (!dims) return { outputs: [input] };
      const channels = dims[1];
      if (!accepts.includes(dims.length) || channels === undefined) {
        const quote = `expected ${expected} input (got ${dims.length}D input)`;
        refuse('rank-mismatch', { expected: accepts, input }, { quote });
        return { outputs: [input] };
      }
      if ((training || !trackRunningStats) && product(dims.toSpliced(1, 1)) === 1) {
        const quote = `Expected more than 1 value per channel when training, got input size ${sizeText(dims)}`;
        refuse('single-value-per-channel', { input }, { quote });
        return { outputs: [input] };
      }
      const matters = (trackRunningStats || affine) && product(dims) !== 0;
      if (matters && misfits(channels, features)) {
        const what = trackRunningStats ? 'running_mean' : 'weight';
        const quote = `${what} should contain ${dimText(channels)} elements not ${dimText(features)}`;
        const facts = { expected: [features], actual: [channels], input };
        refuse('norm-features-mismatch', facts, { attribute: 'features', quote });
        return { outputs: [reshaped(input, withAxis(dims, 1, REFUSED))] };
      }
      return { outputs: [matters ? known(input, dims, features) : input] };
    },
  });
}

/** A norm that runs shows how many channels its input has. */
function known(input: Volume, dims: readonly Dim[], features: Dim): Volume {
  const channels = dims[1];
  return channels !== undefined && isUnknown(channels) && isKnown(features)
    ? reshaped(input, withAxis(dims, 1, features))
    : input;
}

export const batchNorm1d = batchNorm('batch-norm1d', { accepts: [2, 3], expected: '2D or 3D' });
export const batchNorm2d = batchNorm('batch-norm2d', { accepts: [4], expected: '4D' });
export const batchNorm3d = batchNorm('batch-norm3d', { accepts: [5], expected: '5D' });
export const syncBatchNorm = batchNorm('sync-batch-norm', { accepts: [2, 3, 4, 5, 6], expected: 'at least 2D' });
