// Group normalization splits the channels evenly or not at all.
import { t } from '@vscode/l10n';
import { nearestDivisors } from './divisors.ts';
import { setFix } from './phrases.ts';
import { defineRule } from './rule.ts';

export const groupNormDoesNotDivide = defineRule({
  id: 'group-norm-does-not-divide',
  severity: 'error',
  summary: 'The groups of a group normalization do not divide the channels.',

  message: ({ facts: { groups, channels } }, words) =>
    t(
      'Group normalization cannot split {1} channels into {0} groups: {1}/{0} = {2}. Each group is normalized over equally many channels: {3} would divide them.',
      words.number(groups),
      words.number(channels),
      words.number(channels / groups),
      words.oneOf(nearestDivisors(channels, groups).map(words.number)),
    ),

  fixes: (finding, words) =>
    nearestDivisors(finding.facts.channels, finding.facts.groups).flatMap((divisor, index) =>
      setFix(finding, words, finding.attribute ?? 'groups', divisor, { preferred: index === 0 }),
    ),
});
