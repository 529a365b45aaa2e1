// Whether what a model is refused holds for every input that may be meant. Where the input is a guess at which the model does not
// run, its author runs it on another one: sizes that follow the input prove nothing, only numbers that every input shows do.
import { contradictionsOf, differingSizes, dimsAt } from '../graph/contradiction.ts';
import { type Dim, gcd, isBatch, isKnown, isUnknown, product } from '../graph/dim.ts';
import type { RuleFacts, RuleId } from '../graph/facts.ts';
import type { Finding } from '../graph/finding.ts';
import type { Graph, Layer } from '../graph/graph.ts';
import { mapsIn } from './features-mismatch.ts';

/** What was found at one place, once or often, and the graph in which it was found. */
export interface Seen {
  readonly findings: readonly Finding[];
  readonly graph: Graph;
}

/** One of these, as every input shows it. */
type Instance = readonly { readonly finding: Finding; readonly graph: Graph }[];

/** `others`: the same place at other inputs. */
export function isCertain(seen: Seen, others: readonly Seen[]): boolean {
  if (others.length === 0) return true;
  const own = seen.findings.filter((finding) => !isRightForOne(finding));
  if (own.length === 0) return false;
  const [first = [], ...more] = [{ findings: own }, ...others].map(({ findings }) => findings.map(contradictionsOf));
  if (first.includes(undefined)) return true;
  if (first.flat().some((each) => more.every((lists) => lists.some((list) => list?.includes(each ?? ''))))) return true;
  return instancesOf([{ findings: own, graph: seen.graph }, ...others]).some((instance) => {
    const findings = instance.map(({ finding }) => finding);
    return isNoMultiple(instance) || isUnflattened(findings) || isNeverClosed(instance);
  });
}

/**
 * On `hidden` inputs the model is refused something else, most of them for a rest that a division leaves, and comes no further.
 * That says nothing of this place, unless the layer was reached and fits there. Only what no rounding explains is believed then.
 */
export function isCertainWhereSeen(seen: Seen, others: readonly Seen[], hidden: readonly Graph[]): boolean {
  if (others.length + 1 < ENOUGH || !hidden.every(refuses) || !isWide([seen, ...others])) return false;
  return instancesOf([seen, ...others]).some((instance) => {
    const [first = [], ...more] = instance.map(({ finding }) => contradictionsOf(finding) ?? []);
    const isSame = first.some((each) => more.every((list) => list.includes(each)));
    return (isSame || isNeverNear(instance)) && !hidden.some((graph) => isTaken(graph, instance[0]?.finding.layer));
  });
}

function refuses({ findings }: Graph): boolean {
  return findings.some(({ layer, quote }) => layer?.refused === true || quote !== undefined);
}

/** The layer is there, and is given what it takes. */
function isTaken({ layers }: Graph, layer: Layer | undefined): boolean {
  const same = layer && layers.find(({ path, index }) => path === layer.path && index === layer.index);
  return (
    same?.refused !== true && same?.inputs.every(({ volume }) => volume.dims?.every((dim) => !isUnknown(dim))) === true
  );
}

/** The smallest and the largest are so many times apart. */
const WIDE = 4;

function isWide(all: readonly Seen[]): boolean {
  const sides = all.flatMap(({ graph: { inputs } }) => inputs[0]?.tensor.volume.dims?.at(-1) ?? []).filter(isKnown);
  return sides.length === all.length && Math.max(...sides) >= WIDE * Math.min(...sides);
}

/** By the layer that is refused: code that runs often is one place. */
function instancesOf([first, ...others]: readonly Seen[]): readonly Instance[] {
  if (!first) return [];
  const rest = others.map(({ findings, graph }) => ({ by: byLayer(findings), graph }));
  return [...byLayer(first.findings)].flatMap(([key, finding]) => {
    const same = rest.flatMap(({ by, graph }) => {
      const found = by.get(key);
      return found ? [{ finding: found, graph }] : [];
    });
    return same.length < rest.length ? [] : [[{ finding, graph: first.graph }, ...same]];
  });
}

function byLayer(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  return new Map(findings.map((finding) => [`${finding.layer?.path} ${finding.layer?.index}`, finding]));
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

/** N against 4N: a batch of one stretches, and nobody says that there are more. */
function isRightForOne({ rule, facts }: Finding): boolean {
  if (rule !== 'add-shapes-differ') return false;
  const dims = differingSizes(facts as RuleFacts['add-shapes-differ']).filter((dim) => dim !== undefined);
  return dims.every(isBatch) && dims.some(({ numerator, denominator }) => numerator === denominator);
}

/** So many inputs must agree that their features have a divisor in common before that is believed to hold for all. */
const ENOUGH = 4;
/** What is the same on sides of which one is so many times the other follows no input. */
const FAR_APART = 2;

/** Maps laid out as features: whatever the maps' size, their number divides what comes. */
function isNoMultiple(instance: Instance): boolean {
  const sizes = instance.flatMap(({ finding: { rule, facts } }) => {
    if (rule !== 'features-mismatch') return [];
    const { expected, actual } = facts as RuleFacts['features-mismatch'];
    return isKnown(expected) && isKnown(actual) ? [{ expected, actual }] : [];
  });
  const [first] = sizes;
  if (!first || sizes.length < instance.length) return false;
  if (first.expected % fixedFactor(instance) !== 0) return true;
  const actual = new Set(sizes.map((each) => each.actual));
  return actual.size >= ENOUGH && first.expected % [...actual].reduce(gcd) !== 0;
}

/** The product of those axes of what was laid out that are the same on all inputs. */
function fixedFactor(instance: Instance): number {
  const [first = [], ...others] = instance.map(({ finding }) => laidOut(finding));
  const sides = instance
    .flatMap(({ graph: { inputs } }) => inputs[0]?.tensor.volume.dims?.at(-1) ?? [])
    .filter(isKnown);
  if (others.some(({ length }) => length !== first.length) || Math.max(...sides) < FAR_APART * Math.min(...sides))
    return 1;
  return first
    .filter((dim, axis) => others.every((dims) => dims[axis] === dim))
    .reduce((factor, dim) => factor * dim, 1);
}

/** What was laid out as features, without its batch. */
function laidOut({ layer, facts }: Finding): readonly number[] {
  const { actual } = facts as RuleFacts['features-mismatch'];
  for (let each = layer; each; each = each.inputs[0]?.layer) {
    const [, ...dims] = each.inputs[0]?.volume.dims ?? [];
    if (dims.length < 2) continue;
    return dims.every(isKnown) && product(dims) === actual ? dims : [];
  }
  return [];
}

/** Two sides that differ, as each rule's facts name them. */
type Sides = readonly [Dim | undefined, Dim | undefined];

const SIDES: { readonly [R in RuleId]?: (facts: RuleFacts[R]) => Sides } = {
  'concat-shapes-differ': ({ inputs, differsAt }) => unequal(dimsAt(inputs, differsAt)),
  'add-shapes-differ': (facts) => unequal(differingSizes(facts)),
};

function unequal([first, ...more]: readonly (Dim | undefined)[]): Sides {
  return [first, more.find((each) => each !== first)];
}

/**
 * Sizes that follow the input and never meet: the gap between them is there at the smallest input, and does not become smaller
 * as inputs become larger. What rounding makes differ comes and goes with the input's divisors; what has a size of its own is
 * met somewhere.
 */
function isNeverClosed(instance: Instance): boolean {
  const gaps = measured(instance).map(({ side, a, b }) => ({ side, gap: a - b }));
  if (gaps.length < instance.length || new Set(gaps.map(({ side }) => side)).size < ENOUGH) return false;
  gaps.sort((a, b) => a.side - b.side);
  return [1, -1].some((sign) =>
    gaps.every(({ gap }, index) => gap * sign > 0 && gap * sign >= (gaps[index - 1]?.gap ?? 0) * sign),
  );
}

/** Rounding makes sizes differ by a few cells, and not by half. */
const APART = 1.5;

/** On every input the one is that many times the other. */
function isNeverNear(instance: Instance): boolean {
  const sizes = measured(instance);
  return (
    sizes.length === instance.length &&
    (sizes.every(({ a, b }) => a >= APART * b) || sizes.every(({ a, b }) => b >= APART * a))
  );
}

/** The sizes that differ, with the input's side. */
function measured(instance: Instance): readonly { readonly side: number; readonly a: number; readonly b: number }[] {
  return instance.flatMap(({ finding, graph: { inputs } }) => {
    const side = inputs.length === 1 ? inputs[0]?.tensor.volume.dims?.at(-1) : undefined;
    const read = SIDES[finding.rule] as ((facts: Finding['facts']) => Sides) | undefined;
    const [a, b] = read?.(finding.facts) ?? [];
    const isRead =
      side !== undefined && a !== undefined && b !== undefined && isKnown(side) && isKnown(a) && isKnown(b);
    return isRead ? [{ side, a, b }] : [];
  });
}
