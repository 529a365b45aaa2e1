// Makes one model and runs it on inputs: the graph, and how it ended. Each run leaves the program as it found it.
import type { GraphBuilder } from '../../../../graph/builder.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { Graph } from '../../../../graph/graph.ts';
import type { BuildHost } from '../../../front-end.ts';
import type { OutOfFuel } from '../../evaluator/fuel.ts';
import type { Outcome, Resumable } from '../../evaluator/interpreter.ts';
import { lookUp } from '../../evaluator/objects/method-order.ts';
import type { Trace } from '../../evaluator/rerun/trace.ts';
import { PyDict, type PyInstance, PyList, type PyRaise, PyTuple, type Value } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';

import type { TorchSession } from '../../torch/session.ts';

import { plant, plantAs } from '../../torch/tree.ts';
import type { Candidate } from '../candidates/candidate.ts';
import { isRest, isRunnable } from '../candidates/discover.ts';
import { isPublished } from '../candidates/published.ts';
import { failsAnyway, refusedAnyway } from '../findings/anyway.ts';
import { atAssignments } from '../findings/at-assignments.ts';
import type { Circumstances } from '../findings/circumstances.ts';
import { isMadeElsewhere, isOverridden, isTakenApart, lacksArguments } from '../findings/doubts.ts';
import { recordFailure } from '../findings/failure.ts';
import { findingOf } from '../findings/failures.ts';
import { isRaisedByCode } from '../findings/meant.ts';
import { neverCalled } from '../findings/never-called.ts';
import { namesSettings } from '../findings/optional.ts';
import { otherBatch } from '../findings/other-batch.ts';
import { unregistered } from '../findings/unregistered.ts';
import { hasStars } from '../findings/wrong-call.ts';
import { parameterNames, takesMore } from '../forward.ts';
import { FirstWay, isConfirmed, type Uses, usesIn, withSteps } from '../inputs/first-use.ts';
import type { SaidSize } from '../inputs/said-size.ts';
import { toldSize } from '../inputs/told-size.ts';
import { besideOf, building, call, type ModelInput, tensorsOf } from './calling.ts';

export interface Run {
  readonly graph: Graph;
  readonly model: PyInstance;
  /** What the model tells of its images. */
  readonly told?: SaidSize | undefined;
  readonly failure?: PyRaise | OutOfFuel;
  /** The code itself refuses to run on these inputs. */
  readonly rejected?: boolean;
}

export type Making = { readonly run: Run } | { readonly failure: PyRaise | OutOfFuel } | { readonly nothing: true };

/** What a model came to, by its inputs: for turns that go on where another one was left. */
export type Tried = Map<string, Making>;

/** As `runModel`; what was tried before is not run again, and what takes too long is left to another turn. */
export function tryModel(
  running: Running,
  host: BuildHost,
  candidate: Candidate,
  inputs: (model: PyInstance) => readonly ModelInput[] | undefined,
  tried: Tried,
): Making {
  const { turn } = running;
  const making = made(running, host, candidate);
  const chosen = making.model && inputs(making.model);
  if (!chosen) return runMade(running, host, candidate, making, () => undefined);
  const key = JSON.stringify(chosen);
  const known = tried.get(key);
  if (known) return known;
  const [alike] = tried.values();
  turn.check(alike && 'run' in alike ? alike.run.graph.layers.length : 0);
  const done = turn.pause?.begin?.();
  const found = runMade(running, host, candidate, making, () => chosen);
  if ('run' in found) done?.(found.run.graph.layers.length);
  tried.set(key, found);
  turn.advance();
  return found;
}

/** `inputs` is asked once the model is there. */
export function runModel(
  running: Running,
  host: BuildHost,
  candidate: Candidate,
  inputs: (model: PyInstance) => readonly ModelInput[] | undefined,
): Making {
  return runMade(running, host, candidate, made(running, host, candidate), inputs);
}

function runMade(
  running: Running,
  host: BuildHost,
  candidate: Candidate,
  { model, failure: unmade, resume, builder }: Made,
  inputs: (model: PyInstance) => readonly ModelInput[] | undefined,
): Making {
  if (!model) return unmade ? { failure: unmade } : { nothing: true };
  const chosen = inputs(model);
  if (!chosen) return { run: { graph: builder.finish(), model } };
  const guessed = chosen.some(({ source }) => source === 'guess');
  let told: SaidSize | undefined;
  return building(running.session, builder, () => {
    const outcome = resume(() => {
      plant(running.program.interpreter, model);
      told = toldSize(model);
      const tensors = tensorsOf(builder, candidate, chosen);
      for (const finding of unregistered(running, model)) builder.report(finding);
      call(running, builder, candidate, model, tensors, besideOf(chosen));
      const graph = builder.finish();
      for (const finding of [...neverCalled(running, model, graph), ...otherBatch(running, graph)])
        builder.report(finding);
    });
    const failure = 'failure' in outcome ? outcome.failure : undefined;
    if (failure) recordFailure(running, builder, candidate, failure);
    const how = { ...circumstancesOf(running, candidate, model, chosen), confirmed: isConfirmed(builder.finish()) };
    const lacks = !how.wanted && takesMore(running, model) && failure && lacksArguments(running, failure);
    const ended = failure && !lacks && !candidate.assumed ? findingOf(running, failure, how) : undefined;
    // Neither its arguments nor its input are said by anybody.
    const isAssumed = guessed && isForOthers(running, candidate, chosen);
    const isAnyway = (on: readonly ModelInput[] | 'any') =>
      failure !== undefined && failsAnyway(running, host, candidate, failure, on);
    const certain =
      failure && (!ended || isAssumed) && (isAnyway('any') || (how.confirmed && isAnyway(chosen)))
        ? findingOf(running, failure, { ...how, certain: true })
        : undefined;
    const reported = certain ?? ended;
    if (reported) builder.report(reported);
    const finished = builder.finish();
    const findings = atAssignments(running, model, finished.findings);
    const found = findings === finished.findings ? finished : { ...finished, findings };
    const sure = how.open ? withoutNothing(running, found, () => refusedAnyway(running, host, candidate)) : found;
    const graph = isAssumed ? { ...sure, findings: certain ? [certain] : [] } : sure;
    const rejected = failure && 'exception' in failure && isRaisedByCode(running, failure);
    return { run: { graph, model, told, ...(failure ? { failure, rejected: rejected === true } : {}) } };
  });
}

/** Made, or taken apart, by others: what it is made and called with here is nobody's word. */
function isForOthers(running: Running, { kind, name, registered }: Candidate, inputs: readonly ModelInput[]): boolean {
  if (kind === 'instance') return isTakenApart(running, name);
  return (
    kind === 'class' &&
    ((registered === true && inputs.length > 1) || isMadeElsewhere(running, name) || isOverridden(running, name))
  );
}

/** What ended the making of a model, where `model` is not there, or its run. */
export function circumstancesOf(
  running: Running,
  { kind, name }: Candidate,
  model?: PyInstance,
  inputs: readonly ModelInput[] = [],
): Circumstances {
  const isNamed = kind === 'expression' || kind === 'instance';
  const guessed = inputs.some(({ source }) => source === 'guess');
  // A data set gives one input: nobody knows which others a call gives.
  const unsaid = guessed || inputs.some(({ source }) => source === 'data-set');
  const isSaid = ({ source }: ModelInput) => source === 'file' || source === 'call' || (isNamed && source === 'option');
  const maker = isNamed ? undefined : running.loaded.module.namespace.get(name);
  // Made by its defaults, as its weights are for.
  const published = kind === 'factory' && isPublished(running, name);
  return {
    model,
    unmade: kind === 'class' ? name : undefined,
    guessed,
    byDefault: kind === 'class' || kind === 'factory',
    byFactory: kind === 'factory',
    open:
      (mayBeNone(running, maker) && !published) ||
      (unsaid && mayBeNone(running, model && lookUp(model.class, 'forward'))),
    empty: mayBeEmpty(running, maker),
    wanted: model
      ? inputs.every((input) => isSaid(input) || (published && input.source === 'data-set'))
      : published || kind === 'expression',
  };
}

function mayBeNone(running: Running, callee: Value | undefined): boolean {
  return parametersOf(running, callee)?.some((each) => each.default === null || isRest(each)) ?? true;
}

function mayBeEmpty(running: Running, callee: Value | undefined): boolean {
  return (
    parametersOf(running, callee)?.some(
      (each) => isEmpty(each.default) || (each.default === null && namesSettings(each.name)),
    ) ?? true
  );
}

function parametersOf({ program: { interpreter } }: Running, callee: Value | undefined) {
  return callee === undefined || callee === null ? [] : interpreter.signature(callee);
}

function isEmpty(value: Value | undefined): boolean {
  if (value instanceof PyTuple || value instanceof PyList) return value.items.length === 0;
  return value instanceof PyDict && value.entries.size === 0;
}

/** None that nobody gives, and what others' `*args` lack; `anyway`: where it is the code that gives it. */
function withoutNothing({ loaded }: Running, graph: Graph, anyway: () => readonly Finding[]): Graph {
  const { text } = loaded.parsed;
  const isPassedOn = ({ span, uri }: Finding) =>
    uri === undefined && hasStars(/^\s*\([^()]*\)/.exec(text.slice(span.end, span.end + 200))?.[0] ?? '');
  const isNothing = (finding: Finding) => {
    if (finding.rule !== 'wrong-call' || !('mistake' in finding.facts)) return false;
    const { kind } = finding.facts.mistake;
    return kind === 'nothing' || (kind === 'missing' && isPassedOn(finding));
  };
  if (!graph.findings.some(isNothing)) return graph;
  const placeOf = ({ span, uri }: Finding) => `${uri ?? ''} ${span.start}`;
  const certain = new Set(anyway().filter(isNothing).map(placeOf));
  return { ...graph, findings: graph.findings.filter((each) => !isNothing(each) || certain.has(placeOf(each))) };
}

/** Thrown to end a run that has shown what was asked. */
const SEEN = Symbol('seen');

export interface Probe {
  readonly uses: Uses;
  /** What the model tells of its images. */
  readonly told?: SaidSize | undefined;
  readonly failure?: PyRaise | OutOfFuel;
  readonly run?: Run;
}

/** What the first layers say of inputs whose shapes are not known: the model is run no further than to those. */
export function probeModel(
  running: Running,
  host: BuildHost,
  candidate: Candidate,
  inputs: (model: PyInstance) => readonly ModelInput[],
): Probe {
  const { model, failure: unmade, resume, builder } = made(running, host, candidate);
  if (!model) return unmade ? { uses: [], failure: unmade } : { uses: [] };
  const named = (uses: Probe['uses']) => withSteps(uses, parameterNames(running, model));
  let ways: readonly FirstWay[] = [];
  let told: SaidSize | undefined;
  let ended: Outcome<unknown>;
  try {
    ended = building(running.session, builder, () =>
      resume(() => {
        plant(running.program.interpreter, model, { onlyPaths: true });
        told = toldSize(model);
        const tensors = tensorsOf(builder, candidate, inputs(model));
        ways = tensors.map((tensor) => new FirstWay(tensor));
        endWhenDecided(builder, ways);
        call(running, builder, candidate, model, tensors);
      }),
    );
  } catch (error) {
    if (error !== SEEN) throw error;
    return { uses: named(ways.map(({ use }) => use)), told };
  }
  // It is shown if it cannot be run on any input.
  building(running.session, builder, () => resume(() => plant(running.program.interpreter, model)));
  const graph = builder.finish();
  const failure = 'failure' in ended ? { failure: ended.failure } : {};
  const uses = named(usesIn(graph));
  return { uses, told, run: { graph, model, ...failure } };
}

/** Where code of which it is not known whether it runs builds something, only the end tells which layers come first. */
function endWhenDecided(builder: GraphBuilder, ways: readonly FirstWay[]): void {
  let parted = false;
  const { save, call: apply } = builder;
  builder.save = () => {
    parted = true;
    return save.call(builder);
  };
  builder.call = (module, inputs, origin) => {
    const outputs = apply.call(builder, module, inputs, origin);
    const layer = outputs[0]?.layer;
    for (const way of ways) if (layer) way.see(layer);
    if (!parted && ways.every(({ isDecided }) => isDecided)) throw SEEN;
    return outputs;
  };
}

interface Made {
  readonly model: PyInstance | undefined;
  readonly failure: PyRaise | OutOfFuel | undefined;
  /** Goes on from there; what that changes is taken back. */
  readonly resume: Resumable<unknown>['resume'];
  /** For one run: it knows what was found while the model was made. */
  readonly builder: GraphBuilder;
}

interface Kept extends Made {
  /** What notes that it rests on what making the model has read. */
  readonly trace: Trace | undefined;
  readonly loaded: Running['loaded'];
  readonly session: TorchSession;
}

/** A model is made once for all the inputs that it is tried on, where making it leaves nothing in the graph. */
const kept = new WeakMap<Candidate, Kept>();

function made(running: Running, host: BuildHost, candidate: Candidate): Made {
  const { program, session, loaded } = running;
  const newBuilder = () => host.newBuilder({ name: candidate.name, conventions: { rounding: 'floor' } });
  const { trace } = program.interpreter;
  const known = kept.get(candidate);
  if (known?.loaded === loaded && known.session === session && known.trace === trace)
    return { ...known, builder: newBuilder() };
  const builder = newBuilder();
  const { outcome, resume } = building(session, builder, () =>
    program.interpreter.resumable(() => candidate.make(running)),
  );
  const value = 'value' in outcome ? outcome.value : undefined;
  const failure = 'failure' in outcome ? outcome.failure : undefined;
  const found = { model: isRunnable(value) ? value : undefined, failure, resume, builder };
  if (isBlank(builder.finish())) {
    kept.set(candidate, { ...found, trace, loaded, session });
    running.turn.advance();
  }
  return found;
}

function isBlank({ layers, modules, freeParameters, blocks, findings, gaps }: Graph): boolean {
  return [layers, modules, freeParameters, blocks, findings, gaps].every(({ length }) => length === 0);
}

/**
 * The model on other inputs, made only once: what making it changed is there again for every run, and each run is undone.
 * For searches: nothing is told but what layers say.
 */
export function rerunner(
  running: Running,
  host: BuildHost,
  candidate: Candidate,
): (inputs: readonly ModelInput[]) => Graph | undefined {
  const newBuilder = () => host.newBuilder({ name: candidate.name, conventions: { rounding: 'floor' } });
  const { program, session } = running;
  const { interpreter } = program;
  const first = newBuilder();
  const { outcome, resume } = building(session, first, () =>
    interpreter.resumable(() => {
      const value = candidate.make(running);
      if (!isRunnable(value)) return undefined;
      plant(interpreter, value);
      return value;
    }),
  );
  const model = 'value' in outcome ? outcome.value : undefined;
  return (inputs) => {
    if (!model) return undefined;
    const builder = newBuilder();
    building(session, builder, () =>
      resume(() => {
        plantAs(first, builder);
        call(running, builder, candidate, model, tensorsOf(builder, candidate, inputs), besideOf(inputs));
      }),
    );
    return builder.finish();
  };
}
