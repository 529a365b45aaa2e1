// Makes one model and runs it on inputs: the graph, and how it ended. Each run leaves the program as it found it.
import type { GraphBuilder } from '../../../graph/builder.ts';
import { N } from '../../../graph/dim.ts';
import type { Finding } from '../../../graph/finding.ts';
import type { Graph, GraphInput, Tensor } from '../../../graph/graph.ts';
import { type Dtype, type Volume, volume } from '../../../graph/volume.ts';
import type { BuildHost } from '../../front-end.ts';
import type { OutOfFuel } from '../evaluator/fuel.ts';
import { PyDict, type PyInstance, type PyRaise, type Value } from '../evaluator/values.ts';
import type { Running } from '../program.ts';

import { treeOf } from '../torch/registries.ts';
import type { TorchSession } from '../torch/session.ts';

import { fromGraph } from '../torch/tensor.ts';
import { plant, plantAs, tensorsIn } from '../torch/tree.ts';
import type { Candidate } from './candidate.ts';
import { isRunnable } from './discover.ts';
import { recordFailure } from './failure.ts';
import { findingOf, isMadeElsewhere } from './failures.ts';
import { neverCalled } from './never-called.ts';
import { assignmentOf } from './source-of-classes.ts';
import { unregistered } from './unregistered.ts';

export interface ModelInput {
  readonly name: string;
  readonly volume: Volume;
  readonly source: GraphInput['source'];
}

export interface Run {
  readonly graph: Graph;
  readonly model: PyInstance;
  readonly failure?: PyRaise | OutOfFuel;
}

export type Making = { readonly run: Run } | { readonly failure: PyRaise | OutOfFuel } | { readonly nothing: true };

/** `inputs` is asked once the model is there. */
export function runModel(
  running: Running,
  host: BuildHost,
  candidate: Candidate,
  inputs: (model: PyInstance) => readonly ModelInput[] | undefined,
): Making {
  const { program, session } = running;
  const { interpreter } = program;
  const builder = host.newBuilder({ name: candidate.name, conventions: { rounding: 'floor' } });
  return building(session, builder, () => {
    let made: PyInstance | undefined;
    let guessed = false;
    const outcome = interpreter.isolated(() => {
      const value = candidate.make(running);
      if (!isRunnable(value)) return;
      made = value;
      const chosen = inputs(value);
      if (!chosen) return;
      guessed = chosen.some(({ source }) => source === 'guess');
      plant(interpreter, value);
      const tensors = tensorsOf(builder, candidate, chosen);
      for (const finding of unregistered(running, value)) builder.report(finding);
      call(running, builder, candidate, value, tensors);
      for (const finding of neverCalled(running, value, builder.finish())) builder.report(finding);
    });
    const failure = 'failure' in outcome ? outcome.failure : undefined;
    if (failure) recordFailure(running, builder, candidate, failure);
    const ended = made && failure && findingOf(running, failure, made);
    // Where the input is a guess, what code makes of it may well be our own mistake.
    if (ended && !(guessed && ended.rule === 'model-raises')) builder.report(ended);
    if (!made) return failure ? { failure } : { nothing: true };
    const found = atAssignments(running, made, builder.finish());
    // Neither its arguments nor its input are said by anybody.
    const isAssumed = guessed && candidate.kind === 'class' && isMadeElsewhere(running, candidate.name);
    const graph = isAssumed ? { ...found, findings: [] } : found;
    return { run: { graph, model: made, ...(failure ? { failure } : {}) } };
  });
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
        call(running, builder, candidate, model, tensorsOf(builder, candidate, inputs));
      }),
    );
    return builder.finish();
  };
}

function building<T>(session: TorchSession, builder: GraphBuilder, run: () => T): T {
  const before = session.builder;
  session.builder = builder;
  session.path = '';
  try {
    return run();
  } finally {
    session.builder = before;
  }
}

function tensorsOf(builder: GraphBuilder, { head }: Candidate, inputs: readonly ModelInput[]): readonly Tensor[] {
  return inputs.map(({ name, volume: v, source }) => builder.input(name, v, { span: head, head }, source));
}

/** What is told of an attribute stands where the class assigns it. */
function atAssignments(running: Running, model: PyInstance, graph: Graph): Graph {
  if (!graph.findings.some(({ rule }) => rule === 'super-init-missing')) return graph;
  const classes = [...treeOf(model).keys()].map((module) => module.class);
  const findings = graph.findings.map((finding): Finding => {
    if (finding.rule !== 'super-init-missing') return finding;
    const of = classes.find(({ name }) => name === finding.facts.class);
    const span = of && assignmentOf(running, of, finding.facts.attribute);
    return span ? { ...finding, span } : finding;
  });
  return { ...graph, findings };
}

function call(
  { program: { interpreter, uri } }: Running,
  builder: GraphBuilder,
  { head, span }: Candidate,
  model: PyInstance,
  tensors: readonly Tensor[],
): void {
  const site = { uri, span, head, passed: new Map() };
  const args = tensors.map((tensor) => fromGraph(interpreter, tensor));
  const result = interpreter.callFrom(model, args, new Map(), site);
  for (const [name, tensor] of namedOutputs(builder, result)) builder.output(name, tensor);
}

function namedOutputs(builder: GraphBuilder, result: Value): readonly (readonly [string, Tensor])[] {
  if (result instanceof PyDict) {
    return [...result.entries.values()].flatMap(([key, value]) => {
      const tensors = tensorsIn(builder, [value]);
      return tensors.map((tensor, index) => [tensors.length > 1 ? `${key}.${index}` : String(key), tensor] as const);
    });
  }
  const tensors = tensorsIn(builder, [result]);
  return tensors.map((tensor, index) => [tensors.length > 1 ? `output ${index}` : 'output', tensor] as const);
}

/** Shapes without batch, as users and searches give them. */
export function batched(shape: readonly number[], dtype: Dtype = 'float'): Volume {
  return volume([N, ...shape], dtype);
}
