// Losses that compare two volumes cell by cell. Those for classes are in class-loss.ts.
import { choice } from '../graph/attribute.ts';
import { promoted } from '../graph/broadcast.ts';
import { differ } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { listText } from '../graph/torch-text.ts';
import { type Volume, volume } from '../graph/volume.ts';
import { broadcast } from './broadcast.ts';

export const reduction = choice({
  choices: ['mean', 'sum', 'none', 'batchmean'],
  default: 'mean',
  doc: 'What becomes of the losses: their mean, their sum, or all of them.',
});

interface Kind {
  readonly doc: string;
  /** PyTorch's words where it does not stretch one to the other. */
  readonly sameShape?: (input: string, target: string) => string;
}

/**
 * (…), (…) → one number; without reduction (…).
 * Refuses shapes that do not match; some stretch axes of size 1 (with a warning), others do not.
 * Source: https://docs.pytorch.org/docs/2.13/nn.html#loss-functions; torch/nn/functional.py
 */
function cellwiseLoss(id: string, { doc, sameShape }: Kind) {
  return defineOperator({
    id,
    family: 'loss',
    doc,
    attributes: { reduction },
    inputs: { min: 2, max: 2 },
    infer({ attributes: { reduction }, inputs: [input, target], refuse }) {
      if (!input || !target) return { outputs: [] };
      const dtype = promoted([input, target]);
      const each = sameShape ? input : broadcast([input, target], refuse);
      if (sameShape && input.dims && target.dims && shapesDiffer(input, target)) {
        const quote = sameShape(`torch.Size(${listText(input.dims)})`, `torch.Size(${listText(target.dims)})`);
        refuse('shapes-do-not-match', { input: target, expected: input }, { quote });
      }
      return { outputs: [reduction === 'none' ? { ...each, dtype } : volume([], dtype)] };
    },
  });
}

export function shapesDiffer({ dims: a }: Volume, { dims: b }: Volume): boolean {
  if (!a || !b) return false;
  return a.length !== b.length || a.some((dim, at) => differ(dim, b[at] ?? dim));
}

export const l1Loss = cellwiseLoss('l1-loss', { doc: 'The mean absolute difference.' });
export const smoothL1Loss = cellwiseLoss('smooth-l1-loss', {
  doc: 'Squared where the difference is small, absolute where it is large.',
});
export const huberLoss = cellwiseLoss('huber-loss', {
  doc: 'Squared where the difference is small, in proportion to it where it is large.',
});
export const mseLoss = cellwiseLoss('mse-loss', { doc: 'The mean squared difference.' });
export const klDivergenceLoss = cellwiseLoss('kl-divergence-loss', {
  doc: 'How far one distribution is from the other.',
});
export const poissonNllLoss = cellwiseLoss('poisson-nll-loss', {
  doc: 'For counts: how unlikely they are under a Poisson distribution.',
});
export const softMarginLoss = cellwiseLoss('soft-margin-loss', {
  doc: 'For two classes, 1 and −1: ln(1 + e^(−y·x)).',
});
export const hingeEmbeddingLoss = cellwiseLoss('hinge-embedding-loss', {
  doc: 'For distances: small ones for pairs that belong together, large ones for the others.',
});
export const bceLoss = cellwiseLoss('bce-loss', {
  doc: 'Binary cross-entropy of probabilities.',
  sameShape: (input, target) =>
    `Using a target size (${target}) that is different to the input size (${input}) is deprecated. Please ensure they have the same size.`,
});
export const bceWithLogitsLoss = cellwiseLoss('bce-with-logits-loss', {
  doc: 'Binary cross-entropy of numbers that a sigmoid would turn into probabilities.',
  sameShape: (input, target) => `Target size (${target}) must be the same as input size (${input})`,
});
