// Losses over classes: cross-entropy and negative log-likelihood.
import { number } from '../graph/attribute.ts';
import { type Dim, differ } from '../graph/dim.ts';
import { defineOperator, type Refuse } from '../graph/operator.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { type KnownRank, type Volume, volume } from '../graph/volume.ts';
import { reduction, shapesDiffer } from './loss.ts';

const attributes = { reduction };

/** Scores (N, C, …) and the number of the right class (N, …): what is left without the classes. */
function perPlace({ dims }: KnownRank): readonly Dim[] {
  return dims.length <= 1 ? [] : dims.toSpliced(1, 1);
}

/** Refuses classes of another shape, or that are no whole numbers. */
function byClass(scores: KnownRank, classes: KnownRank, refuse: Refuse): boolean {
  const quote = mismatch(scores.dims, classes.dims);
  if (quote !== undefined) {
    refuse('shapes-do-not-match', { input: classes, expected: volume(perPlace(scores), 'integer') }, { quote });
    return true;
  }
  if (classes.dtype === 'integer') return false;
  refuse('wrong-dtype', { expected: ['integer'], actual: classes.dtype });
  return true;
}

function mismatch(scores: readonly Dim[], classes: readonly Dim[]): string | undefined {
  const rank = scores.length;
  if (rank < 1) return 'Expected 1 or more dimensions (got 0)';
  const [batch = 1] = scores;
  const [theirs] = classes;
  if (rank !== 1 && theirs === undefined) return 'Dimension specified as 0 but tensor has no dimensions';
  if (rank !== 1 && theirs !== undefined && differ(batch, theirs)) {
    return `Expected input batch_size (${dimText(batch)}) to match target batch_size (${dimText(theirs)}).`;
  }
  if (rank <= 2) {
    if (classes.length > 1) return '0D or 1D target tensor expected, multi-target not supported';
    const single = rank === 1 && theirs !== undefined && differ(theirs, 1);
    return single ? `For 1D input, 1D target must have size 1, but got target size: ${dimText(theirs)}` : undefined;
  }
  if (rank === 4 && classes.length !== 3) {
    return `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${classes.length}`;
  }
  const expected = [batch, ...scores.slice(2)];
  if (classes.length === expected.length && !expected.some((dim, at) => differ(dim, classes[at] ?? dim)))
    return undefined;
  return rank === 4
    ? `size mismatch (got input: ${listText(scores)} , target: ${listText(classes)}`
    : `Expected target size ${listText(expected)}, got ${listText(classes)}`;
}

function reduced(scores: Volume, how: string): Volume {
  return how === 'none' && scores.dims ? volume(perPlace(scores)) : how === 'none' ? scores : volume([]);
}

/**
 * Scores (N, C, …), classes (N, …) → one number; without reduction (N, …). Without batch: (C), ().
 * Source: aten/src/ATen/native/LossNLL.cpp, LossNLL2d.cpp, PyTorch 2.13.
 */
export const nllLoss = defineOperator({
  id: 'nll-loss',
  family: 'loss',
  doc: 'Negative log-likelihood: minus the log-probability of the right class.',
  attributes,
  inputs: { min: 2, max: 2 },
  infer({ attributes, inputs: [scores, classes], refuse }) {
    if (!scores || !classes) return { outputs: [] };
    if (scores.dims && classes.dims) byClass(scores, classes, refuse);
    return { outputs: [reduced(scores, attributes.reduction)] };
  },
});

/**
 * Scores (N, C, …) with classes (N, …), or with probabilities (N, C, …) → one number; without reduction (N, …).
 * Source: aten/src/ATen/native/LossNLL.cpp, cross_entropy_loss, PyTorch 2.13.
 */
export const crossEntropyLoss = defineOperator({
  id: 'cross-entropy-loss',
  family: 'loss',
  doc: 'Softmax and negative log-likelihood in one: for scores of classes that exclude each other.',
  attributes: {
    ...attributes,
    labelSmoothing: number({ min: 0, max: 1, default: 0, doc: 'How much of the right class’s weight all share.' }),
  },
  inputs: { min: 2, max: 2 },
  infer({ attributes, inputs: [scores, target], refuse }) {
    if (!scores || !target) return { outputs: [] };
    if (scores.dims && target.dims) refuseTarget(scores, target, refuse);
    return { outputs: [reduced(scores, attributes.reduction)] };
  },
});

function refuseTarget(scores: KnownRank, target: KnownRank, refuse: Refuse): void {
  const probabilities = !shapesDiffer(scores, target);
  if (!probabilities) {
    byClass(scores, target, refuse);
  } else if (target.dtype === 'integer') {
    const quote = 'Expected floating point type for target with class probabilities, got Long';
    refuse('wrong-dtype', { expected: ['float'], actual: target.dtype }, { quote });
  }
}
