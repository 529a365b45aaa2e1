// Two volumes that must be alike are not.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';

export const shapesDoNotMatch = defineRule({
  id: 'shapes-do-not-match',
  severity: 'error',
  summary: 'A volume does not have the shape that the layer needs.',

  message: ({ facts: { input, expected } }, words) =>
    t(
      'The volume is {0}, but this layer needs {1}. Change the layer before, or the attributes here that fix the shape.',
      words.volume(input),
      words.volume(expected),
    ),
});
