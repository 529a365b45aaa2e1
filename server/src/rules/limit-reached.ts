// The analysis stopped itself, so that an editor stays an editor.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';

export const limitReached = defineRule({
  id: 'limit-reached',
  severity: 'warning',
  summary: 'The file is larger or deeper than the analysis goes.',
  message: ({ facts: { what, limit } }, words) =>
    t('The analysis stops here: more than {0} {1}. What follows is not computed.', words.count(limit), whatWord(what)),
});

/** What was counted, in the user's language; anything else stands for itself. */
export function whatWord(what: string): string {
  switch (what) {
    case 'steps':
      return t('steps');
    case 'nested calls':
      return t('nested calls');
    case 'cells':
      return t('cells');
    case 'layers':
      return t('layers');
    case 'nodes':
      return t('nodes');
    case 'levels':
      return t('levels');
    case 'repeats':
      return t('repeats');
    case 'aliases':
      return t('aliases');
    default:
      return what;
  }
}
