// A layer cuts an axis into equal parts, and the axis does not come out even.
import { t } from '@vscode/l10n';
import { nearestDivisors } from './divisors.ts';
import { axisOf } from './joins.ts';
import { defineRule } from './rule.ts';

export const sizeDoesNotDivide = defineRule({
  id: 'size-does-not-divide',
  severity: 'error',
  summary: 'A layer cuts an axis into equal parts, and its size does not divide.',

  message: ({ facts: { axis, size, divisor }, layer }, words) =>
    t(
      '{2} does not divide {1}, the size of ‘{0}’: {1}/{2} = {3}. The parts must be equal: divide by {4}, or change the size before.',
      axisOf(layer?.inputs[0]?.volume, axis),
      words.number(size),
      words.number(divisor),
      words.number(size / divisor),
      words.oneOf(nearestDivisors(size, divisor).map(words.number)),
    ),
});
