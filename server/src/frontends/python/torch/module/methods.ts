// The methods of nn.Module that list, move, freeze and rename what a module holds.
// Source: torch/nn/modules/module.py, PyTorch 2.13.
import { instanceMethods, type NativeTable } from '../../builtins/declare.ts';
import { unsettle } from '../../evaluator/objects/unsettled.ts';
import {
  PyDict,
  PyInstance,
  PyIterator,
  PyList,
  PySet,
  PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { copiedSoFar } from '../../stdlib/copy.ts';
import { atRunTime } from '../../stdlib/module.ts';
import { INCOMPATIBLE_KEYS } from '../functions/return-types.ts';
import { LayerState } from '../layer/state.ts';
import { tensorOf } from '../tensor/tensor.ts';
import { typeNameOf } from '../tensor/type-name.ts';
import { initTooLate } from './late-init.ts';
import { MODULE } from './nn-classes.ts';
import {
  childrenOf,
  collect,
  descend,
  everyPath,
  isModule,
  isParameter,
  type Registry,
  register,
  registered,
  registryOf,
} from './registries.ts';

function moduleOf(runtime: Runtime, value: Value | undefined): PyInstance {
  if (value instanceof PyInstance) return value;
  return runtime.raise('TypeError', `${runtime.typeOf(value ?? null).name} is not a Module`);
}

function pairs(items: Iterable<readonly [string, Value]>): PyIterator {
  return PyIterator.over([...items].map(([name, value]) => new PyTuple([name, value])));
}

function values(items: Iterable<readonly [string, Value]>): PyIterator {
  return PyIterator.over([...items].map(([, value]) => value));
}

/** `for each` in the tree is what many methods do; they give the module back. */
const same: NativeTable[string] = (_, self) => self;

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

function listing(registry: '_parameters' | '_buffers') {
  return (runtime: Runtime, self: Value, prefix: Value, recurse: Value) =>
    collect(moduleOf(runtime, self), registry, text(prefix), runtime.truth(recurse) ?? true);
}

const parameters = listing('_parameters');
const buffers = listing('_buffers');

function freeze(runtime: Runtime, self: Value, required: boolean): void {
  for (const [, parameter] of collect(moduleOf(runtime, self), '_parameters')) {
    const tensor = tensorOf(parameter);
    if (!tensor) continue;
    runtime.touch(parameter);
    tensor.requiresGrad = required;
  }
}

function train(runtime: Runtime, self: Value, mode: boolean): Value {
  const module = moduleOf(runtime, self);
  runtime.touch(module);
  module.attributes.set('training', mode);
  for (const [, child] of childrenOf(module)) runtime.call(runtime.getAttribute(child, 'train'), [mode]);
  return self;
}

/** `layer1.0.conv1`, or an AttributeError as PyTorch's. */
function follow(runtime: Runtime, self: Value, path: string): PyInstance {
  let at = moduleOf(runtime, self);
  for (const name of path === '' ? [] : path.split('.')) {
    const next = runtime.findAttribute(at, name);
    if (next === undefined) return runtime.raise('AttributeError', `${at.class.name} has no attribute \`${name}\``);
    if (!isModule(next)) return runtime.raise('AttributeError', `\`${name}\` is not an nn.Module`);
    at = next;
  }
  return at;
}

function within(runtime: Runtime, self: Value, target: Value, registry: Registry): Value {
  const path = text(target).split('.');
  const name = path.pop() ?? '';
  const owner = follow(runtime, self, path.join('.'));
  return registered(owner, registry, name) ?? runtime.getAttribute(owner, name);
}

/** Buffers that are not saved. */
const NOT_PERSISTENT = '_non_persistent_buffers_set';

function registering(registry: Registry): NativeTable[string] {
  return (runtime, self, name, value, persistent = true) => {
    const module = moduleOf(runtime, self);
    if (runtime.isUnknown(name)) {
      unsettle(module, name);
      const items = registryOf(module, registry);
      if (items) {
        runtime.touch(items);
        items.lost ??= name;
      }
      return null;
    }
    if (typeof name !== 'string') return badName(runtime, name);
    if (!registryOf(module, registry))
      initTooLate(runtime, module, String(name), `'${module.class.name}' object has no attribute '${registry}'`);
    checkName(runtime, module, registry, name);
    checkValue(runtime, registry, name, value ?? null);
    runtime.touch(module);
    module.attributes.delete(name);
    register(runtime, module, registry, name, value);
    if (registry === '_buffers' && runtime.truth(persistent) === false) {
      const known = module.attributes.get(NOT_PERSISTENT);
      const names = known instanceof PySet ? known : new PySet();
      runtime.touch(names);
      names.entries.set(name, name);
      module.attributes.set(NOT_PERSISTENT, names);
    }
    return null;
  };
}

const WORDS = { _modules: 'module', _parameters: 'parameter', _buffers: 'buffer' } as const;

/** What PyTorch refuses to register under a name. */
function checkName(runtime: Runtime, module: PyInstance, registry: Registry, name: string): void {
  const word = WORDS[registry];
  const got = registry === '_modules' ? `, got: ${name}` : '';
  if (name.includes('.')) runtime.raise('KeyError', `${word} name can't contain "."${got}`);
  if (name === '') runtime.raise('KeyError', `${word} name can't be empty string ""`);
  if (registered(module, registry, name) !== undefined) return;
  if (registry === '_buffers' && isOwnBuffer(module, name)) return;
  const there = runtime.findAttribute(module, name);
  if (there !== undefined && !runtime.isUnknown(there)) runtime.raise('KeyError', `attribute '${name}' already exists`);
}

/** Buffers of PyTorch's own classes, which may be registered anew. */
const OWN_BUFFERS: Readonly<Record<string, RegExp>> = {
  _WeightedLoss: /^(?:pos_)?weight$/,
  _NormBase: /^(?:running_(?:mean|var)|num_batches_tracked)$/,
};

function isOwnBuffer(module: PyInstance, name: string): boolean {
  return module.class.mro.some((of) => OWN_BUFFERS[of.name]?.test(name) === true);
}

function checkValue(runtime: Runtime, registry: Registry, name: string, value: Value): void {
  if (value === null || isIndefinite(runtime, value)) return;
  if (registry === '_modules' && !isModule(value))
    runtime.raise('TypeError', `${typeNameOf(runtime, value)} is not a Module subclass`);
  if (registry === '_buffers' && !tensorOf(value))
    runtime.raise(
      'TypeError',
      `cannot assign '${typeNameOf(runtime, value)}' object to buffer '${name}' (torch Tensor or None required)`,
    );
  if (registry === '_parameters' && !isParameter(value))
    runtime.raise(
      'TypeError',
      `cannot assign '${typeNameOf(runtime, value)}' object to parameter '${name}' (torch.nn.Parameter or None required)`,
    );
}

/** Of a class that is not known, or known in part only: it may be whatever is asked for. */
function isIndefinite(runtime: Runtime, value: Value): boolean {
  return runtime.isUnknown(value) || (value instanceof PyInstance && value.class.open !== undefined);
}

function badName(runtime: Runtime, name: Value): never {
  return runtime.raise('TypeError', `module name should be a string. Got ${runtime.typeOf(name).name}`);
}

function stateOf(runtime: Runtime, self: Value, prefix = ''): PyDict {
  const dict = newDict(runtime);
  const found = (name: string, value: Value) => dict.entries.set(name, [name, value]);
  const module = moduleOf(runtime, self);
  // What is shared is listed under each of its names.
  const visit = (owner: PyInstance, start: string, above: readonly PyInstance[]): void => {
    if (above.includes(owner)) return;
    const kept = owner.attributes.get(NOT_PERSISTENT);
    for (const registry of ['_parameters', '_buffers'] as const)
      for (const [name, value] of registryOf(owner, registry)?.entries.values() ?? [])
        if (value !== null && !(registry === '_buffers' && kept instanceof PySet && kept.entries.has(name)))
          found(`${start}${String(name)}`, value);
    for (const [name, child] of childrenOf(owner)) visit(child, `${start}${name}.`, [...above, owner]);
  };
  visit(module, prefix, []);
  return dict;
}

/** An OrderedDict, where the standard library is there. */
function newDict(runtime: Runtime): PyDict {
  const collections = runtime.importModule('collections');
  const ordered = runtime.findAttribute(collections, 'OrderedDict');
  const made = ordered === undefined ? undefined : runtime.call(ordered, []);
  return made instanceof PyDict ? made : new PyDict();
}

const METHODS: NativeTable = {
  'modules()': (runtime, self) => values(descend(moduleOf(runtime, self))),
  "named_modules(memo=None, prefix='', remove_duplicate=True)": (runtime, self, _, prefix, once = true) =>
    pairs(
      runtime.truth(once) === false
        ? everyPath(moduleOf(runtime, self), text(prefix))
        : descend(moduleOf(runtime, self), text(prefix)),
    ),
  'children()': (runtime, self) => eachChild(runtime, self, values),
  'named_children()': (runtime, self) => eachChild(runtime, self, pairs),
  'parameters(recurse=True)': (runtime, self, recurse = true) => values(parameters(runtime, self, '', recurse)),
  "named_parameters(prefix='', recurse=True, remove_duplicate=True)": (runtime, self, prefix = '', recurse = true) =>
    pairs(parameters(runtime, self, prefix, recurse)),
  'buffers(recurse=True)': (runtime, self, recurse = true) => values(buffers(runtime, self, '', recurse)),
  "named_buffers(prefix='', recurse=True, remove_duplicate=True)": (runtime, self, prefix = '', recurse = true) =>
    pairs(buffers(runtime, self, prefix, recurse)),
  "state_dict(*args, destination=None, prefix='', keep_vars=False)": (runtime, self, _args, _destination, prefix) =>
    stateOf(runtime, self, text(prefix)),
  'load_state_dict(state_dict, strict=True, assign=False)': (_runtime, _self, _state, strict) => {
    // Nothing is left where it does not raise.
    const keys = () => (strict === true ? new PyList([]) : atRunTime('load_state_dict'));
    return new PyTuple([keys(), keys()], INCOMPATIBLE_KEYS);
  },
  'register_buffer(name, tensor=None, persistent=True)': registering('_buffers'),
  'register_parameter(name, param=None)': registering('_parameters'),
  'register_module(name, module=None)': registering('_modules'),
  'add_module(name, module=None)': registering('_modules'),
  'get_submodule(target)': (runtime, self, target) =>
    runtime.isUnknown(target as Value) ? (target as Value) : follow(runtime, self, text(target)),
  'get_parameter(target)': (runtime, self, target = null) => within(runtime, self, target, '_parameters'),
  'get_buffer(target)': (runtime, self, target = null) => within(runtime, self, target, '_buffers'),
  'apply(fn)': (runtime, self, fn = null) => {
    for (const [, child] of childrenOf(moduleOf(runtime, self)))
      runtime.call(runtime.getAttribute(child, 'apply'), [fn]);
    runtime.call(fn, [self]);
    return self;
  },
  'train(mode=True)': (runtime, self, mode = true) => train(runtime, self, runtime.truth(mode) ?? true),
  'eval()': (runtime, self) => train(runtime, self, false),
  'requires_grad_(requires_grad=True)': (runtime, self, required = true) => {
    freeze(runtime, self, runtime.truth(required) ?? true);
    return self;
  },
  'zero_grad(set_to_none=True)': () => null,
  'extra_repr()': () => '',
  '_get_name()': (runtime, self) => moduleOf(runtime, self).class.name,
  '__repr__()': (runtime, self) => describe(runtime, moduleOf(runtime, self)),
  '__dir__()': (runtime, self) => {
    const module = moduleOf(runtime, self);
    const names = [
      ...module.class.mro.flatMap((of) => [...of.namespace.keys()]),
      ...module.attributes.keys(),
      ...(['_parameters', '_buffers', '_modules'] as const).flatMap((registry) =>
        [...(registryOf(module, registry)?.entries.keys() ?? [])].map(String),
      ),
    ];
    return new PyList([...new Set(names)].sort());
  },
  '__deepcopy__(memo=None)': (runtime, self, memo = null) => deepCopy(runtime, moduleOf(runtime, self), memo),
  '_save_to_state_dict(*args, **keywords)': () => null,
  'get_extra_state()': (runtime) =>
    runtime.raise('RuntimeError', 'Reached a code path in Module.get_extra_state() that should never be called.'),
  'set_extra_state(state)': () => null,
  '_slow_forward(*args, **keywords)': (runtime, self, args, keywords) =>
    runtime.call(
      runtime.getAttribute(self, 'forward'),
      args instanceof PyTuple ? args.items : [],
      keywords instanceof PyDict
        ? new Map([...keywords.entries.values()].map(([name, value]) => [String(name), value]))
        : undefined,
    ),
  '_load_from_state_dict(*args, **keywords)': () => null,
  '_register_load_state_dict_pre_hook(*args, **keywords)': () => null,
  '_register_state_dict_hook(*args, **keywords)': () => null,
};

/** Where a module is and in which precision does not matter here. */
const SAME = [
  'cuda',
  'cpu',
  'to',
  'half',
  'float',
  'double',
  'bfloat16',
  'type',
  'xpu',
  'ipu',
  'share_memory',
  'to_empty',
  '_apply',
];

function all(names: readonly string[], body: NativeTable[string]): NativeTable {
  return Object.fromEntries(names.map((name) => [`${name}(*args, **keywords)`, body]));
}

const TABLE: NativeTable = {
  ...METHODS,
  ...all(SAME, same),
  'compile(*args, **keywords)': () => null,
};

for (const [name, method] of instanceMethods(TABLE)) MODULE.namespace.set(name, method);

/** Each module once; of those that nobody knows, each as it stands there. */
function eachChild(runtime: Runtime, self: Value, as: typeof pairs): Value {
  const modules = registryOf(moduleOf(runtime, self), '_modules');
  if (modules?.lost) return modules.lost;
  const seen = new Set<Value>();
  const children: [string, Value][] = [];
  for (const [name, child] of modules?.entries.values() ?? []) {
    if (typeof name !== 'string' || seen.has(child)) continue;
    if (isModule(child)) seen.add(child);
    else if (!runtime.isUnknown(child)) continue;
    children.push([name, child]);
  }
  return as(children);
}

function describe(runtime: Runtime, module: PyInstance): string {
  const extra = runtime.str(runtime.call(runtime.getAttribute(module, 'extra_repr'), []));
  const lines = [...childrenOf(module)].map(
    ([name, child]) => `  (${name}): ${runtime.repr(child).replaceAll('\n', '\n  ')}`,
  );
  const name = module.class.name;
  return lines.length === 0 ? `${name}(${extra})` : `${name}(\n${lines.join('\n')}\n)`;
}

/** Weights, children and what else it holds are copied; what it computes with stays. */
function deepCopy(runtime: Runtime, module: PyInstance, memo: Value): PyInstance {
  const copy = new PyInstance(module.class, module.native instanceof LayerState ? module.native.copy() : module.native);
  const deepcopy = runtime.getAttribute(runtime.importModule('copy'), 'deepcopy');
  const known = memo instanceof PyDict ? memo : new PyDict();
  copiedSoFar(known).set(module, copy);
  for (const [name, value] of module.attributes) copy.attributes.set(name, runtime.call(deepcopy, [value, known]));
  return copy;
}
