// `collections.deque`: a list that is open at both ends, and may be of a largest length.
import { addMethods, addMutators } from '../../builtins/declare.ts';
import { collect, integer } from '../../builtins/iteration.ts';
import { defineClass, LIST, OBJECT } from '../../evaluator/objects/builtin-classes.ts';
import { NOT_IMPLEMENTED, PyIterator, PyList, type Value } from '../../evaluator/values.ts';
import { asList, shows } from '../shown.ts';
import { registerAbstract } from './abstract.ts';

const LIMIT = 'maxlen';

/** Held as a list is, with its methods, but none in Python's eyes. */
export const DEQUE = defineClass('deque', [OBJECT], new Map(LIST.namespace), 'collections');
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
