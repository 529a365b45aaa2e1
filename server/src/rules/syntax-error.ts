// The text is not what its format says it is.
import { t } from '@vscode/l10n';
import type { FindingOf } from '../graph/finding.ts';
import { defineRule } from './rule.ts';

export const syntaxError = defineRule({
  id: 'syntax-error',
  severity: 'error',
  summary: 'The text cannot be read as its format.',

  message: ({ facts }) => t('This cannot be read: {0}. Everything else is still computed.', detailOf(facts)),

  related: ({ role }) => (role === 'defined-here' ? t('it stands here first') : ''),
});

/** The commonest mistakes in the user's language; a parser's own English for the rest. */
function detailOf({ detail, code, subject = '' }: FindingOf<'syntax-error'>['facts']): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return t('the key ‘{0}’ stands here twice', subject);
    case 'BAD_INDENT':
      return t('the indentation does not fit the lines around it');
    case 'TAB_AS_INDENT':
      return t('lines must be indented with spaces, not with tabs');
    case 'MISSING_CHAR':
      return t('a closing bracket, brace or quote, or a comma or colon, is missing');
    case 'BAD_SCALAR_START':
      return t('a plain text cannot begin like this; put it in quotes');
    case 'UNEXPECTED_TOKEN':
      return t('something stands here that does not belong here');
    default:
      return detail.replace(/\.$/, '');
  }
}
