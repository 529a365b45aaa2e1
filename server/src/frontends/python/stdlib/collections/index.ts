// `collections`: dicts with more manners, chains of them, named tuples.
import { addMethods, addMutators, addStatics, instanceMethods, isAbstract, natives } from '../../builtins/declare.ts';
import { keyError, put, updateDict } from '../../builtins/dict.ts';
import { collect, pair } from '../../builtins/iteration.ts';
import { DICT, defineClass, LIST } from '../../evaluator/objects/builtin-classes.ts';
import {
  NOT_IMPLEMENTED,
  nativeFunction,
  nativeMethod,
  type PyClass,
  PyDict,
  type PyInstance,
  PyIterator,
  PyList,
  PyProperty,
  type PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { standardModule } from '../module.ts';
import { asDict, shows } from '../shown.ts';
import { COLLECTION_CLASSES, COLLECTIONS_ABC } from './abstract.ts';
import { COUNTER } from './counter.ts';
import { DEQUE } from './deque.ts';
import { makeNamedTuple } from './named-tuple.ts';

function plainDict(self: PyDict): PyDict {
  const dict = new PyDict();
  dict.entries = self.entries;
  return dict;
}

const ORDERED_DICT = defineClass('OrderedDict', [DICT], {}, 'collections');
shows(ORDERED_DICT, asDict, (runtime, { entries }) =>
  entries.size === 0 ? '' : runtime.repr(new PyList([...entries.values()].map(([key, value]) => pair(key, value)))),
);
addMethods<PyDict>(ORDERED_DICT, asDict, {
  // Among themselves the order counts.
  '__eq__(other, /)': (runtime, self, other) => {
    const isOrdered = other instanceof PyDict && runtime.isInstance(other, ORDERED_DICT);
    const keys = (dict: PyDict) => [...dict.entries.keys()];
    if (isOrdered && keys(self).some((key, index) => key !== keys(other)[index])) return false;
    return other instanceof PyDict ? runtime.compare('==', plainDict(self), plainDict(other)) : NOT_IMPLEMENTED;
  },
});
addMutators<PyDict>(ORDERED_DICT, asDict, {
  'move_to_end(key, last=True)': (runtime, self, key, last) => {
    if (isAbstract(key)) return runtime.lost(key);
    const id = runtime.keyOf(key);
    const entry = self.entries.get(id);
    if (!entry) return keyError(runtime, key);
    self.entries.delete(id);
    if (runtime.truth(last) === false) self.entries = new Map([[id, entry], ...self.entries]);
    else self.entries.set(id, entry);
    return null;
  },
});

const FACTORY = 'default_factory';
const DEFAULT_DICT = defineClass('defaultdict', [DICT], {}, 'collections');
shows(DEFAULT_DICT, asDict, (runtime, self) =>
  [self.attributes?.get(FACTORY) ?? null, plainDict(self)].map((part) => runtime.repr(part)).join(', '),
);
addMutators<PyDict>(DEFAULT_DICT, asDict, {
  '__init__(factory=None, given=..., /, **keywords)': (runtime, self, factory, given: Value | undefined, keywords) => {
    self.attributes?.set(FACTORY, factory);
    updateDict(runtime, self, given, keywords as PyDict);
    return null;
  },
  '__missing__(key, /)': (runtime, self, key) => {
    const factory = self.attributes?.get(FACTORY) ?? null;
    if (factory === null) return keyError(runtime, key);
    const value = runtime.call(factory, []);
    put(runtime, self, key, value);
    return value;
  },
});

const MAPS = 'maps';
const maps = (self: Value): readonly Value[] => {
  const list = (self as PyInstance).attributes.get(MAPS);
  return list instanceof PyList ? list.items : [];
};
const CHAIN_MAP: PyClass = defineClass(
  'ChainMap',
  COLLECTION_CLASSES.filter(({ name }) => name === 'MutableMapping'),
  new Map(
    instanceMethods({
      '__init__(*maps)': (_, self, given) => {
        const { items } = given as PyTuple;
        (self as PyInstance).attributes.set(MAPS, new PyList(items.length > 0 ? [...items] : [new PyDict()]));
        return null;
      },
      '__getitem__(key, /)': (runtime, self, key) => {
        for (const map of maps(self)) {
          const found = runtime.compare('in', key, map);
          if (runtime.isUnknown(found)) return found;
          if (found === true) return runtime.getItem(map, key);
        }
        return keyError(runtime, key);
      },
      '__setitem__(key, value, /)': (runtime, self, key, value) => {
        runtime.setItem(maps(self)[0] as Value, key, value);
        return null;
      },
      '__contains__(key, /)': (runtime, self, key) =>
        maps(self).some((map) => runtime.truth(runtime.compare('in', key, map)) === true),
      '__iter__()': (runtime, self) => {
        const keys = keysOf(runtime, self);
        return keys instanceof PyDict ? PyIterator.over([...keys.entries.values()].map(([key]) => key)) : keys;
      },
      '__len__()': (runtime, self) => runtime.length(keysOf(runtime, self)),
      '__repr__()': (runtime, self) =>
        `ChainMap(${maps(self)
          .map((map) => runtime.repr(map))
          .join(', ')})`,
      '__delitem__(key, /)': (runtime, self, key) => {
        runtime.deleteItem(maps(self)[0] as Value, key);
        return null;
      },
      'new_child(m=None, /, **keywords)': (runtime, self, map, keywords) => {
        const child = map === null ? runtime.call(DICT, [keywords as Value]) : map;
        return runtime.call(CHAIN_MAP, [child, ...maps(self)]);
      },
    }),
  ),
  'collections',
);
CHAIN_MAP.namespace.set(
  'parents',
  new PyProperty(
    nativeFunction('parents', (runtime, { positional: [self = null] }) => runtime.call(CHAIN_MAP, maps(self).slice(1))),
  ),
);

/** Those of the last map first, as Python lists them. */
function keysOf(runtime: Runtime, self: Value): Value {
  const keys = new PyDict();
  for (const map of maps(self).toReversed()) {
    const items = collect(runtime, map);
    if (!Array.isArray(items)) return items as Value;
    for (const key of items) put(runtime, keys, key, null);
  }
  return keys;
}

/** `UserDict` and `UserList` keep their contents in `data`; a program that inherits from one means a dict or a list. */
const dataProperty = new PyProperty(nativeFunction('data', (_, { positional: [self] }) => self as Value));
const USER_DICT = defineClass('UserDict', [DICT], { data: dataProperty }, 'collections');
const USER_LIST = defineClass('UserList', [LIST], { data: dataProperty }, 'collections');

function namedTuple(runtime: Runtime, name: Value, fields: Value, rename: Value, defaults: Value): Value {
  const given =
    typeof fields === 'string' ? fields.replaceAll(',', ' ').split(/\s+/).filter(Boolean) : collect(runtime, fields);
  if (!Array.isArray(given)) return given as Value;
  if (typeof name !== 'string' || given.some((field) => typeof field !== 'string')) {
    return runtime.lost([name, ...given].find((field) => typeof field !== 'string') ?? null);
  }
  const values = defaults === null ? [] : collect(runtime, defaults);
  if (!Array.isArray(values)) return values as Value;
  const names = given as string[];
  const twice = names.find((field, index) => names.indexOf(field) < index);
  if (twice !== undefined && rename === false)
    return runtime.raise('ValueError', `Encountered duplicate field name: '${twice}'`);
  const withDefault = new Map(
    values.map((value, index): [string, Value] => [names[names.length - values.length + index] ?? '', value]),
  );
  return makeNamedTuple(name, names, withDefault, new Map());
}

addStatics(DEFAULT_DICT, [
  [
    'copy',
    nativeMethod('copy', (_, { positional: [self] }) => {
      const copy = new PyDict((self as PyDict).of);
      copy.entries = new Map((self as PyDict).entries);
      copy.attributes = new Map((self as PyDict).attributes);
      return copy;
    }),
  ],
]);

export const COLLECTIONS = standardModule('collections', () => [
  ...[ORDERED_DICT, DEFAULT_DICT, COUNTER, DEQUE, CHAIN_MAP, USER_DICT, USER_LIST].map((of): [string, PyClass] => [
    of.name,
    of,
  ]),
  ...natives({
    'namedtuple(typename, field_names, *, rename=False, defaults=None, module=None)': (
      runtime,
      name,
      fields,
      rename,
      defaults,
    ) => namedTuple(runtime, name, fields, rename as Value, defaults as Value),
  }),
  ...COLLECTIONS_ABC.entries(),
]);
