// The evaluator's heart: runs compiled code on Python's values. What each protocol does is in the files beside this one;
// here they meet. Knows neither torch nor a file system: both come in through its options.
import type { Cause } from '../../../graph/cause.ts';
import { isUnknown, type UnknownDim, unknownDim } from '../../../graph/dim.ts';
import type { DeclaredShape } from '../../declared-shapes.ts';
import type { PythonParser } from '../syntax/parser.ts';
import { Branches } from './branches/branches.ts';
import type { Completion, Execute, Watch } from './compile/compiler.ts';
import { Execution } from './execution.ts';
import { Frame, type Leave } from './frame.ts';
import { FRAME_FUNCTIONS } from './frame-functions.ts';
import type { Limits } from './fuel.ts';
import { Imports } from './imports/imports.ts';
import type { LoadedModule } from './imports/loaded-module.ts';
import type { ModuleHost, ModuleLibrary } from './imports/module-library.ts';
import { ImportStatements } from './imports/statements.ts';
import { BUILTIN_CLASSES, classOf } from './objects/builtin-classes.ts';
import * as exceptions from './objects/exceptions.ts';
import { keyOf } from './objects/hashing.ts';
import { lookUp } from './objects/method-order.ts';
import * as attributes from './protocols/attributes.ts';
import { callOpen, callValue } from './protocols/calls.ts';
import { type ClassIdentity, makeClass } from './protocols/classes.ts';
import * as comparisons from './protocols/comparisons.ts';
import { signatureOf } from './protocols/functions.ts';
import * as items from './protocols/items.ts';
import * as iteration from './protocols/iteration.ts';
import './protocols/object-methods.ts';
import * as operations from './protocols/operations.ts';
import './protocols/operator-methods.ts';
import * as printing from './protocols/printing.ts';
import { truth } from './protocols/truth.ts';
import {
  type BatchItems,
  BoundMethod,
  type CallSite,
  ELLIPSIS,
  isOpenFor,
  type Keywords,
  type Namespace,
  NativeFunction,
  NOT_IMPLEMENTED,
  PyClass,
  PyFunction,
  type PyInstance,
  PyModule,
  PyRaise,
  type Runtime,
  type SignatureParameter,
  type Value,
} from './values.ts';

export interface InterpreterOptions {
  readonly parser: PythonParser;
  readonly host: ModuleHost;
  /** `len`, `range` …; the classes of values and exceptions are there already. */
  readonly builtins?: ReadonlyMap<string, Value>;
  readonly library?: ModuleLibrary;
  readonly limits?: Limits;
  /** Many files are run, one after the other. */
  readonly isShared?: boolean;
  /** Who watches what the code of a file comes to; mostly nobody. */
  readonly watch?: (uri: string) => Watch | undefined;
}

export type { Outcome, Resumable } from './execution.ts';

const IN_LOOPS: readonly Leave['kind'][] = ['break', 'continue'];
const AT_ENDS: readonly Leave['kind'][] = ['return'];

const NO_KEYWORDS: Keywords = new Map();

export class Interpreter extends Execution implements Runtime {
  readonly parser: PythonParser;
  readonly builtins: Namespace;
  readonly imports: Imports;
  readonly importing: ImportStatements;
  /** The class statement whose metaclass is being called. */
  newClass: ClassIdentity | undefined;
  rehearsal: Runtime['rehearsal'];
  saving: Runtime['saving'];
  /** What becomes of a value of which a comment says the shape; undefined: what it was. */
  declared: ((value: Value, shapes: readonly DeclaredShape[], site: CallSite) => Value | undefined) | undefined;
  readonly watch: InterpreterOptions['watch'];
  readonly #branches: Branches;

  constructor({ parser, host, builtins, library, limits, isShared, watch }: InterpreterOptions) {
    super(limits);
    this.parser = parser;
    this.watch = watch;
    this.builtins = new Map([
      ...BUILTIN_CLASSES.map((of) => [of.name, of] as const),
      ...exceptions.EXCEPTIONS,
      ['Ellipsis', ELLIPSIS],
      ['NotImplemented', NOT_IMPLEMENTED],
      ...FRAME_FUNCTIONS,
      ...(builtins ?? []),
    ]);
    this.imports = new Imports(this, host, library ?? { module: () => undefined }, isShared ?? false);
    this.importing = new ImportStatements(this, this.imports);
    this.#branches = new Branches(this, this.journals);
  }

  // Running.

  /** Runs a file; `refresh` first where files may have changed. */
  runModule(uri: string, name: string, text: string): LoadedModule {
    return this.imports.run(uri, name, text);
  }

  /** Before a new analysis: takes back what runs did to built-in classes, and looks at the files anew. */
  refresh(only?: string): void {
    this.restoreShared();
    this.imports.refresh(only);
  }

  runFrame(frame: Frame, body: Execute): Value {
    const depth = this.push(frame);
    try {
      const returned = body(frame) === 'return' ? frame.returned : null;
      return this.settleReturn(frame, returned);
    } catch (error) {
      this.unwind(depth + 1);
      const survivor = frame.leaves && this.#branches.survivor(frame, AT_ENDS, error);
      if (!survivor) throw error;
      return this.#branches.settle(frame, 'return', survivor.returned);
    } finally {
      this.unwind(depth);
    }
  }

  /** A comprehension's frame: its own names, inside the function around it. */
  innerFrame(frame: Frame, slots: Frame['slots']): Frame {
    const { name, module, uri, classCell, site } = frame;
    return new Frame({ name, module, uri, slots, enclosing: frame.variables, classCell, site });
  }

  global(frame: Frame, id: string): Value {
    this.trace?.read(frame.module, id);
    const own = frame.module.namespace.get(id) ?? this.builtins.get(id);
    if (own !== undefined) return own;
    if (frame.module.namespace.has(id)) return null;
    if (isOpenFor(frame.module.open, id)) return unknownDim({ reason: 'unknown-name', facts: { name: id } });
    return this.raise('NameError', `name '${id}' is not defined`);
  }

  readAll(module: PyModule): void {
    this.trace?.readAll(module);
  }

  reachesOut(): void {
    this.trace?.reachesOut();
  }

  // Unknowns.

  unknown(cause: Cause): UnknownDim {
    const { uri, span } = this.here;
    this.trace?.places();
    return unknownDim(cause.place || uri === '' ? cause : { ...cause, place: { uri, span } });
  }

  isUnknown(value: Value): value is UnknownDim {
    return typeof value === 'object' && value !== null && value.kind === 'unknown' && isUnknown(value);
  }

  lost(value: Value): UnknownDim {
    if (this.isUnknown(value)) return value;
    if (typeof value === 'object' && value !== null) {
      if (value.kind === 'batch') return this.unknown({ reason: 'batch-arithmetic', facts: {} });
      if ('lost' in value && value.lost) return value.lost;
    }
    return classOf(value).open ?? this.unknown({ reason: 'depends-on-data', facts: { operator: classOf(value).name } });
  }

  // Calls.

  call(
    callee: Value,
    positional: readonly Value[],
    keywords: Keywords = NO_KEYWORDS,
    site: CallSite = this.here,
  ): Value {
    this.spend(1);
    return callValue(this, callee, { positional, keywords, site });
  }

  /** `open`: more may be given than is known. */
  callFrom(callee: Value, positional: readonly Value[], keywords: Keywords, site: CallSite, open?: Value): Value {
    this.spend(1);
    const before = this.here;
    this.here = site;
    try {
      if (open === undefined) return callValue(this, callee, { positional, keywords, site });
      return callOpen(this, callee, { positional, keywords, site, open });
    } catch (error) {
      if (error instanceof PyRaise && !error.place) throw this.placed(error, site.uri, site.span, 0);
      throw error;
    } finally {
      this.here = before;
    }
  }

  /** What may or may not run; undefined where it raises. */
  possible(run: () => Value): Value | undefined {
    return this.#branches.possible(run);
  }

  // Attributes and classes.

  getAttribute(object: Value, name: string): Value {
    return attributes.getAttribute(this, object, name);
  }

  findAttribute(object: Value, name: string): Value | undefined {
    return attributes.findAttribute(this, object, name);
  }

  setAttribute(object: Value, name: string, value: Value): void {
    attributes.setAttribute(this, object, name, value);
  }

  deleteAttribute(object: Value, name: string): void {
    attributes.deleteAttribute(this, object, name);
  }

  bind(value: Value, self: Value, of: PyClass): Value {
    return attributes.bind(this, value, self, of);
  }

  bindToClass(value: Value, of: PyClass): Value {
    return attributes.bindToClass(this, value, of);
  }

  special(object: Value, name: string): Value | undefined {
    if (this.isUnknown(object)) return undefined;
    const of = classOf(object);
    const found = lookUp(of, name);
    return found === undefined ? undefined : attributes.bind(this, found, object, of);
  }

  typeOf(value: Value): PyClass {
    return classOf(value);
  }

  isInstance(value: Value, of: PyClass): boolean {
    return !this.isUnknown(value) && classOf(value).mro.includes(of);
  }

  makeClass(name: string, bases: readonly Value[], namespace: Namespace, keywords: Keywords = NO_KEYWORDS): Value {
    return makeClass(this, { name, module: this.currentFrame?.module.name ?? '' }, bases, namespace, keywords);
  }

  /** The identity that a class statement gave to its metaclass; once. */
  takeNewClass(name: string): ClassIdentity | undefined {
    const identity = this.newClass?.name === name ? this.newClass : undefined;
    this.newClass = undefined;
    return identity;
  }

  signature(callee: Value): readonly SignatureParameter[] | undefined {
    if (callee instanceof PyFunction) return signatureOf(this, callee);
    if (callee instanceof BoundMethod) return this.signature(callee.callee)?.slice(1);
    if (callee instanceof NativeFunction) return callee.signature;
    if (!(callee instanceof PyClass)) return undefined;
    const init = lookUp(callee, '__init__');
    return init === undefined ? undefined : this.signature(init)?.slice(1);
  }

  importModule(name: string): Value {
    const from = this.currentFrame?.module ?? new PyModule('');
    return this.importing.module(from, name, true);
  }

  // Items, iteration, operators.

  getItem(object: Value, index: Value): Value {
    return items.getItem(this, object, index);
  }

  setItem(object: Value, index: Value, value: Value): void {
    items.setItem(this, object, index, value);
  }

  deleteItem(object: Value, index: Value): void {
    items.deleteItem(this, object, index);
  }

  length(value: Value): Value {
    return items.length(this, value);
  }

  iterate(value: Value): Iterable<Value> | undefined {
    return iteration.iterate(this, value);
  }

  batchOf(value: Value): BatchItems | undefined {
    return iteration.batchOf(this, value);
  }

  next(iterator: Value): Value | undefined {
    return iteration.next(this, iterator);
  }

  binary(operator: string, left: Value, right: Value): Value {
    return operations.binary(this, operator, left, right);
  }

  unary(operator: '-' | '+' | '~', operand: Value): Value {
    return operations.unary(this, operator, operand);
  }

  compare(operator: string, left: Value, right: Value): Value {
    return comparisons.compare(this, operator, left, right);
  }

  equals(a: Value, b: Value): boolean | undefined {
    return comparisons.equals(this, a, b);
  }

  truth(value: Value): boolean | undefined {
    return truth(this, value);
  }

  keyOf(value: Value): unknown {
    return keyOf(this, value);
  }

  // Text.

  str(value: Value): string {
    return printing.str(this, value);
  }

  repr(value: Value): string {
    return printing.repr(this, value);
  }

  textOf(run: () => string): Value {
    return printing.textOf(run);
  }

  format(value: Value, specifier: string, conversion?: string): string {
    return printing.format(this, value, specifier, conversion);
  }

  // Exceptions.

  raise(exception: string, message: string): never {
    throw new PyRaise(exceptions.makeException(exception, message));
  }

  makeException(name: string, argument: Value): PyInstance {
    return exceptions.makeException(name, argument);
  }

  raiseValue(value: Value | undefined, cause?: Value): never {
    const error = exceptions.raised(this, value, this.handled, cause);
    error.place ??= this.placeOf(error.exception);
    throw error;
  }

  catches(type: Value, exception: PyInstance): boolean {
    return exceptions.catches(this, type, exception);
  }

  // Branches on what is unknown.

  branch(frame: Frame, condition: Value, yes: Execute, no: Execute, doubtful = false): Completion {
    return this.#branches.statements(frame, condition, yes, no, doubtful);
  }

  /** A loop's turn. Where it fails, and one world has left it before, that one goes on. */
  turn(frame: Frame, run: Execute, outer: number): Completion {
    try {
      return run(frame);
    } catch (error) {
      const survivor = this.#branches.survivor(frame, IN_LOOPS, error, outer);
      if (!survivor) throw error;
      return survivor.kind;
    }
  }

  /** A `finally`, behind a block that worlds may have left: all but the first `outer` ones. */
  atLast(frame: Frame, run: Execute, outer: number): Completion {
    return frame.leaves ? this.#branches.atLast(frame, run, outer) : run(frame);
  }

  /** What a function returns where worlds have left it before. */
  settleReturn(frame: Frame, returned: Value): Value {
    return frame.leaves ? this.#branches.settle(frame, 'return', returned) : returned;
  }

  /** Those that left a loop, behind the first `outer` ones. */
  settle(frame: Frame, kind: Leave['kind'], outer: number): void {
    if (frame.leaves) this.#branches.settle(frame, kind, null, outer);
  }

  either(condition: Value, yes: () => Value, no: () => Value): Value {
    return this.#branches.values(condition, yes, no);
  }

  merge(a: Value | undefined, b: Value | undefined): Value {
    return this.#branches.merge(a, b);
  }
}
