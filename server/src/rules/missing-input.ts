// Without an input there are no shapes to compute.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';

export const missingInput = defineRule({
  id: 'missing-input',
  severity: 'error',
  summary: 'The model does not say the shape of its input.',
  message: () =>
    t(
      'The shape of the input is not given, so no shape can be computed. Write it as height × width × channels, for instance input: 32x32x3.',
    ),
});
