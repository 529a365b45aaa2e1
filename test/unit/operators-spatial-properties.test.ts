// Sizes against a window that is really moved, cell by cell.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import { N } from '../../server/src/graph/dim.ts';
import { volume } from '../../server/src/graph/volume.ts';
import { applyTo } from '../conformance/operate.ts';

const line = fc.record({
  input: fc.integer({ min: 1, max: 40 }),
  kernel: fc.integer({ min: 1, max: 8 }),
  stride: fc.integer({ min: 1, max: 6 }),
  dilation: fc.integer({ min: 1, max: 4 }),
  before: fc.integer({ min: 0, max: 5 }),
  after: fc.integer({ min: 0, max: 5 }),
});

type Line = typeof line extends fc.Arbitrary<infer T> ? T : never;

/** Length of the output; undefined where it is refused. */
function lengthOf(operator: string, attributes: Readonly<Record<string, AttributeInput>>, input: number) {
  const { outputs, findings } = applyTo(operator, attributes, [volume([N, 2, input])]);
  return findings.length > 0 ? undefined : outputs[0]?.volume.dims?.[2];
}

/** Every start from which the window reads only padded cells that exist. */
function positions({ input, kernel, stride, dilation, before, after }: Line): number {
  const last = dilation * (kernel - 1);
  let count = 0;
  for (let start = 0; start + last < input + before + after; start += stride) count++;
  return count;
}

/** In ceil mode a window also starts, inside the input or before it, where the one before left cells unread. */
function ceilPositions({ input, kernel, stride, dilation, before, after }: Line): number {
  const last = dilation * (kernel - 1);
  const end = input + before + after - 1;
  let count = 0;
  for (let start = 0; start - stride + last < end && start < input + before; start += stride) count++;
  return count;
}

test('a convolution makes one cell for every position of its filter', () => {
  fc.assert(
    fc.property(line, (numbers) => {
      const { input, kernel, stride, dilation, before, after } = numbers;
      const attributes = { outChannels: 3, kernel, stride, dilation, padding: [[before, after]] };
      expect(lengthOf('conv1d', attributes, input)).toBe(positions(numbers) || undefined);
    }),
  );
});

test('a pooling in ceil mode has one position more where cells are left over', () => {
  fc.assert(
    fc.property(line, ({ before, ...numbers }) => {
      const padding = Math.min(before, Math.floor(numbers.kernel / 2));
      const { input, kernel, stride, dilation } = numbers;
      const attributes = { kernel, stride, dilation, padding: [[padding, padding]], ceil: true };
      const wanted = ceilPositions({ ...numbers, before: padding, after: padding });
      expect(lengthOf('max-pool1d', attributes, input)).toBe(wanted || undefined);
    }),
  );
});

test('a transposed convolution gives the size back that a convolution took, by some output padding', () => {
  fc.assert(
    fc.property(line, (numbers) => {
      const { input, kernel, stride, dilation, before: padding } = numbers;
      const window = { outChannels: 3, kernel, stride, dilation, padding };
      const small = lengthOf('conv1d', window, input);
      fc.pre(typeof small === 'number');
      const back = (outputPadding: number) =>
        lengthOf('conv-transpose1d', { ...window, outputPadding }, typeof small === 'number' ? small : 1);
      const sizes = Array.from({ length: stride }, (_, outputPadding) => back(outputPadding));
      expect(sizes).toContain(input);
    }),
  );
});

test('whatever the numbers, nothing throws and a refused layer spreads no size', () => {
  const any = fc.oneof(
    fc.integer({ min: -3, max: 9 }),
    fc.constant(2 ** 31 - 1),
    fc.array(fc.integer({ min: -2, max: 4 })),
  );
  const operators = [
    'conv2d',
    'conv-transpose2d',
    'max-pool2d',
    'avg-pool3d',
    'fold',
    'unfold',
    'pad2d',
    'crop1d',
    'upsample',
  ];
  const dims = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(N)), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.constantFrom(...operators),
      any,
      any,
      any,
      any,
      dims,
      (operator, kernel, stride, padding, size, shape) => {
        const given = { kernel, stride, padding, outChannels: 2, outputSize: size, amount: padding, scale: stride };
        const { outputs, findings } = applyTo(operator, given, [volume(shape)]);
        expect(outputs.length).toBeGreaterThan(0);
        for (const { volume } of outputs) {
          for (const dim of volume.dims ?? [])
            if (typeof dim === 'number' && findings.length === 0) expect(dim).toBeGreaterThanOrEqual(0);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
