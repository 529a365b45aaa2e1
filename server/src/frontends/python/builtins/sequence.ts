// `list` and `tuple`: making them, and their methods. Items and operators are the evaluator's.
import { LIST, TUPLE } from '../evaluator/objects/builtin-classes.ts';
import { PyClass, PyList, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { addMethods, addMutators, addStatics, natives } from './declare.ts';
import { collect, integer, sorted } from './iteration.ts';

const asList = (value: Value): PyList | undefined => (value instanceof PyList ? value : undefined);
const asTuple = (value: Value): PyTuple | undefined => (value instanceof PyTuple ? value : undefined);

function positions(runtime: Runtime, self: PyList | PyTuple, value: Value, from: number, to: number): number | Value {
  const { items } = self;
  for (let i = from; i < Math.min(to, items.length); i++) {
    runtime.spend(1);
    const same = items[i] === value || runtime.equals(items[i] as Value, value);
    if (same === undefined) return runtime.lost(runtime.isUnknown(value) ? value : (items[i] as Value));
    if (same) return i;
  }
  return -1;
}

function indexOf(runtime: Runtime, self: PyList | PyTuple, value: Value, start: Value, stop: Value): Value {
  const { length } = self.items;
  const [from, to] = [integer(runtime, start), integer(runtime, stop)];
  if (from === undefined || to === undefined) return runtime.lost(from === undefined ? start : stop);
  const clamp = (index: number): number => Math.max(0, index < 0 ? index + length : index);
  const found = positions(runtime, self, value, clamp(from), clamp(to));
  return found === -1 ? runtime.raise('ValueError', notFound(runtime, self, value)) : found;
}

function notFound(runtime: Runtime, self: PyList | PyTuple, value: Value): string {
  return self instanceof PyTuple ? 'tuple.index(x): x not in tuple' : `${runtime.repr(value)} is not in list`;
}

function count(runtime: Runtime, self: PyList | PyTuple, value: Value): Value {
  let times = 0;
  for (const item of self.items) {
    const same = runtime.equals(item, value);
    if (same === undefined) return runtime.lost(runtime.isUnknown(value) ? value : item);
    if (same) times++;
  }
  return times;
}

/** What it holds is in doubt from now on. */
function lose(runtime: Runtime, self: PyList, because: Value): Value {
  self.lost = runtime.lost(because);
  return self.lost;
}

type Sequence = PyList | PyTuple;
const READING = {
  'index(value, start=0, stop=9007199254740991, /)': indexOf,
  'count(value, /)': count,
};

addMethods<Sequence>(LIST, asList, READING);
addMethods<Sequence>(TUPLE, asTuple, READING);

addMethods<PyList>(LIST, asList, {
  'copy()': (runtime, self) => {
    runtime.spendCells(self.items.length);
    return new PyList(self.items.slice());
  },
});

function fill(runtime: Runtime, self: PyList, iterable: Value): Value {
  const items = collect(runtime, iterable);
  if (Array.isArray(items)) self.items = items;
  else lose(runtime, self, items as Value);
  return null;
}

addMutators<PyList>(LIST, asList, {
  '__init__(iterable=..., /)': (runtime, self, iterable: Value | undefined) =>
    self.of === undefined || iterable === undefined ? null : fill(runtime, self, iterable),
  'append(object, /)': (runtime, self, object) => {
    runtime.spendCells(1);
    self.items.push(object);
    return null;
  },
  'extend(iterable, /)': (runtime, self, iterable) => {
    const items = collect(runtime, iterable);
    if (!Array.isArray(items)) lose(runtime, self, items as Value);
    else for (const item of items) self.items.push(item);
    return null;
  },
  'insert(index, object, /)': (runtime, self, index, object) => {
    const place = integer(runtime, index);
    if (place === undefined) lose(runtime, self, index);
    else self.items.splice(place < 0 ? Math.max(0, place + self.items.length) : place, 0, object);
    return null;
  },
  'pop(index=-1, /)': (runtime, self, index) => {
    const place = integer(runtime, index);
    if (place === undefined) return lose(runtime, self, index);
    const { length } = self.items;
    if (length === 0) return runtime.raise('IndexError', 'pop from empty list');
    const at = place < 0 ? place + length : place;
    if (at < 0 || at >= length) return runtime.raise('IndexError', 'pop index out of range');
    return self.items.splice(at, 1)[0] as Value;
  },
  'remove(value, /)': (runtime, self, value) => {
    const found = positions(runtime, self, value, 0, self.items.length);
    if (typeof found !== 'number') lose(runtime, self, found);
    else if (found < 0) return runtime.raise('ValueError', 'list.remove(x): x not in list');
    else self.items.splice(found, 1);
    return null;
  },
  'clear()': (_, self) => {
    self.items = [];
    return null;
  },
  'reverse()': (_, self) => {
    self.items.reverse();
    return null;
  },
  'sort(*, key=None, reverse=False)': (runtime, self, key, reverse) => {
    const isReverse = runtime.truth(reverse);
    const items = isReverse === undefined ? runtime.lost(reverse) : sorted(runtime, self.items, key, isReverse);
    if (Array.isArray(items)) self.items = items;
    else lose(runtime, self, items as Value);
    return null;
  },
});

addStatics(
  LIST,
  natives({
    '__new__(cls, *args, **keywords)': (runtime, cls, args) => {
      const of = cls instanceof PyClass && cls !== LIST ? cls : undefined;
      const [iterable] = (args as PyTuple).items;
      if (of || iterable === undefined) return new PyList([], of);
      const batch = runtime.batchOf(iterable);
      if (batch) return batch.list();
      const items = collect(runtime, iterable);
      return Array.isArray(items) ? new PyList(items) : (items as Value);
    },
  }),
);

addStatics(
  TUPLE,
  natives({
    '__new__(cls, iterable=..., /, *args, **keywords)': (runtime, cls, iterable: Value | undefined) => {
      const of = cls instanceof PyClass && cls !== TUPLE ? cls : undefined;
      if (iterable === undefined) return new PyTuple([], of);
      if (iterable instanceof PyTuple && iterable.of === of) return iterable;
      const items = collect(runtime, iterable);
      return Array.isArray(items) ? new PyTuple(items, of) : (items as Value);
    },
  }),
);
