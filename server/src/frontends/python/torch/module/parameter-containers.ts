// nn.ParameterList and ParameterDict, and ModuleDict, which is a dict like the latter.
// Source: torch/nn/modules/container.py, PyTorch 2.13.
import type { NativeTable } from '../../builtins/declare.ts';
import { DICT, defineClass } from '../../evaluator/objects/builtin-classes.ts';
import {
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
import { addTo, begin, itemsOf, lose, sequenceItems } from './containers.ts';
import { MODULE, PARAMETER } from './nn-classes.ts';
import { isParameter, register, registered } from './registries.ts';

export const MODULE_DICT = defineClass('ModuleDict', [MODULE], {}, 'torch.nn.modules.container');
export const PARAMETER_LIST = defineClass('ParameterList', [MODULE], {}, 'torch.nn.modules.container');
export const PARAMETER_DICT = defineClass('ParameterDict', [MODULE], {}, 'torch.nn.modules.container');

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
  for (const item of sequenceItems(runtime, given) ?? []) place(runtime, self, next++, item);
}

/** A place may be left empty. */
function place(runtime: Runtime, self: Value, index: number, value: Value): void {
  if (value === null && self instanceof PyInstance) register(runtime, self, '_parameters', String(index), null);
  else runtime.setAttribute(self, String(index), asParameter(runtime, value));
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
    if (typeof index === 'number') place(runtime, self, index < 0 ? index + count : index, value);
    return null;
  },
  'append(value)': (runtime, self, value = null) => {
    place(runtime, self, parametersOf(runtime, self).length, value);
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
