// What is said to fit does fit, and nothing nearer does.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AxisWindow, outputSize } from '../../server/src/base/window.ts';
import { nearestDivisors } from '../../server/src/rules/divisors.ts';
import { alternativesTo, fits, type PerAxis } from '../../server/src/rules/windows.ts';

const window: fc.Arbitrary<AxisWindow> = fc
  .record({
    input: fc.integer({ min: 1, max: 64 }),
    kernel: fc.integer({ min: 1, max: 11 }),
    stride: fc.integer({ min: 1, max: 6 }),
    side: fc.integer({ min: 0, max: 3 }),
    dilation: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ side, ...rest }) => ({ ...rest, padding: [side, side] as const, ceil: false }));

const on = (value: PerAxis, axis: number) => (typeof value === 'number' ? value : (value[axis] ?? 0));

describe('alternatives', () => {
  test('all fit, on all axes', () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 3 }), (windows) => {
        const { strides, paddings, kernels } = alternativesTo(windows);
        for (const value of strides)
          expect(windows.every((each, axis) => fits({ ...each, stride: on(value, axis) }))).toBe(true);
        for (const value of paddings)
          expect(windows.every((each, axis) => fits({ ...each, padding: [on(value, axis), on(value, axis)] }))).toBe(
            true,
          );
        for (const value of kernels)
          expect(windows.every((each, axis) => fits({ ...each, kernel: on(value, axis) }))).toBe(true);
      }),
    );
  });

  test('a window that fits reads its last column', () => {
    fc.assert(
      fc.property(window, (each) => {
        fc.pre(fits(each));
        const span = each.dilation * (each.kernel - 1) + 1;
        expect((outputSize(each) - 1) * each.stride + span).toBe(each.input + 2 * each.padding[0]);
      }),
    );
  });

  test("the lecture's: stride 1, 2 or 4, or padding 1", () => {
    const each: AxisWindow = { input: 7, kernel: 3, stride: 3, padding: [0, 0], dilation: 1, ceil: false };
    const { strides, paddings } = alternativesTo([each, each]);
    expect([...strides].sort()).toEqual([1, 2, 4]);
    expect(paddings[0]).toBe(1);
  });
});

test('nearest divisors divide, and the first is nearest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 2000 }), (whole, wanted) => {
      const found = nearestDivisors(whole, wanted);
      expect(found.every((divisor) => whole % divisor === 0)).toBe(true);
      const all = [...Array(whole)].map((_, index) => index + 1).filter((divisor) => whole % divisor === 0);
      const nearest = Math.min(...all.map((divisor) => Math.abs(divisor - wanted)));
      expect(Math.abs((found[0] ?? Number.NaN) - wanted)).toBe(nearest);
    }),
  );
});
