// `collections`: dicts and lists with more manners, named tuples.

import {
  addMethods,
  addMutators,
  addStatics,
  instanceMethods,
  isAbstract,
  native,
  natives,
  type Receiver,
} from '../builtins/declare.ts';
import { keyError, put, updateDict } from '../builtins/dict.ts';
import { collect, integer, pair, sorted } from '../builtins/iteration.ts';
import { DICT, defineClass, LIST, OBJECT } from '../evaluator/builtin-classes.ts';
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
} from '../evaluator/values.ts';
import { COLLECTION_CLASSES, COLLECTIONS_ABC, registerAbstract } from './abstract-collections.ts';
import { standardModule } from './module.ts';
import { makeNamedTuple } from './named-tuple.ts';

const asDict = (value: Value): PyDict | undefined => (value instanceof PyDict ? value : undefined);
const asList = (value: Value): PyList | undefined => (value instanceof PyList ? value : undefined);

/** `Name(what it is made of)` */
function shows<Self extends PyDict | PyList>(
  of: PyClass,
  receive: Receiver<Self>,
  parts: (runtime: Runtime, self: Self) => string,
): void {
  addMethods<Self>(of, receive, {
    '__repr__()': (runtime, self) => `${runtime.typeOf(self).name}(${parts(runtime, self)})`,
  });
}

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

const COUNTER = defineClass('Counter', [DICT], {}, 'collections');
function count(runtime: Runtime, self: PyDict, given: Value | undefined, keywords: PyDict, sign: 1 | -1): void {
  const add = (key: Value, amount: Value): void => {
    const before = self.entries.get(runtime.keyOf(key))?.[1] ?? 0;
    put(runtime, self, key, runtime.binary(sign === 1 ? '+' : '-', before, amount));
  };
  if (given instanceof PyDict) for (const [key, value] of given.entries.values()) add(key, value);
  else if (given !== undefined) {
    const items = collect(runtime, given);
    if (!Array.isArray(items)) self.lost = runtime.lost(items as Value);
    else for (const item of items) isAbstract(item) ? put(runtime, self, item, 1) : add(item, 1);
  }
  for (const [key, value] of keywords.entries.values()) add(key, value);
}
function combined(combine: (a: number, b: number) => number) {
  return (runtime: Runtime, self: PyDict, other: Value): Value => {
    if (!(other instanceof PyDict)) return NOT_IMPLEMENTED;
    const result = new PyDict(COUNTER);
    result.lost = self.lost ?? other.lost;
    for (const [id, [key]] of [...self.entries, ...other.entries]) {
      const [a = 0, b = 0] = [self.entries.get(id)?.[1], other.entries.get(id)?.[1]];
      if (typeof a !== 'number' || typeof b !== 'number') result.lost ??= runtime.lost(typeof a === 'number' ? b : a);
      else if (combine(a, b) > 0) result.entries.set(id, [key, combine(a, b)]);
    }
    return result;
  };
}
shows(COUNTER, asDict, (runtime, self) => {
  const common = runtime.call(runtime.getAttribute(self, 'most_common'), []);
  return self.entries.size === 0 ? '' : runtime.repr(runtime.call(DICT, [common]));
});
/** Whether it holds of how often each is there. */
function compared(holds: (a: number, b: number) => boolean, isProper: boolean) {
  return (runtime: Runtime, self: PyDict, other: Value): Value => {
    if (!(other instanceof PyDict)) return NOT_IMPLEMENTED;
    const counts = [...new Set([...self.entries.keys(), ...other.entries.keys()])].map(
      (id) => [self.entries.get(id)?.[1] ?? 0, other.entries.get(id)?.[1] ?? 0] as const,
    );
    const lost = self.lost ?? other.lost ?? counts.flat().find((amount) => typeof amount !== 'number');
    if (lost !== undefined) return runtime.lost(lost);
    const all = counts as readonly (readonly [number, number])[];
    return all.every(([a, b]) => holds(a, b)) && (!isProper || all.some(([a, b]) => a !== b));
  };
}
const nothing = () => new PyDict();
addMethods<PyDict>(COUNTER, asDict, {
  '__pos__()': (runtime, self) => combined((a) => a)(runtime, self, nothing()),
  '__neg__()': (runtime, self) => combined((a) => -a)(runtime, self, nothing()),
  '__le__(other, /)': compared((a, b) => a <= b, false),
  '__lt__(other, /)': compared((a, b) => a <= b, true),
  '__ge__(other, /)': compared((a, b) => a >= b, false),
  '__gt__(other, /)': compared((a, b) => a >= b, true),
  '__add__(other, /)': combined((a, b) => a + b),
  '__sub__(other, /)': combined((a, b) => a - b),
  '__or__(other, /)': combined(Math.max),
  '__and__(other, /)': combined(Math.min),
});
addMutators<PyDict>(COUNTER, asDict, {
  '__init__(given=..., /, **keywords)': (runtime, self, given: Value | undefined, keywords) => {
    count(runtime, self, given, keywords as PyDict, 1);
    return null;
  },
  'update(given=..., /, **keywords)': (runtime, self, given: Value | undefined, keywords) => {
    count(runtime, self, given, keywords as PyDict, 1);
    return null;
  },
  'subtract(given=..., /, **keywords)': (runtime, self, given: Value | undefined, keywords) => {
    count(runtime, self, given, keywords as PyDict, -1);
    return null;
  },
});
addMethods<PyDict>(COUNTER, asDict, {
  '__missing__(key, /)': () => 0,
  'elements()': (runtime, self) =>
    PyIterator.over(
      [...self.entries.values()].flatMap(([key, times]) =>
        Array<Value>(Math.max(0, integer(runtime, times) ?? 0)).fill(key),
      ),
    ),
  'most_common(n=None, /)': (runtime, self, n) => {
    const entries = [...self.entries.values()].map(([key, value]) => pair(key, value));
    const second = native('second(entry)', (_, entry) => (entry as PyTuple).items[1] as Value);
    const ordered = sorted(runtime, entries, second, true);
    if (!Array.isArray(ordered)) return ordered as Value;
    return new PyList(n === null ? ordered : ordered.slice(0, integer(runtime, n)));
  },
  'total()': (runtime, self) =>
    [...self.entries.values()].reduce<Value>((total, [, value]) => runtime.binary('+', total, value), 0),
});

const LIMIT = 'maxlen';
/** Held as a list is, with its methods, but none in Python's eyes. */
const DEQUE = defineClass('deque', [OBJECT], new Map(LIST.namespace), 'collections');
for (const name of ['sort', '__init__', '__le__', '__lt__', '__ge__', '__gt__']) DEQUE.namespace.delete(name);
for (const name of ['Sequence', 'MutableSequence', 'Sized', 'Iterable', 'Container', 'Collection', 'Reversible'])
  registerAbstract(name, DEQUE);
const limitOf = (self: PyList): Value => self.attributes?.get(LIMIT) ?? null;
shows(DEQUE, asList, (runtime, self) => {
  const limit = limitOf(self);
  return `${runtime.repr(new PyList(self.items))}${limit === null ? '' : `, maxlen=${runtime.repr(limit)}`}`;
});
function dequeOf(items: Value[], like: PyList): PyList {
  const made = new PyList(items, DEQUE);
  made.attributes?.set(LIMIT, limitOf(like));
  trim(made, 'left');
  return made;
}
addMethods<PyList>(DEQUE, asList, {
  'copy()': (_, self) => dequeOf([...self.items], self),
  '__copy__()': (_, self) => dequeOf([...self.items], self),
  '__reversed__()': (_, self) => PyIterator.over(self.items.toReversed()),
  '__add__(other, /)': (_, self, other) =>
    other instanceof PyList && other.of === self.of ? dequeOf([...self.items, ...other.items], self) : NOT_IMPLEMENTED,
  '__mul__(times, /)': (runtime, self, times) => {
    const count = integer(runtime, times);
    if (count === undefined) return runtime.lost(times);
    runtime.spendCells(self.items.length * Math.max(0, count));
    return dequeOf(Array.from({ length: Math.max(0, count) }, () => self.items).flat(), self);
  },
  '__eq__(other, /)': (runtime, self, other) =>
    other instanceof PyList && other.of === self.of
      ? runtime.compare('==', new PyList(self.items), new PyList(other.items))
      : NOT_IMPLEMENTED,
});
/** Drops what is too many, at the far end. */
function trim(self: PyList, from: 'left' | 'right'): null {
  const limit = self.attributes?.get(LIMIT);
  if (typeof limit !== 'number') return null;
  while (self.items.length > limit) from === 'left' ? self.items.shift() : self.items.pop();
  return null;
}
addMutators<PyList>(DEQUE, asList, {
  '__init__(iterable=..., maxlen=None)': (runtime, self, iterable: Value | undefined, limit) => {
    self.attributes?.set(LIMIT, limit);
    const items = iterable === undefined ? [] : collect(runtime, iterable);
    if (Array.isArray(items)) self.items = items;
    else self.lost = runtime.lost(items as Value);
    return trim(self, 'left');
  },
  'append(x, /)': (_, self, x) => {
    self.items.push(x);
    return trim(self, 'left');
  },
  'appendleft(x, /)': (_, self, x) => {
    self.items.unshift(x);
    return trim(self, 'right');
  },
  'extend(iterable, /)': (runtime, self, iterable) => {
    const items = collect(runtime, iterable);
    if (Array.isArray(items)) self.items.push(...items);
    else self.lost = runtime.lost(items as Value);
    return trim(self, 'left');
  },
  'insert(index, object, /)': (runtime, self, index, object) => {
    if (self.items.length === limitOf(self)) return runtime.raise('IndexError', 'deque already at its maximum size');
    const place = integer(runtime, index);
    if (place === undefined) self.lost = runtime.lost(index);
    else self.items.splice(place < 0 ? Math.max(0, place + self.items.length) : place, 0, object);
    return null;
  },
  'pop()': (runtime, self) => {
    const item = self.items.pop();
    return item !== undefined ? item : runtime.raise('IndexError', 'pop from an empty deque');
  },
  'extendleft(iterable, /)': (runtime, self, iterable) => {
    const items = collect(runtime, iterable);
    if (Array.isArray(items)) self.items.unshift(...items.reverse());
    else self.lost = runtime.lost(items as Value);
    return trim(self, 'right');
  },
  'popleft()': (runtime, self) => {
    const item = self.items.shift();
    return item !== undefined ? item : runtime.raise('IndexError', 'pop from an empty deque');
  },
  'rotate(n=1, /)': (runtime, self, n) => {
    const { length } = self.items;
    const steps = integer(runtime, n);
    if (steps === undefined) self.lost = runtime.lost(n);
    else if (length > 0) {
      const shift = ((steps % length) + length) % length;
      self.items = [...self.items.slice(length - shift), ...self.items.slice(0, length - shift)];
    }
    return null;
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

function namedTuple(runtime: Runtime, name: Value, fields: Value, defaults: Value): Value {
  const given =
    typeof fields === 'string' ? fields.replaceAll(',', ' ').split(/\s+/).filter(Boolean) : collect(runtime, fields);
  if (!Array.isArray(given)) return given as Value;
  if (typeof name !== 'string' || given.some((field) => typeof field !== 'string')) {
    return runtime.lost([name, ...given].find((field) => typeof field !== 'string') ?? null);
  }
  const values = defaults === null ? [] : collect(runtime, defaults);
  if (!Array.isArray(values)) return values as Value;
  const names = given as string[];
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
      _,
      defaults,
    ) => namedTuple(runtime, name, fields, defaults as Value),
  }),
  ...COLLECTIONS_ABC.entries(),
]);
