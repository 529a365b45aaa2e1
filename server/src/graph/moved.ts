// A graph whose text has changed around the code that it comes from: the same layers, with every place where it stands now.
// Copies what holds places, and shares the rest.
import type { Span } from '../base/span.ts';
import type { Cause } from './cause.ts';
import type { Dim } from './dim.ts';
import type { Finding, RelatedPlace } from './finding.ts';
import type { Block, Gap, GivenAttributes, Graph, Layer, Module, Origin, Tensor } from './graph.ts';
import type { Volume } from './volume.ts';

/** Where a place of the earlier text is now, without a URI in the analysed text; undefined where it is there no more. */
export type MovePlace = (span: Span, uri: string | undefined) => Span | undefined;

/** Where what is there no more stands: in no text that anybody has. */
const GONE = { span: { start: 0, end: 0 }, uri: 'convlint:gone' };

export class MovedGraph {
  readonly #from: Graph;
  readonly #move: MovePlace;
  readonly #layers = new Map<Layer, Layer>();
  readonly #tensors = new Map<Tensor, Tensor>();
  readonly #modules = new Map<Module, Module>();
  readonly #blocks = new Map<Block, Block>();
  #graph: Graph | undefined;

  constructor(from: Graph, move: MovePlace) {
    this.#from = from;
    this.#move = move;
  }

  get graph(): Graph {
    if (this.#graph) return this.#graph;
    const { inputs, outputs, layers, modules, blocks, findings, gaps, ...rest } = this.#from;
    const moved: Graph = {
      ...rest,
      inputs: inputs.map((input) => ({
        ...input,
        tensor: this.#tensor(input.tensor),
        origin: this.origin(input.origin),
      })),
      modules: modules.map((module) => this.#module(module)),
      layers: layers.map((layer) => this.layer(layer)),
      blocks: blocks.map((block) => this.#filled(block)),
      outputs: outputs.map((output) => ({ ...output, tensor: this.#tensor(output.tensor) })),
      findings: findings.map((finding) => this.finding(finding)),
      gaps: gaps.map((gap) => this.gap(gap)),
    };
    this.#graph = moved;
    return moved;
  }

  origin({ span, head, uri, frames, inner }: Origin): Origin {
    const [whole, name] = [this.#move(span, uri), this.#move(head, uri)];
    const calls = frames ? { frames: frames.map((frame) => ({ ...frame, ...this.#placed(frame) })) } : {};
    if (!whole || !name) return { span: GONE.span, head: GONE.span, uri: GONE.uri, ...calls };
    const { place } = inner ?? {};
    const within = place && this.#move(place.span, place.uri);
    return {
      span: whole,
      head: name,
      ...(uri === undefined ? {} : { uri }),
      ...calls,
      ...(inner ? { inner: within ? { place: { ...place, span: within } } : {} } : {}),
    };
  }

  #placed({ span, uri }: { readonly span: Span; readonly uri?: string }): {
    readonly span: Span;
    readonly uri?: string;
  } {
    const moved = this.#move(span, uri);
    return moved ? { span: moved, ...(uri === undefined ? {} : { uri }) } : GONE;
  }

  layer(layer: Layer): Layer {
    const known = this.#layers.get(layer);
    if (known) return known;
    const inputs = layer.inputs.map((tensor) => this.#tensor(tensor));
    const moved: Layer = {
      ...layer,
      module: this.#module(layer.module),
      inputs,
      origin: this.origin(layer.origin),
      ...(layer.block ? { block: this.#block(layer.block) } : {}),
    };
    this.#layers.set(layer, moved);
    const outputs = layer.outputs.map((tensor): Tensor => {
      const output: Tensor = { ...tensor, volume: this.#volume(tensor.volume), layer: moved };
      this.#tensors.set(tensor, output);
      return output;
    });
    (moved as { outputs: readonly Tensor[] }).outputs = outputs;
    return moved;
  }

  #tensor(tensor: Tensor): Tensor {
    const known = this.#tensors.get(tensor);
    if (known) return known;
    if (tensor.layer) {
      this.layer(tensor.layer);
      return this.#tensors.get(tensor) ?? tensor;
    }
    const moved = { ...tensor, volume: this.#volume(tensor.volume) };
    this.#tensors.set(tensor, moved);
    return moved;
  }

  #module(module: Module): Module {
    const known = this.#modules.get(module);
    if (known) return known;
    const moved = { ...module, given: this.#given(module), origin: this.origin(module.origin) };
    this.#modules.set(module, moved);
    return moved;
  }

  #given({ given, origin }: Module): GivenAttributes {
    return Object.fromEntries(
      Object.entries(given).map(([name, { value, span }]) => {
        const moved = span && this.#move(span, origin.uri);
        return [name, moved ? { value, span: moved } : { value }];
      }),
    );
  }

  #block(block: Block): Block {
    const known = this.#blocks.get(block);
    if (known) return known;
    const moved: Block = {
      ...block,
      origin: this.origin(block.origin),
      ...(block.parent ? { parent: this.#block(block.parent) } : {}),
    };
    this.#blocks.set(block, moved);
    return moved;
  }

  /** Once all its layers are there. */
  #filled(block: Block): Block {
    const moved = this.#block(block);
    moved.inputs = block.inputs.map((tensor) => this.#tensor(tensor));
    moved.outputs = block.outputs.map((tensor) => this.#tensor(tensor));
    return moved;
  }

  /** `layer` is asked for only when somebody looks at it. */
  finding(finding: Finding): Finding {
    const { related, layer } = finding;
    const moved = {
      ...finding,
      ...this.#placed(finding),
      ...(related ? { related: related.map((place) => this.#related(place)) } : {}),
    };
    return layer ? this.#lazily(moved, layer) : moved;
  }

  #related(place: RelatedPlace): RelatedPlace {
    const moved = { ...place, ...this.#placed(place) };
    return place.layer ? this.#lazily(moved, place.layer) : moved;
  }

  #lazily<T extends object>(moved: T, layer: Layer): T {
    return Object.defineProperty(moved, 'layer', {
      get: () => this.graph.layers[layer.index] ?? this.layer(layer),
      enumerable: true,
    });
  }

  gap(gap: Gap): Gap {
    return { cause: this.#cause(gap.cause), ...this.#placed(gap) };
  }

  #cause(cause: Cause): Cause {
    const { place } = cause;
    return place ? { ...cause, place: this.#placed(place) } : cause;
  }

  #volume(volume: Volume): Volume {
    if (!volume.dims) return { ...volume, cause: this.#cause(volume.cause) };
    if (volume.dims.every((dim) => typeof dim === 'number' || dim.kind === 'batch')) return volume;
    return { ...volume, dims: volume.dims.map((dim) => this.#dim(dim)) };
  }

  #dim(dim: Dim): Dim {
    return typeof dim === 'object' && dim.kind === 'unknown' ? { ...dim, cause: this.#cause(dim.cause) } : dim;
  }
}
