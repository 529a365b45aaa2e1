// Wordings that several rules share: windows, axes, formulas, expectations, and the usual fixes.
import { t } from '@vscode/l10n';
import { type AxisWindow, effectiveKernel, exactOutput } from '../base/window.ts';
import type { Expectation } from '../graph/attribute.ts';
import type { AxisName, RuleId } from '../graph/facts.ts';
import type { FindingOf } from '../graph/finding.ts';
import type { Layer } from '../graph/graph.ts';
import type { Intent, IntentValue } from '../graph/intent.ts';
import type { Fix } from './rule.ts';
import type { Words } from './words.ts';

export function axisWord(axis: AxisName): string {
  switch (axis) {
    case 'length':
      return t('length');
    case 'depth':
      return t('depth');
    case 'height':
      return t('height');
    case 'width':
      return t('width');
  }
}

/** `(7 + 2·1 − 3)/2 + 1`, with a dilated kernel at the size that it spans. */
export function sizeFormula({ input, kernel, stride, padding, dilation }: AxisWindow, words: Words): string {
  const [before, after] = padding;
  const pads =
    before === after
      ? before === 0
        ? ''
        : ` + 2·${words.number(before)}`
      : ` + ${words.number(before)} + ${words.number(after)}`;
  const span = words.number(effectiveKernel(kernel, dilation));
  return `(${words.number(input)}${pads} − ${span})/${words.number(stride)} + 1`;
}

export function exactSize(window: AxisWindow, words: Words): string {
  return words.number(exactOutput(window));
}

/** `3×3`, or `3×3 (dilated to 5×5)`; a signal's window of one axis says what its number counts: `7-cell`. */
export function kernelWord(windows: readonly AxisWindow[], words: Words): string {
  const [first] = windows;
  const kernel =
    first && windows.length === 1 ? cellsWord(first.kernel, words) : words.size(windows.map((window) => window.kernel));
  if (windows.every(({ dilation }) => dilation === 1)) return kernel;
  const spans = words.size(windows.map((window) => effectiveKernel(window.kernel, window.dilation)));
  return t('{0} (dilated to {1})', kernel, spans);
}

function cellsWord(cells: number, words: Words): string {
  return cells === 1 ? t('1-cell') : t('{0}-cell', words.number(cells));
}

/** All windows of a layer; `some` of them where it does not know them all. */
export function slidingWindows(layer: Layer | undefined, some: readonly AxisWindow[]): readonly AxisWindow[] {
  const all = layer?.windows.flatMap((window) => window ?? []) ?? [];
  return all.length > 0 ? all : some;
}

/** What slides, how far at each step, and over what: `3×3`, `2`, `32×32`. */
export function slidingWords(
  windows: readonly AxisWindow[],
  words: Words,
): readonly [kernel: string, stride: string, input: string] {
  const strides = windows.map(({ stride }) => stride);
  return [kernelWord(windows, words), perAxis(strides, words), words.size(windows.map(({ input }) => input))];
}

export function uniform(values: readonly number[]): number | undefined {
  const [first, ...others] = values;
  return others.every((value) => value === first) ? first : undefined;
}

/** `2` where all axes agree, `2×1` otherwise. */
export function perAxis(values: readonly number[], words: Words): string {
  const same = uniform(values);
  return same === undefined ? words.size(values) : words.number(same);
}

/** What a value should have been: `a whole number of at least 1`. */
export function expectationWord(expectation: Expectation, words: Words): string {
  switch (expectation.kind) {
    case 'integer':
      return bounded(expectation, words, {
        free: () => t('a whole number'),
        least: (min) => t('a whole number of at least {0}', min),
        most: (max) => t('a whole number of at most {0}', max),
        between: (min, max) => t('a whole number from {0} to {1}', min, max),
      });
    case 'number':
      return bounded(expectation, words, {
        free: () => t('a number'),
        least: (min) => t('a number of at least {0}', min),
        most: (max) => t('a number of at most {0}', max),
        between: (min, max) => t('a number from {0} to {1}', min, max),
      });
    case 'boolean':
      return t('true or false');
    case 'text':
      return t('a text');
    case 'choice':
      return words.oneOf(expectation.choices.map((choice) => `‘${choice}’`));
    case 'axes':
      return expectation.rank === 1
        ? t('a whole number of at least {0}', words.number(expectation.min ?? 0))
        : t(
            'a whole number of at least {0}, or {1} of them, one per axis',
            words.number(expectation.min ?? 0),
            words.number(expectation.rank),
          );
    case 'padding': {
      const cells = t('a whole number of cells, one per axis, or [before, after] per axis');
      return words.oneOf([...expectation.words.map((word) => `‘${word}’`), cells]);
    }
    case 'integers':
      return expectation.length === undefined
        ? t('a list of whole numbers')
        : t('a list of {0} whole numbers', words.number(expectation.length));
    case 'shape':
      return t('a shape, such as 32x32x3');
    case 'mapping':
      return t('a mapping of keys to values');
    case 'list':
      return t('a list');
    case 'layers':
      return t('a list of layers');
    case 'reference':
      return t('the name of a layer before, or a position such as -2');
    case 'input':
      return t('the shape of an input, such as 32x32x3');
    case 'layer':
      return t('a layer, such as relu or conv: 16 3');
    case 'absent':
      return t('left out, because ‘{0}’ is given', expectation.beside);
    case 'row':
      return t('a row [from, repeats, module, args]');
    case 'arguments':
      return argumentsWord(expectation, words);
  }
}

function argumentsWord({ signature, min, max }: Extract<Expectation, { kind: 'arguments' }>, words: Words): string {
  if (min === max) return t('{0} values: {1}', words.number(min), signature);
  return max >= HUGE
    ? t('at least {0} values: {1}', words.number(min), signature)
    : t('{0} to {1} values: {2}', words.number(min), words.number(max), signature);
}

interface Bounds {
  readonly free: () => string;
  readonly least: (min: string) => string;
  readonly most: (max: string) => string;
  readonly between: (min: string, max: string) => string;
}

/** Beyond it nobody sets a bound on purpose. */
const HUGE = 2 ** 31 - 1;

function bounded({ min, max }: { min?: number; max?: number }, words: Words, say: Bounds): string {
  const [low, high] = [
    min !== undefined && min > -HUGE ? min : undefined,
    max !== undefined && max < HUGE ? max : undefined,
  ];
  if (low !== undefined && high !== undefined) return say.between(words.number(low), words.number(high));
  if (low !== undefined) return say.least(words.number(low));
  return high !== undefined ? say.most(words.number(high)) : say.free();
}

/** “Set padding to 2”, where the finding's layer has such an attribute. */
export function setFix<R extends RuleId>(
  { layer }: FindingOf<R>,
  words: Words,
  attribute: string,
  value: IntentValue,
  options: Pick<Fix, 'preferred'> = {},
): readonly Fix[] {
  const operator = layer?.module.operator;
  if (!layer || !operator || !Object.hasOwn(operator.attributes, attribute)) return [];
  return [
    {
      title: t('Set {0} to {1}', words.attribute(operator.id, attribute), valueWord(value, words)),
      intents: [{ kind: 'set-attribute', layer, attribute, value }],
      showOutput: true,
      ...options,
    },
  ];
}

function valueWord(value: IntentValue, words: Words): string {
  if (typeof value === 'number') return words.number(value);
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  const items = value as readonly (number | readonly number[])[];
  const shown = items.map((item) =>
    typeof item === 'number' ? words.number(item) : `[${item.map(words.number).join(', ')}]`,
  );
  return shown.every((item) => !item.startsWith('[')) ? shown.join('×') : `[${shown.join(', ')}]`;
}

/** A fix that acts on the finding's layer as a whole. */
export function layerFix<R extends RuleId>(
  { layer }: FindingOf<R>,
  title: string,
  intent: (layer: NonNullable<FindingOf<R>['layer']>) => Intent,
  options: Pick<Fix, 'preferred' | 'showOutput'> = {},
): readonly Fix[] {
  return layer ? [{ title, intents: [intent(layer)], ...options }] : [];
}
