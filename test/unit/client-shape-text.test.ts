// Shapes as users type them into the box.
import { describe, expect, test } from 'vitest';
import { shapesIn, shapesText } from '../../client/src/features/shape-text.ts';

describe('shapes in a text', () => {
  test.each([
    ['3x224x224', 1, [[3, 224, 224]]],
    ['3×32×32', 1, [[3, 32, 32]]],
    [' 3 X 32 x 32 ', 1, [[3, 32, 32]]],
    ['(3, 224, 224)', 1, [[3, 224, 224]]],
    ['3 224 224', 1, [[3, 224, 224]]],
    ['128', 1, [[128]]],
    [
      '3x8x8, 1x8x8',
      2,
      [
        [3, 8, 8],
        [1, 8, 8],
      ],
    ],
    ['3x8x8; 10', 2, [[3, 8, 8], [10]]],
    ['64, 64', 2, [[64], [64]]],
    [
      '3x8x8, 1x8x8',
      1,
      [
        [3, 8, 8],
        [1, 8, 8],
      ],
    ],
  ])('%j of %d inputs', (text, inputs, expected) => expect(shapesIn(text, inputs)).toEqual(expected));

  test.each(['', 'x', '3x', '3xx3', '-3x4', '3.5x4', '0x3x3', '3x224x224,', 'Nx3', '3x99999999', '?x3x3'])(
    '%j is none',
    (text) => expect(shapesIn(text, 1)).toBeUndefined(),
  );
});

test('as they are shown', () => {
  expect(shapesText([[3, null, 8], null, [4]])).toBe('3x?x8, ?, 4');
});
