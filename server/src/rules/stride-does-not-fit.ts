// A window whose steps do not come out even: what the division leaves over is rounded away.
import { t } from '@vscode/l10n';
import { effectiveKernel, exactOutput, rest } from '../base/window.ts';
import type { Loss, Misfit } from '../graph/facts.ts';
import type { FindingOf } from '../graph/finding.ts';
import { addedBehind, isPooling, type SlidingAxis, sizesAreGuessed, slidingAxes } from './layers.ts';
import { axisWord, exactSize, setFix, sizeFormula, slidingWindows, slidingWords } from './phrases.ts';
import { at, defineRule, type Fix, type Severity } from './rule.ts';
import { alternativesTo, type PerAxis } from './windows.ts';
import type { Words } from './words.ts';

type Found = FindingOf<'stride-does-not-fit'>;

const HARM: readonly Loss[] = ['padding', 'stride-gap', 'little', 'much'];

const SEVERITY: Readonly<Record<'exact' | 'floor', Readonly<Record<Loss, Severity | undefined>>>> = {
  exact: { padding: 'hint', 'stride-gap': 'hint', little: 'error', much: 'error' },
  floor: { padding: undefined, 'stride-gap': undefined, little: 'information', much: 'warning' },
};

export const strideDoesNotFit = defineRule({
  id: 'stride-does-not-fit',
  severity: 'error',
  summary:
    'A filter does not fit its input at this stride: the division leaves a rest, and cells at the far edge are never read.',
  options: {
    area: {
      type: 'number',
      default: 0.02,
      min: 0,
      max: 1,
      doc: 'Share of the input that may go unread before frameworks that round down are warned about.',
    },
  },

  severityOf: ({ facts }, graph) => SEVERITY[graph?.conventions.rounding ?? 'exact'][facts.loss],

  *check(graph, { options }) {
    if (sizesAreGuessed(graph)) return;
    for (const layer of graph.layers) {
      if (!mayMisfit(layer.windows)) continue;
      const axes = slidingAxes(layer);
      const added = addedBehind(layer.inputs[0], axes.length);
      const misfits = axes.flatMap((axis, index) => misfitOf(axis, added[index] ?? 0) ?? []);
      if (misfits.length === 0) continue;
      const unread = shareUnread(misfits);
      const area = options.area ?? 0;
      const worst = HARM[Math.max(...misfits.map(({ loss }) => HARM.indexOf(loss)))] ?? 'much';
      const loss = worst === 'little' && unread >= area ? 'much' : worst;
      yield at(layer, 'stride-does-not-fit', { misfits, loss, unread }, 'stride');
    }
  },

  message: (finding, words) =>
    [whatDoesNotFit(finding, words), whatIsLost(finding, words), whatFits(finding, words)]
      .filter((part) => part)
      .join(' '),

  fixes(finding, words): readonly Fix[] {
    const { loss } = finding.facts;
    if (loss === 'padding' || loss === 'stride-gap') return [];
    const { paddings, kernels, strides } = alternativesTo(windowsOf(finding));
    const fixes = [
      ...paddings.slice(0, 1).flatMap((value) => setFix(finding, words, 'padding', value)),
      ...kernels.slice(0, 2).flatMap((value) => setFix(finding, words, 'kernel', value)),
      ...strides.flatMap((value) => setFix(finding, words, 'stride', value)),
      ...setFix(finding, words, 'ceil', true),
    ];
    return fixes.map((fix, index) => ({ ...fix, preferred: index === 0 }));
  },
});

/** A cheap look before any allocation: this runs for every layer on every keystroke. */
function mayMisfit(windows: readonly (SlidingAxis['window'] | undefined)[]): boolean {
  for (const window of windows) if (window && window.stride > 1 && !window.ceil && rest(window) !== 0) return true;
  return false;
}

/** What one axis loses. `little` stands for both kinds of lost input until the area is known; `added` cells are no input. */
function misfitOf({ axis, window, output }: SlidingAxis, added: number): Misfit | undefined {
  const left = rest(window);
  if (left === 0 || window.ceil) return undefined;
  const neverRead = Math.max(0, left - window.padding[1] - added);
  const gap = window.stride - effectiveKernel(window.kernel, window.dilation);
  const loss = neverRead === 0 ? 'padding' : left <= gap ? 'stride-gap' : 'little';
  return { axis, window, output, exact: exactOutput(window), neverRead, loss };
}

function shareUnread(misfits: readonly Misfit[]): number {
  const read = misfits
    .filter(({ loss }) => loss === 'little')
    .reduce((share, { window, neverRead }) => share * (1 - neverRead / window.input), 1);
  return 1 - read;
}

function windowsOf({ layer, facts }: Found): readonly SlidingAxis['window'][] {
  return slidingWindows(
    layer,
    facts.misfits.map(({ window }) => window),
  );
}

/** `3×3 filter with stride 3 does not fit 7×7: (7 − 3)/3 + 1 = 2.33.` */
function whatDoesNotFit(finding: Found, words: Words): string {
  const { layer, facts } = finding;
  const windows = windowsOf(finding);
  const [worst] = [...facts.misfits].sort((a, b) => HARM.indexOf(b.loss) - HARM.indexOf(a.loss));
  if (!worst) return '';
  const said = [
    ...slidingWords(windows, words),
    sizeFormula(worst.window, words),
    exactSize(worst.window, words),
  ] as const;
  const everyAxisAlike = windows.every(
    ({ input, kernel, stride }) =>
      input === worst.window.input && kernel === worst.window.kernel && stride === worst.window.stride,
  );
  const pooling = layer !== undefined && isPooling(layer);
  if (everyAxisAlike)
    return pooling
      ? t('{0} pooling window with stride {1} does not fit {2}: {3} = {4}.', ...said)
      : t('{0} filter with stride {1} does not fit {2}: {3} = {4}.', ...said);
  return pooling
    ? t('{0} pooling window with stride {1} does not fit {2} along the {5}: {3} = {4}.', ...said, axisWord(worst.axis))
    : t('{0} filter with stride {1} does not fit {2} along the {5}: {3} = {4}.', ...said, axisWord(worst.axis));
}

/** `PyTorch rounds down to 2; the last row and column are never read.` */
function whatIsLost({ facts }: Found, words: Words): string {
  const [first] = facts.misfits;
  if (!first) return '';
  const worst = facts.misfits.find(({ loss }) => loss === 'little') ?? first;
  const rounded = words.framework
    ? t('{0} rounds down to {1};', words.framework, words.number(worst.output))
    : t('Frameworks round down to {0};', words.number(worst.output));
  switch (facts.loss) {
    case 'padding':
      return `${rounded} ${t('what is left over is only padding, so no input is lost.')}`;
    case 'stride-gap':
      return `${rounded} ${t('what is left over at the edge is no more than what the stride skips everywhere.')}`;
    default:
      return `${rounded} ${neverRead(
        facts.misfits.filter(({ loss }) => loss === 'little'),
        facts.unread,
        words,
      )}`;
  }
}

function neverRead(misfits: readonly Misfit[], unread: number, words: Words): string {
  const [first, second] = misfits;
  const share = words.percent(unread);
  const count = words.number(first?.neverRead ?? 0);
  const one = first?.neverRead === 1;
  if (misfits.length === 2 && first?.axis === 'height' && second?.neverRead === first.neverRead)
    return one
      ? t('the last row and column are never read ({0} of the input).', share)
      : t('the last {0} rows and columns are never read ({1} of the input).', count, share);
  if (misfits.length === 1 && first?.axis === 'height')
    return one
      ? t('the last row is never read ({0} of the input).', share)
      : t('the last {0} rows are never read ({1} of the input).', count, share);
  if (misfits.length === 1 && first?.axis === 'width')
    return one
      ? t('the last column is never read ({0} of the input).', share)
      : t('the last {0} columns are never read ({1} of the input).', count, share);
  const cells = misfits.map((misfit) => t('{0} along the {1}', words.number(misfit.neverRead), axisWord(misfit.axis)));
  return t('the last cells, {0}, are never read ({1} of the input).', words.list(cells), share);
}

/** `Stride 1, 2 or 4 fits, or padding 1.` */
function whatFits(finding: Found, words: Words): string {
  const { loss } = finding.facts;
  if (loss === 'padding' || loss === 'stride-gap') return '';
  const { strides, paddings, kernels } = alternativesTo(windowsOf(finding));
  const [padding] = paddings;
  const stride = valuesWord(strides, words);
  if (padding !== undefined) return t('Stride {0} fits, or padding {1}.', stride, valuesWord([padding], words));
  if (kernels.length > 0) return t('Stride {0} fits, or kernel {1}.', stride, valuesWord(kernels, words));
  return t('Stride {0} fits.', stride);
}

function valuesWord(values: readonly PerAxis[], words: Words): string {
  const ascending = [...values].sort((a, b) => Number(a) - Number(b));
  return words.oneOf(ascending.map((value) => (typeof value === 'number' ? words.number(value) : words.size(value))));
}
