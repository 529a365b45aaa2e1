// Items: indices, slices, keys, membership and length of Python's containers; other objects have their dunder methods.
import { unknownDim } from '../../../../graph/dim.ts';
import { unknownDecoratorOf } from '../compile/decorators.ts';
import type { Interpreter } from '../interpreter.ts';
import { classOf } from '../objects/builtin-classes.ts';
import { lookUp } from '../objects/method-order.ts';
import { asNumber, isInteger } from '../objects/numbers.ts';
import {
  BatchItems,
  PyBytes,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyList,
  PyRange,
  PySet,
  PySlice,
  PyTuple,
  type Value,
} from '../values.ts';
import { customMethod } from './dunder.ts';

export function getItem(interpreter: Interpreter, object: Value, index: Value): Value {
  if (interpreter.isUnknown(object)) return unknownDim(object.cause);
  if (object instanceof PyClass) return itemOfClass(interpreter, object, index);
  const custom = customMethod(object, '__getitem__');
  if (custom !== undefined) return interpreter.call(interpreter.bind(custom, object, classOf(object)), [index]);
  return plainGetItem(interpreter, object, index);
}

/** `list[int]`, `Generic[T]` are the class itself; a metaclass may give items: `Color['RED']`. */
function itemOfClass(interpreter: Interpreter, of: PyClass, index: Value): Value {
  const generic = lookUp(of, '__class_getitem__');
  if (generic !== undefined) return interpreter.call(interpreter.bindToClass(generic, of), [index]);
  const meta = of.meta && lookUp(of.meta, '__getitem__');
  return meta === undefined ? of : interpreter.call(meta, [of, index]);
}

/** Without dunder methods. */
export function plainGetItem(interpreter: Interpreter, object: Value, index: Value): Value {
  if (object instanceof PyDict) return itemOfDict(interpreter, object, index);
  const sequence = sequenceOf(object);
  if (!sequence) {
    const { name, open } = classOf(object);
    const decorator = object instanceof PyFunction ? unknownDecoratorOf(object) : undefined;
    if (decorator) return unknownDim(decorator.cause);
    return open ?? interpreter.raise('TypeError', `'${name}' object is not subscriptable`);
  }
  if (object instanceof PyList && object.lost) return object.lost;
  if (index instanceof PySlice) return sliceOf(interpreter, object, sequence, index);
  const at = position(interpreter, index, sequence.length, classOf(object).name);
  if (typeof at !== 'number') return at;
  return sequence.at(at);
}

interface Sequence {
  readonly length: number;
  readonly at: (index: number) => Value;
  readonly make: (indices: readonly number[]) => Value;
}

/** Lists, tuples, strings, ranges and bytes look alike here. */
function sequenceOf(object: Value): Sequence | undefined {
  if (object instanceof PyList || object instanceof PyTuple) {
    const { items } = object;
    const at = (index: number) => items[index] as Value;
    const make = (indices: readonly number[]) =>
      object instanceof PyList ? new PyList(indices.map(at)) : new PyTuple(indices.map(at), sizeLike(object));
    return { length: items.length, at, make };
  }
  if (typeof object === 'string') return characters(object);
  if (object instanceof PyInstance && typeof object.primitive === 'string') return characters(object.primitive);
  if (object instanceof PyRange) {
    const at = (index: number) => object.start + index * object.step;
    return { length: object.length, at, make: (indices) => new PyTuple(indices.map(at)) };
  }
  if (object instanceof PyBytes) {
    const at = (index: number) => object.value.charCodeAt(index);
    const make = (indices: readonly number[]) => new PyBytes(indices.map((i) => object.value.charAt(i)).join(''));
    return { length: object.value.length, at, make };
  }
  return undefined;
}

/** A slice of torch.Size is one again; of a named tuple it is a plain tuple: whoever makes the class says so. */
function sizeLike({ of }: PyTuple): PyClass | undefined {
  return of?.namespace.get('__slice_keeps_class__') === true ? of : undefined;
}

function characters(text: string): Sequence {
  const all = /[\ud800-\udfff]/.test(text) ? [...text] : undefined;
  const at = (index: number) => (all ? (all[index] as string) : text.charAt(index));
  return { length: all?.length ?? text.length, at, make: (indices) => indices.map(at).join('') };
}

/** The index as a number ≥ 0; an unknown where it is in doubt. */
function position(interpreter: Interpreter, index: Value, length: number, type: string): Value {
  if (interpreter.isUnknown(index)) return index;
  const at = asIndex(interpreter, index);
  if (at === undefined) {
    if (isBatch(index)) return interpreter.unknown({ reason: 'batch-arithmetic', facts: {} });
    const { name, open } = classOf(index);
    return open ?? interpreter.raise('TypeError', `${type} indices must be integers or slices, not ${name}`);
  }
  const from = at < 0 ? at + length : at;
  if (from < 0 || from >= length)
    return interpreter.raise('IndexError', `${type === 'str' ? 'string' : type} index out of range`);
  return from;
}

function isBatch(value: Value): boolean {
  return typeof value === 'object' && value !== null && value.kind === 'batch';
}

/** An integer that may stand as an index, through `__index__` where there is one. */
export function asIndex(interpreter: Interpreter, value: Value): number | undefined {
  const number = asNumber(value);
  if (number !== undefined) return isInteger(number) ? Number(number) : undefined;
  const method = value instanceof PyInstance ? interpreter.special(value, '__index__') : undefined;
  const result = method && interpreter.call(method, []);
  return typeof result === 'number' ? result : undefined;
}

/** The indices that a slice takes of so many items; undefined where a bound is unknown. */
export function sliceIndices(interpreter: Interpreter, slice: PySlice, length: number): number[] | undefined {
  const bound = (value: Value, missing: number): number | undefined =>
    value === null ? missing : asIndex(interpreter, value);
  const step = bound(slice.step, 1);
  if (step === undefined) return undefined;
  if (step === 0) return interpreter.raise('ValueError', 'slice step cannot be zero');
  const clamp = (at: number | undefined) => {
    if (at === undefined) return undefined;
    const from = at < 0 ? at + length : at;
    return step > 0 ? Math.min(Math.max(from, 0), length) : Math.min(Math.max(from, -1), length - 1);
  };
  const lower = slice.lower === null ? (step > 0 ? 0 : length - 1) : clamp(bound(slice.lower, 0));
  const upper = slice.upper === null ? (step > 0 ? length : -1) : clamp(bound(slice.upper, 0));
  if (lower === undefined || upper === undefined) return undefined;
  const indices: number[] = [];
  for (let i = lower; step > 0 ? i < upper : i > upper; i += step) indices.push(i);
  return indices;
}

function unknownBound(interpreter: Interpreter, { lower, upper, step }: PySlice): Value {
  const bounds = [lower, upper, step];
  return (
    bounds.find((value) => interpreter.isUnknown(value)) ??
    (bounds.some(isBatch)
      ? interpreter.unknown({ reason: 'batch-arithmetic', facts: {} })
      : interpreter.raise('TypeError', 'slice indices must be integers or None or have an __index__ method'))
  );
}

function sliceOf(interpreter: Interpreter, object: Value, sequence: Sequence, slice: PySlice): Value {
  if (object instanceof PyRange) {
    const indices = rangeSlice(interpreter, object, slice);
    return indices ?? unknownBound(interpreter, slice);
  }
  const indices = sliceIndices(interpreter, slice, sequence.length);
  if (!indices) return unknownBound(interpreter, slice);
  interpreter.spendCells(indices.length);
  return sequence.make(indices);
}

function rangeSlice(interpreter: Interpreter, range: PyRange, slice: PySlice): PyRange | undefined {
  const bound = (value: Value) => (value === null ? null : asIndex(interpreter, value));
  const [lower, upper, by] = [bound(slice.lower), bound(slice.upper), bound(slice.step)];
  if (lower === undefined || upper === undefined || by === undefined) return undefined;
  const { length, start, step } = range;
  const stride = by ?? 1;
  if (stride === 0) return interpreter.raise('ValueError', 'slice step cannot be zero');
  const [least, most] = stride > 0 ? [0, length] : [-1, length - 1];
  const clamp = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, least), most);
  const from = lower === null ? (stride > 0 ? 0 : length - 1) : clamp(lower);
  const to = upper === null ? (stride > 0 ? length : -1) : clamp(upper);
  return new PyRange(start + from * step, start + to * step, step * stride);
}

function itemOfDict(interpreter: Interpreter, dict: PyDict, key: Value): Value {
  if (interpreter.isUnknown(key)) return key;
  if (dict.lost) return dict.lost;
  const entry = dict.entries.get(interpreter.keyOf(key));
  if (entry) return entry[1];
  const missing = dict.of && lookUp(dict.of, '__missing__');
  if (missing !== undefined) return interpreter.call(missing, [dict, key]);
  return interpreter.raiseValue(interpreter.makeException('KeyError', key));
}

export function setItem(interpreter: Interpreter, object: Value, index: Value, value: Value): void {
  if (interpreter.isUnknown(object)) return;
  const custom = customMethod(object, '__setitem__');
  if (custom !== undefined) interpreter.call(interpreter.bind(custom, object, classOf(object)), [index, value]);
  else plainSetItem(interpreter, object, index, value);
}

export function plainSetItem(interpreter: Interpreter, object: Value, index: Value, value: Value): void {
  if (object instanceof PyDict) {
    interpreter.touch(object);
    putIn(interpreter, object, index, value);
    return;
  }
  if (!(object instanceof PyList)) {
    const { name, open } = classOf(object);
    if (!open) interpreter.raise('TypeError', `'${name}' object does not support item assignment`);
    return;
  }
  interpreter.touch(object);
  BatchItems.spoil(object);
  if (object.lost) return;
  if (index instanceof PySlice) {
    assignSlice(interpreter, object, index, value);
    return;
  }
  const at = position(interpreter, index, object.items.length, 'list assignment');
  if (typeof at === 'number') object.items[at] = value;
  else object.lost = interpreter.lost(at);
}

function assignSlice(interpreter: Interpreter, list: PyList, slice: PySlice, value: Value): void {
  const items = interpreter.iterate(value);
  const indices = sliceIndices(interpreter, slice, list.items.length);
  if (!items || !indices) {
    list.lost = interpreter.lost(items ? unknownBound(interpreter, slice) : value);
    return;
  }
  const given = [...items];
  if (slice.step === null || slice.step === 1) {
    const bounds = new PySlice(slice.lower, null, null);
    const from = indices[0] ?? list.items.length - (sliceIndices(interpreter, bounds, list.items.length)?.length ?? 0);
    list.items.splice(from, indices.length, ...given);
    return;
  }
  if (given.length !== indices.length)
    interpreter.raise(
      'ValueError',
      `attempt to assign sequence of size ${given.length} to extended slice of size ${indices.length}`,
    );
  indices.forEach((at, i) => {
    list.items[at] = given[i] as Value;
  });
}

export function deleteItem(interpreter: Interpreter, object: Value, index: Value): void {
  if (interpreter.isUnknown(object)) return;
  const custom = customMethod(object, '__delitem__');
  if (custom !== undefined) interpreter.call(interpreter.bind(custom, object, classOf(object)), [index]);
  else plainDeleteItem(interpreter, object, index);
}

export function plainDeleteItem(interpreter: Interpreter, object: Value, index: Value): void {
  if (object instanceof PyDict) {
    interpreter.touch(object);
    if (interpreter.isUnknown(index)) object.lost = index;
    else if (!object.entries.delete(interpreter.keyOf(index)) && !object.lost)
      interpreter.raiseValue(interpreter.makeException('KeyError', index));
    return;
  }
  if (!(object instanceof PyList)) {
    interpreter.raise('TypeError', `'${classOf(object).name}' object doesn't support item deletion`);
    return;
  }
  interpreter.touch(object);
  BatchItems.spoil(object);
  if (object.lost) return;
  if (index instanceof PySlice) {
    const indices = new Set(sliceIndices(interpreter, index, object.items.length));
    object.items = object.items.filter((_, at) => !indices.has(at));
    return;
  }
  const at = position(interpreter, index, object.items.length, 'list assignment');
  if (typeof at === 'number') object.items.splice(at, 1);
  else object.lost = interpreter.lost(at);
}

/** Puts an entry into a dict that nobody else sees yet, or that was touched; an unknown key leaves in doubt what it holds. */
export function putIn(interpreter: Interpreter, dict: PyDict, key: Value, value: Value): void {
  if (interpreter.isUnknown(key)) {
    dict.lost ??= key;
    return;
  }
  const id = interpreter.keyOf(key);
  const old = dict.entries.get(id);
  if (!old) interpreter.spendCells(1);
  dict.entries.set(id, [old ? old[0] : key, value]);
}

export function addTo(interpreter: Interpreter, set: PySet, value: Value): void {
  if (interpreter.isUnknown(value)) {
    set.lost ??= value;
    return;
  }
  const id = interpreter.keyOf(value);
  if (set.entries.has(id)) return;
  interpreter.spendCells(1);
  set.entries.set(id, value);
}

/** `value in container` */
export function contains(interpreter: Interpreter, container: Value, value: Value): Value {
  if (interpreter.isUnknown(container)) return container;
  const custom = customMethod(container, '__contains__');
  if (custom !== undefined) return interpreter.call(interpreter.bind(custom, container, classOf(container)), [value]);
  return plainContains(interpreter, container, value);
}

export function plainContains(interpreter: Interpreter, container: Value, value: Value): Value {
  if (container instanceof PyDict || container instanceof PySet) {
    if (interpreter.isUnknown(value)) return value;
    return container.lost ?? container.entries.has(interpreter.keyOf(value));
  }
  const text = container instanceof PyInstance ? container.primitive : container;
  if (typeof text === 'string') {
    if (interpreter.isUnknown(value)) return value;
    const part = value instanceof PyInstance ? value.primitive : value;
    if (typeof part === 'string') return text.includes(part);
    const { name } = classOf(value);
    return interpreter.raise('TypeError', `'in <string>' requires string as left operand, not ${name}`);
  }
  const result = interpreter.attempt(() => interpreter.iterate(container));
  if ('raised' in result)
    return interpreter.raise('TypeError', `argument of type '${classOf(container).name}' is not iterable`);
  const items = result.value;
  if (!items) return interpreter.lost(container);
  let doubt: Value = false;
  for (const item of items) {
    const same = item === value ? true : interpreter.equals(item, value);
    if (same) return true;
    if (same === undefined) doubt = interpreter.isUnknown(item) ? item : interpreter.lost(value);
  }
  return doubt;
}

export function length(interpreter: Interpreter, value: Value): Value {
  if (interpreter.isUnknown(value)) return value;
  const custom = customMethod(value, '__len__');
  if (custom !== undefined) return interpreter.call(interpreter.bind(custom, value, classOf(value)), []);
  return plainLength(interpreter, value);
}

export function plainLength(interpreter: Interpreter, value: Value): Value {
  if (value instanceof PyList) return BatchItems.in(value)?.count ?? value.lost ?? value.items.length;
  if (value instanceof PyDict || value instanceof PySet) return value.lost ?? value.entries.size;
  const sequence = sequenceOf(value);
  if (sequence) return sequence.length;
  if (value instanceof PyClass && value.meta) {
    const meta = lookUp(value.meta, '__len__');
    if (meta !== undefined) return interpreter.call(meta, [value]);
  }
  const { name, open } = classOf(value);
  return open ?? interpreter.raise('TypeError', `object of type '${name}' has no len()`);
}
