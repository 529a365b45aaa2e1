// Why something is unknown, in a sentence.
import { t } from '@vscode/l10n';
import type { Cause, Reason, ReasonFacts } from '../graph/cause.ts';
import type { Words } from '../rules/words.ts';

const SENTENCES: { readonly [R in Reason]: (facts: ReasonFacts[R], words: Words) => string } = {
  'batch-arithmetic': () => t('A size is no multiple of the batch, so it is known only when the model runs.'),
  'unknown-layer': ({ name }) => t('ConvLint does not know the layer {0}.', name),
  refused: () => t('The layer before refuses its input.'),
  'unknown-attribute': ({ attribute }) => t('The value of {0} is not known.', attribute),
  'missing-input': () => t("The file does not say the input's shape."),
  'missing-reference': ({ name }) => t('{0} leads to no layer.', name),
  'depends-on-data': ({ operator }) => t('The output of {0} depends on the data, not only on shapes.', operator),
  'limit-reached': ({ limit, what }, words) =>
    t('The analysis stopped at its limit: {0} {1}.', words.count(limit), what),
};

export function whyUnknown(cause: Cause, words: Words): string {
  return (SENTENCES[cause.reason] as (facts: Cause['facts'], words: Words) => string)(cause.facts, words);
}
