// Where a window stands, what it reads and who reads a cell: against a window that is really moved, cell by cell.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AxisWindow,
  cellsRead,
  effectiveKernel,
  gridOf,
  outputSize,
  poolGrid,
  readersOf,
  transposedSize,
  unreadCells,
  windowStart,
} from '../../server/src/base/window.ts';

const axis = fc.record({
  input: fc.integer({ min: 1, max: 24 }),
  kernel: fc.integer({ min: 1, max: 6 }),
  stride: fc.integer({ min: 1, max: 5 }),
  padding: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
  dilation: fc.integer({ min: 1, max: 3 }),
  ceil: fc.boolean(),
}) satisfies fc.Arbitrary<AxisWindow>;

const plain = { stride: 1, padding: [0, 0], dilation: 1, ceil: false } as const;

function outputs(window: AxisWindow): number[] {
  return Array.from({ length: Math.max(0, outputSize(window)) }, (_, output) => output);
}

describe('one axis', () => {
  test('every window begins a stride after the one before, the first with the padding', () => {
    fc.assert(
      fc.property(axis, (window) => {
        expect(windowStart(window, 0)).toBe(-window.padding[0] + 0);
        for (const output of outputs(window)) {
          const cells = cellsRead(window, output);
          expect(cells).toHaveLength(window.kernel);
          expect(cells[0]).toBe(windowStart(window, output));
          expect((cells.at(-1) ?? 0) - (cells[0] ?? 0) + 1).toBe(effectiveKernel(window.kernel, window.dilation));
        }
      }),
    );
  });

  test('without ceil mode no window ends beyond the padding, and another step would', () => {
    fc.assert(
      fc.property(axis, (given) => {
        const window = { ...given, ceil: false };
        const size = outputSize(window);
        const limit = window.input + window.padding[1];
        const end = (output: number) => windowStart(window, output) + effectiveKernel(window.kernel, window.dilation);
        if (size >= 1) expect(end(size - 1)).toBeLessThanOrEqual(limit);
        expect(end(Math.max(0, size))).toBeGreaterThan(limit);
      }),
    );
  });

  test('the readers of a cell are the outputs whose windows hold it; the unread ones have none', () => {
    fc.assert(
      fc.property(axis, (window) => {
        const unread = new Set(unreadCells(window));
        for (let cell = 0; cell < window.input; cell++) {
          const readers = outputs(window).filter((output) => cellsRead(window, output).includes(cell));
          expect([...readersOf(window, cell)].sort((a, b) => a - b)).toEqual(readers);
          expect(unread.has(cell)).toBe(readers.length === 0);
        }
      }),
    );
  });

  test('the blackboard: 7, 3×3, stride 3 leaves the last cell unread', () => {
    expect(unreadCells({ input: 7, kernel: 3, ...plain, stride: 3 })).toEqual([6]);
    expect(unreadCells({ input: 7, kernel: 3, ...plain, stride: 2 })).toEqual([]);
    expect(unreadCells({ input: 56, kernel: 1, ...plain, stride: 2 })).toHaveLength(28);
  });

  test('a transposed convolution undoes the sizes of one that fits', () => {
    fc.assert(
      fc.property(axis, (given) => {
        const window = { ...given, ceil: false };
        const size = outputSize(window);
        fc.pre(size >= 1);
        const back = transposedSize({ ...window, input: size, outputPadding: 0 });
        expect(window.input - back).toBeGreaterThanOrEqual(0);
        expect(window.input - back).toBeLessThan(window.stride);
      }),
    );
  });
});

describe('maps', () => {
  const course = { rows: 4, columns: 4, values: Float64Array.of(1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4) };
  const half = { input: 4, kernel: 2, ...plain, stride: 2 };

  test('the course’s example', () => {
    expect([...poolGrid(course, [half, half], { kind: 'max' }).values]).toEqual([6, 8, 3, 4]);
    expect(poolGrid(course, [half, half], { kind: 'lp', norm: 2 }).values[0]).toBeCloseTo(7.937253933, 9);
  });

  test('padding never wins a maximum, and not-a-number always does', () => {
    const padded = { ...half, padding: [1, 1], stride: 1 } as const;
    const negative = gridOf([4, 4], () => -3);
    expect(new Set(poolGrid(negative, [padded, padded], { kind: 'max' }).values)).toEqual(new Set([-3]));
    const broken = gridOf([4, 4], (row, column) => (row === 0 && column === 0 ? Number.NaN : 1));
    expect(poolGrid(broken, [half, half], { kind: 'max' }).values[0]).toBeNaN();
  });

  test('a negative sum has no root, as in PyTorch', () => {
    const negative = gridOf([4, 4], () => -1);
    expect(poolGrid(negative, [half, half], { kind: 'lp', norm: 3 }).values[0]).toBeNaN();
    expect(poolGrid(negative, [half, half], { kind: 'lp', norm: 1 }).values[0]).toBe(-4);
  });

  test('a window that does not fit leaves an empty map', () => {
    const large = { ...half, kernel: 5 };
    expect(poolGrid(course, [large, large], { kind: 'max' })).toMatchObject({ rows: 0, columns: 0 });
  });
});
