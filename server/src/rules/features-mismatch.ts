// A linear layer reads other features than the volume's last axis has.
import { t } from '@vscode/l10n';
import { isBatch, isKnown, product } from '../graph/dim.ts';
import type { RuleFacts } from '../graph/facts.ts';
import type { FindingOf } from '../graph/finding.ts';
import { layerFix, setFix } from './phrases.ts';
import { defineRule } from './rule.ts';

export const featuresMismatch = defineRule({
  id: 'features-mismatch',
  severity: 'error',
  summary: 'A linear layer reads other features than its input has.',

  message(finding, words) {
    const { expected, actual, input } = finding.facts;
    if (isBatch(actual))
      return t(
        'The layer reads {0} features, but its input has {1}: the samples of a batch were laid out side by side. Keep the batch axis when you flatten, as flatten(1) does.',
        words.dim(expected),
        words.dim(actual),
      );
    if ((input.dims?.length ?? 0) <= 2)
      return t(
        'The layer reads {0} features, but its input has {1}. The weights are made for one number of features: set the in-features to {1}, or change the layer before.',
        words.dim(expected),
        words.dim(actual),
      );
    const maps = mapsIn(finding.facts);
    if (maps)
      return t(
        'The layer reads {0} features, as many as {1} maps of {2}×{2} have, but it stands on the volume {3} itself and gets its last axis, {4}. Put a flatten before this layer.',
        words.dim(expected),
        words.number(maps.channels),
        words.number(maps.side),
        words.volume(input),
        words.dim(actual),
      );
    return wantsFlatten(finding)
      ? t(
          'The layer reads {0} features, but the last axis of {1} has {2}. Flattened, the volume has exactly {0}: put a flatten before this layer.',
          words.dim(expected),
          words.volume(input),
          words.dim(actual),
        )
      : t(
          'The layer reads {0} features, but the volume {1} has {2} on its last axis. The weights are made for one number of features: set the in-features to {2}, or change the layer before.',
          words.dim(expected),
          words.volume(input),
          words.dim(actual),
        );
  },

  fixes(finding, words) {
    const { facts, attribute } = finding;
    const exact = wantsFlatten(finding);
    if (exact || mapsIn(facts)) {
      const insert = t('Insert a flatten before this layer');
      return layerFix(finding, insert, (layer) => ({ kind: 'insert-before', layer, operator: 'flatten' }), {
        preferred: exact,
        showOutput: true,
      });
    }
    return attribute && isKnown(facts.actual)
      ? setFix(finding, words, attribute, facts.actual, { preferred: true })
      : [];
  },
});

/** The features are those of square maps that were laid out, of another size than they arrive in. */
export function mapsIn({ expected, actual, input }: RuleFacts['features-mismatch']) {
  const [, channels, ...sides] = input.dims ?? [];
  if (channels === undefined || sides.length !== 2 || !isKnown(expected) || !isKnown(channels)) return undefined;
  const side = Math.sqrt(expected / channels);
  const isOther = isKnown(actual) && actual < expected && product([channels, ...sides]) !== expected;
  return isOther && Number.isInteger(side) && side > 1 ? { channels, side } : undefined;
}

/** The number of features is right for the flattened volume. */
function wantsFlatten({ facts: { expected, input } }: FindingOf<'features-mismatch'>): boolean {
  const [, ...dims] = input.dims ?? [];
  return dims.length > 1 && isKnown(expected) && product(dims) === expected;
}
