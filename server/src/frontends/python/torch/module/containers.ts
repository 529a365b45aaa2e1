// nn.Sequential, ModuleList, ModuleDict, ParameterList and ParameterDict.
// Source: torch/nn/modules/container.py, PyTorch 2.13.
import { instanceMethods, type NativeTable } from '../../builtins/declare.ts';
import { DICT, defineClass } from '../../evaluator/objects/builtin-classes.ts';
import {
  type PyClass,
  PyDict,
  PyInstance,
  PyIterator,
  PyList,
  PySlice,
  PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { tensorOf } from '../tensor/tensor.ts';
import { typeNameOf } from '../tensor/type-name.ts';
import { initTooLate } from './late-init.ts';
import { MODULE, PARAMETER } from './nn-classes.ts';
import { initModule, isModule, isParameter, type Registry, registered, registryOf } from './registries.ts';

/** As `itemsOf`, for constructors. */
function begin(runtime: Runtime, self: Value, registry: Registry = '_modules'): PyDict {
  if (self instanceof PyInstance && !registryOf(self, registry)) initModule(runtime, self);
  return itemsOf(runtime, self, registry);
}

/** The dict of a container's own items, in order. */
function itemsOf(runtime: Runtime, self: Value, registry: Registry = '_modules'): PyDict {
  if (!(self instanceof PyInstance)) return new PyDict();
  const found = registryOf(self, registry);
  if (found) return found;
  initTooLate(runtime, self, registry, `'${self.class.name}' object has no attribute '${registry}'`);
  return registryOf(self, registry) ?? new PyDict();
}

function valuesOf(runtime: Runtime, self: Value): Value[] {
  return [...itemsOf(runtime, self).entries.values()].map(([, value]) => value);
}

/** Puts these items in place of all, under the numbers from 0 on. */
function refill(runtime: Runtime, self: Value, items: readonly Value[]): void {
  const dict = itemsOf(runtime, self);
  runtime.touch(dict);
  dict.entries.clear();
  items.forEach((item, index) => {
    dict.entries.set(String(index), [String(index), checked(runtime, item)]);
  });
}

function checked(runtime: Runtime, item: Value): Value {
  if (item === null || isModule(item) || runtime.isUnknown(item)) return item;
  // An object of a class that is known in part only.
  if (item instanceof PyInstance && item.class.open) return item.class.open;
  return runtime.raise('TypeError', `${typeNameOf(runtime, item)} is not a Module subclass`);
}

/** Under the numbers that follow; what is there keeps its names. */
function append(runtime: Runtime, self: Value, items: Iterable<Value>): void {
  const dict = itemsOf(runtime, self);
  runtime.touch(dict);
  for (const item of items) {
    const name = String(dict.entries.size);
    dict.entries.set(name, [name, checked(runtime, item)]);
  }
}

/** One of a sequence's items, negative from the end. */
function positionOf(runtime: Runtime, self: Value, index: Value): number | undefined {
  const count = itemsOf(runtime, self).entries.size;
  if (typeof index !== 'number') return undefined;
  if (index < -count || index >= count) return runtime.raise('IndexError', `index ${index} is out of range`);
  return index < 0 ? index + count : index;
}

function itemAt(runtime: Runtime, self: Value, index: Value): Value {
  if (index instanceof PySlice) return sliceOf(runtime, self, index);
  const at = positionOf(runtime, self, index);
  if (at !== undefined) return valuesOf(runtime, self)[at] ?? null;
  if (runtime.isUnknown(index) || typeof index !== 'string') return runtime.lost(index);
  return runtime.raise('TypeError', "'str' object cannot be interpreted as an integer");
}

/** Of a Sequential the names stay, of a list they are counted anew. */
function sliceOf(runtime: Runtime, self: Value, slice: PySlice): Value {
  const entries = [...itemsOf(runtime, self).entries.values()];
  const chosen = runtime.getItem(new PyList(entries.map((_, index) => index)), slice);
  if (!(chosen instanceof PyList) || !(self instanceof PyInstance)) return runtime.lost(slice);
  const picked = chosen.items.flatMap((index) => (typeof index === 'number' ? [entries[index] ?? []] : []));
  // `self.__class__(…)`, whose constructor takes modules.
  const of = takesModules(self.class) ? self.class : SEQUENTIAL;
  if (runtime.isInstance(self, SEQUENTIAL)) {
    const named = new PyDict();
    for (const [name, module] of picked as [Value, Value][]) named.entries.set(runtime.keyOf(name), [name, module]);
    return runtime.call(of, [named]);
  }
  return runtime.call(self.class, [new PyList((picked as [Value, Value][]).map(([, module]) => module))]);
}

function takesModules(of: PyClass): boolean {
  return of.mro.find((each) => each.namespace.has('__init__')) === SEQUENTIAL;
}

function sequenceItems(runtime: Runtime, given: Value): readonly Value[] | undefined {
  const items = runtime.iterate(given);
  return items && [...items];
}

function lose(runtime: Runtime, self: Value, because: Value, registry?: '_modules' | '_parameters'): void {
  const dict = itemsOf(runtime, self, registry);
  runtime.touch(dict);
  dict.lost = runtime.lost(because);
}

const SEQUENCE: NativeTable = {
  '__len__()': (runtime, self) => runtime.length(itemsOf(runtime, self)),
  '__iter__()': (runtime, self) => {
    const dict = itemsOf(runtime, self);
    return dict.lost ?? PyIterator.over(valuesOf(runtime, self));
  },
  '__getitem__(index)': (runtime, self, index = null) => itemsOf(runtime, self).lost ?? itemAt(runtime, self, index),
  '__setitem__(index, module)': (runtime, self, index = null, module = null) => {
    const at = positionOf(runtime, self, index);
    if (at === undefined) lose(runtime, self, index);
    else {
      const dict = itemsOf(runtime, self);
      const [key = '', [name] = ['']] = [...dict.entries][at] ?? [];
      runtime.touch(dict);
      dict.entries.set(key, [name, module]);
    }
    return null;
  },
  '__delitem__(index)': (runtime, self, index = null) => {
    const all = valuesOf(runtime, self).map((_, at) => at);
    const remaining = new PyList(all);
    runtime.deleteItem(remaining, index);
    const values = valuesOf(runtime, self);
    refill(
      runtime,
      self,
      remaining.items.map((at) => values[Number(at)] ?? null),
    );
    return null;
  },
  '__contains__(module)': (runtime, self, module) => valuesOf(runtime, self).includes(module as Value),
  'append(module)': (runtime, self, module = null) => {
    append(runtime, self, [module]);
    return self;
  },
  'insert(index, module)': (runtime, self, index = null, module = null) => {
    const values = valuesOf(runtime, self);
    if (typeof index !== 'number') lose(runtime, self, index);
    else {
      values.splice(index < 0 ? Math.max(0, values.length + index) : index, 0, module);
      refill(runtime, self, values);
    }
    return runtime.isInstance(self, SEQUENTIAL) ? self : null;
  },
  'extend(modules)': (runtime, self, modules = null) => {
    const more = sequenceItems(runtime, modules);
    if (more) append(runtime, self, more);
    else lose(runtime, self, modules);
    return self;
  },
  'pop(key)': (runtime, self, key = null) => {
    const at = positionOf(runtime, self, key);
    const values = valuesOf(runtime, self);
    const [gone = null] = at === undefined ? [runtime.lost(key)] : values.splice(at, 1);
    refill(runtime, self, values);
    return gone;
  },
  '__add__(other)': (runtime, self, other = null) => {
    const more = sequenceItems(runtime, other);
    if (!more) return runtime.lost(other);
    const all = [...valuesOf(runtime, self), ...more];
    return runtime.isInstance(self, SEQUENTIAL)
      ? runtime.call(SEQUENTIAL, all)
      : runtime.call(MODULE_LIST, [new PyList(all)]);
  },
  '__iadd__(other)': (runtime, self, other = null) => {
    runtime.call(runtime.getAttribute(self, 'extend'), [other]);
    return self;
  },
};

export const SEQUENTIAL = defineClass('Sequential', [MODULE], {}, 'torch.nn.modules.container');
export const MODULE_LIST = defineClass('ModuleList', [MODULE], {}, 'torch.nn.modules.container');
export const MODULE_DICT = defineClass('ModuleDict', [MODULE], {}, 'torch.nn.modules.container');
export const PARAMETER_LIST = defineClass('ParameterList', [MODULE], {}, 'torch.nn.modules.container');
export const PARAMETER_DICT = defineClass('ParameterDict', [MODULE], {}, 'torch.nn.modules.container');

function addTo(of: PyClass, ...tables: readonly NativeTable[]): void {
  for (const table of tables) for (const [name, method] of instanceMethods(table)) of.namespace.set(name, method);
}

/** The same modules again and again. */
function repeated(runtime: Runtime, self: Value, times: Value): Value {
  if (typeof times !== 'number') return runtime.lost(times);
  const own = valuesOf(runtime, self);
  runtime.spendCells(own.length * Math.max(0, times));
  return runtime.call(SEQUENTIAL, Array.from({ length: Math.max(0, times) }, () => own).flat());
}

addTo(SEQUENTIAL, SEQUENCE, {
  '__init__(*args)': (runtime, self, args) => {
    const dict = begin(runtime, self);
    const given = args instanceof PyTuple ? args.items : [];
    const [only] = given;
    runtime.touch(dict);
    if (given.length === 1 && only instanceof PyDict) {
      if (only.lost) dict.lost = only.lost;
      for (const [key, value] of only.entries.values()) {
        const name = runtime.str(key);
        dict.entries.set(name, [name, checked(runtime, value)]);
      }
    } else {
      given.forEach((module, index) => {
        const name = String(index);
        dict.entries.set(name, [name, checked(runtime, module)]);
      });
    }
    return null;
  },
  '__mul__(other)': (runtime, self, other = null) => repeated(runtime, self, other),
  '__rmul__(other)': (runtime, self, other = null) => repeated(runtime, self, other),
  '__imul__(other)': (runtime, self, other = null) => {
    const times = typeof other === 'number' ? other : undefined;
    if (times === undefined) lose(runtime, self, other);
    const own = valuesOf(runtime, self);
    for (let turn = 1; turn < (times ?? 1); turn++) append(runtime, self, own);
    return self;
  },
  'forward(input)': (runtime, self, input = null) => {
    const { lost } = itemsOf(runtime, self);
    if (lost) return lost;
    return valuesOf(runtime, self).reduce((x, module) => runtime.call(module, [x], undefined, runtime.site), input);
  },
});

addTo(MODULE_LIST, SEQUENCE, {
  '__init__(modules=None)': (runtime, self, modules = null) => {
    begin(runtime, self);
    const items = modules === null ? [] : sequenceItems(runtime, modules);
    if (items) refill(runtime, self, items);
    else lose(runtime, self, modules);
    return null;
  },
});

/** What dicts of modules and of parameters share. */
function mapping(registry: '_modules' | '_parameters'): NativeTable {
  const entries = (runtime: Runtime, self: Value) => [...itemsOf(runtime, self, registry).entries.values()];
  const put = (runtime: Runtime, self: Value, key: Value, value: Value): void => {
    if (runtime.isUnknown(key)) lose(runtime, self, key, registry);
    else if (registry === '_modules') runtime.call(runtime.getAttribute(self, 'add_module'), [key, value]);
    else runtime.setAttribute(self, runtime.str(key), asParameter(runtime, value));
  };
  const update = (runtime: Runtime, self: Value, given: Value): void => {
    if (given instanceof PyDict && !given.lost) {
      for (const [key, value] of given.entries.values()) put(runtime, self, key, value);
      return;
    }
    const items = given instanceof PyInstance ? runtime.call(runtime.getAttribute(given, 'items'), []) : given;
    const pairs = sequenceItems(runtime, items);
    if (!pairs) lose(runtime, self, given, registry);
    for (const pair of pairs ?? []) {
      const [key = null, value = null] = sequenceItems(runtime, pair) ?? [];
      put(runtime, self, key, value);
    }
  };
  const lostIn = (runtime: Runtime, self: Value) => itemsOf(runtime, self, registry).lost;
  const find = (self: Value, key: Value): Value | undefined =>
    self instanceof PyInstance && typeof key === 'string' ? registered(self, registry, key) : undefined;
  return {
    '__init__(given=None)': (runtime, self, given = null) => {
      begin(runtime, self, registry);
      if (given !== null) update(runtime, self, given);
      return null;
    },
    '__len__()': (runtime, self) => runtime.length(itemsOf(runtime, self, registry)),
    '__iter__()': (runtime, self) => PyIterator.over(entries(runtime, self).map(([key]) => key)),
    '__contains__(key)': (runtime, self, key = null) => (runtime.isUnknown(key) ? key : find(self, key) !== undefined),
    '__getitem__(key)': (runtime, self, key = null) => {
      const lost = lostIn(runtime, self);
      if (runtime.isUnknown(key) || lost) return lost ?? runtime.lost(key);
      return find(self, key) ?? runtime.raise('KeyError', runtime.str(key));
    },
    '__setitem__(key, value)': (runtime, self, key = null, value = null) => {
      put(runtime, self, key, value);
      return null;
    },
    '__delitem__(key)': (runtime, self, key = null) => {
      runtime.deleteAttribute(self, runtime.str(key));
      return null;
    },
    'keys()': (runtime, self) => lostIn(runtime, self) ?? new PyList(entries(runtime, self).map(([key]) => key)),
    'values()': (runtime, self) =>
      lostIn(runtime, self) ?? new PyList(entries(runtime, self).map(([, value]) => value)),
    'items()': (runtime, self) =>
      lostIn(runtime, self) ?? new PyList(entries(runtime, self).map(([key, value]) => new PyTuple([key, value]))),
    'update(given)': (runtime, self, given = null) => {
      update(runtime, self, given);
      return null;
    },
    'pop(key)': (runtime, self, key = null) => {
      const found = find(self, key) ?? lostIn(runtime, self) ?? runtime.raise('KeyError', runtime.str(key));
      runtime.deleteAttribute(self, runtime.str(key));
      return found;
    },
    'clear()': (runtime, self) => {
      const dict = itemsOf(runtime, self, registry);
      runtime.touch(dict);
      dict.entries.clear();
      return null;
    },
  };
}

/** A tensor becomes a parameter where it is put among them. */
function asParameter(runtime: Runtime, value: Value): Value {
  return tensorOf(value) && !isParameter(value) ? runtime.call(PARAMETER, [value]) : value;
}

addTo(MODULE_DICT, mapping('_modules'));
addTo(PARAMETER_DICT, mapping('_parameters'), {
  'get(key, default=None)': (runtime, self, key = null, fallback = null) => {
    if (runtime.isUnknown(key)) return key;
    return (self instanceof PyInstance && registered(self, '_parameters', runtime.str(key))) || fallback;
  },
  'setdefault(key, default=None)': (runtime, self, key = null, fallback = null) => {
    const has = runtime.truth(runtime.compare('in', key, self));
    if (has === false) runtime.setItem(self, key, fallback);
    return has === undefined ? runtime.lost(key) : runtime.getItem(self, key);
  },
  'copy()': (runtime, self) => runtime.call(PARAMETER_DICT, [runtime.call(DICT, [self])]),
});

function parametersOf(runtime: Runtime, self: Value): Value[] {
  return [...itemsOf(runtime, self, '_parameters').entries.values()].map(([, value]) => value);
}

function addParameters(runtime: Runtime, self: Value, given: Value): void {
  let next = parametersOf(runtime, self).length;
  for (const item of sequenceItems(runtime, given) ?? [])
    runtime.setAttribute(self, String(next++), asParameter(runtime, item));
}

addTo(PARAMETER_LIST, {
  '__init__(values=None)': (runtime, self, values = null) => {
    begin(runtime, self, '_parameters');
    if (values !== null) addParameters(runtime, self, values);
    return null;
  },
  '__len__()': (runtime, self) => parametersOf(runtime, self).length,
  '__iter__()': (runtime, self) => PyIterator.over(parametersOf(runtime, self)),
  '__getitem__(index)': (runtime, self, index = null) => {
    const all = parametersOf(runtime, self);
    if (typeof index === 'number' && (index < -all.length || index >= all.length))
      return runtime.raise('IndexError', `index ${index} is out of range`);
    const chosen = runtime.getItem(new PyList(all), index);
    return index instanceof PySlice && chosen instanceof PyList ? runtime.call(PARAMETER_LIST, [chosen]) : chosen;
  },
  '__setitem__(index, value)': (runtime, self, index = null, value = null) => {
    const count = parametersOf(runtime, self).length;
    if (typeof index === 'number')
      runtime.setAttribute(self, String(index < 0 ? index + count : index), asParameter(runtime, value));
    return null;
  },
  'append(value)': (runtime, self, value = null) => {
    runtime.setAttribute(self, String(parametersOf(runtime, self).length), asParameter(runtime, value));
    return self;
  },
  'extend(values)': (runtime, self, values = null) => {
    addParameters(runtime, self, values);
    return self;
  },
  '__iadd__(values)': (runtime, self, values = null) => {
    addParameters(runtime, self, values);
    return self;
  },
});
