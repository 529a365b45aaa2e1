// Fully connected layers.
import { flag, inferred, integer } from '../graph/attribute.ts';
import { type Dim, differ, merge, misfits, product } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { dimText, matrixText, SCALAR_TYPE } from '../graph/torch-text.ts';
import { reshaped, type Volume } from '../graph/volume.ts';

/** What a volume offers to a layer that reads its last axis. */
export function lastOf(input: Volume | undefined): Dim | undefined {
  return input?.dims?.at(-1);
}

/**
 * (…, K) → (…, M): every output reads all K features. (K + 1)·M parameters; MACs: …·K·M.
 * Refuses a last axis other than K, scalars and integers.
 * Source: torch.nn.Linear, https://docs.pytorch.org/docs/2.13/generated/torch.nn.Linear.html
 */
export const linear = defineOperator({
  id: 'linear',
  family: 'linear',
  doc: 'Fully connected: every output is a weighted sum of all input features.',
  attributes: {
    inFeatures: inferred(integer({ doc: 'Features that come in: the size of the last axis.' })),
    outFeatures: integer({ doc: 'Features that go out: how many neurons there are.' }),
    bias: flag({ default: true, doc: 'Adds one learned number to each output.' }),
  },

  complete: (_, [input]) => {
    const inFeatures = lastOf(input);
    return inFeatures === undefined ? {} : { inFeatures };
  },

  parameters: ({ inFeatures, outFeatures, bias }) => [
    { name: 'weight', dims: [outFeatures, inFeatures] },
    ...(bias ? [{ name: 'bias', dims: [outFeatures] }] : []),
  ],

  infer({ attributes: { inFeatures, outFeatures }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (!input.dims) return { outputs: [{ ...input, dtype: 'float' }] };
    const features = input.dims.at(-1);
    if (features === undefined) {
      const quote = 'both arguments to linear need to be at least 1D, but they are 0D and 2D';
      refuse('rank-mismatch', { expected: [1, 2, 3, 4, 5], input }, { quote });
      return { outputs: [reshaped({ ...input, dtype: 'float' }, [outFeatures])] };
    }
    const rows = product(input.dims.slice(0, -1));
    const outputs = [reshaped({ ...input, dtype: 'float' }, [...input.dims.slice(0, -1), outFeatures])];
    if (misfits(features, inFeatures)) {
      const quote = `mat1 and mat2 shapes cannot be multiplied (${matrixText(rows, features)} and ${matrixText(inFeatures, outFeatures)})`;
      refuse(
        'features-mismatch',
        { expected: inFeatures, actual: features, input },
        { attribute: 'inFeatures', quote },
      );
      return { outputs };
    }
    if (input.dtype !== 'float') {
      const quote = `mat1 and mat2 must have the same dtype, but got ${SCALAR_TYPE[input.dtype]} and Float`;
      refuse('wrong-dtype', { expected: ['float'], actual: input.dtype }, { quote });
    }
    const macs = product([rows, merge(features, inFeatures), outFeatures]);
    return { outputs, macs, global: input.dims.length <= 2 };
  },
});

/**
 * (…, K₁), (…, K₂) → (…, M): xᵀ·A·y + b for each output. (K₁·K₂ + 1)·M parameters; MACs: …·K₁·K₂·M.
 * Refuses leading axes that differ, and last axes other than K₁ and K₂.
 * Source: torch.nn.Bilinear, https://docs.pytorch.org/docs/2.13/generated/torch.nn.Bilinear.html
 */
export const bilinear = defineOperator({
  id: 'bilinear',
  family: 'linear',
  doc: 'Weighs every product of a feature of one input with a feature of the other.',
  attributes: {
    firstFeatures: inferred(integer({ min: 1, doc: 'Features of the first input: the size of its last axis.' })),
    secondFeatures: inferred(integer({ min: 1, doc: 'Features of the second input: the size of its last axis.' })),
    outFeatures: integer({ doc: 'Features that go out.' }),
    bias: flag({ default: true, doc: 'Adds one learned number to each output.' }),
  },
  inputs: { min: 2, max: 2 },

  complete: (_, [first, second]) => {
    const [firstFeatures, secondFeatures] = [lastOf(first), lastOf(second)];
    return {
      ...(firstFeatures === undefined ? {} : { firstFeatures }),
      ...(secondFeatures === undefined ? {} : { secondFeatures }),
    };
  },

  parameters: ({ firstFeatures, secondFeatures, outFeatures, bias }) => [
    { name: 'weight', dims: [outFeatures, firstFeatures, secondFeatures] },
    ...(bias ? [{ name: 'bias', dims: [outFeatures] }] : []),
  ],

  infer({ attributes: { firstFeatures, secondFeatures, outFeatures }, inputs: [first, second], refuse }) {
    if (!first || !second) return { outputs: [] };
    if (!first.dims || !second.dims) return { outputs: [first.dims ? second : first] };
    const [a, b] = [first.dims, second.dims];
    const outputs = [reshaped(first, [...a.slice(0, -1), outFeatures])];
    const differsAt = a.slice(0, -1).findIndex((dim, at) => differ(dim, b[at] ?? dim));
    if (a.length !== b.length || differsAt >= 0) {
      const quote =
        a.length === b.length
          ? `bilinear(): input batch dimensions do not match at dim ${differsAt}: got ${dimText(a[differsAt])} and ${dimText(b[differsAt])}`
          : `bilinear(): input dimensions do not match: got ${a.length} and ${b.length}`;
      refuse(
        'shapes-do-not-match',
        { input: second, expected: reshaped(second, [...a.slice(0, -1), secondFeatures]) },
        { quote },
      );
      return { outputs };
    }
    for (const [which, input, expected] of [
      ['first', first, firstFeatures],
      ['second', second, secondFeatures],
    ] as const) {
      const actual = lastOf(input);
      if (actual === undefined || !differ(actual, expected)) continue;
      const quote = `bilinear(): input${which === 'first' ? 1 : 2} size does not match weight size: got ${dimText(actual)} but expected ${dimText(expected)}`;
      refuse('features-mismatch', { expected, actual, input }, { attribute: `${which}Features`, quote });
      return { outputs };
    }
    return { outputs, macs: product([...a.slice(0, -1), firstFeatures, secondFeatures, outFeatures]) };
  },
});
