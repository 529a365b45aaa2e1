// The undo log behind a branch whose condition is unknown: one side runs, is undone, the other runs, and only what either
// touched is joined.

import { joinNamespaces, type Merge, type Mutable, type Namespace, type Value } from '../values.ts';
import { endOfLevel, madeOutside, nextAge } from './ages.ts';

/** Containers as they were when it was opened, by identity: those that have changed since. */
export class Journal {
  readonly serial = nextAge();
  readonly #end = endOfLevel();
  readonly before = new Map<Mutable, unknown>();

  /** What was made since need not be saved: nobody knew it when the journal was opened. */
  concerns(object: Mutable): boolean {
    const { birth } = object;
    return birth === undefined || birth < this.serial || birth >= this.#end;
  }
}

/** Those under way, innermost last. A change is saved in the innermost one, and handed outwards when that is closed. */
export class Journals {
  #stack: Journal[] = [];
  /** Those that are not told of what is done now. */
  readonly #suspended: (readonly Journal[])[] = [];

  /** Saves a container before its first change. */
  touch(object: Mutable): void {
    const top = this.#stack.at(-1);
    const changed = object.shares ?? object;
    if (top?.concerns(changed) && !top.before.has(changed)) top.before.set(changed, changed.snapshot());
  }

  open(): Journal {
    const journal = new Journal();
    this.#stack.push(journal);
    return journal;
  }

  /** Runs something whose changes no journal under way is to know. */
  suspended<T>(run: () => T): T {
    const stack = this.#stack;
    this.#suspended.push(stack);
    this.#stack = [];
    try {
      return madeOutside(run);
    } finally {
      this.#stack = stack;
      this.#suspended.pop();
    }
  }

  /** Whether one that is suspended has saved a container. */
  isSavedOutside(object: Mutable): boolean {
    return this.#suspended.some((stack) => stack.some(({ before }) => before.has(object)));
  }

  /** Journals that were opened after it may stay: a world that has left a block waits longer than its branch. */
  close(journal: Journal): void {
    const index = this.#stack.lastIndexOf(journal);
    if (index < 0) return;
    for (const later of this.#stack.slice(index + 1)) hand(later, journal);
    const outer = this.#stack[index - 1];
    if (outer) hand(journal, outer);
    this.#stack.splice(index, 1);
  }
}

/** What the outer journal has not seen change was then as the inner one found it. */
function hand(from: Journal, to: Journal): void {
  for (const [object, before] of from.before)
    if (to.concerns(object) && !to.before.has(object)) to.before.set(object, before);
}

export type Snapshots = ReadonlyMap<Mutable, unknown>;

/** How every touched container looks now. Ask when the journal is closed. */
export function statesOf({ before }: Journal): Snapshots {
  return new Map([...before.keys()].map((object) => [object, object.snapshot()]));
}

/** Puts every touched container back. */
export function rollBack({ before }: Journal): void {
  for (const [object, snapshot] of before) object.restore(snapshot);
}

/** Makes containers look as they did. */
export function goTo(states: Snapshots): void {
  for (const [object, state] of states) object.restore(state);
}

/**
 * Two worlds become one. `other` is the world that was left; what it did not touch looked there as when it was left, which
 * `since` has recorded for all that changed from then on. Everything else is the same in both.
 */
export function joinWorlds(other: Snapshots, since: Journal, merge: Merge): void {
  for (const object of new Set([...other.keys(), ...since.before.keys()])) {
    const there = other.has(object) ? other.get(object) : since.before.get(object);
    object.restore(joinStates(object, there, object.snapshot(), merge));
  }
}

export function joinStates(object: Mutable, a: unknown, b: unknown, merge: Merge): unknown {
  if (object.join) return object.join(a, b, merge);
  if (a instanceof Map && b instanceof Map) return joinNamespaces(a as Namespace, b as Namespace, merge);
  if (!Array.isArray(a) || !Array.isArray(b)) return b;
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, index) => {
    const [x, y] = [a[index] as Value | undefined, b[index] as Value | undefined];
    return x === y ? x : merge(x, y);
  });
}
