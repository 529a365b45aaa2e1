// What contradicts what in a refusal: the numbers that are the same on every input if it is none that mends it. Pure data.
import type { Dim } from './dim.ts';
import type { RuleFacts, RuleId } from './facts.ts';
import type { Finding } from './finding.ts';
import type { Volume } from './volume.ts';

type Contradictions = { readonly [R in RuleId]?: (facts: RuleFacts[R]) => readonly string[] };

const CONTRADICTIONS: Contradictions = {
  'channels-mismatch': ({ expected, actual }) => [pair(expected, actual)],
  'features-mismatch': ({ expected, actual }) => [pair(expected, actual)],
  'norm-features-mismatch': ({ expected, actual }) =>
    expected.length === actual.length ? differing(expected, actual) : [`${expected.length} ${actual.length}`],
  'concat-shapes-differ': ({ inputs, differsAt }) => [`${differsAt} ${sizesAt(inputs, differsAt)}`],
  'add-shapes-differ': (facts) => [`${facts.subscript ?? facts.differsAt} ${JSON.stringify(differingSizes(facts))}`],
  'shapes-do-not-match': ({ input, expected }) =>
    input.dims?.length === expected.dims?.length
      ? differing(input.dims ?? [], expected.dims ?? [])
      : [`${input.dims?.length} ${expected.dims?.length}`],
  'size-does-not-divide': ({ axis, size, divisor }) => [`${axis} ${size} ${divisor}`],
  'reshape-changes-size': ({ input, target }) => [JSON.stringify([input.dims, target])],
  'model-raises': ({ exception, message }) => [`${exception} ${message}`],
};

/** In one run; another run must show the same. Undefined where the finding is of no sizes. */
export function contradictionsOf(finding: Finding): readonly string[] | undefined {
  const list = CONTRADICTIONS[finding.rule] as ((facts: Finding['facts']) => readonly string[]) | undefined;
  return list?.(finding.facts);
}

function differing(a: readonly Dim[], b: readonly Dim[]): readonly string[] {
  return a.flatMap((dim, index) => {
    const other = b[index];
    return other === undefined || pair(dim, dim) === pair(dim, other) ? [] : [`${index} ${pair(dim, other)}`];
  });
}

function pair(a: Dim, b: Dim): string {
  return JSON.stringify([a, b]);
}

function sizesAt(inputs: readonly Volume[], axis: number): string {
  return JSON.stringify(dimsAt(inputs, axis));
}

/** Of the volumes that cannot be combined, on the axis that tells. */
export function differingSizes(facts: RuleFacts['add-shapes-differ']): readonly (Dim | undefined)[] {
  return facts.sizes ?? dimsAt(facts.inputs, facts.differsAt);
}

/** Axes count from the front of the longest. */
export function dimsAt(inputs: readonly Volume[], axis: number): readonly (Dim | undefined)[] {
  const rank = Math.max(...inputs.map(({ dims }) => dims?.length ?? 0));
  return inputs.map(({ dims }) => dims?.[axis - rank + dims.length]);
}
