// What a built-in layer knows beside its weights: the arguments it was made with, as Python's values and as its operator's
// attributes. Follows what is assigned to it later.

import { oncePer } from '../../../../base/once.ts';
import type { AttributeInput } from '../../../../graph/attribute.ts';
import type { ModuleRequest } from '../../../../graph/builder.ts';
import { type Dim, multiply } from '../../../../graph/dim.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { GivenAttribute, GivenAttributes, Module, Origin } from '../../../../graph/graph.ts';
import { lookUp } from '../../evaluator/objects/method-order.ts';
import { type Native, type PyInstance, PyList, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import type { ModuleBinding, PythonParameter } from '../bindings/binding.ts';
import type { Registry } from '../module/registries.ts';
import { builderAside, MODULE_STEPS, sessionOf } from '../session.ts';
import { tensorOf } from '../tensor/tensor.ts';
import { ArgumentReader } from './arguments.ts';
import { AXES, asTuple, fromDefault, isDim, SPECIAL } from './python-attributes.ts';

/** A class of torch.nn that is one operator. */
export interface LayerKind {
  /** `Conv2d`. */
  readonly type: string;
  readonly binding: ModuleBinding;
  /** Its own `forward`: a class made from it may have another. */
  readonly forward: Value;
  /** Weights that it may be without. */
  readonly optional: readonly (readonly [registry: Registry, name: string])[];
}

export class LayerState implements Native {
  readonly native = 'layer';
  readonly kind: LayerKind;
  readonly origin: Origin;
  /** Wrong arguments: reported once it is known which model the layer belongs to. */
  readonly mistakes: readonly Finding[];
  /** By Python's name, those that are given. */
  #given: ReadonlyMap<string, Value>;
  #attributes: GivenAttributes;
  /** A stand-in that no graph contains: it has read the attributes. */
  #read: Module;

  constructor(
    kind: LayerKind,
    origin: Origin,
    given: ReadonlyMap<string, Value>,
    attributes: GivenAttributes,
    mistakes: readonly Finding[],
    read: Module,
  ) {
    this.kind = kind;
    this.origin = origin;
    this.#given = given;
    this.#attributes = attributes;
    this.mistakes = mistakes;
    this.#read = read;
  }

  get request(): Omit<ModuleRequest, 'path'> {
    const { kind, origin } = this;
    return { operator: kind.binding.operator, type: kind.type, attributes: this.#attributes, origin };
  }

  get operator(): Module['operator'] {
    return this.#read.operator;
  }

  /** The operator's attributes, read. */
  get attributes(): Module['attributes'] {
    return this.#read.attributes;
  }

  get weights(): Module['parameters'] {
    return this.#read.parameters;
  }

  /** It runs as its operator, not as a class of the user's own that overrides `forward`. */
  isPlain(self: PyInstance): boolean {
    return self.own('forward') === undefined && lookUp(self.class, 'forward') === this.kind.forward;
  }

  /** Its children are parts of the operator. */
  get isWhole(): boolean {
    return this.weights.some(({ name }) => name.includes('.'));
  }

  /** Its first input decides how large it is. */
  get isLazy(): boolean {
    return inferredOf(this.operator).some((name) => !(name in this.#attributes));
  }

  /** What `layer.kernel_size` and the like are; undefined where there is no such attribute. */
  attribute(name: string): Value | undefined {
    const special = SPECIAL[name]?.(this);
    if (special !== undefined) return special;
    const parameter = this.kind.binding.parameters.find((each) => each.name === name);
    if (!parameter) return undefined;
    const given = this.#given.get(name);
    const perAxis = this.#perAxis(parameter);
    if (perAxis !== undefined) return perAxis;
    if (given !== undefined && !(given === null && name === 'stride')) return given;
    return name === 'stride' ? this.attribute('kernel_size') : fromDefault(parameter.default);
  }

  /** Convolutions keep one number per axis, norms over the last axes a tuple. */
  #perAxis({ name, attribute }: PythonParameter): Value | undefined {
    if (name === 'normalized_shape' && attribute !== undefined) return asTuple(this.attributes[attribute]);
    if (!this.kind.type.includes('Conv') || !AXES.has(name) || attribute === undefined) return undefined;
    // A list stays as long as it is, were it of one number for two axes.
    const given = this.#given.get(name);
    if (given instanceof PyList && !given.lost) return new PyTuple(given.items);
    return asTuple(this.attributes[attribute]);
  }

  /** `conv.stride = (1, 1)`: what the layer computes with from now on. */
  assign(runtime: Runtime, self: PyInstance, name: string, value: Value): void {
    const { type, binding } = this.kind;
    if (name === 'weight' || name === 'bias') {
      this.#replaceWeight(runtime, self, name, value);
      return;
    }
    if (FIXED_BY_WEIGHTS.has(name) && /Conv|Linear|Embedding/.test(type)) return;
    const parameter = binding.parameters.find((each) => each.name === name);
    if (!parameter?.attribute) return;
    const given = new Map(this.#given).set(name, value);
    const reader = new ArgumentReader(runtime, binding, sessionOf(runtime).builder.operators);
    const { attributes } = reader.bind([], given);
    // Another value than the argument's: no fix can rewrite it there.
    this.#become(
      runtime,
      self,
      { ...this.#attributes, [parameter.attribute]: attributes[parameter.attribute] ?? { value: null } },
      given,
    );
  }

  /** The weights say how many channels there are, whatever the arguments said. */
  #replaceWeight(runtime: Runtime, self: PyInstance, name: 'weight' | 'bias', value: Value): void {
    const dims = tensorOf(value)?.volume.dims;
    if (name === 'bias') {
      if ('bias' in this.operator.attributes && this.kind.type !== 'BatchNorm2d')
        this.#become(runtime, self, { ...this.#attributes, bias: { value: value !== null } });
      return;
    }
    const implied = dims && impliedBy(this.kind.type, dims, this.attributes.groups);
    const wrong = Object.entries(implied ?? {}).filter(
      ([key, size]) => JSON.stringify(this.attributes[key]) !== JSON.stringify(size),
    );
    if (wrong.length === 0) return;
    const changed = Object.fromEntries(wrong.map(([key, size]) => [key, { value: size }]));
    this.#become(runtime, self, { ...this.#attributes, ...changed });
  }

  #become(runtime: Runtime, self: PyInstance, attributes: GivenAttributes, given = this.#given): void {
    runtime.touch(self);
    this.#attributes = attributes;
    this.#given = given;
    this.#read = readAside(runtime, this.request);
  }

  /** What a first input implies: lazy layers. */
  complete(runtime: Runtime, self: PyInstance, read: Module): void {
    runtime.touch(self);
    this.#read = read;
    const known = Object.entries(read.attributes).flatMap(([name, value]): [string, GivenAttribute][] =>
      read.operator.attributes[name]?.inferred && this.#attributes[name] === undefined
        ? [[name, { value: value as AttributeInput }]]
        : [],
    );
    this.#attributes = { ...this.#attributes, ...Object.fromEntries(known) };
  }

  /** A copy with weights of its own: deep copies. */
  copy(): LayerState {
    return new LayerState(this.kind, this.origin, this.#given, this.#attributes, this.mistakes, this.#read);
  }

  same(other: Native, same: (a: unknown, b: unknown) => boolean): boolean {
    if (!(other instanceof LayerState) || this.kind !== other.kind) return false;
    const parts = ({ origin, mistakes, request }: LayerState) => [origin, mistakes, request.attributes];
    return same(parts(this), parts(other)) && same(this.#given, other.#given);
  }

  snapshot(): unknown {
    return [this.#given, this.#attributes, this.#read];
  }

  restore(snapshot: unknown): void {
    const [given, attributes, read] = snapshot as [ReadonlyMap<string, Value>, GivenAttributes, Module];
    this.#given = given;
    this.#attributes = attributes;
    this.#read = read;
  }

  join(a: unknown): unknown {
    return a;
  }
}

/** Attributes that follow from an input where nobody gives them. */
const inferredOf = oncePer(({ attributes }: Module['operator']) =>
  Object.entries(attributes)
    .filter(([, attribute]) => attribute.inferred && attribute.default === undefined)
    .map(([name]) => name),
);

/** PyTorch reads them only when the layer is made. */
const FIXED_BY_WEIGHTS: ReadonlySet<string> = new Set([
  'in_channels',
  'out_channels',
  'kernel_size',
  'in_features',
  'out_features',
  'num_embeddings',
  'embedding_dim',
]);

function impliedBy(type: string, dims: readonly Dim[], groups: unknown): Record<string, AttributeInput> | undefined {
  const [first, second] = dims;
  if (first === undefined) return undefined;
  const share = isDim(groups) ? groups : 1;
  if (type.startsWith('ConvTranspose') && second !== undefined)
    return { inChannels: first, outChannels: multiply(second, share), kernel: dims.slice(2) };
  if (type.startsWith('Conv') && second !== undefined)
    return { inChannels: multiply(second, share), outChannels: first, kernel: dims.slice(2) };
  if (type === 'Linear' && second !== undefined) return { inFeatures: second, outFeatures: first };
  return type === 'Embedding' && second !== undefined ? { count: first, features: second } : undefined;
}

/** Declares it where nobody looks, to read attributes and weights. */
export function readAside(runtime: Runtime, request: Omit<ModuleRequest, 'path'>): Module {
  runtime.spend(MODULE_STEPS);
  return builderAside(sessionOf(runtime)).declare({ ...request, path: '' });
}
