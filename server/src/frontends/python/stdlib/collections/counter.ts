// `collections.Counter`: a dict that counts.
import { addMethods, addMutators, isAbstract, native } from '../../builtins/declare.ts';
import { put } from '../../builtins/dict.ts';
import { collect, integer, pair, sorted } from '../../builtins/iteration.ts';
import { DICT, defineClass } from '../../evaluator/objects/builtin-classes.ts';
import {
  NOT_IMPLEMENTED,
  PyDict,
  PyIterator,
  PyList,
  type PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { asDict, shows } from '../shown.ts';

export const COUNTER = defineClass('Counter', [DICT], {}, 'collections');

function count(runtime: Runtime, self: PyDict, given: Value | undefined, keywords: PyDict, sign: 1 | -1): void {
  const add = (key: Value, amount: Value): void => {
    const before = self.entries.get(runtime.keyOf(key))?.[1] ?? 0;
    put(runtime, self, key, runtime.binary(sign === 1 ? '+' : '-', before, amount));
  };
  if (given instanceof PyDict) for (const [key, value] of given.entries.values()) add(key, value);
  else if (given !== undefined) {
    const items = collect(runtime, given);
    if (!Array.isArray(items)) self.lost = runtime.lost(items as Value);
    else for (const item of items) isAbstract(item) ? put(runtime, self, item, 1) : add(item, 1);
  }
  for (const [key, value] of keywords.entries.values()) add(key, value);
}

function combined(combine: (a: number, b: number) => number) {
  return (runtime: Runtime, self: PyDict, other: Value): Value => {
    if (!(other instanceof PyDict)) return NOT_IMPLEMENTED;
    const result = new PyDict(COUNTER);
    result.lost = self.lost ?? other.lost;
    for (const [id, [key]] of [...self.entries, ...other.entries]) {
      const [a = 0, b = 0] = [self.entries.get(id)?.[1], other.entries.get(id)?.[1]];
      if (typeof a !== 'number' || typeof b !== 'number') result.lost ??= runtime.lost(typeof a === 'number' ? b : a);
      else if (combine(a, b) > 0) result.entries.set(id, [key, combine(a, b)]);
    }
    return result;
  };
}

shows(COUNTER, asDict, (runtime, self) => {
  const common = runtime.call(runtime.getAttribute(self, 'most_common'), []);
  return self.entries.size === 0 ? '' : runtime.repr(runtime.call(DICT, [common]));
});

/** Whether it holds of how often each is there. */
function compared(holds: (a: number, b: number) => boolean, isProper: boolean) {
  return (runtime: Runtime, self: PyDict, other: Value): Value => {
    if (!(other instanceof PyDict)) return NOT_IMPLEMENTED;
    const counts = [...new Set([...self.entries.keys(), ...other.entries.keys()])].map(
      (id) => [self.entries.get(id)?.[1] ?? 0, other.entries.get(id)?.[1] ?? 0] as const,
    );
    const lost = self.lost ?? other.lost ?? counts.flat().find((amount) => typeof amount !== 'number');
    if (lost !== undefined) return runtime.lost(lost);
    const all = counts as readonly (readonly [number, number])[];
    return all.every(([a, b]) => holds(a, b)) && (!isProper || all.some(([a, b]) => a !== b));
  };
}

const nothing = () => new PyDict();

addMethods<PyDict>(COUNTER, asDict, {
  '__pos__()': (runtime, self) => combined((a) => a)(runtime, self, nothing()),
  '__neg__()': (runtime, self) => combined((a) => -a)(runtime, self, nothing()),
  '__le__(other, /)': compared((a, b) => a <= b, false),
  '__lt__(other, /)': compared((a, b) => a <= b, true),
  '__ge__(other, /)': compared((a, b) => a >= b, false),
  '__gt__(other, /)': compared((a, b) => a >= b, true),
  '__add__(other, /)': combined((a, b) => a + b),
  '__sub__(other, /)': combined((a, b) => a - b),
  '__or__(other, /)': combined(Math.max),
  '__and__(other, /)': combined(Math.min),
});

addMutators<PyDict>(COUNTER, asDict, {
  '__init__(given=..., /, **keywords)': (runtime, self, given: Value | undefined, keywords) => {
    count(runtime, self, given, keywords as PyDict, 1);
    return null;
  },
  'update(given=..., /, **keywords)': (runtime, self, given: Value | undefined, keywords) => {
    count(runtime, self, given, keywords as PyDict, 1);
    return null;
  },
  'subtract(given=..., /, **keywords)': (runtime, self, given: Value | undefined, keywords) => {
    count(runtime, self, given, keywords as PyDict, -1);
    return null;
  },
});

addMethods<PyDict>(COUNTER, asDict, {
  '__missing__(key, /)': () => 0,
  'elements()': (runtime, self) =>
    PyIterator.over(
      [...self.entries.values()].flatMap(([key, times]) =>
        Array<Value>(Math.max(0, integer(runtime, times) ?? 0)).fill(key),
      ),
    ),
  'most_common(n=None, /)': (runtime, self, n) => {
    const entries = [...self.entries.values()].map(([key, value]) => pair(key, value));
    const second = native('second(entry)', (_, entry) => (entry as PyTuple).items[1] as Value);
    const ordered = sorted(runtime, entries, second, true);
    if (!Array.isArray(ordered)) return ordered as Value;
    return new PyList(n === null ? ordered : ordered.slice(0, integer(runtime, n)));
  },
  'total()': (runtime, self) =>
    [...self.entries.values()].reduce<Value>((total, [, value]) => runtime.binary('+', total, value), 0),
});
