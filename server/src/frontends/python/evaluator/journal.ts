// The undo log behind a branch whose condition is unknown: one side runs, is undone, the other runs, and only what either
// touched is compared. Design: "A branch on an unknown".
import type { Mutable, Value } from './values.ts';

/** Containers as they were before the side that is running, by identity. */
export type Journal = Map<Mutable, unknown>;

export class Journals {
  readonly #stack: Journal[] = [];

  /** Saves a container before its first change, for every branch under way. */
  touch(object: Mutable): void {
    for (let i = this.#stack.length - 1; i >= 0; i--) {
      const journal = this.#stack[i] as Journal;
      if (journal.has(object)) return;
      journal.set(object, object.snapshot());
    }
  }

  get active(): boolean {
    return this.#stack.length > 0;
  }

  /** Runs a side and returns what it touched, with how each container looked before. */
  record(run: () => void): Journal {
    const journal: Journal = new Map();
    this.#stack.push(journal);
    try {
      run();
    } finally {
      this.#stack.pop();
    }
    return journal;
  }
}

/** Puts every touched container back; returns how each looked after the side. */
export function rollBack(journal: Journal): Map<Mutable, unknown> {
  const after = new Map<Mutable, unknown>();
  for (const [object, before] of journal) {
    after.set(object, object.snapshot());
    object.restore(before);
  }
  return after;
}

/** Joins two outcomes cell by cell: what is the same stays, what differs becomes `merge` of both. */
export function joinSnapshots(
  a: unknown,
  b: unknown,
  merge: (a: Value | undefined, b: Value | undefined) => Value,
): unknown {
  if (a instanceof Map && b instanceof Map) {
    const joined = new Map<unknown, unknown>();
    for (const key of new Set([...a.keys(), ...b.keys()])) joined.set(key, joinCell(a.get(key), b.get(key), merge));
    return joined;
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length)
    return a.map((cell, index) => joinCell(cell, b[index], merge));
  return a === b ? a : undefined;
}

function joinCell(a: unknown, b: unknown, merge: (a: Value | undefined, b: Value | undefined) => Value): unknown {
  if (a === b) return a;
  if (a instanceof Map || Array.isArray(a)) return joinSnapshots(a, b, merge);
  return merge(a as Value | undefined, b as Value | undefined);
}
