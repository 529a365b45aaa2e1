// numpy's arrays of one axis, of known numbers: what is computed with them, and what changes them. Knows no function of numpy's.

import { absorbed, instanceMethods, isAbstract, type NativeOptions, type NativeTable } from '../../builtins/declare.ts';
import { collect, double, integer } from '../../builtins/iteration.ts';
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { COMPARISON, DUNDER } from '../../evaluator/protocols/operations.ts';
import {
  nativeMethod,
  PyClass,
  PyFloat,
  PyInstance,
  PyIterator,
  PyList,
  PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { atRunTime } from '../module.ts';

/** Functions and methods here know fewer arguments than numpy's: `axis`, `out` … */
export const PARTLY: NativeOptions = { otherwise: atRunTime('numpy') };

const ITEMS = '_items';
export const ARRAY = defineClass('ndarray', undefined, {}, 'numpy');

export function array(items: readonly Value[]): PyInstance {
  const made = new PyInstance(ARRAY);
  made.attributes.set(ITEMS, new PyList([...items]));
  made.attributes.set('shape', new PyTuple([items.length]));
  made.attributes.set('size', items.length);
  made.attributes.set('ndim', 1);
  return made;
}

export function itemsOf(value: Value): readonly Value[] | undefined {
  return listOf(value)?.items;
}

function listOf(value: Value): PyList | undefined {
  if (!(value instanceof PyInstance) || value.class !== ARRAY) return undefined;
  const list = value.attributes.get(ITEMS);
  return list instanceof PyList && !list.lost ? list : undefined;
}

export function forgetItems(of: PyInstance): void {
  of.attributes.delete(ITEMS);
}

/** Numbers of a list, tuple or array; an unknown where one is not known or is no plain number. */
export function numbers(runtime: Runtime, value: Value): readonly Value[] | Value {
  const own = itemsOf(value);
  if (own) return own;
  const items = collect(runtime, value);
  if (!Array.isArray(items)) return items as Value;
  return absorbed(runtime, items) ?? (items.every(isNumber) ? items : atRunTime('numpy.array'));
}

export function isList(value: readonly Value[] | Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isNumber(value: Value): boolean {
  return (
    typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || value instanceof PyFloat
  );
}

export function reduced(compute: (runtime: Runtime, items: readonly Value[]) => Value): NativeTable[string] {
  return (runtime, value) => {
    if (isAbstract(value)) return runtime.lost(value);
    if (isNumber(value)) return compute(runtime, [value]);
    const items = numbers(runtime, value);
    return isList(items) ? compute(runtime, items) : items;
  };
}

export function running(operator: string): NativeTable[string] {
  return reduced((runtime, items) => {
    let total: Value | undefined;
    return array(items.map((item) => (total = total === undefined ? item : runtime.binary(operator, total, item))));
  });
}

export const total = reduced((runtime, items) => items.reduce<Value>((sum, item) => runtime.binary('+', sum, item), 0));
export const product = reduced((runtime, items) =>
  items.reduce<Value>((sum, item) => runtime.binary('*', sum, item), 1),
);
export const average = reduced((runtime, items) =>
  items.length === 0
    ? new PyFloat(Number.NaN)
    : runtime.binary(
        '/',
        items.reduce<Value>((sum, item) => runtime.binary('+', sum, item), 0),
        items.length,
      ),
);
export const extreme = (operator: '<' | '>'): NativeTable[string] =>
  reduced((runtime, items) => {
    const best = items.reduce(
      (a, b) => (runtime.truth(runtime.compare(operator, b, a)) === true ? b : a),
      items[0] ?? null,
    );
    return items.length === 0 ? runtime.raise('ValueError', 'zero-size array to reduction operation') : best;
  });

/** Whether one, or every one, of the items counts as true. */
export const quantified = (every: boolean): NativeTable[string] =>
  reduced((runtime, items) => {
    const truths = items.map((item) => runtime.truth(item) === true);
    return every ? truths.every(Boolean) : truths.some(Boolean);
  });

/** Where the largest, or the smallest, stands first. */
export const placeOf = (operator: '<' | '>'): NativeTable[string] =>
  reduced((runtime, items) => {
    let best = 0;
    for (const [index, item] of items.entries())
      if (runtime.truth(runtime.compare(operator, item, items[best] ?? null)) === true) best = index;
    return items.length === 0 ? runtime.raise('ValueError', 'attempt to get argmax of an empty sequence') : best;
  });

const OPERATORS = ['+', '-', '*', '/', '//', '%', '**'].map((operator) => [DUNDER[operator] ?? '', operator] as const);

/** Divided by zero, numbers are infinite or none, and nothing is raised. */
function computed(runtime: Runtime, operator: string, left: Value, right: Value): Value {
  const divisor = /^(?:\/\/?|%)$/.test(operator) ? double(runtime, right) : undefined;
  return divisor === 0
    ? new PyFloat((double(runtime, left) ?? Number.NaN) / divisor)
    : runtime.binary(operator, left, right);
}

export function elementwise(runtime: Runtime, operator: string, left: Value, right: Value): Value {
  return pairwise(runtime, left, right, (x, y) => computed(runtime, operator, x, y));
}

function compared(runtime: Runtime, operator: Comparison, left: Value, right: Value): Value {
  return pairwise(runtime, left, right, (x, y) => runtime.compare(operator, x, y));
}

/** Of numbers and arrays, which stretch where they have one item. */
export function pairwise(runtime: Runtime, left: Value, right: Value, compute: (x: Value, y: Value) => Value): Value {
  const [a, b] = [operand(runtime, left), operand(runtime, right)];
  if (!isList(a)) return a;
  if (!isList(b)) return b;
  const length = a.length === 1 ? b.length : a.length;
  if (b.length !== length && b.length !== 1) return atRunTime('numpy');
  runtime.spendCells(length);
  const items = Array.from({ length }, (_, index) => {
    const [x = null, y = null] = [a.length === 1 ? a[0] : a[index], b.length === 1 ? b[0] : b[index]];
    return compute(x, y);
  });
  return isNumber(left) && isNumber(right) ? (items[0] ?? null) : array(items);
}

function operand(runtime: Runtime, value: Value): readonly Value[] | Value {
  if (isAbstract(value)) return runtime.lost(value);
  if (isNumber(value)) return [value];
  if (itemsOf(value) || value instanceof PyList || value instanceof PyTuple) return numbers(runtime, value);
  return atRunTime('numpy');
}

type Comparison = (typeof COMPARISON)[keyof typeof COMPARISON];

function isFloatType(type: Value): boolean | undefined {
  const name = type instanceof PyClass ? type.name : type;
  if (typeof name !== 'string') return undefined;
  return name.startsWith('float') ? true : /^u?int/.test(name) ? false : undefined;
}

export function cast(runtime: Runtime, self: Value, type: Value): Value {
  const isFloat = isFloatType(type);
  const items = itemsOf(self);
  if (isFloat === undefined || !items) return atRunTime('numpy.astype');
  return array(
    items.map((item) => (isFloat ? new PyFloat(double(runtime, item) ?? 0) : Math.trunc(double(runtime, item) ?? 0))),
  );
}

for (const [name, method] of [
  ...OPERATORS.flatMap(([name, operator]) => [
    [
      `__${name}__`,
      nativeMethod(name, (runtime, { positional: [a = null, b = null] }) => elementwise(runtime, operator, a, b)),
    ] as const,
    [
      `__r${name}__`,
      nativeMethod(name, (runtime, { positional: [a = null, b = null] }) => elementwise(runtime, operator, b, a)),
    ] as const,
  ]),
  ...Object.entries(COMPARISON).map(
    ([name, operator]) =>
      [
        `__${name}__`,
        nativeMethod(name, (runtime, { positional: [a = null, b = null] }) => compared(runtime, operator, a, b)),
      ] as const,
  ),
  ...instanceMethods(
    {
      'tolist()': (_, self) => list(self),
      'astype(dtype)': cast,
      'copy()': itself,
      'flatten()': itself,
      'ravel()': itself,
      'any()': quantified(false),
      'all()': quantified(true),
      'argmax()': placeOf('>'),
      'argmin()': placeOf('<'),
      '__neg__()': (runtime, self) => elementwise(runtime, '*', self, -1),
      '__bool__()': only((runtime, item) => runtime.truth(item) ?? runtime.lost(item)),
      '__int__()': only(
        (runtime, item) => integer(runtime, runtime.call(runtime.typeOf(0), [item])) ?? runtime.lost(item),
      ),
      '__float__()': only((runtime, item) => new PyFloat(double(runtime, item) ?? Number.NaN)),
      '__index__()': only((runtime, item) => integer(runtime, item) ?? runtime.lost(item)),
      'sum()': total,
      'prod()': product,
      'mean()': average,
      'max()': extreme('>'),
      'min()': extreme('<'),
      'cumsum()': running('+'),
      'item(index=0)': (runtime, self, index) => runtime.getItem(listOf(self) ?? atRunTime('numpy.ndarray'), index),
      '__len__()': (runtime, self) => (self instanceof PyInstance ? (self.own('size') ?? 0) : runtime.lost(self)),
      '__iter__()': (_, self) => {
        const items = itemsOf(self);
        return items ? PyIterator.over(items) : atRunTime('numpy.ndarray');
      },
      '__getitem__(index, /)': (runtime, self, index) => {
        // Further axes, and choosing by lists of positions or of truths.
        const isPlain = index !== null && !(index instanceof PyTuple || index instanceof PyList);
        const items = listOf(self);
        if (!items || !isPlain) return atRunTime('numpy.ndarray');
        const item = runtime.getItem(items, index);
        return item instanceof PyList ? array(item.items) : item;
      },
      '__setitem__(index, value, /)': (runtime, self, index, value) => {
        const list = listOf(self);
        const items = list?.items;
        const at = isNumber(index) ? integer(runtime, index) : undefined;
        const isKnown = items && at !== undefined && isNumber(value) && at >= -items.length && at < items.length;
        if (!(self instanceof PyInstance) || (at !== undefined && items && !isKnown && isNumber(value)))
          return runtime.raise('IndexError', 'index is out of bounds for axis 0');
        if (list && isKnown) {
          runtime.setItem(list, at, value);
          return null;
        }
        runtime.touch(self);
        // Of an array that is changed somewhere nothing is known but its size.
        self.attributes.delete(ITEMS);
        return null;
      },
      '__getattr__(name)': (_, _self, name) => atRunTime(`numpy.ndarray.${name}`),
    },
    PARTLY,
  ),
])
  ARRAY.namespace.set(name, method);

for (const name of [
  ...['pos', 'abs', 'invert', 'and', 'or', 'xor', 'rand', 'ror', 'matmul', 'contains', 'delitem', 'divmod', 'round'],
])
  ARRAY.namespace.set(
    `__${name}__`,
    nativeMethod(name, () => atRunTime('numpy.ndarray')),
  );

function itself(_: Runtime, self: Value): Value {
  const items = itemsOf(self);
  return items ? array(items) : atRunTime('numpy.ndarray');
}

/** Only an array of one item is a number. */
function only(compute: (runtime: Runtime, item: Value) => Value): NativeTable[string] {
  return (runtime, self) => {
    const [item, ...more] = itemsOf(self) ?? [];
    return item === undefined || more.length > 0 ? atRunTime('numpy.ndarray') : compute(runtime, item);
  };
}

function list(self: Value): Value {
  const items = itemsOf(self);
  return items ? new PyList([...items]) : atRunTime('numpy.ndarray');
}
