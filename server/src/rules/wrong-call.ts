// A call with arguments that the callee does not take: Python refuses before any shape matters.
import { t } from '@vscode/l10n';
import type { WrongCall } from '../graph/facts.ts';
import { defineRule } from './rule.ts';
import type { Words } from './words.ts';

export const wrongCall = defineRule({
  id: 'wrong-call',
  severity: 'error',
  summary: 'A call has arguments that the layer or function does not take.',

  message: ({ facts: { callee, mistake } }, words) => mistakeText(callee, mistake, words),

  fixes({ facts: { mistake }, span }) {
    if (mistake.kind === 'unexpected' && mistake.suggestion !== undefined) {
      const how = { kind: 'rename-argument', from: mistake.name, to: mistake.suggestion } as const;
      return [
        { title: t('Write ‘{0}’', mistake.suggestion), intents: [{ kind: 'mend-code', span, how }], preferred: true },
      ];
    }
    if (mistake.kind === 'float')
      return [
        {
          title: t('Divide with “//”'),
          intents: [{ kind: 'mend-code', span, how: { kind: 'divide-whole' } }],
          preferred: true,
        },
      ];
    return [];
  },
});

function mistakeText(callee: string, mistake: WrongCall, words: Words): string {
  switch (mistake.kind) {
    case 'too-many':
      return t(
        '{0} takes at most {1} positional arguments, but {2} are given. Leave some out, or give them by name.',
        callee,
        words.number(mistake.accepted),
        words.number(mistake.given),
      );
    case 'unexpected':
      return mistake.suggestion === undefined
        ? t('{0} has no argument ‘{1}’. Remove it.', callee, mistake.name)
        : t('{0} has no argument ‘{1}’. Did you mean ‘{2}’?', callee, mistake.name, mistake.suggestion);
    case 'repeated':
      return t(
        '{0} is given ‘{1}’ twice: by its position and by its name. Remove one of the two.',
        callee,
        mistake.name,
      );
    case 'missing':
      return t('{0} also needs {1}: there is no default.', callee, words.list(mistake.names.map(quoted)));
    case 'nothing':
      return t('{0} is given None as ‘{1}’, where a number is needed. Give the number.', callee, mistake.name);
    case 'float':
      return t(
        '{0} is given {2} as ‘{1}’, which is a float, and sizes must be integers. In Python 3 “/” always gives a float: divide with “//”, or convert with int().',
        callee,
        mistake.name,
        mistake.value,
      );
  }
}

function quoted(name: string): string {
  return `‘${name}’`;
}
