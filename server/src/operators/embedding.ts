// A table of learned vectors, read by number.
import { integer, optional } from '../graph/attribute.ts';
import { isKnown, isUnknown } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { unknownVolume, type Volume, volume } from '../graph/volume.ts';

/**
 * (…) of integers → (…, D): every number is replaced by its row of the table. V·D parameters; no MACs.
 * Refuses numbers that are no integers, and a padding row outside of the table.
 * Source: torch.nn.Embedding, https://docs.pytorch.org/docs/2.13/generated/torch.nn.Embedding.html
 */
export const embedding = defineOperator({
  id: 'embedding',
  family: 'other',
  doc: 'Replaces every integer by the learned vector that stands at its place in a table.',
  attributes: {
    count: integer({ doc: 'How many vectors the table holds: one more than the largest integer.' }),
    features: integer({ doc: 'The length of each vector.' }),
    paddingIndex: optional(integer({ min: -(2 ** 31), doc: 'The place of a vector that is not learned.' })),
  },

  construct({ count, paddingIndex }, refuse) {
    if (paddingIndex === undefined || !isKnown(paddingIndex) || !isKnown(count)) return;
    if (paddingIndex >= -count && paddingIndex < count) return;
    const expected = { kind: 'integer', min: -count, max: count - 1 } as const;
    refuse(
      'bad-value',
      { attribute: 'paddingIndex', value: String(paddingIndex), expected },
      { attribute: 'paddingIndex', quote: 'Padding_idx must be within num_embeddings' },
    );
  },

  parameters: ({ count, features }) => [{ name: 'weight', dims: [count, features] }],

  infer({ attributes: { features }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    // Of what nobody knows any size, the kind of number is a guess, too.
    if (isSized(input) && input.dtype !== 'integer') {
      const type = input.dtype === 'boolean' ? 'torch.BoolTensor' : 'torch.FloatTensor';
      const quote =
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got " +
        `${type} instead (while checking arguments for embedding)`;
      refuse('wrong-dtype', { expected: ['integer'], actual: input.dtype }, { quote });
    }
    return { outputs: [input.dims ? volume([...input.dims, features]) : unknownVolume(input.cause)] };
  },
});

/** Some size of it is known. */
function isSized({ dims }: Volume): boolean {
  return dims !== undefined && (dims.length === 0 || !dims.every(isUnknown));
}
