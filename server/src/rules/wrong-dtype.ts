// Numbers of the wrong kind: an embedding looks up integers, a convolution multiplies floats.
import { t } from '@vscode/l10n';
import type { Dtype } from '../graph/volume.ts';
import { defineRule } from './rule.ts';

export const wrongDtype = defineRule({
  id: 'wrong-dtype',
  severity: 'error',
  summary: 'A volume holds another kind of numbers than the layer reads.',

  message: ({ facts: { expected, actual } }, words) =>
    t(
      'The layer reads {0}, but the volume holds {1}. Convert the volume, or say the right kind at the input.',
      words.oneOf(expected.map(kind)),
      kind(actual),
    ),
});

function kind(dtype: Dtype): string {
  switch (dtype) {
    case 'float':
      return t('floating-point numbers');
    case 'integer':
      return t('integers');
    case 'boolean':
      return t('truth values');
    case 'complex':
      return t('complex numbers');
  }
}
