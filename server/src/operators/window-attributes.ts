// Judges the numbers of a window that attributes let through leniently: how many there are, and how small.

import type { Expectation } from '../graph/attribute.ts';
import { type Dim, isKnown } from '../graph/dim.ts';
import type { Refuse } from '../graph/operator.ts';
import { joined, type Sides } from './spatial.ts';

/** Refuses values that are too few, too many or below `min`; false where it did. */
export function judgeAxes(
  attribute: string,
  values: readonly Dim[],
  { rank, min }: { readonly rank: number; readonly min: number },
  refuse: Refuse,
  quote: { readonly count?: (values: readonly Dim[]) => string; readonly least: string },
): boolean {
  const miscounted = values.length !== rank;
  if (!miscounted && !values.some((value) => isKnown(value) && value < min)) return true;
  const words = miscounted ? quote.count?.(values) : quote.least;
  const expected: Expectation = { kind: 'axes', rank, min };
  refuse(
    'bad-value',
    { attribute, value: miscounted ? listText(values) : axesText(values), expected },
    { attribute, ...(words === undefined ? {} : { quote: words }) },
  );
  return false;
}

/** Refuses a negative padding. */
export function judgePadding(sides: readonly Sides[], rank: number, refuse: Refuse, quote: string): void {
  const negative = sides.flat().find((cells) => isKnown(cells) && cells < 0);
  if (negative === undefined) return;
  const expected: Expectation = { kind: 'padding', rank, words: [], min: 0 };
  refuse(
    'bad-value',
    { attribute: 'padding', value: axesText(sides.map(([before]) => before)), expected },
    { attribute: 'padding', quote },
  );
}

/** `3` where all are the same, otherwise `[3, 5]`. */
function axesText(values: readonly Dim[]): string {
  const [first, ...others] = values;
  return first !== undefined && others.every((value) => value === first) ? joined([first], '') : listText(values);
}

function listText(values: readonly Dim[]): string {
  return `[${joined(values, ', ')}]`;
}
