// The evaluator's heart: runs compiled code on Python's values. What each protocol does is in the files beside this one;
// here they meet. Knows neither torch nor a file system: both come in through its options.
import type { Span } from '../../../base/span.ts';
import type { Cause } from '../../../graph/cause.ts';
import { isUnknown, type UnknownDim, unknownDim } from '../../../graph/dim.ts';
import type { DeclaredShape } from '../../declared-shapes.ts';
import type { Statement } from '../syntax/ast.ts';
import type { PythonParser } from '../syntax/parser.ts';
import { partsOf } from '../syntax/walk.ts';
import * as attributes from './attributes.ts';
import { Branches } from './branches.ts';
import { BUILTIN_CLASSES, classOf } from './builtin-classes.ts';
import { callValue } from './calls.ts';
import { type ClassIdentity, makeClass } from './classes.ts';
import type { CompiledTopLevel } from './compile.ts';
import type { Compiler, Completion, Execute, Watch } from './compiler.ts';
import * as exceptions from './exceptions.ts';
import { Frame, type Leave, NO_SLOTS } from './frame.ts';
import { FRAME_FUNCTIONS } from './frame-functions.ts';
import { asOutOfFuel, DEFAULT_LIMITS, Fuel, type Limits, OutOfFuel } from './fuel.ts';
import { signatureOf } from './functions.ts';
import { keyOf } from './hashing.ts';
import { Imports, type LoadedModule, type ModuleHost, type ModuleLibrary } from './imports.ts';
import * as items from './items.ts';
import * as iteration from './iteration.ts';
import { goTo, Journals, rollBack, statesOf } from './journal.ts';
import { lookUp } from './method-order.ts';
import './object-methods.ts';
import * as operations from './operations.ts';
import * as printing from './printing.ts';
import type { Trace } from './trace.ts';
import {
  BatchItems,
  BoundMethod,
  type Built,
  type CallFrame,
  type CallSite,
  ELLIPSIS,
  type Keywords,
  type Mutable,
  type Namespace,
  NOT_IMPLEMENTED,
  PyClass,
  type PyDict,
  PyFunction,
  type PyInstance,
  PyList,
  PyModule,
  PyRaise,
  type PySet,
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
  /** Who watches what the code of a file comes to; mostly nobody. */
  readonly watch?: (uri: string) => Watch | undefined;
}

/** How a run ended. */
export type Outcome<T> = { readonly value: T } | { readonly failure: PyRaise | OutOfFuel };

/** What a module's run did to objects that were there before. */
export interface Undoable {
  readonly objects: ReadonlyMap<Mutable, unknown>;
  undo(): void;
}

/** A run that others can go on from. */
export interface Resumable<T> {
  readonly outcome: Outcome<T>;
  resume<U>(next: () => U): Outcome<U>;
}

/** A list that was empty and has one item now: it gets one in each turn. */
function filledByOne(list: Mutable, before: unknown): { readonly list: PyList; item: Value } | undefined {
  if (!(list instanceof PyList) || list.lost || list.items.length !== 1) return undefined;
  const [items] = before as [readonly Value[]];
  return items.length === 0 ? { list, item: list.items[0] as Value } : undefined;
}

/** The handlers of a `try` whose body is under way. */
interface Guard {
  catches(exception: PyInstance): boolean;
  /** What it has answered, by the exception's class. */
  readonly known: Map<string, boolean>;
}

/** So many turns can a value take to come from one name to another. */
const REHEARSALS = 2;

const IN_LOOPS: readonly Leave['kind'][] = ['break', 'continue'];
const AT_ENDS: readonly Leave['kind'][] = ['return'];

const NO_KEYWORDS: Keywords = new Map();
const NOWHERE: CallSite = { uri: '', span: { start: 0, end: 0 }, head: { start: 0, end: 0 }, passed: new Map() };

export class Interpreter implements Runtime {
  readonly parser: PythonParser;
  readonly builtins: Namespace;
  readonly imports: Imports;
  /** The class statement whose metaclass is being called. */
  newClass: ClassIdentity | undefined;
  rehearsal: Runtime['rehearsal'];
  saving: Runtime['saving'];
  /** Told what the code under way reads of modules, while it is set. */
  trace: Trace | undefined;
  /** What becomes of a value of which a comment says the shape; undefined: what it was. */
  declared: ((value: Value, shapes: readonly DeclaredShape[], site: CallSite) => Value | undefined) | undefined;
  readonly watch: InterpreterOptions['watch'];
  /** Where exceptions were raised first. */
  readonly #places = new WeakMap<PyInstance, NonNullable<PyRaise['place']>>();
  /** Functions under decorators that are not known. */
  readonly decorated = new WeakMap<PyFunction, UnknownDim>();
  readonly #limits: Limits;
  readonly #branches: Branches;
  readonly #stack: Frame[] = [];
  readonly #handled: PyInstance[] = [];
  /** Built-in classes and modules that a run has changed, as they were. */
  readonly #shared = new Map<Mutable, unknown>();
  readonly #journals = new Journals();
  #fuel: Fuel;
  #site: CallSite = NOWHERE;
  #guards: Guard[] = [];

  constructor({ parser, host, builtins, library, limits, watch }: InterpreterOptions) {
    this.parser = parser;
    this.watch = watch;
    this.#limits = limits ?? DEFAULT_LIMITS;
    this.#fuel = new Fuel(this.#limits);
    this.builtins = new Map([
      ...BUILTIN_CLASSES.map((of) => [of.name, of] as const),
      ...exceptions.EXCEPTIONS,
      ['Ellipsis', ELLIPSIS],
      ['NotImplemented', NOT_IMPLEMENTED],
      ...FRAME_FUNCTIONS,
      ...(builtins ?? []),
    ]);
    this.imports = new Imports(this, host, library ?? { module: () => undefined });
    this.#branches = new Branches(this, this.#journals);
  }

  // Running.

  /** Runs a file; `refresh` first where files may have changed. */
  runModule(uri: string, name: string, text: string): LoadedModule {
    return this.imports.run(uri, name, text);
  }

  /** Before a new analysis: takes back what runs did to built-in classes, and looks at the files anew. */
  refresh(only?: string): void {
    for (const [object, before] of this.#shared) object.restore(before);
    this.#shared.clear();
    this.imports.refresh(only);
  }

  /** Something has been put into built-in classes or modules since `refresh`. */
  get hasChangedBuiltins(): boolean {
    return this.#shared.size > 0;
  }

  /** Runs with fuel of its own. Every change that it makes to what was there before is undone afterwards. */
  isolated<T>(run: () => T, limits: Limits = this.#limits): Outcome<T> {
    const journal = this.#journals.open();
    try {
      return this.fuelled(run, limits);
    } finally {
      this.#journals.close(journal);
      rollBack(journal);
    }
  }

  /** As `isolated`; what it changed is put in place again for each later run that goes on from there, and taken back after it. */
  resumable<T>(run: () => T, limits: Limits = this.#limits): Resumable<T> {
    const journal = this.#journals.open();
    let outcome: Outcome<T>;
    try {
      outcome = this.fuelled(run, limits);
    } finally {
      this.#journals.close(journal);
    }
    const states = statesOf(journal);
    rollBack(journal);
    const resume = <U>(next: () => U): Outcome<U> =>
      this.isolated(() => {
        for (const object of states.keys()) this.touch(object);
        goTo(states);
        return next();
      }, limits);
    return { outcome, resume };
  }

  /** Runs a module, whose changes of what others have made stay until they are taken back; undefined where there are none. */
  undoable(module: PyModule, run: () => void): Undoable | undefined {
    const journal = this.#journals.open();
    try {
      run();
    } finally {
      this.#journals.close(journal);
    }
    journal.before.delete(module);
    return journal.before.size === 0 ? undefined : { objects: journal.before, undo: () => rollBack(journal) };
  }

  /** Runs with fuel of its own; its changes stay. */
  fuelled<T>(run: () => T, limits: Limits = this.#limits): Outcome<T> {
    const [fuel, depth, site, handled, guards] = [
      this.#fuel,
      this.depth,
      this.#site,
      this.#handled.length,
      this.#guards,
    ];
    this.#fuel = new Fuel(limits);
    try {
      return { value: run() };
    } catch (error) {
      const failure = error instanceof PyRaise ? error : asOutOfFuel(error, limits);
      if (!failure) throw error;
      return { failure };
    } finally {
      this.#fuel = fuel;
      this.unwind(depth);
      this.#site = site;
      this.#handled.length = handled;
      this.#guards = guards;
    }
  }

  /** Every statement has its own fuel, so that a training loop leaves the rest of the file untouched. */
  runTopLevel(module: PyModule, statements: readonly CompiledTopLevel[], failures: (PyRaise | OutOfFuel)[]): void {
    const { namespace, uri = '' } = module;
    const frame = new Frame({ name: '', module, uri, slots: NO_SLOTS, namespace });
    for (const { run, statements: text } of statements) {
      const outcome = this.fuelled(() => this.runFrame(frame, run));
      if (!('failure' in outcome)) continue;
      failures.push(outcome.failure);
      if (outcome.failure instanceof PyRaise && outcome.failure.exception.class.name === 'SystemExit') return;
      if (outcome.failure instanceof OutOfFuel || text.some(bindsNames)) module.open = true;
    }
  }

  /** What is done here is no part of any branch under way: a module is run once, whoever imports it first. */
  outside<T>(run: () => T): T {
    const { trace } = this;
    this.trace = undefined;
    try {
      return this.#journals.suspended(run);
    } finally {
      this.trace = trace;
    }
  }

  // Frames and limits.

  get frames(): readonly CallFrame[] {
    return this.#stack;
  }

  get currentFrame(): Frame | undefined {
    return this.#stack.at(-1);
  }

  get site(): CallSite {
    return this.#site;
  }

  get depth(): number {
    return this.#stack.length;
  }

  /** Whether code around catches such an exception: then it is no mistake to raise it. */
  expects(exception: string): boolean {
    return this.#guards.some((guard) => {
      const known = guard.known.get(exception);
      if (known !== undefined) return known;
      const found = guard.catches(exceptions.makeException(exception, ''));
      guard.known.set(exception, found);
      return found;
    });
  }

  unwind(depth: number): void {
    this.#stack.length = depth;
  }

  spend(steps: number): void {
    this.#fuel.step(steps);
  }

  spendCells(amount: number): void {
    this.#fuel.cells(amount);
  }

  touch(object: Mutable): void {
    this.#journals.touch(object);
  }

  /** Classes and modules; the built-in ones outlive the run. */
  touchShared(object: PyClass | PyModule): void {
    const builtin = object instanceof PyModule ? object.uri === undefined : object.definition === undefined;
    if (builtin && !this.#shared.has(object)) this.#shared.set(object, object.snapshot());
    this.#journals.touch(object);
  }

  runFrame(frame: Frame, body: Execute): Value {
    const depth = this.#stack.length;
    if (depth >= this.#fuel.limits.depth) throw new OutOfFuel('depth', this.#fuel.limits.depth);
    this.#stack.push(frame);
    try {
      const returned = body(frame) === 'return' ? frame.returned : null;
      return this.settleReturn(frame, returned);
    } catch (error) {
      this.#stack.length = depth + 1;
      const survivor = frame.leaves && this.#branches.survivor(frame, AT_ENDS, error);
      if (!survivor) throw error;
      return this.#branches.settle(frame, 'return', survivor.returned);
    } finally {
      this.#stack.length = depth;
    }
  }

  /** A generator goes on. */
  resumeFrame<T>(frame: Frame, run: () => T): T {
    const depth = this.#stack.length;
    if (depth >= this.#fuel.limits.depth) throw new OutOfFuel('depth', this.#fuel.limits.depth);
    this.#stack.push(frame);
    try {
      return run();
    } finally {
      this.#stack.length = depth;
    }
  }

  /** A comprehension's frame: its own names, inside the function around it. */
  innerFrame(frame: Frame, slots: Frame['slots']): Frame {
    const { name, module, uri, classCell, site } = frame;
    return new Frame({ name, module, uri, slots, enclosing: frame.variables, classCell, site });
  }

  /** Runs an operator or subscript that stands there. */
  within(site: CallSite, run: (frame: Frame) => Value, frame: Frame): Value {
    const before = this.#site;
    this.#site = site;
    try {
      return run(frame);
    } catch (error) {
      throw this.placed(error, site.uri, site.span, 0);
    } finally {
      this.#site = before;
    }
  }

  /** An exception remembers the innermost place that it passes. */
  placed(error: unknown, uri: string, { start, end }: Span, offset: number): unknown {
    if (error instanceof PyRaise && !error.place) {
      error.place = {
        uri,
        span: { start: start + offset, end: end + offset },
        frames: this.#stack.map(({ name, uri: file, site }) => ({ name, uri: file, site })),
      };
      this.#places.set(error.exception, error.place);
    }
    return error;
  }

  global(frame: Frame, id: string): Value {
    this.trace?.read(frame.module, id);
    const own = frame.module.namespace.get(id) ?? this.builtins.get(id);
    if (own !== undefined) return own;
    if (frame.module.namespace.has(id)) return null;
    if (frame.module.open) return unknownDim({ reason: 'unknown-name', facts: { name: id } });
    return this.raise('NameError', `name '${id}' is not defined`);
  }

  readAll(module: PyModule): void {
    this.trace?.readAll(module);
  }

  // Unknowns.

  unknown(cause: Cause): UnknownDim {
    const { uri, span } = this.#site;
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

  lostBranch(condition: Value | undefined): UnknownDim {
    return condition === undefined ? this.unknown({ reason: 'branch', facts: {} }) : this.lost(condition);
  }

  lostCall(callee: Value, open: Value): UnknownDim {
    return this.isUnknown(callee) ? callee : this.lost(open);
  }

  // Calls.

  call(
    callee: Value,
    positional: readonly Value[],
    keywords: Keywords = NO_KEYWORDS,
    site: CallSite = this.#site,
  ): Value {
    this.spend(1);
    return callValue(this, callee, { positional, keywords, site });
  }

  callFrom(callee: Value, positional: readonly Value[], keywords: Keywords, site: CallSite): Value {
    this.spend(1);
    const before = this.#site;
    this.#site = site;
    try {
      return callValue(this, callee, { positional, keywords, site });
    } catch (error) {
      if (error instanceof PyRaise && !error.place) throw this.placed(error, site.uri, site.span, 0);
      throw error;
    } finally {
      this.#site = before;
    }
  }

  /** What an unknown decorator does to a function is not known; that it is still that function is the best guess. */
  decorate(decorator: Value, value: Value, compiler: Compiler, span: Span): Value {
    if (this.isUnknown(decorator)) return this.#decoratedBy(decorator, value);
    const place = compiler.absolute(span);
    const site: CallSite = { uri: compiler.unit.uri, span: place, head: place, passed: new Map() };
    const result = this.callFrom(decorator, [value], NO_KEYWORDS, site);
    return this.isUnknown(result) ? this.#decoratedBy(result, value) : result;
  }

  #decoratedBy(decorator: UnknownDim, value: Value): Value {
    if (value instanceof PyFunction) this.decorated.set(value, decorator);
    return value;
  }

  /** The result of `run`, or the exception that it raised. */
  attempt<T>(run: () => T): { readonly value: T } | { readonly raised: PyInstance } {
    const depth = this.depth;
    try {
      return { value: run() };
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      this.unwind(depth);
      return { raised: error.exception };
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

  isInstanceOf(value: Value, of: Value): Value {
    return attributes.isInstanceOf(this, value, of);
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
    if (!(callee instanceof PyClass)) return undefined;
    const init = lookUp(callee, '__init__');
    return init === undefined ? undefined : this.signature(init)?.slice(1);
  }

  importModule(name: string): Value {
    const from = this.currentFrame?.module ?? new PyModule('');
    return this.imports.module(from, name, true);
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

  putIn(dict: PyDict, key: Value, value: Value): void {
    items.putIn(this, dict, key, value);
  }

  addTo(set: PySet, value: Value): void {
    items.addTo(this, set, value);
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

  unpack(value: Value, count: number, starred: boolean): Value[] | Value {
    return iteration.unpack(this, value, count, starred);
  }

  mappingEntries(value: Value): Iterable<readonly [Value, Value]> | undefined {
    return iteration.mappingEntries(this, value);
  }

  binary(operator: string, left: Value, right: Value): Value {
    return operations.binary(this, operator, left, right);
  }

  inPlace(operator: string, left: Value, right: Value): Value {
    return operations.inPlace(this, operator, left, right);
  }

  unary(operator: '-' | '+' | '~', operand: Value): Value {
    return operations.unary(this, operator, operand);
  }

  compare(operator: string, left: Value, right: Value): Value {
    return operations.compare(this, operator, left, right);
  }

  equals(a: Value, b: Value): boolean | undefined {
    return operations.equals(this, a, b);
  }

  truth(value: Value): boolean | undefined {
    return operations.truth(this, value);
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

  // Exceptions and contexts.

  raise(exception: string, message: string): never {
    throw new PyRaise(exceptions.makeException(exception, message));
  }

  makeException(name: string, argument: Value): PyInstance {
    return exceptions.makeException(name, argument);
  }

  raiseValue(value: Value | undefined, cause?: Value): never {
    const error = exceptions.raised(this, value, this.#handled.at(-1), cause);
    // Raised again it still comes from where it came from.
    error.place ??= this.#places.get(error.exception);
    throw error;
  }

  catches(type: Value, exception: PyInstance): boolean {
    return exceptions.catches(this, type, exception);
  }

  handling<T>(exception: PyInstance, run: () => T): T {
    this.#handled.push(exception);
    try {
      return run();
    } finally {
      this.#handled.pop();
    }
  }

  /** Runs the body of a `try`, whose handlers catch some exceptions. */
  guarded(run: () => Completion, catches: Guard['catches']): Completion {
    const { depth } = this;
    const guards = this.#guards;
    this.#guards = [...guards, { catches, known: new Map() }];
    try {
      return run();
    } finally {
      this.#guards = guards;
      this.unwind(depth);
    }
  }

  enter(manager: Value): Value {
    const enter = this.special(manager, '__enter__');
    if (enter !== undefined) return this.call(enter, []);
    if (this.isUnknown(manager)) return manager;
    const { name, open } = classOf(manager);
    return open ?? this.raise('TypeError', `'${name}' object does not support the context manager protocol`);
  }

  /** Whether the exception goes no further. */
  exit(manager: Value, exception: PyInstance | undefined): boolean {
    const exit = this.special(manager, '__exit__');
    if (exit === undefined) return false;
    const swallowed = this.call(exit, exception ? [exception.class, exception, null] : [null, null, null]);
    return exception !== undefined && this.truth(swallowed) === true;
  }

  // Branches on what is unknown.

  saveBuilt(): Built | undefined {
    return this.saving?.();
  }

  branch(frame: Frame, condition: Value, yes: Execute, no: Execute): Completion {
    return this.#branches.statements(frame, condition, yes, no);
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

  /** At least two turns, of which one stands for all; what differs from turn to turn is in doubt behind it. */
  batchLoop(frame: Frame, { count, lost }: BatchItems, turn: Execute, after: Execute): Completion {
    const journal = this.#journals.open();
    let completion: Completion;
    try {
      completion = turn(frame);
    } finally {
      this.#journals.close(journal);
    }
    if (completion === 'break') return undefined;
    if (completion === 'return') return completion;
    const grown = [...journal.before].flatMap(([list, before]) => filledByOne(list, before) ?? []);
    this.#rehearse(frame, lost, (inner) => {
      const again = turn(inner);
      for (const each of grown) each.item = this.merge(each.item, each.list.items.at(-1));
      return again === 'return' ? again : undefined;
    });
    for (const { list, item } of grown) if (list.lost) new BatchItems(count, item, lost).list(list);
    return after(frame);
  }

  /** One turn, and further ones that show what a turn leaves to the next. */
  uncertainLoop(frame: Frame, condition: Value, turn: Execute): Completion {
    const pass: Execute = () => undefined;
    const completion = this.#branches.statements(frame, condition, turn, pass);
    return completion ?? this.#rehearse(frame, condition, turn);
  }

  #rehearse(frame: Frame, condition: Value, turn: Execute): Completion {
    const pass: Execute = () => undefined;
    const rehearse = this.rehearsal ?? ((run) => run());
    for (let i = 0; i < REHEARSALS; i++) rehearse(() => this.#branches.statements(frame, condition, pass, turn));
    return undefined;
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

const CONTROL: ReadonlySet<Statement['kind']> = new Set(['if', 'while', 'try']);

/** What fails may have defined names that are missing now; a call does not. */
function bindsNames(statement: Statement): boolean {
  if (statement.kind === 'expression') return false;
  return !CONTROL.has(statement.kind) || (partsOf(statement).blocks ?? []).some((block) => block.some(bindsNames));
}
