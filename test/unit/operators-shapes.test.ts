// Shape arithmetic with batches and unknowns: broadcasting, reshaping, axes, cutting and joining.
import { describe, expect, test } from 'vitest';
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import { broadcastDims } from '../../server/src/graph/broadcast.ts';
import { batchMultiple, type Dim, isUnknown, multiply, N, unknownDim } from '../../server/src/graph/dim.ts';
import { solveShape } from '../../server/src/graph/solve-shape.ts';
import { volume } from '../../server/src/graph/volume.ts';
import { normalizeAxis } from '../../server/src/operators/axes.ts';
import { operators } from '../../server/src/operators/index.ts';
import { sliceLength } from '../../server/src/operators/slice.ts';
import { chunkSizes } from '../../server/src/operators/split.ts';

const ORIGIN = { span: { start: 0, end: 0 }, head: { start: 0, end: 0 } };
const unknown = unknownDim({ reason: 'unknown-layer', facts: { name: 'mystery' } });

function apply(
  operator: string,
  inputs: readonly (readonly Dim[])[],
  attributes: Readonly<Record<string, AttributeInput>> = {},
) {
  const builder = createBuilder(operators, { name: 'm', conventions: { rounding: 'floor' } });
  const tensors = inputs.map((dims, index) => builder.input(`x${index}`, volume(dims), ORIGIN, 'file'));
  const given = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { value }]));
  const outputs = builder.apply({ operator, type: operator, path: '', attributes: given, origin: ORIGIN }, tensors);
  const { findings, layers } = builder.finish();
  return { shapes: outputs.map((tensor) => tensor.volume.dims), rules: findings.map(({ rule }) => rule), layers };
}

describe('reshaping', () => {
  test.each<[from: readonly Dim[], target: readonly Dim[], to: readonly Dim[]]>([
    [
      [N, 10, 4, 4],
      [-1, 160],
      [N, 160],
    ],
    [
      [N, 10, 4, 4],
      [-1, 80],
      [batchMultiple(2), 80],
    ],
    [
      [N, 160],
      [-1, 10, 4, 4],
      [N, 10, 4, 4],
    ],
    [
      [N, 160],
      [N, -1],
      [N, 160],
    ],
    [
      [batchMultiple(64), 49, 96],
      [N, 8, 8, 7, 7, 96],
      [N, 8, 8, 7, 7, 96],
    ],
    [
      [batchMultiple(1, 8), 8, 64],
      [-1, 64],
      [N, 64],
    ],
    [[N, 3, 224, 224], [-1], [batchMultiple(3 * 224 * 224)]],
    [
      [N, unknown, 7, 7],
      [N, unknown, -1],
      [N, unknown, 49],
    ],
    [
      [2, 3, 4],
      [4, -1],
      [4, 6],
    ],
  ])('%j as %j', (from, target, to) => expect(solveShape(from, target)).toEqual({ dims: to }));

  test('what is reckoned from an unknown is not that unknown: nothing cancels it', () => {
    const folded = multiply(N, unknown);
    expect(solveShape([folded, 8, 7, 7], [N, unknown, 392]).problem).toBeUndefined();
    expect(multiply(1, unknown)).toBe(unknown);
    expect(solveShape([N, unknown, 7, 7], [N, unknown, 48]).problem).toBeDefined();
  });

  test('an unknown that stands for several sizes cancels none of them', () => {
    expect(solveShape([unknown, unknown, 6, unknown], [unknown, unknown, unknown]).problem).toBeUndefined();
    expect(solveShape([unknown, 4, unknown], [unknown, -1]).problem).toBeUndefined();
  });

  test.each<[from: readonly Dim[], target: readonly Dim[], problem: string]>([
    [[N, 400], [-1, 256], "shape '[-1, 256]' is invalid for input of size 400N"],
    [[N, 400], [N, 256], "shape '[N, 256]' is invalid for input of size 400N"],
    [[2, 3], [4, -1], "shape '[4, -1]' is invalid for input of size 6"],
    [[2, 3], [-1, -1], 'only one dimension can be inferred'],
    [
      [0, 3],
      [0, -1],
      'cannot reshape tensor of 0 elements into shape [0, -1] because the unspecified dimension size -1 can be any value and is ambiguous',
    ],
  ])('%j does not fit %j', (from, target, problem) => expect(solveShape(from, target).problem).toBe(problem));

  test('a size that cannot be told is no problem', () => {
    const { dims, problem } = solveShape([N, unknown], [-1, 160]);
    expect(problem).toBeUndefined();
    expect(dims.map(isUnknown)).toEqual([true, false]);
  });

  test('flatten keeps the batch', () => {
    expect(apply('flatten', [[N, 10, 4, 4]]).shapes).toEqual([[N, 160]]);
    expect(apply('flatten', [[N, 10, 4, 4]], { startAxis: 0 }).shapes).toEqual([[batchMultiple(160)]]);
    expect(apply('flatten', [[N, 2, 3, 4, 5]], { startAxis: 2, endAxis: 3 }).shapes).toEqual([[N, 2, 12, 5]]);
  });

  test('unflatten is its inverse', () => {
    expect(apply('unflatten', [[N, 160]], { axis: 1, shape: [10, 4, -1] }).shapes).toEqual([[N, 10, 4, 4]]);
    expect(apply('unflatten', [[N, 161]], { axis: 1, shape: [10, 4, -1] }).rules).toEqual(['reshape-changes-size']);
  });
});

describe('broadcasting', () => {
  test.each<[a: readonly Dim[], b: readonly Dim[], to: readonly Dim[]]>([
    [
      [N, 64, 56, 56],
      [N, 64, 1, 1],
      [N, 64, 56, 56],
    ],
    [
      [N, 64, 56, 56],
      [64, 1, 1],
      [N, 64, 56, 56],
    ],
    [
      [1, 197, 768],
      [N, 197, 768],
      [N, 197, 768],
    ],
    [
      [unknown, 3],
      [5, 1],
      [5, 3],
    ],
    [[0], [1], [0]],
    [[], [2, 3], [2, 3]],
  ])('%j and %j', (a, b, to) => expect(broadcastDims(a, b)).toEqual({ dims: to }));

  test('names the last axis that clashes, as PyTorch does', () => {
    expect(broadcastDims([2, 3, 4], [2, 5, 6]).clash).toEqual({ axis: 2, sizes: [4, 6] });
    expect(broadcastDims([N, 64], [N, 128]).clash?.axis).toBe(1);
  });

  test('may be turned off', () => {
    const inputs = [
      [N, 8, 4, 4],
      [N, 8, 1, 1],
    ];
    expect(apply('add', inputs).rules).toEqual([]);
    expect(apply('add', inputs, { broadcast: false }).rules).toEqual(['add-shapes-differ']);
  });
});

describe('axes', () => {
  test('count from the end where negative; a scalar has one', () => {
    expect([-4, -1, 0, 3, 4].map((axis) => normalizeAxis(axis, 4))).toEqual([0, 3, 0, 3, undefined]);
    expect([-1, 0, 1].map((axis) => normalizeAxis(axis, 0))).toEqual([0, 0, undefined]);
  });

  test('can be put in another order', () => {
    expect(apply('permute', [[N, 3, 4, 5]], { axes: [0, 2, 3, 1] }).shapes).toEqual([[N, 4, 5, 3]]);
    expect(apply('transpose', [[N, 3, 4]], { firstAxis: -1, secondAxis: 1 }).shapes).toEqual([[N, 4, 3]]);
    expect(apply('move-axis', [[N, 3, 4, 5]], { source: 1, destination: -1 }).shapes).toEqual([[N, 4, 5, 3]]);
    expect(apply('permute', [[N, 3, 4]], { axes: [0, 1, 1] }).rules).toEqual(['bad-value']);
  });

  test('of size 1 come and go', () => {
    expect(apply('squeeze', [[N, 512, 1, 1]]).shapes).toEqual([[N, 512]]);
    expect(apply('squeeze', [[N, 512, 1, 1]], { axes: [1] }).shapes).toEqual([[N, 512, 1, 1]]);
    expect(apply('squeeze', [[N, unknown, 1]]).shapes).toEqual([undefined]);
    expect(apply('unsqueeze', [[N, 512]], { axis: -1 }).shapes).toEqual([[N, 512, 1]]);
  });

  test('are reduced', () => {
    expect(apply('mean', [[N, 512, 7, 7]], { axes: [2, 3] }).shapes).toEqual([[N, 512]]);
    expect(apply('mean', [[N, 512, 7, 7]], { axes: [-2, -1], keepAxes: true }).shapes).toEqual([[N, 512, 1, 1]]);
    expect(apply('sum', [[N, 512]]).shapes).toEqual([[]]);
  });
});

describe('cutting and joining', () => {
  test('chunks may be fewer than asked for, and the last one smaller', () => {
    expect(chunkSizes(10, 4)).toEqual([3, 3, 3, 1]);
    expect(chunkSizes(2, 4)).toEqual([1, 1]);
    expect(chunkSizes(N, 2)).toEqual([batchMultiple(1, 2), batchMultiple(1, 2)]);
    expect(chunkSizes(unknown, 3)).toEqual([unknown, unknown, unknown]);
  });

  test('slices count as in Python', () => {
    expect(sliceLength(10, 2, undefined, 3)).toBe(3);
    expect(sliceLength(10, -3, undefined, 1)).toBe(3);
    expect(sliceLength(10, 8, 100, 1)).toBe(2);
    expect(sliceLength(10, 8, 2, 1)).toBe(0);
    expect(sliceLength(N, 0, undefined, 1)).toBe(N);
  });

  test('split wants sizes that sum up', () => {
    expect(apply('split', [[N, 64, 8, 8]], { sections: [16, 48] }).shapes).toEqual([
      [N, 16, 8, 8],
      [N, 48, 8, 8],
    ]);
    expect(apply('split', [[N, 64, 8, 8]], { sections: [16, 16] }).rules).toEqual(['reshape-changes-size']);
    expect(apply('split', [[N, 64, 8, 8]]).rules).toContain('missing-value');
  });

  test('concatenated channels add up, whatever is unknown elsewhere', () => {
    const inputs = [
      [N, 64, 28, unknown],
      [N, 128, unknown, 28],
      [N, 32, 28, 28],
    ];
    expect(apply('concat', inputs).shapes).toEqual([[N, 224, 28, 28]]);
    expect(
      apply('concat', [
        [N, 64, 28, 28],
        [N, 64, 27, 28],
      ]).rules,
    ).toEqual(['concat-shapes-differ']);
  });

  test('matrix products count every multiplication once', () => {
    const { shapes, layers } = apply('matmul', [
      [N, 12, 197, 64],
      [N, 12, 64, 197],
    ]);
    expect(shapes).toEqual([[N, 12, 197, 197]]);
    expect(layers[0]?.macs).toBe(12 * 197 * 64 * 197);
  });
});
