// A layer for images gets a flat vector, or the other way round.
import { t } from '@vscode/l10n';
import type { FindingOf } from '../graph/finding.ts';
import { layerFix } from './phrases.ts';
import { defineRule } from './rule.ts';

type Found = FindingOf<'rank-mismatch'>;

export const rankMismatch = defineRule({
  id: 'rank-mismatch',
  severity: 'error',
  summary: 'A volume has another number of axes than the layer reads.',

  message(finding, words) {
    const {
      facts: { expected, input },
      layer,
    } = finding;
    const axes = words.oneOf([...new Set(expected)].sort((a, b) => a - b).map(words.number));
    const actual = words.number(input.dims?.length ?? 0);
    const type = layer ? `‘${layer.module.type}’` : t('This layer');
    const what = t(
      '{0} reads volumes of {1} axes (with the batch), but its input {2} has {3}.',
      type,
      axes,
      words.volume(input),
      actual,
    );
    return `${what} ${advice(finding)}`;
  },

  fixes(finding) {
    const { expected, input } = finding.facts;
    const isFlat = expected.includes(2) && (input.dims?.length ?? 0) > 2;
    if (!isFlat || siblingOf(finding) !== undefined || readsSequences(finding)) return [];
    const title = t('Insert a flatten before this layer');
    return layerFix(finding, title, (layer) => ({ kind: 'insert-before', layer, operator: 'flatten' }), {
      preferred: true,
      showOutput: true,
    });
  },
});

function advice(finding: Found): string {
  const { expected, input } = finding.facts;
  const rank = input.dims?.length ?? 0;
  if (rank < Math.min(...expected))
    return t(
      'Once the spatial axes are flattened away they do not come back: move this layer before the flatten, or reshape.',
    );
  const sibling = siblingOf(finding);
  if (sibling !== undefined) return t('{0} reads those.', sibling);
  if (readsSequences(finding)) return t('Lay the volume out as a sequence first, with reshape and permute.');
  return expected.includes(2)
    ? t('Flatten the volume first.')
    : t('Use the layer of the right number of spatial axes, or reshape first.');
}

/** `Conv2d` for a `Conv1d` that gets images. */
function siblingOf({ facts: { expected, input }, layer }: Found): string | undefined {
  const { family, spatial } = /^(?<family>\w+?)(?<spatial>[123])d$/.exec(layer?.module.type ?? '')?.groups ?? {};
  const axes = (input.dims?.length ?? 0) - 2;
  const isOther = axes >= 1 && axes <= 3 && axes !== Number(spatial) && !expected.includes(axes + 2);
  return family !== undefined && isOther ? `‘${family}${axes}d’` : undefined;
}

/** Steps × features: a flattened volume would have no steps. */
function readsSequences({ layer }: Found): boolean {
  const family = layer?.module.operator.family;
  return family === 'recurrent' || family === 'attention';
}
