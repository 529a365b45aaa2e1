// An input for a model that nothing in the file says: channels from the first layer, sizes from trying. A model that takes only
// a few sizes has told us its size (solved backwards); one that takes any keeps the guess, and says nothing that rests on it.
import { N } from '../../../../graph/dim.ts';
import { unknownVolume, type Volume, volume } from '../../../../graph/volume.ts';
import { PyTuple } from '../../evaluator/values.ts';
import { type ModelInput, nameOf, UNKNOWN_INPUT, unknownInputs } from '../looks/calling.ts';
import type { Making } from '../looks/run.ts';
import { arrives, type FirstUse, firstUse, isAssumed } from './first-use.ts';
import { rectangleFor, type Size } from './rectangle.ts';
import type { SaidSize } from './said-size.ts';
import { type Guess, SIDES, SideSearch, sidesFor, type Trial, works } from './side-search.ts';

const FRAMES = 16;
const TOKENS = 32;
const STEPS = 16;
/** Where there is not room for more. */
const FEW = 4;
const USUAL_SIDE = 32;

/** Whether a side is the one that is tried first, whatever was found before. */
export function isFirstGuess(uses: Uses, side: number): boolean {
  const map = uses.find((use) => use?.kind === 'map');
  return map !== undefined && sidesFor(map)[0] === side;
}

type Uses = readonly (FirstUse | undefined)[];

export interface Hints {
  /** The side that was found before the last edit, for when none is found now: the text may be half typed. */
  readonly last?: number | undefined;
  /** What the defaults of the model's arguments say. */
  readonly said?: SaidSize | undefined;
  /** How many classes there are is said by the file, and a hint at which images these are. */
  readonly knowsClasses?: boolean;
}

export function guessInput(uses: Uses, trial: Trial, hints: Hints): Guess | undefined {
  const [only, ...more] = uses;
  const certain = uses.map((use) => (isAssumed(use) ? undefined : use));
  if (more.length > 0) return guessFor(certain, trial, hints);
  const guess = guessFor(uses, trial, hints);
  return guess && isAssumed(only) && !isRead(guess.making) ? undefined : guess;
}

/** The first way of reading what stands beside images that works, else the first. */
function guessFor(uses: Uses, trial: Trial, hints: Hints): Guess | undefined {
  let first: Guess | undefined;
  for (const each of readingsOf(uses)) {
    const guess = shapedFor(each, trial, hints);
    if (guess && works(guess.making)) return guess;
    first ??= guess;
  }
  // Several inputs have to do with each other in ways that their first layers do not tell, and the axes of what is turned
  // before any layer reads it may be others than any that we know.
  const isOpen = uses.length > 1 || uses.some((use) => use?.kind === 'features' && use.turned);
  const isImage = uses.some((use) => use?.kind === 'map');
  const isLost = !isImage && first && 'run' in first.making && !arrives(first.making.run.graph);
  return first && (isOpen || isLost) ? withoutShapes(uses, trial) : first;
}

const MOST_READINGS = 4;

/** Steps may be whole numbers, and what is looked up one for each sample. */
function readingsOf(uses: Uses): readonly Uses[] {
  if (!uses.some((use) => use?.kind === 'map')) return [uses];
  const either = uses.map((use): Uses => {
    const isNumber = use?.kind === 'step' || use?.kind === 'tokens';
    return isNumber ? [use, { kind: 'step', whole: true }] : [use];
  });
  const all = either.reduce<readonly Uses[]>(
    (rows, next) => rows.flatMap((row) => next.map((use) => [...row, use])),
    [[]],
  );
  return all.slice(0, MOST_READINGS);
}

/** What was assumed to be the input is it. */
function isRead(making: Making): boolean {
  const [use] = usesIn(making);
  return works(making) && use !== undefined && !isAssumed(use);
}

/** What the first layers read of each input. */
export function usesIn(making: Making): Uses {
  if (!('run' in making)) return [];
  const { graph } = making.run;
  return graph.inputs.map((_, index) => firstUse(graph, index));
}

function shapedFor(uses: Uses, trial: Trial, { last, said, knowsClasses = false }: Hints): Guess | undefined {
  if (uses.length === 1 && uses[0] === undefined && said) {
    const guess = asSaid(said, trial);
    // Where arguments are assumed, what fails is held against others of these.
    return guess && (works(guess.making) || !knowsClasses) ? guess : undefined;
  }
  if (uses.every((use) => use === undefined)) return undefined;
  const map = uses.find((use) => use?.kind === 'map');
  // What no layer says of the others: mostly they are images like the one that is known.
  if (map && uses.includes(undefined)) {
    const alike = shapedFor(
      uses.map((use) => use ?? map),
      trial,
      {},
    );
    if (alike && works(alike.making)) return alike;
  }
  const at = (side: number): readonly ModelInput[] =>
    uses.map((use, index) => ({ name: nameOf(index, uses.length), volume: volumeOf(use, side), source: 'guess' }));
  const [side, other] = said?.sides ?? [];
  const search = map && new SideSearch(at, trial, sidesFor(map), side === other ? (side ?? last) : last);
  if (search && said && uses.length === 1) {
    const inputs: readonly ModelInput[] = [{ name: nameOf(0, 1), volume: volumeSaid(map, said), source: 'guess' }];
    const making = trial(inputs);
    if (works(making)) return { inputs, making, others: () => search.beside(said.sides[0]) };
  }
  const guess = search ? search.result() : fromVariants(uses, trial);
  const small = knowsClasses && uses.length === 1 && guess && works(guess.making) ? smallImage(guess) : undefined;
  if (search && small !== undefined && works(trial(at(small)))) return search.at(small);
  const solid = guess && map?.rank === 3 && uses.length === 1 && !works(guess.making) ? asCube(map, trial) : undefined;
  if (solid && works(solid.making)) return solid;
  const deep = solid && map ? atDepth(map, trial) : undefined;
  if (deep) return deep;
  const rectangle = guess && map?.rank === 2 && uses.length === 1 ? asRectangle(guess, map, trial) : undefined;
  if (rectangle) return rectangle;
  return guess;
}

/** Cut into patches before any layer reads it: an image of as many channels and of the size that the model says. */
function asSaid({ sides, frames, channels }: SaidSize, trial: Trial): Guess | undefined {
  if (channels === undefined || frames !== undefined) return undefined;
  const inputs: readonly ModelInput[] = [
    { name: nameOf(0, 1), volume: volume([N, channels, ...sides]), source: 'guess' },
  ];
  const making = trial(inputs);
  return { inputs, making, others: () => [] };
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

/** Volumes of a scanner are as deep as they are wide; what takes no film takes those. */
function asCube(map: FirstUse & { kind: 'map' }, trial: Trial): Guess {
  const at = (side: number): readonly ModelInput[] => [
    { name: nameOf(0, 1), volume: volume([N, map.channels, side, side, side]), source: 'guess' },
  ];
  return new SideSearch(at, trial, sidesFor(map), undefined).result();
}

/** Frames that are folded into channels: as many as the layer behind reads. */
function atDepth({ channels }: FirstUse & { kind: 'map' }, trial: Trial): Guess | undefined {
  const at =
    (frames: number) =>
    (side: number): readonly ModelInput[] => [
      { name: nameOf(0, 1), volume: volume([N, channels, frames, side, side]), source: 'guess' },
    ];
  const [side = 64] = sidesFor({ kind: 'map', channels, rank: 3, grows: false });
  const [a, b] = [FRAMES, FRAMES + FEW].map((frames) => channelsApart(trial(at(frames)(side))));
  if (a === undefined || b === undefined || a === b) return undefined;
  const frames = FRAMES - (a * FEW) / (b - a);
  if (!Number.isInteger(frames) || frames < 1) return undefined;
  const guess = new SideSearch(
    at(frames),
    trial,
    sidesFor({ kind: 'map', channels, rank: 3, grows: false }),
    undefined,
  ).result();
  return works(guess.making) ? guess : undefined;
}

/** How many more channels the first layer that is refused gets than it reads. */
function channelsApart(making: Making): number | undefined {
  const found = 'run' in making ? making.run.graph.findings.find(({ layer }) => layer?.refused) : undefined;
  if (found?.rule !== 'channels-mismatch') return undefined;
  const { actual, expected } = found.facts;
  return typeof actual === 'number' && typeof expected === 'number' ? actual - expected : undefined;
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

function withoutShapes(uses: Uses, trial: Trial): Guess {
  const tokens = unknownVolume({ reason: 'missing-input', facts: {} }, 'integer');
  const inputs = unknownInputs(uses.length).map((input, index) =>
    uses[index]?.kind === 'tokens' ? { ...input, volume: tokens } : input,
  );
  return { inputs, making: trial(inputs), others: () => [] };
}

/** Models without maps: which axes stand before the features is the guess. */
function fromVariants(uses: Uses, trial: Trial): Guess | undefined {
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
function best(uses: Uses, lists: readonly (readonly Volume[])[], trial: Trial): Guess | undefined {
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

function variantsOf(use: FirstUse | undefined): readonly Volume[] {
  switch (use?.kind) {
    case undefined:
    case 'map':
      return [];
    case 'step':
      return [volume([N], use.whole ? 'integer' : 'float')];
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

function volumeOf(use: FirstUse | undefined, side: number): Volume {
  switch (use?.kind) {
    case undefined:
      return UNKNOWN_INPUT;
    case 'tokens':
    case 'step':
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
