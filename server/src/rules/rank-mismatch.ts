// A layer for images gets a flat vector, or the other way round.
import { t } from '@vscode/l10n';
import { layerFix } from './phrases.ts';
import { defineRule } from './rule.ts';

export const rankMismatch = defineRule({
  id: 'rank-mismatch',
  severity: 'error',
  summary: 'A volume has another number of axes than the layer reads.',

  message({ facts: { expected, input }, layer }, words) {
    const axes = words.oneOf([...new Set(expected)].sort((a, b) => a - b).map(words.number));
    const actual = words.number(input.dims?.length ?? 0);
    const type = layer?.module.type ?? t('This layer');
    return (input.dims?.length ?? 0) < Math.min(...expected)
      ? t(
          '{0} reads volumes of {1} axes (with the batch), but {2} has {3}. Once the spatial axes are flattened away they do not come back: move this layer before the flatten, or reshape.',
          type,
          axes,
          words.volume(input),
          actual,
        )
      : t(
          '{0} reads volumes of {1} axes (with the batch), but {2} has {3}. Flatten the volume first, or use the layer of the right number of spatial axes.',
          type,
          axes,
          words.volume(input),
          actual,
        );
  },

  fixes(finding) {
    const { expected, input } = finding.facts;
    if (!expected.includes(2) || (input.dims?.length ?? 0) <= 2) return [];
    const title = t('Insert a flatten before this layer');
    return layerFix(finding, title, (layer) => ({ kind: 'insert-before', layer, operator: 'flatten' }), {
      preferred: true,
      showOutput: true,
    });
  },
});
