// Reading what is iterable, sizes and indices of arguments: shared by built-ins and the standard library.
import type { BatchDim, UnknownDim } from '../../../graph/dim.ts';
import {
  type PyClass,
  PyDict,
  PyFloat,
  PyInstance,
  PyIterator,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';

/** All items at once, paid for; an unknown where they are not known. */
export function collect(runtime: Runtime, iterable: Value): Value[] | UnknownDim {
  const items = runtime.iterate(iterable);
  if (!items) return runtime.lost(iterable);
  if (Array.isArray(items)) {
    runtime.spendCells(items.length);
    return items.slice();
  }
  const collected: Value[] = [];
  for (const item of items) {
    runtime.spendCells(1);
    collected.push(item);
  }
  return collected;
}

/** A lazy iterator over something; `map` makes each item, undefined leaves it out. */
export function lazily(runtime: Runtime, iterable: Value, map?: (item: Value) => Value | undefined): Value {
  const batch = map ? undefined : runtime.batchOf(iterable);
  if (batch) return batch;
  const items = runtime.iterate(iterable);
  if (!items) return runtime.lost(iterable);
  const iterator = items[Symbol.iterator]();
  return new PyIterator(() => {
    for (;;) {
      runtime.spend(1);
      const step = iterator.next();
      if (step.done) return undefined;
      const value = map ? map(step.value) : step.value;
      if (value !== undefined) return value;
    }
  });
}

function sameCount(a: BatchDim, b: BatchDim): boolean {
  return a.numerator === b.numerator && a.denominator === b.denominator;
}

/** Items as they are known, in lock step; stops at the shortest. */
export function zipped(
  runtime: Runtime,
  iterables: readonly Value[],
  combine: (items: Value[]) => Value,
  strict = false,
): Value {
  const sources: Iterator<Value>[] = [];
  const batches = iterables.flatMap((iterable) => runtime.batchOf(iterable) ?? []);
  const [batch] = batches;
  if (batch && batches.length === iterables.length && batches.every(({ count }) => sameCount(count, batch.count)))
    return batch.map(() => combine(batches.map(({ item }) => item)));
  for (const iterable of iterables) {
    const items = runtime.iterate(iterable);
    if (!items) return runtime.lost(iterable);
    sources.push(items[Symbol.iterator]());
  }
  return new PyIterator(() => {
    runtime.spend(1);
    const items: Value[] = [];
    for (const source of sources) {
      const step = source.next();
      if (step.done && strict) checkLengths(runtime, sources, items.length);
      if (step.done) return undefined;
      items.push(step.value);
    }
    return sources.length === 0 ? undefined : combine(items);
  });
}

/** One of them is at its end, after so many others have given an item. */
function checkLengths(runtime: Runtime, sources: readonly Iterator<Value>[], ended: number): void {
  const others = (count: number) => (count === 1 ? 'argument 1' : `arguments 1-${count}`);
  if (ended > 0) runtime.raise('ValueError', `zip() argument ${ended + 1} is shorter than ${others(ended)}`);
  const longer = sources.findIndex((source, index) => index > 0 && !source.next().done);
  if (longer > 0) runtime.raise('ValueError', `zip() argument ${longer + 1} is longer than ${others(longer)}`);
}

/** What a number-like instance is inside: an IntEnum's member. */
export function plain(value: Value): Value {
  return value instanceof PyInstance && value.primitive !== undefined ? value.primitive : value;
}

/** An integer that must be known; undefined for an unknown and the batch. Raises TypeError for what is no integer. */
export function integer(runtime: Runtime, given: Value): number | undefined {
  const value = plain(given);
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return value > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'unknown' || value.kind === 'batch') return undefined;
    const index = value instanceof PyInstance ? runtime.special(value, '__index__') : undefined;
    if (index !== undefined) return integer(runtime, runtime.call(index, []));
  }
  return runtime.raise('TypeError', `'${runtime.typeOf(value).name}' object cannot be interpreted as an integer`);
}

/** A double; undefined where it is unknown or depends on the batch. Raises TypeError. */
export function double(runtime: Runtime, given: Value): number | undefined {
  const value = plain(given);
  switch (typeof value) {
    case 'number':
      return value;
    case 'bigint':
      return Number(value);
    case 'boolean':
      return value ? 1 : 0;
    default:
  }
  if (value instanceof PyFloat) return typeof value.value === 'number' ? value.value : undefined;
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'unknown' || value.kind === 'batch') return undefined;
    const special =
      value instanceof PyInstance
        ? (runtime.special(value, '__float__') ?? runtime.special(value, '__index__'))
        : undefined;
    if (special !== undefined) return double(runtime, runtime.call(special, []));
  }
  return runtime.raise('TypeError', `must be real number, not ${runtime.typeOf(value).name}`);
}

export function pair(first: Value, second: Value): PyTuple {
  return new PyTuple([first, second]);
}

export function setEntry(runtime: Runtime, dict: PyDict, key: Value, value: Value): void {
  const id = runtime.keyOf(key);
  dict.entries.set(id, [dict.entries.get(id)?.[0] ?? key, value]);
}

export function makeDict(runtime: Runtime, entries: Iterable<readonly [Value, Value]>, of?: PyClass): PyDict {
  const dict = new PyDict(of);
  for (const [key, value] of entries) setEntry(runtime, dict, key, value);
  return dict;
}

/** Sorted as Python does: stable, by `<`; an unknown where an order depends on what is unknown. */
export function sorted(
  runtime: Runtime,
  items: readonly Value[],
  key: Value,
  isReverse: boolean,
): Value[] | UnknownDim {
  runtime.spend(items.length);
  const keyed = items.map((item) => ({ item, by: key === null ? item : runtime.call(key, [item]) }));
  const unordered: { because?: UnknownDim } = {};
  const isLess = (a: Value, b: Value): boolean => {
    const less = runtime.compare('<', a, b);
    const truth = runtime.truth(less);
    if (truth === undefined) unordered.because ??= runtime.lost(less);
    return truth === true;
  };
  // As Python does, which asks whether a later one is less than an earlier one.
  if (isReverse) keyed.reverse();
  keyed.sort(({ by: a }, { by: b }) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    runtime.spend(1);
    if (isLess(a, b)) return -1;
    return isLess(b, a) ? 1 : 0;
  });
  if (isReverse) keyed.reverse();
  return unordered.because ?? keyed.map(({ item }) => item);
}
