// A module that cannot be called, or gives nothing back: its `forward` is misspelt, or ends without a return.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';

const FORWARD = 'forward';

export const missingOutput = defineRule({
  id: 'missing-output',
  severity: 'warning',
  summary: 'A module’s `forward` is misspelt, or returns nothing.',

  message: ({ facts }) =>
    facts.why === 'misspelt'
      ? t(
          '‘{0}’ has no forward, so nobody can call it: ‘{1}’ looks like a slip of the pen. Rename it to forward.',
          facts.class,
          facts.name,
        )
      : t(
          'The forward of ‘{0}’ ends without a return, so whoever calls it gets None, and what ‘{1}’ holds is lost. Return it.',
          facts.class,
          facts.name,
        ),

  fixes: ({ facts, span }) =>
    facts.why === 'misspelt'
      ? [
          {
            title: t('Write ‘{0}’', FORWARD),
            intents: [{ kind: 'replace', span, newText: FORWARD }],
            preferred: true,
          },
        ]
      : [],
});
