// A comment that counts a model's layers and parameters, and no longer counts them right.
import { t } from '@vscode/l10n';
import type { RuleFacts, SummaryCounts } from '../graph/facts.ts';
import { defineRule } from './rule.ts';
import type { Words } from './words.ts';

type Facts = RuleFacts['stale-summary-comment'];
type Count = keyof SummaryCounts;

export const staleSummaryComment = defineRule({
  id: 'stale-summary-comment',
  severity: 'warning',
  summary: 'A comment counts the model’s parameters, and it has others.',

  // What counts as a layer changes between versions of the framework: parameters do not.
  severityOf: ({ facts }) => (differing(facts).some((count) => count !== 'layers') ? 'warning' : undefined),

  message({ facts }, words) {
    const stale = differing(facts);
    const said = words.list(stale.map((count) => counted(count, facts.stated[count] ?? 0, words)));
    const has = words.list(stale.map((count) => counted(count, facts.actual[count], words)));
    return facts.scale === undefined
      ? t('The comment says {0}; the model has {1}. It was written for another version of the model.', said, has)
      : t(
          'The comment says {0}; at scale {1} the model has {2}. It was written for another version of the model.',
          said,
          facts.scale,
          has,
        );
  },

  fixes({ span, facts }, words) {
    const newText = differing(facts).reduce(
      (text, count) => text.replace(NUMBER[count], (number) => numberLike(number, facts.actual[count])),
      facts.text,
    );
    if (newText === facts.text) return [];
    const title = t('Correct the comment: {0}', counted('params', facts.actual.params, words));
    return [{ title, intents: [{ kind: 'replace', span, newText }], preferred: true }];
  },
});

const NUMBER: Readonly<Record<Count, RegExp>> = {
  layers: /\d[\d,]*(?=\s*layers?\b)/i,
  params: /\d[\d,]*(?=\s*parameters?\b)/i,
  gradients: /\d[\d,]*(?=\s*gradients?\b)/i,
};

function differing({ stated, actual }: Facts): readonly Count[] {
  return (['layers', 'params', 'gradients'] as const).filter(
    (count) => stated[count] !== undefined && stated[count] !== actual[count],
  );
}

function counted(count: Count, value: number, words: Words): string {
  switch (count) {
    case 'layers':
      return t('{0} layers', words.count(value));
    case 'params':
      return t('{0} parameters', words.count(value));
    case 'gradients':
      return t('{0} gradients', words.count(value));
  }
}

/** With commas where the comment has them. */
function numberLike(text: string, value: number): string {
  return text.includes(',') ? value.toLocaleString('en-US') : String(value);
}
