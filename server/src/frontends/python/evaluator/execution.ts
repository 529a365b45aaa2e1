// A run: the calls under way and where they stand, the fuel that bounds it, and what undoes it. What code does while it runs
// is the interpreter's affair.
import type { Span } from '../../../base/span.ts';
import { requireStack } from '../stack.ts';
import { goTo, type Journal, Journals, rollBack, statesOf } from './branches/journal.ts';
import type { Completion } from './compile/compiler.ts';
import type { Frame } from './frame.ts';
import { asOutOfFuel, DEFAULT_LIMITS, Fuel, type Limits, OutOfFuel } from './fuel.ts';
import { follows, makeException } from './objects/exceptions.ts';
import type { Trace } from './rerun/trace.ts';
import { type CallSite, type Mutable, PyClass, type PyInstance, PyModule, PyRaise, type Value } from './values.ts';

/** How a run ended. */
export type Outcome<T> = { readonly value: T } | { readonly failure: PyRaise | OutOfFuel };

/** A run that others can go on from. */
export interface Resumable<T> {
  readonly outcome: Outcome<T>;
  resume<U>(next: () => U): Outcome<U>;
}

/** The handlers of a `try` whose body is under way. */
interface Guard {
  catches(exception: PyInstance): boolean;
  /** What it has answered, by the exception's class. */
  readonly known: Map<string, boolean>;
}

/** Calls that are never too deep; calls between two looks at the stack; what a look costs. */
const FIRST_SOUNDING = 64;
const STRIDE = 8;
const SOUNDING_STEPS = 20;

function isBuiltin(object: PyClass | PyModule): boolean {
  return object instanceof PyModule ? object.uri === undefined : object.definition === undefined;
}

const NOWHERE: CallSite = { uri: '', span: { start: 0, end: 0 }, head: { start: 0, end: 0 }, passed: new Map() };

export class Execution {
  /** Told what the code under way reads of modules, while it is set. */
  trace: Trace | undefined;
  /** Asked now and then by the code under way, while it is set; what it throws ends the run, as if there had been none. */
  beat: (() => void) | undefined;
  /** The innermost call, operator or subscript under way. */
  protected here: CallSite = NOWHERE;
  protected readonly journals = new Journals();
  readonly #limits: Limits;
  readonly #stack: Frame[] = [];
  /** At so many calls the JavaScript engine's stack is looked at again. */
  #sounding = FIRST_SOUNDING;
  readonly #handled: PyInstance[] = [];
  /** Where exceptions were raised first. */
  readonly #places = new WeakMap<PyInstance, NonNullable<PyRaise['place']>>();
  /** Built-in classes and modules that a run has changed, as they were. */
  readonly #shared = new Map<Mutable, unknown>();
  #fuel: Fuel;
  #guards: Guard[] = [];

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.#limits = limits;
    this.#fuel = new Fuel(limits);
  }

  // Runs.

  /** Runs with fuel of its own. Every change that it makes to what was there before is undone afterwards. */
  isolated<T>(run: () => T, limits: Limits = this.#limits): Outcome<T> {
    const journal = this.journals.open();
    try {
      return this.fuelled(run, limits);
    } finally {
      this.journals.close(journal);
      rollBack(journal);
    }
  }

  /** As `isolated`; what it changed is put in place again for each later run that goes on from there, and taken back after it. */
  resumable<T>(run: () => T, limits: Limits = this.#limits): Resumable<T> {
    const journal = this.journals.open();
    let outcome: Outcome<T> | undefined;
    try {
      outcome = this.fuelled(run, limits);
    } finally {
      this.journals.close(journal);
      if (!outcome) rollBack(journal);
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

  /** As `noting`; what it has changed when it is broken off is taken back at once. */
  notingWhole<T>(run: () => T): { readonly result: T; readonly journal: Journal } {
    const journal = this.journals.open();
    let found: { readonly result: T } | undefined;
    try {
      found = { result: run() };
    } finally {
      this.journals.close(journal);
      if (!found) rollBack(journal);
    }
    return { ...found, journal };
  }

  /** Whether who asked for the module under way has changed that before. */
  isChangedAround(object: Mutable): boolean {
    return this.journals.isSavedOutside(object);
  }

  /** Runs something and notes what it changes of what was there before. */
  noting<T>(run: () => T): { readonly result: T; readonly journal: Journal } {
    const journal = this.journals.open();
    try {
      return { result: run(), journal };
    } finally {
      this.journals.close(journal);
    }
  }

  /** Runs with fuel of its own; its changes stay. */
  fuelled<T>(run: () => T, limits: Limits = this.#limits): Outcome<T> {
    const [fuel, depth, site, handled, guards] = [
      this.#fuel,
      this.depth,
      this.here,
      this.#handled.length,
      this.#guards,
    ];
    this.#fuel = new Fuel(limits, this.beat);
    try {
      return { value: run() };
    } catch (error) {
      const failure = error instanceof PyRaise ? error : asOutOfFuel(error, limits);
      if (!failure) throw error;
      return { failure };
    } finally {
      this.#fuel = fuel;
      this.unwind(depth);
      this.here = site;
      this.#handled.length = handled;
      this.#guards = guards;
    }
  }

  /** What is done here is no part of any branch under way: a module is run once, whoever imports it first. */
  outside<T>(run: () => T): T {
    const { trace, beat } = this;
    this.trace = undefined;
    // Half a module is none.
    this.beat = undefined;
    try {
      return this.journals.suspended(run);
    } finally {
      this.trace = trace;
      this.beat = beat;
    }
  }

  // Fuel.

  spend(steps: number): void {
    this.#fuel.step(steps);
  }

  spendCells(amount: number): void {
    this.#fuel.cells(amount);
  }

  // Frames and places.

  get frames(): readonly Frame[] {
    return this.#stack;
  }

  get currentFrame(): Frame | undefined {
    return this.#stack.at(-1);
  }

  get site(): CallSite {
    return this.here;
  }

  get depth(): number {
    return this.#stack.length;
  }

  /** Begins a call, or goes on with one; `unwind` to the answer ends it. */
  protected push(frame: Frame): number {
    const depth = this.#stack.length;
    if (depth >= this.#fuel.limits.depth) throw new OutOfFuel('depth', this.#fuel.limits.depth);
    if (depth >= this.#sounding) this.#sound(depth);
    this.#stack.push(frame);
    return depth;
  }

  unwind(depth: number): void {
    this.#stack.length = depth;
    if (depth + STRIDE < this.#sounding) this.#sounding = Math.max(FIRST_SOUNDING, depth + STRIDE);
  }

  #sound(depth: number): void {
    this.spend(SOUNDING_STEPS);
    requireStack();
    this.#sounding = depth + STRIDE;
  }

  /** A generator goes on. */
  resumeFrame<T>(frame: Frame, run: () => T): T {
    const depth = this.push(frame);
    try {
      return run();
    } finally {
      this.unwind(depth);
    }
  }

  /** Runs an operator or subscript that stands there. */
  within(site: CallSite, run: (frame: Frame) => Value, frame: Frame): Value {
    const before = this.here;
    this.here = site;
    try {
      return run(frame);
    } catch (error) {
      throw this.placed(error, site.uri, site.span, 0);
    } finally {
      this.here = before;
    }
  }

  /** An exception remembers the innermost place that it passes. */
  placed(error: unknown, uri: string, { start, end }: Span, offset: number): unknown {
    if (error instanceof PyRaise && !error.place) {
      this.trace?.places();
      error.place = {
        uri,
        span: { start: start + offset, end: end + offset },
        frames: this.#stack.map(({ name, uri: file, site }) => ({ name, uri: file, site })),
      };
      this.#places.set(error.exception, error.place);
    }
    return error;
  }

  /** Where it was raised first: raised again it still comes from there. */
  protected placeOf(exception: PyInstance): PyRaise['place'] {
    return this.#places.get(exception);
  }

  // Changes.

  touch(object: Mutable): void {
    this.trace?.changes(object);
    this.journals.touch(object);
  }

  /** Classes and modules; the built-in ones outlive the run. */
  touchShared(object: PyClass | PyModule): void {
    if (isBuiltin(object) && !this.#shared.has(object)) this.#shared.set(object, object.snapshot());
    if (object instanceof PyModule) this.trace?.rebinds(object);
    this.touch(object);
  }

  /** Puts something as a run has left it; nobody under way has done it. */
  putBack(object: Mutable, state: unknown): void {
    if ((object instanceof PyModule || object instanceof PyClass) && isBuiltin(object) && !this.#shared.has(object))
      this.#shared.set(object, object.snapshot());
    object.restore(state);
  }

  /** Takes back what runs did to built-in classes and modules. */
  protected restoreShared(): void {
    for (const [object, before] of this.#shared) object.restore(before);
    this.#shared.clear();
  }

  /** Something has been put into built-in classes or modules since they were restored. */
  get hasChangedBuiltins(): boolean {
    return this.#shared.size > 0;
  }

  // Exceptions under way.

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

  /** Whether code around catches such an exception: then it is no mistake to raise it. */
  expects(exception: string): boolean {
    return this.#guards.some((guard) => {
      const known = guard.known.get(exception);
      if (known !== undefined) return known;
      const found = guard.catches(makeException(exception, ''));
      guard.known.set(exception, found);
      return found;
    });
  }

  /** Runs a handler. */
  handling<T>(exception: PyInstance, run: () => T): T {
    this.#handled.push(exception);
    try {
      return run();
    } catch (error) {
      if (error instanceof PyRaise) follows(error.exception, exception);
      throw error;
    } finally {
      this.#handled.pop();
    }
  }

  /** What the innermost handler under way has caught. */
  protected get handled(): PyInstance | undefined {
    return this.#handled.at(-1);
  }
}
