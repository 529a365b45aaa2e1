// Descriptors, slices, ranges and iterators: how a call makes them, and their methods.
import type { UnknownDim } from '../../../graph/dim.ts';
import { CLASS_METHOD, ITERATOR, PROPERTY, RANGE, SLICE, STATIC_METHOD } from '../evaluator/objects/builtin-classes.ts';
import {
  BatchItems,
  nativeFunction,
  type PyClass,
  PyClassMethod,
  PyIterator,
  PyProperty,
  PyRange,
  PySlice,
  PyStaticMethod,
  PyTuple,
  type Value,
} from '../evaluator/values.ts';
import { absorbed, addMethods, addStatics, natives } from './declare.ts';
import { integer } from './iteration.ts';

const asRange = (value: Value) => (value instanceof PyRange ? value : undefined);
const asSlice = (value: Value) => (value instanceof PySlice ? value : undefined);

addStatics(
  PROPERTY,
  natives({
    '__new__(cls, fget=None, fset=None, fdel=None, doc=None)': (_, _cls, get, set) => new PyProperty(get, set),
  }),
);
addMethods<PyProperty>(PROPERTY, (value) => (value instanceof PyProperty ? value : undefined), {
  '__init__(*args, **keywords)': () => null,
  'getter(fget, /)': (_, self, get) => new PyProperty(get, self.set, self.cachedAs, self.delete),
  'setter(fset, /)': (_, self, set) => new PyProperty(self.get, set, self.cachedAs, self.delete),
  'deleter(fdel, /)': (_, self, remove) => new PyProperty(self.get, self.set, self.cachedAs, remove),
});

addStatics(STATIC_METHOD, natives({ '__new__(cls, function, /)': (_, _cls, callee) => new PyStaticMethod(callee) }));
addStatics(CLASS_METHOD, natives({ '__new__(cls, function, /)': (_, _cls, callee) => new PyClassMethod(callee) }));

addStatics(
  SLICE,
  natives({
    '__new__(cls, start, stop=..., step=None, /)': (_, _cls, start, stop: Value | undefined, step) =>
      stop === undefined ? new PySlice(null, start, null) : new PySlice(start, stop, step),
  }),
);

/** Where a slice begins, ends and steps in a sequence of so many items, as `slice.indices` says. */
export function sliceIndices(
  start: number | undefined,
  stop: number | undefined,
  step: number,
  length: number,
): [number, number] {
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const place = (index: number | undefined, otherwise: number): number => {
    if (index === undefined) return otherwise;
    return Math.min(Math.max(index < 0 ? index + length : index, low), high);
  };
  return step > 0 ? [place(start, low), place(stop, high)] : [place(start, high), place(stop, low)];
}

addMethods<PySlice>(SLICE, asSlice, {
  'indices(length, /)': (runtime, self, length) => {
    const unknown = absorbed(runtime, [self.lower, self.upper, self.step, length]);
    if (unknown !== undefined) return unknown;
    const known = (value: Value): number | undefined => (value === null ? undefined : integer(runtime, value));
    const step = known(self.step) ?? 1;
    if (step === 0) return runtime.raise('ValueError', 'slice step cannot be zero');
    return new PyTuple([...sliceIndices(known(self.lower), known(self.upper), step, known(length) ?? 0), step]);
  },
});

function itemsOf(count: Value, step: number | undefined, lost: UnknownDim): Value {
  if (typeof count !== 'object' || count?.kind !== 'batch' || step !== 1) return lost;
  return BatchItems.indices(count, lost);
}

addStatics(
  RANGE,
  natives({
    '__new__(cls, start, stop=..., step=1, /)': (runtime, _, start, stop: Value | undefined, step) => {
      const given = stop === undefined ? [0, start, 1] : [start, stop, step];
      const [from, to, by] = given.map((value) => integer(runtime, value)) as [number?, number?, number?];
      if (by === 0) return runtime.raise('ValueError', 'range() arg 3 must not be zero');
      if (from !== undefined && to !== undefined && by !== undefined) return new PyRange(from, to, by);
      const abstract = given.find((value) => runtime.isUnknown(value)) ?? (stop === undefined ? start : stop);
      if (runtime.isUnknown(abstract)) return abstract;
      const lost = runtime.lost(abstract);
      // Over the batch: the body runs once, with an index that nothing is known of.
      return start === 0 || stop === undefined ? itemsOf(abstract, by, lost) : lost;
    },
  }),
);
const parts = <T>(
  of: PyClass,
  receive: (value: Value) => T | undefined,
  read: Readonly<Record<string, (self: T) => Value>>,
) =>
  addStatics(
    of,
    Object.entries(read).map(([name, get]): [string, Value] => [
      name,
      new PyProperty(
        nativeFunction(name, (runtime, { positional: [given = null] }) => {
          const self = receive(given);
          return self === undefined ? runtime.lost(given) : get(self);
        }),
      ),
    ]),
  );

parts(SLICE, asSlice, { start: ({ lower }) => lower, stop: ({ upper }) => upper, step: ({ step }) => step });
parts(RANGE, asRange, { start: ({ start }) => start, stop: ({ stop }) => stop, step: ({ step }) => step });

addMethods<PyRange>(RANGE, asRange, {
  'index(value, /)': (runtime, self, value) => {
    const number = integer(runtime, value);
    if (number === undefined) return runtime.lost(value);
    const place = (number - self.start) / self.step;
    if (Number.isInteger(place) && place >= 0 && place < self.length) return place;
    return runtime.raise('ValueError', `${number} is not in range`);
  },
  'count(value, /)': (runtime, self, value) => {
    const number = integer(runtime, value);
    if (number === undefined) return runtime.lost(value);
    const place = (number - self.start) / self.step;
    return Number.isInteger(place) && place >= 0 && place < self.length ? 1 : 0;
  },
});

addMethods<PyIterator>(ITERATOR, (value) => (value instanceof PyIterator ? value : undefined), {
  '__iter__()': (_, self) => self,
  '__next__()': (runtime, self) => {
    const item = self.next();
    return item !== undefined ? item : runtime.raise('StopIteration', '');
  },
  'send(value, /)': (runtime, self) => {
    const item = self.next();
    return item !== undefined ? item : runtime.raise('StopIteration', '');
  },
  'close()': () => null,
  'throw(*exception)': (runtime, self) => runtime.lost(self),
});
