// `functools`: partial objects, reduce, caches and wrappers.

import { instanceMethods, native, natives } from '../builtins/declare.ts';
import { isCallable } from '../builtins/functions.ts';
import { makeDict } from '../builtins/iteration.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import {
  type Arguments,
  type Keywords,
  type Native,
  nativeFunction,
  nativeMethod,
  PyClass,
  PyDict,
  PyInstance,
  PyProperty,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { cached } from './cache.ts';
import { standardModule } from './module.ts';

const CALLABLE = native('callable(obj)', (runtime, object) => isCallable(runtime, object));

const PARTIAL = defineClass('partial', undefined, {}, 'functools');

function parts(self: Value): { callee: Value; args: readonly Value[]; keywords: Keywords } {
  const own = (self as PyInstance).attributes;
  const keywords = new Map<string, Value>();
  const given = own.get('keywords');
  if (given instanceof PyDict) for (const [key, value] of given.entries.values()) keywords.set(key as string, value);
  const args = own.get('args');
  return { callee: own.get('func') ?? null, args: args instanceof PyTuple ? args.items : [], keywords };
}

function makePartial(runtime: Runtime, of: PyClass, { positional, keywords }: Arguments): Value {
  const [first, ...rest] = positional;
  if (first === undefined) return runtime.raise('TypeError', "type 'partial' takes at least one argument");
  if (runtime.isUnknown(first)) return first;
  if (runtime.truth(runtime.call(CALLABLE, [first])) === false)
    return runtime.raise('TypeError', 'the first argument must be callable');
  const inner = first instanceof PyInstance && first.class === PARTIAL && of === PARTIAL ? parts(first) : undefined;
  const made = new PyInstance(of);
  made.attributes.set('func', inner ? inner.callee : first);
  made.attributes.set('args', new PyTuple([...(inner?.args ?? []), ...rest]));
  made.attributes.set('keywords', makeDict(runtime, [...(inner?.keywords ?? []), ...keywords]));
  return made;
}

PARTIAL.namespace.set(
  '__new__',
  nativeFunction('__new__', (runtime, { positional: [cls, ...rest], keywords, site }) =>
    makePartial(runtime, cls instanceof PyClass ? cls : PARTIAL, { positional: rest, keywords, site }),
  ),
);
PARTIAL.namespace.set(
  '__call__',
  nativeMethod('__call__', (runtime, { positional: [self, ...rest], keywords, site }) => {
    const bound = parts(self as Value);
    return runtime.call(bound.callee, [...bound.args, ...rest], new Map([...bound.keywords, ...keywords]), site);
  }),
);

/** In a class it is a method: its object goes first. */
const PARTIAL_METHOD = defineClass('partialmethod', [PARTIAL], {}, 'functools');
PARTIAL_METHOD.namespace.set(
  '__get__',
  nativeMethod('__get__', (runtime, { positional: [self, object] }) => {
    const { callee, args, keywords } = parts(self as Value);
    return nativeFunction('partialmethod', (_, given) =>
      runtime.call(
        callee,
        [...(object === null || object === undefined ? [] : [object]), ...args, ...given.positional],
        new Map([...keywords, ...given.keywords]),
        given.site,
      ),
    );
  }),
);

function reduce(runtime: Runtime, combine: Value, iterable: Value, initial: Value | undefined): Value {
  const items = runtime.iterate(iterable);
  if (!items) return runtime.lost(iterable);
  let total = initial;
  for (const item of items) {
    runtime.spend(1);
    total = total === undefined ? item : runtime.call(combine, [total, item]);
  }
  if (total === undefined) return runtime.raise('TypeError', 'reduce() of empty iterable with no initial value');
  return total;
}

/** What wraps a function looks like it. */
function dressed(runtime: Runtime, wrapper: Value, wrapped: Value): Value {
  if (typeof wrapper === 'object' && wrapper !== null && wrapper.kind === 'function') {
    runtime.touch(wrapper);
    for (const name of ['__name__', '__qualname__', '__doc__', '__module__']) {
      const value = runtime.findAttribute(wrapped, name);
      if (value !== undefined) wrapper.attributes.set(name, value);
    }
    wrapper.attributes.set('__wrapped__', wrapped);
  }
  return wrapper;
}

const CACHED_PROPERTY = defineClass('cached_property', undefined, {}, 'functools');
CACHED_PROPERTY.namespace.set(
  '__new__',
  native('__new__(cls, func)', (runtime, _, callee) => {
    const name = runtime.findAttribute(callee, '__name__');
    return new PyProperty(callee, null, typeof name === 'string' ? name : undefined);
  }),
);

class Dispatch implements Native {
  readonly native = 'singledispatch';
  readonly fallback: Value;
  cases: readonly (readonly [PyClass, Value])[] = [];
  constructor(fallback: Value) {
    this.fallback = fallback;
  }
  snapshot(): unknown {
    return this.cases;
  }
  restore(snapshot: unknown): void {
    this.cases = snapshot as Dispatch['cases'];
  }
  find(of: PyClass): Value {
    for (const candidate of of.mro) {
      const found = this.cases.findLast(([type]) => type === candidate);
      if (found) return found[1];
    }
    return this.fallback;
  }
}

const DISPATCHER = defineClass(
  'singledispatch',
  undefined,
  new Map(
    instanceMethods({
      'dispatch(cls, /)': (_, self, cls) => ((self as PyInstance).native as Dispatch).find(cls as PyClass),
      'register(cls, func=None)': (runtime, self, cls, callee) => {
        const dispatch = (self as PyInstance).native as Dispatch;
        const add = (type: Value, value: Value): Value => {
          runtime.touch(self as PyInstance);
          if (type instanceof PyClass) dispatch.cases = [...dispatch.cases, [type, value]];
          return value;
        };
        if (callee !== null) return add(cls, callee);
        if (cls instanceof PyClass) return native('register(func)', (_, given) => add(cls, given));
        const parameters = runtime.signature(cls) ?? [];
        const deciding = runtime.typeOf(self) === METHOD_DISPATCHER ? parameters[1] : parameters[0];
        return add(deciding?.annotation ?? null, cls);
      },
    }),
  ),
  'functools',
);
DISPATCHER.namespace.set(
  '__call__',
  nativeMethod('__call__', (runtime, { positional: [self, ...rest], keywords, site }) => {
    const [first] = rest;
    if (first === undefined || runtime.isUnknown(first))
      return first ?? runtime.raise('TypeError', 'requires at least 1 positional argument');
    const dispatch = (self as PyInstance).native as Dispatch;
    return runtime.call(dispatch.find(runtime.typeOf(first)), rest, keywords, site);
  }),
);

/** In a class: the argument behind the object decides. */
const METHOD_DISPATCHER = defineClass('singledispatchmethod', [DISPATCHER], {}, 'functools');
METHOD_DISPATCHER.namespace.set(
  '__get__',
  nativeMethod('__get__', (_, { positional: [self, object = null, of = null] }) =>
    nativeFunction('singledispatchmethod', (runtime, { positional, keywords, site }) => {
      const [first] = positional;
      if (first === undefined || runtime.isUnknown(first))
        return first ?? runtime.raise('TypeError', 'requires at least 1 positional argument');
      const chosen = ((self as PyInstance).native as Dispatch).find(runtime.typeOf(first));
      const get = runtime.findAttribute(chosen, '__get__');
      if (get !== undefined) return runtime.call(runtime.call(get, [object, of]), positional, keywords, site);
      return runtime.call(chosen, object === null ? positional : [object, ...positional], keywords, site);
    }),
  ),
);

function comparisonKey(runtime: Runtime, compare: Value): Value {
  const key = defineClass(
    'K',
    undefined,
    new Map(
      instanceMethods({
        '__lt__(other, /)': (_, self, other) => {
          const [a, b] = [self, other].map((each) => (each as PyInstance).attributes.get('obj') as Value) as [
            Value,
            Value,
          ];
          return runtime.compare('<', runtime.call(compare, [a, b]), 0);
        },
      }),
    ),
    'functools',
  );
  return native('K(obj)', (_, object) => {
    const made = new PyInstance(key);
    made.attributes.set('obj', object);
    return made;
  });
}

/** The comparisons that a class does not define, from the one that it does. */
function totalOrdering(runtime: Runtime, of: Value): Value {
  if (!(of instanceof PyClass)) return of;
  const has = (name: string): boolean => of.namespace.has(name);
  const less = (a: Value, b: Value): Value => {
    if (has('__lt__')) return runtime.call(runtime.getAttribute(a, '__lt__'), [b]);
    if (has('__gt__')) return runtime.call(runtime.getAttribute(b, '__gt__'), [a]);
    const [name, left, right] = has('__le__') ? (['__le__', b, a] as const) : (['__ge__', a, b] as const);
    const truth = runtime.truth(runtime.call(runtime.getAttribute(left, name), [right]));
    return truth === undefined ? runtime.lost(a) : !truth;
  };
  const not = (value: Value): Value => {
    const truth = runtime.truth(value);
    return truth === undefined ? runtime.lost(value) : !truth;
  };
  const derived: Record<string, (a: Value, b: Value) => Value> = {
    __lt__: less,
    __gt__: (a, b) => less(b, a),
    __le__: (a, b) => not(less(b, a)),
    __ge__: (a, b) => not(less(a, b)),
  };
  runtime.touch(of);
  const missing = Object.entries(derived).filter(([name]) => !has(name));
  for (const [name, compute] of missing) {
    of.namespace.set(
      name,
      nativeMethod(name, (_, { positional: [a, b] }) => compute(a as Value, b as Value), of),
    );
  }
  return of;
}

export const FUNCTOOLS = standardModule('functools', () => [
  ['partial', PARTIAL],
  ['partialmethod', PARTIAL_METHOD],
  ['cached_property', CACHED_PROPERTY],
  ...natives({
    'reduce(function, iterable, initial=..., /)': reduce,
    'wraps(wrapped, assigned=None, updated=None)': (_, wrapped) =>
      native('wrapper(function)', (runtime, wrapper) => dressed(runtime, wrapper, wrapped)),
    'update_wrapper(wrapper, wrapped, assigned=None, updated=None)': (runtime, wrapper, wrapped) =>
      dressed(runtime, wrapper, wrapped),
    'lru_cache(maxsize=128, typed=False)': (runtime, size) =>
      typeof size === 'object' && size !== null && size.kind !== 'unknown'
        ? cached(runtime, size)
        : native('decorator(function)', cached),
    'cache(user_function, /)': cached,
    'total_ordering(cls)': totalOrdering,
    'cmp_to_key(mycmp)': comparisonKey,
    'singledispatch(func)': (_, callee) => new PyInstance(DISPATCHER, new Dispatch(callee)),
    'singledispatchmethod(func)': (_, callee) => new PyInstance(METHOD_DISPATCHER, new Dispatch(callee)),
  }),
]);
