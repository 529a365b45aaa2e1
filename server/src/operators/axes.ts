// Axes by number: negative ones count from the end, as in Python and NumPy. Pure arithmetic that many operators share.
import { type Attribute, integer } from '../graph/attribute.ts';
import { type Dim, isKnown } from '../graph/dim.ts';
import type { Refuse } from '../graph/operator.ts';
import { dimText } from '../graph/torch-text.ts';
import type { Volume } from '../graph/volume.ts';

/** An axis as an attribute; which axes exist is known only once an input is. */
export function axis(options: { readonly doc: string; readonly default?: number }): Attribute<Dim> {
  return integer({ min: -(2 ** 31), ...options });
}

/** The axis counted from the front, or undefined where a volume of the rank has none such. A scalar counts as one axis. */
export function normalizeAxis(index: number, rank: number): number | undefined {
  const count = Math.max(rank, 1);
  if (index < -count || index >= count) return undefined;
  return index < 0 ? index + count : index;
}

/** Like `normalizeAxis`, and refuses what is out of range. Undefined as well where the attribute's value is not known. */
export function resolveAxis(index: Dim, rank: number, refuse: Refuse, attribute = 'axis'): number | undefined {
  if (!isKnown(index)) return undefined;
  const resolved = normalizeAxis(index, rank);
  if (resolved === undefined) refuseAxis(index, rank, refuse, attribute);
  return resolved;
}

/** An axis to take something from, which a scalar has not (`quote`): where it is and how long, or undefined: refused, or not known. */
export function axisIn(
  input: Volume,
  index: Dim,
  refuse: Refuse,
  quote: string,
): { readonly at: number; readonly size: Dim } | undefined {
  const { dims } = input;
  if (dims?.length === 0) refuse('rank-mismatch', { expected: [1, 2, 3, 4, 5], input }, { quote });
  const at = dims && dims.length > 0 ? resolveAxis(index, dims.length, refuse) : undefined;
  const size = at === undefined ? undefined : dims?.[at];
  return at === undefined || size === undefined ? undefined : { at, size };
}

function refuseAxis(index: number, rank: number, refuse: Refuse, attribute: string): void {
  const count = Math.max(rank, 1);
  const expected = { kind: 'integer', min: -count, max: count - 1 } as const;
  const quote = `Dimension out of range (expected to be in range of [${-count}, ${count - 1}], but got ${index})`;
  refuse('bad-value', { attribute, value: dimText(index), expected }, { attribute, quote });
}

/** All of them, each once, counted from the front; undefined where one is out of range, named twice, or not known. */
export function resolveAxes(
  indices: readonly Dim[],
  rank: number,
  refuse: Refuse,
  { attribute = 'axes', twice }: { readonly attribute?: string; readonly twice?: (axis: number) => string } = {},
): readonly number[] | undefined {
  const resolved: number[] = [];
  for (const index of indices) {
    const found = resolveAxis(index, rank, refuse, attribute);
    if (found === undefined) return undefined;
    if (resolved.includes(found)) {
      const quote = twice?.(found) ?? `dim ${found} appears multiple times in the list of dims`;
      refuse(
        'bad-value',
        { attribute, value: `[${indices.map(dimText).join(', ')}]`, expected: { kind: 'integers', length: rank } },
        { attribute, quote },
      );
      return undefined;
    }
    resolved.push(found);
  }
  return resolved;
}

/** The dimensions with one replaced. */
export function withAxis(dims: readonly Dim[], axis: number, dim: Dim): readonly Dim[] {
  return dims.map((old, index) => (index === axis ? dim : old));
}
