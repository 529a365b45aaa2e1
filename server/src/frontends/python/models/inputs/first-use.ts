// What the first layer with weights says of a model's input: its channels and axes, its features, or that it reads tokens.
import { type Dim, isKnown, N } from '../../../../graph/dim.ts';
import type { Graph, Layer, Tensor } from '../../../../graph/graph.ts';
import type { Volume } from '../../../../graph/volume.ts';

export type FirstUse =
  /** `assumed`: what arrives may have been turned only where an unknown input let nobody tell. */
  | {
      readonly kind: 'map';
      readonly channels: number;
      readonly rank: number;
      readonly grows: boolean;
      readonly assumed?: true;
    }
  /** `flattened`: something else is made into features; `turned`: what arrives has other axes than the input. */
  | { readonly kind: 'features'; readonly features: number; readonly flattened: boolean; readonly turned: boolean }
  | { readonly kind: 'sequence'; readonly features: number; readonly batchFirst: boolean; readonly flattened: boolean }
  | { readonly kind: 'tokens' }
  /** One number for each sample: which step of a diffusion it has come to, or its class. */
  | { readonly kind: 'step'; readonly whole: boolean };

export type MapUse = FirstUse & { readonly kind: 'map' };

/** Of each input. */
export type Uses = readonly (FirstUse | undefined)[];

export function isAssumed(use: FirstUse | undefined): boolean {
  return use?.kind === 'map' && use.assumed === true;
}

const STEP = /^(?:t|ts|time|times|time_?steps?|sigmas?|noise_?levels?|log_?snr)$/i;

/** Beside an image, an input of such a name that is made into features, or looked up. */
export function withSteps(uses: Uses, names: readonly string[]): Uses {
  if (!uses.some((use) => use?.kind === 'map')) return uses;
  return uses.map((use, index): FirstUse | undefined =>
    use?.kind !== 'map' && STEP.test(names[index] ?? '') ? { kind: 'step', whole: false } : use,
  );
}

/** What the first layers of a run say of each input. */
export function usesIn(graph: Graph): Uses {
  return graph.inputs.map((_, index) => firstUse(graph, index));
}

/** Of the graph's input at this place; undefined where no such layer says anything. */
function firstUse({ inputs, layers }: Graph, index: number): FirstUse | undefined {
  const input = inputs[index]?.tensor;
  return input && wayFrom(input, layers).use;
}

function wayFrom(input: Tensor, layers: readonly Layer[]): FirstWay {
  const way = new FirstWay(input);
  for (const layer of layers) {
    way.see(layer);
    if (way.isDecided) break;
  }
  return way;
}

/** What was given arrives at the layer that tells what it should be; else something before that takes quite another one. */
export function arrives({ inputs: [input], layers }: Graph): boolean {
  const by = input && wayFrom(input.tensor, layers).by;
  const features = by?.inputs[0]?.volume.dims?.at(-1);
  return features !== undefined && isKnown(features);
}

/** The only input is read by a layer with weights, and suits it. */
export function isConfirmed({ inputs, layers }: Graph): boolean {
  const [input, ...more] = inputs;
  if (!input || more.length > 0) return false;
  const first = layers.find(({ module }) => module.parameters.length > 0);
  const read = first?.inputs[0];
  return (
    read !== undefined && !first?.refused && (read === input.tensor || channelsReach(input.tensor, layers).has(read))
  );
}

/** What has the input's channels, as they are; nothing, where some of them are cut off anywhere. */
function channelsReach(input: Tensor, layers: readonly Layer[]): ReadonlySet<Tensor> {
  const reached = new Set([input]);
  for (const layer of layers) {
    if (layer.module.parameters.length > 0 || !layer.inputs.some((tensor) => reached.has(tensor))) continue;
    if (keepsChannels(layer) || channelsCut(layer) !== undefined) for (const each of layer.outputs) reached.add(each);
    else if (turns(layer)) return new Set();
  }
  return reached;
}

/** Crops, resizes and the like. */
function keepsChannels({ inputs: [input], outputs }: Layer): boolean {
  const from = input?.volume.dims;
  return (
    from !== undefined &&
    from[1] !== undefined &&
    outputs.every(({ volume: { dims } }) => dims?.length === from.length && dims[1] === from[1])
  );
}

/** All channels, cut into parts whose sizes the code says. */
function channelsCut({ module: { operator, attributes } }: Layer): number | undefined {
  const sections = attributes.sections as readonly Dim[] | null | undefined;
  if (operator.id !== 'split' || attributes.axis !== 1 || !sections?.every(isKnown)) return undefined;
  return sections.reduce((sum, each) => sum + each, 0);
}

/** From an input to the first layer that says something of it. */
export class FirstWay {
  use: FirstUse | undefined;
  isDecided = false;
  /** The layer that decides. */
  by: Layer | undefined;
  readonly #reached: Set<Tensor>;
  #flattened = false;
  /** What arrives has other axes than the input. */
  #turned = false;
  /** The channels that the code cuts into parts. */
  #cut: number | undefined;
  /** So many channels were made of each one of the input's. */
  #spread = 1;
  /** The layer that has put the input beside others on its way. */
  #joined: Layer | undefined;

  constructor(input: Tensor) {
    this.#reached = new Set([input]);
  }

  see(layer: Layer): void {
    if (this.isDecided || !layer.inputs.some((tensor) => this.#reached.has(tensor))) return;
    const use = useOf(layer, this.#flattened, this.#turned);
    if (use || layer.module.parameters.length > 0) {
      this.isDecided = true;
      this.by = layer;
      this.use = this.#ofInput(use);
      return;
    }
    if (layer.module.operator.id === 'concat' && layer.inputs.length > 1) {
      if (this.#joined) this.#turned = true;
      this.#joined = layer;
    }
    if (/^(?:flatten|reshape|unflatten)$/.test(layer.module.operator.id)) this.#flattened = true;
    this.#cut ??= channelsCut(layer);
    if (turns(layer) && !keepsChannels(layer) && channelsCut(layer) === undefined) this.#turned = true;
    this.#spread *= spreadBy(layer);
    // Numbers of places, made from what came in.
    const counts = layer.inputs.every(({ volume }) => volume.dtype !== 'integer');
    for (const tensor of layer.outputs) if (!counts || tensor.volume.dtype !== 'integer') this.#reached.add(tensor);
  }

  #ofInput(use: FirstUse | undefined): FirstUse | undefined {
    if (use?.kind === 'map') {
      if (this.#turned) return { ...use, assumed: true };
      if (this.#cut !== undefined) return { ...use, channels: this.#cut };
      const arriving = this.#own(use.channels, (dims) => dims?.[1], PAIRS);
      // Where no number of channels suits, none nearby does.
      return arriving === undefined
        ? undefined
        : { ...use, channels: Math.max(1, Math.round(arriving / this.#spread)) };
    }
    if (use?.kind !== 'features' || use.turned) return use;
    const features = this.#own(use.features, (dims) => dims?.at(-1));
    return features === undefined ? undefined : { ...use, features };
  }

  /** What of the channels or features that arrive is the input's; undefined where nobody can tell. */
  #own(arriving: number, dimOf: (dims: Volume['dims']) => Dim | undefined, pairs?: typeof PAIRS): number | undefined {
    if (!this.#joined) return arriving;
    const known = this.#joined.inputs.map(({ volume }) => dimOf(volume.dims)).filter((dim) => dim !== undefined);
    const rest = known.filter(isKnown).reduce((left, own) => left - own, arriving);
    const open = this.#joined.inputs.filter(({ volume }) => !isKnown(dimOf(volume.dims) ?? N));
    const isOwn = open.every((tensor) => this.#reached.has(tensor));
    const own = rest / open.length;
    if (!isOwn && !(open.length === 2 && pairs?.has(rest))) return undefined;
    return Number.isInteger(own) && own > 0 ? own : undefined;
  }
}

/** Cells that a layer moves into channels, or out of them. */
function spreadBy({ module: { operator, attributes } }: Layer): number {
  const { scale } = attributes;
  if (typeof scale !== 'number') return 1;
  return operator.id === 'pixel-unshuffle' ? scale ** 2 : operator.id === 'pixel-shuffle' ? scale ** -2 : 1;
}

/** Two images of the same kind, one behind the other: in colours, or grey. */
const PAIRS: ReadonlySet<number> = new Set([6, 2]);

/** Reshaping, and means and sums over axes. */
function turns({ module: { operator } }: Layer): boolean {
  return operator.family === 'shape' || (operator.family === 'other' && !operator.elementwise);
}

function useOf({ module }: Layer, flattened: boolean, turned: boolean): FirstUse | undefined {
  const { id } = module.operator;
  const number = (name: string): number | undefined => {
    const value = module.attributes[name] as Dim | undefined;
    return value !== undefined && isKnown(value) ? value : undefined;
  };
  if (id === 'embedding') return { kind: 'tokens' };
  const rank = /(?:conv|conv-transpose|batch-norm|instance-norm)(?<rank>\d)d$/.exec(id)?.groups?.rank;
  if (rank !== undefined) {
    const channels = number('inChannels') ?? number('features');
    const grows = id.startsWith('conv-transpose');
    return channels === undefined ? undefined : { kind: 'map', channels, rank: Number(rank), grows };
  }
  if (id === 'linear') {
    const features = number('inFeatures');
    return features === undefined ? undefined : { kind: 'features', features, flattened, turned };
  }
  if (/^(?:rnn|gru|lstm)$/.test(id)) {
    const features = number('inputSize') ?? number('inFeatures');
    return features === undefined
      ? undefined
      : { kind: 'sequence', features, batchFirst: module.attributes.batchFirst === true, flattened };
  }
  return undefined;
}
