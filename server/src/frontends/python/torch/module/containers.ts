// nn.Sequential and ModuleList, and what containers of modules share.
// Source: torch/nn/modules/container.py, PyTorch 2.13.
import { instanceMethods, type NativeTable } from '../../builtins/declare.ts';
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
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
import { typeNameOf } from '../tensor/type-name.ts';
import { initTooLate } from './late-init.ts';
import { MODULE } from './nn-classes.ts';
import { initModule, isModule, type Registry, registryOf } from './registries.ts';

/** As `itemsOf`, for constructors. */
export function begin(runtime: Runtime, self: Value, registry: Registry = '_modules'): PyDict {
  if (self instanceof PyInstance && !registryOf(self, registry)) initModule(runtime, self);
  return itemsOf(runtime, self, registry);
}

/** The dict of a container's own items, in order. */
export function itemsOf(runtime: Runtime, self: Value, registry: Registry = '_modules'): PyDict {
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

export function sequenceItems(runtime: Runtime, given: Value): readonly Value[] | undefined {
  const items = runtime.iterate(given);
  return items && [...items];
}

export function lose(runtime: Runtime, self: Value, because: Value, registry?: '_modules' | '_parameters'): void {
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
    judgeAdded(runtime, self, other);
    const more = sequenceItems(runtime, other);
    if (!more) return runtime.lost(other);
    const all = [...valuesOf(runtime, self), ...more];
    return runtime.isInstance(self, SEQUENTIAL)
      ? runtime.call(SEQUENTIAL, all)
      : runtime.call(MODULE_LIST, [new PyList(all)]);
  },
  '__iadd__(other)': (runtime, self, other = null) => {
    judgeAdded(runtime, self, other);
    runtime.call(runtime.getAttribute(self, 'extend'), [other]);
    return self;
  },
};

/** A list of layers is added to a ModuleList only. */
function judgeAdded(runtime: Runtime, self: Value, other: Value): void {
  if (!runtime.isInstance(self, SEQUENTIAL) || runtime.isUnknown(other) || runtime.isInstance(other, SEQUENTIAL))
    return;
  const type = runtime.repr(runtime.typeOf(other));
  runtime.raise('ValueError', `add operator supports only objects of Sequential class, but ${type} is given.`);
}

export const SEQUENTIAL = defineClass('Sequential', [MODULE], {}, 'torch.nn.modules.container');
export const MODULE_LIST = defineClass('ModuleList', [MODULE], {}, 'torch.nn.modules.container');

export function addTo(of: PyClass, ...tables: readonly NativeTable[]): void {
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
