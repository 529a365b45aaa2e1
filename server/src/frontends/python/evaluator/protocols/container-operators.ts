// Operators of Python's containers and strings: `+`, `*`, `|` … New ones are made, except in place.

import type { Interpreter } from '../interpreter.ts';
import { DICT, ownKind, STR } from '../objects/builtin-classes.ts';
import { lookUp } from '../objects/method-order.ts';
import { BatchItems, PyBytes, PyDict, PyInstance, PyList, PySet, PyTuple, type Value } from '../values.ts';
import { addTo, asIndex } from './items.ts';

/** Undefined where the operator is none of theirs. */
export function containerOperator(
  interpreter: Interpreter,
  operator: string,
  left: Value,
  right: Value,
): Value | undefined {
  const format = operator === '%' && text(left) !== undefined ? lookUp(STR, '__mod__') : undefined;
  if (format !== undefined) return interpreter.call(format, [left, right]);
  if (operator === '+') return concatenate(interpreter, left, right);
  if (operator === '*') return repeat(interpreter, left, right) ?? repeat(interpreter, right, left);
  if (operator in SET_OPERATORS) {
    const [a, b] =
      isItems(left) || isItems(right) ? [asSet(interpreter, left), asSet(interpreter, right)] : [left, right];
    if (a instanceof PySet && b instanceof PySet) return ofSets(operator, a, b);
  }
  if (operator === '|' && left instanceof PyDict && right instanceof PyDict) {
    const lost = left.lost ?? right.lost;
    if (lost) return lost;
    const dict = new PyDict(ownKind(left.of, DICT));
    if (dict.of && left.attributes) dict.attributes = new Map(left.attributes);
    for (const [id, entry] of [...left.entries, ...right.entries]) dict.entries.set(id, entry);
    return dict;
  }
  return undefined;
}

/** What `dict.items()` gives is a set where it meets one. */
export function isItems(value: Value): value is PyList {
  return value instanceof PyList && value.of?.name === 'dict_items';
}

export function asSet(interpreter: Interpreter, value: Value): Value {
  if (value instanceof PySet || !(value instanceof PyList)) return value;
  const set = new PySet();
  set.lost = value.lost;
  for (const item of value.items) addTo(interpreter, set, item);
  return set;
}

function text(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof PyInstance && typeof value.primitive === 'string' ? value.primitive : undefined;
}

function concatenate(interpreter: Interpreter, left: Value, right: Value): Value | undefined {
  const [a, b] = [text(left), text(right)];
  if (a !== undefined && b !== undefined) {
    interpreter.spendCells(a.length + b.length);
    return a + b;
  }
  if (left instanceof PyBytes && right instanceof PyBytes) return new PyBytes(left.value + right.value);
  if (left instanceof PyTuple && right instanceof PyTuple) {
    interpreter.spendCells(left.items.length + right.items.length);
    return new PyTuple([...left.items, ...right.items]);
  }
  if (!(left instanceof PyList && right instanceof PyList)) return undefined;
  interpreter.spendCells(left.items.length + right.items.length);
  return left.lost ?? right.lost ?? new PyList([...left.items, ...right.items]);
}

function repeat(interpreter: Interpreter, value: Value, count: Value): Value | undefined {
  const string = text(value);
  if (string === undefined && !(value instanceof PyList || value instanceof PyTuple)) return undefined;
  const times = asIndex(interpreter, count);
  if (times === undefined) {
    if (typeof count !== 'object' || count?.kind !== 'batch') return undefined;
    const lost = interpreter.unknown({ reason: 'batch-arithmetic', facts: {} });
    const [item, ...others] = value instanceof PyList && !value.lost ? value.items : [];
    return item === undefined || others.length > 0 ? lost : new BatchItems(count, item, lost).list();
  }
  const turns = Math.max(0, times);
  if (string !== undefined) {
    interpreter.spendCells(string.length * turns);
    return string.repeat(turns);
  }
  if (!(value instanceof PyList || value instanceof PyTuple)) return undefined;
  if (value instanceof PyList && value.lost) return value.lost;
  interpreter.spendCells(value.items.length * turns);
  const items = Array.from({ length: turns }, () => value.items).flat();
  return value instanceof PyList ? new PyList(items) : new PyTuple(items);
}

const SET_OPERATORS: Readonly<Record<string, (inA: boolean, inB: boolean) => boolean>> = {
  '|': () => true,
  '&': (a, b) => a && b,
  '-': (a, b) => a && !b,
  '^': (a, b) => a !== b,
};

function ofSets(operator: string, left: PySet, right: PySet): Value | undefined {
  const keep = SET_OPERATORS[operator];
  if (!keep) return undefined;
  const lost = left.lost ?? right.lost;
  if (lost) return lost;
  const set = new PySet(left.frozen);
  for (const [id, value] of [...left.entries, ...right.entries])
    if (keep(left.entries.has(id), right.entries.has(id))) set.entries.set(id, value);
  return set;
}

/** `+=` on a list and the like changes the object itself; undefined for what is made anew. */
export function extendInPlace(
  interpreter: Interpreter,
  operator: string,
  left: Value,
  right: Value,
): Value | undefined {
  if (left instanceof PyList && operator === '+') {
    const items = interpreter.iterate(right);
    const added = items && [...items];
    interpreter.touch(left);
    if (!added) left.lost = interpreter.lost(right);
    else {
      interpreter.spendCells(added.length);
      for (const item of added) left.items.push(item);
    }
    return left;
  }
  if (left instanceof PyList && operator === '*') {
    const result = repeat(interpreter, left, right);
    if (!(result instanceof PyList)) return undefined;
    interpreter.touch(left);
    left.items = result.items;
    return left;
  }
  if (left instanceof PyDict && operator === '|') {
    interpreter.call(interpreter.getAttribute(left, 'update'), [right]);
    return left;
  }
  if (!(left instanceof PySet && right instanceof PySet) || left.frozen) return undefined;
  const result = ofSets(operator, left, right);
  if (result === undefined) return undefined;
  interpreter.touch(left);
  if (result instanceof PySet) left.entries = result.entries;
  else left.lost = interpreter.lost(result);
  return left;
}
