// A linear layer straight on a volume reads one axis only, and repeats itself along the others.
import { t } from '@vscode/l10n';
import { isKnown, product } from '../graph/dim.ts';
import { keepsShape, shapedBy } from './layers.ts';
import { layerFix } from './phrases.ts';
import { at, defineRule } from './rule.ts';

export const missingFlatten = defineRule({
  id: 'missing-flatten',
  severity: 'warning',
  summary: 'A linear layer stands straight on a volume that was not flattened.',

  *check(graph, { dialect }) {
    for (const layer of graph.layers) {
      const [input] = layer.inputs;
      if (layer.module.operator.id !== 'linear' || layer.refused || input?.volume.dims?.length !== 4) continue;
      const maker = shapedBy(input);
      // After a permute or reshape the last axis may well be meant; so may the layout of a framework's own input.
      const spatial = maker
        ? maker.windows.length > 0 || maker.module.operator.family === 'pooling'
        : dialect === 'spec';
      if (!spatial || (maker && keepsShape(maker))) continue;
      const [, ...dims] = input.volume.dims;
      const features = dims.at(-1) ?? 0;
      const flattened = product(dims);
      if (isKnown(flattened)) yield at(layer, 'missing-flatten', { input: input.volume, features, flattened });
    }
  },

  message: ({ facts: { input, features, flattened } }, words) =>
    t(
      'This linear layer reads only the last axis of {0}: {1} cells of the width, with the same weights for every channel and row. To see the whole volume it needs {2} features: flatten first.',
      words.volume(input),
      words.dim(features),
      words.dim(flattened),
    ),

  fixes: (finding) =>
    layerFix(
      finding,
      t('Insert a flatten before this layer'),
      (layer) => ({ kind: 'insert-before', layer, operator: 'flatten' }),
      { preferred: true, showOutput: true },
    ),
});
