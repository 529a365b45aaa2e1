// One call of a torch function: its arguments by name, read as tensors, sizes and attributes, and the layer that it makes.
// Knows no single function.
import type { AttributeInput } from '../../../graph/attribute.ts';
import type { Cause } from '../../../graph/cause.ts';
import { type Dim, isKnown, type UnknownDim, unknownDim } from '../../../graph/dim.ts';
import type { RuleFacts, RuleId } from '../../../graph/facts.ts';
import type { GivenAttribute, GivenAttributes, Tensor } from '../../../graph/graph.ts';
import type { Volume } from '../../../graph/volume.ts';
import {
  type Arguments,
  type CallSite,
  type NativeCode,
  type NativeFunction,
  nativeFunction,
  nativeMethod,
  PyFloat,
  PyInstance,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { type DtypeName, dtypeOf, kindOf, promote, USUAL } from './dtype.ts';
import { noteGap } from './gaps.ts';
import { builderAside, callIn, LAYER_STEPS, originOf, placed, reportAt, sessionOf } from './session.ts';
import { fromGraph, newTensor, type TensorNative, tensorOf, unknownTensor } from './tensor.ts';

interface Parameter {
  readonly name: string;
  readonly kind: 'normal' | 'keyword-only' | '*';
  readonly required: boolean;
  readonly fallback: Value | undefined;
}

export type TorchBody = (call: TorchCall) => Value;

export interface TorchFunction {
  readonly name: string;
  /** As `torch.name(x, …)`. */
  readonly asFunction: NativeFunction;
  /** As `x.name(…)`. */
  readonly asMethod: NativeFunction;
}

/**
 * `'flatten(input, start_dim=0, end_dim=-1)'`; `*sizes` takes the rest, `name=...` is optional without a default, and
 * `**` at the end lets unknown keywords pass (`out`, `dtype`, `layout` …), as functions written in C++ have many.
 */
export function torchFunction(signature: string, body: TorchBody): TorchFunction {
  const open = signature.indexOf('(');
  const name = signature.slice(0, open);
  const { parameters, lenient } = parseSignature(signature.slice(open + 1, -1));
  const code =
    (offset: number): NativeCode =>
    (runtime, args) =>
      body(new TorchCall(name, runtime, args, bind(runtime, name, parameters, lenient, args), offset));
  return { name, asFunction: nativeFunction(name, code(0)), asMethod: nativeMethod(name, code(1)) };
}

export function torchFunctions(table: Readonly<Record<string, TorchBody>>): TorchFunction[] {
  return Object.entries(table).map(([signature, body]) => torchFunction(signature, body));
}

const CONSTANTS: Readonly<Record<string, Value>> = { None: null, True: true, False: false };

function parseSignature(inner: string): { readonly parameters: readonly Parameter[]; readonly lenient: boolean } {
  const parameters: Parameter[] = [];
  let kind: 'normal' | 'keyword-only' = 'normal';
  let lenient = false;
  for (const part of inner.split(', ').filter((each) => each !== '')) {
    if (part === '**') lenient = true;
    else if (part === '*') kind = 'keyword-only';
    else if (part.startsWith('*')) {
      parameters.push({ name: part.slice(1), kind: '*', required: false, fallback: undefined });
      kind = 'keyword-only';
    } else {
      const [name = '', fallback] = part.split('=');
      parameters.push({ name, kind, required: fallback === undefined, fallback: constant(fallback) });
    }
  }
  return { parameters, lenient };
}

function constant(text: string | undefined): Value | undefined {
  if (text === undefined || text === '...') return undefined;
  if (text in CONSTANTS) return CONSTANTS[text];
  if (text.startsWith("'")) return text.slice(1, -1);
  return /[.e]/.test(text) ? new PyFloat(Number(text)) : Number(text);
}

interface Bound {
  readonly values: ReadonlyMap<string, Value>;
  /** Of each given argument: its position, or its keyword. */
  readonly places: ReadonlyMap<string, number | string>;
}

function bind(
  runtime: Runtime,
  name: string,
  parameters: readonly Parameter[],
  lenient: boolean,
  { positional, keywords }: Arguments,
): Bound {
  const values = new Map<string, Value>();
  const places = new Map<string, number | string>();
  let next = 0;
  for (const { name: parameter, kind, required, fallback } of parameters) {
    const here = positional[next];
    if (kind === '*') {
      const rest = positional.slice(next);
      const keyword = keywords.get(parameter);
      values.set(parameter, keyword ?? new PyTuple(rest));
      places.set(parameter, keyword === undefined ? next : parameter);
      next = positional.length;
    } else if (kind === 'normal' && here !== undefined) {
      if (keywords.has(parameter))
        runtime.raise('TypeError', `${name}() got multiple values for argument '${parameter}'`);
      values.set(parameter, here);
      places.set(parameter, next++);
    } else {
      // Functions in C++ take NumPy's names too, and a power's second operand is its exponent.
      const spelled = [parameter, ...(OTHER_NAMES[parameter] ?? [])].find((each) => keywords.has(each));
      const keyword = spelled === undefined ? undefined : keywords.get(spelled);
      if (keyword !== undefined) {
        values.set(parameter, keyword);
        places.set(parameter, spelled ?? parameter);
      } else if (required) {
        runtime.raise('TypeError', `${name}() missing 1 required positional argument: '${parameter}'`);
      } else if (fallback !== undefined) values.set(parameter, fallback);
    }
  }
  if (next < positional.length && !lenient) {
    runtime.raise(
      'TypeError',
      `${name}() takes ${parameters.length} positional arguments but ${positional.length} were given`,
    );
  }
  if (!lenient) {
    for (const keyword of keywords.keys())
      if (!parameters.some(({ name: own }) => own === keyword || OTHER_NAMES[own]?.includes(keyword)))
        runtime.raise('TypeError', `${name}() got an unexpected keyword argument '${keyword}'`);
  }
  return { values, places };
}

const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  dim: ['axis'],
  keepdim: ['keepdims'],
  input: ['self', 'tensor', 'x'],
  other: ['exponent'],
  split_size: ['split_size_or_sections'],
  shape: ['size', 'sizes'],
  size: ['shape'],
  repeats: ['dims', 'sizes'],
};

/** Sizes as given; undefined where not even their number is known. */
export type Sizes = { readonly dims: readonly Dim[] } | { readonly lost: UnknownDim };

export class TorchCall {
  readonly name: string;
  readonly runtime: Runtime;
  readonly site: CallSite;
  readonly args: Arguments;
  readonly #bound: Bound;
  /** How many of the positional arguments stand before the call's brackets. */
  readonly #offset: number;

  constructor(name: string, runtime: Runtime, args: Arguments, bound: Bound, offset: number) {
    this.name = name;
    this.runtime = runtime;
    this.args = args;
    this.site = args.site;
    this.#bound = bound;
    this.#offset = offset;
  }

  // Arguments.

  /** Undefined where it is not given and has no default. */
  value(name: string): Value | undefined {
    return this.#bound.values.get(name);
  }

  isGiven(name: string): boolean {
    return this.#bound.places.has(name);
  }

  /** None counts as absent. */
  has(name: string): boolean {
    const value = this.value(name);
    return value !== undefined && value !== null;
  }

  /** An unknown becomes a tensor of unknown shape; what is certainly none raises. */
  tensor(name: string): PyInstance & { readonly native: TensorNative } {
    const value = this.value(name);
    const found = this.asTensor(value);
    if (found) return found;
    const at = this.#bound.places.get(name);
    const position = typeof at === 'number' ? ` (position ${at + 1 - this.#offset})` : '';
    const type = value === undefined ? 'nothing' : value === null ? 'NoneType' : this.runtime.typeOf(value).name;
    return this.runtime.raise('TypeError', `${this.name}(): argument '${name}'${position} must be Tensor, not ${type}`);
  }

  /** Undefined where it is no tensor; an unknown may be one. */
  asTensor(value: Value | undefined): (PyInstance & { readonly native: TensorNative }) | undefined {
    if (tensorOf(value)) return value as PyInstance & { readonly native: TensorNative };
    if (value !== undefined && value !== null && this.runtime.isUnknown(value)) {
      noteGap(this.runtime, value.cause, this.site);
      return unknownTensor(value.cause) as PyInstance & { readonly native: TensorNative };
    }
    return undefined;
  }

  native(name: string): TensorNative {
    return this.tensor(name).native;
  }

  optionalTensor(name: string): (PyInstance & { readonly native: TensorNative }) | undefined {
    return this.has(name) ? this.tensor(name) : undefined;
  }

  /** The tensors of a list or tuple; undefined where the list itself is unknown. */
  tensors(name: string): readonly (PyInstance & { readonly native: TensorNative })[] | undefined {
    const value = this.value(name) ?? null;
    if (this.runtime.isUnknown(value)) return undefined;
    if (tensorOf(value))
      return this.runtime.raise(
        'TypeError',
        `${this.name}(): argument '${name}' (position 1) must be tuple of Tensors, not Tensor`,
      );
    const items = this.runtime.iterate(value);
    if (!items) return undefined;
    return [...items].map((item, index) => {
      const found = this.asTensor(item);
      if (found) return found;
      const type = this.runtime.typeOf(item).name;
      return this.runtime.raise('TypeError', `expected Tensor as element ${index} in argument 0, but got ${type}`);
    });
  }

  /** An integer: known, a multiple of the batch, or unknown. A float raises, as PyTorch does. */
  int(name: string): Dim {
    return this.toInt(this.value(name) ?? null, name);
  }

  toInt(value: Value, name: string): Dim {
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value === 'bigint') return Number(value);
    if (value instanceof PyInstance && value.primitive !== undefined) return this.toInt(value.primitive, name);
    const tensor = tensorOf(value);
    if (tensor) {
      const [cell, ...more] = tensor.cells ?? [];
      if (tensor.dims?.some((dim) => isKnown(dim) && dim > 1))
        return this.runtime.raise('TypeError', `${this.name}(): argument '${name}' must be int, not Tensor`);
      return cell !== undefined && more.length === 0 ? Math.trunc(cell) : unknownDim(this.dataCause());
    }
    if (typeof value === 'object' && value !== null && (value.kind === 'batch' || value.kind === 'unknown'))
      return value;
    const type = value === null ? 'NoneType' : this.runtime.typeOf(value).name;
    return this.runtime.raise('TypeError', `${this.name}(): argument '${name}' must be int, not ${type}`);
  }

  /** One integer or several, in a list, a tuple or as arguments one by one. */
  ints(name: string): Sizes {
    const value = this.value(name) ?? null;
    const [only, ...others] = value instanceof PyTuple && this.#isRest(name) ? value.items : [value];
    if (value instanceof PyTuple && this.#isRest(name)) {
      if (only === undefined) return { dims: [] };
      if (others.length > 0 || !isSequence(only)) {
        // It may be a list of sizes as well as one.
        if (others.length === 0 && this.runtime.isUnknown(only)) return { lost: this.runtime.lost(only) };
        return { dims: value.items.map((item) => this.toInt(item, name)) };
      }
    }
    const given = only ?? null;
    if (!isSequence(given)) return { dims: [this.toInt(given, name)] };
    const items = this.runtime.iterate(given);
    return items ? { dims: [...items].map((item) => this.toInt(item, name)) } : { lost: this.runtime.lost(given) };
  }

  #isRest(name: string): boolean {
    return this.#bound.places.get(name) !== name;
  }

  /** True, false, or the fallback where it is not known. */
  flag(name: string, fallback = false): boolean {
    const value = this.value(name);
    return value === undefined ? fallback : (this.runtime.truth(value) ?? fallback);
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === 'string' ? value : undefined;
  }

  dtype(name = 'dtype'): DtypeName | undefined {
    return dtypeOf(this.value(name) ?? this.args.keywords.get(name));
  }

  /** A number where it is known: an int, a float, or a tensor of one known cell. */
  number(name: string): number | undefined {
    return scalarOf(this.value(name));
  }

  /** The argument as an attribute, with its place where a fix may rewrite it. */
  given(name: string, value: AttributeInput = toAttribute(this.runtime, this.value(name) ?? null)): GivenAttribute {
    const place = this.#bound.places.get(name);
    const { site, direct } = callIn(this.runtime, this.site);
    if (place === undefined || !direct) return { value };
    const key = typeof place === 'number' ? String(place - this.#offset) : place;
    const passed = site.passed.get(key);
    return passed?.literal ? { value, span: passed.span } : { value };
  }

  // Results.

  get builder() {
    return sessionOf(this.runtime).builder;
  }

  graphTensor(native: TensorNative): Tensor {
    return native.in(this.builder);
  }

  /**
   * Applies an operator: one layer of the graph, where an input comes from there; constants are computed aside. Types of
   * the results follow the inputs' where the kind allows.
   */
  layer(
    operator: string,
    inputs: readonly TensorNative[],
    attributes: GivenAttributes = {},
    { type = this.name, weightless = false, dtype }: { type?: string; weightless?: boolean; dtype?: DtypeName } = {},
  ): PyInstance[] {
    this.runtime.spend(LAYER_STEPS);
    const session = sessionOf(this.runtime);
    const inGraph = inputs.some((native) => native.isIn(session.builder));
    // What the code itself expects to fail is no finding: it is tried aside first.
    if (inGraph && this.runtime.expects('RuntimeError'))
      this.#trial(operator, inputs, { type, attributes, weightless });
    const builder = inGraph ? session.builder : builderAside(session);
    if (builder.exhausted) return [unknownTensor({ reason: 'limit-reached', facts: { limit: 0, what: 'layers' } })];
    const origin = originOf(this.runtime, this.site);
    const tensors = inputs.map((native) => native.in(builder));
    const outputs = builder.apply({ operator, type, path: '', attributes, origin, weightless }, tensors);
    const like = dtype ?? inputs.map((native) => native.dtype).reduce<DtypeName | undefined>(together, undefined);
    const layer = outputs[0]?.layer;
    if (layer?.refused && !inGraph) {
      const found = builder.finish().findings.filter((finding) => finding.layer === layer);
      if (this.runtime.expects('RuntimeError')) this.runtime.raise('RuntimeError', found[0]?.quote ?? '');
      for (const { layer: _, ...finding } of found) session.builder.report(finding);
    }
    if (inGraph) return outputs.map((tensor) => fromGraph(this.runtime, tensor, like));
    return outputs.map(({ volume: v }) => stranger(v, like));
  }

  #trial(
    operator: string,
    inputs: readonly TensorNative[],
    request: { readonly type: string; readonly attributes: GivenAttributes; readonly weightless: boolean },
  ): void {
    const builder = builderAside(sessionOf(this.runtime));
    const origin = originOf(this.runtime, this.site);
    const tensors = inputs.map((native) => builder.constant(native.volume));
    const [output] = builder.apply({ operator, path: '', origin, ...request }, tensors);
    const layer = output?.layer;
    if (!layer?.refused) return;
    const found = builder.finish().findings.find((finding) => finding.layer === layer);
    this.runtime.raise('RuntimeError', found?.quote ?? '');
  }

  /** The first output of `layer`. */
  one(...request: Parameters<TorchCall['layer']>): PyInstance {
    const [first] = this.layer(...request);
    return first ?? unknownTensor(this.notModelled());
  }

  /** A refused size stands in what came out. */
  refused(result: Value): boolean {
    const dims = tensorOf(result)?.dims;
    return (
      dims?.some((dim) => typeof dim === 'object' && dim.kind === 'unknown' && dim.cause.reason === 'refused') ?? true
    );
  }

  /** A layer whose volumes are worked out here. */
  light(
    inputs: readonly TensorNative[],
    outputs: readonly Volume[],
    {
      elementwise = false,
      global = false,
      ...options
    }: { type?: string; dtype?: DtypeName; elementwise?: boolean; global?: boolean } = {},
  ): PyInstance[] {
    const graph = inputs.filter((native) => native.isIn(this.builder));
    if (graph.length === 0) return outputs.map((v) => stranger(v, options.dtype ?? inputs[0]?.dtype));
    const attributes: Record<string, GivenAttribute> = { outputs: { value: outputs.map(asData) } };
    if (global) attributes.global = { value: true };
    return this.layer(elementwise ? 'pointwise' : 'tensor-function', graph, attributes, options);
  }

  lightOne(...request: Parameters<TorchCall['light']>): PyInstance {
    const [first] = this.light(...request);
    return first ?? unknownTensor(this.notModelled());
  }

  /** PyTorch refuses the call: a finding, and the run goes on with what `refused` sizes remain. */
  refuse<R extends RuleId>(rule: R, facts: RuleFacts[R], quote: string): void {
    this.#raiseWhereCaught(quote);
    reportAt(this.runtime, this.site, { rule, facts, quote } as never);
  }

  #raiseWhereCaught(quote: string): void {
    if (this.runtime.expects('RuntimeError')) this.runtime.raise('RuntimeError', quote);
  }

  place(cause: Cause): Cause {
    return placed(this.runtime, this.site, cause);
  }

  notModelled(): Cause {
    return this.place({ reason: 'not-modelled', facts: { name: this.name } });
  }

  /** The size depends on the data. */
  dataCause(): Cause {
    return this.place({ reason: 'depends-on-data', facts: { operator: this.name } });
  }

  unknown(cause: Cause = this.notModelled(), dtype?: DtypeName): PyInstance {
    return unknownTensor(cause, dtype);
  }
}

/** A tensor outside of the graph. */
function stranger(v: Volume, dtype: DtypeName | undefined): PyInstance {
  const name = dtype !== undefined && kindOf(dtype) === v.dtype ? dtype : USUAL[v.dtype];
  return v.dims ? newTensor(v.dims, name) : unknownTensor(v.cause, name);
}

function together(a: DtypeName | undefined, b: DtypeName): DtypeName {
  return a === undefined ? b : promote(a, b);
}

function asData(v: Volume): AttributeInput {
  return v.dims ? [v.dtype, ...v.dims] : [v.dtype, 'rank', unknownDim(v.cause)];
}

export function isSequence(value: Value): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'range' || value.kind === 'iterator')
  );
}

/** A number that is known: an int, a float, a bool, or a tensor of one known cell. */
export function scalarOf(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof PyFloat) return typeof value.value === 'number' ? value.value : undefined;
  const cells = tensorOf(value)?.cells;
  return cells?.length === 1 ? cells[0] : undefined;
}

/**
 * A Python value as plain data. `floats: false` where only integers will do: a float is then a text that no integer
 * attribute reads, since PyTorch refuses 3.0 where it wants 3.
 */
export function toAttribute(runtime: Runtime, value: Value, floats = true): AttributeInput {
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value;
  if (value instanceof PyFloat) {
    if (typeof value.value !== 'number') return value.value;
    return floats ? value.value : runtime.repr(value);
  }
  if (value.kind === 'batch' || value.kind === 'unknown') return value;
  if (isSequence(value)) {
    const items = runtime.iterate(value);
    return items ? [...items].map((item) => toAttribute(runtime, item, floats)) : runtime.lost(value);
  }
  if (value instanceof PyInstance) {
    if (value.primitive !== undefined) return toAttribute(runtime, value.primitive, floats);
    const native = tensorOf(value);
    const [cell, ...more] = native?.cells ?? [];
    if (native && cell !== undefined && more.length === 0) return cell;
    if (native) return unknownDim({ reason: 'depends-on-data', facts: { operator: 'item' } });
  }
  return runtime.repr(value);
}
