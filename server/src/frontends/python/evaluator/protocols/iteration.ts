// Iteration: JavaScript iterables over whatever Python can iterate.

import type { Interpreter } from '../interpreter.ts';
import { classOf } from '../objects/builtin-classes.ts';
import { lookUp } from '../objects/method-order.ts';
import { BatchItems, type PyClass, PyInstance, PyIterator, type PyRange, type Value } from '../values.ts';
import { customMethod } from './dunder.ts';

/** Undefined where the items are unknown. Raises TypeError for what cannot be iterated. */
export function iterate(interpreter: Interpreter, value: Value): Iterable<Value> | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return notIterable(interpreter, value);
  if (value.kind === 'unknown') return undefined;
  const custom = customMethod(value, '__iter__');
  if (custom !== undefined) {
    const iterator = interpreter.call(interpreter.bind(custom, value, classOf(value)), []);
    return iterator === value ? stepping(interpreter, value) : overIterator(interpreter, iterator);
  }
  return plainIterate(interpreter, value);
}

/** What runs over the batch: what `range(N)` gives, lists made of that, and tensors whose first axis it is. */
export function batchOf(interpreter: Interpreter, value: Value): BatchItems | undefined {
  const found = BatchItems.in(value);
  if (found || !(value instanceof PyInstance) || !value.native) return found;
  const iterator = interpreter.special(value, '__iter__');
  const items = iterator && interpreter.call(iterator, []);
  return items instanceof BatchItems ? items : undefined;
}

/** Without dunder methods. */
export function plainIterate(interpreter: Interpreter, value: Value): Iterable<Value> | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return notIterable(interpreter, value);
  switch (value.kind) {
    case 'list':
      return value.lost ? undefined : value.items;
    case 'tuple':
      return value.items;
    case 'dict':
      return value.lost ? undefined : [...value.entries.values()].map(([key]) => key);
    case 'set':
      return value.lost ? undefined : [...value.entries.values()];
    case 'range':
      return overRange(interpreter, value);
    case 'iterator':
      return value instanceof BatchItems ? undefined : over(interpreter, value);
    case 'bytes':
      return [...value.value].map((character) => character.charCodeAt(0));
    case 'class':
      return overClass(interpreter, value);
    case 'instance':
      return overInstance(interpreter, value);
    default:
      return notIterable(interpreter, value);
  }
}

function notIterable(interpreter: Interpreter, value: Value): never {
  return interpreter.raise('TypeError', `'${classOf(value).name}' object is not iterable`);
}

/** Every item is paid for here, so that nobody who collects them needs to. */
function* overRange(interpreter: Interpreter, { start, stop, step }: PyRange): Generator<number, void> {
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) {
    interpreter.spend(1);
    yield i;
  }
}

/** Once: what was taken is gone. */
function over(interpreter: Interpreter, iterator: PyIterator): Iterable<Value> {
  const next = (): IteratorResult<Value> => {
    interpreter.spend(1);
    const value = iterator.next();
    return value === undefined ? { done: true, value: undefined } : { done: false, value };
  };
  return { [Symbol.iterator]: () => ({ next }) };
}

function overIterator(interpreter: Interpreter, iterator: Value): Iterable<Value> | undefined {
  if (iterator instanceof BatchItems) return undefined;
  if (iterator instanceof PyIterator) return over(interpreter, iterator);
  if (iterator instanceof PyInstance) return stepping(interpreter, iterator);
  return iterate(interpreter, iterator);
}

function stepping(interpreter: Interpreter, iterator: Value): Iterable<Value> {
  return over(interpreter, new PyIterator(() => next(interpreter, iterator)));
}

function overClass(interpreter: Interpreter, of: PyClass): Iterable<Value> | undefined {
  const meta = of.meta && lookUp(of.meta, '__iter__');
  if (meta !== undefined) return overIterator(interpreter, interpreter.call(meta, [of]));
  return of.open ? undefined : notIterable(interpreter, of);
}

/** The old protocol: items from 0 until IndexError. */
function overInstance(interpreter: Interpreter, value: PyInstance): Iterable<Value> | undefined {
  const { primitive } = value;
  if (typeof primitive === 'string') return primitive;
  const get = interpreter.special(value, '__getitem__');
  if (get === undefined) return value.class.open ? undefined : notIterable(interpreter, value);
  let index = 0;
  const step = (): Value | undefined => {
    interpreter.spend(1);
    const result = interpreter.attempt(() => interpreter.call(get, [index++]));
    if ('value' in result) return result.value;
    if (result.raised.class.name === 'IndexError' || result.raised.class.name === 'StopIteration') return undefined;
    return interpreter.raiseValue(result.raised);
  };
  return over(interpreter, new PyIterator(step));
}

/** An iterator's next item; undefined at its end. */
export function next(interpreter: Interpreter, iterator: Value): Value | undefined {
  if (iterator instanceof PyIterator) return iterator.next();
  if (interpreter.isUnknown(iterator)) return iterator;
  const step = interpreter.special(iterator, '__next__');
  if (step === undefined)
    return interpreter.raise('TypeError', `'${classOf(iterator).name}' object is not an iterator`);
  interpreter.spend(1);
  const result = interpreter.attempt(() => interpreter.call(step, []));
  if ('value' in result) return result.value;
  return result.raised.class.name === 'StopIteration' ? undefined : interpreter.raiseValue(result.raised);
}

/** The items to assign to so many targets; an unknown where they are not known. */
export function unpack(interpreter: Interpreter, value: Value, count: number, starred: boolean): Value[] | Value {
  const result = interpreter.attempt(() => iterate(interpreter, value));
  if ('raised' in result) {
    const own = interpreter.special(value, '__iter__') ?? interpreter.special(value, '__getitem__');
    if (own !== undefined || result.raised.class.name !== 'TypeError') return interpreter.raiseValue(result.raised);
    return interpreter.raise('TypeError', `cannot unpack non-iterable ${classOf(value).name} object`);
  }
  const items = result.value;
  // Of any other batch Python refuses to unpack it.
  const batch = items || starred ? undefined : batchOf(interpreter, value);
  if (batch && !batch.given) return Array.from({ length: count }, () => batch.item);
  if (!items) return interpreter.lost(value);
  const taken: Value[] = [];
  for (const item of items) {
    taken.push(item);
    if (!starred && taken.length > count)
      return interpreter.raise('ValueError', `too many values to unpack (expected ${count})`);
  }
  const least = starred ? count - 1 : count;
  if (taken.length >= least) return taken;
  const expected = `expected ${starred ? 'at least ' : ''}${least}, got ${taken.length}`;
  return interpreter.raise('ValueError', `not enough values to unpack (${expected})`);
}

/** A mapping's entries, as `**` takes them; undefined where they are not known. */
export function mappingEntries(interpreter: Interpreter, value: Value): Iterable<readonly [Value, Value]> | undefined {
  if (interpreter.isUnknown(value)) return undefined;
  if (typeof value === 'object' && value !== null && value.kind === 'dict')
    return value.lost ? undefined : [...value.entries.values()];
  const keys = interpreter.findAttribute(value, 'keys');
  const items = keys === undefined ? undefined : interpreter.iterate(interpreter.call(keys, []));
  if (keys === undefined) return interpreter.raise('TypeError', `'${classOf(value).name}' object is not a mapping`);
  return items && [...items].map((key) => [key, interpreter.getItem(value, key)] as const);
}
