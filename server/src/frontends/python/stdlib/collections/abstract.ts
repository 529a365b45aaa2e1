// `collections.abc` and `numbers`: classes that know their instances by what they can do, or by name.

import { instanceMethods } from '../../builtins/declare.ts';
import { pair } from '../../builtins/iteration.ts';
import {
  BYTES,
  COMPLEX,
  DICT,
  defineClass,
  FLOAT,
  FROZENSET,
  GENERATOR,
  INT,
  LIST,
  OBJECT,
  RANGE,
  SET,
  STR,
  TUPLE,
  TYPE,
} from '../../evaluator/objects/builtin-classes.ts';
import { PyClass, PyList, type Runtime, type Value } from '../../evaluator/values.ts';
import { standardModule } from '../module.ts';

const SIZED = [LIST, TUPLE, DICT, SET, FROZENSET, STR, BYTES, RANGE];

/** Built-in classes that are one, and the methods that make any other one. */
const ABSTRACT: Readonly<Record<string, { of: PyClass[]; methods: readonly string[] }>> = {
  Sized: { of: [...SIZED], methods: ['__len__'] },
  Container: { of: [...SIZED], methods: ['__contains__'] },
  Iterable: { of: [...SIZED, GENERATOR], methods: ['__iter__'] },
  Collection: { of: [...SIZED], methods: ['__len__', '__iter__', '__contains__'] },
  Reversible: { of: [LIST, TUPLE, DICT, STR, RANGE], methods: ['__reversed__', '__iter__'] },
  Iterator: { of: [GENERATOR], methods: ['__next__', '__iter__'] },
  Generator: { of: [GENERATOR], methods: ['send', 'throw'] },
  Hashable: { of: [OBJECT], methods: [] },
  Callable: { of: [], methods: ['__call__'] },
  Sequence: { of: [LIST, TUPLE, STR, BYTES, RANGE], methods: [] },
  MutableSequence: { of: [LIST], methods: [] },
  Mapping: { of: [DICT], methods: [] },
  MutableMapping: { of: [DICT], methods: [] },
  Set: { of: [SET, FROZENSET], methods: ['isdisjoint'] },
  AbstractSet: { of: [SET, FROZENSET], methods: ['isdisjoint'] },
  MutableSet: { of: [SET], methods: [] },
  Awaitable: { of: [], methods: ['__await__'] },
  Coroutine: { of: [], methods: ['__await__', 'send'] },
  AsyncIterable: { of: [], methods: ['__aiter__'] },
  AsyncIterator: { of: [], methods: ['__anext__'] },
  KeysView: { of: [], methods: [] },
  ValuesView: { of: [], methods: [] },
  ItemsView: { of: [], methods: [] },
  Number: { of: [INT, FLOAT, COMPLEX], methods: [] },
  Complex: { of: [INT, FLOAT, COMPLEX], methods: [] },
  Real: { of: [INT, FLOAT], methods: [] },
  Rational: { of: [INT], methods: [] },
  Integral: { of: [INT], methods: [] },
};

/** Each is one of the next. */
const NUMBERS_TOWER = ['Number', 'Complex', 'Real', 'Rational', 'Integral'];

/** One of Python's own classes that is one. */
export function registerAbstract(name: string, of: PyClass): void {
  ABSTRACT[name]?.of.push(of);
}

const NEVER_HASHABLE = [LIST, DICT, SET];

function isOne(self: PyClass, of: PyClass): Value {
  if (of.mro.includes(self)) return true;
  const { of: classes, methods } = ABSTRACT[self.name] ?? { of: [], methods: [] };
  if (self.name === 'Hashable' && of.mro.some((base) => NEVER_HASHABLE.includes(base))) return false;
  if (classes.some((each) => of.mro.includes(each))) return true;
  const has = (name: string): boolean => of.mro.some((base) => base !== OBJECT && base.namespace.has(name));
  if (methods.length > 0 && methods.every(has)) return true;
  return of.open ?? false;
}

const CALLABLE_KINDS = new Set(['function', 'native', 'bound-method', 'class']);

const META = defineClass(
  'ABCMeta',
  [TYPE],
  new Map(
    instanceMethods({
      '__instancecheck__(instance)': (runtime, self, value) => {
        if (runtime.isUnknown(value)) return value;
        const isFunction = typeof value === 'object' && value !== null && CALLABLE_KINDS.has(value.kind);
        if ((self as PyClass).name === 'Callable' && isFunction) return true;
        return isOne(self as PyClass, runtime.typeOf(value));
      },
      '__subclasscheck__(subclass)': (_, self, of) => (of instanceof PyClass ? isOne(self as PyClass, of) : false),
    }),
  ),
  'abc',
);

/** What a mapping of the user's own inherits: everything that `__getitem__`, `__iter__` and `__len__` give. */
const MAPPING_METHODS = new Map<string, Value>(
  instanceMethods({
    'get(key, default=None)': (runtime, self, key, fallback) => {
      const result = runtime.attempt(() => runtime.getItem(self, key));
      return 'value' in result ? result.value : fallback;
    },
    'keys()': (runtime, self) => runtime.call(LIST, [self]),
    'values()': (runtime, self) => pairsOf(runtime, self, (_, value) => value),
    'items()': (runtime, self) => pairsOf(runtime, self, (key, value) => pair(key, value)),
    '__contains__(key, /)': (runtime, self, key) => 'value' in runtime.attempt(() => runtime.getItem(self, key)),
    'update(other=..., /, **keywords)': (runtime, self, other: Value | undefined, keywords) => {
      const dict = runtime.call(DICT, other === undefined ? [] : [other]);
      runtime.call(runtime.getAttribute(dict, 'update'), [keywords ?? null]);
      for (const key of runtime.iterate(dict) ?? []) runtime.setItem(self, key, runtime.getItem(dict, key));
      return null;
    },
  }),
);

function pairsOf(runtime: Runtime, self: Value, make: (key: Value, value: Value) => Value): Value {
  const keys = runtime.iterate(self);
  return keys ? new PyList([...keys].map((key) => make(key, runtime.getItem(self, key)))) : runtime.lost(self);
}

export const COLLECTION_CLASSES: readonly PyClass[] = Object.keys(ABSTRACT)
  .filter((name) => !NUMBERS_TOWER.includes(name))
  .map((name) =>
    defineClass(name, [OBJECT], name.endsWith('Mapping') ? new Map(MAPPING_METHODS) : {}, 'collections.abc', META),
  );

export const COLLECTIONS_ABC = standardModule('collections.abc', () =>
  COLLECTION_CLASSES.filter((of) => of.name !== 'AbstractSet').map((of): [string, Value] => [of.name, of]),
);

export const NUMBERS = standardModule('numbers', () => {
  let base = OBJECT;
  return NUMBERS_TOWER.map((name): [string, Value] => {
    base = defineClass(name, [base], {}, 'numbers', META);
    return [name, base];
  });
});
