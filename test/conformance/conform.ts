// Runs one recorded row through binding, builder and operator, and says where we disagree with the framework.
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import { bindCall, type CallMistake } from '../../server/src/frontends/python/torch/bindings/binding.ts';
import { moduleBinding } from '../../server/src/frontends/python/torch/bindings/index.ts';
import { type Dim, isKnown } from '../../server/src/graph/dim.ts';
import type { Finding } from '../../server/src/graph/finding.ts';
import type { GivenAttributes, Origin, Parameter } from '../../server/src/graph/graph.ts';
import { type Volume, volume } from '../../server/src/graph/volume.ts';
import { operators } from '../../server/src/operators/index.ts';
import { dtypeOf, type LayerRow, shapesOf } from './table.ts';

export interface Outcome {
  readonly outputs: readonly Volume[];
  readonly parameters: number;
  readonly buffers: number;
  /** Over the whole recorded batch. */
  readonly macs: number;
  readonly findings: readonly Finding[];
  readonly mistakes: readonly CallMistake[];
  readonly refused: boolean;
  /** Already when the module is made. */
  readonly refusedAtOnce: boolean;
}

const NOWHERE: Origin = { span: { start: 0, end: 0 }, head: { start: 0, end: 0 } };

/** Undefined where the class is not bound. */
export function run(row: LayerRow, inputs: readonly Volume[] = volumesOf(row)): Outcome | undefined {
  const binding = moduleBinding(row.op);
  if (!binding) return undefined;
  const { attributes, mistakes } = bindCall(binding, row.args, new Map(Object.entries(row.kwargs)));
  const builder = createBuilder(operators, {
    name: row.id,
    conventions: { rounding: 'floor' },
    training: row.train ?? false,
  });
  const given: GivenAttributes = attributes;
  const module = builder.declare({
    operator: binding.operator,
    type: row.op,
    path: row.id,
    attributes: given,
    origin: NOWHERE,
  });
  const refusedAtOnce = mistakes.length > 0 || builder.finish().findings.length > 0;
  const tensors = inputs.map((input) => builder.constant(input));
  const outputs = builder.call(module, tensors, NOWHERE).map((tensor) => tensor.volume);
  const { findings, layers } = builder.finish();
  const macs = layers[0]?.macs ?? 0;
  const count = (wanted: boolean) => sum(module.parameters.filter(({ buffer }) => buffer === wanted));
  return {
    outputs,
    parameters: count(false),
    buffers: count(true),
    macs: isKnown(macs) ? macs : Number.NaN,
    findings,
    mistakes,
    refused: findings.length > 0 || mistakes.length > 0,
    refusedAtOnce,
  };
}

export function volumesOf(row: LayerRow): readonly Volume[] {
  return row.inputs.map((input) => volume(input.shape, dtypeOf(input)));
}

function sum(parameters: readonly Parameter[]): number {
  return parameters.reduce((total, { count }) => total + (isKnown(count) ? count : Number.NaN), 0);
}

/** What differs from the recording; empty where we agree. */
export function disagreements(row: LayerRow, outcome: Outcome): readonly string[] {
  const found: string[] = [];
  const refusal = row.err ?? null;
  if (outcome.refused !== (refusal !== null)) {
    found.push(
      outcome.refused
        ? `we refuse (${outcome.findings.map(({ rule, quote }) => quote ?? rule).join('; ')}${JSON.stringify(outcome.mistakes)}), PyTorch does not`
        : `PyTorch refuses: ${refusal}`,
    );
  }
  if (row.phase === 'init' && !outcome.refusedAtOnce) found.push('PyTorch refuses to make the module');
  if (refusal === null) {
    const wanted = JSON.stringify(shapesOf(row.out));
    const got = JSON.stringify(outcome.outputs.map(({ dims }) => dims?.map(plain) ?? '?'));
    if (wanted !== got) found.push(`output ${got}, PyTorch ${wanted}`);
  }
  if (row.params !== undefined && row.params !== outcome.parameters) {
    found.push(`${outcome.parameters} parameters, PyTorch ${row.params}`);
  }
  if (row.buffers !== undefined && row.buffers !== outcome.buffers) {
    found.push(`${outcome.buffers} buffer values, PyTorch ${row.buffers}`);
  }
  return found;
}

function plain(dim: Dim): number | string {
  return isKnown(dim) ? dim : dim.kind;
}

/** Errors of the CPU backend, not of the framework: that it fails is all that counts. */
export function comesFromBackend(message: string): boolean {
  return message.startsWith('could not c');
}

export function describeRow({ id, op, args, kwargs, inputs }: LayerRow): string {
  const shapes = inputs.map(({ shape, dtype }) => `[${shape.join(', ')}]${dtype === 'f' ? '' : dtype}`).join(' ');
  return `${id} ${op}(${JSON.stringify(args).slice(1, -1)}) ${JSON.stringify(kwargs)} on ${shapes}`;
}
