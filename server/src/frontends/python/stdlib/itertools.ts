// `itertools`: lazy, so that endless ones end where their reader does.

import { natives } from '../builtins/declare.ts';
import { collect, integer, lazily, pair, zipped } from '../builtins/iteration.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import { PyIterator, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { standardModule } from './module.ts';

/** An iterator over what a generator function yields, each step paid for. */
function iterating(runtime: Runtime, items: Iterable<Value>): PyIterator {
  const iterator = items[Symbol.iterator]();
  return new PyIterator(() => {
    runtime.spend(1);
    const step = iterator.next();
    return step.done ? undefined : step.value;
  });
}

function* chained(runtime: Runtime, iterables: Iterable<Value>): Iterable<Value> {
  for (const iterable of iterables) {
    const items = runtime.iterate(iterable);
    if (items) yield* items;
    else yield runtime.lost(iterable);
  }
}

function chain(runtime: Runtime, iterables: readonly Value[]): Value {
  const unknown = iterables.find((iterable) => runtime.iterate(iterable) === undefined && runtime.isUnknown(iterable));
  return unknown ?? iterating(runtime, chained(runtime, iterables));
}

function pools(runtime: Runtime, iterables: readonly Value[]): Value[][] | Value {
  const all: Value[][] = [];
  for (const iterable of iterables) {
    const items = collect(runtime, iterable);
    if (!Array.isArray(items)) return items as Value;
    all.push(items);
  }
  return all;
}

function* product(all: readonly (readonly Value[])[]): Iterable<Value[]> {
  const [first, ...rest] = all;
  if (!first) yield [];
  else for (const item of first) for (const others of product(rest)) yield [item, ...others];
}

/** Index tuples of so many out of n, in lexicographic order. */
function* choices(
  n: number,
  size: number,
  next: (last: number, taken: readonly number[]) => Iterable<number>,
  taken: number[] = [],
): Iterable<number[]> {
  if (taken.length === size) yield taken;
  else for (const index of next(taken.at(-1) ?? -1, taken)) yield* choices(n, size, next, [...taken, index]);
}

function* from(start: number, end: number): Iterable<number> {
  for (let i = start; i < end; i++) yield i;
}

function choosing(next: (n: number) => (last: number, taken: readonly number[]) => Iterable<number>) {
  return (runtime: Runtime, iterable: Value, size: Value): Value => {
    const items = collect(runtime, iterable);
    if (!Array.isArray(items)) return items as Value;
    const count = size === null ? items.length : integer(runtime, size);
    if (count === undefined) return runtime.lost(size);
    runtime.spendCells(count);
    const tuples = choices(items.length, count, next(items.length));
    return mapped(runtime, tuples, (indices) => new PyTuple(indices.map((index) => items[index] as Value)));
  };
}

function mapped<T>(runtime: Runtime, source: Iterable<T>, make: (item: T) => Value): PyIterator {
  const iterator = source[Symbol.iterator]();
  return new PyIterator(() => {
    runtime.spend(1);
    const step = iterator.next();
    return step.done ? undefined : make(step.value);
  });
}

function* accumulated(runtime: Runtime, items: Iterable<Value>, combine: Value, initial: Value): Iterable<Value> {
  let total: Value | undefined = initial === null ? undefined : initial;
  if (total !== undefined) yield total;
  for (const item of items) {
    if (total === undefined) total = item;
    else total = combine === null ? runtime.binary('+', total, item) : runtime.call(combine, [total, item]);
    yield total;
  }
}

function* grouped(runtime: Runtime, items: Iterable<Value>, key: Value): Iterable<Value> {
  let group: Value[] = [];
  let current: Value | undefined;
  for (const item of items) {
    const by = key === null ? item : runtime.call(key, [item]);
    if (current !== undefined && runtime.equals(by, current) === true) group.push(item);
    else {
      if (current !== undefined) yield pair(current, PyIterator.over(group));
      [current, group] = [by, [item]];
    }
  }
  if (current !== undefined) yield pair(current, PyIterator.over(group));
}

function slice(runtime: Runtime, iterable: Value, bounds: readonly Value[]): Value {
  const [start, stop, step] =
    bounds.length < 2 ? [null, bounds[0] ?? null, null] : [bounds[0], bounds[1], bounds[2] ?? null];
  const known = (value: Value, otherwise: number): number | undefined =>
    value === null ? otherwise : integer(runtime, value);
  const [low, high, by] = [known(start as Value, 0), known(stop as Value, Infinity), known(step as Value, 1)];
  if (low === undefined || high === undefined || by === undefined) {
    return runtime.lost(bounds.find((bound) => bound !== null && integer(runtime, bound) === undefined) ?? iterable);
  }
  const items = runtime.iterate(iterable);
  if (!items) return runtime.lost(iterable);
  const iterator = items[Symbol.iterator]();
  let at = 0;
  let next = low;
  return new PyIterator(() => {
    while (next < high) {
      runtime.spend(1);
      const item = iterator.next();
      if (item.done) return undefined;
      if (at++ === next) {
        next += by;
        return item.value;
      }
    }
    return undefined;
  });
}

function* cycled(items: readonly Value[]): Iterable<Value> {
  while (items.length > 0) yield* items;
}

/** Items while, or from where, the test first fails. */
function until(isTaking: boolean) {
  return (runtime: Runtime, test: Value, iterable: Value): Value => {
    let hasFailed = false;
    const items = runtime.iterate(iterable);
    if (!items) return runtime.lost(iterable);
    const iterator = items[Symbol.iterator]();
    return new PyIterator(() => {
      for (;;) {
        runtime.spend(1);
        if (hasFailed && isTaking) return undefined;
        const step = iterator.next();
        if (step.done) return undefined;
        hasFailed ||= runtime.truth(runtime.call(test, [step.value])) === false;
        if (hasFailed !== isTaking) return step.value;
      }
    });
  };
}

const CHAIN = defineClass(
  'chain',
  undefined,
  new Map([
    ...natives({
      '__new__(cls, *iterables)': (runtime, _, iterables) => chain(runtime, (iterables as PyTuple).items),
      'from_iterable(iterable, /)': (runtime, iterable) => {
        const items = runtime.iterate(iterable);
        return items ? iterating(runtime, chained(runtime, items)) : runtime.lost(iterable);
      },
    }),
  ]),
  'itertools',
);

export const ITERTOOLS = standardModule('itertools', () => [
  ['chain', CHAIN],
  ...natives({
    'accumulate(iterable, func=None, *, initial=None)': (runtime, iterable, combine, initial) => {
      const items = runtime.iterate(iterable);
      return items ? iterating(runtime, accumulated(runtime, items, combine, initial)) : runtime.lost(iterable);
    },
    'batched(iterable, n)': (runtime, iterable, n) => {
      const items = collect(runtime, iterable);
      const size = integer(runtime, n);
      if (!Array.isArray(items) || !size) return runtime.lost(Array.isArray(items) ? n : (items as Value));
      const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => index * size);
      return PyIterator.over(starts.map((start) => new PyTuple(items.slice(start, start + size))));
    },
    'combinations(iterable, r)': choosing((n) => (last) => from(last + 1, n)),
    'combinations_with_replacement(iterable, r)': choosing((n) => (last) => from(Math.max(0, last), n)),
    'permutations(iterable, r=None)': choosing(
      (n) => (_, taken) => [...from(0, n)].filter((index) => !taken.includes(index)),
    ),
    'product(*iterables, repeat=1)': (runtime, iterables, repeat) => {
      const all = pools(runtime, (iterables as PyTuple).items);
      const times = integer(runtime, repeat);
      if (!Array.isArray(all) || times === undefined) return runtime.lost(Array.isArray(all) ? repeat : (all as Value));
      runtime.spendCells(all.length * times);
      const repeated = Array.from({ length: times }, () => all).flat();
      return mapped(runtime, product(repeated), (items) => {
        runtime.spend(items.length);
        runtime.spendCells(items.length);
        return new PyTuple(items);
      });
    },
    'compress(data, selectors)': (runtime, data, selectors) => {
      const both = zipped(runtime, [data, selectors], (items) => new PyTuple(items));
      const taken = lazily(runtime, both, (item) =>
        runtime.truth((item as PyTuple).items[1] as Value) ? item : undefined,
      );
      return lazily(runtime, taken, (item) => (item as PyTuple).items[0]);
    },
    'count(start=0, step=1)': (runtime, start, step) => {
      let next: Value = start;
      return new PyIterator(() => {
        runtime.spend(1);
        const value = next;
        next = runtime.binary('+', next, step);
        return value;
      });
    },
    'cycle(iterable, /)': (runtime, iterable) => {
      const items = collect(runtime, iterable);
      return Array.isArray(items) ? iterating(runtime, cycled(items)) : (items as Value);
    },
    'dropwhile(predicate, iterable, /)': until(false),
    'takewhile(predicate, iterable, /)': until(true),
    'filterfalse(predicate, iterable, /)': (runtime, test, iterable) =>
      lazily(runtime, iterable, (item) =>
        runtime.truth(test === null ? item : runtime.call(test, [item])) === true ? undefined : item,
      ),
    'groupby(iterable, key=None)': (runtime, iterable, key) => {
      const items = runtime.iterate(iterable);
      return items ? iterating(runtime, grouped(runtime, items, key)) : runtime.lost(iterable);
    },
    'islice(iterable, *bounds)': (runtime, iterable, bounds) => slice(runtime, iterable, (bounds as PyTuple).items),
    'pairwise(iterable, /)': (runtime, iterable) => {
      const items = collect(runtime, iterable);
      if (!Array.isArray(items)) return items as Value;
      return PyIterator.over(items.slice(1).map((item, index) => pair(items[index] as Value, item)));
    },
    'repeat(object, times=None)': (runtime, object, times) => {
      const left = times === null ? Infinity : integer(runtime, times);
      if (left === undefined) return PyIterator.over([object]);
      let taken = 0;
      return new PyIterator(() => {
        runtime.spend(1);
        return taken++ < left ? object : undefined;
      });
    },
    'starmap(function, iterable, /)': (runtime, mapping, iterable) =>
      lazily(runtime, iterable, (item) => {
        const args = collect(runtime, item);
        return Array.isArray(args) ? runtime.call(mapping, args) : (args as Value);
      }),
    'tee(iterable, n=2, /)': (runtime, iterable, n) => {
      const items = collect(runtime, iterable);
      const count = integer(runtime, n);
      if (!Array.isArray(items) || count === undefined)
        return runtime.lost(Array.isArray(items) ? n : (items as Value));
      return new PyTuple(Array.from({ length: count }, () => PyIterator.over(items)));
    },
    'zip_longest(*iterables, fillvalue=None)': (runtime, iterables, fill) => {
      const all = pools(runtime, (iterables as PyTuple).items);
      if (!Array.isArray(all)) return all;
      const longest = Math.max(0, ...all.map((items) => items.length));
      const row = (index: number): Value =>
        new PyTuple(all.map((items) => (index < items.length ? (items[index] as Value) : fill)));
      return PyIterator.over(Array.from({ length: longest }, (_, index) => row(index)));
    },
  }),
]);
