// Normalization of every sample, or of every position of a sequence, for itself: layer norm and RMS norm.
import { flag, inferred, integers, number, optional } from '../graph/attribute.ts';
import type { Dim } from '../graph/dim.ts';
import { misfits } from '../graph/dim.ts';
import { defineOperator, type Refuse } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { reshaped, type Volume } from '../graph/volume.ts';
import { epsilon, shift } from './norm-attributes.ts';

const shape = inferred(
  integers({ min: 0, doc: 'The sizes of the last axes, over which is normalized; from a volume all but the batch.' }),
);
const affine = flag({ default: true, doc: 'Learns a scale (and a shift) for every cell of the shape.' });

/** A volume is normalized over channels and space, a sequence over its features. */
function impliedShape(input: Volume | undefined): readonly Dim[] | undefined {
  const { dims } = input ?? {};
  if (!dims || dims.length === 0) return undefined;
  return dims.length >= 4 ? dims.slice(1) : dims.slice(-1);
}

function normalized(input: Volume, shape: readonly Dim[], refuse: Refuse): Volume {
  const { dims } = input;
  if (shape.length === 0) {
    const quote =
      'Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []';
    const facts = { attribute: 'shape', value: '[]', expected: { kind: 'integers' } } as const;
    refuse('bad-value', facts, { attribute: 'shape', quote });
    return input;
  }
  if (!dims) return input;
  const actual = dims.slice(-shape.length);
  const differs = shape.map((dim, at) => misfits(actual[at] ?? dim, dim));
  if (actual.length < shape.length || differs.includes(true)) {
    const list = shape.map(dimText).join(', ');
    const quote = `Given normalized_shape=[${list}], expected input with shape [*, ${list}], but got input of size${listText(dims)}`;
    refuse('norm-features-mismatch', { expected: shape, actual, input }, { attribute: 'shape', quote });
    if (actual.length < shape.length) return input;
    const first = dims.length - shape.length;
    return reshaped(
      input,
      dims.map((dim, at) => (differs[at - first] ? REFUSED : dim)),
    );
  }
  return input;
}

/**
 * (…, *shape) → the same. 2·∏shape parameters, or ∏shape without the shift; no MACs.
 * Refuses an input whose last axes are not the shape.
 * Source: torch.nn.LayerNorm, https://docs.pytorch.org/docs/2.13/generated/torch.nn.LayerNorm.html
 */
export const layerNorm = defineOperator({
  id: 'layer-norm',
  family: 'normalization',
  doc: 'Normalizes the last axes of every sample together to mean 0 and variance 1, then scales and shifts them.',
  attributes: {
    shape,
    epsilon: epsilon(),
    affine,
    bias: shift,
  },
  complete: (_, [input]) => {
    const implied = impliedShape(input);
    return implied ? { shape: implied } : {};
  },
  parameters: ({ shape, affine, bias }) => [
    ...(affine ? [{ name: 'weight', dims: shape }] : []),
    ...(affine && bias ? [{ name: 'bias', dims: shape }] : []),
  ],
  infer: ({ attributes, inputs: [input], refuse }) =>
    input ? { outputs: [normalized(input, attributes.shape, refuse)] } : { outputs: [] },
});

/**
 * (…, *shape) → the same: divided by the root of the mean square. ∏shape parameters; no MACs.
 * Refuses an input whose last axes are not the shape.
 * Source: torch.nn.RMSNorm, https://docs.pytorch.org/docs/2.13/generated/torch.nn.RMSNorm.html
 */
export const rmsNorm = defineOperator({
  id: 'rms-norm',
  family: 'normalization',
  doc: 'Divides the last axes of every sample by the root of their mean square, then scales them.',
  attributes: {
    shape,
    epsilon: optional(number({ min: 0, doc: 'Keeps the division from failing where all is near 0.' })),
    affine,
  },
  complete: (_, [input]) => {
    const implied = impliedShape(input);
    return implied ? { shape: implied } : {};
  },
  parameters: ({ shape, affine }) => (affine ? [{ name: 'weight', dims: shape }] : []),
  infer: ({ attributes, inputs: [input], refuse }) =>
    input ? { outputs: [normalized(input, attributes.shape, refuse)] } : { outputs: [] },
});
