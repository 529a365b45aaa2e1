// A value that nothing implies is not there.
import { t } from '@vscode/l10n';
import { spelled } from './bad-value.ts';
import { expectationWord } from './phrases.ts';
import { defineRule } from './rule.ts';

export const missingValue = defineRule({
  id: 'missing-value',
  severity: 'error',
  summary: 'A value that has no default is missing.',

  message(finding, words) {
    const expected = expectationWord(finding.facts.expected, words);
    return finding.facts.expected.kind === 'layer'
      ? t('No layer is written here. Write {0}, or take the empty entry away.', expected)
      : t(
          '{0} is missing: it has no default and does not follow from the input. Give {1}.',
          spelled(finding, words),
          expected,
        );
  },
});
