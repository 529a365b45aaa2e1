// What a built-in layer knows beside its weights: the arguments it was made with, as Python's values and as its operator's
// attributes. Follows what is assigned to it later.

import type { Attribute, AttributeInput } from '../../../graph/attribute.ts';
import type { ModuleRequest } from '../../../graph/builder.ts';
import { type Dim, isKnown, multiply, unknownDim } from '../../../graph/dim.ts';
import type { WrongCall } from '../../../graph/facts.ts';
import type { Finding } from '../../../graph/finding.ts';
import type { GivenAttribute, GivenAttributes, Module, Origin } from '../../../graph/graph.ts';
import type { OperatorCatalogue } from '../../../graph/operator.ts';
import { closest } from '../../suggest.ts';
import { lookUp } from '../evaluator/method-order.ts';
import {
  type Arguments,
  type CallSite,
  type Native,
  NativeFunction,
  PyFloat,
  PyFunction,
  type PyInstance,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { bindCall, type CallMistake, type ModuleBinding, type PythonParameter } from './binding.ts';
import { isSequence, toAttribute } from './call.ts';
import { builderAside, callIn, originOf, sessionOf } from './session.ts';
import { tensorOf } from './tensor.ts';

/** A class of torch.nn that is one operator. */
export interface LayerKind {
  /** `Conv2d`. */
  readonly type: string;
  readonly binding: ModuleBinding;
  /** Its own `forward`: a class made from it may have another. */
  readonly forward: Value;
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
    return !self.attributes.has('forward') && lookUp(self.class, 'forward') === this.kind.forward;
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
    const reader = new Reader(runtime, binding, sessionOf(runtime).builder.operators);
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

const inferred = new WeakMap<Module['operator'], readonly string[]>();

/** Attributes that follow from an input where nobody gives them. */
function inferredOf(operator: Module['operator']): readonly string[] {
  const known = inferred.get(operator);
  if (known) return known;
  const found = Object.entries(operator.attributes)
    .filter(([, attribute]) => attribute.inferred && attribute.default === undefined)
    .map(([name]) => name);
  inferred.set(operator, found);
  return found;
}

const AXES: ReadonlySet<string> = new Set(['kernel_size', 'stride', 'padding', 'dilation', 'output_padding']);

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

const SPECIAL: Readonly<Record<string, (state: LayerState) => Value | undefined>> = {
  head_dim: ({ attributes: { features, heads } }) =>
    isDim(features) && isDim(heads) && isKnown(features) && isKnown(heads) ? Math.floor(features / heads) : undefined,
  kdim: ({ attributes: { keyFeatures, features } }) => dimValue(keyFeatures ?? features),
  vdim: ({ attributes: { valueFeatures, features } }) => dimValue(valueFeatures ?? features),
  mode: ({ kind }) => (/^(RNN|LSTM|GRU)$/.test(kind.type) ? kind.type : undefined),
  in_channels: (state) => dimValue(state.attributes.inChannels),
  in_features: (state) => dimValue(state.attributes.inFeatures),
  num_features: (state) => (state.kind.type.includes('Norm') ? dimValue(state.attributes.features) : undefined),
  transposed: ({ kind }) => (kind.type.startsWith('Conv') ? kind.type.includes('Transpose') : undefined),
};

function isDim(value: unknown): value is Dim {
  return typeof value === 'number' || (typeof value === 'object' && value !== null && 'kind' in value);
}

function dimValue(value: unknown): Value | undefined {
  return isDim(value) ? value : undefined;
}

function asTuple(value: unknown): Value | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  return new PyTuple(value.map((item) => (Array.isArray(item) ? (item[0] as Dim) : (item as Dim))));
}

function fromDefault(value: AttributeInput | undefined): Value | undefined {
  if (Array.isArray(value)) return new PyTuple(value.map((item) => fromDefault(item as AttributeInput) ?? null));
  if (typeof value === 'number' && !Number.isInteger(value)) return new PyFloat(value);
  return value as Value | undefined;
}

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
function readAside(runtime: Runtime, request: Omit<ModuleRequest, 'path'>): Module {
  return builderAside(sessionOf(runtime)).declare({ ...request, path: '' });
}

/** What `nn.Conv2d(…)` makes of its arguments. */
export function makeLayerState(
  runtime: Runtime,
  kind: LayerKind,
  callee: string,
  { positional, keywords, site }: Arguments,
): LayerState {
  const reader = new Reader(runtime, kind.binding, sessionOf(runtime).builder.operators);
  const bound = reader.bind(positional, keywords);
  const origin = originOf(runtime, site);
  const spans = callIn(runtime, site);
  const attributes: Record<string, GivenAttribute> = {};
  for (const [name, { value, argument }] of Object.entries(bound.attributes)) {
    const span = argument !== undefined && spans.direct ? literalAt(site, reader.placeOf(argument)) : undefined;
    attributes[name] = span ? { value, span } : { value };
  }
  // Told once, with Python's words: to the operator it is there and not known.
  for (const mistake of bound.mistakes) {
    const parameter = kind.binding.parameters.find(({ name }) => mistake.kind === 'missing' && name === mistake.name);
    if (parameter?.attribute === undefined) continue;
    const cause = { reason: 'unknown-attribute', facts: { attribute: parameter.name } } as const;
    attributes[parameter.attribute] = { value: unknownDim(cause) };
  }
  const mistakes = reader.mistakes(bound.mistakes).map(
    ({ mistake, quote }): Finding => ({
      rule: 'wrong-call',
      span: origin.head,
      facts: { callee, mistake },
      quote,
      ...(origin.uri === undefined ? {} : { uri: origin.uri }),
    }),
  );
  const epsilon = momentumAsEpsilon(kind, reader, attributes, origin);
  if (epsilon) mistakes.push(epsilon);
  const request = { operator: kind.binding.operator, type: kind.type, attributes, origin };
  return new LayerState(kind, origin, reader.given, attributes, mistakes, readAside(runtime, request));
}

/** Nobody means an eps so large; a momentum is. */
const LARGE_EPSILON = 0.05;

function momentumAsEpsilon(
  { type }: LayerKind,
  reader: Reader,
  { epsilon }: Readonly<Record<string, GivenAttribute>>,
  { head, uri }: Origin,
): Finding | undefined {
  const place = reader.placeOf('eps');
  if (!/^(?:Lazy)?(?:Batch|Instance|SyncBatch)Norm/.test(type) || !epsilon || place === undefined) return undefined;
  if (typeof epsilon.value !== 'number' || epsilon.value < LARGE_EPSILON) return undefined;
  return {
    rule: 'norm-eps-looks-like-momentum',
    span: epsilon.span ?? head,
    facts: { norm: type, epsilon: epsilon.value, positional: /^\d+$/.test(place) && epsilon.span !== undefined },
    ...(uri === undefined ? {} : { uri }),
  };
}

function literalAt(site: CallSite, place: string | undefined) {
  const passed = place === undefined ? undefined : site.passed.get(place);
  return passed?.literal ? passed.span : undefined;
}

/** Kinds of attributes that PyTorch makes tensors' sizes of, or loops with. */
const INTEGRAL: ReadonlySet<string> = new Set(['integer', 'axes', 'padding', 'integers', 'shape']);

class Reader {
  readonly given = new Map<string, Value>();
  readonly #runtime: Runtime;
  readonly #binding: ModuleBinding;
  readonly #attributes: Readonly<Record<string, Attribute>>;
  readonly #floats: WrongCall[] = [];
  readonly #places = new Map<string, string>();

  constructor(runtime: Runtime, binding: ModuleBinding, operators: OperatorCatalogue) {
    this.#runtime = runtime;
    this.#binding = binding;
    this.#attributes = operators.get(binding.operator)?.attributes ?? {};
  }

  bind(positional: readonly Value[], keywords: ReadonlyMap<string, Value>) {
    const inOrder = this.#binding.parameters.filter(({ keywordOnly }) => !keywordOnly);
    const values = positional.map((value, index) => this.#read(inOrder[index], value, String(index)));
    const named = new Map<string, AttributeInput>();
    for (const [name, value] of keywords) {
      const parameter = this.#binding.parameters.find((each) => each.name === name);
      named.set(name, this.#read(parameter, value, name));
    }
    return bindCall(this.#binding, values, named);
  }

  /** The argument's key in `site.passed`. */
  placeOf(parameter: string): string | undefined {
    return this.#places.get(parameter);
  }

  #read(parameter: PythonParameter | undefined, value: Value, place: string): AttributeInput {
    if (!parameter) return null;
    this.given.set(parameter.name, value);
    this.#places.set(parameter.name, place);
    const { attribute } = parameter;
    const kind = attribute === undefined ? undefined : this.#attributes[attribute]?.expectation.kind;
    if (kind === undefined) return null;
    if (kind === 'boolean') return this.#runtime.isUnknown(value) ? value : (this.#runtime.truth(value) ?? false);
    if (value instanceof PyFunction || value instanceof NativeFunction) return value.name;
    if (!INTEGRAL.has(kind)) return toAttribute(this.#runtime, value);
    return this.#integers(parameter, plainInteger(value));
  }

  /** A float is refused where an integer is wanted, and is taken for the integer that it is. */
  #integers(parameter: PythonParameter, value: Value): AttributeInput {
    if (value instanceof PyFloat) {
      this.#floats.push({ kind: 'float', name: parameter.name, value: this.#runtime.repr(value) });
      if (typeof value.value === 'object') return value.value;
      if (Number.isInteger(value.value)) return value.value;
      return unknownDim({ reason: 'unknown-attribute', facts: { attribute: parameter.name } });
    }
    if (!isSequence(value)) return toAttribute(this.#runtime, value);
    const items = this.#runtime.iterate(value);
    return items ? [...items].map((item) => this.#integers(parameter, plainInteger(item))) : this.#runtime.lost(value);
  }

  mistakes(bound: readonly CallMistake[]): { readonly mistake: WrongCall; readonly quote: string }[] {
    const all: WrongCall[] = [];
    const missing: string[] = [];
    for (const mistake of bound) {
      if (mistake.kind === 'missing') missing.push(mistake.name);
      else if (mistake.kind === 'unexpected') {
        const suggestion = closest(
          mistake.name,
          this.#binding.parameters.map(({ name }) => name),
        );
        all.push(suggestion === undefined ? mistake : { ...mistake, suggestion });
      } else all.push(mistake);
    }
    if (missing.length > 0) all.push({ kind: 'missing', names: missing });
    // Python binds arguments before PyTorch looks at them: its words come first.
    return (all.length > 0 ? all.slice(0, 1) : this.#floats.slice(0, 1)).map((mistake) => ({
      mistake,
      quote: pythonWords(mistake, this.#binding.parameters),
    }));
  }
}

function plainInteger(value: Value): Value {
  return typeof value === 'boolean' ? Number(value) : value;
}

function pythonWords(mistake: WrongCall, parameters: readonly PythonParameter[]): string {
  const required = parameters.filter((parameter) => parameter.default === undefined && !parameter.keywordOnly).length;
  switch (mistake.kind) {
    case 'too-many': {
      const least = required + 1;
      const most = mistake.accepted + 1;
      const accepted = least === most ? `${most}` : `from ${least} to ${most}`;
      return `__init__() takes ${accepted} positional arguments but ${mistake.given + 1} were given`;
    }
    case 'unexpected':
      return `__init__() got an unexpected keyword argument '${mistake.name}'`;
    case 'repeated':
      return `__init__() got multiple values for argument '${mistake.name}'`;
    case 'missing': {
      const { names } = mistake;
      const quoted = names.map((name) => `'${name}'`);
      const last = quoted.pop();
      const listed = quoted.length > 1 ? `${quoted.join(', ')}, and ${last}` : [...quoted, last].join(' and ');
      return `__init__() missing ${names.length} required positional argument${names.length > 1 ? 's' : ''}: ${listed}`;
    }
    case 'float':
      return "empty(): argument 'size' (position 1) must be tuple of ints, but found element of type float at pos 0";
  }
}
