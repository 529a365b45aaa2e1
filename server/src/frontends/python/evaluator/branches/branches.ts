// A branch on an unknown: each side runs from the same state, and what either touched is joined. A side that raises is
// dropped. Where one side leaves the block (`if unknown: return x`) its world waits until that block ends.
import type { UnknownDim } from '../../../../graph/dim.ts';
import type { Completion, Execute } from '../compile/compiler.ts';
import type { Frame, Leave } from '../frame.ts';
import { isStackOverflow, OutOfFuel } from '../fuel.ts';
import type { Interpreter } from '../interpreter.ts';
import { type Built, type Mutable, PyInstance, PyList, PyRaise, PyTuple, type Value } from '../values.ts';
import { goTo, Journal, type Journals, joinStates, joinWorlds, rollBack, type Snapshots, statesOf } from './journal.ts';

/** One side that was run. */
interface Side<T> {
  readonly result: T;
  readonly journal: Journal;
  readonly states: Snapshots;
  /** What was built until its end. */
  readonly built: Built | undefined;
}

interface Failed {
  readonly error: unknown;
  /** How it looked when it failed, where that is asked. */
  readonly states?: Snapshots | undefined;
}

/** What a side of a branch costs beside what runs in it. */
const BRANCH_STEPS = 20;
/** Finding out that there is no more room on the stack. */
const TOO_DEEP_STEPS = 5_000;

export class Branches {
  readonly #interpreter: Interpreter;
  readonly #journals: Journals;

  constructor(interpreter: Interpreter, journals: Journals) {
    this.#interpreter = interpreter;
    this.#journals = journals;
  }

  /** Runs something in a journal of its own; a failure is undone. `frame`: whose block it is, and may be left in it. */
  #side<T>(run: () => T, before: Built | undefined, frame?: Frame, doubtful = false): Side<T> | Failed {
    const mark = this.#interpreter.depth;
    const left = frame?.leaves?.length ?? 0;
    const journal = this.#journals.open();
    try {
      const result = run();
      this.#journals.close(journal);
      // A branch costs what it saves, or many of them would cost more than the run may.
      this.#interpreter.spend(BRANCH_STEPS + journal.before.size);
      return { result, journal, states: statesOf(journal), built: this.#interpreter.saving?.() };
    } catch (error) {
      this.#journals.close(journal);
      if (!isDropped(error)) throw error;
      this.#interpreter.unwind(mark);
      remember(frame?.leaves?.slice(left), journal.before.keys());
      const states = doubtful ? statesOf(journal) : undefined;
      rollBack(journal);
      before?.restore();
      this.#interpreter.spend(error instanceof PyRaise ? BRANCH_STEPS : TOO_DEEP_STEPS);
      return { error, states };
    }
  }

  /** `doubtful`: that `yes` fails is no proof that it never runs, so what it has changed until then is not known. */
  statements(frame: Frame, condition: Value, yes: Execute, no: Execute, doubtful = false): Completion {
    const run = (side: Execute) => () => ({ completion: side(frame), returned: frame.returned });
    const before = this.#interpreter.saving?.();
    const outer = frame.leaves?.length ?? 0;
    const a = this.#side(run(yes), before, frame, doubtful);
    if ('result' in a) {
      remember(frame.leaves?.slice(outer), a.journal.before.keys());
      undo(a, before);
    }
    const left = frame.leaves?.length ?? 0;
    const b = this.#side(run(no), before, frame);
    if ('result' in a) remember(frame.leaves?.slice(left), a.states.keys());
    if ('error' in a) {
      if ('error' in b) throw a.error;
      if (a.states) joinWorlds(a.states, new Journal(), (x, y) => this.merge(x, y, b.journal, condition));
      return b.result.completion;
    }
    if ('error' in b) {
      redo(a);
      frame.returned = a.result.returned;
      return a.result.completion;
    }
    if (a.result.completion === b.result.completion) {
      a.built?.join('either', this.#lost(condition));
      joinWorlds(a.states, b.journal, (x, y) => this.merge(x, y, a.journal, condition));
      if (a.result.completion === 'return')
        frame.returned = this.merge(a.result.returned, b.result.returned, a.journal, condition);
      return a.result.completion;
    }
    remember(frame.leaves?.slice(left), b.journal.before.keys());
    return this.#part(frame, a, b, condition);
  }

  /** The sides end differently: the one that stays longer goes on, the other waits for the end of what it left. */
  #part(frame: Frame, a: Side<Ended>, b: Side<Ended>, condition: Value): Completion {
    const [stays, leaves] = rank(a.result.completion) < rank(b.result.completion) ? [a, b] : [b, a];
    if (stays === a) {
      rollBack(b.journal);
      redo(a);
    }
    frame.returned = stays.result.returned;
    const since = this.#journals.open();
    for (const [object, before] of stays.journal.before) since.before.set(object, before);
    const kind = leaves.result.completion as Leave['kind'];
    frame.leaves ??= [];
    this.#interpreter.spend(BRANCH_STEPS + frame.leaves.length);
    const { states, built } = leaves;
    frame.leaves.push({ kind, states, built, split: a.journal, since, returned: leaves.result.returned, condition });
    return stays.result.completion;
  }

  /**
   * Joins what has left a block that ends here; the first `outer` ones have left blocks around it. Gives what was returned,
   * where the function ends.
   */
  settle(frame: Frame, kind: Leave['kind'], returned: Value, outer = 0): Value {
    let value = returned;
    const { leaves = [] } = frame;
    this.#interpreter.spend(leaves.length);
    const ends = (leave: Leave, index: number) => index >= outer && leave.kind === kind;
    const ending = leaves.filter(ends);
    if (ending.length > 0) frame.leaves = leaves.filter((leave, index) => !ends(leave, index));
    for (let leave = ending.pop(); leave; leave = ending.pop()) {
      const { states, built, split, since, returned: other, condition } = leave;
      this.#journals.close(since);
      remember([...ending, ...(frame.leaves ?? [])], states.keys());
      built?.join('left', this.#lost(condition));
      joinWorlds(states, since, (x, y) => this.merge(x, y, split));
      if (kind === 'return') value = this.merge(other, value, split);
    }
    if (frame.leaves?.length === 0) frame.leaves = undefined;
    return value;
  }

  /** The world that went on has failed: one that left before is what is left. Undefined where there is none. */
  survivor(frame: Frame, kinds: readonly Leave['kind'][], error: unknown, outer = 0): Leave | undefined {
    const { leaves = [] } = frame;
    const index = isDropped(error) ? leaves.findLastIndex(({ kind }) => kinds.includes(kind)) : -1;
    if (index < outer) {
      // A loop around this one may have a survivor yet; where the function ends, there is none.
      if (kinds.includes('return')) this.#drop(frame);
      return undefined;
    }
    const leave = leaves[index] as Leave;
    this.#journals.close(leave.since);
    // Those that have left later, for a block further out, go on waiting.
    frame.leaves = leaves.length > 1 ? leaves.toSpliced(index, 1) : undefined;
    remember(frame.leaves, leave.since.before.keys());
    rollBack(leave.since);
    remember(frame.leaves, leave.states.keys());
    redo(leave);
    return leave;
  }

  /** It runs in those that have left the block, too: what it changes is not known there. */
  atLast(frame: Frame, run: Execute, outer: number): Completion {
    const journal = this.#journals.open();
    try {
      return run(frame);
    } finally {
      this.#journals.close(journal);
      const lost = () => this.#lost(undefined);
      frame.leaves = frame.leaves?.map((leave, index) => (index < outer ? leave : without(leave, journal, lost)));
    }
  }

  #drop(frame: Frame): void {
    for (const { since } of frame.leaves ?? []) this.#journals.close(since);
    frame.leaves = undefined;
  }

  values(condition: Value, yes: () => Value, no: () => Value): Value {
    const before = this.#interpreter.saving?.();
    const a = this.#side(yes, before);
    if ('result' in a) undo(a, before);
    const b = this.#side(no, before);
    if ('error' in a) {
      if ('error' in b) throw a.error;
      return b.result;
    }
    if ('error' in b) {
      redo(a);
      return a.result;
    }
    a.built?.join('either', this.#lost(condition));
    joinWorlds(a.states, b.journal, (x, y) => this.merge(x, y, a.journal, condition));
    return this.merge(a.result, b.result, a.journal, condition);
  }

  /** What may or may not run: what it changes is joined with what was; undefined where it raises. */
  possible(run: () => Value): Value | undefined {
    const before = this.#interpreter.saving?.();
    const side = this.#side(run, before);
    if ('error' in side) return undefined;
    before?.join('either', this.#lost(undefined));
    joinWorlds(new Map(), side.journal, (x, y) => this.merge(x, y, side.journal));
    return side.result;
  }

  /**
   * One value that stands for either of two worlds, which have parted when `split` was opened. A list that was there before
   * looks different in each, so only those made since are compared.
   */
  merge(a: Value | undefined, b: Value | undefined, split?: Journal, condition?: Value): Value {
    if (a === b && a !== undefined) return a;
    this.#interpreter.spend(1);
    const lost = () => this.#lost(condition);
    if (a === undefined || b === undefined) return lost();
    if (this.#interpreter.isUnknown(a)) return a;
    if (this.#interpreter.isUnknown(b)) return b;
    const both = (x: readonly Value[], y: readonly Value[]) =>
      x.map((item, index) => this.merge(item, y[index], split, condition));
    if (a instanceof PyTuple && b instanceof PyTuple && a.of === b.of && a.items.length === b.items.length)
      return new PyTuple(both(a.items, b.items), a.of);
    if (a instanceof PyList && b instanceof PyList && isPlain(a, split) && isPlain(b, split))
      return a.items.length === b.items.length ? new PyList(both(a.items, b.items)) : lost();
    if (a instanceof PyInstance && b instanceof PyInstance) return this.#mergeInstances(a, b, split) ?? lost();
    return plainSame(a, b) ? a : lost();
  }

  /** What depends on which side really runs. */
  #lost(condition: Value | undefined): UnknownDim {
    const interpreter = this.#interpreter;
    return condition === undefined ? interpreter.unknown({ reason: 'branch', facts: {} }) : interpreter.lost(condition);
  }

  /** Two tensors of one shape are one. */
  #mergeInstances(a: PyInstance, b: PyInstance, split: Journal | undefined): PyInstance | undefined {
    if (a.class !== b.class || !a.native?.merge || !b.native) return undefined;
    const native = a.native.merge(b.native, (x, y) => this.merge(x, y, split));
    return native && new PyInstance(a.class, native);
  }
}

/** What is about to change behind the back of worlds that have left a block looked there as it does now. */
function remember(leaves: readonly Leave[] | undefined, objects: Iterable<Mutable>): void {
  if (!leaves?.length) return;
  for (const object of objects)
    for (const { since } of leaves)
      if (since.concerns(object) && !since.before.has(object)) since.before.set(object, object.snapshot());
}

/** A world that has left, where what has changed in a journal is lost if it is other than here. */
function without(leave: Leave, { before }: Journal, lost: () => Value): Leave {
  const states = new Map(leave.states);
  for (const object of before.keys()) {
    const there = states.has(object) ? states.get(object) : leave.since.before.get(object);
    if (there !== undefined) states.set(object, joinStates(object, there, object.snapshot(), lost));
  }
  return { ...leave, states };
}

/** A side that ends so is no way that a working program takes. */
function isDropped(error: unknown): boolean {
  return error instanceof PyRaise || isStackOverflow(error) || (error instanceof OutOfFuel && error.what === 'depth');
}

interface Ended {
  readonly completion: Completion;
  readonly returned: Value;
}

function isPlain(list: PyList, split: Journal | undefined): boolean {
  return !list.of && !list.lost && split?.concerns(list) === false;
}

const ORDER: readonly Completion[] = [undefined, 'continue', 'break', 'return'];

function rank(completion: Completion): number {
  return ORDER.indexOf(completion);
}

function undo({ journal }: Pick<Side<unknown>, 'journal'>, before: Built | undefined): void {
  rollBack(journal);
  before?.restore();
}

function redo({ states, built }: Pick<Side<unknown>, 'states' | 'built'>): void {
  goTo(states);
  built?.restore();
}

/** Equal values without identity: floats, multiples of the batch. */
function plainSame(a: Value, b: Value): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a.kind === 'float' && b.kind === 'float')
    return a.value === b.value || (typeof a.value === 'object' && plainSame(a.value, b.value as Value));
  return a.kind === 'batch' && b.kind === 'batch' && a.numerator === b.numerator && a.denominator === b.denominator;
}
