// A module's `__init__` assigns layers before, or without, `super().__init__()`.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';

export const superInitMissing = defineRule({
  id: 'super-init-missing',
  severity: 'error',
  summary: 'A layer is assigned, or a module called, before its `super().__init__()` has run.',

  message: ({ facts }) =>
    facts.attribute === undefined
      ? t(
          '‘{0}’ is called, and the constructor of nn.Module has never run, so all is missing that a call needs. Call super().__init__() first in __init__.',
          facts.class,
        )
      : t(
          '‘{0}’ is assigned before the constructor of nn.Module has run, so ‘{1}’ has nowhere to register it. Call super().__init__() first in __init__.',
          facts.attribute,
          facts.class,
        ),

  fixes: ({ facts: { attribute }, span }) =>
    attribute === undefined
      ? []
      : [
          {
            title: t('Call super().__init__() first'),
            intents: [{ kind: 'mend-code', span, how: { kind: 'initialize-base' } }],
            preferred: true,
          },
        ],
});
