// `functools.lru_cache` and `cache`: a call with the same arguments gives the same object again. Calls with what is not known
// are made each time.
import { absorbedDeep, addStatics, instanceMethods } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import {
  type Arguments,
  BoundMethod,
  type Native,
  nativeMethod,
  PyInstance,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { makeNamedTuple } from './collections/named-tuple.ts';

class Cache implements Native {
  readonly native = 'cache';
  readonly callee: Value;
  known: ReadonlyMap<unknown, Value> = new Map();
  hits = 0;
  constructor(callee: Value) {
    this.callee = callee;
  }
  snapshot(): unknown {
    return [this.known, this.hits];
  }
  restore(snapshot: unknown): void {
    const [known, hits] = snapshot as [Cache['known'], number];
    this.known = known;
    this.hits = hits;
  }
  /** What it knows decides what calls do. */
  same(other: Native, same: (a: unknown, b: unknown) => boolean): boolean {
    if (!(other instanceof Cache)) return false;
    return same(this.callee, other.callee) && same([...this.known.values()], [...other.known.values()]);
  }
}

const CACHED = defineClass('_lru_cache_wrapper', undefined, {}, 'functools');
const INFO = makeNamedTuple('CacheInfo', ['hits', 'misses', 'maxsize', 'currsize'], new Map(), new Map());

function cacheOf(self: Value | undefined): Cache {
  return (self as PyInstance).native as Cache;
}

function called(runtime: Runtime, self: PyInstance, { positional, keywords, site }: Arguments): Value {
  const cache = cacheOf(self);
  const named = [...keywords].flat();
  const unknown = absorbedDeep(runtime, [...positional, ...named]);
  if (unknown !== undefined) return runtime.call(cache.callee, positional, keywords, site);
  const key = runtime.keyOf(new PyTuple([new PyTuple(positional), new PyTuple(named)]));
  runtime.touch(self);
  const known = cache.known.get(key);
  if (known !== undefined) {
    cache.hits++;
    return known;
  }
  const value = runtime.call(cache.callee, positional, keywords, site);
  runtime.touch(self);
  cache.known = new Map([...cache.known, [key, value]]);
  return value;
}

addStatics(CACHED, [
  [
    '__call__',
    nativeMethod('__call__', (runtime, { positional: [self, ...rest], keywords, site }) =>
      called(runtime, self as PyInstance, { positional: rest, keywords, site }),
    ),
  ],
  [
    '__get__',
    nativeMethod('__get__', (_, { positional: [self = null, object = null] }) =>
      object === null ? self : new BoundMethod(object, self),
    ),
  ],
  ...instanceMethods({
    'cache_info()': (runtime, self) => {
      const { hits, known } = cacheOf(self);
      return runtime.call(INFO, [hits, known.size, null, known.size]);
    },
    'cache_clear()': (runtime, self) => {
      runtime.touch(self as PyInstance);
      cacheOf(self).known = new Map();
      return null;
    },
    '__repr__()': (runtime, self) => runtime.repr(cacheOf(self).callee),
  }),
]);

export function cached(runtime: Runtime, callee: Value): Value {
  if (runtime.isUnknown(callee)) return callee;
  const made = new PyInstance(CACHED, new Cache(callee));
  for (const name of ['__name__', '__qualname__', '__doc__', '__module__']) {
    const value = runtime.findAttribute(callee, name);
    if (value !== undefined) made.attributes.set(name, value);
  }
  made.attributes.set('__wrapped__', callee);
  return made;
}
