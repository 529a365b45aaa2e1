// An exception that building or running the model raises for certain, with Python's own words.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';

export const modelRaises = defineRule({
  id: 'model-raises',
  severity: 'error',
  summary: 'Building or running the model raises an exception.',

  message: ({ facts: { exception, message, layer, ofFile = false } }) => {
    if (ofFile)
      return t('The file ends here: Python raises {0}: “{1}”. Whoever imports it gets no model.', exception, message);
    if (layer !== undefined)
      return t(
        'The model ends here: it is given the layer {0} itself, not what that puts out. ‘nn.{0}(x)’ only makes a layer: write ‘nn.{0}()(x)’, or make it in __init__ and call it here. Python raises {1}: “{2}”.',
        layer,
        exception,
        message,
      );
    return message === ''
      ? t('The model ends here: Python raises {0}. Nothing after this line is analysed.', exception)
      : t('The model ends here: Python raises {0}: “{1}”. Nothing after this line is analysed.', exception, message);
  },
});
