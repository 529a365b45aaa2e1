// One run of a model that is there: under a builder of its own, on tensors that stand for its inputs. Knows nothing of what is
// made of it.
import type { GraphBuilder } from '../../../../graph/builder.ts';
import { N } from '../../../../graph/dim.ts';
import type { GraphInput, Tensor } from '../../../../graph/graph.ts';
import { type Dtype, unknownVolume, type Volume, volume } from '../../../../graph/volume.ts';
import { PyDict, type PyInstance, type Value } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { noteGap } from '../../torch/gaps.ts';
import type { TorchSession } from '../../torch/session.ts';
import { fromGraph } from '../../torch/tensor/tensor.ts';
import { tensorsIn } from '../../torch/tree.ts';
import type { Candidate } from '../candidates/candidate.ts';

export interface ModelInput {
  readonly name: string;
  readonly volume: Volume;
  readonly source: GraphInput['source'];
}

export const UNKNOWN_INPUT: Volume = unknownVolume({ reason: 'missing-input', facts: {} });

export function unknownInputs(count: number): readonly ModelInput[] {
  return Array.from({ length: count }, (_, index) => ({
    name: nameOf(index, count),
    volume: UNKNOWN_INPUT,
    source: 'guess' as const,
  }));
}

export function nameOf(index: number, count: number): string {
  return count > 1 ? `input ${index}` : 'input';
}

/** Shapes without batch, as users and searches give them. */
export function batched(shape: readonly number[], dtype: Dtype = 'float'): Volume {
  return volume([N, ...shape], dtype);
}

export function building<T>(session: TorchSession, builder: GraphBuilder, run: () => T): T {
  const before = session.builder;
  session.builder = builder;
  session.path = '';
  try {
    return run();
  } finally {
    session.builder = before;
  }
}

export function tensorsOf(
  builder: GraphBuilder,
  { head }: Candidate,
  inputs: readonly ModelInput[],
): readonly Tensor[] {
  return inputs.map(({ name, volume: v, source }) => builder.input(name, v, { span: head, head }, source));
}

export function call(
  running: Running,
  builder: GraphBuilder,
  candidate: Candidate,
  model: PyInstance,
  tensors: readonly Tensor[],
  named: ReadonlyMap<string, Value> = new Map(),
): void {
  const { interpreter, uri } = running.program;
  const { span, head } = candidate;
  const site = { uri, span, head, passed: new Map() };
  const args = tensors.map((tensor) => fromGraph(interpreter, tensor));
  const result = interpreter.callFrom(model, args, named, site);
  if (interpreter.isUnknown(result)) noteGap(interpreter, result.cause, site);
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
