// How the client shortens large numbers, and what it counts bytes in.
import { describe, expect, test } from 'vitest';
import { bytes, compact } from '../../client/src/features/quantity.ts';

describe('compact', () => {
  test.each([
    [0, '0'],
    [9, '9'],
    [999, '999'],
    [9999, '9,999'],
    [43_186, '43.2 K'],
    [999_499, '999 K'],
    [999_960, '1 M'],
    [25_557_032, '25.6 M'],
    [4_089_184_256, '4.09 G'],
    [3e18, '3,000 P'],
  ])('%d is %s', (count, expected) => expect(compact(count, 'en')).toBe(expected));

  test('writes the decimal mark of the language', () => expect(compact(25_557_032, 'pt-br')).toBe('25,6 M'));
});

test.each([
  [760, '760 B'],
  [40_960, '40 KiB'],
  [1_048_575, '1 MiB'],
  [3_211_264, '3.06 MiB'],
])('%d bytes are %s', (count, expected) => expect(bytes(count, 'en')).toBe(expected));
