// The words for why tracking stopped: hovers on unknowns, the status bar and the command line say these.
import { t } from '@vscode/l10n';
import type { Cause } from '../graph/cause.ts';
import { whatWord } from './limit-reached.ts';
import type { Words } from './words.ts';

/** One sentence: why a size is unknown. */
export function causeMessage(cause: Cause, words: Words): string {
  switch (cause.reason) {
    case 'batch-arithmetic':
      return t('A sum or quotient with the batch size that is no multiple of it.');
    case 'unknown-layer':
      return cause.facts.name === ''
        ? t('No layer is written here.')
        : t('The layer ‘{0}’ is not known.', cause.facts.name);
    case 'refused':
      return cause.facts.layer === ''
        ? t('A layer before refuses its input; its problem says why.')
        : t('‘{0}’ refuses its input; its problem says why.', cause.facts.layer);
    case 'unknown-attribute': {
      const { operator = '', attribute } = cause.facts;
      return t('‘{0}’ has no known value.', words.attribute(operator, attribute));
    }
    case 'missing-input':
      return t('The shape of the input is not given.');
    case 'missing-reference':
      return t('‘{0}’ leads to no layer.', cause.facts.name);
    case 'depends-on-data':
      return t('The size of what ‘{0}’ gives depends on the data, not on shapes.', spelled(cause.facts.operator));
    case 'limit-reached':
      return t(
        'The analysis stopped itself: more than {0} {1}.',
        words.count(cause.facts.limit),
        whatWord(cause.facts.what),
      );
    case 'unknown-import':
      return t('The source of the module ‘{0}’ is not read.', cause.facts.module);
    case 'not-modelled':
      return t('What ‘{0}’ gives is not modelled.', cause.facts.name);
    case 'syntax':
      return t('The code here does not parse.');
    case 'branch':
      return t('It depends on a condition whose outcome is not known.');
    case 'raised':
      return t('The model is followed no further: {0}', cause.facts.exception);
    case 'unknown-name':
      return t('‘{0}’ has no value here: a line before could not be evaluated.', cause.facts.name);
  }
}

/** What ended the making of a model. */
export function endText(cause: Cause, words: Words): string {
  return cause.reason === 'raised' ? cause.facts.exception : causeMessage(cause, words);
}

/** As code writes it. */
function spelled(operator: string): string {
  return operator === '__getitem__' ? '[…]' : operator;
}
