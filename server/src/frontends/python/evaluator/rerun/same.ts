// Whether values of two runs of a program are the same by content: the same code, made of the same parts in the same order,
// sharing what the others share. What cannot be looked into is the same only as itself. Knows no torch: natives compare
// themselves.
import type { Span } from '../../../../base/span.ts';
import { type Move, movesBetween } from '../../syntax/moves.ts';
import { Frame } from '../frame.ts';
import type { World } from '../imports/loaded-module.ts';
import { unsettledBy } from '../objects/unsettled.ts';
import type { Closure } from '../protocols/functions.ts';
import {
  isOpenFor,
  type Mutable,
  type Namespace,
  PyClass,
  type PyFunction,
  type PyInstance,
  PyModule,
  type Value,
} from '../values.ts';
import { isReworked } from './top-level-again.ts';
import type { Trace } from './trace.ts';

/** Compares whatever data: values, and arrays, maps and plain objects of them. */
export type SameData = (a: unknown, b: unknown) => boolean;

/** Of two worlds: how the program's modules looked after one run of its files, and after another. */
export class Comparison {
  readonly #before: World;
  readonly #now: World;
  /** Which object stands for which: assumed until a difference turns up. */
  readonly #pairs = new Map<object, object>();
  readonly #different = new Set<object>();
  /** Pairs that rest on the comparison under way. */
  #assumed: object[] = [];
  /** What is one object in both worlds looks the same in both. */
  readonly #isAllAlike: boolean;
  /** Built-in classes and modules were changed: what rests on them nobody has counted. */
  readonly #hopeless: boolean;

  constructor(before: World, now: World) {
    this.#before = before;
    this.#now = now;
    const shared = [...before.states.keys(), ...now.states.keys()];
    this.#isAllAlike = shared.every((object) => isAlike(before.states.get(object), now.states.get(object)));
    this.#hopeless = shared.some(
      (object) =>
        (object instanceof PyModule && object.uri === undefined) || (object instanceof PyClass && !object.definition),
    );
  }

  /** What an object of the earlier world is now, as far as it was compared. */
  counterpart<T extends object>(object: T): T | undefined {
    return this.#pairs.get(object) as T | undefined;
  }

  /** Whether what a run has read would be read again. */
  holds({ names, whole, imports }: Trace, isUnchanged: (read: Parameters<Trace['imported']>[0]) => boolean): boolean {
    if (this.#hopeless) return false;
    for (const read of imports) if (!isUnchanged(read)) return false;
    for (const [module, read] of names) {
      const now = this.#moduleNow(module);
      if (!now || now.name !== module.name) return false;
      for (const name of read) if (!this.#sameName(module, now, name)) return false;
    }
    for (const module of whole) {
      const now = this.#moduleNow(module);
      if (!now) return false;
      const [a, b] = [this.#namespace(this.#before, module), this.#namespace(this.#now, now)];
      if (!this.same([...a.keys()], [...b.keys()])) return false;
      for (const name of a.keys()) if (!this.#sameName(module, now, name)) return false;
    }
    return true;
  }

  /** Where a place of the earlier world is now; undefined where its statement is not there any more. */
  moved(span: Span, uri: string): Span | undefined {
    return this.#move(uri)?.(span);
  }

  #move(uri: string): Move | undefined {
    const [before, now] = [this.#before.files.get(uri)?.parsed, this.#now.files.get(uri)?.parsed];
    return before && now && movesBetween(before, now);
  }

  #moduleNow({ uri }: PyModule): PyModule | undefined {
    return uri === undefined ? undefined : this.#now.files.get(uri)?.module;
  }

  #namespace({ states, own }: World, module: PyModule): Namespace {
    if (own?.module === module) return own.names;
    return (states.get(module) as Namespace | undefined) ?? module.namespace;
  }

  #sameName(module: PyModule, now: PyModule, name: string): boolean {
    const [a, b] = [this.#namespace(this.#before, module).get(name), this.#namespace(this.#now, now).get(name)];
    if (a === undefined || b === undefined)
      return a === b && isOpen(this.#before, module, name) === isOpen(this.#now, now, name);
    return this.same(a, b);
  }

  same(a: unknown, b: unknown): boolean {
    this.#assumed = [];
    if (this.#isSame(a, b)) return true;
    for (const object of this.#assumed) this.#pairs.delete(object);
    return false;
  }

  #isSame(a: unknown, b: unknown): boolean {
    try {
      return this.#data(a, b);
    } catch (error) {
      // Nested deeper than the JavaScript stack goes.
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  readonly #data: SameData = (a, b) => {
    if (a === b && (typeof a !== 'object' || a === null || this.#isAllAlike)) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
      return typeof a === 'number' && typeof b === 'number' && Number.isNaN(a) && Number.isNaN(b);
    if (this.#different.has(a)) return false;
    const known = this.#pairs.get(a);
    if (known !== undefined) return known === b;
    this.#pairs.set(a, b);
    this.#assumed.push(a);
    const found = this.#parts(a, b);
    if (!found) this.#different.add(a);
    return found;
  };

  #parts(a: object, b: object): boolean {
    if (a === b) {
      const [was, is] = [this.#before.states.get(a as Mutable), this.#now.states.get(a as Mutable)];
      if (was !== undefined || is !== undefined) return was !== undefined && is !== undefined && this.#data(was, is);
    } else if (isReworked(a as Mutable) && !isAlike(this.#before.states.get(a as Mutable), (a as Mutable).snapshot())) {
      // It has been changed since, and how it looked then is not all there is of it.
      return false;
    }
    if (Array.isArray(a)) return Array.isArray(b) && this.#lists(a, b);
    if (a instanceof Map) return b instanceof Map && this.#maps(a, b);
    if (a instanceof Frame) return b instanceof Frame && this.#frames(a, b);
    if ('kind' in a && 'kind' in b) return a.kind === b.kind && this.#values(a as Kinds, b as Kinds);
    const prototype = Object.getPrototypeOf(a);
    if (prototype !== Object.prototype || Object.getPrototypeOf(b) !== prototype) return a === b;
    return this.#records(a as Record<string, unknown>, b as Record<string, unknown>);
  }

  #lists(a: readonly unknown[], b: readonly unknown[]): boolean {
    return a.length === b.length && a.every((item, index) => this.#data(item, b[index]));
  }

  /** Their order counts, too: whoever walks through sees it. */
  #maps(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
    return (
      a.size === b.size && this.#lists([...a.keys()], [...b.keys()]) && this.#lists([...a.values()], [...b.values()])
    );
  }

  /** Plain data; places in it are where their statement has moved. */
  #records(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    const uri = typeof a.uri === 'string' ? a.uri : this.#now.main;
    return keys.every((key) => {
      const [x, y] = [a[key], b[key]];
      return isSpan(x) && isSpan(y) ? this.#spans(x, y, uri) : this.#data(x, y);
    });
  }

  #spans(a: Span, b: Span, uri: string): boolean {
    const moved = this.moved(a, uri);
    return moved !== undefined && moved.start === b.start && moved.end === b.end;
  }

  /** The variables around a function; a module's are looked up by name when the function runs. */
  #frames(a: Frame, b: Frame): boolean {
    if (a.uri !== b.uri || a.module.uri !== b.module.uri || a.module.name !== b.module.name) return false;
    if (a.namespace === a.module.namespace) return b.namespace === b.module.namespace;
    return (
      this.#lists([...a.slots.keys()], [...b.slots.keys()]) &&
      this.#lists(a.locals, b.locals) &&
      this.#data(a.enclosing, b.enclosing)
    );
  }

  #values(a: Kinds, b: Kinds): boolean {
    const compare = PARTS[a.kind];
    return compare ? compare(a as never, b as never, this.#data) : a === b;
  }
}

function isOpen({ own }: World, module: PyModule, name: string): boolean {
  return isOpenFor(own?.module === module ? own.open : module.open, name);
}

/** Two states of one object that hold the same, one by one. */
function isAlike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => isAlike(item, b[at]));
  if (!(a instanceof Map && b instanceof Map) || a.size !== b.size) return false;
  const others = b[Symbol.iterator]();
  for (const [key, value] of a) {
    const [other, held] = others.next().value ?? [];
    if (key !== other || !isAlike(value, held)) return false;
  }
  return true;
}

function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value;
}

type Kinds = Extract<Value, { readonly kind: string }>;
type Of<K extends Kinds['kind']> = Extract<Kinds, { readonly kind: K }>;

/** What of each kind of object is there to compare; those that are missing are the same only as themselves. */
const PARTS: { readonly [K in Kinds['kind']]?: (a: Of<K>, b: Of<K>, same: SameData) => boolean } = {
  float: (a, b, same) => same(a.value, b.value),
  batch: (a, b) => a.numerator === b.numerator && a.denominator === b.denominator,
  unknown: (a, b, same) => same(a.cause, b.cause),
  list: (a, b, same) => sameContainer(a, b, same) && same(a.items, b.items),
  tuple: (a, b, same) => same(a.of, b.of) && same(a.attributes, b.attributes) && same(a.items, b.items),
  dict: (a, b, same) => sameContainer(a, b, same) && same([...a.entries.values()], [...b.entries.values()]),
  set: (a, b, same) =>
    a.frozen === b.frozen && sameContainer(a, b, same) && same([...a.entries.values()], [...b.entries.values()]),
  range: (a, b) => a.start === b.start && a.stop === b.stop && a.step === b.step,
  slice: (a, b, same) => same(a.lower, b.lower) && same(a.upper, b.upper) && same(a.step, b.step),
  bytes: (a, b) => a.value === b.value,
  function: sameFunction,
  native: (a, b, same) => a === b || (a.made !== undefined && a.name === b.name && same(a.made, b.made)),
  'bound-method': (a, b, same) => same(a.self, b.self) && same(a.callee, b.callee),
  property: (a, b, same) => a.cachedAs === b.cachedAs && same(a.get, b.get) && same(a.set, b.set),
  'static-method': (a, b, same) => same(a.callee, b.callee),
  'class-method': (a, b, same) => same(a.callee, b.callee),
  class: sameClass,
  instance: sameInstance,
  // What is looked up in a module is part of the trace.
  module: (a, b) => a === b || (a.uri !== undefined && a.uri === b.uri && a.name === b.name),
  super: (a, b, same) => same(a.after, b.after) && same(a.self, b.self),
};

function sameContainer(a: Of<'list' | 'dict' | 'set'>, b: Of<'list' | 'dict' | 'set'>, same: SameData): boolean {
  return same(a.of, b.of) && same(a.attributes, b.attributes) && same(a.lost, b.lost);
}

function sameFunction(a: PyFunction, b: PyFunction, same: SameData): boolean {
  if (a.qualifiedName !== b.qualifiedName || a.module !== b.module) return false;
  const [x, y] = [a.code as Closure, b.code as Closure];
  return (
    x.code.definition === y.code.definition &&
    same(x.defaults, y.defaults) &&
    same(x.enclosing, y.enclosing) &&
    same(x.classCell?.class, y.classCell?.class) &&
    same(a.attributes, b.attributes)
  );
}

function sameClass(a: PyClass, b: PyClass, same: SameData): boolean {
  // Built-in classes are made once.
  if (!a.definition || !b.definition) return a === b;
  return (
    a.name === b.name &&
    a.module === b.module &&
    (a === b || same({ ...a.definition, span: undefined }, { ...b.definition, span: undefined })) &&
    same(a.bases, b.bases) &&
    same(a.meta, b.meta) &&
    same(a.open, b.open) &&
    same(a.behind, b.behind) &&
    same(a.namespace, b.namespace)
  );
}

function sameInstance(a: PyInstance, b: PyInstance, same: SameData): boolean {
  return (
    same(a.class, b.class) &&
    same(a.primitive, b.primitive) &&
    same(a.attributes, b.attributes) &&
    same(unsettledBy(a)?.cause.facts, unsettledBy(b)?.cause.facts) &&
    (a.native === b.native || (a.native?.same !== undefined && b.native !== undefined && a.native.same(b.native, same)))
  );
}
