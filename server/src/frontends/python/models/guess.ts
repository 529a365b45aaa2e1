// An input for a model that nothing in the file says: channels from the first layer, sizes from trying. A model that takes only
// a few sizes has told us its size (solved backwards); one that takes any keeps the guess, and says nothing that rests on it.
import { N } from '../../../graph/dim.ts';
import type { Finding } from '../../../graph/finding.ts';
import type { Graph } from '../../../graph/graph.ts';
import { unknownVolume, type Volume, volume } from '../../../graph/volume.ts';
import { PyTuple } from '../evaluator/values.ts';
import type { FirstUse } from './first-use.ts';
import { rectangleFor, type Size } from './rectangle.ts';
import type { Making, ModelInput } from './run.ts';
import type { SaidSize } from './said-size.ts';

export type Trial = (inputs: readonly ModelInput[]) => Making;

export interface Guess {
  readonly inputs: readonly ModelInput[];
  readonly making: Making;
  /** The model at other sizes that may as well be meant: what is found must hold at all of them. */
  others(): readonly Graph[];
}

/** Usual sides of images, the likeliest first. */
const SIDES: readonly number[] = [224, 32, 28, 64, 256, 128, 299, 331, 300, 384, 96, 512, 227, 48, 16, 572];
/** What grows begins small. */
const SMALL_SIDES: readonly number[] = [1, 4, 7, 8, 2, 16, 32];
const LENGTHS: readonly number[] = [128, 1024, 16_000, 100, 187, 4096, 32];
const SIDES_3D: readonly number[] = [112, 224, 64, 32, 128, 16, 96, 28];
const FRAMES = 16;

/** More sides are compared with for a guess, fewer for one that was solved. */
const MOST_OTHERS = 3;
const LARGEST_SIDE = 1200;
/** Strides make one of 299 and 300, and of 28 and 32. */
const NEARLY_AS_LARGE = 1.5;
const TOKENS = 32;
const STEPS = 16;
/** Where there is not room for more. */
const FEW = 4;
const USUAL_SIDE = 32;

export const UNKNOWN_INPUT: Volume = unknownVolume({ reason: 'missing-input', facts: {} });

export function works(making: Making): boolean {
  if (!('run' in making)) return false;
  const { graph, failure } = making.run;
  if (failure || graph.layers.length === 0) return false;
  // What functions refuse has no layer of its own, only the words that PyTorch has for it.
  return !graph.layers.some(({ refused }) => refused) && !graph.findings.some(({ quote }) => quote !== undefined);
}

/** Whether a side is the one that is tried first, whatever was found before. */
export function isFirstGuess(uses: readonly (FirstUse | undefined)[], side: number): boolean {
  const map = uses.find((use) => use?.kind === 'map');
  return map !== undefined && sidesFor(map)[0] === side;
}

export interface Hints {
  /** The side that was found before the last edit, for when none is found now: the text may be half typed. */
  readonly last?: number | undefined;
  /** What the defaults of the model's arguments say. */
  readonly said?: SaidSize | undefined;
  /** How many classes there are is said by the file, and a hint at which images these are. */
  readonly knowsClasses?: boolean;
}

export function guessInput(
  uses: readonly (FirstUse | undefined)[],
  trial: Trial,
  { last, said, knowsClasses = false }: Hints,
): Guess | undefined {
  if (uses.length === 0 || uses.every((use) => use === undefined)) return undefined;
  const map = uses.find((use) => use?.kind === 'map');
  // What no layer says of the others: mostly they are images like the one that is known.
  if (map && uses.includes(undefined)) {
    const alike = guessInput(
      uses.map((use) => use ?? map),
      trial,
      {},
    );
    if (alike && works(alike.making)) return alike;
  }
  const at = (side: number): readonly ModelInput[] =>
    uses.map((use, index) => ({ name: nameOf(index, uses.length), volume: volumeOf(use, side), source: 'guess' }));
  const [side, other] = said?.sides ?? [];
  const search = map && new Search(at, trial, sidesFor(map), side === other ? (side ?? last) : last);
  if (search && said && uses.length === 1) {
    const inputs: readonly ModelInput[] = [{ name: nameOf(0, 1), volume: volumeSaid(map, said), source: 'guess' }];
    const making = trial(inputs);
    if (works(making)) return { inputs, making, others: () => search.beside(said.sides[0]) };
  }
  const guess = search ? search.result() : fromVariants(uses, trial);
  const small = knowsClasses && uses.length === 1 && guess && works(guess.making) ? smallImage(guess) : undefined;
  if (search && small !== undefined && works(trial(at(small)))) return search.at(small);
  const rectangle = guess && map?.rank === 2 && uses.length === 1 ? asRectangle(guess, map, trial) : undefined;
  if (rectangle) return rectangle;
  // Several inputs have to do with each other in ways that their first layers do not tell, and the axes of what is turned
  // before any layer reads it may be others than any that we know.
  const isOpen = uses.length > 1 || uses.some((use) => use?.kind === 'features' && use.turned && !use.flattened);
  return isOpen && guess && !works(guess.making) ? withoutShapes(uses, trial) : guess;
}

/** Images of ten or a hundred classes are mostly those of MNIST and CIFAR, whatever else the model takes. */
function smallImage({ inputs, making }: Guess): number | undefined {
  const [, channels, ...sides] = inputs[0]?.volume.dims ?? [];
  const [output] = 'run' in making ? making.run.graph.outputs : [];
  const [, classes, ...more] = output?.tensor.volume.dims ?? [];
  if (sides.length !== 2 || sides[0] !== SIDES[0] || more.length > 0) return undefined;
  if (channels === 1 && classes === 10) return 28;
  return channels === 3 && (classes === 10 || classes === 100) ? 32 : undefined;
}

function volumeSaid({ channels, rank }: FirstUse & { kind: 'map' }, { sides, frames = FRAMES }: SaidSize): Volume {
  const axes = rank === 3 ? [frames, ...sides] : rank === 2 ? sides : sides.slice(0, 1);
  return volume([N, channels, ...axes]);
}

/** Where no square works: an image of another shape. Upright or lying is anybody's guess. */
function asRectangle(
  { inputs, making }: Guess,
  { channels }: FirstUse & { kind: 'map' },
  trial: Trial,
): Guess | undefined {
  const side = inputs[0]?.volume.dims?.at(-1);
  if (works(making) || !('run' in making) || typeof side !== 'number') return undefined;
  const at = (size: Size) => inputs.map((input) => ({ ...input, volume: volume([N, channels, ...size]) }));
  const graphAt = (size: Size) => {
    const tried = trial(at(size));
    return 'run' in tried ? tried.run.graph : undefined;
  };
  const found = rectangleFor(making.run.graph, side, graphAt);
  if (!found) return undefined;
  const [height, width] = found;
  const others = () => [graphAt([width, height])].flatMap((graph) => graph ?? []);
  return { inputs: at(found), making: trial(at(found)), others };
}

function withoutShapes(uses: readonly (FirstUse | undefined)[], trial: Trial): Guess {
  const tokens = unknownVolume({ reason: 'missing-input', facts: {} }, 'integer');
  const inputs = unknownInputs(uses.length).map((input, index) =>
    uses[index]?.kind === 'tokens' ? { ...input, volume: tokens } : input,
  );
  return { inputs, making: trial(inputs), others: () => [] };
}

/** Models without maps: which axes stand before the features is the guess. */
function fromVariants(uses: readonly (FirstUse | undefined)[], trial: Trial): Guess | undefined {
  const usual = best(uses, uses.map(variantsOf), trial);
  if (!usual || works(usual.making)) return usual;
  // Code takes the axes apart, and says how many there are.
  const axes = axesWanted(usual.making);
  const lists = uses.map((use) => (axes === undefined ? [] : shapedTo(use, axes)));
  const guess = lists.some(({ length }) => length > 0) ? best(uses, lists, trial) : undefined;
  if (guess && works(guess.making)) return guess;
  return usual;
}

/** The first of the variants that works, else the first. */
function best(
  uses: readonly (FirstUse | undefined)[],
  lists: readonly (readonly Volume[])[],
  trial: Trial,
): Guess | undefined {
  const variants = Array.from({ length: Math.max(...lists.map(({ length }) => length)) }, (_, at) =>
    lists.map((list, index): ModelInput => {
      const shape = list[Math.min(at, list.length - 1)];
      return { name: nameOf(index, uses.length), volume: shape ?? UNKNOWN_INPUT, source: 'guess' };
    }),
  );
  const tried = variants.map((inputs) => ({ inputs, making: trial(inputs) }));
  const working = tried.filter(({ making }) => works(making));
  const [chosen] = working.length > 0 ? working : tried;
  if (!chosen) return undefined;
  const rest = (working.length > 0 ? working : tried).filter((each) => each !== chosen);
  return { ...chosen, others: () => rest.flatMap(({ making }) => ('run' in making ? [making.run.graph] : [])) };
}

/** As many as `b, c, h, w = x.shape` wants. */
function axesWanted(making: Making): number | undefined {
  const failure = 'run' in making ? making.run.failure : undefined;
  const said = failure && 'exception' in failure ? failure.exception.attributes.get('args') : undefined;
  const [text] = said instanceof PyTuple ? said.items : [];
  const found = typeof text === 'string' ? /to unpack \(expected (?<axes>\d+)/.exec(text)?.groups?.axes : undefined;
  return found === undefined ? undefined : Number(found);
}

/** Images, and maps whose channels stand last. */
function shapedTo(use: FirstUse | undefined, axes: number): readonly Volume[] {
  if (use?.kind !== 'features' || axes < 3) return [];
  const sides = (side: number) => Array<number>(axes - 2).fill(side);
  const last = [STEPS, 56, 14].map((side) => volume([N, ...sides(side), use.features]));
  const images = [
    [3, 224],
    [3, USUAL_SIDE],
    [1, 28],
  ].map(([channels = 3, side = 224]) => volume([N, channels, ...sides(side)]));
  return axes === 4 ? [...last, ...images] : last;
}

function nameOf(index: number, count: number): string {
  return count > 1 ? `input ${index}` : 'input';
}

function variantsOf(use: FirstUse | undefined): readonly Volume[] {
  switch (use?.kind) {
    case undefined:
    case 'map':
      return [];
    case 'tokens':
      return [[N, TOKENS], [N, FEW], [TOKENS, N], [N]].map((dims) => volume(dims, 'integer'));
    case 'sequence': {
      const { features, batchFirst, flattened } = use;
      const usual = [volume([N, STEPS, features]), volume([STEPS, N, features])];
      const images = flattened ? [volume([N, 1, features, features]), volume([N, features, features])] : [];
      return [...images, ...(batchFirst ? usual : usual.reverse()), volume([STEPS, features])];
    }
    case 'features': {
      const { features, flattened, turned } = use;
      const plain = [[N, features], [N, STEPS, features], [N, FEW, features], [features]].map((dims) => volume(dims));
      if (flattened) return [volume([N, ...imageOf(features)]), ...plain];
      return turned ? [...plain, volume([N, features, USUAL_SIDE, USUAL_SIDE]), volume([N, features, STEPS])] : plain;
    }
  }
}

function sidesFor({ rank, grows }: FirstUse & { kind: 'map' }): readonly number[] {
  if (grows) return SMALL_SIDES;
  return rank === 1 ? LENGTHS : rank === 3 ? SIDES_3D : SIDES;
}

function volumeOf(use: FirstUse | undefined, side: number): Volume {
  switch (use?.kind) {
    case undefined:
      return UNKNOWN_INPUT;
    case 'tokens':
    case 'sequence':
    case 'features':
      return variantsOf(use)[0] ?? UNKNOWN_INPUT;
    case 'map': {
      const axes = use.rank === 3 ? [Math.min(side, FRAMES), side, side] : Array<number>(use.rank).fill(side);
      return volume([N, use.channels, ...axes]);
    }
  }
}

/** The square image, grey or in colours, that has so many cells. */
function imageOf(features: number): readonly number[] {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(features / channels);
    if (Number.isInteger(side) && side >= 8) return [channels, side, side];
  }
  return [features];
}

/** Tries sides, each once. */
class Search {
  readonly #at: (side: number) => readonly ModelInput[];
  readonly #trial: Trial;
  readonly #sides: readonly number[];
  readonly #last: number | undefined;
  readonly #tried = new Map<number, Making>();
  /** With the side that came first to each. */
  readonly #refusals = new Map<string, number>();

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
    const side = this.#usual() ?? this.#solve();
    if (side !== undefined) return this.at(side);
    const first = this.#last ?? this.#sides[0] ?? 224;
    return this.#guess(first, () => this.#graphs([...this.#tried.keys()].filter((each) => each !== first)));
  }

  /** The first of the usual sides that it takes; what is known to be too large is not tried larger. */
  #usual(): number | undefined {
    let [low, high] = [0, Number.POSITIVE_INFINITY];
    for (const side of this.#sides) {
      if (side <= low || side >= high) continue;
      if (this.#works(side)) return side;
      const verdict = verdictOf(this.#try(side));
      if (verdict === 'small') low = side;
      if (verdict === 'large') high = side;
      if (this.#isSameAnyway(side)) return undefined;
    }
    return undefined;
  }

  /** The same is refused, with the same numbers, as at quite another side before: no side changes that. */
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

  #graphs(sides: readonly number[]): readonly Graph[] {
    return sides.flatMap((side) => {
      const making = this.#try(side);
      return 'run' in making ? [making.run.graph] : [];
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
    for (const [side, making] of [...this.#tried]) {
      const verdict = verdictOf(making);
      if (verdict === 'small') low = Math.max(low, side + 1);
      else if (verdict === 'large') high = Math.min(high, side - 1);
      else return undefined;
    }
    while (low <= high) {
      const side = (low + high) >> 1;
      if (this.#works(side)) return this.#rounded(side);
      const verdict = verdictOf(this.#try(side));
      if (verdict === 'small') low = side + 1;
      else if (verdict === 'large') high = side - 1;
      else return undefined;
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

/** Whether the input was too small or too large; undefined where it is something else that is wrong. */
function verdictOf(making: Making): 'small' | 'large' | undefined {
  if (!('run' in making)) return undefined;
  const [finding] = making.run.graph.findings.filter(({ layer }) => layer?.refused);
  if (finding?.rule === 'volume-vanishes' || finding?.rule === 'single-value-per-channel') return 'small';
  if (finding?.rule !== 'features-mismatch') return undefined;
  const { actual, expected } = finding.facts;
  if (typeof actual !== 'number' || typeof expected !== 'number') return undefined;
  return actual < expected ? 'small' : 'large';
}

/** The first thing that is refused, with its numbers. Kinds of values are the same at all sides. */
function refusalOf(making: Making): string | undefined {
  if (!('run' in making)) return undefined;
  const finding = making.run.graph.findings.find(
    (each) => each.layer?.refused || each.quote !== undefined || isTypeError(each),
  );
  return finding && JSON.stringify([finding.rule, finding.span, finding.uri, finding.quote, finding.facts]);
}

function isTypeError({ rule, facts }: Finding): boolean {
  return rule === 'model-raises' && 'exception' in facts && facts.exception === 'TypeError';
}

export function unknownInputs(count: number): readonly ModelInput[] {
  return Array.from({ length: count }, (_, index) => ({
    name: nameOf(index, count),
    volume: UNKNOWN_INPUT,
    source: 'guess' as const,
  }));
}
