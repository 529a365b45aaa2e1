// A comment for ConvLint that nobody reads: a word, a value or a rule that does not exist, or a place where it means nothing.
import { t } from '@vscode/l10n';
import type { RuleFacts } from '../graph/facts.ts';
import { defineRule } from './rule.ts';
import type { Words } from './words.ts';

export const unreadComment = defineRule({
  id: 'unread-comment',
  severity: 'warning',
  summary: 'A comment for ConvLint has no effect.',

  message: ({ facts }, words) => `${mistakeText(facts)} ${adviceText(facts, words)}`,

  fixes({ facts, span }) {
    const newText =
      facts.mistake === 'colon' ? `# convlint: ${facts.word}` : 'suggestion' in facts ? facts.suggestion : undefined;
    if (newText === undefined) return [];
    const title = facts.mistake === 'value' ? `${facts.word}=${newText}` : newText;
    return [{ title: t('Write ‘{0}’', title), intents: [{ kind: 'replace', span, newText }], preferred: true }];
  },
});

type Facts = RuleFacts['unread-comment'];

function mistakeText(facts: Facts): string {
  switch (facts.mistake) {
    case 'colon':
      return t('This comment has no effect: a colon is missing behind ‘convlint’.');
    case 'word':
      return t('This comment has no effect: ‘{0}’ is no word that is read here.', facts.word);
    case 'value':
      return facts.value === ''
        ? t('This comment has no effect: ‘{0}’ has no value.', facts.word)
        : t('This comment has no effect: ‘{1}’ is no value for ‘{0}’.', facts.word, facts.value);
    case 'rule':
      return t('Nothing is suppressed: there is no rule ‘{0}’.', facts.word);
    case 'place':
      return facts.word === 'shape'
        ? t('This comment has no effect: it stands on a line of its own, where nothing has a shape.')
        : t('This comment has no effect: inside of a definition nobody looks for ‘{0}’.', facts.word);
  }
}

function adviceText(facts: Facts, words: Words): string {
  switch (facts.mistake) {
    case 'colon':
      return t('Write ‘{0}’.', `# convlint: ${facts.word}=…`);
    case 'word':
      if (facts.key !== undefined) return t('In this format the key ‘{0}’ says it.', facts.key);
      return facts.suggestion === undefined
        ? t('Words that are read: {0}.', words.list(facts.known.map((word) => `‘${word}’`)))
        : t('Did you mean ‘{0}’?', facts.suggestion);
    case 'value':
      return t('It is written as in ‘{0}’.', `${facts.word}=${facts.suggestion ?? facts.example}`);
    case 'rule':
      return facts.suggestion === undefined
        ? t('The rules are listed in ConvLint’s documentation, and by “convlint explain”.')
        : t('Did you mean ‘{0}’?', facts.suggestion);
    case 'place':
      return facts.word === 'shape'
        ? t('Put it behind the assignment, the return or the row that gives the value.')
        : t('Put it on the line of the class or function, above it, or at the top of the file.');
  }
}
