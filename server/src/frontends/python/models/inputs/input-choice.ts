// The input on which a candidate is run: what the user, the file, its calls or its data set say; else a guess by what the
// first layers ask for.
import type { Graph, GraphInput, Layer } from '../../../../graph/graph.ts';
import type { Volume } from '../../../../graph/volume.ts';
import type { BuildHost, Source } from '../../../front-end.ts';
import { OutOfFuel } from '../../evaluator/fuel.ts';
import type { Trace } from '../../evaluator/rerun/trace.ts';
import type { PyClass, PyInstance, PyRaise } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { collect } from '../../torch/module/registries.ts';
import type { Candidate } from '../candidates/candidate.ts';
import { classKey } from '../candidates/class-key.ts';
import { makeupOf } from '../candidates/makeup.ts';
import { trialCandidate } from '../candidates/other-candidates.ts';
import { directiveAt, type Shape } from '../directives.ts';
import { failsAnyway } from '../findings/anyway.ts';
import { isMadeElsewhere, isPartOfAnother, lacksArguments, speaksOfModules } from '../findings/doubts.ts';
import { inputCount, parameterNames } from '../forward.ts';
import { batched, type ModelInput, unknownInputs } from '../looks/calling.ts';
import type { Choice } from '../looks/choice.ts';
import { factOf } from '../looks/kept.ts';
import { type Making, type Probe, probeModel, runModel, type Tried, tryModel } from '../looks/run.ts';
import { type FirstUse, withSteps } from './first-use.ts';
import { fixedBatch, withBatch } from './fixed-batch.ts';
import { guessInput, isFirstGuess, usesIn } from './guess.ts';
import { samplesOf, summaryShape } from './mentions.ts';
import { type ObservedCall, observedIn } from './observed.ts';
import { presetOf } from './presets.ts';
import { type SaidSize, saidSize } from './said-size.ts';
import { MOST_CHANNELS, onSamples } from './sampled.ts';
import { type Guess, goesFurther, works } from './side-search.ts';

/** What ended the making of a model; where it is made, its run on an input of which nothing is known. */
export interface Failure {
  readonly failure: PyRaise | OutOfFuel;
  readonly model: PyInstance | undefined;
}

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

type Uses = readonly (FirstUse | undefined)[];

/** What is known of a candidate until its input is chosen. */
interface Begun {
  readonly trace: Trace | undefined;
  readonly tried: Tried;
  /** By how many inputs there are. */
  readonly probed: Map<number | undefined, Probe>;
}

export class InputChoices {
  /** What ended tries for the candidate at hand, where that is the file's mistake. */
  #failures: Failure[] = [];
  readonly #running: Running;
  readonly #source: Source;
  readonly #host: BuildHost;
  readonly #spent = new Map<Candidate, Making>();
  readonly #begun = new Map<Candidate, Begun>();

  constructor(running: Running, source: Source, host: BuildHost) {
    this.#running = running;
    this.#source = source;
    this.#host = host;
  }

  /** What was tried need not be known any more. */
  forget(): void {
    this.#begun.clear();
    this.#spent.clear();
  }

  /** `always`: even where nothing says its input. */
  of(
    candidate: Candidate,
    always: boolean,
  ): { readonly choice: Choice | undefined; readonly failures: readonly Failure[] } {
    this.#failures = [];
    this.#goOn(candidate);
    const choice = this.#known(candidate) ?? this.#guessed(candidate, always);
    return { choice: choice && { ...choice, inputs: asRun(choice) }, failures: this.#failures };
  }

  /** With what was tried before for the same answer: whoever rests on that has noted what it has read. */
  #goOn(candidate: Candidate): void {
    const { trace } = this.#running.program.interpreter;
    const begun = this.#begun.get(candidate);
    this.#spent.delete(candidate);
    if (begun?.trace === trace) return;
    this.#begun.set(candidate, { trace, tried: new Map(), probed: new Map() });
  }

  #begunFor(candidate: Candidate): Begun {
    const begun = this.#begun.get(candidate) ?? { trace: undefined, tried: new Map(), probed: new Map() };
    this.#begun.set(candidate, begun);
    return begun;
  }

  /** Inputs that the user, the file's comments, its calls or its data set say. */
  #known(candidate: Candidate): Choice | undefined {
    const { text } = this.#source;
    const wish = candidate.inputs ?? this.#source.inputs;
    if (wish.length > 0) return this.#run(candidate, (model) => this.#shaped(candidate, model, wish, 'option'));
    const said = directiveAt(text, candidate.head.start);
    if (said) return this.#run(candidate, (model) => this.#shaped(candidate, model, said, 'file'));
    return this.#called(candidate) ?? this.#summarized(candidate) ?? this.#sampled(candidate);
  }

  #run(
    candidate: Candidate,
    inputs: (model: PyInstance) => readonly ModelInput[] | undefined,
    from?: string,
  ): Choice | undefined {
    let chosen: readonly ModelInput[] | undefined;
    const making = this.make(candidate, (model) => {
      chosen = inputs(model);
      return chosen;
    });
    if ('failure' in making) this.#fails(candidate, making.failure);
    return chosen && { making, inputs: chosen, from };
  }

  #fails(candidate: Candidate, failure: PyRaise | OutOfFuel, model?: PyInstance): void {
    const { name, kind, open } = candidate;
    if (kind === 'factory' && !speaksOfModules(this.#running, name)) return;
    const isAssumed =
      (kind === 'class' && (isMadeElsewhere(this.#running, name) || isPartOfAnother(this.#running, name))) ||
      (open && lacksArguments(this.#running, failure));
    if (isAssumed && !failsAnyway(this.#running, this.#host, candidate, failure, model && 'any')) return;
    if (!this.#failures.some((each) => each.failure === failure)) this.#failures.push({ failure, model });
  }

  /** What has used up its fuel is not tried at further inputs: each try would cost as much. */
  make(candidate: Candidate, inputs: (model: PyInstance) => readonly ModelInput[] | undefined): Making {
    const spent = this.#spent.get(candidate);
    if (spent) {
      if ('run' in spent) inputs(spent.run.model);
      return spent;
    }
    const making = this.#onFixedBatch(candidate, inputs, this.#tryOn(candidate, inputs));
    const failure = 'run' in making ? making.run.failure : 'failure' in making ? making.failure : undefined;
    if (failure instanceof OutOfFuel) this.#spent.set(candidate, making);
    return making;
  }

  /** Code that fixes the batch is run on that one. */
  #onFixedBatch(
    candidate: Candidate,
    inputs: (model: PyInstance) => readonly ModelInput[] | undefined,
    making: Making,
  ): Making {
    const batch = 'run' in making && !works(making) ? fixedBatch(making.run.graph) : undefined;
    if (batch === undefined) return making;
    const fixed = this.#tryOn(candidate, (model) =>
      inputs(model)?.map((input) => ({ ...input, volume: withBatch(input.volume, batch) ?? input.volume })),
    );
    return goesFurther(fixed, making) ? fixed : making;
  }

  #tryOn(candidate: Candidate, inputs: (model: PyInstance) => readonly ModelInput[] | undefined): Making {
    if (!this.#running.turn.pause) return runModel(this.#running, this.#host, candidate, inputs);
    return tryModel(this.#running, this.#host, candidate, inputs, this.#begunFor(candidate).tried);
  }

  /** Shapes without batch; of tokens where that is what the model reads. */
  #shaped(
    candidate: Candidate,
    model: PyInstance,
    shapes: readonly Shape[],
    source: GraphInput['source'],
  ): readonly ModelInput[] {
    const uses = shapes.some(({ length }) => length === 1) ? this.#uses(candidate, shapes.length) : [];
    return shapes.map((shape, index) => ({
      name: parameterNames(this.#running, model)[index] ?? 'input',
      volume: batched(shape, uses[index]?.kind === 'tokens' ? 'integer' : 'float'),
      source,
    }));
  }

  /** A call of the very model, or of one made alike, says its input; that of another one of its class may be for it as well. */
  #called(candidate: Candidate): Choice | undefined {
    if (!factOf(this.#running, 'calls', (running) => observedIn(running).length > 0)) return undefined;
    let others: readonly ObservedCall[] | undefined;
    const first = this.#onCall(candidate, (model) => {
      const alike = callsOf(this.#running, candidate, model.class);
      const makeup = alike.length > 0 ? makeupOf(model) : '';
      const own = alike.find((each) => each.model === model) ?? alike.find((each) => each.makeup === makeup);
      if (!own) others = alike;
      return own;
    });
    return first ?? this.#calledAlike(candidate, others ?? []);
  }

  /** What such a call shows to be wrong is wrong for the model that it calls. */
  #calledAlike(candidate: Candidate, calls: readonly ObservedCall[]): Choice | undefined {
    const shapes = new Map(calls.map((each) => [JSON.stringify(each.inputs), each]));
    for (const call of shapes.values()) {
      const choice = this.#onCall(candidate, () => call);
      if (choice && works(choice.making)) return choice;
    }
    const [only, ...more] = shapes.values();
    if (only?.trial === undefined || more.length > 0) return undefined;
    const its = trialCandidate(this.#running, only.trial, only.class);
    const choice = its && this.#onCall(its, () => only);
    return choice && !works(choice.making) ? choice : undefined;
  }

  /** What stands first in a call is taken for the batch; where that does not fit, for what it is. */
  #onCall(candidate: Candidate, callOf: (model: PyInstance) => ObservedCall | undefined): Choice | undefined {
    const on = (which: 'inputs' | 'given') => (model: PyInstance) => {
      const call = callOf(model);
      return call && this.#inputsOf(call[which], model);
    };
    const choice = this.#run(candidate, on('inputs'), 'call');
    if (!choice || works(choice.making)) return choice;
    const exact = this.#run(candidate, on('given'), 'call');
    return exact && works(exact.making) ? exact : choice;
  }

  #inputsOf(volumes: readonly Volume[], model: PyInstance): readonly ModelInput[] {
    const names = parameterNames(this.#running, model);
    return volumes.map((v, index) => ({ name: names[index] ?? 'input', volume: v, source: 'call' }));
  }

  #summarized(candidate: Candidate): Choice | undefined {
    const shape = factOf(this.#running, 'summary', summaryShape);
    if (!shape) return undefined;
    const choice = this.#run(candidate, (model) => this.#shaped(candidate, model, [shape], 'call'), 'summary');
    return choice && works(choice.making) ? choice : undefined;
  }

  #sampled(candidate: Candidate): Choice | undefined {
    const { name, kind } = candidate;
    const preset = kind === 'factory' ? presetOf(this.#running, name) : [];
    const samples = [...preset, ...factOf(this.#running, 'samples', samplesOf)];
    if (samples.length === 0) return undefined;
    const [use, ...more] = this.#uses(candidate);
    const own = samples.find((sample) => sample.own);
    if (own && more.length === 0) {
      const [channels = 3, ...sides] = own.sample;
      return this.#run(
        candidate,
        (model) => this.#shaped(candidate, model, [[channels, ...sides]], 'data-set'),
        own.name,
      );
    }
    if (more.length > 0 || !use) return undefined;
    return onSamples(samples, use, saidSize(candidate.construction?.parameters ?? ''), {
      onShape: (shape, from) =>
        this.#run(candidate, (model) => this.#shaped(candidate, model, [shape], 'data-set'), from),
      on: (inputs) => this.#run(candidate, () => inputs),
    });
  }

  #guessed(candidate: Candidate, always: boolean): Choice | undefined {
    const key = `${this.#running.program.uri} ${candidate.name}`;
    const last = earlier.get(key);
    const written = saidBy(candidate);
    const isStill =
      last && (isFirstGuess(last.uses, last.side) || last.told) && (written?.sides[0] ?? last.side) === last.side;
    const again = isStill ? this.#asBefore(candidate, last, written) : undefined;
    if (again) return again;
    const uses = this.#uses(candidate);
    const said = written ?? this.#told(candidate);
    const isBlock = uses.some((use) => use?.kind === 'map' && !use.grows && use.channels > MOST_CHANNELS);
    const trial = (inputs: readonly ModelInput[]) => this.make(candidate, () => inputs);
    const knowsClasses = candidate.assumed === undefined;
    // What the model told itself counts for as long as it tells it.
    const side = last?.told ? undefined : last?.side;
    const guess = isBlock && !always ? undefined : guessInput(uses, trial, { last: side, said, knowsClasses });
    if (guess) {
      const [height, width = height] =
        guess.inputs[uses.findIndex((use) => use?.kind === 'map')]?.volume.dims?.slice(2) ?? [];
      if (typeof height === 'number' && height === width && works(guess.making)) {
        earlier.delete(key);
        const told = !written && said?.sides[0] === height;
        earlier.set(key, { side: height, told, uses: this.#usesIn(guess.making), inputs: guess.inputs });
        if (earlier.size > MOST_EARLIER) for (const oldest of [...earlier.keys()].slice(0, 1)) earlier.delete(oldest);
      }
      return { making: guess.making, inputs: guess.inputs, from: undefined, others: () => compared(guess) };
    }
    return always ? this.#run(candidate, (model) => unknownInputs(inputCount(this.#running, model))) : undefined;
  }

  /** The input that worked before the edit, where it still does and the first layers say the same: one run instead of two. */
  #asBefore(candidate: Candidate, { side, uses, inputs }: Earlier, written: SaidSize | undefined): Choice | undefined {
    const run = (chosen: readonly ModelInput[]) => this.make(candidate, () => chosen);
    const making = run(inputs);
    if (!('run' in making) || !works(making)) return undefined;
    const { told } = making.run;
    const said = written ?? told;
    if (said?.frames !== undefined || (said ? said.sides.some((each) => each !== side) : !isFirstGuess(uses, side)))
      return undefined;
    if (inputCount(this.#running, making.run.model) !== inputs.length) return undefined;
    if (JSON.stringify(uses) !== JSON.stringify(this.#usesIn(making))) return undefined;
    let first: Making | undefined = making;
    const trial = (chosen: readonly ModelInput[]) => {
      const known = JSON.stringify(chosen) === JSON.stringify(inputs) ? first : undefined;
      first = undefined;
      return known ?? run(chosen);
    };
    const guess = guessInput(uses, trial, { last: side, said });
    return guess && { making, inputs: guess.inputs, from: undefined, others: guess.others };
  }

  #usesIn(making: Making): Uses {
    return 'run' in making ? withSteps(usesIn(making), parameterNames(this.#running, making.run.model)) : [];
  }

  /** What the first layers say of each input; found once. */
  #uses(candidate: Candidate, count?: number): Uses {
    const { probed } = this.#begunFor(candidate);
    const known = probed.get(count) ?? this.#probe(candidate, count);
    probed.set(count, known);
    const { uses, failure, run } = known;
    if (failure) this.#fails(candidate, failure);
    if (run?.failure instanceof OutOfFuel) this.#spent.set(candidate, { run });
    // Before any layer has read its input, which then is no matter.
    else if (run?.failure && uses.length > 0 && uses.every((use) => use === undefined) && hasWeights(run.model))
      this.#fails(candidate, run.failure, run.model);
    return uses;
  }

  #told(candidate: Candidate): SaidSize | undefined {
    return this.#begunFor(candidate).probed.get(undefined)?.told;
  }

  #probe(candidate: Candidate, count?: number): Probe {
    this.#running.turn.check(0);
    return probeModel(this.#running, this.#host, candidate, (model) =>
      unknownInputs(count ?? inputCount(this.#running, model)),
    );
  }
}

/** The defaults of its arguments, and what is assumed of those that have none. */
export function saidBy({ construction, given }: Candidate): SaidSize | undefined {
  return saidSize([given?.(), construction?.parameters].filter(Boolean).join(', '));
}

/** With the batch that the model was run on. */
function asRun({ making, inputs }: Choice): readonly ModelInput[] {
  const run = 'run' in making ? making.run.graph.inputs : [];
  return inputs.map((input, index) => ({ ...input, volume: run[index]?.tensor.volume ?? input.volume }));
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

/** What has none gets from others what it runs. */
function hasWeights(model: PyInstance): boolean {
  return collect(model, '_parameters')[Symbol.iterator]().next().done !== true;
}

/** Of models of a class; a look rests on what they say. */
function callsOf(running: Running, { name, kind }: Candidate, of: PyClass): readonly ObservedCall[] {
  const key = classKey(of);
  const alike = (each: Running) => observedIn(each).filter((call) => classKey(call.class) === key);
  factOf(running, `calls of ${key}`, (each) =>
    alike(each).map(({ makeup, given, trial }) => ({ makeup, given, trial })),
  );
  if (kind === 'instance')
    factOf(running, `calls of ${key} by ${name}`, (each) =>
      alike(each).map(({ model }) => model === each.loaded.module.namespace.get(name)),
    );
  return observedIn(running).filter((call) => call.class === of);
}
