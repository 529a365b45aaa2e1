// A layer that ConvLint does not know: from here on shapes are unknown.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';
import { toSuggestion } from './suggested.ts';

export const unknownLayer = defineRule({
  id: 'unknown-layer',
  severity: 'error',
  summary: 'A layer of an unknown kind.',

  // Where users have layers of their own, a name that is like none of ours is most likely one of theirs.
  severityOf({ facts: { open, suggestion } }) {
    if (!open) return 'error';
    return suggestion === undefined ? undefined : 'warning';
  },

  message: ({ facts: { name, suggestion } }) =>
    suggestion === undefined
      ? t('There is no layer ‘{0}’. Shapes behind it are unknown.', name)
      : t('There is no layer ‘{0}’. Shapes behind it are unknown. Did you mean ‘{1}’?', name, suggestion),

  fixes: ({ span, facts: { suggestion } }) => toSuggestion(span, suggestion),
});
