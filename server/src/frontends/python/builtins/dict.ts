// `dict`: making it, its methods and views. A key that is not known leaves in doubt what the dict holds.
import { DICT, defineClass, OBJECT, ownKind } from '../evaluator/objects/builtin-classes.ts';
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

/** Shows what the dict holds by then. */
function viewOf<View extends PySet | PyList>(dict: PyDict, view: View, contents: string, read: () => unknown): View {
  const set = (): void => {};
  Object.defineProperty(view, contents, { get: read, set });
  Object.defineProperty(view, 'lost', { get: () => dict.lost, set });
  return view;
}

function viewClass(name: string): PyClass {
  const contents = (self: Value): Value[] => {
    if (self instanceof PySet) return [...self.entries.values()];
    return self instanceof PyList ? self.items : [];
  };
  return defineClass(
    name,
    [OBJECT],
    new Map(
      instanceMethods({
        '__repr__()': (runtime, self) => `${name}(${runtime.repr(new PyList(contents(self)))})`,
        'isdisjoint(other, /)': (runtime, self, other) => {
          const own = new Set(contents(self).map((item) => runtime.keyOf(item)));
          const items = collect(runtime, other);
          return Array.isArray(items) ? !items.some((item) => own.has(runtime.keyOf(item))) : items;
        },
      }),
    ),
  );
}
const KEYS = viewClass('dict_keys');
const VALUES = viewClass('dict_values');
const ITEMS = viewClass('dict_items');

function lookUpKey(runtime: Runtime, dict: PyDict, key: Value): readonly [Value, Value] | undefined {
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
  for (const [index, item] of items.entries()) {
    const read = runtime.attempt(() => collect(runtime, item));
    if ('raised' in read)
      return runtime.raise('TypeError', `cannot convert dictionary update sequence element #${index} to a sequence`);
    const both = read.value;
    if (!Array.isArray(both)) return both as Value;
    const [key, value] = both;
    if (key === undefined || value === undefined || both.length !== 2) {
      return runtime.raise(
        'ValueError',
        `dictionary update sequence element #${index} has length ${both.length}; 2 is required`,
      );
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
  const copy = new PyDict(ownKind(self.of, DICT));
  copy.entries = new Map(self.entries);
  if (copy.of && self.attributes) copy.attributes = new Map(self.attributes);
  return copy;
}

addMethods<PyDict>(DICT, asDict, {
  'get(key, default=None, /)': (runtime, self, key, fallback) => {
    if (isAbstract(key)) return runtime.lost(key);
    const entry = lookUpKey(runtime, self, key);
    return entry ? entry[1] : fallback;
  },
  'keys()': (_, self) =>
    viewOf(self, new PySet(false, KEYS), 'entries', () => new Map([...self.entries].map(([id, [key]]) => [id, key]))),
  'values()': (_, self) =>
    viewOf(self, new PyList([], VALUES), 'items', () => [...self.entries.values()].map(([, value]) => value)),
  'items()': (_, self) =>
    viewOf(self, new PyList([], ITEMS), 'items', () =>
      [...self.entries.values()].map(([key, value]) => pair(key, value)),
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
