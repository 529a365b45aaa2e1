// The input on which a candidate is run: what the user, the file, its calls or its data set say; else a guess by what the
// first layers ask for.
import type { GraphInput } from '../../../../graph/graph.ts';
import type { Volume } from '../../../../graph/volume.ts';
import type { Source } from '../../../front-end.ts';
import type { Keywords, PyClass, PyInstance } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { Candidate } from '../candidates/candidate.ts';
import { classKey } from '../candidates/class-key.ts';
import { makeupOf } from '../candidates/makeup.ts';
import { trialCandidate } from '../candidates/other-candidates.ts';
import { directiveAt, type Shape } from '../directives.ts';
import { parameterNames } from '../forward.ts';
import { batched, type ModelInput } from '../looks/calling.ts';
import type { Choice } from '../looks/choice.ts';
import { factOf } from '../looks/kept.ts';
import { guessedInput } from './guessed-input.ts';
import { samplesOf, summaryShape } from './mentions.ts';
import { type ObservedCall, observedIn } from './observed.ts';
import { presetOf } from './presets.ts';
import { saidSize } from './said-size.ts';
import { onSamples } from './sampled.ts';
import { works } from './side-search.ts';
import type { Failure, Trials } from './trials.ts';

export class InputChoices {
  readonly #running: Running;
  readonly #source: Source;
  readonly #trials: Trials;

  constructor(running: Running, source: Source, trials: Trials) {
    this.#running = running;
    this.#source = source;
    this.#trials = trials;
  }

  /** `always`: even where nothing says its input. */
  of(
    candidate: Candidate,
    always: boolean,
  ): { readonly choice: Choice | undefined; readonly failures: readonly Failure[] } {
    this.#trials.begin(candidate);
    const choice = this.#known(candidate) ?? guessedInput(this.#running, this.#trials, candidate, always);
    return { choice: choice && { ...choice, inputs: asRun(choice) }, failures: this.#trials.failures };
  }

  /** Inputs that the user, the file's comments, its calls or its data set say. */
  #known(candidate: Candidate): Choice | undefined {
    const { text } = this.#source;
    const wish = candidate.inputs ?? this.#source.inputs;
    if (wish.length > 0) return this.#trials.run(candidate, (model) => this.#shaped(candidate, model, wish, 'option'));
    const said = directiveAt(text, candidate.head.start);
    if (said) return this.#trials.run(candidate, (model) => this.#shaped(candidate, model, said, 'file'));
    return this.#called(candidate) ?? this.#summarized(candidate) ?? this.#sampled(candidate);
  }

  /** Shapes without batch; of tokens where that is what the model reads. */
  #shaped(
    candidate: Candidate,
    model: PyInstance,
    shapes: readonly Shape[],
    source: GraphInput['source'],
  ): readonly ModelInput[] {
    const uses = shapes.some(({ length }) => length === 1) ? this.#trials.uses(candidate, shapes.length) : [];
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
    let isGuarded = false;
    const first = this.#onCall(candidate, (model) => {
      const alike = callsOf(this.#running, candidate, model.class);
      const makeup = alike.length > 0 ? makeupOf(model) : '';
      const own = alike.find((each) => each.model === model) ?? alike.find((each) => each.makeup === makeup);
      if (!own) others = alike;
      isGuarded = own?.guarded === true;
      return own;
    });
    // That it fails is what such a call shows.
    if (first && isGuarded && !works(first.making)) return undefined;
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
      return call && this.#inputsOf(call[which], call.beside, model);
    };
    const choice = this.#trials.run(candidate, on('inputs'), 'call');
    if (!choice || works(choice.making)) return choice;
    const exact = this.#trials.run(candidate, on('given'), 'call');
    return exact && works(exact.making) ? exact : choice;
  }

  #inputsOf(volumes: readonly Volume[], beside: Keywords, model: PyInstance): readonly ModelInput[] {
    const names = parameterNames(this.#running, model);
    const first = beside.size > 0 ? { beside: [...beside] } : {};
    return volumes.map((v, index) => ({
      name: names[index] ?? 'input',
      volume: v,
      source: 'call',
      ...(index === 0 ? first : {}),
    }));
  }

  #summarized(candidate: Candidate): Choice | undefined {
    const shape = factOf(this.#running, 'summary', summaryShape);
    if (!shape) return undefined;
    const choice = this.#trials.run(candidate, (model) => this.#shaped(candidate, model, [shape], 'call'), 'summary');
    return choice && works(choice.making) ? choice : undefined;
  }

  #sampled(candidate: Candidate): Choice | undefined {
    const { name, kind } = candidate;
    const preset = kind === 'factory' ? presetOf(this.#running, name) : [];
    const samples = [...preset, ...factOf(this.#running, 'samples', samplesOf)];
    if (samples.length === 0 || isOnlyShown(this.#running, candidate)) return undefined;
    const [use, ...more] = this.#trials.uses(candidate);
    const own = samples.find((sample) => sample.own);
    if (own && more.length === 0) {
      const [channels = 3, ...sides] = own.sample;
      return this.#trials.run(
        candidate,
        (model) => this.#shaped(candidate, model, [[channels, ...sides]], 'data-set'),
        own.name,
      );
    }
    if (more.length > 0 || !use) return undefined;
    return onSamples(samples, use, saidSize(candidate.construction?.parameters ?? ''), {
      onShape: (shape, from) =>
        this.#trials.run(candidate, (model) => this.#shaped(candidate, model, [shape], 'data-set'), from),
      on: (inputs) => this.#trials.run(candidate, () => inputs),
    });
  }
}

/** Bound to a name that was another model's before, and from then on neither called nor handed to anything but `print`. */
function isOnlyShown(running: Running, { kind, name }: Candidate): boolean {
  if (kind !== 'instance') return false;
  return factOf(running, `only shown: ${name}`, ({ loaded: { text } }) => {
    const [last, ...before] = [...text.matchAll(new RegExp(String.raw`^${name}\s*=[^=]`, 'gm'))].reverse();
    if (!last || before.length === 0) return false;
    const isUsed = new RegExp(String.raw`\b${name}\s*\(|[(,=]\s*${name}\s*[,)]`);
    return !isUsed.test(text.slice(last.index).replace(/\bprint\([^()]*\)/g, ''));
  });
}

/** With the batch that the model was run on. */
function asRun({ making, inputs }: Choice): readonly ModelInput[] {
  const run = 'run' in making ? making.run.graph.inputs : [];
  return inputs.map((input, index) => ({ ...input, volume: run[index]?.tensor.volume ?? input.volume }));
}

/** Of models of a class; a look rests on what they say. */
function callsOf(running: Running, { name, kind }: Candidate, of: PyClass): readonly ObservedCall[] {
  const key = classKey(of);
  const alike = (each: Running) => observedIn(each).filter((call) => classKey(call.class) === key);
  factOf(running, `calls of ${key}`, (each) =>
    alike(each).map(({ beside, makeup, given, trial, guarded }) => ({
      ...{ makeup, given, trial, guarded },
      beside: [...beside],
    })),
  );
  if (kind === 'instance')
    factOf(running, `calls of ${key} by ${name}`, (each) =>
      alike(each).map(({ model }) => model === each.loaded.module.namespace.get(name)),
    );
  const calls = observedIn(running).filter((call) => call.class === of);
  return calls.sort((a, b) => Number(a.guarded ?? false) - Number(b.guarded ?? false));
}
