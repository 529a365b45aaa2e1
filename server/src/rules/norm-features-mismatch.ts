// A normalization keeps statistics for other features than the volume has.
import { t } from '@vscode/l10n';
import { isKnown } from '../graph/dim.ts';
import { setFix } from './phrases.ts';
import { defineRule } from './rule.ts';

export const normFeaturesMismatch = defineRule({
  id: 'norm-features-mismatch',
  severity: 'error',
  summary: 'A normalization is made for other features than the volume has.',

  message: ({ facts: { expected, actual, input } }, words) =>
    t(
      'The normalization is made for {0} features, but the volume {1} has {2}. Its scales and shifts belong to one feature each: set its features to {2}.',
      words.dims(expected),
      words.volume(input),
      words.dims(actual),
    ),

  fixes(finding, words) {
    const { facts, attribute } = finding;
    const values = facts.actual.filter(isKnown);
    const [only, ...others] = values;
    if (!attribute || only === undefined || values.length !== facts.actual.length) return [];
    return setFix(finding, words, attribute, others.length === 0 ? only : values, { preferred: true });
  },
});
