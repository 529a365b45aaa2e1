// The input of a candidate that nothing says: guessed by what its first layers ask for. What was found before an edit counts
// for as long as it still works, so that half-typed code does not change the size of everything.
import type { Graph, Layer } from '../../../../graph/graph.ts';
import { OutOfFuel } from '../../evaluator/fuel.ts';
import type { Running } from '../../program.ts';
import type { Candidate } from '../candidates/candidate.ts';
import { inputCount } from '../forward.ts';
import { type ModelInput, unknownInputs } from '../looks/calling.ts';
import type { Choice } from '../looks/choice.ts';
import type { Making } from '../looks/run.ts';
import type { Uses } from './first-use.ts';
import { guessInput, isFirstGuess } from './guess.ts';
import { type SaidSize, saidSize } from './said-size.ts';
import { MOST_CHANNELS } from './sampled.ts';
import { type Guess, works } from './side-search.ts';
import type { Trials } from './trials.ts';

/** What was found before, by file and model: the text may be broken by the next edit, and the input stays. */
const earlier = new Map<string, Earlier>();
const MOST_EARLIER = 1000;

interface Earlier {
  readonly side: number;
  /** By the model itself. */
  readonly told: boolean;
  readonly uses: Uses;
  readonly inputs: readonly ModelInput[];
}

/** `always`: even where nothing says its input. */
export function guessedInput(
  running: Running,
  trials: Trials,
  candidate: Candidate,
  always: boolean,
): Choice | undefined {
  const key = `${running.program.uri} ${candidate.name}`;
  const last = earlier.get(key);
  const written = saidBy(candidate);
  const isStill =
    last && (isFirstGuess(last.uses, last.side) || last.told) && (written?.sides[0] ?? last.side) === last.side;
  const again = isStill ? asBefore(running, trials, candidate, last, written) : undefined;
  if (again) return again;
  const uses = trials.uses(candidate);
  const said = written ?? trials.told(candidate);
  const isBlock = uses.some((use) => use?.kind === 'map' && !use.grows && use.channels > MOST_CHANNELS);
  const trial = (inputs: readonly ModelInput[]) => trials.make(candidate, () => inputs);
  const knowsClasses = candidate.assumed === undefined;
  // What the model told itself counts for as long as it tells it.
  const side = last?.told ? undefined : last?.side;
  const guess = isBlock && !always ? undefined : guessInput(uses, trial, { last: side, said, knowsClasses });
  if (guess) {
    const sides = guess.inputs[uses.findIndex((use) => use?.kind === 'map')]?.volume.dims?.slice(2) ?? [];
    const [height, width = height] = sides;
    if (typeof height === 'number' && height === width && works(guess.making)) {
      const told = !written && said?.sides[0] === height;
      remember(key, { side: height, told, uses: trials.usesIn(guess.making), inputs: guess.inputs });
    }
    return { making: guess.making, inputs: guess.inputs, from: undefined, others: () => compared(guess) };
  }
  return always ? trials.run(candidate, (model) => unknownInputs(inputCount(running, model))) : undefined;
}

function remember(key: string, found: Earlier): void {
  earlier.delete(key);
  earlier.set(key, found);
  const [oldest] = earlier.keys();
  if (earlier.size > MOST_EARLIER && oldest !== undefined) earlier.delete(oldest);
}

/** The input that worked before the edit, where it still does and the first layers say the same: one run instead of two. */
function asBefore(
  running: Running,
  trials: Trials,
  candidate: Candidate,
  { side, uses, inputs }: Earlier,
  written: SaidSize | undefined,
): Choice | undefined {
  const run = (chosen: readonly ModelInput[]) => trials.make(candidate, () => chosen);
  const making = run(inputs);
  if (!('run' in making) || !works(making)) return undefined;
  const { told } = making.run;
  const said = written ?? told;
  if (said?.frames !== undefined || (said ? said.sides.some((each) => each !== side) : !isFirstGuess(uses, side)))
    return undefined;
  if (inputCount(running, making.run.model) !== inputs.length) return undefined;
  if (JSON.stringify(uses) !== JSON.stringify(trials.usesIn(making))) return undefined;
  let first: Making | undefined = making;
  const trial = (chosen: readonly ModelInput[]) => {
    const known = JSON.stringify(chosen) === JSON.stringify(inputs) ? first : undefined;
    first = undefined;
    return known ?? run(chosen);
  };
  const guess = guessInput(uses, trial, { last: side, said });
  return guess && { making, inputs: guess.inputs, from: undefined, others: guess.others };
}

/**
 * What has used up its fuel at the first input cannot be tried at others, and code that squeezes axes wants others than any
 * that were tried: nothing of it is certain.
 */
function compared({ making, others }: Guess): readonly Graph[] {
  if (!('run' in making)) return others();
  const { graph, failure } = making.run;
  const isUncertain = failure instanceof OutOfFuel || (!works(making) && graph.layers.some(leavesAxis));
  return isUncertain ? [{ ...graph, findings: [] }] : others();
}

/** `x.squeeze(2)` where that axis is larger. */
function leavesAxis({ module: { operator, attributes }, inputs: [input], outputs: [output] }: Layer): boolean {
  const [before, after] = [input?.volume.dims, output?.volume.dims];
  return (
    operator.id === 'squeeze' && attributes.axes != null && before !== undefined && before.length === after?.length
  );
}

/** The defaults of its arguments, and what is assumed of those that have none. */
export function saidBy({ construction, given }: Candidate): SaidSize | undefined {
  return saidSize([given?.(), construction?.parameters].filter(Boolean).join(', '));
}
