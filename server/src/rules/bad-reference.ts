// A name or position that leads to no layer before this one.
import { t } from '@vscode/l10n';
import type { RuleFacts } from '../graph/facts.ts';
import { defineRule } from './rule.ts';
import { toSuggestion } from './suggested.ts';

export const badReference = defineRule({
  id: 'bad-reference',
  severity: 'error',
  summary: 'A reference leads to no earlier layer.',

  severityOf: ({ facts: { why } }) => (why === 'ambiguous' ? 'warning' : 'error'),

  related: () => t('the same name, before'),

  message({ facts }) {
    const { name, why, suggestion } = facts;
    if (facts.row !== undefined) return rowMessage(name, why, facts.row);
    switch (why) {
      case 'missing':
        return suggestion === undefined
          ? t('No layer is named ‘{0}’. Name the layer that is meant, or use a position such as -2.', name)
          : t('No layer is named ‘{0}’. Did you mean ‘{1}’?', name, suggestion);
      case 'forward':
        return t('‘{0}’ comes later: a layer can only read what was computed before it. Move one of the two.', name);
      case 'itself':
        return t('‘{0}’ is this layer itself: it cannot read its own output.', name);
      case 'out-of-range':
        return t('There is no layer at position {0}: it is outside of the model so far.', name);
      case 'cycle':
        return t('‘{0}’ leads back to itself: layers cannot read each other in a circle.', name);
      case 'ambiguous':
        return t(
          'Several layers are named ‘{0}’: this reads the last of them before it. Give each a name of its own, and say here which is meant.',
          name,
        );
      case 'key-only':
        return t(
          'The anchor of ‘{0}’ stands in front of a key and marks the key alone. Put the layer in braces.',
          name,
        );
    }
  },

  fixes: ({ span, facts: { suggestion } }) => toSuggestion(span, suggestion),
});

/** Rows read each other by position, from 0 on; negative ones count back. */
function rowMessage(name: string, why: RuleFacts['bad-reference']['why'], row: number): string {
  if (why === 'itself')
    return t('Row {0} reads itself: it cannot read its own output. Row {1} is the one before.', row, row - 1);
  if (row === 0) return t('There is no row {0} yet: the first row reads the image. Write -1.', name);
  if (why === 'forward')
    return t(
      'Row {0} comes later: row {1} can only read what was computed before it, rows 0 to {2}.',
      name,
      row,
      row - 1,
    );
  return t(
    'There is no row {0}: row {1} can read rows 0 to {2}, or count back from -1, the row before.',
    name,
    row,
    row - 1,
  );
}
