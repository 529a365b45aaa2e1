// A layer cuts an axis into equal parts, and the axis does not come out even.
import { t } from '@vscode/l10n';
import { nearestDivisors } from './divisors.ts';
import { defineRule } from './rule.ts';

export const sizeDoesNotDivide = defineRule({
  id: 'size-does-not-divide',
  severity: 'error',
  summary: 'A layer cuts an axis into equal parts, and its size does not divide.',

  message: ({ facts: { axis, size, divisor } }, words) =>
    t(
      'Axis {0} has size {1}, which {2} does not divide: {1}/{2} = {3}. The parts must be equal: use {4}, or change the size before.',
      words.number(axis),
      words.number(size),
      words.number(divisor),
      words.number(size / divisor),
      words.oneOf(nearestDivisors(size, divisor).map(words.number)),
    ),
});
