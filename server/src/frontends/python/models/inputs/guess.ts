// An input for a model that nothing in the file says: channels from the first layer, sizes from trying. A model that takes only
// a few sizes has told us its size (solved backwards); one that takes any keeps the guess, and says nothing that rests on it.
import { N } from '../../../../graph/dim.ts';
import { unknownVolume, volume } from '../../../../graph/volume.ts';
import { type ModelInput, nameOf, unknownInputs } from '../looks/calling.ts';
import type { Making } from '../looks/run.ts';
import { arrives, isAssumed, isConfirmed, type MapUse, type Uses, usesIn } from './first-use.ts';
import { inOtherForm } from './other-forms.ts';
import type { SaidSize } from './said-size.ts';
import { type Guess, SIDES, SideSearch, sidesFor, type Trial, works } from './side-search.ts';
import { fromVariants, volumeOf, volumeSaid } from './usual-volumes.ts';

/** Whether a side is the one that is tried first, whatever was found before. */
export function isFirstGuess(uses: Uses, side: number): boolean {
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
  if (!('run' in making)) return false;
  const [use] = usesIn(making.run.graph);
  return use !== undefined && !isAssumed(use) && (works(making) || isConfirmed(making.run.graph));
}

function shapedFor(uses: Uses, trial: Trial, hints: Hints): Guess | undefined {
  const { said, knowsClasses = false } = hints;
  if (uses.length === 1 && uses[0] === undefined && said) {
    const guess = asSaid(said, trial);
    // Where arguments are assumed, what fails is held against others of these.
    return guess && (works(guess.making) || !knowsClasses) ? guess : undefined;
  }
  if (uses.every((use) => use === undefined)) return undefined;
  const map = uses.find((use) => use?.kind === 'map');
  if (!map) return fromVariants(uses, trial);
  // What no layer says of the others: mostly they are images like the one that is known.
  const alike = uses.map((use) => use ?? map);
  const guess = uses.includes(undefined) ? withImages(alike, map, trial, {}) : undefined;
  return guess && works(guess.making) ? guess : withImages(uses, map, trial, hints);
}

function withImages(uses: Uses, map: MapUse, trial: Trial, { last, said, knowsClasses = false }: Hints): Guess {
  const at = (side: number): readonly ModelInput[] =>
    uses.map((use, index) => ({ name: nameOf(index, uses.length), volume: volumeOf(use, side), source: 'guess' }));
  const [side, other] = said?.sides ?? [];
  const search = new SideSearch(at, trial, sidesFor(map), side === other ? (side ?? last) : last);
  if (uses.length > 1) return search.result();
  if (said) {
    const inputs: readonly ModelInput[] = [{ name: nameOf(0, 1), volume: volumeSaid(map, said), source: 'guess' }];
    const making = trial(inputs);
    if (works(making)) return { inputs, making, others: () => search.beside(said.sides[0]) };
  }
  const guess = search.result();
  const small = knowsClasses && works(guess.making) ? smallImage(guess) : undefined;
  if (small !== undefined && works(trial(at(small)))) return search.at(small);
  return inOtherForm(guess, map, trial) ?? guess;
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

function withoutShapes(uses: Uses, trial: Trial): Guess {
  const tokens = unknownVolume({ reason: 'missing-input', facts: {} }, 'integer');
  const inputs = unknownInputs(uses.length).map((input, index) =>
    uses[index]?.kind === 'tokens' ? { ...input, volume: tokens } : input,
  );
  return { inputs, making: trial(inputs), others: () => [] };
}
