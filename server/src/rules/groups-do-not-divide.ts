// Groups split the channels evenly or not at all.
import { t } from '@vscode/l10n';
import { nearestDivisors } from './divisors.ts';
import { setFix } from './phrases.ts';
import { defineRule } from './rule.ts';

export const groupsDoNotDivide = defineRule({
  id: 'groups-do-not-divide',
  severity: 'error',
  summary: 'The groups of a convolution do not divide its channels.',

  message({ facts: { groups, channels, which } }, words) {
    const fitting = words.oneOf(nearestDivisors(channels, groups).map(words.number));
    const facts = [words.number(groups), words.number(channels), words.number(channels / groups), fitting] as const;
    return which === 'in'
      ? t(
          '{0} groups do not divide {1} input channels: {1}/{0} = {2}. Every group reads equally many: {3} would divide them.',
          ...facts,
        )
      : t(
          '{0} groups do not divide {1} filters: {1}/{0} = {2}. Every group has equally many: {3} would divide them.',
          ...facts,
        );
  },

  fixes({ facts: { groups, channels }, ...finding }, words) {
    const other = otherChannels(finding.layer?.module.attributes, channels);
    return nearestDivisors(channels, groups)
      .filter((divisor) => other === undefined || other % divisor === 0)
      .flatMap((divisor, index) =>
        setFix({ ...finding, facts: { groups, channels, which: 'in' } }, words, 'groups', divisor, {
          preferred: index === 0,
        }),
      );
  },
});

/** Groups must divide what goes in and what comes out. */
function otherChannels(attributes: Readonly<Record<string, unknown>> = {}, channels: number): number | undefined {
  const both = [attributes.inChannels, attributes.outChannels].filter((value) => typeof value === 'number');
  return both.find((value) => value !== channels);
}
