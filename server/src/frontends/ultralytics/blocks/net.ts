// What definitions of blocks are written with: layers and joins on tensors, parts with names, and the framework's count of
// modules. Turns every step into an operator of the builder. Knows no block and no file.
//
// Channels are plain numbers here, and NaN where a number is unknown: arithmetic carries it along, and it becomes an
// unknown dimension again where an operator takes it.
import type { Span } from '../../../base/span.ts';
import type { AttributeInput } from '../../../graph/attribute.ts';
import type { GraphBuilder } from '../../../graph/builder.ts';
import type { Cause } from '../../../graph/cause.ts';
import { type Dim, isKnown, unknownDim } from '../../../graph/dim.ts';
import type { GivenAttributes, Module, Origin, Tensor } from '../../../graph/graph.ts';
import { type Dtype, unknownVolume, volume } from '../../../graph/volume.ts';
import { type Activation, moduleOf } from './activations.ts';
import { type Attributes, given, remembered } from './given-attributes.ts';
import type { ModelSettings } from './settings.ts';

export type Size = number | readonly [height: number, width: number];

export interface Conv2dOptions {
  readonly k?: Size;
  readonly s?: Size;
  readonly p?: Size;
  readonly g?: number;
  readonly d?: number;
  readonly bias?: boolean;
  /** Where the row writes the numbers, so that problems point to them. */
  readonly at?: Spans;
}

export interface ConvOptions extends Conv2dOptions {
  /** True: the model's own activation, one for all; false: none. */
  readonly act?: boolean | Activation;
}

/** Where a row writes its arguments, by their names. */
export type Spans = Readonly<Record<string, Span>>;

const square = (size: Size): readonly [number, number] => (typeof size === 'number' ? [size, size] : size);

/** Half the (dilated) kernel: the padding that keeps the size at stride 1. */
export function samePadding(kernel: Size, dilation = 1): Size {
  const half = (size: number) => Math.floor((dilation * (size - 1) + 1) / 2);
  return typeof kernel === 'number' ? half(kernel) : [half(kernel[0]), half(kernel[1])];
}

const OVER_CHANNELS: Attributes = Object.freeze({ axis: 1 });

export class Net {
  readonly builder: GraphBuilder;
  readonly model: ModelSettings;
  /** A model reads texts through these, where it does; a block may replace them for those behind it. */
  texts: Tensor | undefined;
  /** What only training reads. */
  readonly forTraining: Tensor[] = [];
  /** Modules without children so far. */
  leaves = 0;
  readonly #newBuilder: () => GraphBuilder;
  #origin: Origin;
  #path = '';
  #cause: Cause = { reason: 'unknown-attribute', facts: { attribute: 'channels' } };
  /** Modules that many share, once met. */
  #counted = new Set<string>();

  constructor(builder: GraphBuilder, model: ModelSettings, newBuilder: () => GraphBuilder, origin: Origin) {
    this.builder = builder;
    this.model = model;
    this.#newBuilder = newBuilder;
    this.#origin = origin;
  }

  /** Where in the model the block stands: `model.2.m.0`. */
  get path(): string {
    return this.#path;
  }

  /** Runs one row of the file as a block. */
  row(path: string, type: string, origin: Origin, inputs: readonly Tensor[], run: () => readonly Tensor[]) {
    this.#origin = origin;
    this.#path = path;
    const lost = inputs.map(({ volume: { dims, ...rest } }) => (dims ? undefined : (rest as { cause?: Cause }).cause));
    this.#cause = lost.find((cause) => cause !== undefined) ?? this.#cause;
    return this.builder.block({ path, type, origin }, inputs, run);
  }

  /** A part with a name, that holds parts and layers of its own. */
  parts(type: string, name: string, inputs: readonly Tensor[], run: () => readonly Tensor[]): readonly Tensor[] {
    const outer = this.#path;
    this.#path = `${outer}.${name}`;
    const outputs = this.builder.block({ path: this.#path, type, origin: this.#origin }, inputs, run);
    this.#path = outer;
    return outputs;
  }

  part(type: string, name: string, x: Tensor, run: (x: Tensor) => Tensor): Tensor {
    return this.parts(type, name, [x], () => [run(x)])[0] ?? x;
  }

  // Sizes

  channels(x: Tensor | undefined): number {
    return this.size(x, 1);
  }

  /** The size of one axis, NaN where it is not known. */
  size(x: Tensor | undefined, axis: number): number {
    const dim = x?.volume.dims?.[axis];
    return dim !== undefined && isKnown(dim) ? dim : Number.NaN;
  }

  batch(x: Tensor): Dim {
    return x.volume.dims?.[0] ?? this.dim(Number.NaN);
  }

  dim(value: number): Dim {
    return Number.isNaN(value) ? unknownDim(this.#cause) : value;
  }

  // Modules: what the framework makes as one, with or without weights

  declare(type: string, name: string, operator: string, attributes: Attributes = {}): Module {
    const path = name === '' ? this.#path : `${this.#path}.${name}`;
    this.leaves++;
    return this.builder.declare({ operator, type, path, attributes: given(attributes), origin: this.#origin });
  }

  call(module: Module, ...inputs: readonly Tensor[]): Tensor {
    return this.#first(this.builder.call(module, inputs, this.#origin), inputs);
  }

  module(type: string, name: string, operator: string, attributes: Attributes, ...inputs: readonly Tensor[]): Tensor {
    this.leaves++;
    return this.#apply(type, name, operator, attributes, inputs);
  }

  /** A step that is no module: a function that `forward` calls. */
  apply(operator: string, attributes: Attributes, ...inputs: readonly Tensor[]): Tensor {
    return this.#apply(operator, '', operator, attributes, inputs);
  }

  /** The same with a name in the model. */
  step(name: string, operator: string, attributes: Attributes, ...inputs: readonly Tensor[]): Tensor {
    return this.#apply(operator, name, operator, attributes, inputs);
  }

  #apply(type: string, name: string, operator: string, attributes: Attributes, inputs: readonly Tensor[]): Tensor {
    return this.#request(type, name, operator, given(attributes), inputs);
  }

  #request(
    type: string,
    name: string,
    operator: string,
    attributes: GivenAttributes,
    inputs: readonly Tensor[],
  ): Tensor {
    const path = name === '' ? this.#path : `${this.#path}.${name}`;
    return this.#first(this.builder.apply({ operator, type, path, attributes, origin: this.#origin }, inputs), inputs);
  }

  #first([output]: readonly Tensor[], [input]: readonly Tensor[]): Tensor {
    return output ?? input ?? this.builder.constant(unknownVolume(this.#cause));
  }

  /** Counts modules that do nothing in `forward`: identities, empty sequences. */
  leaf(count = 1): void {
    this.leaves += count;
  }

  /** A module that many share is counted when it is first met. */
  #countOnce(name: string): void {
    if (this.#counted.has(name)) return;
    this.#counted.add(name);
    this.leaves++;
  }

  /** Weights of the block itself. */
  parameter(name: string, dims: readonly number[], trainable = true): void {
    this.builder.parameter(`${this.#path}.${name}`, volume(dims.map((dim) => this.dim(dim))), { trainable });
  }

  /** Parts that are there, and that `forward` does not use: only their weights count. */
  idle(run: (idle: Net) => void): void {
    const builder = this.#newBuilder();
    const aside = new Net(builder, this.model, this.#newBuilder, this.#origin);
    aside.#path = this.#path;
    aside.#counted = this.#counted;
    run(aside);
    this.leaves += aside.leaves;
    const { modules, freeParameters } = builder.finish();
    for (const { path, parameters } of modules) {
      for (const { name, dims, buffer, trainable } of parameters) {
        this.builder.parameter(`${path}.${name}`, volume(dims), { buffer, trainable });
      }
    }
    for (const { name, dims, buffer, trainable } of freeParameters) {
      this.builder.parameter(name, volume(dims), { buffer, trainable });
    }
  }

  /** A module that is not expanded: its channels are known at most. */
  unknownModule(name: string, x: Tensor, c2: number): Tensor {
    this.leaves++;
    const lost = this.builder.gap({ reason: 'unknown-layer', facts: { name } }, this.#origin);
    const { dims, ...rest } = lost.volume;
    const unknown = unknownDim(dims ? this.#cause : (rest as { cause: Cause }).cause);
    return this.constant([this.batch(x), Number.isNaN(c2) ? unknown : c2, unknown, unknown]);
  }

  conv2d(name: string, x: Tensor, c2: number, options: Conv2dOptions = {}): Tensor {
    this.leaves++;
    return this.#request('Conv2d', name, 'conv2d', this.#filter(this.channels(x), c2, options), [x]);
  }

  /** Conv2d without bias, batch normalization, activation. */
  conv(name: string, x: Tensor, c2: number, options: ConvOptions = {}): Tensor {
    return this.part('Conv', name, x, () => this.convolve(x, c2, options));
  }

  convolve(x: Tensor, c2: number, { act = true, ...options }: ConvOptions): Tensor {
    const p = options.p ?? samePadding(options.k ?? 1, options.d ?? 1);
    return this.activate(this.batchNorm('bn', this.conv2d('conv', x, c2, { ...options, p, bias: false })), act);
  }

  #filter(c1: number, c2: number, options: Conv2dOptions): GivenAttributes {
    const { k = 1, s = 1, p = 0, g = 1, d = 1, bias = true, at } = options;
    const make = () => {
      const [top, left] = square(p).map((size) => this.dim(size)) as [Dim, Dim];
      const sizes = (size: Size) => (typeof size === 'number' ? this.dim(size) : size.map((each) => this.dim(each)));
      const here = (value: AttributeInput, span: Span | undefined) => (span ? { value, span } : { value });
      const sides = [
        [top, top],
        [left, left],
      ];
      return {
        inChannels: { value: this.dim(c1) },
        outChannels: { value: this.dim(c2) },
        kernel: here(sizes(k), at?.k),
        stride: here(sizes(s), at?.s),
        padding: here(sides, at?.p),
        groups: here(this.dim(g), at?.g),
        dilation: here(this.dim(d), at?.d),
        bias: { value: bias },
      };
    };
    const key = `${c1} ${c2} ${k} ${s} ${p} ${g} ${d} ${bias}`;
    return at === undefined && !key.includes('NaN') ? remembered(key, make) : make();
  }

  batchNorm(name: string, x: Tensor): Tensor {
    this.leaves++;
    const c = this.channels(x);
    const make = () => ({ features: { value: this.dim(c) } });
    const attributes = Number.isNaN(c) ? make() : remembered(`norm ${c}`, make);
    return this.#request('BatchNorm2d', name, 'batch-norm2d', attributes, [x]);
  }

  activate(x: Tensor, act: boolean | Activation): Tensor {
    if (act === false) {
      this.leaves++;
      return x;
    }
    if (act !== true) {
      if (act.shared === undefined) this.leaves++;
      else this.#countOnce(act.shared);
      return this.#apply(act.type, 'act', act.operator, act.attributes, [x]);
    }
    const { type, operator, attributes } = this.model.activation ?? moduleOf('SiLU');
    // YOLOv7's own makes one for each.
    if (this.model.family === 'yolov7') this.leaves++;
    else this.#countOnce('all convolutions');
    return this.#apply(type, 'act', operator, attributes, [x]);
  }

  linear(name: string, x: Tensor, features: number, bias = true): Tensor {
    return this.module('Linear', name, 'linear', { outFeatures: this.dim(features), bias }, x);
  }

  layerNorm(name: string, x: Tensor): Tensor {
    return this.module('LayerNorm', name, 'layer-norm', {}, x);
  }

  dropout(name: string, x: Tensor): Tensor {
    return this.module('Dropout', name, 'dropout', { probability: 0 }, x);
  }

  maxPool(name: string, x: Tensor, k: number, s: number = k, p = 0): Tensor {
    return this.module('MaxPool2d', name, 'max-pool2d', { kernel: k, stride: s, padding: p }, x);
  }

  upsample(name: string, x: Tensor, scale: number): Tensor {
    return this.module('Upsample', name, 'upsample', { scale, mode: 'nearest' }, x);
  }

  /** Transposed convolution, kernel 2 and stride 2 unless said otherwise. */
  convTranspose2d(name: string, x: Tensor, c2: number, options: Conv2dOptions = {}): Tensor {
    const { k = 2, s = 2, ...others } = options;
    this.leaves++;
    const attributes = this.#filter(this.channels(x), c2, { k, s, ...others });
    return this.#request('ConvTranspose2d', name, 'conv-transpose2d', attributes, [x]);
  }

  // Functions

  add(...inputs: readonly Tensor[]): Tensor {
    return this.apply('add', {}, ...inputs);
  }

  multiply(...inputs: readonly Tensor[]): Tensor {
    return this.apply('multiply', {}, ...inputs);
  }

  concat(inputs: readonly Tensor[], axis = 1): Tensor {
    return this.apply('concat', axis === 1 ? OVER_CHANNELS : { axis }, ...inputs);
  }

  chunk(x: Tensor, count = 2, axis = 1): Tensor[] {
    return this.#several('chunk', { count, axis }, x);
  }

  split(x: Tensor, sections: readonly number[], axis = 1): Tensor[] {
    return this.#several('split', { sections: sections.map((size) => this.dim(size)), axis }, x);
  }

  #several(operator: string, attributes: Attributes, x: Tensor): Tensor[] {
    const request = { operator, type: operator, path: this.#path, attributes: given(attributes), origin: this.#origin };
    return [...this.builder.apply(request, [x])];
  }

  /** Without the batch, which stays in front. */
  reshape(x: Tensor, ...sizes: readonly number[]): Tensor {
    return this.apply('reshape', { shape: [this.batch(x), ...sizes.map((size) => this.dim(size))] }, x);
  }

  transpose(x: Tensor, firstAxis: number, secondAxis: number): Tensor {
    return this.apply('transpose', { firstAxis, secondAxis }, x);
  }

  matmul(a: Tensor, b: Tensor): Tensor {
    return this.apply('matmul', {}, a, b);
  }

  /** Scaled up by nearest neighbours to the size of another. */
  resizeLike(x: Tensor, like: Tensor, mode = 'nearest'): Tensor {
    const size = [this.dim(this.size(like, 2)), this.dim(this.size(like, 3))];
    return this.apply('upsample', { size, mode }, x);
  }

  /** A tensor that the model is given beside its image, or makes itself. */
  constant(dims: readonly Dim[], dtype: Dtype = 'float'): Tensor {
    return this.builder.constant(volume(dims, dtype));
  }
}
