// A value of the wrong kind or out of range.
import { t } from '@vscode/l10n';
import type { FindingOf } from '../graph/finding.ts';
import { expectationWord } from './phrases.ts';
import { defineRule } from './rule.ts';
import type { Words } from './words.ts';

export const badValue = defineRule({
  id: 'bad-value',
  severity: 'error',
  summary: 'A value is of the wrong kind or out of range.',

  message(finding, words) {
    const { value, expected, signature } = finding.facts;
    const name = spelled(finding, words);
    const message =
      COUNTS.has(expected.kind) && Number(value) > LARGEST
        ? t('{0} cannot be {1}: frameworks count no further than {2}.', name, shown(finding), words.count(LARGEST))
        : t('{0} cannot be {1}: it should be {2}.', name, shown(finding), expectationWord(expected, words));
    // Where arguments go by position, the whole list helps to count them.
    return signature === undefined ? message : t('{0} The layer takes {1}.', message, signature);
  },

  fixes(finding) {
    const {
      span,
      facts: { expected, value },
    } = finding;
    // 1.0, ' 3 ' and "3" are clear enough to be written as the whole number that they mean.
    const number = Number(value.replaceAll(/["'\s]/g, ''));
    const whole = expected.kind === 'integer' || expected.kind === 'axes' || expected.kind === 'padding';
    const isMeant = whole && value.trim() !== '' && Number.isInteger(number) && number >= (expected.min ?? 0);
    if (!isMeant || (String(number) === value && !isText(finding))) return [];
    return [
      {
        title: t('Write {0}', String(number)),
        intents: [{ kind: 'replace', span, newText: String(number) }],
        preferred: true,
      },
    ];
  },
});

const COUNTS: ReadonlySet<string> = new Set(['integer', 'axes', 'padding', 'integers']);

/** Sizes are 32-bit integers. */
const LARGEST = 2 ** 31 - 1;

/** An attribute as the dialect spells it; a key of the format stands for itself. */
export function spelled(
  { layer, facts }: Pick<FindingOf<'bad-value' | 'missing-value'>, 'layer' | 'facts'>,
  words: Words,
): string {
  const operator = layer?.module.operator;
  const name =
    operator && Object.hasOwn(operator.attributes, facts.attribute)
      ? words.attribute(operator.id, facts.attribute)
      : facts.attribute;
  return `‘${name}’`;
}

function shown(finding: FindingOf<'bad-value'>): string {
  const { value } = finding.facts;
  if (isText(finding)) return `'${value}'`;
  return value.trim() === '' || value === 'null' ? t('empty') : value;
}

/** `'64'`: what reads like the number that is wanted, and is none. */
function isText({ facts: { expected, value } }: FindingOf<'bad-value'>): boolean {
  if (expected.kind !== 'integer' || !/^\d+$/.test(value)) return false;
  return Number(value) >= (expected.min ?? 0) && Number(value) <= (expected.max ?? LARGEST);
}
