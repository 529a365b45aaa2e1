// `bisect` and `heapq`: lists kept in order.
import { type NativeTable, native, natives } from '../builtins/declare.ts';
import { collect, integer, sorted } from '../builtins/iteration.ts';
import { PyList, type PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { standardModule } from './module.ts';

/** Where a value goes among sorted ones: in front of or behind its equals. */
function place(side: 'left' | 'right') {
  return (runtime: Runtime, list: Value, value: Value, low: Value, high: Value, key: Value): Value => {
    const items = collect(runtime, list);
    if (!Array.isArray(items)) return items as Value;
    let [from, to] = [integer(runtime, low) ?? 0, high === null ? items.length : (integer(runtime, high) ?? 0)];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      const item = items[middle] as Value;
      const by = key === null ? item : runtime.call(key, [item]);
      const less = side === 'left' ? runtime.compare('<', by, value) : runtime.compare('<', value, by);
      const truth = runtime.truth(less);
      if (truth === undefined) return runtime.lost(less);
      if (truth === (side === 'left')) from = middle + 1;
      else to = middle;
    }
    return from;
  };
}

function insert(side: 'left' | 'right') {
  return (runtime: Runtime, list: Value, value: Value, low: Value, high: Value, key: Value): Value => {
    const by = key === null ? value : runtime.call(key, [value]);
    const at = place(side)(runtime, list, by, low, high, key);
    return runtime.call(runtime.getAttribute(list, 'insert'), [at, value]);
  };
}

const BOUNDS = 'lo=0, hi=None, *, key=None';

export const BISECT = standardModule('bisect', () => [
  ...natives({
    [`bisect_left(a, x, ${BOUNDS})`]: place('left') as NativeTable[string],
    [`bisect_right(a, x, ${BOUNDS})`]: place('right') as NativeTable[string],
    [`bisect(a, x, ${BOUNDS})`]: place('right') as NativeTable[string],
    [`insort_left(a, x, ${BOUNDS})`]: insert('left') as NativeTable[string],
    [`insort_right(a, x, ${BOUNDS})`]: insert('right') as NativeTable[string],
    [`insort(a, x, ${BOUNDS})`]: insert('right') as NativeTable[string],
  }),
]);

/** Python's own arrangement, so that the list looks as there. */
function siftDown(runtime: Runtime, heap: Value[], start: number, from: number): void {
  const item = heap[from] as Value;
  let at = from;
  while (at > start) {
    const parent = (at - 1) >> 1;
    if (runtime.truth(runtime.compare('<', item, heap[parent] as Value)) !== true) break;
    heap[at] = heap[parent] as Value;
    at = parent;
  }
  heap[at] = item;
}

function siftUp(runtime: Runtime, heap: Value[], from: number): void {
  const item = heap[from] as Value;
  let at = from;
  for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
    runtime.spend(1);
    const right = child + 1;
    const isRight =
      right < heap.length && runtime.truth(runtime.compare('<', heap[child] as Value, heap[right] as Value)) !== true;
    const smaller = isRight ? right : child;
    heap[at] = heap[smaller] as Value;
    at = smaller;
  }
  heap[at] = item;
  siftDown(runtime, heap, from, at);
}

/** Undefined: not a list whose items are known. */
function heapOf(runtime: Runtime, list: Value): Value[] | undefined {
  if (!(list instanceof PyList) || list.lost) return undefined;
  runtime.touch(list);
  return list.items;
}

function pop(runtime: Runtime, list: Value): Value {
  const heap = heapOf(runtime, list);
  if (!heap) return runtime.lost(list);
  const last = heap.pop();
  if (last === undefined) return runtime.raise('IndexError', 'index out of range');
  const first = heap[0];
  if (first === undefined) return last;
  heap[0] = last;
  siftUp(runtime, heap, 0);
  return first;
}

function push(runtime: Runtime, list: Value, item: Value): Value {
  const heap = heapOf(runtime, list);
  if (!heap) return runtime.lost(list);
  heap.push(item);
  siftDown(runtime, heap, 0, heap.length - 1);
  return null;
}

/** The first so many, sorted. */
const few =
  (isLargest: boolean): NativeTable[string] =>
  (runtime, n, iterable, key) => {
    const items = collect(runtime, iterable);
    const ordered = Array.isArray(items) ? sorted(runtime, items, key, isLargest) : items;
    return Array.isArray(ordered) ? new PyList(ordered.slice(0, integer(runtime, n))) : (ordered as Value);
  };

export const HEAPQ = standardModule('heapq', () => [
  ...natives({
    'heapify(x, /)': (runtime, list) => {
      const heap = heapOf(runtime, list);
      if (!heap) return runtime.lost(list);
      for (let at = (heap.length >> 1) - 1; at >= 0; at--) siftUp(runtime, heap, at);
      return null;
    },
    'heappush(heap, item, /)': push,
    'heappop(heap, /)': pop,
    'heappushpop(heap, item, /)': (runtime, list, item) => {
      push(runtime, list, item);
      return pop(runtime, list);
    },
    'heapreplace(heap, item, /)': (runtime, list, item) => {
      const first = pop(runtime, list);
      push(runtime, list, item);
      return first;
    },
    'nlargest(n, iterable, key=None)': few(true),
    'nsmallest(n, iterable, key=None)': few(false),
    'merge(*iterables, key=None, reverse=False)': (runtime, iterables, key, reverse) => {
      const all: Value[] = [];
      for (const each of (iterables as PyTuple).items) {
        const items = collect(runtime, each);
        if (!Array.isArray(items)) return items as Value;
        all.push(...items);
      }
      const ordered = sorted(runtime, all, key as Value, runtime.truth(reverse as Value) === true);
      return Array.isArray(ordered) ? runtime.call(ITERATOR_OF, [new PyList(ordered)]) : (ordered as Value);
    },
  }),
]);

const ITERATOR_OF = native('iter(list)', (runtime, list) => runtime.call(runtime.getAttribute(list, '__iter__'), []));
