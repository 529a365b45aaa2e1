// What an attribute may be, in a few words: its kind and range.
import { t } from '@vscode/l10n';
import type { Expectation } from '../graph/attribute.ts';
import type { Words } from '../rules/words.ts';

/** Beyond this a limit is technical and says nothing. */
const TELLING = 2 ** 31 - 1;

export function rangeText(expectation: Expectation, words: Words): string {
  switch (expectation.kind) {
    case 'integer':
      return withLimits(t('a whole number'), expectation, words);
    case 'number':
      return withLimits(t('a number'), expectation, words);
    case 'boolean':
      return t('true or false');
    case 'text':
      return t('a text');
    case 'choice':
      return expectation.choices.map((choice) => `\`${choice}\``).join(', ');
    case 'axes':
      return withLimits(
        expectation.rank === 1
          ? t('a whole number')
          : t('a whole number, or {0} of them: one for each axis', expectation.rank),
        expectation,
        words,
      );
    case 'padding': {
      const numbers = t('a whole number, one for each axis, or [before, after] for each axis');
      const alternatives = [numbers, ...expectation.words.map((word) => `\`${word}\``)].join(', ');
      return withLimits(alternatives, expectation, words);
    }
    case 'integers':
      return withLimits(
        expectation.length === undefined ? t('whole numbers') : t('{0} whole numbers', expectation.length),
        expectation,
        words,
      );
    case 'reference':
      return t('the name or number of a layer');
    case 'shape':
      return t('a shape');
    case 'mapping':
      return t('a mapping');
    case 'list':
      return t('a list');
    case 'layers':
      return t('a list of layers');
    case 'input':
      return t('an input shape');
  }
}

function withLimits(kind: string, limits: { readonly min?: number; readonly max?: number }, words: Words): string {
  const min = limits.min !== undefined && limits.min > -TELLING ? words.number(limits.min) : undefined;
  const max = limits.max !== undefined && limits.max < TELLING ? words.number(limits.max) : undefined;
  if (min !== undefined && max !== undefined) return t('{0}, from {1} to {2}', kind, min, max);
  if (min !== undefined) return t('{0}, at least {1}', kind, min);
  return max === undefined ? kind : t('{0}, at most {1}', kind, max);
}
