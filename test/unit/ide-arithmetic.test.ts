// The arithmetic that hovers write out: what is written must come out as it says.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyze } from '../../server/src/analyze.ts';
import { type AxisWindow, exactOutput, outputSize } from '../../server/src/base/window.ts';
import { parameterArithmetic, sizeFormulas, windowFormula } from '../../server/src/ide/arithmetic.ts';
import { wordsFor } from '../../server/src/rules/words.ts';

const words = wordsFor({ locale: 'en', display: 'channels-last', spell: (_, attribute) => attribute });

function spec(layers: string, input = '32x32x3'): Analysis {
  const analysis = analyze({ uri: 'file:///a.cnn.yaml', text: `model: M\ninput: ${input}\nlayers:\n${layers}\n` });
  if (!analysis) throw new Error('no front end');
  return analysis;
}

function layer(analysis: Analysis, index = 0) {
  const found = analysis.models[0]?.graph.layers[index];
  if (!found) throw new Error(`no layer ${index}`);
  return found;
}

/** Computes what stands before the first `=`. */
function value(formula: string): number {
  const [left = ''] = formula.split('=');
  return new Function(`return ${left.replaceAll('·', '*').replaceAll('−', '-')}`)() as number;
}

const window = (given: Partial<AxisWindow>): AxisWindow => ({
  input: 32,
  kernel: 5,
  stride: 1,
  padding: [0, 0],
  dilation: 1,
  ceil: false,
  ...given,
});

describe('sizes', () => {
  test.each([
    [{ padding: [2, 2] as const }, '(32 + 2·2 − 5)/1 + 1 = 32'],
    [{}, '(32 − 5)/1 + 1 = 28'],
    [{ padding: [0, 1] as const, kernel: 2, stride: 1 }, '(32 + 0 + 1 − 2)/1 + 1 = 32'],
    [{ input: 7, kernel: 3, stride: 3 }, '(7 − 3)/3 + 1 = 2.33, ⌊2.33⌋ = 2'],
    [{ input: 7, kernel: 3, stride: 3, ceil: true }, '(7 − 3)/3 + 1 = 2.33, ⌈2.33⌉ = 3'],
    [
      { input: 5, kernel: 1, stride: 3, padding: [0, 1] as const, ceil: true },
      '(5 + 0 + 1 − 1)/3 + 1 = 2.67, ⌈2.67⌉ − 1 = 2',
    ],
    [{ kernel: 3, dilation: 2 }, '(32 − 5)/1 + 1 = 28, 2·(3 − 1) + 1 = 5'],
  ])('%j', (given, text) => {
    expect(windowFormula(window(given), words)).toBe(text);
  });

  test('the division written is the one that gives the size', () => {
    const size = fc.integer({ min: 1, max: 64 });
    const arbitrary = fc.record({
      input: size,
      kernel: fc.integer({ min: 1, max: 9 }),
      stride: fc.integer({ min: 1, max: 5 }),
      padding: fc.tuple(fc.nat(4), fc.nat(4)),
      dilation: fc.integer({ min: 1, max: 3 }),
      ceil: fc.boolean(),
    });
    fc.assert(
      fc.property(arbitrary, (given) => {
        const text = windowFormula(given, words);
        expect(value(text)).toBeCloseTo(exactOutput(given), 10);
        expect(text.replace(/, \d+·\(.*$/, '').endsWith(` = ${words.number(outputSize(given))}`)).toBe(true);
      }),
    );
  });

  test('axes with the same numbers are said once', () => {
    const analysis = spec('  - conv: { filters: 1, kernel: 3x5, padding: [1, 2] }', '16x16x3');
    expect(sizeFormulas(layer(analysis), words)).toEqual([
      { axes: ['height'], text: '(16 + 2·1 − 3)/1 + 1 = 16' },
      { axes: ['width'], text: '(16 + 2·2 − 5)/1 + 1 = 16' },
    ]);
    expect(sizeFormulas(layer(spec('  - conv: { filters: 1, kernel: 3 }')), words)).toMatchObject([
      { axes: ['height', 'width'] },
    ]);
  });

  test('what the rounding leaves unread is said, where the rules are silent too', () => {
    const unread = (layers: string, input: string) => sizeFormulas(layer(spec(layers, input)), words)[0]?.unread;
    expect(unread('  - conv: { filters: 1, kernel: 7, stride: 2, padding: 3 }', '224x224x3')).toMatch(/only padding/);
    expect(unread('  - conv: { filters: 1, kernel: 1, stride: 2 }', '56x56x3')).toBe('the last cell is never read');
    expect(unread('  - conv: { filters: 1, kernel: 3, stride: 4 }', '9x9x3')).toBe('the last 2 cells are never read');
  });

  test.each([
    ['kernel: 4, stride: 2, padding: 1', '(4 − 1)·2 − 2·1 + 4 = 8'],
    ['kernel: 3, stride: 2, padding: 1, output-padding: 1', '(4 − 1)·2 − 2·1 + 3 + 1 = 8'],
    ['kernel: 3, stride: 1, dilation: 2', '(4 − 1)·1 + 2·(3 − 1) + 1 = 8'],
  ])('a transposed convolution runs backwards: %s', (attributes, text) => {
    const analysis = spec(`  - conv-transpose: { filters: 1, ${attributes} }`, '4x4x3');
    expect(sizeFormulas(layer(analysis), words)).toEqual([{ axes: ['height', 'width'], text }]);
    expect(value(text)).toBe(layer(analysis).outputs[0]?.volume.dims?.at(-1));
  });

  test('what vanished shows why', () => {
    const [formula] = sizeFormulas(layer(spec('  - conv: { filters: 1, kernel: 5 }', '3x3x3')), words);
    expect(formula?.text).toBe('(3 − 5)/1 + 1 = −1');
  });

  test('a layer without a window has none', () => {
    expect(sizeFormulas(layer(spec('  - relu')), words)).toEqual([]);
  });
});

describe('parameters', () => {
  test.each([
    ['  - conv: { filters: 10, kernel: 5, padding: 2 }', '(5·5·3 + 1)·10 = 760'],
    ['  - conv: { filters: 10, kernel: 5, bias: false }', '5·5·3·10 = 750'],
    ['  - conv: { filters: 6, kernel: 3, groups: 3 }', '(3·3·1 + 1)·6 = 60'],
    ['  - batch-norm', '2·3 = 6'],
    ['  - relu', '0'],
  ])('%s', (layers, text) => {
    expect(parameterArithmetic(layer(spec(layers)).module.parameters, words)).toBe(text);
  });

  test('a linear layer counts its bias with its inputs', () => {
    const analysis = spec('  - flatten\n  - linear: 10', '8x8x3');
    expect(parameterArithmetic(layer(analysis, 1).module.parameters, words)).toBe('(192 + 1)·10 = 1,930');
  });

  test('what is written comes out as it says, for every layer of every operator', () => {
    const analysis = spec('  - conv-transpose: { filters: 5, kernel: 3, groups: 1 }', '4x4x3');
    const text = parameterArithmetic(layer(analysis).module.parameters, words) ?? '';
    expect(value(text)).toBe(3 * 3 * 3 * 5 + 5);
  });
});
