// The engine behind every front end: applies one operator at a time, eagerly, and keeps the graph.
// Knows no file format and no rule's words.
import { invariant } from '../base/invariant.ts';
import type { BuilderOptions, BuildState, GraphBuilder, ModuleRequest, Parting } from '../graph/builder.ts';
import type { Cause } from '../graph/cause.ts';
import { type Dim, isBatch, isKnown, product, unknownDim } from '../graph/dim.ts';
import type { Finding } from '../graph/finding.ts';
import type {
  Block,
  Gap,
  Graph,
  GraphInput,
  GraphOutput,
  Layer,
  Module,
  Origin,
  Parameter,
  Tensor,
} from '../graph/graph.ts';
import type { Operator, OperatorCatalogue } from '../graph/operator.ts';
import { causeOf, unknownVolume, type Volume } from '../graph/volume.ts';
import { readAttributes } from './attributes.ts';
import { Branches } from './branches.ts';
import { infer, interned, volumeOf } from './inference.ts';
import { locate } from './locate.ts';
import { type Made, newParameter, soundOf, weightOf } from './made.ts';
import { type FieldOf, nextField, startField } from './receptive-field.ts';

const MAX_LAYERS = 200_000;
const NO_WINDOWS: Layer['windows'] = [];

export function createBuilder(operators: OperatorCatalogue, options: BuilderOptions): GraphBuilder {
  return new Builder(operators, options);
}

class Builder implements GraphBuilder {
  readonly operators: OperatorCatalogue;
  readonly #options: BuilderOptions;
  readonly #maxLayers: number;
  readonly #inputs: GraphInput[] = [];
  readonly #outputs: GraphOutput[] = [];
  #layers: Layer[] = [];
  readonly #modules: Module[] = [];
  #free: Parameter[] = [];
  #blocks: Block[] = [];
  #findings: Finding[] = [];
  #gaps: Gap[] = [];
  #hidden = false;
  readonly #fields: FieldOf = new Map();
  /** Findings of modules that no layer applies yet, by module id. */
  readonly #unplaced = new Map<number, readonly Finding[]>();
  /** Of those, what is none where no layer applies the module. */
  readonly #whenRun = new WeakSet<Finding>();
  /** Only where code has been run of which it is not known whether it runs. */
  #branches: Branches | undefined;
  #nextTensor = 0;
  /** The model runs on a single sample, without an axis for the batch; undefined until a layer says so. */
  #isOneSample: boolean | undefined;
  #block: (Block & { readonly parameters: Parameter[] }) | undefined;
  exhausted = false;

  constructor(operators: OperatorCatalogue, options: BuilderOptions) {
    this.operators = operators;
    this.#options = options;
    this.#maxLayers = options.maxLayers ?? MAX_LAYERS;
  }

  input(name: string, volume: Volume, origin: Origin, source: GraphInput['source']): Tensor {
    const tensor = { ...this.constant(interned(volume)), source };
    this.#inputs.push({ name, tensor, origin, source });
    this.#fields.set(tensor.id, startField(volume));
    return tensor;
  }

  constant(volume: Volume): Tensor {
    return { id: this.#nextTensor++, volume, output: 0 };
  }

  declared(volume: Volume): Tensor {
    this.#hidden = true;
    return this.constant(volume);
  }

  declare(request: ModuleRequest): Module {
    const operator = this.operators.get(request.operator);
    invariant(operator, `no operator ${request.operator}`);
    const known = soundOf(operator).get(request.attributes);
    return known ? this.#module(known, request) : this.#make(operator, request, []);
  }

  apply(request: ModuleRequest, inputs: readonly Tensor[]): readonly Tensor[] {
    const operator = this.operators.get(request.operator);
    invariant(operator, `no operator ${request.operator}`);
    const known = soundOf(operator).get(request.attributes);
    const module = known ? this.#module(known, request) : this.#make(operator, request, inputs.map(volumeOf));
    return this.call(module, inputs, request.origin);
  }

  #make(operator: Operator, request: ModuleRequest, inputs: readonly Volume[]): Module {
    const start = this.#findings.length;
    const { values, findings, complete } = readAttributes(operator, request, inputs);
    this.#findings.push(...findings);
    // What slides a window without weights looks at it when it slides.
    if (operator.family === 'pooling') for (const finding of findings) this.#whenRun.add(finding);
    const made: Made = { operator, values, weights: (operator.parameters?.(values) ?? []).map(weightOf) };
    const module = this.#module(made, request);
    operator.construct?.(values, (rule, facts, options) => {
      const finding = { ...locate(module, request.origin, options), rule, facts } as Finding;
      this.#findings.push(finding);
      if (options?.whenRun) this.#whenRun.add(finding);
    });
    if (this.#findings.length > start) this.#unplaced.set(module.id, this.#findings.slice(start));
    else if (complete) soundOf(operator).set(request.attributes, made);
    return module;
  }

  #module({ operator, values, weights }: Made, request: ModuleRequest): Module {
    const { type, path, attributes: given, origin } = request;
    const id = this.#modules.length;
    const own = request.weightless ? [] : request.parameters;
    const parameters = own ?? weights.map(newParameter);
    const module: Module = { id, operator, type, path, attributes: values, given, parameters, origin };
    this.#modules.push(module);
    return module;
  }

  /** What was found when the module was made belongs to the first layer that applies it. */
  #place(module: Module, layer: Layer): void {
    const found = this.#unplaced.get(module.id) ?? [];
    this.#unplaced.delete(module.id);
    for (const finding of found) {
      const index = this.#findings.lastIndexOf(finding);
      if (index >= 0) this.#findings[index] = { ...finding, layer };
    }
  }

  call(module: Module, inputs: readonly Tensor[], origin: Origin): readonly Tensor[] {
    const index = this.#layers.length;
    if (index >= this.#maxLayers) return this.#stop(origin);
    const refusals: Finding[] = [];
    const inference = infer(module, inputs, this.#options.training ?? false, origin, refusals);
    const { outputs, macs = 0, windows = NO_WINDOWS, global = false } = inference;
    this.#isOneSample ??= isUnbatched(windows, inputs);
    const layer: Layer = {
      index,
      path: module.path,
      module,
      inputs,
      outputs: [],
      macs: this.#perSample(macs),
      windows,
      global,
      origin,
      ...(this.#block ? { block: this.#block } : {}),
      refused: refusals.length > 0,
    };
    const tensors = outputs.map((volume, output): Tensor => ({ id: this.#nextTensor++, volume, layer, output }));
    (layer as { outputs: readonly Tensor[] }).outputs = tensors;
    const field = nextField(this.#fields, layer, inference);
    if (field) (layer as { receptiveField: typeof field }).receptiveField = field;
    this.#layers.push(layer);
    if (this.#unplaced.size > 0) this.#place(module, layer);
    for (const finding of refusals) this.#findings.push({ ...finding, layer });
    return tensors;
  }

  /** k·N multiply–accumulates are k for one sample; a concrete batch is divided out, and MACs stay whole. */
  #perSample(macs: Dim): Dim {
    if (isBatch(macs)) return Math.round(macs.numerator / macs.denominator);
    const batch = this.#isOneSample ? 1 : batchOf(this.#inputs[0]?.tensor.volume);
    return isKnown(macs) && typeof batch === 'number' && batch > 1 ? Math.round(macs / batch) : macs;
  }

  #stop(origin: Origin): readonly Tensor[] {
    const cause: Cause = { reason: 'limit-reached', facts: { limit: this.#maxLayers, what: 'layers' } };
    if (!this.exhausted) {
      this.exhausted = true;
      this.report({ rule: 'limit-reached', span: origin.head, facts: cause.facts });
    }
    return [this.constant(unknownVolume(cause))];
  }

  parameter(
    name: string,
    volume: Volume,
    { buffer = false, trainable = true }: { buffer?: boolean; trainable?: boolean },
  ): Parameter {
    const dims = volume.dims ?? [unknownDim(volume.cause)];
    const parameter = { name, dims, count: product(dims), buffer, trainable };
    this.#free.push(parameter);
    this.#block?.parameters.push(parameter);
    return parameter;
  }

  settle(tensor: Tensor, volume: Volume): void {
    (tensor as { volume: Volume }).volume = volume;
  }

  gap(cause: Cause, origin: Origin): Tensor {
    if (!this.#gaps.some((known) => known.cause === cause))
      this.#gaps.push({ cause, span: origin.head, ...(origin.uri ? { uri: origin.uri } : {}) });
    return this.constant(unknownVolume({ ...cause, place: cause.place ?? { span: origin.head } }));
  }

  output(name: string, tensor: Tensor): void {
    this.#outputs.push({ name, tensor });
  }

  report(finding: Finding): void {
    this.#findings.push(finding);
  }

  block(
    { path, type, origin, parameters = [] }: Parameters<GraphBuilder['block']>[0],
    inputs: readonly Tensor[],
    run: () => readonly Tensor[],
  ): readonly Tensor[] {
    const parent = this.#block;
    const first = this.#layers.length;
    const up = parent ? { parent } : {};
    const block = {
      path,
      type,
      origin,
      ...up,
      first,
      end: first,
      parameters: [...parameters],
      inputs,
      outputs: [] as Block['outputs'],
    };
    this.#blocks.push(block);
    this.#block = block;
    try {
      block.outputs = run();
    } finally {
      this.#block = parent;
      block.end = this.#layers.length;
    }
    return block.outputs;
  }

  save(): BuildState {
    this.#branches ??= new Branches();
    return {
      layers: this.#layers.slice(),
      blocks: this.#blocks.slice(),
      free: this.#free.slice(),
      findings: this.#findings.slice(),
      gaps: this.#gaps.slice(),
      alternatives: this.#branches.alternatives,
      modules: this.#modules.length,
    };
  }

  restore({ layers, blocks, free, findings, gaps, alternatives, modules }: BuildState): void {
    this.#branches?.doubt(this.#modules.slice(modules), alternatives);
    this.#layers = layers.slice();
    this.#blocks = blocks.slice();
    this.#free = free.slice();
    this.#findings = findings.slice();
    this.#gaps = gaps.slice();
  }

  join(state: BuildState, parting: Parting, cause: Cause): void {
    const joined = this.#branches?.join(state, this.save(), parting, cause);
    if (joined) this.restore({ ...joined, modules: this.#modules.length });
  }

  finish(): Graph {
    this.#branches?.settle(this.#layers, this.#blocks);
    return {
      name: this.#options.name,
      conventions: this.#options.conventions,
      inputs: this.#inputs,
      outputs: this.#outputs,
      layers: this.#layers,
      modules: this.#branches?.modulesOf(this.#modules, this.#layers) ?? this.#modules,
      freeParameters: this.#free,
      blocks: this.#blocks,
      findings: this.#findings.filter((finding) => !this.#whenRun.has(finding)),
      gaps: this.#gaps.concat(lostSizes(this.#layers)),
      hidden: this.#hidden,
    };
  }
}

/** A row of numbers is one sample's: features, or the words of a context. */
function batchOf(input: Volume | undefined): Dim | undefined {
  const dims = input?.dims;
  return dims?.length === 1 ? 1 : dims?.[0];
}

/** A window slides along every axis but that of the channels. */
function isUnbatched({ length }: Layer['windows'], [input]: readonly Tensor[]): boolean | undefined {
  const rank = input?.volume.dims?.length;
  return length === 0 || rank === undefined ? undefined : rank === length + 1;
}

/** A layer that turns known sizes into unknown ones without refusing is a place where tracking stopped. */
function lostSizes(layers: readonly Layer[]): Gap[] {
  const gaps: Gap[] = [];
  for (const { inputs, outputs, refused, origin } of layers) {
    if (refused) continue;
    const cause = firstCause(outputs);
    if (!cause || firstCause(inputs)) continue;
    if (cause.reason !== 'refused') gaps.push({ cause, span: origin.head, ...(origin.uri ? { uri: origin.uri } : {}) });
  }
  return gaps;
}

function firstCause(tensors: readonly Tensor[]): Cause | undefined {
  for (const { volume } of tensors) {
    const cause = causeOf(volume);
    if (cause) return cause;
  }
  return undefined;
}
