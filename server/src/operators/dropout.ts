// Dropout and its kin, and layers that do nothing.
import { number } from '../graph/attribute.ts';
import { defineOperator } from '../graph/operator.ts';
import type { Volume } from '../graph/volume.ts';

interface Kind {
  readonly doc: string;
  /** PyTorch's words for a volume that it cannot drop from, in evaluation as in training. */
  readonly refuses?: (rank: number) => string | undefined;
  readonly expected?: readonly number[];
  /** Whole activation maps go, and in training there must be some. */
  readonly dropsMaps?: boolean;
}

/**
 * (…) → the same. In training some cells become 0 and the others grow; in evaluation nothing happens.
 * Source: https://docs.pytorch.org/docs/2.13/nn.html#dropout-layers; aten/src/ATen/native/Dropout.cpp
 */
function dropout(id: string, { doc, refuses, expected = [2, 3, 4, 5], dropsMaps }: Kind) {
  return defineOperator({
    id,
    family: 'dropout',
    doc,
    attributes: {
      probability: number({
        min: 0,
        max: 1,
        default: 0.5,
        doc: 'How likely each is to be dropped in training.',
        quote: (given) => `dropout probability has to be between 0 and 1, but got ${String(given)}`,
      }),
    },
    elementwise: true,
    infer({ attributes: { probability }, inputs: [input], training, refuse }) {
      if (!input) return { outputs: [] };
      const rank = input.dims?.length;
      if (rank === undefined) return { outputs: [input] };
      const drops = training && probability !== 0 && probability !== 1;
      const tooFlat = dropsMaps && drops && rank < 2 && !isEmpty(input);
      const quote =
        refuses?.(rank) ?? (tooFlat ? 'Feature dropout requires at least 2 dimensions in the input' : undefined);
      if (quote !== undefined) refuse('rank-mismatch', { expected, input }, { quote });
      return { outputs: [input] };
    },
  });
}

function isEmpty({ dims }: Volume): boolean {
  return dims?.includes(0) ?? false;
}

const cells = dropout('dropout', { doc: 'Drops single cells at random in training, so that none is relied upon.' });

export { cells as dropout };

export const dropout1d = dropout('dropout1d', {
  doc: 'Drops whole channels of a sequence at random in training.',
  expected: [2, 3],
  refuses: (rank) =>
    rank === 2 || rank === 3
      ? undefined
      : `dropout1d: Expected 2D or 3D input, but received a ${rank}D input. Note that dropout1d exists to apply channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).`,
});
export const dropout2d = dropout('dropout2d', {
  doc: 'Drops whole activation maps at random in training.',
  dropsMaps: true,
});
export const dropout3d = dropout('dropout3d', { doc: 'Drops whole activation volumes at random in training.' });
export const alphaDropout = dropout('alpha-dropout', {
  doc: 'Drops cells at random in training and keeps mean and variance, as SELU needs.',
});
export const featureAlphaDropout = dropout('feature-alpha-dropout', {
  doc: 'Drops whole activation maps at random in training and keeps mean and variance, as SELU needs.',
  dropsMaps: true,
});
export const dropPath = dropout('drop-path', {
  doc: 'Drops a residual branch of whole samples at random in training: stochastic depth.',
});

/** (…) → the same. */
export const identity = defineOperator({
  id: 'identity',
  family: 'other',
  doc: 'Does nothing; keeps a place in the model.',
  attributes: {},
  elementwise: true,
  infer: ({ inputs }) => ({ outputs: inputs.slice(0, 1) }),
});
