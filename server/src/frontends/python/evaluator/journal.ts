// The undo log behind a branch whose condition is unknown: one side runs, is undone, the other runs, and only what either
// touched is joined. Design: "A branch on an unknown".
import { joinNamespaces, type Merge, type Mutable, type Namespace, type Value } from './values.ts';

/** Containers as they were when it was opened or first touched, by identity. */
export class Journal {
  readonly serial: number;
  readonly before = new Map<Mutable, unknown>();
  constructor(serial: number) {
    this.serial = serial;
  }
}

export class Journals {
  #stack: Journal[] = [];
  #serial = 0;

  /** What is made now is younger than every journal with a serial up to this one, and need not be saved in them. */
  get now(): number {
    return this.#serial;
  }

  /** Whether something made then must be saved before it changes. */
  isOlder(birth: number): boolean {
    const top = this.#stack.at(-1);
    return top !== undefined && birth < top.serial;
  }

  /** Saves a container before its first change, for every branch under way. */
  touch(object: Mutable): void {
    for (let i = this.#stack.length - 1; i >= 0; i--) {
      const { before } = this.#stack[i] as Journal;
      if (before.has(object)) return;
      before.set(object, object.snapshot());
    }
  }

  open(): Journal {
    const journal = new Journal(++this.#serial);
    this.#stack.push(journal);
    return journal;
  }

  /** Runs something whose changes no journal under way is to know. */
  suspended<T>(run: () => T): T {
    const stack = this.#stack;
    this.#stack = [];
    try {
      return run();
    } finally {
      this.#stack = stack;
    }
  }

  close(journal: Journal): void {
    const index = this.#stack.lastIndexOf(journal);
    if (index >= 0) this.#stack.splice(index, 1);
  }
}

export type Snapshots = ReadonlyMap<Mutable, unknown>;

/** How every touched container looks now. */
export function statesOf({ before }: Journal): Snapshots {
  return new Map([...before.keys()].map((object) => [object, object.snapshot()]));
}

/** Puts every touched container back. */
export function rollBack({ before }: Journal): void {
  for (const [object, snapshot] of before) object.restore(snapshot);
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

function joinStates(object: Mutable, a: unknown, b: unknown, merge: Merge): unknown {
  if (object.join) return object.join(a, b, merge);
  if (a instanceof Map && b instanceof Map) return joinNamespaces(a as Namespace, b as Namespace, merge);
  if (!Array.isArray(a) || !Array.isArray(b)) return b;
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, index) => {
    const [x, y] = [a[index] as Value | undefined, b[index] as Value | undefined];
    return x === y ? x : merge(x, y);
  });
}
