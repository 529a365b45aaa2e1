// Whether what a model is refused holds for every input that may be meant. Where the input is a guess at which the model does not
// run, its author runs it on another one: sizes that follow the input prove nothing, only numbers that every input shows do.
import { type Dim, isKnown } from '../graph/dim.ts';
import type { RuleFacts, RuleId } from '../graph/facts.ts';
import type { Finding } from '../graph/finding.ts';
import type { Volume } from '../graph/volume.ts';
import { mapsIn } from './features-mismatch.ts';

/** What contradicts what, in one run; another run must show the same. */
type Contradictions = { readonly [R in RuleId]?: (facts: RuleFacts[R]) => readonly string[] };

const CONTRADICTIONS: Contradictions = {
  'channels-mismatch': ({ expected, actual }) => [pair(expected, actual)],
  'features-mismatch': ({ expected, actual }) => [pair(expected, actual)],
  'norm-features-mismatch': ({ expected, actual }) =>
    expected.length === actual.length ? differing(expected, actual) : [`${expected.length} ${actual.length}`],
  'concat-shapes-differ': ({ inputs, differsAt }) => [`${differsAt} ${sizesAt(inputs, differsAt)}`],
  'add-shapes-differ': ({ inputs, differsAt }) => [`${differsAt} ${sizesAt(inputs, differsAt)}`],
  'shapes-do-not-match': ({ input, expected }) =>
    input.dims?.length === expected.dims?.length
      ? differing(input.dims ?? [], expected.dims ?? [])
      : [`${input.dims?.length} ${expected.dims?.length}`],
  'size-does-not-divide': ({ axis, size, divisor }) => [`${axis} ${size} ${divisor}`],
  'reshape-changes-size': ({ input, target }) => [JSON.stringify([input.dims, target])],
};

/** `others`: the same finding at other inputs. */
export function isCertain(finding: Finding, others: readonly Finding[]): boolean {
  if (others.length === 0) return true;
  const all = [finding, ...others];
  const [first, ...more] = all.map(contradictionsOf);
  if (!first || first.some((each) => more.every((list) => list?.includes(each)))) return true;
  return isNoMultiple(all) || isUnflattened(all);
}

/** So many times as wide as the widest that was tried no map will be. */
const WIDER = 7;

/** A linear layer on maps themselves, which reads as many features as all of them have: whatever their size, a flatten is missing. */
function isUnflattened(findings: readonly Finding[]): boolean {
  return findings.every((finding) => {
    if (finding.rule !== 'features-mismatch') return false;
    const { expected, actual } = finding.facts;
    return mapsIn(finding.facts) !== undefined && isKnown(expected) && isKnown(actual) && actual * WIDER < expected;
  });
}

/** Undefined where the finding is of no sizes. */
function contradictionsOf(finding: Finding): readonly string[] | undefined {
  const list = CONTRADICTIONS[finding.rule] as ((facts: Finding['facts']) => readonly string[]) | undefined;
  return list?.(finding.facts);
}

/** So many inputs must agree that their features have a divisor in common before that is believed to hold for all. */
const ENOUGH = 4;

/** Maps laid out as features: whatever the maps' size, their number divides what comes. */
function isNoMultiple(findings: readonly Finding[]): boolean {
  const sizes = findings.flatMap(({ rule, facts }) => {
    if (rule !== 'features-mismatch') return [];
    const { expected, actual } = facts as RuleFacts['features-mismatch'];
    return isKnown(expected) && isKnown(actual) ? [{ expected, actual }] : [];
  });
  const [first] = sizes;
  const actual = new Set(sizes.map((each) => each.actual));
  if (!first || sizes.length < findings.length || actual.size < ENOUGH) return false;
  return first.expected % [...actual].reduce(commonDivisor) !== 0;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
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

/** Axes count from the front of the longest. */
function sizesAt(inputs: readonly Volume[], axis: number): string {
  const rank = Math.max(...inputs.map(({ dims }) => dims?.length ?? 0));
  return JSON.stringify(inputs.map(({ dims }) => dims?.[axis - rank + dims.length]));
}
