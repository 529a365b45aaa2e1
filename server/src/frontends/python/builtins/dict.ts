// `dict`: making it, its methods and views. A key that is not known leaves in doubt what the dict holds.
import { DICT, defineClass, OBJECT } from '../evaluator/builtin-classes.ts';
import {
  PyClass,
  PyClassMethod,
  PyDict,
  PyList,
  PyRaise,
  PySet,
  type PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { addMethods, addMutators, addStatics, instanceMethods, isAbstract, native, natives } from './declare.ts';
import { collect, pair } from './iteration.ts';

const asDict = (value: Value): PyDict | undefined => (value instanceof PyDict ? value : undefined);

// Views are copies: models do not change a dict while they hold a view of it.
function viewClass(name: string): PyClass {
  const contents = (self: Value): Value[] => {
    if (self instanceof PySet) return [...self.entries.values()];
    return self instanceof PyList ? self.items : [];
  };
  return defineClass(
    name,
    [OBJECT],
    new Map(
      instanceMethods({ '__repr__()': (runtime, self) => `${name}(${runtime.repr(new PyList(contents(self)))})` }),
    ),
  );
}
const KEYS = viewClass('dict_keys');
const VALUES = viewClass('dict_values');
const ITEMS = viewClass('dict_items');

export function lookUpKey(runtime: Runtime, dict: PyDict, key: Value): readonly [Value, Value] | undefined {
  return dict.entries.get(runtime.keyOf(key));
}

export function keyError(runtime: Runtime, key: Value): never {
  throw new PyRaise(runtime.makeException('KeyError', key));
}

/** What `dict(given)` and `update(given)` take: a mapping, or pairs. Undefined where its keys are unknown. */
function entriesOf(runtime: Runtime, given: Value): [Value, Value][] | Value {
  if (given instanceof PyDict)
    return given.lost ?? [...given.entries.values()].map(([key, value]): [Value, Value] => [key, value]);
  const keys =
    typeof given === 'object' && given !== null && given.kind === 'instance'
      ? runtime.findAttribute(given, 'keys')
      : undefined;
  if (keys !== undefined) {
    const names = collect(runtime, runtime.call(keys, []));
    return Array.isArray(names)
      ? names.map((name): [Value, Value] => [name, runtime.getItem(given, name)])
      : (names as Value);
  }
  const items = collect(runtime, given);
  if (!Array.isArray(items)) return items as Value;
  const entries: [Value, Value][] = [];
  for (const item of items) {
    const both = collect(runtime, item);
    if (!Array.isArray(both)) return both as Value;
    const [key, value] = both;
    if (key === undefined || value === undefined || both.length !== 2) {
      return runtime.raise('ValueError', `dictionary update sequence element has length ${both.length}; 2 is required`);
    }
    entries.push([key, value]);
  }
  return entries;
}

export function updateDict(runtime: Runtime, dict: PyDict, given: Value | undefined, keywords: PyDict): void {
  const entries = given === undefined ? [] : entriesOf(runtime, given);
  if (!Array.isArray(entries)) {
    dict.lost = runtime.lost(entries as Value);
    return;
  }
  for (const [key, value] of [...entries, ...keywords.entries.values()]) put(runtime, dict, key, value);
}

export function put(runtime: Runtime, dict: PyDict, key: Value, value: Value): void {
  if (isAbstract(key)) {
    dict.lost = runtime.lost(key);
    return;
  }
  runtime.spendCells(1);
  const id = runtime.keyOf(key);
  dict.entries.set(id, [dict.entries.has(id) ? (dict.entries.get(id) as readonly [Value, Value])[0] : key, value]);
}

function copyOf(runtime: Runtime, self: PyDict): PyDict {
  runtime.spendCells(self.entries.size);
  const copy = new PyDict(self.of);
  copy.entries = new Map(self.entries);
  if (self.attributes) copy.attributes = new Map(self.attributes);
  return copy;
}

addMethods<PyDict>(DICT, asDict, {
  'get(key, default=None, /)': (runtime, self, key, fallback) => {
    if (isAbstract(key)) return runtime.lost(key);
    const entry = lookUpKey(runtime, self, key);
    return entry ? entry[1] : fallback;
  },
  'keys()': (_, self) => {
    const keys = new PySet(false, KEYS);
    for (const [id, [key]] of self.entries) keys.entries.set(id, key);
    return keys;
  },
  'values()': (_, self) =>
    new PyList(
      [...self.entries.values()].map(([, value]) => value),
      VALUES,
    ),
  'items()': (_, self) =>
    new PyList(
      [...self.entries.values()].map(([key, value]) => pair(key, value)),
      ITEMS,
    ),
  'copy()': copyOf,
});

addMutators<PyDict>(DICT, asDict, {
  '__init__(given=..., /, **keywords)': (runtime, self, given: Value | undefined, keywords) => {
    if (self.of !== undefined) updateDict(runtime, self, given, keywords as PyDict);
    return null;
  },
  'update(given=..., /, **keywords)': (runtime, self, given: Value | undefined, keywords) => {
    updateDict(runtime, self, given, keywords as PyDict);
    return null;
  },
  'setdefault(key, default=None, /)': (runtime, self, key, fallback) => {
    const entry = isAbstract(key) ? undefined : lookUpKey(runtime, self, key);
    if (entry) return entry[1];
    put(runtime, self, key, fallback);
    return self.lost ?? fallback;
  },
  'pop(key, default=..., /)': (runtime, self, key, fallback: Value | undefined) => {
    if (isAbstract(key)) {
      self.lost = runtime.lost(key);
      return self.lost;
    }
    const entry = lookUpKey(runtime, self, key);
    if (entry) self.entries.delete(runtime.keyOf(key));
    return entry ? entry[1] : fallback !== undefined ? fallback : keyError(runtime, key);
  },
  'popitem(last=True)': (runtime, self, last) => {
    const ids = [...self.entries.keys()];
    const id = runtime.truth(last) === false ? ids[0] : ids.at(-1);
    const entry = self.entries.get(id);
    if (!entry) return runtime.raise('KeyError', 'popitem(): dictionary is empty');
    self.entries.delete(id);
    return pair(entry[0], entry[1]);
  },
  'clear()': (_, self) => {
    self.entries = new Map();
    return null;
  },
});

addStatics(DICT, [
  ...natives({
    '__new__(cls, *args, **keywords)': (runtime, cls, args, keywords) => {
      if (cls instanceof PyClass && cls !== DICT) return new PyDict(cls);
      const [given, ...more] = (args as PyTuple).items;
      if (more.length > 0)
        return runtime.raise('TypeError', `dict expected at most 1 argument, got ${more.length + 1}`);
      const dict = new PyDict();
      updateDict(runtime, dict, given, keywords as PyDict);
      return dict.lost ?? dict;
    },
  }),
  [
    'fromkeys',
    new PyClassMethod(
      native('fromkeys(cls, iterable, value=None, /)', (runtime, cls, iterable, value) => {
        const keys = collect(runtime, iterable);
        if (!Array.isArray(keys)) return keys as Value;
        const dict = runtime.call(cls, []);
        for (const key of keys) runtime.setItem(dict, key, value);
        return dict;
      }),
    ),
  ],
]);
