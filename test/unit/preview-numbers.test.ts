// The preview’s numbers: inputs, filters, what fits, and the arithmetic in words.
import { describe, expect, test } from 'vitest';
import { cellArithmetic, judgements } from '../../client/src/webview/preview/arithmetic.ts';
import { compute } from '../../client/src/webview/preview/computed.ts';
import { FILTER_KINDS, filterOf } from '../../client/src/webview/preview/filters.ts';
import { fitOf, isBad } from '../../client/src/webview/preview/fit.ts';
import {
  gridOfPixels,
  INPUT_KINDS,
  inputOf,
  parseGrid,
  parseNumber,
  shifted,
  withCell,
} from '../../client/src/webview/preview/inputs.ts';
import type { Setup } from '../../client/src/webview/preview/setup.ts';
import { ticksOf, withValue } from '../../client/src/webview/preview/ticks.ts';
import { axis, setup, square, words } from '../harness/preview.ts';

describe('inputs', () => {
  test.each(INPUT_KINDS)('%s fills any size with numbers', (kind) => {
    for (const size of [
      [1, 1],
      [4, 7],
      [28, 28],
    ] as const) {
      const grid = inputOf(kind, size, 5);
      expect([grid.rows, grid.columns, grid.values.length]).toEqual([...size, size[0] * size[1]]);
      expect(grid.values.every(Number.isFinite)).toBe(true);
    }
  });

  test('a seed gives the same map again, another one another', () => {
    expect(inputOf('random', [8, 8], 1)).toEqual(inputOf('random', [8, 8], 1));
    expect(inputOf('random', [8, 8], 1)).not.toEqual(inputOf('random', [8, 8], 2));
  });

  test.each([
    ['1,2\n3,4', [1, 2, 3, 4]],
    ['1;2,5\r\n-3;4\r\n', [1, 2.5, -3, 4]],
    ['1\t2\n3\t4', [1, 2, 3, 4]],
    ['1 2\n3  4', [1, 2, 3, 4]],
  ])('a table %j', (text, values) => {
    const parsed = parseGrid(text);
    expect('grid' in parsed && [...parsed.grid.values]).toEqual(values);
  });

  test.each([
    ['', 'empty'],
    [' \n ', 'empty'],
    ['1,2\n3', 'ragged'],
    ['1,two', 'not-a-number'],
    ['1,,2', 'not-a-number'],
    ['0\n'.repeat(2000), 'too-large'],
    [`${'0,'.repeat(2000)}0`, 'too-large'],
  ])('a table that is none: %j', (text, problem) => {
    expect(parseGrid(text)).toMatchObject({ problem });
  });

  test('numbers as people write them', () => {
    expect([parseNumber(' −2,5 '), parseNumber('1e3'), parseNumber('.5')]).toEqual([-2.5, 1000, 0.5]);
    for (const text of ['', 'x', '1x', 'NaN', 'Infinity', '0x10', '1e999']) expect(parseNumber(text)).toBeUndefined();
  });

  test('a cell is changed in a copy; a cell that is not there is not', () => {
    const before = inputOf('ramp', [2, 2], 1);
    expect([...withCell(before, 1, 0, 9).values]).toEqual([0, 1, 9, 3]);
    expect([...withCell(before, 5, 5, 9).values]).toEqual([...before.values]);
  });

  test('moving repeats the edge', () => {
    expect([...shifted(inputOf('ramp', [2, 3], 1), [0, 1]).values]).toEqual([0, 0, 1, 3, 3, 4]);
    expect([...shifted(inputOf('ramp', [2, 3], 1), [-1, 0]).values]).toEqual([3, 4, 5, 3, 4, 5]);
  });

  test('pixels become brightness', () => {
    expect([...gridOfPixels(Uint8ClampedArray.of(255, 255, 255, 255, 0, 0, 0, 255), [1, 2]).values]).toEqual([255, 0]);
  });
});

describe('filters', () => {
  test.each(FILTER_KINDS)('%s has weights of any size', (kind) => {
    for (let side = 1; side <= 7; side++) {
      const grid = filterOf(kind, [side, side], 3);
      expect(grid.values).toHaveLength(side * side);
      expect(grid.values.every(Number.isFinite)).toBe(true);
      expect(grid.values.some((value) => value !== 0)).toBe(kind !== 'edges' || side > 1);
    }
  });

  test('Sobel’s own', () => {
    expect([...filterOf('sobel-x', [3, 3], 1).values]).toEqual([-1, 0, 1, -2, 0, 2, -1, 0, 1]);
    expect([...filterOf('sobel-y', [3, 3], 1).values]).toEqual([-1, -2, -1, 0, 0, 0, 1, 2, 1]);
  });
});

describe('what fits', () => {
  test.each([
    ['4, 2×2/2', axis(4, 2, 2), 'pool', 'fits', []],
    ['7, 3×3/3', axis(7, 3, 3), 'conv', 'lost', [6]],
    ['ResNet’s 224, 7×7/2, 3', axis(224, 7, 2, 3), 'conv', 'padding', []],
    ['a shortcut’s 56, 1×1/2', axis(56, 1, 2), 'conv', 'gap', [55]],
    ['4, 7×7', axis(4, 7, 1), 'conv', 'vanishes', []],
    ['padding 2 on 3×3', axis(8, 3, 1, 2), 'pool', 'too-much-padding', []],
    ['ceil', { ...axis(7, 3, 3), ceil: true }, 'pool', 'fits', []],
    ['transposed away', { ...axis(1, 3, 1, 2), outputPadding: 0 }, 'conv-transpose', 'vanishes', []],
  ] as const)('%s', (_, window, operation, verdict, unreadAtEnd) => {
    expect(fitOf(window, operation)).toMatchObject({ verdict, unreadAtEnd });
  });

  test('a slider marks the values that do not fit', () => {
    const bad = ticksOf(square(7, 3, 1), 'both', 'stride', 'conv', words).filter((tick) => tick.bad);
    expect(bad.map(({ value }) => value)).toEqual([3, 5, 6]);
    expect(bad[0]?.about).toBe('→ 2.33');
  });

  test('an axis alone can be moved', () => {
    const [rows, columns] = withValue(square(7, 3, 1), 0, 'padding', 2);
    expect([rows.padding, columns.padding]).toEqual([
      [2, 2],
      [0, 0],
    ]);
  });

  test('words name what is never read, in each framework’s name', () => {
    const { axes, fits, operation } = compute(setup({ operation: 'conv', axes: square(7, 3, 3) }));
    const [spec] = judgements({ axes, fits, operation }, null, words);
    expect(spec).toMatchObject({ bad: true });
    expect(spec?.formula).toContain('(7 − 3)/3 + 1 = 2.33, ⌊2.33⌋ = 2');
    expect(spec?.words).toContain('doesNotFit 2.33 2');
    expect(spec?.words).toContain('RowUnread 7');
    expect(judgements({ axes, fits, operation }, 'PyTorch', words)[0]?.words).toContain('doesNotFitFor 2.33 2 PyTorch');
    expect(fits.every(isBad)).toBe(true);
  });

  test('axes that differ are judged apart', () => {
    const computed = compute(setup({ operation: 'conv', axes: [axis(7, 3, 1), axis(7, 3, 3)] }));
    expect(judgements(computed, null, words).map(({ bad }) => bad)).toEqual([false, true]);
  });
});

describe('arithmetic', () => {
  const lines = (change: Partial<Setup>, place: readonly [number, number] = [0, 0]) => {
    const computed = compute(setup(change));
    return computed.outputs.map((output) => cellArithmetic(computed, output, place, words));
  };

  test('the course’s three', () => {
    expect(lines({})).toEqual([
      ['max(1, 1, 5, 6) = 6'],
      ['(1 + 1 + 5 + 6) / 4 = 3.25'],
      ['√(1² + 1² + 5² + 6²) = 7.94'],
    ]);
  });

  test('padding in an average, counted or not', () => {
    const axes = square(4, 3, 2, 1);
    expect(lines({ axes, pooling: 'avg' })).toEqual([['(1 + 1 + 5 + 6 + 0 + 0 + 0 + 0 + 0) / 9 = 1.44']]);
    expect(lines({ axes, pooling: 'avg', countIncludePad: false })).toEqual([['(1 + 1 + 5 + 6) / 4 = 3.25']]);
  });

  test('a window that the edge clips in ceil mode', () => {
    const clipped = { ...axis(3, 2, 2), ceil: true };
    expect(lines({ axes: [clipped, clipped], pooling: 'avg' }, [1, 1])).toEqual([['(1) / 1 = 1']]);
    expect(lines({ axes: [clipped, clipped], pooling: 'lp' }, [1, 1])).toEqual([['√((1²)·4/1) = 2']]);
  });

  test('a filter, row by row, with minus signs', () => {
    expect(lines({ operation: 'conv', axes: square(4, 3, 1) })).toEqual([
      ['1·(−1) + 1·0 + 2·1', '+ 5·(−2) + 6·0 + 7·2', '+ 3·(−1) + 2·0 + 1·1 = 3'],
    ]);
  });

  test('1×1 reads across channels', () => {
    const computed = compute(setup({ operation: 'conv', axes: square(4, 1, 1) }));
    expect(computed.inputs).toHaveLength(3);
    expect(lines({ operation: 'conv', axes: square(4, 1, 1) })).toEqual([['1·0.5 + 1·(−1) + 4·2 = 7.5']]);
  });

  test('a transposed output sums what was laid onto it', () => {
    const [line] = lines(
      { operation: 'conv-transpose', axes: square(3, 3, 2), filter: { kind: 'blur', seed: 1 } },
      [2, 2],
    );
    expect(line).toEqual(['1·0.11 + 1·0.11 + 5·0.11 + 6·0.11 = 1.44']);
  });
});
