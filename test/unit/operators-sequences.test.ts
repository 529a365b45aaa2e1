// Costs and shapes that papers and PyTorch publish: recurrent layers, attention, transformers, norms, embeddings.
import { describe, expect, test } from 'vitest';
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import { paramsOf } from '../../server/src/engine/totals.ts';
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import { type Dim, N } from '../../server/src/graph/dim.ts';
import { type Dtype, volume } from '../../server/src/graph/volume.ts';
import { operators } from '../../server/src/operators/index.ts';

const ORIGIN = { span: { start: 0, end: 0 }, head: { start: 0, end: 0 } };

interface Given {
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  readonly dtype?: Dtype;
  readonly training?: boolean;
}

function apply(
  operator: string,
  inputs: readonly (readonly Dim[])[],
  { attributes = {}, dtype, training = false }: Given = {},
) {
  const builder = createBuilder(operators, { name: 'm', conventions: { rounding: 'floor' }, training });
  const tensors = inputs.map((dims, index) =>
    builder.input(`x${index}`, volume(dims, dtype ?? 'float'), ORIGIN, 'file'),
  );
  const given = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { value }]));
  builder.apply({ operator, type: operator, path: '', attributes: given, origin: ORIGIN }, tensors);
  const { layers, findings } = builder.finish();
  const [layer] = layers;
  return {
    shapes: layer?.outputs.map(({ volume }) => volume.dims),
    dtypes: layer?.outputs.map(({ volume }) => volume.dtype),
    params: layer && paramsOf(layer),
    names: layer?.module.parameters.map(({ name }) => name),
    macs: layer?.macs,
    rules: findings.map(({ rule }) => rule),
    quotes: findings.map(({ quote }) => quote),
  };
}

describe('recurrent layers', () => {
  test('an LSTM has 4·H·(C + H + 2) parameters for each layer and direction', () => {
    const { params, names, shapes, macs } = apply('lstm', [[N, 20, 128]], {
      attributes: { hiddenFeatures: 256, layers: 2, bidirectional: true },
    });
    const first = 4 * 256 * (128 + 256 + 2);
    const second = 4 * 256 * (512 + 256 + 2);
    expect(params).toBe(2 * (first + second));
    expect(names).toContain('weight_ih_l1_reverse');
    expect(shapes).toEqual([
      [N, 20, 512],
      [4, N, 256],
      [4, N, 256],
    ]);
    expect(macs).toBe(20 * 2 * (4 * 256 * (128 + 256) + 4 * 256 * (512 + 256)));
  });

  test('steps may come first, and the batch may be missing', () => {
    const attributes = { hiddenFeatures: 8, batchFirst: false };
    expect(apply('gru', [[20, N, 3]], { attributes }).shapes).toEqual([
      [20, N, 8],
      [1, N, 8],
    ]);
    expect(apply('rnn', [[20, 3]], { attributes }).shapes).toEqual([
      [20, 8],
      [1, 8],
    ]);
  });

  test('a state of another shape is refused', () => {
    const attributes = { hiddenFeatures: 8 };
    const right = [
      [4, 20, 3],
      [1, 4, 8],
    ];
    expect(apply('gru', right, { attributes }).rules).toEqual([]);
    const wrong = [
      [4, 20, 3],
      [2, 4, 8],
    ];
    expect(apply('gru', wrong, { attributes }).quotes).toEqual(['Expected hidden size (1, 4, 8), got [2, 4, 8]']);
  });

  test('a projection must be smaller than the state', () => {
    const { rules, quotes } = apply('lstm', [[N, 5, 3]], { attributes: { hiddenFeatures: 8, projection: 8 } });
    expect(rules).toEqual(['bad-value']);
    expect(quotes).toEqual(['proj_size has to be smaller than hidden_size']);
  });

  test('cells take one step', () => {
    const { shapes, params, macs } = apply('lstm-cell', [[N, 10]], { attributes: { hiddenFeatures: 20 } });
    expect(shapes).toEqual([
      [N, 20],
      [N, 20],
    ]);
    expect(params).toBe(4 * 20 * (10 + 20 + 2));
    expect(macs).toBe(4 * 20 * (10 + 20));
  });
});

describe('attention', () => {
  test("ViT-B/16's has 2,362,368 parameters and 523,806,976 multiply–accumulates", () => {
    const { params, macs, shapes } = apply('multi-head-attention', [[N, 197, 768]], { attributes: { heads: 12 } });
    expect(params).toBe(1_771_776 + 590_592);
    expect(macs).toBe(4 * 197 * 768 * 768 + 2 * 197 * 197 * 768);
    expect(shapes).toEqual([
      [N, 197, 768],
      [N, 197, 197],
    ]);
  });

  test('products alone cost L·S·(E + D) for each head', () => {
    const [query, key, value] = [
      [N, 8, 100, 64],
      [N, 8, 50, 64],
      [N, 8, 50, 32],
    ];
    const { shapes, macs } = apply('attention', [query ?? [], key ?? [], value ?? []]);
    expect(shapes).toEqual([[N, 8, 100, 32]]);
    expect(macs).toBe(8 * 100 * 50 * (64 + 32));
  });

  test('heads must divide the features', () => {
    const { rules, quotes } = apply('multi-head-attention', [[N, 10, 30]], { attributes: { heads: 4 } });
    expect(rules).toEqual(['size-does-not-divide']);
    expect(quotes).toEqual(['embed_dim must be divisible by num_heads']);
  });

  test("BERT-base's encoder layer has 7,087,872 parameters", () => {
    const attributes = { heads: 12, hiddenFeatures: 3072 };
    const { params, macs } = apply('transformer-encoder-layer', [[N, 128, 768]], { attributes });
    expect(params).toBe(7_087_872);
    expect(macs).toBe(4 * 128 * 768 * 768 + 2 * 128 * 128 * 768 + 2 * 128 * 768 * 3072);
  });
});

describe('norms', () => {
  test('BatchNorm keeps statistics that are no parameters', () => {
    const { params, names } = apply('batch-norm2d', [[N, 64, 56, 56]]);
    expect(params).toBe(128);
    expect(names).toEqual(['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked']);
  });

  test('BatchNorm refuses a single value per channel in training alone', () => {
    expect(apply('batch-norm2d', [[1, 64, 1, 1]], { training: true }).rules).toEqual(['single-value-per-channel']);
    expect(apply('batch-norm2d', [[1, 64, 1, 1]]).rules).toEqual([]);
    expect(apply('batch-norm2d', [[N, 64, 1, 1]], { training: true }).rules).toEqual([]);
  });

  test('layer norm takes the features of a sequence, and all of a volume', () => {
    expect(apply('layer-norm', [[N, 197, 768]]).params).toBe(2 * 768);
    expect(apply('layer-norm', [[N, 96, 56, 56]]).params).toBe(2 * 96 * 56 * 56);
    expect(apply('rms-norm', [[N, 197, 768]]).params).toBe(768);
  });

  test('other channels are refused, and become unknown', () => {
    const { rules, shapes } = apply('batch-norm2d', [[N, 64, 8, 8]], { attributes: { features: 32 } });
    expect(rules).toEqual(['norm-features-mismatch']);
    expect(shapes?.[0]).toMatchObject([N, { kind: 'unknown' }, 8, 8]);
  });
});

describe('types', () => {
  test('an embedding wants integers and gives floats', () => {
    const attributes = { count: 30_522, features: 768 };
    const { shapes, dtypes, params, rules } = apply('embedding', [[N, 128]], { attributes, dtype: 'integer' });
    expect(shapes).toEqual([[N, 128, 768]]);
    expect(dtypes).toEqual(['float']);
    expect(params).toBe(23_440_896);
    expect(rules).toEqual([]);
    expect(apply('embedding', [[N, 128]], { attributes }).rules).toEqual(['wrong-dtype']);
  });

  test('linear layers and smooth activations refuse integers', () => {
    const integers = { dtype: 'integer' } as const;
    expect(apply('linear', [[N, 4]], { ...integers, attributes: { outFeatures: 2 } }).quotes).toEqual([
      'mat1 and mat2 must have the same dtype, but got Long and Float',
    ]);
    expect(apply('gelu', [[N, 4]], integers).rules).toEqual(['wrong-dtype']);
    expect(apply('relu', [[N, 4]], integers).dtypes).toEqual(['integer']);
    expect(apply('sigmoid', [[N, 4]], integers).dtypes).toEqual(['float']);
  });
});
