// nn.Module as Python sees it: what becomes of its attributes, and what calling it does. The many small methods are in
// methods.ts. Source: torch/nn/modules/module.py, PyTorch 2.13.
import { type UnknownDim, unknownDim } from '../../../../graph/dim.ts';
import { lookUp } from '../../evaluator/objects/method-order.ts';
import { unsettledBy } from '../../evaluator/objects/unsettled.ts';
import {
  type Arguments,
  type Keywords,
  nativeMethod,
  PyFloat,
  PyInstance,
  PyProperty,
  PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { LayerState } from '../layer/state.ts';
import { sessionOf } from '../session.ts';
import { tensorOf } from '../tensor/tensor.ts';
import { typeNameOf } from '../tensor/type-name.ts';
import { runAsBlock } from '../tree.ts';
import { withHooks } from './hooks.ts';
import { initTooLate } from './late-init.ts';
import { MODULE } from './nn-classes.ts';
import {
  initModule,
  isModule,
  isParameter,
  REGISTRIES,
  type Registry,
  register,
  registered,
  registryOf,
  unregister,
} from './registries.ts';

/** Why it may have an attribute that nobody knows of. */
function moreThanKnown(self: PyInstance, name: string): UnknownDim | undefined {
  const lost = REGISTRIES.map((registry) => registryOf(self, registry)?.lost).find((cause) => cause !== undefined);
  const why = lost ?? self.class.open;
  if (why) return why;
  if (INNER.test(name)) return unknownDim({ reason: 'not-modelled', facts: { name } });
  // What its arguments are wrong for is told of them, not of what follows.
  const isRefused = self.native instanceof LayerState && self.native.mistakes.some(({ rule }) => rule === 'wrong-call');
  if (isRefused) return unknownDim({ reason: 'unknown-attribute', facts: { attribute: name } });
  const unsettled = unsettledBy(self);
  return unsettled && unknownDim(unsettled.cause);
}

/** `self`, and whatever else a method is given. */
type Method = (runtime: Runtime, self: PyInstance, args: readonly Value[], passed: Arguments) => Value;

/** What PyTorch keeps in every module, and in layers of its own, for itself: code that looks there finds something. */
const INNER =
  /^(_(forward|forward_pre|backward|backward_pre|state_dict|load_state_dict_(pre|post))_hooks|_non_persistent_buffers_set|_flat_weights(_names)?|_all_weights|_reversed_padding_repeated_twice|_is_full_backward_hook|cls_to_become|T_destination)$/;

const METHODS: Readonly<Record<string, Method>> = {
  __init__(runtime, self) {
    if (!registryOf(self, '_modules')) initModule(runtime, self);
    return null;
  },

  __setattr__(runtime, self, [name = null, value = null]) {
    if (typeof name === 'string') assign(runtime, self, name, value);
    return null;
  },

  __getattr__(runtime, self, [name = null]) {
    if (typeof name !== 'string') return runtime.lost(name);
    for (const registry of REGISTRIES) {
      const found = registered(self, registry, name);
      if (found !== undefined) return found;
    }
    const own = self.native instanceof LayerState ? self.native.attribute(name) : undefined;
    if (own !== undefined) return own;
    const why = moreThanKnown(self, name);
    if (why) return why;
    return runtime.raise('AttributeError', `'${self.class.name}' object has no attribute '${name}'`);
  },

  __delattr__(runtime, self, [name = null]) {
    if (typeof name !== 'string' || unregister(runtime, self, name)) return null;
    runtime.touch(self);
    if (self.attributes.delete(name) || moreThanKnown(self, name)) return null;
    return runtime.raise('AttributeError', `'${self.class.name}' object has no attribute '${name}'`);
  },

  __call__: (runtime, self, _, passed) => callModule(runtime, self, passed),

  forward: (runtime, self) =>
    runtime.raise('NotImplementedError', `Module [${self.class.name}] is missing the required "forward" function`),
};

for (const [name, method] of Object.entries(METHODS)) {
  MODULE.namespace.set(
    name,
    nativeMethod(name, (runtime, passed) => {
      const [self, ...args] = passed.positional;
      return self instanceof PyInstance ? method(runtime, self, args, passed) : runtime.lost(self ?? null);
    }),
  );
}
MODULE.namespace.set('_call_impl', MODULE.namespace.get('__call__') ?? null);
MODULE.namespace.set('dump_patches', false);
MODULE.namespace.set('_version', 1);

/** Parameters, modules and what was a buffer go to their dicts, everything else becomes a plain attribute. */
function assign(runtime: Runtime, self: PyInstance, name: string, value: Value): void {
  const kind = isParameter(value) ? '_parameters' : isModule(value) ? '_modules' : undefined;
  if (kind) {
    if (kind === '_modules' && registryOf(self, '_parameters')?.entries.has(name))
      refuse(runtime, '_parameters', name, value);
    if (!registryOf(self, kind)) {
      const what = kind === '_modules' ? 'module' : 'parameters';
      initTooLate(runtime, self, name, `cannot assign ${what} before Module.__init__() call`);
    }
    runtime.touch(self);
    self.attributes.delete(name);
    unregister(
      runtime,
      self,
      name,
      REGISTRIES.filter((registry) => registry !== kind),
    );
    register(runtime, self, kind, name, value);
    changed(runtime, self, name, value);
    return;
  }
  for (const registry of REGISTRIES) {
    if (!registryOf(self, registry)?.entries.has(name)) continue;
    if (!fits(runtime, registry, value)) refuse(runtime, registry, name, value);
    register(runtime, self, registry, name, value);
    changed(runtime, self, name, value);
    return;
  }
  const descriptor = lookUp(self.class, name);
  if (descriptor instanceof PyProperty) {
    if (descriptor.set === null) runtime.raise('AttributeError', `can't set attribute '${name}'`);
    runtime.call(descriptor.set, [self, value]);
    return;
  }
  runtime.touch(self);
  self.attributes.set(name, value);
  changed(runtime, self, name, value);
}

/** A built-in layer computes with what its attributes are now. */
function changed(runtime: Runtime, self: PyInstance, name: string, value: Value): void {
  if (self.native instanceof LayerState) self.native.assign(runtime, self, name, value);
}

function fits(runtime: Runtime, registry: Registry, value: Value): boolean {
  return value === null || runtime.isUnknown(value) || (registry === '_buffers' && tensorOf(value) !== undefined);
}

const WANTED = {
  _parameters: ['parameter', 'torch.nn.Parameter or None'],
  _modules: ['child module', 'torch.nn.Module or None'],
  _buffers: ['buffer', 'torch.Tensor or None'],
} as const;

function refuse(runtime: Runtime, registry: Registry, name: string, value: Value): never {
  const [what, wanted] = WANTED[registry];
  const type = typeNameOf(runtime, value);
  return runtime.raise('TypeError', `cannot assign '${type}' as ${what} '${name}' (${wanted} expected)`);
}

/**
 * A module that is not in training has been told so by `eval()`. That matters where its class has a `train` of its own,
 * which may set what `forward` reads.
 */
function evaluating(runtime: Runtime, self: PyInstance): void {
  const train = lookUp(self.class, 'train');
  if (train === undefined || train === MODULE.namespace.get('train') || self.attributes.get('training') !== false)
    return;
  runtime.attempt(() => runtime.call(runtime.getAttribute(self, 'train'), [false]));
}

/** Tensors and what else `forward` takes in a row, and the plain values beside them by name; nothing where it takes others. */
function toldOf(runtime: Runtime, forward: Value, args: readonly Value[], keywords: Keywords) {
  const [named, others] = [new Map<string, Value>(), new Map(keywords)];
  const parameters = runtime.signature(forward) ?? [];
  const row = [...args];
  for (let at = row.length - 1; at > 0 && isPlain(row[at]); at = row.length - 1) {
    const parameter = parameters[at];
    if (parameter?.kind !== 'normal') break;
    named.set(parameter.name, row.pop() ?? null);
  }
  const isRow = row.length === args.length;
  for (const [name, value] of keywords) if (isPlain(value) && others.delete(name)) named.set(name, value);
  for (const { name, kind } of isRow ? parameters.slice(row.length) : []) {
    const value = kind === 'normal' ? others.get(name) : undefined;
    if (value === undefined) break;
    row.push(value);
    others.delete(name);
  }
  return others.size === 0 ? { row, named } : undefined;
}

/** Nothing that a later call could find changed. */
function isPlain(value: Value | undefined): boolean {
  if (value instanceof PyTuple) return value.items.every(isPlain);
  return value !== undefined && (value === null || typeof value !== 'object' || value instanceof PyFloat);
}

/** What `module(x)` does. */
function callModule(runtime: Runtime, self: PyInstance, { positional, keywords, site }: Arguments): Value {
  if (!registryOf(self, '_modules'))
    initTooLate(runtime, self, undefined, `'${self.class.name}' object has no attribute '_backward_hooks'`);
  const forward = runtime.getAttribute(self, 'forward');
  const args = positional.slice(1);
  const { called } = sessionOf(runtime);
  const told = called && toldOf(runtime, forward, args, keywords);
  if (told) called?.(self, told.row, told.named);
  evaluating(runtime, self);
  return withHooks(runtime, self, { args, keywords }, (passed) => {
    const run = () => runtime.call(forward, passed.args, passed.keywords, site);
    if (self.native instanceof LayerState && self.native.isPlain(self)) return run();
    return runAsBlock(runtime, self, site, [...passed.args, ...passed.keywords.values()], run);
  });
}
