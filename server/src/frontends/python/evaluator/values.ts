// Python's values as the evaluator holds them: concrete data beside symbolic integers and unknowns. The one contract between
// the evaluator and all that is written for it: what follows from these types stands in the files named here.
// Knows nothing of syntax.
import type { BatchDim, UnknownDim } from '../../../graph/dim.ts';
import type {
  BoundMethod,
  NativeFunction,
  PyClassMethod,
  PyFunction,
  PyProperty,
  PyStaticMethod,
} from './objects/callables.ts';
import type { PyDict, PyList, PySet, PyTuple } from './objects/containers.ts';
import type { PyIterator } from './objects/iterators.ts';
import type { PyClass, PyInstance, PyModule, PySuper } from './objects/objects.ts';
import type { PyBytes, PyFloat, PyRange, PySlice, Singleton } from './objects/plain-values.ts';

export { type Built, joinNamespaces, type Merge, type Mutable, refill } from './branches/mutable.ts';
export * from './objects/callables.ts';
export * from './objects/containers.ts';
export * from './objects/instance-dict.ts';
export * from './objects/iterators.ts';
export * from './objects/objects.ts';
export * from './objects/plain-values.ts';
export * from './runtime.ts';

/**
 * int → number (a safe integer) or bigint; k·N → BatchDim; float → PyFloat; str → string; bool → boolean; None → null.
 * An unknown is an UnknownDim: it stands for any value, and says why it is unknown.
 */
export type Value = number | bigint | string | boolean | null | BatchDim | UnknownDim | PyFloat | PyObject;

export type PyObject =
  | PyList
  | PyTuple
  | PyDict
  | PySet
  | PyRange
  | PySlice
  | PyBytes
  | PyFunction
  | NativeFunction
  | BoundMethod
  | PyProperty
  | PyStaticMethod
  | PyClassMethod
  | PyClass
  | PyInstance
  | PyModule
  | PyIterator
  | PySuper
  | Singleton;

/** Attributes by name, as classes, modules and instances have them. */
export type Namespace = Map<string, Value>;
