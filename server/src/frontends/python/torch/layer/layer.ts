// Built-in layers: classes of torch.nn that are one operator each. Making one makes its weights; calling one is one layer
// of the graph.

import type { GivenAttributes, Module, Parameter, Tensor } from '../../../../graph/graph.ts';
import { unknownVolume } from '../../../../graph/volume.ts';
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { raiseMisfit } from '../../evaluator/protocols/misfit.ts';
import {
  type Arguments,
  type NativeCode,
  nativeMethod,
  type PyClass,
  PyDict,
  PyInstance,
  PyList,
  PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import type { ModuleBinding } from '../bindings/binding.ts';
import { isPlanted, noteGap } from '../gaps.ts';
import { MODULE } from '../module/nn-classes.ts';
import { newParameter, uninitialized } from '../module/parameter.ts';
import { initModule, isModule, register, registered, registryOf } from '../module/registries.ts';
import { isPacked, unpack } from '../nn/packed.ts';
import { builderAside, LAYER_STEPS, originOf, REFUSAL_STEPS, sessionOf } from '../session.ts';
import { kindOf, USUAL } from '../tensor/dtype.ts';
import { fromGraph, newTensor, TensorNative, tensorOf, unknownTensor } from '../tensor/tensor.ts';
import { completeLayer, graphModuleOf, pathOf } from '../tree.ts';
import { layerMethods } from './methods.ts';
import { moduleOf } from './module-files.ts';
import { makeLayerState } from './reading.ts';
import { layerSignature } from './signature.ts';
import { type LayerKind, LayerState } from './state.ts';

/** Which of a call's arguments are tensors, in the operator's order; all positional and named ones where absent. */
export interface Calling {
  readonly inputs?: readonly string[];
  /** What its `forward` takes beside those, all of which have defaults; absent where that is not described. */
  readonly more?: readonly string[];
  /** So many of the inputs must be given; all where absent. */
  readonly required?: number;
  /** What the call says of the operator's attributes, beside the layer. */
  attributes?(call: LayerCall): GivenAttributes | undefined;
  /** What Python gets of the operator's outputs; one alone as it is, several as a tuple where absent. */
  result?(outputs: readonly Value[], call: LayerCall): Value;
}

export interface LayerCall {
  readonly runtime: Runtime;
  readonly self: PyInstance;
  readonly state: LayerState;
  readonly args: Arguments;
}

/** `torch.nn.<type>`, made from `base`. */
export function defineLayer(
  type: string,
  binding: ModuleBinding,
  base: PyClass = MODULE,
  calling: Calling = {},
): PyClass {
  const forward = nativeMethod('forward', (runtime, args) => {
    const [self, ...rest] = args.positional;
    if (!(self instanceof PyInstance)) return runtime.lost(self ?? null);
    const state = self.native;
    if (!(state instanceof LayerState)) {
      // Its own `__init__` was never called.
      return runtime.raise('AttributeError', `'${self.class.name}' object has no attribute '_parameters'`);
    }
    return applyLayer({ runtime, self, state, args: { ...args, positional: rest } }, calling);
  });
  const kind: LayerKind = { type, binding, forward, optional: optionalOf(type) };
  const make: NativeCode = (runtime, args) => {
    const [self, ...positional] = args.positional;
    if (self instanceof PyInstance) initLayer(runtime, self, kind, { ...args, positional });
    return null;
  };
  const init = nativeMethod('__init__', make, undefined, layerSignature(binding));
  const methods = new Map([...layerMethods(type), ['__init__', init], ['forward', forward]]);
  return defineClass(type, [base], methods, base === MODULE ? moduleOf(type) : base.module);
}

function initLayer(runtime: Runtime, self: PyInstance, kind: LayerKind, args: Arguments): void {
  if (!registryOf(self, '_modules')) initModule(runtime, self);
  const state = makeLayerState(runtime, kind, self.class.name, args);
  runtime.touch(self);
  self.native = state;
  if (!state.isLazy) makeWeights(runtime, self, state.weights);
  else
    for (const { name, buffer } of state.weights)
      if (!buffer) register(runtime, self, '_parameters', name, uninitialized());
  for (const [registry, name] of kind.optional)
    if (registered(self, registry, name) === undefined) register(runtime, self, registry, name, null);
}

/** Weights that a layer may be without; Python then finds None. */
const OPTIONAL: Readonly<Record<string, LayerKind['optional']>> = {
  Conv: [['_parameters', 'bias']],
  Linear: [['_parameters', 'bias']],
  Norm: [
    ['_parameters', 'weight'],
    ['_parameters', 'bias'],
  ],
  Attention: [
    ['_parameters', 'in_proj_weight'],
    ['_parameters', 'q_proj_weight'],
    ['_parameters', 'k_proj_weight'],
    ['_parameters', 'v_proj_weight'],
    ['_parameters', 'in_proj_bias'],
    ['_parameters', 'bias_k'],
    ['_parameters', 'bias_v'],
  ],
  Statistics: [
    ['_parameters', 'weight'],
    ['_parameters', 'bias'],
    ['_buffers', 'running_mean'],
    ['_buffers', 'running_var'],
    ['_buffers', 'num_batches_tracked'],
  ],
};

function optionalOf(type: string): LayerKind['optional'] {
  const family = /BatchNorm|InstanceNorm/.test(type) ? 'Statistics' : /Conv|Linear|Norm|Attention/.exec(type)?.[0];
  return OPTIONAL[family ?? ''] ?? [];
}

/** `out_proj.weight` belongs to a child of that name. */
function makeWeights(runtime: Runtime, self: PyInstance, weights: readonly Parameter[]): void {
  for (const { name, dims, buffer } of weights) {
    const path = name.includes('.') ? name.split('.') : [];
    const last = path.pop() ?? name;
    const owner = path.reduce((module, part) => childNamed(runtime, module, part), self);
    const counts = buffer && dims.length === 0;
    const value = buffer ? newTensor(dims, counts ? 'int64' : 'float32') : newParameter(dims);
    register(runtime, owner, buffer ? '_buffers' : '_parameters', last, value);
  }
}

/** A part of a layer that is a module of its own in PyTorch. */
const PART = defineClass('NonDynamicallyQuantizableLinear', [MODULE], {}, 'torch.nn.modules.linear');

function childNamed(runtime: Runtime, module: PyInstance, name: string): PyInstance {
  const known = registered(module, '_modules', name);
  if (known instanceof PyInstance) return known;
  const child = new PyInstance(PART);
  initModule(runtime, child);
  register(runtime, module, '_modules', name, child);
  return child;
}

/** Outside of models nobody reads what layers give: a training loop ends soon. */
const STEPS_OF_A_LAYER = 1500;

function applyLayer(call: LayerCall, calling: Calling): Value {
  const { inputs: names, attributes, result } = calling;
  const { runtime, self, state, args } = call;
  checkArguments(call, calling);
  // It hands on whatever comes, lists too.
  const [handed = null] = args.positional;
  if (state.kind.type === 'Identity' && isCollection(handed)) return handed;
  const session = sessionOf(runtime);
  const inputs = tensorsOf(call, names);
  const inModel = isPlanted(session.builder) || inputs.some((tensor) => tensor.isIn(session.builder));
  runtime.spend(inModel ? LAYER_STEPS : STEPS_OF_A_LAYER);
  const builder = inModel ? session.builder : builderAside(session);
  if (builder.exhausted) return unknownTensor({ reason: 'limit-reached', facts: { limit: 0, what: 'layers' } });
  const tensors = inputs.map((tensor) => tensor.in(builder));
  const origin = originOf(runtime, args.site);
  // What the code itself expects to fail is no finding, and no layer: it is tried aside first.
  if (inModel && runtime.expects('RuntimeError')) tryAside(call, inputs);
  const given = attributes?.(call);
  let outputs: readonly Tensor[];
  let module: Module | undefined;
  if (state.isLazy) {
    const path = pathOf(builder, self) ?? '';
    outputs = builder.apply({ ...state.request, path, ...mergedWith(state.request.attributes, given) }, tensors);
    module = outputs[0]?.layer?.module;
    if (module) {
      state.complete(runtime, self, module);
      makeWeights(runtime, self, module.parameters);
      completeLayer(builder, self, module);
    }
  } else {
    module = graphModuleOf(builder, self, state);
    if (given) {
      const { path, parameters } = module;
      module = builder.declare({ ...state.request, path, parameters, ...mergedWith(state.request.attributes, given) });
    }
    outputs = builder.call(module, tensors, origin);
  }
  if (outputs[0]?.layer?.refused) {
    runtime.spend(REFUSAL_STEPS);
    const found = builder.finish().findings.filter((finding) => finding.layer === outputs[0]?.layer);
    if (!inModel && runtime.expects('RuntimeError')) runtime.raise('RuntimeError', found[0]?.quote ?? '');
    if (!inModel) for (const { layer: _, ...finding } of found) session.builder.report(finding);
  }
  const like = inputs[0]?.dtype;
  const values = outputs.map((tensor) => {
    if (inModel) return fromGraph(runtime, tensor, like);
    const { volume: v } = tensor;
    const dtype = like !== undefined && kindOf(like) === v.dtype ? like : USUAL[v.dtype];
    return v.dims ? newTensor(v.dims, dtype) : unknownTensor(v.cause, dtype);
  });
  if (result) return result(values, call);
  const [first, ...more] = values;
  if (first === undefined) return unknownTensor({ reason: 'not-modelled', facts: { name: state.kind.type } });
  return more.length === 0 ? first : new PyTuple(values);
}

function isCollection(value: Value): boolean {
  return value instanceof PyList || value instanceof PyTuple || value instanceof PyDict;
}

/** As Python does for any function. */
function checkArguments({ runtime, self, state, args: { positional, keywords } }: LayerCall, calling: Calling): void {
  const { inputs = [], more, required = inputs.length } = calling;
  if (!more) return;
  const names = [...inputs, ...more];
  const isGiven = (name: string, index: number) => index < positional.length || keywords.has(name);
  const isTaken = ([name]: readonly [string, Value]) => names.indexOf(name) >= positional.length;
  const fits = positional.length <= names.length && [...keywords].every(isTaken);
  if (fits && inputs.slice(0, required).every(isGiven)) return;
  const owner = state.kind.type.replace(/^(?:Lazy)?(?=(?:Batch|Instance)Norm)(.*)\dd$/, '_$1');
  raiseMisfit(runtime, `${owner}.forward`, {
    parameters: ['self', ...names].map((name) => ({ name, kind: 'normal' })),
    defaults: ['self', ...names].map((_, index) => (index <= required ? undefined : null)),
    positional: [self, ...positional],
    keywords,
  });
}

function mergedWith(own: GivenAttributes, given: GivenAttributes | undefined) {
  return given ? { attributes: { ...own, ...given } } : {};
}

function tryAside({ runtime, state, args }: LayerCall, inputs: readonly TensorNative[]): void {
  const builder = builderAside(sessionOf(runtime));
  const tensors = inputs.map((native) => builder.constant(native.volume));
  const request = { ...state.request, path: '', parameters: [], origin: originOf(runtime, args.site) };
  const layer = builder.apply(request, tensors)[0]?.layer;
  if (!layer?.refused) return;
  const found = builder.finish().findings.find((finding) => finding.layer === layer);
  runtime.raise('RuntimeError', found?.quote ?? '');
}

/** The tensors that go in; tuples of them (states) one by one. An unknown may be a tensor. */
function tensorsOf({ runtime, state, args }: LayerCall, names: readonly string[] | undefined): TensorNative[] {
  const { positional, keywords } = args;
  const passed = names
    ? names.map((name, index) => (index < positional.length ? positional[index] : keywords.get(name)))
    : [...positional, ...keywords.values()];
  const given = passed.map((value) =>
    isPacked(value) ? unpack(runtime, value, state.attributes.batchFirst === true) : value,
  );
  const found: TensorNative[] = [];
  const add = (value: Value | undefined, required: boolean): void => {
    const tensor = tensorOf(value);
    if (tensor) found.push(tensor);
    else if (value === undefined || value === null) return;
    else if (runtime.isUnknown(value)) {
      if (!required) return;
      noteGap(runtime, value.cause, args.site);
      found.push(new TensorNative(unknownVolume(value.cause), 'float32', undefined));
    } else if (value instanceof PyTuple || value instanceof PyList) for (const item of value.items) add(item, false);
  };
  const [main] = given;
  // States go along with a sequence; what a layer reads is a tensor by itself.
  const isPlain = !(main instanceof PyTuple || main instanceof PyList) || runtime.isUnknown(main);
  for (const [index, value] of given.entries()) if (index > 0 || isPlain) add(value, index === 0);
  if (found.length === 0) {
    const [first] = given;
    if (first === undefined)
      return runtime.raise('TypeError', "forward() missing 1 required positional argument: 'input'");
    const type = first === null ? 'NoneType' : runtime.typeOf(first).name;
    if (first === null || !(first instanceof PyInstance) || isModule(first))
      return runtime.raise(
        'TypeError',
        `${state.kind.type}(): argument 'input' (position 1) must be Tensor, not ${type}`,
      );
    const cause = { reason: 'not-modelled', facts: { name: type } } as const;
    found.push(new TensorNative(unknownVolume(cause), 'float32', undefined));
  }
  return found;
}
