// The file says what comes out, and something else does.
import { t } from '@vscode/l10n';
import { isFullyKnown, reshaped } from '../graph/volume.ts';
import { defineRule, type Fix } from './rule.ts';

export const declaredOutputDiffers = defineRule({
  id: 'declared-output-differs',
  severity: 'warning',
  summary: 'The output that the file declares is not what comes out.',

  message({ facts }, words) {
    if (facts.head !== undefined)
      return t(
        '{0} predicts {1} classes, but the file says nc: {2}. Data with {2} classes would not train it: write nc here, or correct nc.',
        facts.head,
        words.count(facts.classes),
        words.count(facts.nc),
      );
    return t(
      'The file says {0}, but what comes out is {1}. One of the two is wrong: correct the number, or the layers before.',
      words.volume(reshaped(facts.actual, facts.declared)),
      words.volume(facts.actual),
    );
  },

  fixes({ span, facts }, words) {
    const write = (newText: string): readonly Fix[] => [
      { title: t('Write {0}', newText), intents: [{ kind: 'replace', span, newText }], preferred: true },
    ];
    if (facts.head !== undefined) return write('nc');
    if (!isFullyKnown(facts.actual)) return [];
    if (facts.comment) return write(facts.actual.dims.map(words.dim).join('x'));
    if (words.framework !== undefined) return [];
    return write(words.volume(facts.actual).replaceAll('×', 'x'));
  },
});
