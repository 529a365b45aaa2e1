// A key that nothing reads: most often a slip of the pen, and then the default is used in silence.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';
import { toSuggestion } from './suggested.ts';

/** More keys than this are no help. */
const MOST = 12;

export const unknownKey = defineRule({
  id: 'unknown-key',
  severity: 'warning',
  summary: 'A key that nothing reads.',

  message({ facts: { key, suggestion, known } }, words) {
    if (suggestion !== undefined)
      return t('Nothing reads ‘{0}’ here, so it has no effect. Did you mean ‘{1}’?', key, suggestion);
    if (known.length === 0) return t('Nothing reads ‘{0}’ here, so it has no effect. No keys are expected here.', key);
    const shown = known.slice(0, MOST).map((name) => `‘${name}’`);
    return known.length > MOST
      ? t('Nothing reads ‘{0}’ here, so it has no effect. Keys that are read: {1} …', key, shown.join(', '))
      : t('Nothing reads ‘{0}’ here, so it has no effect. Keys that are read: {1}.', key, words.list(shown));
  },

  fixes: ({ span, facts: { suggestion } }) => toSuggestion(span, suggestion),
});
