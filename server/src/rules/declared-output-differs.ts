// The file says what comes out, and something else does.
import { t } from '@vscode/l10n';
import { isFullyKnown, reshaped } from '../graph/volume.ts';
import { defineRule } from './rule.ts';

export const declaredOutputDiffers = defineRule({
  id: 'declared-output-differs',
  severity: 'warning',
  summary: 'The output that the file declares is not what comes out.',

  message: ({ facts: { declared, actual } }, words) =>
    t(
      'The file says {0}, but what comes out is {1}. One of the two is wrong: correct the number, or the layers before.',
      words.volume(reshaped(actual, declared)),
      words.volume(actual),
    ),

  fixes({ span, facts: { actual } }, words) {
    if (words.framework !== undefined || !isFullyKnown(actual)) return [];
    const newText = words.volume(actual).replaceAll('×', 'x');
    return [{ title: t('Write {0}', newText), intents: [{ kind: 'replace', span, newText }], preferred: true }];
  },
});
