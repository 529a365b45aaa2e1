// Runs the rows of a model file through a builder: what each reads, how many channels come in, its block, its repeats.
import type { Span } from '../../base/span.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Cause } from '../../graph/cause.ts';
import { isKnown, N, unknownDim } from '../../graph/dim.ts';
import type { GraphInput, Origin, Tensor } from '../../graph/graph.ts';
import { unknownVolume, volume } from '../../graph/volume.ts';
import type { LineDeclaration } from '../declared-shapes.ts';
import type { ArgumentUse, OwnModules } from '../front-end.ts';
import { bindRow, type RowBinding } from './bind.ts';
import { parseActivation } from './blocks/activations.ts';
import type { Block } from './blocks/block.ts';
import { type Library, libraryFor } from './blocks/index.ts';
import { Net } from './blocks/net.ts';
import { type ModelSettings, roundHalfEven, scaledChannels } from './blocks/settings.ts';
import { likelySlip } from './slips.ts';
import type { ModelFile, Row, Scale } from './syntax.ts';
import { bindTorch, torchModule } from './torch-modules.ts';

export interface ExpandRequest {
  readonly file: ModelFile;
  readonly scale: Scale | undefined;
  readonly builder: GraphBuilder;
  readonly newBuilder: () => GraphBuilder;
  readonly ownModules: OwnModules;
  /** What comments say of what comes out of rows. */
  readonly declarations: readonly LineDeclaration[];
  readonly input: ModelInput;
}

export interface ModelInput {
  /** Channels first, without batch. */
  readonly shape: readonly number[];
  readonly source: GraphInput['source'];
  readonly span: Span;
}

/** What became of one row. */
export interface RowUse {
  readonly row: Row;
  /** After the depth. */
  readonly repeats: number;
  /** What its module was taken to mean; absent where that is none of the library. */
  readonly block?: Block;
  readonly arguments: readonly ArgumentUse[];
  /** Positions that it reads. */
  readonly reads: readonly number[];
}

export interface Expanded {
  readonly rows: readonly RowUse[];
  readonly leafModules: number;
}

/** What stands at a position: its volumes, and their channels as the reader of such files counts them. */
interface Made {
  readonly outputs: readonly Tensor[];
  readonly channels: readonly number[];
}

export function expand(request: ExpandRequest): Expanded {
  return new Expansion(request).run();
}

class Expansion {
  readonly #request: ExpandRequest;
  readonly #settings: ModelSettings;
  readonly #net: Net;
  readonly #library: Library;
  readonly #made: Made[] = [];
  readonly #image: Made;

  constructor(request: ExpandRequest) {
    this.#request = request;
    const { file, scale, builder, newBuilder, input } = request;
    this.#library = libraryFor(file.family);
    this.#settings = {
      nc: file.nc ?? 80,
      scale: scale?.name ?? '',
      depth: scale?.depth ?? file.depth,
      width: scale?.width ?? file.width,
      maxChannels: scale?.maxChannels ?? Number.POSITIVE_INFINITY,
      regMax: file.regMax,
      end2end: file.end2end,
      activation: file.activation === undefined ? undefined : parseActivation(file.activation),
      family: file.family.family,
      anchors: file.anchors,
      legacy: true,
    };
    const origin = { span: input.span, head: input.span };
    const image = builder.input('images', volume([N, ...input.shape]), origin, input.source);
    this.#image = { outputs: [image], channels: [file.channels] };
    this.#net = new Net(builder, this.#settings, newBuilder, origin);
  }

  run(): Expanded {
    const { file, builder } = this.#request;
    const rows: RowUse[] = [];
    for (const row of file.rows) {
      if (builder.exhausted) break;
      rows.push(this.#row(row));
    }
    const results = this.#made.at(-1)?.outputs ?? [];
    for (const [index, tensor] of results.entries()) builder.output(index === 0 ? 'output' : `output.${index}`, tensor);
    for (const [index, tensor] of this.#net.forTraining.entries()) builder.output(`training.${index}`, tensor);
    return { rows, leafModules: this.#net.leaves };
  }

  #row(row: Row): RowUse {
    const { name } = row.module;
    const inputs = this.#inputs(row);
    const repeats =
      row.repeats.value > 1 ? Math.max(roundHalfEven(row.repeats.value * this.#settings.depth), 1) : row.repeats.value;
    const reads = row.from.map(({ value }) => (value < 0 ? row.index + value : value));
    const binding = bindRow(row, this.#library, this.#settings);
    if (binding) {
      const { block } = binding;
      return { row, repeats, reads, block, arguments: this.#block(row, binding, inputs, repeats) };
    }
    if (torchModule(name)) this.#torch(row, inputs, repeats);
    else this.#unknown(row, inputs);
    return { row, repeats, reads, arguments: [] };
  }

  // What a row reads

  #inputs({ from, index }: Row): readonly Made[] {
    const found = from.map((reference): Made => {
      const { value, span } = reference;
      const at = value < 0 ? index + value : value;
      if (at === -1 && index === 0) return this.#image;
      const made = at < index ? this.#made[at] : undefined;
      if (made) return made;
      const why =
        at === index ? 'itself' : at > index && at < this.#request.file.rows.length ? 'forward' : 'out-of-range';
      this.#request.builder.report({ rule: 'bad-reference', span, facts: { name: String(value), why, row: index } });
      return this.#nothing({ reason: 'missing-reference', facts: { name: String(value) }, place: { span } });
    });
    return found.length > 0 ? found : [this.#nothing({ reason: 'missing-reference', facts: { name: '' } })];
  }

  #nothing(cause: Cause): Made {
    return { outputs: [this.#request.builder.constant(unknownVolume(cause))], channels: [Number.NaN] };
  }

  // Blocks of the library

  #block(row: Row, { block, bound }: RowBinding, inputs: readonly Made[], repeats: number): readonly ArgumentUse[] {
    const { builder, file } = this.#request;
    if (block.modern) this.#settings.legacy = false;
    for (const finding of bound.findings) builder.report(finding);
    this.#judgeClasses(row, block, file.nc);
    const c1 = inputs.reduce((sum, { channels }) => sum + (channels[0] ?? Number.NaN), 0);
    const tensors = this.#asCounted(row, inputs);
    const groups = inputs.map(({ outputs }) => outputs.length);
    // A block that repeats inside is told how often, unless its row says it.
    const values = { c1, n: repeats, at: bound.at, groups, ...bound.values };
    const outputs = this.#repeat(row, block.repeats === 'inside' ? 1 : repeats, tensors, (xs) => {
      const result = block.forward(this.#net, xs, values);
      return isList(result) ? result : [result];
    });
    this.#made.push({ outputs, channels: outputs.map((output) => this.#net.channels(output)) });
    return bound.arguments;
  }

  /** A head for another number of classes than the file's. */
  #judgeClasses(row: Row, { args }: Block, nc: number | undefined): void {
    const [first] = Object.keys(args);
    const written = row.args[0];
    if (first !== 'nc' || nc === undefined || typeof written?.value !== 'number' || written.value === nc) return;
    const facts = { head: row.module.name, classes: written.value, nc };
    this.#request.builder.report({ rule: 'declared-output-differs', span: written.span, facts });
  }

  /** Inputs with the channels that the reader of such files counts: weights are made for those. */
  #asCounted(row: Row, inputs: readonly Made[]): readonly [Tensor, ...Tensor[]] {
    const { builder } = this.#request;
    const all = inputs.flatMap(({ outputs, channels }) =>
      outputs.map((tensor, index): Tensor => {
        const [counted, actual] = [channels[index] ?? Number.NaN, this.#net.channels(tensor)];
        if (Number.isNaN(counted) || Number.isNaN(actual) || counted === actual || !tensor.volume.dims) return tensor;
        const facts = { expected: counted, actual, input: tensor.volume };
        builder.report({ rule: 'channels-mismatch', span: row.module.span, facts });
        return builder.constant(volume(tensor.volume.dims.toSpliced(1, 1, counted), tensor.volume.dtype));
      }),
    );
    const [first = this.#nothing({ reason: 'missing-reference', facts: { name: '' } }).outputs[0], ...others] = all;
    return [first ?? builder.constant(volume([])), ...others];
  }

  #repeat(
    row: Row,
    times: number,
    inputs: readonly [Tensor, ...Tensor[]],
    build: (xs: readonly [Tensor, ...Tensor[]]) => readonly Tensor[],
  ): readonly Tensor[] {
    const { name, span } = row.module;
    const origin: Origin = { span: row.span, head: span };
    return this.#net.row(`model.${row.index}`, name, origin, inputs, () => {
      if (times <= 1) return build(inputs);
      let outputs: readonly Tensor[] = inputs;
      for (let turn = 0; turn < times; turn++) {
        const [x = inputs[0]] = outputs;
        outputs = this.#net.parts(name, String(turn), [x], () => build([x]));
        if (turn === 0 && this.#cannotRepeat(row, times, inputs[0], outputs[0])) break;
      }
      return outputs;
    });
  }

  /** All copies are made for the same input: the second one refuses what the first one gives. */
  #cannotRepeat(row: Row, repeats: number, input: Tensor, output: Tensor | undefined): boolean {
    const [inChannels, outChannels] = [this.#net.channels(input), this.#net.channels(output)];
    if (Number.isNaN(inChannels) || Number.isNaN(outChannels) || inChannels === outChannels) return false;
    const facts = { name: row.module.name, repeats, inChannels, outChannels };
    this.#request.builder.report({ rule: 'repeat-needs-equal-channels', span: row.repeats.span, facts });
    return true;
  }

  // torch.nn

  #torch(row: Row, inputs: readonly Made[], repeats: number): void {
    const module = torchModule(row.module.name);
    if (!module) return;
    const { type, binding } = module;
    const c1 = inputs[0]?.channels[0] ?? Number.NaN;
    const bound = bindTorch(row, module, type === 'BatchNorm2d' ? [this.#net.dim(c1)] : []);
    for (const finding of bound.findings) this.#request.builder.report(finding);
    const tensors = this.#asCounted(row, inputs);
    const outputs = this.#repeat(row, repeats, tensors, (xs) => [
      this.#net.module(type, '', binding.operator, bound.attributes, ...xs),
    ]);
    // Whatever it does, the reader of such files takes its channels to be those that come in.
    this.#made.push({ outputs, channels: outputs.map(() => c1) });
  }

  // Modules of the user's own

  #unknown(row: Row, inputs: readonly Made[]): void {
    const { builder, ownModules } = this.#request;
    const { name, span } = row.module;
    const origin: Origin = { span: row.span, head: span };
    const own = Object.hasOwn(ownModules, name) ? ownModules[name] : undefined;
    const [x] = this.#asCounted(row, inputs);
    const declared = this.#declared(row, x, origin);
    if (declared) {
      this.#made.push(declared);
      return;
    }
    if (own && own.channels !== 'unknown') {
      this.#made.push(this.#own(row, x, own, origin));
      return;
    }
    const { blocks } = this.#library;
    const suggestion = name === '' || own || blocks.has(name) ? undefined : likelySlip(name, blocks.keys());
    if (suggestion !== undefined) {
      builder.report({ rule: 'unknown-layer', span, facts: { name, suggestion, open: true } });
    }
    const lost = builder.gap({ reason: 'unknown-layer', facts: { name } }, origin);
    const outputs = this.#net.row(`model.${row.index}`, name, origin, [x], () => [lost]);
    this.#made.push({ outputs, channels: [Number.NaN] });
  }

  /** What a comment on the row's line says of a module that is not known; what is inside of it nobody counts. */
  #declared(row: Row, x: Tensor, origin: Origin): Made | undefined {
    const { builder, declarations } = this.#request;
    const said = declarations.find(({ code }) => code.start <= row.span.end && row.span.end <= code.end);
    if (!said) return undefined;
    const { name } = row.module;
    const { volume: lost } = builder.gap({ reason: 'unknown-layer', facts: { name } }, origin);
    const unknown = unknownDim(lost.dims ? { reason: 'unknown-layer', facts: { name } } : lost.cause);
    const tensors = said.shapes.map((shape) => builder.constant(volume(shape.map((dim) => dim ?? unknown))));
    const outputs = this.#net.row(`model.${row.index}`, name, origin, [x], () => tensors);
    const channels = said.shapes.map(([, dim]) => (dim !== undefined && isKnown(dim) ? dim : Number.NaN));
    return { outputs, channels };
  }

  #own(row: Row, x: Tensor, { channels, stride }: OwnModules[string], origin: Origin): Made {
    const first = row.args[0]?.value;
    const out =
      channels === 'input'
        ? this.#net.channels(x)
        : channels === 'first-argument'
          ? typeof first === 'number'
            ? scaledChannels(first, this.#settings)
            : Number.NaN
          : typeof channels === 'number'
            ? channels
            : Number.NaN;
    const size = (axis: number) => (stride === undefined ? Number.NaN : Math.ceil(this.#net.size(x, axis) / stride));
    const { builder } = this.#request;
    const lost = builder.gap({ reason: 'unknown-layer', facts: { name: row.module.name } }, origin).volume;
    const cause = lost.dims ? undefined : lost.cause;
    const dim = (value: number) =>
      Number.isNaN(value) && cause ? ({ kind: 'unknown', cause } as const) : this.#net.dim(value);
    const output = builder.constant(volume([this.#net.batch(x), dim(out), dim(size(2)), dim(size(3))]));
    const outputs = this.#net.row(`model.${row.index}`, row.module.name, origin, [x], () => [output]);
    return { outputs, channels: [out] };
  }
}

function isList(value: Tensor | readonly Tensor[]): value is readonly Tensor[] {
  return Array.isArray(value);
}
