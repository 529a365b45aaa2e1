// `same` promises an output as large as the input, which a stride breaks.
import { t } from '@vscode/l10n';
import { effectiveKernel } from '../base/window.ts';
import type { FindingOf } from '../graph/finding.ts';
import { perAxis, setFix, uniform } from './phrases.ts';
import { defineRule } from './rule.ts';

export const samePaddingWithStride = defineRule({
  id: 'same-padding-with-stride',
  severity: 'error',
  summary: '`same` padding is used with a stride.',

  message: ({ facts: { stride } }, words) =>
    t(
      '`same` keeps the size, and stride {0} changes it: the two contradict each other, and frameworks either refuse or pad unevenly. Write the padding as a number, or stride 1.',
      perAxis(stride, words),
    ),

  fixes(finding, words) {
    const cells = halves(finding);
    const even = cells && uniform(cells);
    return [
      ...(cells ? setFix(finding, words, 'padding', even ?? [...cells], { preferred: true }) : []),
      ...setFix(finding, words, 'stride', 1),
    ];
  },
});

/** (F′ − 1)/2 on each axis, where it is whole. */
function halves({ layer }: FindingOf<'same-padding-with-stride'>): readonly number[] | undefined {
  const { kernel, dilation } = layer?.module.attributes ?? {};
  if (!Array.isArray(kernel) || !Array.isArray(dilation)) return undefined;
  const cells = kernel.map((size, axis) => (effectiveKernel(Number(size), Number(dilation[axis])) - 1) / 2);
  return cells.every(Number.isInteger) ? cells : undefined;
}
