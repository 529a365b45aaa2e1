// Attention: every position weighs all positions of another (or the same) sequence.
import { flag, inferred, integer, number, optional } from '../graph/attribute.ts';
import { add, type Dim, differ, equal, isKnown, multiply, product, unknownDim } from '../graph/dim.ts';
import { defineOperator, type ParameterShape, type Refuse } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { dimText, matrixText, sizeText } from '../graph/torch-text.ts';
import { type KnownRank, reshaped, type Volume, volume } from '../graph/volume.ts';
import { lastOf } from './linear.ts';
import { productOf } from './matmul.ts';

/**
 * Query (…, L, E), key (…, S, E), value (…, S, D) → (…, L, D): softmax(QKᵀ/√E)·V.
 * MACs: …·L·S·(E + D). Refuses queries and keys of different features, and keys and values of different length.
 * Source: torch.nn.functional.scaled_dot_product_attention, PyTorch 2.13.
 */
export const attention = defineOperator({
  id: 'attention',
  family: 'attention',
  doc: 'Every position of the query takes the mean of the values, weighed by how well their keys match.',
  attributes: { dropout: number({ min: 0, max: 1, default: 0, doc: 'How likely weights are dropped in training.' }) },
  inputs: { min: 3, max: 3 },
  infer({ inputs: [query, key, value], refuse }) {
    if (!query || !key || !value) return { outputs: [] };
    const lost = [query, key, value].find(({ dims }) => !dims);
    if (!query.dims || !key.dims || !value.dims) return { outputs: [lost ?? query] };
    const [q, k, v] = [query.dims, key.dims, value.dims];
    if (q.length < 2 || k.length < 2 || v.length < 2) {
      const quote =
        'Expected query, key, and value to all be  at least 2 dimensional, but got Query dim: ' +
        `${q.length}, Key dim: ${k.length} and Value dim: ${v.length} instead.`;
      refuse(
        'rank-mismatch',
        { expected: [2, 3, 4], input: q.length < 2 ? query : k.length < 2 ? key : value },
        { quote },
      );
      return { outputs: [query] };
    }
    const turned = reshaped(key, [...k.slice(0, -2), k.at(-1) ?? 1, k.at(-2) ?? 1]);
    const scores = productOf(query, turned, refuse);
    const [weights] = scores.outputs;
    const result = weights && scores.macs !== undefined ? productOf(weights, value, refuse) : undefined;
    if (!result || result.macs === undefined || scores.macs === undefined) {
      return { outputs: [reshaped(query, [...q.slice(0, -1), v.at(-1) ?? 1])] };
    }
    return { outputs: result.outputs, macs: add(scores.macs, result.macs), global: true };
  },
});

interface Heads {
  readonly features: Dim;
  readonly heads: Dim;
}

/** Refuses heads that do not share the features evenly. */
export function refuseHeads({ features, heads }: Heads, refuse: Refuse): void {
  if (!isKnown(features) || !isKnown(heads) || features % heads === 0) return;
  const quote = 'embed_dim must be divisible by num_heads';
  refuse('size-does-not-divide', { axis: -1, size: features, divisor: heads }, { attribute: 'heads', quote });
}

export interface Projections {
  readonly features: Dim;
  readonly keyFeatures: Dim;
  readonly valueFeatures: Dim;
  readonly bias: boolean;
}

/** One matrix for all three where they have the same features, otherwise one each; and the output's. */
export function projectionParameters({ features, keyFeatures, valueFeatures, bias }: Projections): ParameterShape[] {
  const packed = equal(features, keyFeatures) !== false && equal(features, valueFeatures) !== false;
  return [
    ...(packed
      ? [{ name: 'in_proj_weight', dims: [multiply(features, 3), features] }]
      : [
          { name: 'q_proj_weight', dims: [features, features] },
          { name: 'k_proj_weight', dims: [features, keyFeatures] },
          { name: 'v_proj_weight', dims: [features, valueFeatures] },
        ]),
    ...(bias ? [{ name: 'in_proj_bias', dims: [multiply(features, 3)] }] : []),
    { name: 'out_proj.weight', dims: [features, features] },
    ...(bias ? [{ name: 'out_proj.bias', dims: [features] }] : []),
  ];
}

interface Sizes {
  readonly batch: Dim;
  readonly length: Dim;
  /** Positions of the key as it comes in, and as it is attended to. */
  readonly positions: Dim;
  readonly attended: Dim;
}

/** Projections of query, key, value and output, and the two products of attention itself. */
export function attentionMacs({ features, keyFeatures, valueFeatures }: Projections, sizes: Sizes): Dim {
  const { batch, length, positions, attended } = sizes;
  const projections = add(
    product([2, length, features, features]),
    product([positions, features, add(keyFeatures, valueFeatures)]),
  );
  return multiply(batch, add(projections, product([2, length, attended, features])));
}

/**
 * Query (N, L, E), key (N, S, K), value (N, S, V) → (N, L, E) and the weights (N, L, S′); without batch one axis less;
 * with positions first (L, N, E). One input is query, key and value alike.
 * 4·E² + 4·E parameters where K = V = E. MACs: N·(2·L·E² + S·E·(K + V) + 2·L·S′·E).
 * Refuses heads that do not divide E, other features than E, K and V, and keys and values of different length.
 * Source: torch/nn/modules/activation.py; torch/nn/functional.py, multi_head_attention_forward, PyTorch 2.13.
 */
export const multiHeadAttention = defineOperator({
  id: 'multi-head-attention',
  family: 'attention',
  doc: 'Attention in several heads, each on its own projection of query, key and value.',
  attributes: {
    features: inferred(integer({ min: 1, doc: 'Features of the query and of the output.' })),
    heads: integer({ min: 1, doc: 'How many heads share the features.' }),
    dropout: number({ min: 0, max: 1, default: 0, doc: 'How likely weights are dropped in training.' }),
    bias: flag({ default: true, doc: 'Adds learned numbers to the projections.' }),
    keyBias: flag({ default: false, doc: 'Appends a learned position to keys and values.' }),
    zeroPosition: flag({ default: false, doc: 'Appends a position of zeros to keys and values.' }),
    keyFeatures: optional(integer({ min: 1, doc: 'Features of the key; those of the query where absent.' })),
    valueFeatures: optional(integer({ min: 1, doc: 'Features of the value; those of the query where absent.' })),
    batchFirst: flag({
      default: true,
      doc: 'Whether the batch comes before the positions: (N, L, C) and not (L, N, C).',
    }),
  },
  inputs: { min: 1, max: 3 },

  complete: (_, [query]) => {
    const features = lastOf(query);
    return features === undefined ? {} : { features };
  },

  construct: (attributes, refuse) => refuseHeads(attributes, refuse),

  parameters: ({ features, keyFeatures = features, valueFeatures = features, bias, keyBias }) => [
    ...projectionParameters({ features, keyFeatures, valueFeatures, bias }),
    ...(keyBias
      ? [
          { name: 'bias_k', dims: [1, 1, features] },
          { name: 'bias_v', dims: [1, 1, features] },
        ]
      : []),
  ],

  infer({ attributes, inputs: [query, key = query, value = key], refuse }) {
    if (!query || !key || !value) return { outputs: [] };
    const { features, keyFeatures = features, valueFeatures = features, bias, batchFirst } = attributes;
    if (!query.dims) return { outputs: [query, query] };
    const rank = query.dims.length;
    if (rank !== 2 && rank !== 3) {
      const quote = `query should be unbatched 2D or batched 3D tensor but received ${rank}-D query tensor`;
      refuse('rank-mismatch', { expected: [2, 3], input: query }, { quote });
      return { outputs: [query, volume(query.dims.toSpliced(-1, 1, REFUSED))] };
    }
    const batched = rank === 3;
    const first = batched && batchFirst;
    const length = query.dims[first ? 1 : 0] ?? 1;
    const positions = key.dims ? (key.dims[first ? 1 : 0] ?? 1) : unknownDim(key.cause);
    const batch = batched ? (query.dims[first ? 0 : 1] ?? 1) : 1;
    const extra = (attributes.keyBias ? 1 : 0) + (attributes.zeroPosition ? 1 : 0);
    const attended = add(positions, extra);
    const outputs = [
      reshaped(query, [...query.dims.slice(0, -1), features]),
      volume(batched ? [batch, length, attended] : [length, attended]),
    ];
    const projections = { features, keyFeatures, valueFeatures, bias };
    if (!key.dims || !value.dims) return { outputs, global: true };
    const given = { query: query as KnownRank, key, value };
    if (refuseInputs(given, projections, first, refuse)) return { outputs };
    const sizes = { batch, length, positions, attended };
    return { outputs, macs: attentionMacs(projections, sizes), global: true };
  },
});

interface Given {
  readonly query: KnownRank;
  readonly key: KnownRank;
  readonly value: KnownRank;
}

/** In the order of PyTorch's own checks. It turns the positions to the front before it looks. */
function refuseInputs(
  { query, key, value }: Given,
  projections: Projections,
  batchFirst: boolean,
  refuse: Refuse,
): boolean {
  const { features, keyFeatures, valueFeatures } = projections;
  const turn = ({ dims }: KnownRank) => (batchFirst ? [dims[1] ?? 1, dims[0] ?? 1, ...dims.slice(2)] : dims);
  const [q, k, v] = [turn(query), turn(key), turn(value)];
  const expectedValue = (dims: readonly Dim[]) =>
    volume(batchFirst ? [dims[1] ?? 1, dims[0] ?? 1, ...dims.slice(2)] : dims);
  if (k.length !== q.length || v.length !== q.length) {
    const [kind, rank] = q.length === 3 ? ['batched (3-D)', 3] : ['unbatched (2-D)', 2];
    const quote = `For ${kind} \`query\`, expected \`key\` and \`value\` to be ${rank}-D but found ${k.length}-D and ${v.length}-D tensors respectively`;
    refuse('rank-mismatch', { expected: [q.length], input: k.length === q.length ? value : key }, { quote });
    return true;
  }
  const wrong = (input: Volume, expected: Dim, attribute: string, quote: string) => {
    const actual = input.dims?.at(-1) ?? 1;
    if (!differ(actual, expected)) return false;
    refuse('features-mismatch', { expected, actual, input }, { attribute, quote });
    return true;
  };
  const embedding = `was expecting embedding dimension of ${dimText(features)}, but got ${dimText(q.at(-1))}`;
  if (wrong(query, features, 'features', embedding)) return true;
  const packed = equal(features, keyFeatures) !== false && equal(features, valueFeatures) !== false;
  const upTo = packed ? k.length : k.length - 1;
  if (k.slice(0, upTo).some((dim, at) => differ(dim, v[at] ?? dim))) {
    const quote = packed
      ? `key shape ${sizeText(k)} does not match value shape ${sizeText(v)}`
      : `key's sequence and batch dims ${sizeText(k.slice(0, -1))} do not match value's ${sizeText(v.slice(0, -1))}`;
    const expected = expectedValue([...k.slice(0, -1), valueFeatures]);
    refuse('shapes-do-not-match', { input: value, expected }, { quote });
    return true;
  }
  const rows = product(k.slice(0, -1));
  const unlike = (name: string, expected: Dim, actual: Dim | undefined) =>
    packed
      ? `mat1 and mat2 shapes cannot be multiplied (${matrixText(rows, actual ?? 1)} and ${matrixText(expected, multiply(expected, 2))})`
      : `expecting ${name} weights shape of (${dimText(features)}, ${dimText(actual)}), but got ${sizeText([features, expected])}`;
  if (wrong(key, keyFeatures, packed ? 'features' : 'keyFeatures', unlike('key', keyFeatures, k.at(-1)))) return true;
  if (wrong(value, valueFeatures, packed ? 'features' : 'valueFeatures', unlike('value', valueFeatures, v.at(-1))))
    return true;
  const [batch, theirs] = [q[1], k[1]];
  if (q.length === 3 && batch !== undefined && theirs !== undefined && differ(batch, theirs)) {
    refuse('shapes-do-not-match', { input: key, expected: expectedValue([k[0] ?? 1, batch, keyFeatures]) });
    return true;
  }
  return false;
}
