// Layers in a list of Python's own: nn.Module does not look into it, so nothing that it does reaches them.
import { t } from '@vscode/l10n';
import type { RuleFacts } from '../graph/facts.ts';
import { defineRule } from './rule.ts';

export const moduleListIsPlainList = defineRule({
  id: 'module-list-is-plain-list',
  severity: 'warning',
  summary: 'Layers are kept in a Python list or dict, where PyTorch does not see them.',

  message: ({ facts }, words) =>
    t(
      '‘{0}’ is {1}, and nn.Module does not look into it: {2} parameters of its {3} modules are missing from parameters(), so that no optimizer trains them, and to(), train() and state_dict() pass them by. Wrap it in {4}.',
      facts.attribute,
      kindOf(facts.container),
      words.count(facts.params),
      words.number(facts.modules),
      `nn.${wrapperOf(facts)}`,
    ),

  fixes: ({ facts, span }) =>
    facts.nested
      ? []
      : [
          {
            title: t('Wrap it in {0}', `nn.${wrapperOf(facts)}`),
            intents: [{ kind: 'mend-code', span, how: { kind: 'wrap-modules', container: wrapperOf(facts) } }],
            preferred: true,
          },
        ],
});

function wrapperOf({ container }: Pick<RuleFacts['module-list-is-plain-list'], 'container'>) {
  return container === 'dict' ? 'ModuleDict' : 'ModuleList';
}

function kindOf(container: RuleFacts['module-list-is-plain-list']['container']): string {
  switch (container) {
    case 'list':
      return t('a plain list');
    case 'tuple':
      return t('a plain tuple');
    case 'dict':
      return t('a plain dict');
  }
}
