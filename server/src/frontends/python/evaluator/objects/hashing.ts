// Keys of dicts and sets: what Python holds equal has one key. 1, 1.0 and True are one, tuples compare by content.

import { type UnknownDim, unknownDim } from '../../../../graph/dim.ts';
import type { Interpreter } from '../interpreter.ts';
import { customMethod } from '../protocols/dunder.ts';
import { PyFloat, type PyInstance, type Value } from '../values.ts';

const identities = new WeakMap<object, number>();
let count = 0;

/** What Python's `id` tells apart. */
export function identityOf(object: object): number {
  let id = identities.get(object);
  if (id === undefined) {
    id = ++count;
    identities.set(object, id);
  }
  return id;
}

/** A key of a JavaScript map. An unknown is its own key; the callers see to it. Raises TypeError for what is not hashable. */
export function keyOf(interpreter: Interpreter, value: Value): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return value === null ? null : keyOfObject(interpreter, value);
  }
}

function keyOfObject(
  interpreter: Interpreter,
  value: Exclude<Value, string | number | bigint | boolean | null>,
): unknown {
  switch (value.kind) {
    case 'float':
      return typeof value.value === 'number' ? value.value : keyOf(interpreter, value.value);
    case 'batch':
      return `\0batch ${value.numerator}/${value.denominator}`;
    case 'tuple':
      return paid(interpreter, `\0(${value.items.map((item) => textKey(keyOf(interpreter, item))).join(',')})`);
    case 'bytes':
      return `\0b${value.value}`;
    case 'range':
      return `\0range ${value.start} ${value.length} ${value.step}`;
    case 'set':
      if (value.frozen) return `\0{${[...value.entries.keys()].map(textKey).sort().join(',')}}`;
      return unhashable(interpreter, value);
    case 'list':
    case 'dict':
    case 'slice':
      return unhashable(interpreter, value);
    case 'bound-method':
      return `\0method ${textKey(keyOf(interpreter, value.self))} ${textKey(keyOf(interpreter, value.callee))}`;
    case 'instance':
      return keyOfInstance(interpreter, value);
    default:
      return value;
  }
}

function keyOfInstance(interpreter: Interpreter, value: PyInstance): unknown {
  const hash = customMethod(value, '__hash__');
  if (hash === undefined) return value.primitive === undefined ? value : keyOf(interpreter, value.primitive);
  if (hash === null) return unhashable(interpreter, value);
  const result = interpreter.call(interpreter.bind(hash, value, value.class), []);
  if (interpreter.isUnknown(result)) return hashKeys.get(result) ?? value;
  return `\0hash ${textKey(keyOf(interpreter, result))}`;
}

const hashKeys = new WeakMap<UnknownDim, string>();

/** The hash of what has this key: some number, the same for what is equal. */
export function hashed(key: unknown): UnknownDim {
  const hash = unknownDim({ reason: 'depends-on-data', facts: { operator: 'hash' } });
  hashKeys.set(hash, `\0hash ${textKey(key)}`);
  return hash;
}

function unhashable(interpreter: Interpreter, value: Value): never {
  return interpreter.raise('TypeError', `unhashable type: '${interpreter.typeOf(value).name}'`);
}

/** Tuples of tuples make long keys. */
function paid(interpreter: Interpreter, key: string): string {
  interpreter.spendCells(key.length);
  return key;
}

/** A key as part of a longer one. */
function textKey(key: unknown): string {
  switch (typeof key) {
    case 'string':
      return `s${key.length}:${key}`;
    case 'object':
      return key === null ? 'n' : key instanceof PyFloat ? `f${key.value}` : `o${identityOf(key)}`;
    default:
      return `${typeof key === 'bigint' ? 'i' : 'n'}${String(key)}`;
  }
}
