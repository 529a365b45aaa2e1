// One recorded model against what we make of its source: weights, shapes of every call in order, output and MACs.
import { totalsOf } from '../../server/src/engine/totals.ts';
import { type Dim, isBatch, isKnown } from '../../server/src/graph/dim.ts';
import type { Block, Graph, Layer, Tensor } from '../../server/src/graph/graph.ts';
import type { Built } from '../harness/python-model.ts';

export type Shape = readonly (number | null)[];
export type Shapes = Shape | readonly Shape[] | { readonly [name: string]: Shapes } | null;

export interface RecordedModel {
  readonly params: number;
  readonly trainable: number;
  readonly buffers: number;
  /** Name, class, extra_repr, own parameters, own buffers. */
  readonly static: readonly (readonly [name: string, type: string, repr: string, params: number, buffers: number])[];
  readonly calls: readonly (readonly [name: string, type: string, inputs: Shapes, outputs: Shapes, kind?: string])[];
  readonly output: Shapes;
  readonly flops?: { readonly total: number };
}

/** A row of pytorch-repos/models.json.gz. */
export interface RepositoryRow extends RecordedModel {
  readonly repo: string;
  readonly file: string;
  readonly expr: string;
  readonly inputs: readonly (readonly number[] | string)[];
  readonly init_error?: string;
  readonly error?: string;
}

/** What differs from the recording; empty where we agree. `batch`: what N was when it was recorded. */
export function differences(
  recorded: RecordedModel,
  { graph, failure }: Pick<Built, 'graph' | 'failure'>,
  batch?: number,
): readonly string[] {
  if (failure !== undefined) return [failure];
  const found: string[] = [];
  const compare = (what: string, got: unknown, wanted: unknown): void => {
    if (JSON.stringify(got) !== JSON.stringify(wanted))
      found.push(`${what}: ${JSON.stringify(got)}, recorded ${JSON.stringify(wanted)}`);
  };
  const totals = totalsOf(graph);
  compare('params', totals.params, recorded.params);
  compare('trainable', totals.trainableParams, recorded.trainable);
  compare('buffers', buffersOf(graph), recorded.buffers);
  compare(
    'output',
    graph.outputs.map(({ tensor }) => plain(tensor, batch)),
    shapesIn(recorded.output),
  );
  if (recorded.flops) compare('MACs', totals.macs, recorded.flops.total / 2);
  for (const { rule, quote, facts } of graph.findings) found.push(`finding ${rule}: ${quote ?? JSON.stringify(facts)}`);
  for (const { cause, span } of graph.gaps) found.push(`gap ${JSON.stringify(cause)} at ${span.start}`);
  found.push(...differentCalls(recorded, graph, batch));
  return found;
}

function differentCalls(recorded: RecordedModel, graph: Graph, batch: number | undefined): readonly string[] {
  const shapesOf = (tensors: readonly Tensor[], count: number) =>
    JSON.stringify(tensors.slice(0, count).map((tensor) => plain(tensor, batch)));
  const ours = callsOf(graph, new Set(recorded.calls.map(([name]) => name)));
  const found: string[] = [];
  for (let index = 0; index < Math.max(ours.length, recorded.calls.length); index++) {
    const [name, , inputs, outputs] = recorded.calls[index] ?? [];
    const our = ours[index];
    const wanted = `${name} ${JSON.stringify(shapesIn(inputs ?? null))} → ${JSON.stringify(shapesIn(outputs ?? null))}`;
    // What a module is given beside tensors of the graph is not recorded here.
    const some = shapesIn(inputs ?? null);
    const got = our
      ? `${our.path} ${shapesOf(our.inputs, some.length)} → ${shapesOf(our.outputs, shapesIn(outputs ?? null).length)}`
      : 'nothing';
    if (got !== wanted) {
      found.push(`call ${index}: ${got}, recorded ${wanted}`);
      break;
    }
  }
  return found;
}

interface Call {
  readonly path: string;
  readonly at: number;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** Modules in the order in which they were left; functions have no name among them. */
function callsOf({ layers, blocks, inputs, outputs }: Graph, names: ReadonlySet<string>): readonly Call[] {
  const ofLayers = layers
    .filter(isModuleCall)
    .map(
      (layer: Layer): Call => ({ path: layer.path, at: layer.index + 1, inputs: layer.inputs, outputs: layer.outputs }),
    );
  const ofBlocks = blocks
    .filter(({ path }) => names.has(path))
    .map((block: Block): Call => ({ path: block.path, at: block.end, inputs: block.inputs, outputs: block.outputs }));
  const whole: Call = {
    path: '',
    at: layers.length + 1,
    inputs: inputs.map(({ tensor }) => tensor),
    outputs: outputs.map(({ tensor }) => tensor),
  };
  return [...ofLayers, ...ofBlocks, whole].sort((a, b) => a.at - b.at).filter(({ path }) => names.has(path));
}

function isModuleCall({ path }: Layer): boolean {
  return path !== '';
}

function buffersOf({ modules, freeParameters }: Graph): number {
  const all = new Set([...freeParameters, ...modules.flatMap((module) => module.parameters)]);
  return [...all].reduce((sum, { buffer, count }) => sum + (buffer && isKnown(count) ? count : 0), 0);
}

function plain({ volume: { dims } }: Tensor, batch: number | undefined): readonly (number | string)[] | string {
  const size = (dim: Dim) =>
    isBatch(dim) && batch !== undefined ? (batch * dim.numerator) / dim.denominator : isKnown(dim) ? dim : dim.kind;
  return dims ? dims.map(size) : '?';
}

export function shapesIn(shapes: Shapes): readonly Shape[] {
  if (shapes === null) return [];
  if (!Array.isArray(shapes)) return Object.values(shapes).flatMap(shapesIn);
  const list = shapes as readonly unknown[];
  if (list.every((item) => typeof item === 'number')) return [list as Shape];
  return (list as readonly Shapes[]).flatMap(shapesIn);
}
