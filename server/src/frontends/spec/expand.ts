// Runs a model's layers through the builder: picks operators, resolves references, expands composites and aliases.
import type { AttributeInput } from '../../graph/attribute.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Cause } from '../../graph/cause.ts';
import { type Dim, differ, isUnknown, N } from '../../graph/dim.ts';
import type { Frame, GivenAttribute, GivenAttributes, Origin, Tensor } from '../../graph/graph.ts';
import type { Operator } from '../../graph/operator.ts';
import { isFullyKnown, unknownVolume, type Volume, volume } from '../../graph/volume.ts';
import { type Made, Scope, type Target } from './scope.ts';
import type {
  Input,
  Item,
  Layer,
  LayerList,
  Model,
  OperatorLayer,
  Parallel,
  Reference,
  Repeat,
  Residual,
} from './syntax.ts';
import { attributeValue } from './values.ts';
import { NO_PRESET, volumeForm, wantsSeveral, wrongRank } from './vocabulary.ts';

/** Items looked at in one run, empty repeats included. */
const MAX_STEPS = 200_000;
/** Layers of one model. */
export const MAX_LAYERS = 50_000;

/** Attributes of a layer for one operator; shared by every run of one text. */
export type GivenCache = WeakMap<Layer, { readonly operator: Operator; readonly given: GivenAttributes }>;

const NOTHING: GivenAttributes = {};

export interface Expanded {
  /** What each reference of the text turned out to name. */
  readonly targets: ReadonlyMap<Reference, Target>;
}

interface Place {
  readonly path: string;
  readonly frames: readonly Frame[];
}

type Outputs = readonly Tensor[];

export function expand(
  model: Model,
  builder: GraphBuilder,
  overrides: readonly (readonly number[])[],
  cache: GivenCache,
): Expanded {
  return new Expansion(model, builder, cache).run(overrides);
}

class Expansion {
  readonly #model: Model;
  readonly #builder: GraphBuilder;
  readonly #cache: GivenCache;
  readonly #scope: Scope;
  /** Spatial axes of the first input. */
  #usualRank = 2;
  #steps = 0;

  constructor(model: Model, builder: GraphBuilder, cache: GivenCache) {
    this.#model = model;
    this.#builder = builder;
    this.#cache = cache;
    this.#scope = new Scope(model.names, (finding) => builder.report(finding));
  }

  run(overrides: readonly (readonly number[])[]): Expanded {
    const { inputs, layers, outputs, findings } = this.#model;
    for (const finding of findings) this.#builder.report(finding);
    const tensors = inputs.map((input, index) => this.#input(input, overrides[index]));
    const first = tensors[0] ?? this.#missingInput(overrides[0]);
    this.#usualRank = (first.volume.dims?.length ?? 4) - 2;
    const results: Made[] = [];
    const last = this.#list(layers, [first], { path: '', frames: [] }, results);
    for (const { name, reference } of outputs) {
      const found = this.#scope.find(reference, results, results.length, [first]);
      const tensor = found?.[0];
      if (tensor) this.#builder.output(name, tensor);
    }
    if (outputs.length > 0) return { targets: this.#scope.targets };
    for (const [index, tensor] of last.entries())
      this.#builder.output(index === 0 ? 'output' : `output.${index}`, tensor);
    return { targets: this.#scope.targets };
  }

  #input(input: Input, override: readonly number[] | undefined): Tensor {
    const { name, shape, span } = input;
    const origin: Origin = { span, head: name.span };
    const dims = override ? [N, ...override] : shape?.dims;
    const cause: Cause = { reason: 'missing-input', facts: {}, place: { span: name.span } };
    if (!dims) this.#builder.gap(cause, origin);
    const tensor = this.#builder.input(
      name.text,
      dims ? volume(dims, shape?.dtype ?? 'float') : unknownVolume(cause),
      origin,
      override ? 'option' : 'file',
    );
    this.#scope.define(name.text, [tensor], { kind: 'input', input });
    return tensor;
  }

  #missingInput(override: readonly number[] | undefined): Tensor {
    const { head } = this.#model;
    const origin: Origin = { span: head, head };
    if (override) return this.#builder.input('input', volume([N, ...override]), origin, 'option');
    return this.#builder.gap({ reason: 'missing-input', facts: {}, place: { span: head } }, origin);
  }

  /** The outputs of the last layer; of the list's own input where it is empty. */
  #list(list: LayerList, input: Outputs, at: Place, results: Made[] = []): Outputs {
    const place = list.via ? { path: at.path, frames: [...at.frames, frame(list.via)] } : at;
    for (const item of list.items) {
      if (!this.#step(item.layer)) break;
      results.push(this.#item(item, results, input, place));
    }
    return results.at(-1)?.outputs ?? input;
  }

  /** False once the model has become too large. */
  #step(layer: Layer): boolean {
    if (this.#builder.exhausted || this.#steps > MAX_STEPS) return false;
    if (++this.#steps <= MAX_STEPS) return true;
    const facts = { what: 'layers', limit: MAX_STEPS };
    this.#builder.report({ rule: 'limit-reached', span: layer.head, facts });
    this.#builder.gap({ reason: 'limit-reached', facts }, originOf(layer, []));
    return false;
  }

  #item({ layer, segment, via }: Item, before: readonly Made[], listInput: Outputs, at: Place): Made {
    const path = at.path === '' ? segment : `${at.path}.${segment}`;
    const place: Place = { path, frames: via ? [...at.frames, frame(via)] : at.frames };
    const previous = before.at(-1)?.outputs ?? listInput;
    const name = layer.name?.text;
    if (name !== undefined) this.#scope.open(name);
    const inputs = this.#inputs(layer, before, listInput, previous);
    const made =
      wantsMore(layer) && inputs.length < 2 ? this.#missingInputs(layer, place) : this.#layer(layer, inputs, place);
    const outputs = this.#checked(layer, made);
    if (name !== undefined) this.#scope.define(name, outputs, { kind: 'layer', layer });
    return { layer, outputs };
  }

  /** What `from` names; the layer before where it says nothing. One name given to a join goes with the layer before. */
  #inputs(layer: Layer, before: readonly Made[], listInput: Outputs, previous: Outputs): Outputs {
    if (!layer.from) return previous.slice(0, 1);
    const found = layer.from.items.map((reference): Tensor => {
      const tensor = this.#scope.find(reference, before, before.length, listInput)?.[0];
      if (tensor) return tensor;
      const cause: Cause = { reason: 'missing-reference', facts: { name: String(reference.target) } };
      return this.#builder.gap(cause, { span: reference.span, head: reference.span });
    });
    return wantsMore(layer) && found.length === 1 ? [...previous.slice(0, 1), ...found] : found;
  }

  /** The declared output stands in for what is not known, and is held against what is. */
  #checked(layer: Layer, outputs: Outputs): Outputs {
    const [first, ...others] = outputs;
    if (!layer.output || !first) return outputs;
    const { dims: declared, span } = layer.output;
    const actual = first.volume;
    const differs = !fits(actual, declared);
    if (differs) {
      const made = first.layer ? { layer: first.layer } : {};
      this.#builder.report({ rule: 'declared-output-differs', span, facts: { declared, actual }, ...made });
      return outputs;
    }
    if (isFullyKnown(actual)) return outputs;
    const dims = declared.map((dim, i) => (isUnknown(dim) ? (actual.dims?.[i] ?? dim) : dim));
    if (!first.layer) return [this.#builder.constant(volume(dims, actual.dtype)), ...others];
    const settled: Tensor = { ...first, volume: volume(dims, actual.dtype) };
    return [settled, ...others];
  }

  #layer(layer: Layer, inputs: Outputs, at: Place): Outputs {
    switch (layer.kind) {
      case 'operator':
        return this.#operator(layer, inputs, at);
      case 'unknown':
        return this.#unknown(layer, at);
      case 'list':
        return this.#list(layer.layers, inputs, at);
      default:
        return this.#builder.block(
          { path: at.path, type: layer.word, origin: originOf(layer, at.frames) },
          inputs,
          () => {
            if (layer.kind === 'residual') return this.#residual(layer, inputs, at);
            if (layer.kind === 'parallel') return this.#parallel(layer, inputs, at);
            return layer.kind === 'repeat' ? this.#repeat(layer, inputs, at) : this.#list(layer.layers, inputs, at);
          },
        );
    }
  }

  #unknown(layer: Layer, at: Place): Outputs {
    const origin = originOf(layer, at.frames);
    if (layer.output) return [this.#builder.constant(volume(layer.output.dims))];
    return [this.#builder.gap({ reason: 'unknown-layer', facts: { name: layer.word } }, origin)];
  }

  #residual({ body, shortcut, join }: Residual, inputs: Outputs, at: Place): Outputs {
    const main = this.#list(body, inputs, under(at, 'body'));
    const side = this.#list(shortcut, inputs, under(at, 'shortcut'));
    return this.#join(join, [main, side], at);
  }

  #parallel({ branches, join }: Parallel, inputs: Outputs, at: Place): Outputs {
    const ends = branches.map(({ segment, list }) => this.#list(list, inputs, under(at, segment)));
    return ends.length === 0 ? inputs : this.#join(join, ends, at);
  }

  #join(join: Layer, paths: readonly Outputs[], at: Place): Outputs {
    if (!this.#step(join)) return paths[0] ?? [];
    const inputs = paths.flatMap((outputs) => outputs.slice(0, 1));
    return this.#layer(join, inputs, under(at, join.name?.text ?? join.word));
  }

  #repeat(layer: Repeat, inputs: Outputs, at: Place): Outputs {
    let current = inputs;
    for (let turn = 0; turn < layer.times && this.#step(layer); turn++) {
      current = this.#list(layer.layers, current, under(at, String(turn)));
    }
    return current;
  }

  #operator(layer: OperatorLayer, inputs: Outputs, at: Place): Outputs {
    const origin = originOf(layer, at.frames);
    const operator = layer.means.pick(inputs[0]?.volume, this.#usualRank);
    const { min, max } = operator.inputs ?? { min: 1, max: 1 };
    if (inputs.length > max && layer.from) {
      const value = layer.from.items.map(({ target }) => target).join(', ');
      const facts = { attribute: 'from', value, expected: { kind: 'reference' } } as const;
      this.#builder.report({ rule: 'bad-value', span: layer.from.span, attribute: 'from', facts });
    }
    const fitting = inputs.slice(0, max);
    // One volume asks about itself: self-attention.
    while (fitting.length < min && fitting[0]) fitting.push(fitting[0]);
    const attributes = this.#given(layer, operator);
    const request = { operator: operator.id, type: layer.word, path: at.path, attributes, origin };
    const input = fitting[0]?.volume;
    const expected = input && wrongRank(operator, input);
    if (!expected) return this.#builder.apply(request, fitting);
    const lost = this.#builder.gap({ reason: 'refused', facts: { layer: at.path } }, origin);
    const outputs = this.#builder.apply(request, [lost, ...fitting.slice(1)]);
    const made = outputs[0]?.layer ? { layer: outputs[0].layer } : {};
    this.#builder.report({ rule: 'rank-mismatch', span: layer.head, facts: { expected: [expected], input }, ...made });
    return outputs;
  }

  #missingInputs(layer: Layer, at: Place): Outputs {
    const facts = { attribute: 'from', expected: { kind: 'reference' } } as const;
    this.#builder.report({ rule: 'missing-value', span: layer.head, attribute: 'from', facts });
    const origin = originOf(layer, at.frames);
    return [this.#builder.gap({ reason: 'missing-reference', facts: { name: 'from' } }, origin)];
  }

  #given(layer: OperatorLayer, operator: Operator): GivenAttributes {
    if (layer.settings.length === 0 && layer.means.preset === NO_PRESET) return NOTHING;
    const found = this.#cache.get(layer);
    if (found?.operator === operator) return found.given;
    const given: Record<string, GivenAttribute> = Object.create(null);
    for (const [name, value] of Object.entries(layer.means.preset)) given[name] = { value };
    for (const { attribute, value } of layer.settings) {
      const expected = operator.attributes[attribute]?.expectation;
      if (!expected) continue;
      const input: AttributeInput = attributeValue(value, expected, volumeForm(operator.id, attribute));
      given[attribute] = { value: input, span: value.span };
    }
    this.#cache.set(layer, { operator, given });
    return given;
  }
}

/** False only where it is certain: a rank that rests on unknown sizes may be a guess. */
function fits({ dims }: Volume, declared: readonly Dim[]): boolean {
  if (!dims || (dims.length !== declared.length && dims.some(isUnknown))) return true;
  return dims.length === declared.length && !dims.some((dim, axis) => differ(dim, declared[axis] ?? dim));
}

function wantsMore(layer: Layer): boolean {
  return layer.kind === 'operator' && wantsSeveral(layer.means.operators[0]);
}

function under({ path, frames }: Place, segment: string): Place {
  return { path: `${path}.${segment}`, frames };
}

function frame({ text, span }: { readonly text: string; readonly span: Frame['span'] }): Frame {
  return { name: text, span };
}

function originOf({ span, head }: Layer, frames: readonly Frame[]): Origin {
  return frames.length === 0 ? { span, head } : { span, head, frames };
}
