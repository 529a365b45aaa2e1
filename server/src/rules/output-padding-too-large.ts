// Output padding chooses among the sizes that one stride makes ambiguous, no more.
import { t } from '@vscode/l10n';
import { axisWord, setFix } from './phrases.ts';
import { defineRule } from './rule.ts';

export const outputPaddingTooLarge = defineRule({
  id: 'output-padding-too-large',
  severity: 'error',
  summary: 'The output padding of a transposed convolution is not smaller than its stride or dilation.',

  message({ facts: { outputPadding, stride, dilation, axis } }, words) {
    return t(
      'Output padding {0} along the {1} must be smaller than the stride {2} or the dilation {3}: it only chooses between the sizes that the stride leaves open. At most {4} fits.',
      words.number(outputPadding),
      axisWord(axis),
      words.number(stride),
      words.number(dilation),
      words.number(largest(stride, dilation)),
    );
  },

  fixes: (finding, words) =>
    setFix(finding, words, 'outputPadding', largest(finding.facts.stride, finding.facts.dilation), { preferred: true }),
});

function largest(stride: number, dilation: number): number {
  return Math.max(0, Math.max(stride, dilation) - 1);
}
