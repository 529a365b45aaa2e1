// `set` and `frozenset`.
import { FROZENSET, SET } from '../evaluator/objects/builtin-classes.ts';
import { PyClass, PySet, type PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { addMethods, addMutators, addStatics, isAbstract, type MethodTable, natives } from './declare.ts';
import { keyError } from './dict.ts';
import { collect } from './iteration.ts';

const asSet = (value: Value): PySet | undefined => (value instanceof PySet ? value : undefined);

type Entries = Map<unknown, Value>;

function include(runtime: Runtime, set: PySet, item: Value): void {
  if (isAbstract(item)) {
    set.lost = runtime.lost(item);
    return;
  }
  runtime.spendCells(1);
  const id = runtime.keyOf(item);
  if (!set.entries.has(id)) set.entries.set(id, item);
}

/** Entries of any iterable; an unknown where one is in doubt. */
function entriesOf(runtime: Runtime, iterable: Value): Entries | Value {
  if (iterable instanceof PySet) return iterable.lost ?? iterable.entries;
  const items = collect(runtime, iterable);
  if (!Array.isArray(items)) return items as Value;
  const set = new PySet();
  for (const item of items) include(runtime, set, item);
  return set.lost ?? set.entries;
}

type Combine = (a: Entries, b: Entries) => Entries;

const COMBINE = {
  union: (a, b) => new Map([...a, ...[...b].filter(([id]) => !a.has(id))]),
  intersection: (a, b) => new Map([...a].filter(([id]) => b.has(id))),
  difference: (a, b) => new Map([...a].filter(([id]) => !b.has(id))),
  symmetric_difference: (a, b) =>
    new Map([...[...a].filter(([id]) => !b.has(id)), ...[...b].filter(([id]) => !a.has(id))]),
} as const satisfies Record<string, Combine>;

function combined(runtime: Runtime, self: PySet, others: readonly Value[], combine: Combine): Entries | Value {
  let entries: Entries = self.entries;
  for (const other of others) {
    const more = entriesOf(runtime, other);
    if (!(more instanceof Map)) return more;
    entries = combine(entries, more);
  }
  return new Map(entries);
}

function made(entries: Entries | Value, like: PySet): Value {
  if (!(entries instanceof Map)) return entries;
  const set = new PySet(like.frozen);
  set.entries = entries;
  return set;
}

function relation(holds: (a: Entries, b: Entries) => boolean) {
  return (runtime: Runtime, self: PySet, other: Value): Value => {
    const entries = entriesOf(runtime, other);
    return entries instanceof Map ? holds(self.entries, entries) : entries;
  };
}

const within = (a: Entries, b: Entries): boolean => [...a.keys()].every((id) => b.has(id));

const READING: Record<string, MethodTable<PySet>[string]> = {
  'copy()': (_, self) => made(new Map(self.entries), self),
  'issubset(other, /)': relation(within),
  'issuperset(other, /)': relation((a, b) => within(b, a)),
  'isdisjoint(other, /)': relation((a, b) => ![...a.keys()].some((id) => b.has(id))),
};
const CHANGING: Record<string, MethodTable<PySet>[string]> = {
  '__init__(iterable=..., /)': (runtime, self, iterable: Value | undefined) => {
    if (self.of !== undefined && iterable !== undefined) replace(runtime, self, entriesOf(runtime, iterable));
    return null;
  },
  'add(item, /)': (runtime, self, item) => {
    include(runtime, self, item);
    return null;
  },
  'discard(item, /)': (runtime, self, item) => {
    if (isAbstract(item)) self.lost = runtime.lost(item);
    else self.entries.delete(runtime.keyOf(item));
    return null;
  },
  'remove(item, /)': (runtime, self, item) => {
    if (isAbstract(item)) self.lost = runtime.lost(item);
    else if (!self.entries.delete(runtime.keyOf(item))) return keyError(runtime, item);
    return null;
  },
  'pop()': (runtime, self) => {
    const [first] = self.entries;
    if (!first) return runtime.raise('KeyError', 'pop from an empty set');
    self.entries.delete(first[0]);
    // Which one Python takes is not defined.
    return self.entries.size === 0
      ? first[1]
      : runtime.lost({ kind: 'unknown', cause: { reason: 'depends-on-data', facts: { operator: 'set.pop' } } });
  },
  'clear()': (_, self) => {
    self.entries = new Map();
    return null;
  },
};

function replace(runtime: Runtime, self: PySet, entries: Entries | Value): void {
  if (entries instanceof Map) self.entries = new Map(entries);
  else self.lost = runtime.lost(entries);
}

for (const [name, combine] of Object.entries(COMBINE)) {
  READING[`${name}(*others)`] = (runtime, self, others) =>
    made(combined(runtime, self, (others as PyTuple).items, combine), self);
  CHANGING[`${name === 'union' ? 'update' : `${name}_update`}(*others)`] = (runtime, self, others) => {
    replace(runtime, self, combined(runtime, self, (others as PyTuple).items, combine));
    return null;
  };
}

addMethods<PySet>(SET, asSet, READING);
addMethods<PySet>(FROZENSET, asSet, READING);
addMutators<PySet>(SET, asSet, CHANGING);

for (const of of [SET, FROZENSET]) {
  addStatics(
    of,
    natives({
      '__new__(cls, iterable=..., /, *args, **keywords)': (runtime, cls, iterable: Value | undefined) => {
        const set = new PySet(of === FROZENSET, cls instanceof PyClass && cls !== of ? cls : undefined);
        if (iterable === undefined || (set.of && !set.frozen)) return set;
        replace(runtime, set, entriesOf(runtime, iterable));
        return set.lost ?? set;
      },
    }),
  );
}
