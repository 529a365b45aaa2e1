// A model reads an attribute of its own that nothing has set: Python ends the run there.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';

export const missingAttribute = defineRule({
  id: 'missing-attribute',
  severity: 'error',
  summary: 'A model reads an attribute that was never set.',

  message: ({ facts }) =>
    facts.suggestion === undefined
      ? t(
          '‘{0}’ has no attribute ‘{1}’ when this runs, so the model ends here. Set it in __init__, or correct the name.',
          facts.class,
          facts.attribute,
        )
      : t(
          '‘{0}’ has no attribute ‘{1}’ when this runs, so the model ends here. Did you mean ‘{2}’?',
          facts.class,
          facts.attribute,
          facts.suggestion,
        ),

  fixes: ({ facts: { suggestion }, span }) =>
    suggestion === undefined
      ? []
      : [
          {
            title: t('Write ‘{0}’', suggestion),
            intents: [{ kind: 'replace', span, newText: suggestion }],
            preferred: true,
          },
        ],
});
