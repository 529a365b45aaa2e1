// `copy`: shallow and deep copies. Objects may say how: `__copy__`, `__deepcopy__`; what a built-in class keeps in its
// instances copies itself where it can.

import { natives } from '../builtins/declare.ts';
import {
  type Native,
  PyDict,
  PyInstance,
  PyList,
  PySet,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { standardModule } from './module.ts';

/** A native part that knows how to be copied: a layer's weights, a tensor's numbers. */
export interface CopyableNative extends Native {
  deepCopy(copyValue: (value: Value) => Value): Native;
}

function isCopyable(native: Native): native is CopyableNative {
  return 'deepCopy' in native;
}

type Memo = Map<Value, Value>;

const memos = new WeakMap<PyDict, Memo>();

/** What has been copied so far, by what it is a copy of: what the `memo` of `__deepcopy__` stands for. */
export function copiedSoFar(memo: Value): Memo {
  if (!(memo instanceof PyDict)) return new Map();
  const known = memos.get(memo) ?? new Map<Value, Value>();
  memos.set(memo, known);
  return known;
}

function shallow(runtime: Runtime, value: Value): Value {
  if (value instanceof PyInstance) {
    const own = runtime.special(value, '__copy__');
    if (own !== undefined) return runtime.call(own, []);
    if (value.primitive !== undefined) return value;
    const copy = new PyInstance(value.class, value.native);
    copy.attributes = new Map(value.attributes);
    return copy;
  }
  if (value instanceof PyList) return dressed(value, new PyList(value.items.slice(), value.of));
  if (value instanceof PyDict) {
    const copy = new PyDict(value.of);
    copy.entries = new Map(value.entries);
    return dressed(value, copy);
  }
  if (value instanceof PySet) {
    const copy = new PySet(value.frozen, value.of);
    copy.entries = new Map(value.entries);
    return dressed(value, copy);
  }
  return value;
}

/** What a container made from a built-in one has beside its items. */
function dressed<T extends PyList | PyDict | PySet>(from: T, to: T): T {
  to.lost = from.lost;
  if (from.attributes) to.attributes = new Map(from.attributes);
  return to;
}

function deep(runtime: Runtime, value: Value, memo: Memo, given: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  const known = memo.get(value);
  if (known !== undefined) return known;
  runtime.spendCells(1);
  const inner = (item: Value): Value => deep(runtime, item, memo, given);
  const keep = <T extends Value>(copy: T): T => {
    memo.set(value, copy);
    return copy;
  };
  if (value instanceof PyInstance) return deepInstance(runtime, value, memo, given, inner);
  if (value instanceof PyTuple) {
    const items = value.items.map(inner);
    return keep(items.every((item, index) => item === value.items[index]) ? value : new PyTuple(items, value.of));
  }
  if (value instanceof PyList) {
    const copy = keep(dressed(value, new PyList([], value.of)));
    copy.items = value.items.map(inner);
    return copyAttributes(value, copy, inner);
  }
  if (value instanceof PyDict) {
    const copy = keep(dressed(value, new PyDict(value.of)));
    for (const [key, item] of value.entries.values()) {
      const copied = inner(key);
      copy.entries.set(runtime.keyOf(copied), [copied, inner(item)]);
    }
    return copyAttributes(value, copy, inner);
  }
  if (value instanceof PySet) {
    const copy = keep(dressed(value, new PySet(value.frozen, value.of)));
    for (const item of value.entries.values()) {
      const copied = inner(item);
      copy.entries.set(runtime.keyOf(copied), copied);
    }
    return copy;
  }
  return value;
}

function copyAttributes<T extends PyList | PyDict>(from: T, to: T, inner: (item: Value) => Value): T {
  if (from.attributes) for (const [name, item] of from.attributes) to.attributes?.set(name, inner(item));
  return to;
}

function deepInstance(
  runtime: Runtime,
  value: PyInstance,
  memo: Memo,
  given: Value,
  inner: (item: Value) => Value,
): Value {
  const own = runtime.special(value, '__deepcopy__');
  if (own !== undefined) {
    const copy = runtime.call(own, [given]);
    memo.set(value, copy);
    return copy;
  }
  if (value.primitive !== undefined || value.class.mro.some((base) => base.name === 'Enum' && base.module === 'enum'))
    return value;
  const { native } = value;
  const copy = new PyInstance(value.class, native && !isCopyable(native) ? native : undefined);
  memo.set(value, copy);
  if (native && isCopyable(native)) copy.native = native.deepCopy(inner);
  for (const [name, item] of value.attributes) copy.attributes.set(name, inner(item));
  return copy;
}

export const COPY = standardModule('copy', () =>
  natives({
    'copy(x)': shallow,
    'deepcopy(x, memo=None)': (runtime, value, memo) => {
      const given = memo === null ? new PyDict() : memo;
      return deep(runtime, value, copiedSoFar(given), given);
    },
    'replace(obj, /, **changes)': (runtime, value, changes) => {
      const replace = runtime.special(value, '__replace__') ?? runtime.findAttribute(value, '_replace');
      if (replace === undefined) return runtime.lost(value);
      return runtime.call(
        replace,
        [],
        new Map([...(changes as PyDict).entries.values()].map(([name, item]) => [name as string, item])),
      );
    },
  }),
);
