// What native code sees of a run: the evaluator's services, the calls under way, and exceptions.
// Says what can be asked; the interpreter answers.
import type { Span } from '../../../base/span.ts';
import type { Cause } from '../../../graph/cause.ts';
import type { UnknownDim } from '../../../graph/dim.ts';
import type { Built, Mutable } from './branches/mutable.ts';
import type { CallSite, Keywords, SignatureParameter } from './objects/callables.ts';
import type { BatchItems } from './objects/iterators.ts';
import type { PyClass, PyInstance, PyModule } from './objects/objects.ts';
import type { Namespace, Value } from './values.ts';

/** One call under way. */
export interface CallFrame {
  readonly name: string;
  readonly uri: string;
  /** From where it was called; undefined for a module. */
  readonly site: CallSite | undefined;
}

/** A Python exception on its way; caught by `except`, or at the entry. Never leaves the evaluator. */
export class PyRaise {
  readonly exception: PyInstance;
  /** Where it was raised: the innermost expression or statement in a text, and the calls around it, outermost first. */
  place: { readonly uri: string; readonly span: Span; readonly frames: readonly CallFrame[] } | undefined;
  constructor(exception: PyInstance) {
    this.exception = exception;
  }
}

/** What native code may ask of the evaluator. Everything Python-visible goes through it. */
export interface Runtime {
  // Calling and looking up, as Python does (descriptors, __getattr__, __call__ …).
  call(callee: Value, positional: readonly Value[], keywords?: Keywords, site?: CallSite): Value;
  getAttribute(object: Value, name: string): Value;
  /** Undefined where Python raises AttributeError. */
  findAttribute(object: Value, name: string): Value | undefined;
  setAttribute(object: Value, name: string, value: Value): void;
  deleteAttribute(object: Value, name: string): void;
  /** A method such as `__len__`, looked up in the object's class and bound to it; undefined where there is none. */
  special(object: Value, name: string): Value | undefined;
  getItem(object: Value, index: Value): Value;
  setItem(object: Value, index: Value, value: Value): void;
  deleteItem(object: Value, index: Value): void;
  /** `+ - * / // % ** @ & | ^ << >>` with their dunder methods. */
  binary(operator: string, left: Value, right: Value): Value;
  unary(operator: '-' | '+' | '~', operand: Value): Value;
  /** `< <= == != > >= in`, `not in`, `is`, `is not`: a bool, an unknown, or what a dunder method gives. */
  compare(operator: string, left: Value, right: Value): Value;
  equals(a: Value, b: Value): boolean | undefined;
  // Protocols.
  /** true, false, or undefined where it depends on what is unknown. */
  truth(value: Value): boolean | undefined;
  /** The items, or undefined where they are unknown; iterating over the batch gives one item. Raises TypeError. */
  iterate(value: Value): Iterable<Value> | undefined;
  /** What runs over the batch, and so is not iterated item by item. */
  batchOf(value: Value): BatchItems | undefined;
  /** An iterator's next item; undefined at its end. */
  next(iterator: Value): Value | undefined;
  length(value: Value): Value;
  str(value: Value): string;
  repr(value: Value): string;
  /** What a text comes to: unknown where it shows what is not known. */
  textOf(run: () => string): Value;
  format(value: Value, specifier: string, conversion?: string): string;
  /** A dict's or set's map key; raises TypeError for what is not hashable. */
  keyOf(value: Value): unknown;
  // Classes and functions.
  typeOf(value: Value): PyClass;
  isInstance(value: Value, of: PyClass): boolean;
  /** As a `class` statement does, with metaclass, `__set_name__`, `__init_subclass__`; unknown where a base is unknown. */
  makeClass(name: string, bases: readonly Value[], namespace: Namespace, keywords?: Keywords): Value;
  /** Undefined for what is no function or class of a file. */
  signature(callee: Value): readonly SignatureParameter[] | undefined;
  importModule(name: string): Value;
  /** Call before looking through all names of a module. */
  readAll(module: PyModule): void;
  /** Call before reading or changing what is beside values, and lasts longer than a call. */
  reachesOut(): void;
  // Errors, unknowns, limits.
  /** With the place of the call under way, where the cause has none. */
  unknown(cause: Cause): UnknownDim;
  /** Raises the built-in exception of that name. */
  raise(exception: string, message: string): never;
  makeException(name: string, argument: Value): PyInstance;
  /** The result of `run`, or the exception that it raised. */
  attempt<T>(run: () => T): { readonly value: T } | { readonly raised: PyInstance };
  isUnknown(value: Value): value is UnknownDim;
  /** An unknown for what depends on this value: itself where it is one. */
  lost(value: Value): UnknownDim;
  /** Either of two, where it depends on an unknown condition: both run, what they change is joined. */
  either(condition: Value, yes: () => Value, no: () => Value): Value;
  /** Whether code around catches such an exception: then it is no mistake to raise it. */
  expects(exception: string): boolean;
  /**
   * A loop that runs an unknown number of times is run again, only to see what may change: what is set here is put around
   * that, and leaves out whatever else the turn would do.
   */
  rehearsal: (<T>(run: () => T) => T) | undefined;
  /** Saves what code builds beside values; where there is such a thing. */
  saving: (() => Built) | undefined;
  /** Call before changing a container: saves it where a branch may have to be undone. */
  touch(object: Mutable): void;
  /** Pays for work. Ends the run when the fuel is gone. */
  spend(steps: number): void;
  /** Pays for cells of a list, characters of a string … before they are made. */
  spendCells(amount: number): void;
  /** Frames of the calls under way, outermost first. */
  readonly frames: readonly CallFrame[];
  /** The innermost call, operator or subscript under way, in any file. */
  readonly site: CallSite;
}
