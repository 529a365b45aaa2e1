// The classes of Python's own values. They are the same objects for every run; their methods are put into them where the
// methods are written, so this file knows none.
import type { UnknownDim } from '../../../../graph/dim.ts';
import { type Namespace, PyClass, type Value } from '../values.ts';
import { linearize } from './method-order.ts';

/** A built-in class; `open`: it has more than is written here. Throws where the bases contradict each other: a bug of ours. */
export function defineClass(
  name: string,
  bases: readonly PyClass[] = [OBJECT],
  namespace: Namespace | Readonly<Record<string, Value>> = {},
  module = 'builtins',
  meta?: PyClass,
  open?: UnknownDim,
): PyClass {
  const order = linearize(bases);
  if (!order) throw new Error(`ConvLint bug: bases of ${name}`);
  const names: Namespace = namespace instanceof Map ? namespace : new Map(Object.entries(namespace));
  return new PyClass(name, module, bases, order, names, { meta, open });
}

export const OBJECT: PyClass = new PyClass('object', 'builtins', [], [], new Map());
export const TYPE = defineClass('type');
export const INT = defineClass('int');
export const BOOL = defineClass('bool', [INT]);
export const FLOAT = defineClass('float');
export const COMPLEX = defineClass('complex');
export const STR = defineClass('str');
export const BYTES = defineClass('bytes');
export const LIST = defineClass('list');
export const TUPLE = defineClass('tuple');
export const DICT = defineClass('dict');
export const SET = defineClass('set');
export const FROZENSET = defineClass('frozenset');
export const RANGE = defineClass('range');
export const SLICE = defineClass('slice');
export const PROPERTY = defineClass('property');
export const STATIC_METHOD = defineClass('staticmethod');
export const CLASS_METHOD = defineClass('classmethod');
export const SUPER = defineClass('super');
export const FUNCTION = defineClass('function');
export const NATIVE_FUNCTION = defineClass('builtin_function_or_method');
export const METHOD = defineClass('method');
export const MODULE = defineClass('module');
export const ITERATOR = defineClass('iterator');
export const GENERATOR = defineClass('generator', [ITERATOR]);
export const NONE_TYPE = defineClass('NoneType');
const ELLIPSIS_TYPE = defineClass('ellipsis');
const NOT_IMPLEMENTED_TYPE = defineClass('NotImplementedType');

/** By the name under which Python's builtins have them. */
export const BUILTIN_CLASSES: readonly PyClass[] = [
  OBJECT,
  TYPE,
  INT,
  BOOL,
  FLOAT,
  COMPLEX,
  STR,
  BYTES,
  LIST,
  TUPLE,
  DICT,
  SET,
  FROZENSET,
  RANGE,
  SLICE,
  PROPERTY,
  STATIC_METHOD,
  CLASS_METHOD,
  SUPER,
];

/** What copying and joining make: Python's own classes keep themselves, one that a file makes from `plain` gives a plain one. */
export function ownKind(of: PyClass | undefined, plain: PyClass): PyClass | undefined {
  const own = of?.mro.find(({ definition }) => definition === undefined);
  return own === plain ? undefined : own;
}

/** A value's class; an unknown's is unknown, and `object` stands for it. */
export function classOf(value: Value): PyClass {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return INT;
    case 'string':
      return STR;
    case 'boolean':
      return BOOL;
    default:
      return value === null ? NONE_TYPE : classOfObject(value);
  }
}

function classOfObject(value: Exclude<Value, number | bigint | string | boolean | null>): PyClass {
  switch (value.kind) {
    case 'instance':
      return value.class;
    case 'batch':
      return INT;
    case 'unknown':
      return OBJECT;
    case 'float':
      return FLOAT;
    case 'list':
      return value.of ?? LIST;
    case 'tuple':
      return value.of ?? TUPLE;
    case 'dict':
      return value.of ?? DICT;
    case 'set':
      return value.of ?? (value.frozen ? FROZENSET : SET);
    case 'class':
      return value.meta ?? TYPE;
    case 'singleton':
      return value.name === 'Ellipsis' ? ELLIPSIS_TYPE : NOT_IMPLEMENTED_TYPE;
    default:
      return PLAIN[value.kind];
  }
}

const PLAIN = {
  range: RANGE,
  slice: SLICE,
  bytes: BYTES,
  function: FUNCTION,
  native: NATIVE_FUNCTION,
  'bound-method': METHOD,
  property: PROPERTY,
  'static-method': STATIC_METHOD,
  'class-method': CLASS_METHOD,
  module: MODULE,
  iterator: GENERATOR,
  super: SUPER,
} as const;
