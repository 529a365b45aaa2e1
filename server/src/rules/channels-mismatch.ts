// The volume has other channels than the filters read.
import { t } from '@vscode/l10n';
import { isKnown } from '../graph/dim.ts';
import { setFix } from './phrases.ts';
import { defineRule } from './rule.ts';

export const channelsMismatch = defineRule({
  id: 'channels-mismatch',
  severity: 'error',
  summary: 'The volume has other channels than the filters read.',

  message: ({ facts: { expected, actual, input } }, words) =>
    t(
      'The filters read {0} channels, but the volume {1} has {2}. Every filter must be as deep as its input: set the in-channels to {2}, or change the layer before.',
      words.dim(expected),
      words.volume(input),
      words.dim(actual),
    ),

  fixes: (finding, words) =>
    finding.attribute && isKnown(finding.facts.actual)
      ? setFix(finding, words, finding.attribute, finding.facts.actual, { preferred: true })
      : [],
});
