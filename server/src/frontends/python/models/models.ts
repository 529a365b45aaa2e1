// A file's models: each candidate made and run on its input; of those that are parts of others, none.
import type { Span } from '../../../base/span.ts';
import type { Finding } from '../../../graph/finding.ts';
import type { Graph, GraphInput } from '../../../graph/graph.ts';
import type { BuildHost, BuiltModel, Source } from '../../front-end.ts';
import { OutOfFuel } from '../evaluator/fuel.ts';
import type { World } from '../evaluator/imports.ts';
import { lookUp } from '../evaluator/method-order.ts';

import {
  type ClassDefinition,
  PyClass,
  type PyInstance,
  type PyRaise,
  type PyTuple,
  type Value,
} from '../evaluator/values.ts';
import { evaluate } from '../expression.ts';
import type { Running } from '../program.ts';

import { collect, treeOf } from '../torch/registries.ts';
import { sessionOf } from '../torch/session.ts';

import { type Candidate, valueNamed } from './candidate.ts';
import { classKey } from './class-key.ts';
import { directiveAt, type Shape } from './directives.ts';
import { candidatesIn, isRequired } from './discover.ts';
import { findingOf, isMadeElsewhere, isOfMaking, isPartOfAnother, speaksOfModules, whileMaking } from './failures.ts';
import { firstUse } from './first-use.ts';
import { guessInput, isFirstGuess, unknownInputs, works } from './guess.ts';
import {
  factOf,
  isStill,
  type Keeper,
  type Kept,
  keeperOf,
  keepNot,
  type LookTrace,
  type Places,
  placesOf,
} from './kept.ts';
import { LastingModel } from './lasting.ts';
import { softmaxBeforeLoss } from './losses.ts';
import { makeupOf } from './makeup.ts';
import { sampleOf, summaryShape } from './mentions.ts';
import { madeIn, type ObservedCall, observedIn } from './observed.ts';
import { batched, circumstancesOf, type Making, type ModelInput, probeModel, rerunner, runModel } from './run.ts';
import { saidSize } from './said-size.ts';

/** What a candidate is now. */
interface Found extends Look {
  readonly candidate: Candidate;
  /** The model itself, where this look has made it, or the file's top. */
  readonly model: Value | undefined;
  readonly lasting: LastingModel;
}

/** What a candidate came to, where it came to something, and that stays for as long as nothing of it is different. */
interface Look {
  readonly graph: Graph;
  /** Of the model's class. */
  readonly type: string;
  readonly class: string;
  /** Where that stands. */
  readonly definition: ClassDefinition | undefined;
  readonly inputs: readonly ModelInput[];
  /** Classes of the model and all below it. */
  readonly parts: ReadonlySet<string>;
  readonly from: string | undefined;
  readonly others?: Others;
}

/** What ended the making of what would have been a model is known, too. */
interface Outcome {
  readonly look?: Look;
  readonly ended: readonly Finding[];
  model?: PyInstance | undefined;
}

/** Graphs on other inputs; made when they are asked for, which must be before anything else runs. */
interface Others {
  readonly ask: () => readonly Graph[];
  readonly isAskable: () => boolean;
  graphs?: readonly Graph[];
}

/** What was found before, by file and model: the text may be broken by the next edit, and the input stays. */
const earlier = new Map<string, Earlier>();
const MOST_EARLIER = 1000;

interface Earlier {
  readonly side: number;
  readonly uses: Uses;
  readonly inputs: readonly ModelInput[];
}

type Uses = readonly ReturnType<typeof firstUse>[];

export interface PythonModel extends BuiltModel {
  readonly type: string;
  readonly unplaced: Graph;
  /** The statement that makes it. */
  readonly place: Span;
  /** Once more as it was run for its graph, in another run of the same text: the model, once it has run. */
  runIn(running: Running, host: BuildHost): PyInstance | undefined;
}

export interface ModelsAndFindings {
  readonly models: readonly PythonModel[];
  /** Of what came to no model, and of what the file does with those that did. */
  readonly findings: readonly Finding[];
  /** So many are shown as they were before the last edits. */
  readonly pending: number;
}

export function modelsOf(running: Running, source: Source, host: BuildHost): ModelsAndFindings {
  const { models: asked } = source;
  const builder = new Models(running, source, host);
  const found = asked.length > 0 ? asked.flatMap((text) => builder.asked(text)) : builder.discovered();
  const models = found.map((each) => builder.built(each));
  const findings = [...whileMaking(running, builder.ended), ...softmaxBeforeLoss(running, models)];
  return { models, findings, pending: builder.pending };
}

class Models {
  /** What ended the making of what would have been models. */
  readonly ended: Finding[] = [];
  /** So many were left as they were before. */
  pending = 0;
  /** Something was run: every look at a text comes a little further. */
  #hasRun = false;
  readonly #keeper: Keeper;
  /** Of the look under way. */
  #failures: (PyRaise | OutOfFuel)[] = [];
  readonly #running: Running;
  readonly #source: Source;
  readonly #host: BuildHost;
  readonly #probed = new Map<string, Uses>();
  readonly #spent = new Map<Candidate, Making>();

  constructor(running: Running, source: Source, host: BuildHost) {
    this.#running = running;
    this.#source = source;
    this.#host = host;
    this.#keeper = keeperOf(running);
  }

  /** What the user names is a model, even where nothing says its input. */
  asked(text: string): readonly Found[] {
    const candidate = askedFor(text);
    const found = this.#found(candidate, this.#outcome(candidate, true), placesOf(this.#world));
    return found ? [found] : [];
  }

  /** Later classes are mostly made of earlier ones: from the last to the first, so that few parts are run. */
  discovered(): readonly Found[] {
    const all = candidatesIn(this.#running, this.#source);
    const candidates = all.filter(({ assumed }) => !assumed);
    if (this.#host.pause) this.#hurry(candidates);
    const found: Found[] = [];
    const isPart = (of: string) => found.some((each) => each.parts.has(of) && each.class !== of);
    const isMade = (of: string) => found.some((each) => each.class === of && each.candidate.kind !== 'class');
    for (const candidate of candidates.filter(({ kind }) => kind !== 'class')) {
      const made = this.#find(candidate);
      if (made && !found.some(({ model }) => model !== undefined && model === made.model)) found.push(made);
    }
    for (const candidate of candidates.filter(({ kind }) => kind === 'class').reverse()) {
      const of = classKey(this.#running.loaded.module.namespace.get(candidate.name) as PyClass);
      if (isPart(of) || isMade(of)) continue;
      const made = this.#find(candidate);
      if (made) found.push(made);
    }
    for (const { trial, class: of } of observedIn(this.#running)) {
      const key = classKey(of);
      if (trial === undefined || isPart(key) || found.some((each) => each.class === key)) continue;
      const candidate = trialCandidate(this.#running, trial, of);
      const made = candidate && this.#find(candidate);
      if (made) found.push(made);
    }
    // Whoever makes such a one in the file says with what.
    for (const candidate of all.filter(({ assumed }) => assumed).reverse()) {
      const of = valueNamed(this.#running, candidate.name);
      if (of instanceof PyClass && found.some(({ parts }) => parts.has(classKey(of)))) continue;
      const made = this.#find(candidate);
      if (made) found.push(made);
    }
    const roots = found.filter((each) => !each.definition || each.candidate.kind === 'instance' || !isPart(each.class));
    return roots.sort((a, b) => a.candidate.head.start - b.candidate.head.start);
  }

  get #world(): World {
    return this.#running.program.interpreter.imports.world;
  }

  /** What an earlier look came to, where nothing of what it rests on has changed. */
  #find(candidate: Candidate): Found | undefined {
    if (this.#host.once) return this.#found(candidate, this.#outcome(candidate, false), placesOf(this.#world));
    const kept = this.#kept(candidate) ?? (this.#isTimeUp() ? this.#asLast(candidate) : this.#looked(candidate));
    return kept && this.#found(candidate, kept.value, kept.places);
  }

  #kept(candidate: Candidate): Kept<Outcome> | undefined {
    return this.#keeper.known(nameOf(candidate), candidate.head, this.#contextOf(candidate));
  }

  #looked(candidate: Candidate): Kept<Outcome> {
    this.#hasRun = true;
    const make = (trace: LookTrace) => this.#outcome(candidate, false, trace);
    return this.#keeper.look(nameOf(candidate), candidate.head, this.#contextOf(candidate), make);
  }

  /** What is said of it, beside its code. */
  #contextOf({ head, open, inputs, construction }: Candidate): string {
    const { inputs: wish, text } = this.#source;
    return JSON.stringify([inputs ?? wish, directiveAt(text, head.start), open, construction?.args]);
  }

  /** As it was before the edit, where it was anything: another look will see to it. */
  #asLast(candidate: Candidate): Kept<Outcome> | undefined {
    this.pending++;
    return this.#keeper.last(nameOf(candidate));
  }

  #isTimeUp(): boolean {
    return this.#hasRun && this.#host.pause?.() === true;
  }

  /** Where time is short: what was edited itself comes first, then what takes least. */
  #hurry(candidates: readonly Candidate[]): void {
    const waiting = candidates
      .filter(({ kind }) => kind === 'factory')
      .map((candidate) => {
        const last = this.#keeper.last<Outcome>(nameOf(candidate));
        const isEdited = !last || !isStill(last.places, candidate.span, this.#world);
        return { candidate, isEdited, cost: last?.value.look?.graph.layers.length ?? 0 };
      })
      .sort((a, b) => Number(b.isEdited) - Number(a.isEdited) || a.cost - b.cost);
    for (const { candidate } of waiting) {
      if (this.#kept(candidate)) continue;
      if (this.#isTimeUp()) return;
      this.#looked(candidate);
    }
  }

  #found(candidate: Candidate, outcome: Outcome, places: Places): Found | undefined {
    const { look, ended } = outcome;
    const lasting = new LastingModel(outcome, places, placesOf(this.#world), this.#world.main);
    this.ended.push(...ended.flatMap((finding) => lasting.finding(finding)));
    if (!look) return undefined;
    // Whatever a look has made is in the way of what it is kept for: only what was there before it outlives it.
    const model =
      candidate.kind === 'instance' ? this.#running.loaded.module.namespace.get(candidate.name) : outcome.model;
    outcome.model = undefined;
    return { ...look, candidate, model, lasting };
  }

  #outcome(candidate: Candidate, always: boolean, trace?: LookTrace): Outcome {
    this.#failures = [];
    const made = this.#known(candidate) ?? this.#guessed(candidate, always);
    const how = circumstancesOf(this.#running, candidate);
    const ended = this.#failures
      .filter((failure) => candidate.kind !== 'factory' || isOfMaking(failure, candidate.name))
      .flatMap((failure) => findingOf(this.#running, failure, how) ?? []);
    if (!made || !('run' in made.making)) return { ended };
    const { making, inputs, from } = made;
    const { graph, model } = making.run;
    if (!always && isMereFunction(model)) return { ended };
    const others = this.#othersOf(candidate, made, graph);
    if (candidate.kind !== 'instance' && isOfFile(this.#running, model)) keepNot(this.#running);
    const parts = new Set<string>();
    for (const module of treeOf(model).keys()) for (const of of module.class.mro) parts.add(classKey(of));
    const { name: type, definition } = model.class;
    const look: Look = { graph, type, class: classKey(model.class), definition, inputs, parts, from };
    if (!others) return { look, ended, model };
    const ask = () => (trace ? this.#keeper.traced(trace, others) : others());
    const isAskable = () => isUnderWay(this.#running);
    return { look: { ...look, others: { ask, isAskable } }, ended, model };
  }

  /** The model on other inputs that may be meant; where its arguments are assumed, with others. */
  #othersOf({ assumed }: Candidate, { inputs, others }: Choice, graph: Graph): Choice['others'] {
    if (!assumed) return others;
    const { assumption, otherwise } = assumed;
    const [usual, other] = assumption.channels ?? [];
    const changed = inputs.map((input): ModelInput => {
      const [batch, channels, ...rest] = input.volume.dims ?? [];
      if (input.source !== 'guess' || batch === undefined || other === undefined || channels !== usual) return input;
      return { ...input, volume: { ...input.volume, dims: [batch, other, ...rest] } };
    });
    return () => {
      const making = this.#make(otherwise, () => changed);
      // What cannot even be made so proves nothing.
      return [...(others?.() ?? []), 'run' in making ? making.run.graph : { ...graph, findings: [] }];
    };
  }

  /** Inputs that the user, the file's comments, its calls or its data set say. */
  #known(candidate: Candidate): Choice | undefined {
    const { text } = this.#source;
    const wish = candidate.inputs ?? this.#source.inputs;
    if (wish.length > 0) return this.#run(candidate, (model) => this.#shaped(candidate, model, wish, 'option'));
    const said = directiveAt(text, candidate.head.start);
    if (said) return this.#run(candidate, (model) => this.#shaped(candidate, model, said, 'file'));
    return this.#called(candidate) ?? this.#summarised(candidate) ?? this.#sampled(candidate);
  }

  #run(
    candidate: Candidate,
    inputs: (model: PyInstance) => readonly ModelInput[] | undefined,
    from?: string,
  ): Choice | undefined {
    let chosen: readonly ModelInput[] | undefined;
    const making = this.#make(candidate, (model) => {
      chosen = inputs(model);
      return chosen;
    });
    if ('failure' in making) this.#fails(candidate, making.failure);
    return chosen && { making, inputs: chosen, from };
  }

  #fails(candidate: Candidate, failure: PyRaise | OutOfFuel): void {
    const isAssumed =
      (candidate.kind === 'class' && isMadeElsewhere(this.#running, candidate.name)) ||
      (candidate.kind === 'class' && isPartOfAnother(this.#running, candidate.name)) ||
      (candidate.kind === 'factory' && !speaksOfModules(this.#running, candidate.name));
    if (!isAssumed && !(candidate.open && lacksArguments(failure))) this.#failures.push(failure);
  }

  /** What has used up its fuel is not tried at further inputs: each try would cost as much. */
  #make(candidate: Candidate, inputs: (model: PyInstance) => readonly ModelInput[] | undefined): Making {
    const spent = this.#spent.get(candidate);
    if (spent) {
      if ('run' in spent) inputs(spent.run.model);
      return spent;
    }
    const making = runModel(this.#running, this.#host, candidate, inputs);
    const failure = 'run' in making ? making.run.failure : 'failure' in making ? making.failure : undefined;
    if (failure instanceof OutOfFuel) this.#spent.set(candidate, making);
    return making;
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
    const first = this.#run(
      candidate,
      (model) => {
        const alike = callsOf(this.#running, candidate, model.class);
        const makeup = alike.length > 0 ? makeupOf(model) : '';
        const own = alike.find((each) => each.model === model) ?? alike.find((each) => each.makeup === makeup);
        if (!own) others = alike;
        return own && this.#inputsOf(own, model);
      },
      'call',
    );
    return first ?? this.#calledAlike(candidate, others ?? []);
  }

  /** What such a call shows to be wrong is wrong for the model that it calls. */
  #calledAlike(candidate: Candidate, calls: readonly ObservedCall[]): Choice | undefined {
    const shapes = new Map(calls.map((each) => [JSON.stringify(each.inputs), each]));
    for (const call of shapes.values()) {
      const choice = this.#run(candidate, (model) => this.#inputsOf(call, model), 'call');
      if (choice && works(choice.making)) return choice;
    }
    const [only, ...more] = shapes.values();
    if (only?.trial === undefined || more.length > 0) return undefined;
    const its = trialCandidate(this.#running, only.trial, only.class);
    const choice = its && this.#run(its, (model) => this.#inputsOf(only, model), 'call');
    return choice && !works(choice.making) ? choice : undefined;
  }

  #inputsOf({ inputs }: ObservedCall, model: PyInstance): readonly ModelInput[] {
    const names = parameterNames(this.#running, model);
    return inputs.map((v, index) => ({ name: names[index] ?? 'input', volume: v, source: 'call' }));
  }

  #summarised(candidate: Candidate): Choice | undefined {
    const shape = factOf(this.#running, 'summary', summaryShape);
    if (!shape) return undefined;
    const choice = this.#run(candidate, (model) => this.#shaped(candidate, model, [shape], 'call'), 'summary');
    return choice && works(choice.making) ? choice : undefined;
  }

  /** A data set's images are for models that take images of as many channels. */
  #sampled(candidate: Candidate): Choice | undefined {
    const found = factOf(this.#running, 'sample', sampleOf);
    if (!found) return undefined;
    const [use, ...more] = this.#uses(candidate);
    if (more.length > 0 || !use) return undefined;
    const { sample, name } = found;
    const [channels, height, width] = sample;
    if (use.kind === 'map' && (use.rank !== 2 || use.grows || use.channels !== (channels ?? use.channels)))
      return undefined;
    if (use.kind === 'tokens') return undefined;
    const shape = [channels ?? (use.kind === 'map' ? use.channels : 1), height, width];
    const choice = this.#run(candidate, (model) => this.#shaped(candidate, model, [shape], 'data-set'), name);
    // Where no first layer says how many channels there are, only its success shows that the image is for this model.
    return use.kind === 'map' || (choice && works(choice.making)) ? choice : undefined;
  }

  #guessed(candidate: Candidate, always: boolean): Choice | undefined {
    const key = `${this.#running.program.uri} ${candidate.name}`;
    const last = earlier.get(key);
    const said = saidSize(candidate.construction?.parameters ?? '');
    const isStill = last && isFirstGuess(last.uses, last.side) && (said?.sides[0] ?? last.side) === last.side;
    const again = isStill ? this.#asBefore(candidate, last) : undefined;
    if (again) return again;
    const uses = this.#uses(candidate);
    const isBlock = uses.some((use) => use?.kind === 'map' && !use.grows && use.channels > MOST_CHANNELS);
    const trial = (inputs: readonly ModelInput[]) => this.#make(candidate, () => inputs);
    const knowsClasses = candidate.assumed === undefined;
    const guess = isBlock && !always ? undefined : guessInput(uses, trial, { last: last?.side, said, knowsClasses });
    if (guess) {
      const [side, other = side] =
        guess.inputs[uses.findIndex((use) => use?.kind === 'map')]?.volume.dims?.slice(2) ?? [];
      if (typeof side === 'number' && side === other && works(guess.making)) {
        earlier.delete(key);
        earlier.set(key, { side, uses, inputs: guess.inputs });
        if (earlier.size > MOST_EARLIER) for (const oldest of [...earlier.keys()].slice(0, 1)) earlier.delete(oldest);
      }
      return { making: guess.making, inputs: guess.inputs, from: undefined, others: guess.others };
    }
    return always ? this.#run(candidate, (model) => unknownInputs(inputCount(this.#running, model))) : undefined;
  }

  /** The input that worked before the edit, where it still does and the first layers say the same: one run instead of two. */
  #asBefore(candidate: Candidate, { side, uses, inputs }: Earlier): Choice | undefined {
    const run = (chosen: readonly ModelInput[]) => this.#make(candidate, () => chosen);
    const making = run(inputs);
    if (!('run' in making) || !works(making)) return undefined;
    const { graph } = making.run;
    if (inputCount(this.#running, making.run.model) !== inputs.length) return undefined;
    if (JSON.stringify(uses) !== JSON.stringify(inputs.map((_, index) => firstUse(graph, index)))) return undefined;
    let first: Making | undefined = making;
    const trial = (chosen: readonly ModelInput[]) => {
      const known = first;
      first = undefined;
      return known ?? run(chosen);
    };
    const guess = guessInput(uses, trial, { last: side });
    return guess && { making, inputs: guess.inputs, from: undefined, others: guess.others };
  }

  /** What the first layers say of each input; found once. */
  #uses(candidate: Candidate, count?: number): Uses {
    const key = `${candidate.name} ${count ?? ''}`;
    const known = this.#probed.get(key) ?? this.#probe(candidate, count);
    this.#probed.set(key, known);
    return known;
  }

  #probe(candidate: Candidate, count?: number): Uses {
    const { uses, failure, run } = probeModel(this.#running, this.#host, candidate, (model) =>
      unknownInputs(count ?? inputCount(this.#running, model)),
    );
    if (failure) this.#fails(candidate, failure);
    if (run?.failure instanceof OutOfFuel) this.#spent.set(candidate, { run });
    return uses;
  }

  built({ candidate, graph, type, definition, inputs, from, others, lasting }: Found): PythonModel {
    const [running, source, host] = [this.#running, this.#source, this.#host];
    const isHere = definition?.uri === running.program.uri;
    const head: Span =
      isHere && candidate.kind !== 'factory' ? (lasting.span(definition.nameSpan) ?? candidate.head) : candidate.head;
    let moved: Graph | undefined;
    const placed = (): Graph => {
      moved ??= lasting.graph(graph);
      return moved;
    };
    let kept: { readonly at: Running; readonly run: ReturnType<typeof rerunner> } | undefined;
    const rerun = (shapes: readonly Shape[]): Graph => {
      const at = isUnderWay(kept?.at ?? running) ? (kept?.at ?? running) : running.program.run(source, host);
      if (kept?.at !== at) kept = { at, run: rerunner(at, host, candidate) };
      const others = inputs.map((input, index): ModelInput => {
        const shape = shapes[index];
        return shape ? { ...input, volume: batched(shape, input.volume.dtype), source: 'option' } : input;
      });
      return kept.run(others) ?? placed();
    };
    return {
      name: candidate.name,
      type,
      span: isHere ? (lasting.span(definition.span) ?? candidate.span) : candidate.span,
      place: candidate.span,
      head,
      get graph() {
        return placed();
      },
      unplaced: graph,
      lasting,
      rerun,
      runIn(again, on) {
        const making = runModel(again, on, candidate, () => inputs);
        return 'run' in making ? making.run.model : undefined;
      },
      ...(candidate.construction ? { construction: candidate.construction } : {}),
      ...(from === undefined ? {} : { inputFrom: from }),
      ...(others ? { others: () => this.#graphsOf(others, candidate, lasting) } : {}),
    };
  }

  /** Those that an earlier look has not made are made by looking once more. */
  #graphsOf(others: Others, candidate: Candidate, lasting: LastingModel): readonly Graph[] {
    if (others.graphs) return others.graphs.map((graph) => lasting.graph(graph));
    if (!others.isAskable()) return this.#outcome(candidate, false).look?.others?.ask() ?? [];
    others.graphs = others.ask();
    return others.graphs;
  }
}

function nameOf({ kind, name }: Candidate): string {
  return `${kind} ${name}`;
}

/** Nothing was run since that would have to be put back. */
function isUnderWay({ program: { interpreter }, session }: Running): boolean {
  return sessionOf(interpreter) === session;
}

/** A loss or a pooling of PyTorch's own is no model. */
function isMereFunction(model: PyInstance): boolean {
  return !model.class.definition && collect(model, '_parameters')[Symbol.iterator]().next().done === true;
}

/** What is passed on as `*args` or `**kwargs` may be what was needed: no mistake of the file's. */
function lacksArguments(failure: PyRaise | OutOfFuel): boolean {
  if (!('exception' in failure)) return false;
  const { class: of, attributes } = failure.exception;
  const [said] = (attributes.get('args') as PyTuple | undefined)?.items ?? [];
  return of.name === 'TypeError' && typeof said === 'string' && /missing \d+ required/.test(said);
}

interface Choice {
  readonly making: Making;
  readonly inputs: readonly ModelInput[];
  readonly from: string | undefined;
  readonly others?: () => readonly Graph[];
}

/** Images have few channels; what begins with more is a block of a model. */
const MOST_CHANNELS = 16;

/** Of models of a class; a look rests on what they say. */
function callsOf(running: Running, { name, kind }: Candidate, of: PyClass): readonly ObservedCall[] {
  const key = classKey(of);
  const alike = (each: Running) => observedIn(each).filter((call) => classKey(call.class) === key);
  factOf(running, `calls of ${key}`, (each) =>
    alike(each).map(({ makeup, inputs, trial }) => ({ makeup, inputs, trial })),
  );
  if (kind === 'instance')
    factOf(running, `calls of ${key} by ${name}`, (each) =>
      alike(each).map(({ model }) => model === each.loaded.module.namespace.get(name)),
    );
  return observedIn(running).filter((call) => call.class === of);
}

/** Made by the file itself, and not by who was asked for it. */
function isOfFile({ loaded }: Running, model: PyInstance): boolean {
  for (const value of loaded.module.namespace.values()) if (value === model) return true;
  return false;
}

function forwardParameters({ program: { interpreter } }: Running, model: PyInstance) {
  const forward = lookUp(model.class, 'forward');
  return (forward === undefined ? undefined : interpreter.signature(forward))?.slice(1) ?? [];
}

/** The names of `forward`'s parameters. */
function parameterNames(running: Running, model: PyInstance): readonly string[] {
  return forwardParameters(running, model).map(({ name }) => name);
}

function inputCount(running: Running, model: PyInstance): number {
  const parameters = forwardParameters(running, model).filter(({ kind }) => kind !== '*' && kind !== '**');
  return Math.max(1, parameters.filter(isRequired).length);
}

/** A class whose arguments have no defaults, as a function of the file makes it. */
function trialCandidate({ program }: Running, trial: string, of: PyClass): Candidate | undefined {
  const { definition, name } = of;
  if (definition?.uri !== program.uri) return undefined;
  const { span, nameSpan: head } = definition;
  return { name, kind: 'trial', span, head, make: (running) => madeIn(running, trial, of) };
}

/** `resnet50`, or any expression: a name that is called without arguments, or the model itself. */
function askedFor(expression: string): Candidate {
  const nowhere = { start: 0, end: 0 };
  return {
    name: expression,
    kind: 'expression',
    span: nowhere,
    head: nowhere,
    make(running) {
      const value = evaluate(running, expression);
      const isCallable =
        typeof value === 'object' && value !== null && /^(?:class|function|native|bound-method)$/.test(value.kind);
      return isCallable ? running.program.interpreter.call(value, []) : value;
    },
  };
}
