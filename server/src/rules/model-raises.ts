// An exception that building or running the model raises for certain, with Python's own words.
import { t } from '@vscode/l10n';
import type { Confused } from '../graph/facts.ts';
import { defineRule } from './rule.ts';

export const modelRaises = defineRule({
  id: 'model-raises',
  severity: 'error',
  summary: 'Building or running the model raises an exception.',

  message: ({ facts: { exception, message, confused, ofFile = false } }) => {
    if (ofFile)
      return t('The file ends here: Python raises {0}: “{1}”. Whoever imports it gets no model.', exception, message);
    if (confused) return ADVICE[confused.kind](confused.name, exception, message);
    return message === ''
      ? t('The model ends here: Python raises {0}. Nothing after this line is analysed.', exception)
      : t('The model ends here: Python raises {0}: “{1}”. Nothing after this line is analysed.', exception, message);
  },
});

type Advice = (name: string, exception: string, message: string) => string;

const ADVICE: Readonly<Record<Confused['kind'], Advice>> = {
  'layer-for-tensor': (name, exception, message) =>
    t(
      'The model ends here: it is given the layer {0} itself, not what that puts out. Apply the layer to a volume, as in ‘self.layer(x)’; ‘nn.{0}(x)’ only makes a layer: that is ‘nn.{0}()(x)’. Python raises {1}: “{2}”.',
      name,
      exception,
      message,
    ),
  'tuple-for-tensor': (_, exception, message) =>
    t(
      'The model ends here: a tuple stands where a volume is wanted. Recurrent layers and attention give one, their output and more: take the part that is meant, as in ‘x, _ = self.layer(x)’. A comma at the end of a line makes one, too. Python raises {0}: “{1}”.',
      exception,
      message,
    ),
  'class-for-layer': (name, exception, message) =>
    t(
      'The model ends here: {0} is a class, and a layer is wanted, which is made by calling it: write ‘{0}()’, with its arguments. Python raises {1}: “{2}”.',
      name,
      exception,
      message,
    ),
  'list-for-layers': (name, exception, message) =>
    t(
      'The model ends here: a {0} stands where a layer is wanted. Give its layers one by one, as ‘nn.Sequential(*layers)’ does with its star. Python raises {1}: “{2}”.',
      name,
      exception,
      message,
    ),
};
