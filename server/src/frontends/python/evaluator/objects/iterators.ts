// Iterators, and those over the batch, of whose items one stands for all.
import type { BatchDim, UnknownDim } from '../../../../graph/dim.ts';
import { birthNow, used } from '../branches/ages.ts';
import type { Value } from '../values.ts';
import { PyList } from './containers.ts';

/** Any iterator. It may throw what Python raises while it is asked. */
export class PyIterator {
  readonly kind = 'iterator';
  /** Undefined: no more. */
  readonly next: () => Value | undefined;
  constructor(next: () => Value | undefined) {
    const birth = birthNow();
    this.next = () => {
      used(birth);
      return next();
    };
  }

  static over(items: Iterable<Value>): PyIterator {
    const iterator = items[Symbol.iterator]();
    return new PyIterator(() => {
      const step = iterator.next();
      return step.done ? undefined : step.value;
    });
  }
}

/** Runs over the batch: k·N items, of which one stands for all. Loops run once for it; how many there are is no number. */
export class BatchItems extends PyIterator {
  readonly count: BatchDim;
  readonly item: Value;
  readonly lost: UnknownDim;
  /** What the caller gives: it may be a list or a tuple just as well. */
  readonly given: boolean;
  constructor(count: BatchDim, item: Value, lost: UnknownDim, given = false) {
    super(() => lost);
    this.count = count;
    this.item = item;
    this.lost = lost;
    this.given = given;
  }

  /** Their numbers, 0 to k·N: which one it is is not known, but that it is an integer. */
  static indices(count: BatchDim, lost: UnknownDim): BatchItems {
    const index = { ...lost };
    batchIndices.add(index);
    return new BatchItems(count, index, lost);
  }

  /** Whether it is the number of one of them. */
  static isIndex(value: Value): boolean {
    return typeof value === 'object' && value !== null && value.kind === 'unknown' && batchIndices.has(value);
  }

  /** The same number of others. */
  map(change: (item: Value) => Value): BatchItems {
    return new BatchItems(this.count, change(this.item), this.lost);
  }

  /** A list of them all; what is done to it is unknown. */
  list(list = new PyList([])): PyList {
    list.items = [this.item];
    list.lost = { ...this.lost };
    alike.set(list.lost, this);
    return list;
  }

  /** What a list holds that `list` has made, and nobody has changed. */
  static in(list: Value | undefined): BatchItems | undefined {
    if (list instanceof BatchItems) return list;
    return list instanceof PyList && list.lost ? alike.get(list.lost) : undefined;
  }

  /** The list is changed: its items are no longer all alike. `runtime.touch` it first. */
  static spoil(list: PyList): void {
    if (list.lost && alike.has(list.lost)) list.lost = { ...list.lost };
  }
}

const alike = new WeakMap<UnknownDim, BatchItems>();
const batchIndices = new WeakSet<UnknownDim>();
