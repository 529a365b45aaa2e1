// Instance normalization: every activation map of every sample is normalized for itself.
import { inferred, integer } from '../graph/attribute.ts';
import { misfits, product } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { dimText, sizeText } from '../graph/torch-text.ts';
import { reshaped } from '../graph/volume.ts';
import { withAxis } from './axes.ts';
import { normParameters } from './batch-norm.ts';
import { affine, epsilon, momentum, shift, trackRunningStats } from './norm-attributes.ts';

/**
 * (N, C, …) or (C, …) → the same. 2·C parameters if affine; 2·C + 1 buffers if it keeps statistics; no MACs.
 * Refuses other ranks; maps of a single cell where the map's own statistics are taken; channels other than C where it
 * has anything of C channels; an empty batch if affine.
 * Source: torch/nn/modules/instancenorm.py; aten/src/ATen/native/Normalization.cpp, instance_norm, PyTorch 2.13.
 */
function instanceNorm(rank: 1 | 2 | 3) {
  return defineOperator({
    id: `instance-norm${rank}d`,
    family: 'normalization',
    doc: 'Normalizes every activation map of every sample for itself to mean 0 and variance 1.',
    attributes: {
      features: inferred(integer({ listed: true, doc: 'How many channels are normalized, each for itself.' })),
      epsilon: epsilon(),
      momentum,
      affine: affine(false),
      bias: shift,
      trackRunningStats: trackRunningStats(false),
    },
    elementwise: true,

    complete: (_, [input]) => {
      const features = input?.dims?.[input.dims.length === rank + 1 ? 0 : 1];
      return features === undefined ? {} : { features };
    },

    parameters: normParameters,

    infer({ attributes: { features, affine, trackRunningStats }, inputs: [input], training, refuse }) {
      if (!input) return { outputs: [] };
      const { dims } = input;
      if (!dims) return { outputs: [input] };
      const axis = dims.length - rank - 1;
      const channels = dims[axis];
      if (axis < 0 || axis > 1 || channels === undefined) {
        const quote = `expected ${rank + 1}D or ${rank + 2}D input (got ${dims.length}D input)`;
        refuse('rank-mismatch', { expected: [rank + 1, rank + 2], input }, { quote });
        return { outputs: [input] };
      }
      const wrong = (quote: string) => {
        const facts = { expected: [features], actual: [channels], input };
        refuse('norm-features-mismatch', facts, { attribute: 'features', quote });
        return { outputs: [reshaped(input, withAxis(dims, axis, REFUSED))] };
      };
      const [c, f] = [dimText(channels), dimText(features)];
      if (affine && misfits(channels, features)) {
        return wrong(`expected input's size at dim=${axis} to match num_features (${f}), but got: ${c}.`);
      }
      const batched = axis === 1 ? dims : [1, ...dims];
      const [batch = 1, , ...spatial] = batched;
      if ((training || !trackRunningStats) && product(spatial) === 1) {
        const quote = `Expected more than 1 spatial element when training, got input size ${sizeText(batched)}`;
        refuse('single-value-per-channel', { input, always: !training }, { quote });
      } else if (trackRunningStats && batch !== 0 && misfits(channels, features)) {
        const [all, kept] = [product([batch, channels]), product([batch, features])];
        return wrong(
          product(dims) === 0
            ? `shape '[${dimText(batch)}, ${c}]' is invalid for input of size ${dimText(kept)}`
            : `running_mean should contain ${dimText(all)} elements not ${dimText(kept)}`,
        );
      } else if (affine && batch === 0) {
        const quote = 'select(): index 0 out of range for tensor of size [0] at dimension 0';
        refuse('single-value-per-channel', { input }, { quote });
      }
      return { outputs: [input] };
    },
  });
}

export const instanceNorm1d = instanceNorm(1);
export const instanceNorm2d = instanceNorm(2);
export const instanceNorm3d = instanceNorm(3);
