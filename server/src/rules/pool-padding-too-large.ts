// Padding beyond half the window would let a pooling window see nothing but padding.
import { t } from '@vscode/l10n';
import { effectiveKernel } from '../base/window.ts';
import { axisWord, setFix } from './phrases.ts';
import { defineRule } from './rule.ts';

export const poolPaddingTooLarge = defineRule({
  id: 'pool-padding-too-large',
  severity: 'error',
  summary: 'The padding of a pooling is more than half of its window.',

  message({ facts: { padding, kernel, dilation, axis } }, words) {
    const span = effectiveKernel(kernel, dilation);
    return t(
      'Padding {0} is more than half of the pooling window of {1} along the {2}: some windows would hold nothing but padding. At most {3} is allowed.',
      words.number(padding),
      words.number(span),
      axisWord(axis),
      words.number(Math.floor(span / 2)),
    );
  },

  fixes(finding, words) {
    const { kernel, dilation } = finding.facts;
    return setFix(finding, words, 'padding', Math.floor(effectiveKernel(kernel, dilation) / 2), { preferred: true });
  },
});
