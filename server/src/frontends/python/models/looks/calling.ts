// One run of a model that is there: under a builder of its own, on tensors that stand for its inputs. Knows nothing of what is
// made of it.
import type { GraphBuilder } from '../../../../graph/builder.ts';
import type { Reason } from '../../../../graph/cause.ts';
import { N } from '../../../../graph/dim.ts';
import type { GraphInput, Tensor } from '../../../../graph/graph.ts';
import { causeOf, type Dtype, unknownVolume, type Volume, volume } from '../../../../graph/volume.ts';
import { PyDict, type PyInstance, PyList, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { noteGap } from '../../torch/gaps.ts';
import type { TorchSession } from '../../torch/session.ts';
import { fromGraph, tensorOf } from '../../torch/tensor/tensor.ts';
import type { Candidate } from '../candidates/candidate.ts';

export interface ModelInput {
  readonly name: string;
  readonly volume: Volume;
  readonly source: GraphInput['source'];
  /** What the call that says it gives beside all inputs, by name; at the first of them. */
  readonly beside?: readonly (readonly [name: string, value: Value])[];
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

/** Plain values that were said together with the inputs. */
export function besideOf(inputs: readonly ModelInput[]): ReadonlyMap<string, Value> {
  return new Map(inputs.flatMap(({ beside }) => beside ?? []));
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
  else
    for (const [name, value] of namedOutputs(interpreter, result)) {
      const native = tensorOf(value);
      const given = native?.volume ?? unknownVolume(interpreter.lost(value).cause);
      const cause = native?.isIn(builder) ? undefined : causeOf(given);
      if (cause) noteGap(interpreter, cause, site);
      builder.output(name, native?.in(builder) ?? builder.constant(given));
    }
}

function namedOutputs(runtime: Runtime, result: Value): readonly (readonly [string, Value])[] {
  if (result instanceof PyDict) {
    return [...result.entries.values()].flatMap(([key, value]) => {
      const found = leavesOf(runtime, value);
      return found.map((leaf, index) => [found.length > 1 ? `${key}.${index}` : String(key), leaf] as const);
    });
  }
  const found = leavesOf(runtime, result);
  return found.map((leaf, index) => [found.length > 1 ? `output ${index}` : 'output', leaf] as const);
}

/** Where sizes and cells of tensors are not known: what is lost so is a number. */
const NUMBERS: ReadonlySet<Reason> = new Set(['batch-arithmetic', 'depends-on-data', 'missing-input', 'refused']);

/** Tensors, and what may be some, in nested tuples, lists and dicts, in order. */
function leavesOf(runtime: Runtime, value: Value, depth = 5): readonly Value[] {
  if (tensorOf(value)) return [value];
  if (runtime.isUnknown(value)) return NUMBERS.has(value.cause.reason) ? [] : [value];
  if (depth === 0) return [];
  const inner = (items: readonly Value[]) => items.flatMap((item) => leavesOf(runtime, item, depth - 1));
  if (value instanceof PyTuple || value instanceof PyList) return inner(value.items);
  if (value instanceof PyDict) return inner([...value.entries.values()].map(([, item]) => item));
  return [];
}
