// Cross-entropy takes scores and applies its own softmax: after another one, gradients nearly vanish.
import { t } from '@vscode/l10n';
import { softmaxBehind } from '../graph/softmax-behind.ts';
import { layerFix } from './phrases.ts';
import { at, defineRule } from './rule.ts';

export const softmaxBeforeCrossEntropy = defineRule({
  id: 'softmax-before-cross-entropy',
  severity: 'warning',
  summary: 'A softmax stands before a loss that applies softmax itself.',

  *check(graph) {
    for (const { module, inputs } of graph.layers) {
      if (module.operator.id !== 'cross-entropy-loss') continue;
      const layer = softmaxBehind(inputs[0]);
      if (layer) yield at(layer, 'softmax-before-cross-entropy', {});
    }
  },

  message: ({ facts: { model } }) =>
    model === undefined
      ? t(
          'Cross-entropy applies softmax to the scores itself, and here they went through one already: all probabilities come out nearly equal, and the gradients small. Give the loss the scores before the softmax.',
        )
      : t(
          'The output of ‘{0}’ goes into a cross-entropy loss, which applies softmax itself: after this one all probabilities come out nearly equal, and the gradients small. Return the scores, and apply softmax only where you need probabilities.',
          model,
        ),

  fixes: (finding) => layerFix(finding, t('Leave the softmax out'), (layer) => ({ kind: 'remove-layer', layer })),

  related: () => t('the loss that applies softmax itself'),
});
