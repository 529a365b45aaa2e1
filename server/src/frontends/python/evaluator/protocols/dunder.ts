// Which dunder methods of an object do something that the evaluator would not do anyway.
import {
  BOOL,
  BYTES,
  classOf,
  DICT,
  FLOAT,
  FROZENSET,
  INT,
  LIST,
  OBJECT,
  RANGE,
  SET,
  STR,
  TUPLE,
  TYPE,
} from '../objects/builtin-classes.ts';
import type { PyClass, Value } from '../values.ts';

/** Their dunder methods are the evaluator's own operations, for `super().__getitem__(…)` and the like. */
const INHERENT: ReadonlySet<PyClass> = new Set([
  OBJECT,
  TYPE,
  INT,
  BOOL,
  FLOAT,
  STR,
  BYTES,
  LIST,
  TUPLE,
  DICT,
  SET,
  FROZENSET,
  RANGE,
]);

/** Not bound to the object. */
export function customMethod(self: Value, name: string): Value | undefined {
  if (typeof self !== 'object' || self === null) return undefined;
  switch (self.kind) {
    case 'unknown':
    case 'float':
    case 'batch':
      return undefined;
    case 'list':
    case 'tuple':
    case 'dict':
    case 'set':
      if (!self.of) return undefined;
  }
  for (const owner of classOf(self).mro) {
    const value = owner.namespace.get(name);
    if (value !== undefined) return INHERENT.has(owner) ? undefined : value;
  }
  return undefined;
}
