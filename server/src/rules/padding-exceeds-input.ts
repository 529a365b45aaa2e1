// Mirrored or wrapped cells must exist.
import { t } from '@vscode/l10n';
import { axisWord } from './phrases.ts';
import { defineRule } from './rule.ts';

export const paddingExceedsInput = defineRule({
  id: 'padding-exceeds-input',
  severity: 'error',
  summary: 'A mirrored, wrapped or cropped padding is larger than its input.',

  message({ facts: { padding, size, mode, axis } }, words) {
    const facts = [words.number(Math.abs(padding)), words.number(size), axisWord(axis), mode] as const;
    if (padding < 0) {
      return t('Cropping {0} cells leaves nothing of the {2}, which has only {1}. Crop less.', ...facts);
    }
    const most = mode === 'reflect' ? size - 1 : size;
    return t(
      'Padding {0} in mode ‘{3}’ copies cells from the input, but the {2} has only {1}. At most {4} can be copied there: pad less, or with zeros.',
      ...facts,
      words.number(Math.max(0, most)),
    );
  },
});
