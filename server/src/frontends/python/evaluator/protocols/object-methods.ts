// The dunder methods of `object`, `type` and the containers, for code that calls them by name: `super().__setattr__(…)`,
// `object.__new__(cls)`, `dict.__setitem__(self, …)`. They do what the evaluator does without dunder methods.

import type { Interpreter } from '../interpreter.ts';
import { classOf, DICT, FROZENSET, LIST, OBJECT, RANGE, SET, STR, TUPLE, TYPE } from '../objects/builtin-classes.ts';
import { identityOf } from '../objects/hashing.ts';
import {
  type Arguments,
  type Namespace,
  NOT_IMPLEMENTED,
  nativeFunction,
  nativeMethod,
  PyClass,
  PyDict,
  PyInstance,
  PyIterator,
  PyList,
  PyTuple,
  type Value,
} from '../values.ts';
import * as attributes from './attributes.ts';
import { instantiate } from './calls.ts';
import { makePlainClass } from './classes.ts';
import { plainEquals } from './comparisons.ts';
import * as items from './items.ts';
import { plainIterate } from './iteration.ts';
import { attributesOf } from './own-attributes.ts';

type Own = (interpreter: Interpreter, self: Value, args: readonly Value[], all: Arguments) => Value;

/** These belong to the evaluator, and are only ever called by it. */
function method(name: string, run: Own) {
  return nativeMethod(name, (runtime, args) => {
    const [self = null, ...others] = args.positional;
    return run(runtime as Interpreter, self, others, args);
  });
}

function put(of: PyClass, methods: Readonly<Record<string, Own>>): void {
  for (const [name, run] of Object.entries(methods)) of.namespace.set(name, method(name, run));
}

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

put(OBJECT, {
  __init__: () => null,
  __getattribute__(interpreter, self, [name]) {
    const found = attributes.plainGet(interpreter, self, text(name));
    if (found !== undefined) return found;
    const { name: type } = classOf(self);
    return interpreter.raise('AttributeError', `'${type}' object has no attribute '${text(name)}'`);
  },
  __setattr__(interpreter, self, [name, value = null]) {
    attributes.plainSet(interpreter, self, text(name), value);
    return null;
  },
  __delattr__(interpreter, self, [name]) {
    attributes.plainDelete(interpreter, self, text(name));
    return null;
  },
  __eq__: (_, self, [other]) => self === other || NOT_IMPLEMENTED,
  __ne__(interpreter, self, [other = null]) {
    const equal = interpreter.special(self, '__eq__');
    const result = equal === undefined ? NOT_IMPLEMENTED : interpreter.call(equal, [other]);
    if (result === NOT_IMPLEMENTED) return result;
    const truth = interpreter.truth(result);
    return truth === undefined ? interpreter.lost(result) : !truth;
  },
  __hash__: (_, self) => (typeof self === 'object' && self !== null ? identityOf(self) : 0),
  __repr__: (_, self) => `<${classOf(self).module}.${classOf(self).name} object>`,
  __str__: (interpreter, self) => interpreter.repr(self),
  __format__: (interpreter, self) => interpreter.str(self),
  __init_subclass__(interpreter, self, _, { keywords }) {
    const name = self instanceof PyClass ? self.name : '';
    if (keywords.size === 0 || (self instanceof PyClass && self.open)) return null;
    return interpreter.raise('TypeError', `${name}.__init_subclass__() takes no keyword arguments`);
  },
  __dir__: (_, self) => new PyList([...(attributesOf(self)?.keys() ?? [])]),
});

OBJECT.namespace.set(
  '__new__',
  nativeFunction('__new__', (runtime, { positional: [of] }) => {
    if (of instanceof PyClass) return new PyInstance(of);
    return of === undefined || !runtime.isUnknown(of)
      ? runtime.raise('TypeError', 'object.__new__(X): X is not a type object')
      : of;
  }),
);

put(TYPE, {
  __init__: () => null,
  __call__: (interpreter, self, _, { positional, keywords, site }) =>
    self instanceof PyClass
      ? instantiate(interpreter, self, { positional: positional.slice(1), keywords, site })
      : interpreter.lost(self),
  mro: (_, self) => new PyList(self instanceof PyClass ? [...self.mro] : []),
  __subclasses__: (interpreter) => interpreter.unknown({ reason: 'not-modelled', facts: { name: '__subclasses__' } }),
});

TYPE.namespace.set(
  '__new__',
  nativeFunction('__new__', (runtime, { positional: [meta, name, bases, body], keywords }) => {
    const interpreter = runtime as Interpreter;
    if (!(meta instanceof PyClass)) return interpreter.lost(meta ?? null);
    if (typeof name !== 'string' || !(bases instanceof PyTuple) || !(body instanceof PyDict))
      return interpreter.lost(null);
    const namespace: Namespace = new Map();
    for (const [key, value] of body.entries.values()) if (typeof key === 'string') namespace.set(key, value);
    const identity = interpreter.takeNewClass(name) ?? { name, module: interpreter.currentFrame?.module.name ?? '' };
    return makePlainClass(interpreter, identity, bases.items, namespace, keywords, meta === TYPE ? undefined : meta);
  }),
);

const CONTAINER: Readonly<Record<string, Own>> = {
  __len__: items.plainLength,
  __contains__: (interpreter, self, [value = null]) => items.plainContains(interpreter, self, value),
  __iter__(interpreter, self) {
    const inside = plainIterate(interpreter, self);
    return inside ? PyIterator.over(inside) : interpreter.lost(self);
  },
  __eq__: (interpreter, self, [other = null]) => plainEquals(interpreter, self, other) ?? interpreter.lost(other),
};

const INDEXED: Readonly<Record<string, Own>> = {
  __getitem__: (interpreter, self, [index = null]) => items.plainGetItem(interpreter, self, index),
};

const CHANGEABLE: Readonly<Record<string, Own>> = {
  __setitem__(interpreter, self, [index = null, value = null]) {
    items.plainSetItem(interpreter, self, index, value);
    return null;
  },
  __delitem__(interpreter, self, [index = null]) {
    items.plainDeleteItem(interpreter, self, index);
    return null;
  },
};

for (const of of [LIST, TUPLE, DICT, SET, FROZENSET, STR, RANGE]) put(of, CONTAINER);
for (const of of [LIST, TUPLE, DICT, STR, RANGE]) put(of, INDEXED);
for (const of of [LIST, DICT]) put(of, CHANGEABLE);
