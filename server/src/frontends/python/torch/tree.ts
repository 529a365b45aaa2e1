// One model's graph and its module tree: which path each module has, which graph module stands for it, and what its weights
// are. A model is planted once it is made and before it runs, so that layers know their paths and the weights of the tree,
// and nothing else, count.
import type { GraphBuilder } from '../../../graph/builder.ts';
import { type Dim, product, type UnknownDim, unknownDim } from '../../../graph/dim.ts';
import type { Finding } from '../../../graph/finding.ts';
import type { Module, Parameter, Tensor } from '../../../graph/graph.ts';
import { volume } from '../../../graph/volume.ts';
import { unsettledBy } from '../evaluator/objects/unsettled.ts';
import {
  type CallSite,
  PyDict,
  type PyInstance,
  PyList,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { markPlanted, noteGap } from './gaps.ts';
import { LayerState } from './layer/state.ts';
import { childrenOf, collect, entriesOf, join, REGISTRIES, registryOf } from './module/registries.ts';
import { originOf, sessionOf } from './session.ts';
import { tensorOf } from './tensor/tensor.ts';

interface Tree {
  readonly paths: Map<PyInstance, string>;
  readonly layers: Map<PyInstance, Module>;
  readonly parameters: Map<PyInstance, Parameter>;
  /** What modules own that are no layers. */
  readonly own: Map<PyInstance, readonly Parameter[]>;
}

const trees = new WeakMap<GraphBuilder, Tree>();

const pending = new WeakMap<PyInstance, Finding[]>();

/** What was found while a module was made: reported once it is known which model it belongs to. */
export function foundIn(module: PyInstance, finding: Finding): void {
  const found = pending.get(module);
  if (!found) pending.set(module, [finding]);
  else if (!found.some(({ rule }) => rule === finding.rule)) found.push(finding);
}

export function pathOf(builder: GraphBuilder, module: PyInstance): string | undefined {
  return trees.get(builder)?.paths.get(module);
}

/**
 * Declares the whole tree of a model in the graph under way: paths, layers, weights, and what was found meanwhile. With paths
 * alone, layers are declared when they are called; the rest may follow.
 */
export function plant(runtime: Runtime, root: PyInstance, { onlyPaths = false } = {}): void {
  const { builder, training } = sessionOf(runtime);
  const { layers, parameters, own } = trees.get(builder) ?? EMPTY();
  const tree: Tree = { paths: new Map(), layers, parameters, own };
  trees.set(builder, tree);
  markPlanted(builder);
  const visit = (module: PyInstance, path: string): void => {
    if (tree.paths.has(module)) return;
    tree.paths.set(module, path);
    if (module.own('training') !== training) {
      runtime.touch(module);
      module.attributes.set('training', training);
    }
    const state = module.native instanceof LayerState ? module.native : undefined;
    const whole = state?.isPlain(module) === true;
    if (!onlyPaths) {
      noteLostParts(runtime, module);
      for (const finding of pending.get(module) ?? []) builder.report(finding);
      for (const finding of state?.mistakes ?? []) builder.report(finding);
      if (!whole) tree.own.set(module, ownParameters(builder, tree, module, path));
      else if (!state.isLazy && !layers.has(module)) layers.set(module, declare(builder, tree, module, state, path));
    }
    // Parts of a layer have paths too, but the layer itself has their weights.
    for (const [name, child] of childrenOf(module)) {
      if (whole && state.isWhole) tree.paths.set(child, join(path, name));
      else visit(child, join(path, name));
    }
  };
  visit(root, '');
}

const EMPTY = (): Tree => ({ paths: new Map(), layers: new Map(), parameters: new Map(), own: new Map() });

/** The same model in another graph: layers are declared when they are called, what none uses is not counted. */
export function plantAs(known: GraphBuilder, builder: GraphBuilder): void {
  const { paths } = trees.get(known) ?? EMPTY();
  trees.set(builder, { ...EMPTY(), paths });
  markPlanted(builder);
}

/** It may have parts and weights beside those that are known. */
function noteLostParts(runtime: Runtime, module: PyInstance): void {
  const note = ({ cause }: UnknownDim) => noteGap(runtime, cause, runtime.site);
  const unsettled = unsettledBy(module);
  if (unsettled) note(unsettled);
  for (const registry of REGISTRIES) {
    const dict = registryOf(module, registry);
    if (dict?.lost) note(dict.lost);
    if (!dict || dict.isEmpty) continue;
    for (const [, value] of dict.entries.values()) if (runtime.isUnknown(value)) note(value);
  }
}

function declare(builder: GraphBuilder, tree: Tree, module: PyInstance, state: LayerState, path: string): Module {
  const parameters: Parameter[] = [];
  const add = (name: string, value: PyInstance, buffer: boolean): void => {
    const known = tree.parameters.get(value);
    const parameter = known ?? newParameter(name, value, buffer, state.weights);
    if (!known) tree.parameters.set(value, parameter);
    parameters.push(parameter);
  };
  for (const registry of ['_parameters', '_buffers'] as const) {
    const buffer = registry === '_buffers';
    const all = state.isWhole ? collect(module, registry) : entriesOf(module, registry);
    for (const [name, value] of all) add(name, value, buffer);
  }
  return builder.declare({ ...state.request, path, parameters });
}

/** As the layer's arguments say it, where nothing else was put in its place. */
function newParameter(name: string, value: PyInstance, buffer: boolean, weights: Module['parameters']): Parameter {
  const tensor = tensorOf(value);
  const dims = tensor?.volume.dims;
  const read = dims && weights.find((each) => each.dims === dims);
  const trainable = tensor?.requiresGrad ?? false;
  return read
    ? { name, dims, count: read.count, buffer, trainable }
    : { name, ...sizeOfWeight(value), buffer, trainable };
}

function ownParameters(builder: GraphBuilder, tree: Tree, module: PyInstance, path: string): readonly Parameter[] {
  const own: Parameter[] = [];
  for (const registry of ['_parameters', '_buffers'] as const) {
    const buffer = registry === '_buffers';
    for (const [name, value] of entriesOf(module, registry)) {
      const tensor = tensorOf(value);
      if (!tensor || tree.parameters.has(value)) continue;
      const parameter = builder.parameter(join(path, name), tensor.volume, { buffer, trainable: isTrainable(value) });
      tree.parameters.set(value, parameter);
      own.push(parameter);
    }
  }
  return own;
}

function sizeOfWeight(value: PyInstance): { readonly dims: readonly Dim[]; readonly count: Dim } {
  const v = tensorOf(value)?.volume ?? volume([]);
  const dims = v.dims ?? [unknownDim(v.cause)];
  return { dims, count: product(dims) };
}

function isTrainable(value: PyInstance): boolean {
  return tensorOf(value)?.requiresGrad ?? false;
}

/** The graph module that stands for a layer; made now for one outside of the tree. */
export function graphModuleOf(builder: GraphBuilder, layer: PyInstance, state: LayerState): Module {
  const tree = trees.get(builder);
  const known = tree?.layers.get(layer);
  if (known && sameRequest(known, state)) return known;
  const path = tree?.paths.get(layer) ?? '';
  // Weights outside of the tree are none of the model's.
  const made = tree?.paths.has(layer)
    ? declare(builder, tree, layer, state, path)
    : builder.declare({ ...state.request, path, parameters: [] });
  tree?.layers.set(layer, made);
  return made;
}

/** A lazy layer has met its first input: its weights are there from now on. */
export function completeLayer(builder: GraphBuilder, layer: PyInstance, module: Module): void {
  const tree = trees.get(builder);
  tree?.layers.set(layer, module);
  for (const parameter of module.parameters) {
    const value = entryNamed(layer, parameter.name);
    if (value) tree?.parameters.set(value, parameter);
  }
}

function entryNamed(layer: PyInstance, name: string): PyInstance | undefined {
  for (const registry of ['_parameters', '_buffers'] as const)
    for (const [key, value] of entriesOf(layer, registry)) if (key === name) return value;
  return undefined;
}

/** An attribute that was assigned since makes another module of it. */
function sameRequest(module: Module, state: LayerState): boolean {
  return module.given === state.request.attributes;
}

/** Runs a module's `forward` as a block of the graph, so that its layers stand under its path. */
export function runAsBlock(
  runtime: Runtime,
  module: PyInstance,
  site: CallSite,
  inputs: readonly Value[],
  run: () => Value,
): Value {
  const session = sessionOf(runtime);
  const { builder } = session;
  const tree = trees.get(builder);
  const path = tree?.paths.get(module);
  if (!tree || path === undefined || path === '') return run();
  const outside = session.path;
  let result: Value = null;
  const request = {
    path,
    type: module.class.name,
    origin: originOf(runtime, site),
    parameters: tree.own.get(module) ?? [],
  };
  session.path = path;
  try {
    builder.block(request, tensorsIn(builder, inputs), () => {
      result = run();
      return tensorsIn(builder, [result]);
    });
  } finally {
    session.path = outside;
  }
  return result;
}

/** The graph's tensors in nested tuples, lists and dicts, in order. */
export function tensorsIn(builder: GraphBuilder, values: Iterable<Value>, depth = 4): Tensor[] {
  const found: Tensor[] = [];
  for (const value of values) {
    const tensor = tensorOf(value);
    if (tensor) {
      if (tensor.isIn(builder)) found.push(tensor.in(builder));
    } else if (depth > 0) {
      if (value instanceof PyTuple || value instanceof PyList)
        found.push(...tensorsIn(builder, value.items, depth - 1));
      if (value instanceof PyDict)
        found.push(
          ...tensorsIn(
            builder,
            [...value.entries.values()].map(([, item]) => item),
            depth - 1,
          ),
        );
    }
  }
  return found;
}
