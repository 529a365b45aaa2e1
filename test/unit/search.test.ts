// The search over input sizes: the smallest that works, and the sizes that do.
import { expect, test } from 'vitest';
import { type Analysis, analyze } from '../../server/src/analyze.ts';
import { runs, type SearchLimits, smallestInput, workingMultiple } from '../../server/src/engine/search.ts';

function modelOf(text: string): Analysis['models'][number] {
  const model = analyze({ uri: 'file:///m.cnn.yaml', text })?.models[0];
  if (!model) throw new Error('no model');
  return model;
}

function smallest(text: string, limits?: SearchLimits) {
  const { graph, rerun } = modelOf(text);
  return smallestInput(graph, rerun, limits);
}

test('a stack of windows needs what their sizes add up to', () => {
  const text = `
input: 64x64x3
rounding: floor
layers:
  - conv: { filters: 4, kernel: 5 }
  - max-pool: { kernel: 2, stride: 2 }
  - conv: { filters: 4, kernel: 5 }
`;
  // One cell comes from 5, they come from 10 before the pool, and those from 14.
  expect(smallest(text)).toEqual([14, 14]);
});

test('other sides follow the aspect ratio of the input', () => {
  const layers = 'layers:\n  - conv: { filters: 4, kernel: 3x7 }\n';
  expect(smallest(`input: 32x64x3\n${layers}`)).toEqual([4, 7]);
  expect(smallest(`input: 64x32x3\n${layers}`)).toEqual([13, 7]);
});

test('validity is not monotone: both paths must come out equal', () => {
  // The shortcut adds up only where the half of the size is doubled to the size itself.
  const text = `
input: 24x24x3
rounding: floor
layers:
  - { name: copy, conv: { filters: 4, kernel: 5 } }
  - max-pool: { kernel: 2, stride: 2 }
  - conv-transpose: { filters: 4, kernel: 2, stride: 2 }
  - add: { from: [copy, -1] }
`;
  expect(smallest(text)).toEqual([6, 6]);
  const { rerun } = modelOf(text);
  expect([6, 7, 8, 9].map((side) => runs(rerun([[3, side, side]])))).toEqual([true, false, true, false]);
});

test('a model that does not run at its own input may need a larger one', () => {
  const text = 'input: 4x4x3\nlayers:\n  - conv: { filters: 4, kernel: 9 }\n';
  expect(smallest(text)).toEqual([9, 9]);
  expect(smallest(text, { largest: 8 })).toBeUndefined();
});

test('a mistake that no size mends ends the search within its limits', () => {
  const text = 'input: 32x32x3\nlayers:\n  - conv: { in-channels: 4, filters: 4, kernel: 3 }\n';
  expect(smallest(text)).toBeUndefined();
  let reruns = 0;
  const { graph, rerun } = modelOf(text);
  const counted = (inputs: Parameters<typeof rerun>[0]) => {
    reruns++;
    return rerun(inputs);
  };
  smallestInput(graph, counted, { layers: 10 });
  expect(reruns).toBeLessThanOrEqual(11);
});

test('signals and solids have other numbers of axes; a vector has none', () => {
  expect(smallest('input: 64x2\nlayers:\n  - conv: { filters: 4, kernel: 9 }\n')).toEqual([9]);
  expect(smallest('input: 8x8x8x2\nlayers:\n  - conv: { filters: 4, kernel: 3 }\n')).toEqual([3, 3, 3]);
  expect(smallest('input: { features: 8 }\nlayers:\n  - linear: 4\n')).toBeUndefined();
});

const JOINS = new Set(['concat-shapes-differ', 'add-shapes-differ'] as const);

function multipleOf(text: string) {
  const { graph, rerun } = modelOf(text);
  return workingMultiple(graph, rerun, JOINS);
}

/** Down by 8 and up again, joined with what was there before; then down once more, to no join. */
const HOURGLASS = (size: string, scale = 2) => `
input: ${size}x3
rounding: floor
layers:
  - { name: first, conv: { filters: 4, kernel: 3, padding: 1, stride: 2 } }
  - { name: second, conv: { filters: 4, kernel: 3, padding: 1, stride: 2 } }
  - conv: { filters: 4, kernel: 3, padding: 1, stride: 2 }
  - upsample: { scale: ${scale} }
  - concat: { from: [second, -1] }
  - max-pool: { kernel: 4, stride: 4 }
`;

test('joined volumes agree at multiples of the stride down to the join', () => {
  expect(multipleOf(HOURGLASS('100x60'))).toEqual({
    multiple: 8,
    nearest: [
      [96, 56],
      [104, 64],
    ],
  });
});

test('there is nothing to say where the size is such a multiple, or none helps', () => {
  expect(multipleOf(HOURGLASS('96x64'))).toBeUndefined();
  expect(multipleOf(HOURGLASS('100x60', 4))).toBeUndefined();
  expect(multipleOf(HOURGLASS('96x64', 4))).toBeUndefined();
});
