// Tries an input at sides of images, each once: the usual ones, the likeliest first, then the one that the first layer of fixed
// features solves to. Knows nothing of where the channels come from.
import { contradictionsOf, differingSizes, dimsAt } from '../../../../graph/contradiction.ts';
import { isKnown, product } from '../../../../graph/dim.ts';
import type { RuleFacts } from '../../../../graph/facts.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { Graph } from '../../../../graph/graph.ts';
import type { ModelInput } from '../looks/calling.ts';
import type { Making } from '../looks/run.ts';
import type { MapUse } from './first-use.ts';

export type Trial = (inputs: readonly ModelInput[]) => Making;

export interface Guess {
  readonly inputs: readonly ModelInput[];
  readonly making: Making;
  /** The model at other sizes that may as well be meant: what is found must hold at all of them. */
  others(): readonly Graph[];
}

/** Usual sides of images, the likeliest first. */
export const SIDES: readonly number[] = [224, 32, 28, 64, 256, 128, 299, 331, 300, 384, 96, 512, 227, 48, 16, 572];
/** What grows begins small. */
const SMALL_SIDES: readonly number[] = [1, 4, 7, 8, 2, 16, 32];
const LENGTHS: readonly number[] = [128, 1024, 16_000, 100, 187, 4096, 32];
const SIDES_3D: readonly number[] = [112, 224, 64, 32, 128, 16, 96, 28];

/** More sides are compared with for a guess, fewer for one that was solved. */
const MOST_OTHERS = 3;
const LARGEST_SIDE = 1200;
const MOST_STEPS = 5;
/** Strides make one of 299 and 300, and of 28 and 32. */
const NEARLY_AS_LARGE = 1.5;

export function works(making: Making): boolean {
  if (!('run' in making)) return false;
  const { graph, failure } = making.run;
  if (failure || graph.layers.length === 0) return false;
  // What functions refuse has no layer of its own, only the words that PyTorch has for it.
  return !graph.layers.some(({ refused }) => refused) && !graph.findings.some(({ quote }) => quote !== undefined);
}

/** Works, or is first refused by a later layer. */
export function goesFurther(making: Making, than: Making): boolean {
  return works(making) || refusedAt(making) > refusedAt(than);
}

function refusedAt(making: Making): number {
  return 'run' in making ? making.run.graph.layers.findIndex(({ refused }) => refused) : -1;
}

/** So many layers take what they are given. */
function reach(making: Making): number {
  const at = refusedAt(making);
  return at < 0 && 'run' in making ? making.run.graph.layers.length : at;
}

export function sidesFor({ rank, grows }: MapUse): readonly number[] {
  if (grows) return SMALL_SIDES;
  return rank === 1 ? LENGTHS : rank === 3 ? SIDES_3D : SIDES;
}

export class SideSearch {
  readonly #at: (side: number) => readonly ModelInput[];
  readonly #trial: Trial;
  readonly #sides: readonly number[];
  readonly #last: number | undefined;
  readonly #tried = new Map<number, Making>();
  /** With the side that came first to each. */
  readonly #refusals = new Map<string, number>();
  #isAnyway = false;
  /** How far the first run came that a layer of fixed features ended: what comes further suits that layer. */
  #gauge = Number.POSITIVE_INFINITY;
  /** The first side that suits it, and is refused behind it: no other size mends that. */
  #suiting: number | undefined;

  constructor(
    at: (side: number) => readonly ModelInput[],
    trial: Trial,
    sides: readonly number[],
    last: number | undefined,
  ) {
    this.#at = at;
    this.#trial = trial;
    this.#sides = sides;
    this.#last = last;
  }

  #try(side: number): Making {
    const known = this.#tried.get(side);
    if (known) return known;
    const making = this.#trial(this.#at(side));
    this.#tried.set(side, making);
    return making;
  }

  #works(side: number): boolean {
    return works(this.#try(side));
  }

  at(side: number): Guess {
    return this.#guess(side, () => this.#others(side));
  }

  beside(side: number): readonly Graph[] {
    return this.#others(side);
  }

  result(): Guess {
    const side = this.#usual() ?? this.#solve() ?? this.#meet();
    if (side !== undefined) return this.at(side);
    if (this.#suiting !== undefined) return this.#guess(this.#suiting, () => this.#graphs(this.#alsoSuiting()));
    const usual = this.#last ?? this.#sides[0] ?? 224;
    const tried = [usual, ...this.#tried.keys()];
    const first = tried.find((each) => !isRejected(this.#try(each))) ?? usual;
    // What is refused anyway was tried at few: what is found beside it must hold at others, too, where strides leave a rest.
    const more = this.#isAnyway ? this.#sides.filter((each) => !tried.includes(each)) : [];
    const odd = more.sort((a, b) => (b % 2) - (a % 2)).slice(0, MOST_OTHERS - 1);
    const others = [...tried.slice(1), ...odd].filter((each) => each !== first);
    const guess = this.#guess(first, () => this.#graphs(others));
    return { ...guess, making: upToSize(guess.making) };
  }

  /** The first of the usual sides that it takes; what is known to be too large is not tried larger. */
  #usual(): number | undefined {
    let [low, high] = [0, Number.POSITIVE_INFINITY];
    for (const side of this.#sides) {
      if (side <= low || side >= high) continue;
      if (this.#works(side)) return side;
      const verdict = this.#verdict(side);
      if (verdict === 'small') low = side;
      if (verdict === 'large') high = side;
      this.#isAnyway = this.#isSameAnyway(side);
      if (this.#isAnyway) return undefined;
    }
    return undefined;
  }

  #verdict(side: number): 'small' | 'large' | undefined {
    const making = this.#try(side);
    const verdict = verdictOf(making);
    if (reach(making) > this.#gauge) {
      this.#suiting ??= side;
      return undefined;
    }
    if (verdict !== undefined && 'run' in making && !isTooSmall(making)) this.#gauge = reach(making);
    return verdict;
  }

  /** Neighbours that come to the same. */
  #alsoSuiting(): readonly number[] {
    const side = this.#suiting ?? 0;
    const near = [side + 1, side - 1, side + 2, side + 4].filter((each) => each > 0);
    return near.filter((each) => reach(this.#try(each)) > this.#gauge);
  }

  /** The same is refused, with the same numbers that do not fit, as at quite another side before: no side changes that. */
  #isSameAnyway(side: number): boolean {
    const refusal = refusalOf(this.#try(side));
    if (refusal === undefined || verdictOf(this.#try(side)) !== undefined) return false;
    const known = this.#refusals.get(refusal);
    this.#refusals.set(refusal, known ?? side);
    return known !== undefined && Math.max(known, side) > NEARLY_AS_LARGE * Math.min(known, side);
  }

  #guess(side: number, others: () => readonly Graph[]): Guess {
    return { inputs: this.#at(side), making: this.#try(side), others };
  }

  /** What the code itself refuses to run on is not meant. */
  #graphs(sides: readonly number[]): readonly Graph[] {
    return sides.flatMap((side) => {
      const making = this.#try(side);
      return 'run' in making && !isRejected(making) ? [making.run.graph] : [];
    });
  }

  /** Other sides that the model takes, usual ones before neighbours. */
  #others(side: number): readonly Graph[] {
    const near = [side + 1, side - 1, side + 2, side + 4].filter((each) => each > 0);
    const found: number[] = [];
    for (const each of [...this.#sides, ...near]) {
      if (found.length === MOST_OTHERS) break;
      if (each !== side && this.#works(each)) found.push(each);
    }
    return this.#graphs(found);
  }

  /** The side at which the first layer of fixed features gets as many as it wants: more of the one gives more of the other. */
  #solve(): number | undefined {
    let [low, high] = [1, LARGEST_SIDE];
    for (const side of [...this.#tried.keys()]) {
      const verdict = this.#verdict(side);
      if (verdict === 'small') low = Math.max(low, side + 1);
      else if (verdict === 'large') high = Math.min(high, side - 1);
      else return undefined;
    }
    while (low <= high) {
      const side = (low + high) >> 1;
      if (this.#works(side)) return this.#rounded(side);
      const verdict = this.#verdict(side);
      if (verdict === 'small') low = side + 1;
      else if (verdict === 'large') high = side - 1;
      else return undefined;
    }
    return undefined;
  }

  /** The side at which two volumes are alike that are put together: one of them may be made for a single size. */
  #meet(): number | undefined {
    const tried = [...this.#tried].flatMap(([side, making]) => {
      const apart = apartBy(making);
      return apart === undefined ? [] : [{ side, apart }];
    });
    let [a, b] = tried.sort((x, y) => Math.abs(y.apart) - Math.abs(x.apart)).slice(-2);
    for (let steps = 0; steps < MOST_STEPS && a && b && a.apart !== b.apart; steps++) {
      const side = Math.round(b.side - (b.apart * (b.side - a.side)) / (b.apart - a.apart));
      if (side < 1 || side > LARGEST_SIDE || this.#tried.has(side)) return undefined;
      if (this.#works(side)) return side;
      const apart = apartBy(this.#try(side));
      [a, b] = [b, apart === undefined ? undefined : { side, apart }];
    }
    return undefined;
  }

  /** The roundest of the sides that it takes. */
  #rounded(side: number): number {
    for (const step of [32, 16, 8, 4, 2]) {
      for (const each of [Math.round(side / step) * step, Math.ceil(side / step) * step])
        if (each > 0 && this.#works(each)) return each;
    }
    return side;
  }
}

function isRejected(making: Making): boolean {
  return 'run' in making && making.run.rejected === true;
}

const TOO_SMALL: ReadonlySet<Finding['rule']> = new Set([
  'volume-vanishes',
  'single-value-per-channel',
  'padding-exceeds-input',
]);

function refusedFirst(making: Making): Finding | undefined {
  return 'run' in making ? making.run.graph.findings.find(({ layer }) => layer?.refused) : undefined;
}

function isTooSmall(making: Making): boolean {
  const finding = refusedFirst(making);
  return finding !== undefined && TOO_SMALL.has(finding.rule);
}

/** Whether the input was too small or too large; undefined where it is something else that is wrong. */
function verdictOf(making: Making): 'small' | 'large' | undefined {
  const finding = refusedFirst(making);
  if (isTooSmall(making)) return 'small';
  if (finding?.rule === 'reshape-changes-size') return verdictOnRows(finding.facts);
  if (finding?.rule !== 'features-mismatch') return undefined;
  const { actual, expected } = finding.facts;
  if (typeof actual !== 'number' || typeof expected !== 'number') return undefined;
  return actual < expected ? 'small' : 'large';
}

/** Where the size does not suit, what is refused behind that may well be made for the one that does. */
function upToSize(making: Making): Making {
  if (!('run' in making) || verdictOf(making) === undefined) return making;
  const { run } = making;
  const [first] = run.graph.findings.filter(({ layer }) => layer?.refused);
  const findings = run.graph.findings.filter((each) => each === first || !each.layer?.refused);
  return { run: { ...run, graph: { ...run.graph, findings } } };
}

/** How much longer the one volume is than the other where they should be alike. */
function apartBy(making: Making): number | undefined {
  if (!('run' in making)) return undefined;
  const [finding] = making.run.graph.findings.filter(({ layer }) => layer?.refused);
  if (finding?.rule !== 'concat-shapes-differ' && finding?.rule !== 'add-shapes-differ') return undefined;
  const { facts } = finding;
  const [one, ...others] = 'axis' in facts ? dimsAt(facts.inputs, facts.differsAt) : differingSizes(facts);
  const other = others.find((dim) => dim !== one);
  return typeof one === 'number' && typeof other === 'number' ? one - other : undefined;
}

/** `x.view(-1, 1024)`: rows for one sample each. */
function verdictOnRows({
  input,
  target: [rows, ...row],
}: RuleFacts['reshape-changes-size']): 'small' | 'large' | undefined {
  const cells = product((input.dims ?? []).slice(1));
  const wanted = product(row);
  if (rows !== -1 || row.length === 0 || !isKnown(cells) || !isKnown(wanted) || cells === wanted) return undefined;
  return cells < wanted ? 'small' : 'large';
}

/** The first thing that is refused, with its numbers. Kinds of values are the same at all sides. */
function refusalOf(making: Making): string | undefined {
  if (!('run' in making)) return undefined;
  const { graph, failure } = making.run;
  const finding = graph.findings.find((each) => each.layer?.refused || each.quote !== undefined || isTypeError(each));
  if (!finding) return failure && withheldTypeError(graph);
  const contradictions = contradictionsOf(finding) ?? [];
  const numbers = contradictions.length > 0 ? contradictions : [finding.quote, finding.facts];
  return JSON.stringify([finding.rule, finding.span, finding.uri, numbers]);
}

/** Not told where the input is a guess: what is given is no tensor at all, perhaps. */
function withheldTypeError({ gaps }: Graph): string | undefined {
  const raised = gaps.find(({ cause }) => cause.reason === 'raised' && cause.facts.exception.startsWith('TypeError'));
  return raised && JSON.stringify([raised.cause, raised.span, raised.uri]);
}

function isTypeError({ rule, facts }: Finding): boolean {
  return rule === 'model-raises' && 'exception' in facts && facts.exception === 'TypeError';
}
