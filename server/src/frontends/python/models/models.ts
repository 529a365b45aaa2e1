// A file's models: each candidate made and run on its input; of those that are parts of others, none.
import type { Finding } from '../../../graph/finding.ts';
import type { Graph } from '../../../graph/graph.ts';
import type { BuildHost, Source, Unmade } from '../../front-end.ts';
import type { World } from '../evaluator/imports/loaded-module.ts';
import { PyClass } from '../evaluator/values.ts';
import type { Program, Running } from '../program.ts';
import { type Candidate, valueNamed } from './candidates/candidate.ts';
import { classKey } from './candidates/class-key.ts';
import { candidatesIn } from './candidates/discover.ts';
import { askedFor, trialCandidate } from './candidates/other-candidates.ts';
import { directiveAt } from './directives.ts';
import { isCalled } from './findings/doubts.ts';
import { causeOf } from './findings/failure.ts';
import { whileMaking } from './findings/failures.ts';
import { softmaxBeforeLoss } from './findings/losses.ts';
import { missingOutputs } from './findings/missing-output.ts';
import { lastObservedIn, type ObservedCall, observedIn } from './inputs/observed.ts';
import { builtModel, type Found, type PythonModel } from './looks/built-model.ts';
import { isStill, type Keeper, type Kept, keeperOf, type LookTrace, placesOf } from './looks/kept.ts';
import { LastingModel } from './looks/lasting.ts';
import { isUnderWay, Looks, type Others, type Outcome } from './looks/look.ts';
import { runModel } from './looks/run.ts';
import { inTime } from './looks/turn.ts';

export interface ModelsAndFindings {
  readonly models: readonly PythonModel[];
  /** Of what came to no model, and of what the file does with those that did. */
  readonly findings: readonly Finding[];
  readonly unmade: readonly Unmade[];
  /** So many are shown as they were before the last edits. */
  readonly pending: number;
}

export function modelsOf(running: Running, source: Source, host: BuildHost): ModelsAndFindings {
  const { models: asked } = source;
  const builder = modelsIn(running, source, host);
  const found = asked.length > 0 ? asked.flatMap((text) => builder.asked(text)) : builder.discovered();
  const models = found.map((each) => builder.built(each));
  const findings = [
    ...whileMaking(running, builder.ended, asked.length > 0),
    ...missingOutputs(running),
    ...softmaxBeforeLoss(running, models),
  ];
  return { models, findings, unmade: builder.unmade, pending: builder.pending };
}

const known = new WeakMap<Running, { readonly wish: string; readonly models: Models }>();

/** Turns at the same text go on from each other. */
function modelsIn(running: Running, source: Source, host: BuildHost): Models {
  const wish = JSON.stringify([source.inputs, source.whatIf, source.models]);
  const before = known.get(running);
  if (before?.wish === wish) return before.models.again();
  const models = new Models(running, source, host);
  known.set(running, { wish, models });
  latest.get(running.program)?.close();
  latest.set(running.program, models);
  return models;
}

const latest = new WeakMap<Program, Models>();

class Models {
  /** What ended the making of what would have been models. */
  ended: Finding[] = [];
  unmade: Unmade[] = [];
  /** So many were left as they were before. */
  pending = 0;
  #candidates: readonly Candidate[] | undefined;
  readonly #keeper: Keeper;
  readonly #running: Running;
  readonly #source: Source;
  readonly #host: BuildHost;
  readonly #looks: Looks;

  constructor(running: Running, source: Source, host: BuildHost) {
    this.#running = running;
    this.#source = source;
    this.#host = host;
    this.#keeper = keeperOf(running);
    this.#looks = new Looks(running, source, host);
  }

  close(): void {
    this.#looks.close();
  }

  again(): Models {
    this.ended = [];
    this.unmade = [];
    this.pending = 0;
    return this;
  }

  /** What the user names is a model, even where nothing says its input. */
  asked(text: string): readonly Found[] {
    const candidate = askedFor(text);
    const found = this.#found(candidate, this.#lookedOnce(candidate, true));
    if (found) return [found];
    const making = runModel(this.#running, this.#host, candidate, () => undefined);
    if ('failure' in making) this.unmade.push({ name: text, cause: causeOf(this.#running.program, making.failure) });
    return [];
  }

  /** Later classes are mostly made of earlier ones: from the last to the first, so that few parts are run. */
  discovered(): readonly Found[] {
    this.#candidates ??= candidatesIn(this.#running, this.#source);
    const all = this.#candidates;
    const candidates = all.filter(({ assumed }) => !assumed);
    const observed = this.#observed();
    if (this.#running.turn.pause) this.#hurry(candidates);
    const found: Found[] = [];
    const isBelow = (of: string) => found.some((each) => each.parts.has(of) && each.class !== of);
    const isPart = (of: string) => isBelow(of) || found.some((each) => each.bases.has(of) && each.class !== of);
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
    for (const { trial, class: of } of observed) {
      const key = classKey(of);
      if (trial === undefined || isPart(key) || found.some((each) => each.class === key)) continue;
      const candidate = trialCandidate(this.#running, trial, of);
      const made = candidate && this.#find(candidate);
      if (made) found.push(made);
    }
    // Whoever makes such a one in the file says with what.
    for (const candidate of all.filter(({ assumed }) => assumed).reverse()) {
      const of = valueNamed(this.#running, candidate.name);
      if (
        of instanceof PyClass &&
        found.some(({ parts, bases }) => [parts, bases].some((set) => set.has(classKey(of))))
      )
        continue;
      const made = this.#find(candidate);
      if (made) found.push(made);
    }
    // What others derive from is a model of its own where somebody makes it, and what no function here is asked for is for others.
    const isRoot = ({ definition, candidate: { kind, name }, class: of }: Found) =>
      !definition ||
      kind === 'instance' ||
      !(kind === 'factory' ? isBelow(of) && isCalled(this.#running, name) : isPart(of));
    const roots = found.filter(isRoot);
    return roots.sort((a, b) => a.candidate.head.start - b.candidate.head.start);
  }

  get #world(): World {
    return this.#running.program.interpreter.imports.world;
  }

  /** What an earlier look came to, where nothing of what it rests on has changed. */
  #find(candidate: Candidate): Found | undefined {
    const look = () =>
      this.#host.once ? this.#lookedOnce(candidate, false) : (this.#kept(candidate) ?? this.#looked(candidate));
    const found = inTime(this.#running, look);
    const kept = found ? found.value : this.#asLast(candidate);
    if (kept) this.#noteUnmade(candidate, kept.value);
    return kept && this.#found(candidate, kept);
  }

  /** Somebody means it to be a model where its end is the file's mistake, and where the text is still being typed. */
  #noteUnmade({ name, head, assumed }: Candidate, { look, ended, cause }: Outcome): void {
    if (look || !cause || assumed) return;
    if (ended.length > 0 || this.#running.loaded.parsed.broken.length > 0) this.unmade.push({ name, head, cause });
  }

  #kept(candidate: Candidate): Kept<Outcome> | undefined {
    return this.#keeper.known(nameOf(candidate), candidate.head, this.#contextOf(candidate));
  }

  #looked(candidate: Candidate): Kept<Outcome> {
    const { turn } = this.#running;
    turn.check(this.#lastSize(candidate));
    const make = (trace: LookTrace) => this.#looks.outcome(candidate, false, trace);
    const looked = this.#keeper.look(nameOf(candidate), candidate.head, this.#contextOf(candidate), make);
    turn.advance();
    return looked;
  }

  #lookedOnce(candidate: Candidate, always: boolean): Kept<Outcome> {
    return { value: this.#looks.outcome(candidate, always), places: placesOf(this.#world), fresh: true };
  }

  /** Whoever cannot wait for what functions of the file call gets what they called before the edit. */
  #observed(): readonly ObservedCall[] {
    const found = inTime(this.#running, () => observedIn(this.#running));
    if (found) return found.value;
    this.pending++;
    return lastObservedIn(this.#running);
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

  /** Layers, as far as is known from before the edit. */
  #lastSize(candidate: Candidate): number {
    return this.#keeper.last<Outcome>(nameOf(candidate))?.value.look?.graph.layers.length ?? 0;
  }

  /** Where time is short: what was edited itself comes first, then what takes least. */
  #hurry(candidates: readonly Candidate[]): void {
    const waiting = candidates
      .filter(({ kind }) => kind === 'factory')
      .map((candidate) => {
        const last = this.#keeper.last<Outcome>(nameOf(candidate));
        const isEdited = !last || !isStill(last.places, candidate.span, this.#world);
        return { candidate, isEdited, cost: this.#lastSize(candidate) };
      })
      .sort((a, b) => Number(b.isEdited) - Number(a.isEdited) || a.cost - b.cost);
    for (const { candidate } of waiting)
      if (!inTime(this.#running, () => this.#kept(candidate) ?? this.#looked(candidate))) return;
  }

  #found(candidate: Candidate, kept: Kept<Outcome>): Found | undefined {
    const { value: outcome } = kept;
    const { look, ended } = outcome;
    const lasting = new LastingModel(kept, placesOf(this.#world), this.#world.main);
    this.ended.push(...ended.flatMap((finding) => lasting.finding(finding)));
    if (!look) return undefined;
    // Whatever a look has made is in the way of what it is kept for: only what was there before it outlives it.
    const model =
      candidate.kind === 'instance' ? this.#running.loaded.module.namespace.get(candidate.name) : outcome.model;
    outcome.model = undefined;
    return { ...look, candidate, model, lasting };
  }

  built(found: Found): PythonModel {
    const { candidate, lasting, others } = found;
    const at = { running: this.#running, source: this.#source, host: this.#host };
    return builtModel(found, at, others && (() => this.#graphsOf(others, candidate, lasting)));
  }

  #graphsOf(others: Others, candidate: Candidate, lasting: LastingModel): readonly Graph[] | undefined {
    if (others.graphs) return others.graphs.map((graph) => lasting.graph(graph));
    // What it is now is not known yet.
    if (lasting.stale || this.#running.turn.pause?.urgent) return undefined;
    return inTime(this.#running, () => this.#otherGraphs(others, candidate))?.value;
  }

  /** Those that an earlier look has not made are made by looking once more. */
  #otherGraphs(others: Others, candidate: Candidate): readonly Graph[] {
    if (others.ask && isUnderWay(this.#running)) {
      others.graphs = others.ask();
      others.ask = undefined;
      return others.graphs;
    }
    const look = () => this.#looks.outcome(candidate, false).look?.others?.ask?.() ?? [];
    return this.#host.once ? look() : this.#keeper.extended(nameOf(candidate), look);
  }
}

function nameOf({ kind, name }: Candidate): string {
  return `${kind} ${name}`;
}
