// What a branch on an unknown condition can save, undo and join: the contract of all that changes while code runs.
// Knows no value of its own.
import type { UnknownDim } from '../../../../graph/dim.ts';
import type { Namespace, Value } from '../values.ts';

export type Merge = (a: Value | undefined, b: Value | undefined) => Value;

/** What can change, and so must be saved before a branch whose condition is unknown: `runtime.touch(object)` first. */
export interface Mutable {
  /** When it was made; absent: long ago. What is younger than a branch need not be saved for it. */
  readonly birth?: number;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
  /** The state after a branch of which either side may have run; absent: maps and arrays are joined cell by cell. */
  join?(a: unknown, b: unknown, merge: Merge): unknown;
  /** Whose change a change of it is. */
  readonly shares?: Mutable | undefined;
}

/** What code has built beside values, up to some point: a branch on an unknown takes it back, and joins it. */
export interface Built {
  restore(): void;
  /** Either this, or what is there by now, is what really happens: of two sides, or where one has `left` a block early. */
  join(parting: 'either' | 'left', why: UnknownDim): void;
}

/** Cell by cell: what is the same stays, what differs becomes the merge of both. */
export function joinNamespaces(a: Namespace, b: Namespace, merge: Merge): Namespace {
  const joined: Namespace = new Map();
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [a.get(name), b.get(name)];
    joined.set(name, x === y && x !== undefined ? x : merge(x, y));
  }
  return joined;
}

/** The same object with other names in it. */
export function refill(namespace: Namespace, from: Namespace): void {
  namespace.clear();
  for (const [name, value] of from) namespace.set(name, value);
}
