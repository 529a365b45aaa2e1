// Python's values as the evaluator holds them: concrete data beside symbolic integers and unknowns.
// Knows nothing of syntax; torch's tensors and modules come in as instances with a `native` part.
import type { Span } from '../../../base/span.ts';
import type { BatchDim, UnknownDim } from '../../../graph/dim.ts';

/**
 * int → number (a safe integer) or bigint; k·N → BatchDim; float → PyFloat; str → string; bool → boolean; None → null.
 * An unknown is an UnknownDim: it stands for any value, and says why it is unknown.
 */
export type Value = number | bigint | string | boolean | null | BatchDim | UnknownDim | PyFloat | PyObject;

export type PyObject =
  | PyList
  | PyTuple
  | PyDict
  | PySet
  | PyRange
  | PySlice
  | PyBytes
  | PyFunction
  | NativeFunction
  | BoundMethod
  | PyProperty
  | PyStaticMethod
  | PyClassMethod
  | PyClass
  | PyInstance
  | PyModule
  | PyIterator
  | PySuper
  | Singleton;

/** Attributes by name, as classes, modules and instances have them. */
export type Namespace = Map<string, Value>;

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

/**
 * Counts the journals that were opened: see journal.ts. A module that is imported counts as older than all that was under way
 * when it was asked for: each such level has a count of its own, below those of the levels around it.
 */
let age = 0;
let level = 0;
const agesOfLevels: number[] = [];
const AGES_OF_A_LEVEL = 2 ** 40;

export function nextAge(): number {
  return ++age;
}

/** From here on what was made stems from a level further out. */
export function endOfLevel(): number {
  return level === 0 ? Number.POSITIVE_INFINITY : (1 - level) * AGES_OF_A_LEVEL;
}

/** What is made now counts as older than every branch under way: a module that is imported during one. */
export function madeOutside<T>(run: () => T): T {
  const before = age;
  level++;
  age = agesOfLevels[level] ?? -level * AGES_OF_A_LEVEL;
  try {
    return run();
  } finally {
    agesOfLevels[level] = age;
    level--;
    age = before;
  }
}

function now(): number {
  return age;
}

export class PyFloat {
  readonly kind = 'float';
  /** k·N as a float, until `int()` brings it back. */
  readonly value: number | BatchDim;
  constructor(value: number | BatchDim) {
    this.value = value;
  }
}

export class Singleton {
  readonly kind = 'singleton';
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export const ELLIPSIS = new Singleton('Ellipsis');
export const NOT_IMPLEMENTED = new Singleton('NotImplemented');

/**
 * `of` is set where the object's class is not the built-in one but a class made from it: `class Registry(dict)`, a named
 * tuple, torch.Size. Such objects have attributes of their own.
 */
abstract class Extensible {
  readonly of: PyClass | undefined;
  attributes: Namespace | undefined;
  constructor(of: PyClass | undefined) {
    this.of = of;
    this.attributes = of && new Map();
  }
}

/**
 * A container. `lost` is set where a branch on an unknown condition left it in doubt what it holds: its items then mean
 * nothing. `runtime.iterate`, `length`, `getItem` … see to that; code that reads items itself must as well.
 */
abstract class Container extends Extensible implements Mutable {
  readonly birth = now();
  lost: UnknownDim | undefined = undefined;
  protected abstract contents: unknown;

  snapshot(): unknown {
    const { contents } = this;
    return [copy(contents), this.attributes && new Map(this.attributes), this.lost];
  }

  restore(snapshot: unknown): void {
    const [contents, attributes, lost] = snapshot as [unknown, Namespace | undefined, UnknownDim | undefined];
    this.contents = copy(contents);
    this.attributes = attributes && new Map(attributes);
    this.lost = lost;
  }

  join(a: unknown, b: unknown, merge: Merge): unknown {
    const [x, ownX, lostX] = a as [unknown, Namespace | undefined, UnknownDim | undefined];
    const [y, ownY, lostY] = b as [unknown, Namespace | undefined, UnknownDim | undefined];
    const attributes = ownX && ownY ? joinNamespaces(ownX, ownY, merge) : ownX;
    const joined = lostX || lostY ? undefined : this.joinContents(x, y, merge);
    if (joined !== undefined) return [joined, attributes, undefined];
    const lost = merge(lostX, lostY);
    return [x, attributes, lost as UnknownDim];
  }

  /** Undefined where it is in doubt which cells there are. */
  protected abstract joinContents(a: unknown, b: unknown, merge: Merge): unknown;
}

function copy(contents: unknown): unknown {
  return contents instanceof Map ? new Map(contents) : (contents as unknown[]).slice();
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

export class PyList extends Container {
  readonly kind = 'list';
  items: Value[];
  constructor(items: Value[], of?: PyClass) {
    super(of);
    this.items = items;
  }
  protected override get contents(): unknown {
    return this.items;
  }
  protected override set contents(items: unknown) {
    this.items = items as Value[];
  }
  protected override joinContents(a: unknown, b: unknown, merge: Merge): unknown {
    const [x, y] = [a as Value[], b as Value[]];
    if (x.length !== y.length) return undefined;
    return x.map((item, index) => (item === y[index] ? item : merge(item, y[index])));
  }
}

/** Keys are compared as Python does: 1, 1.0 and True are one key; `runtime.keyOf(key)` makes the map's key. */
export class PyDict extends Container {
  readonly kind = 'dict';
  #entries: Map<unknown, readonly [key: Value, value: Value]> | undefined = undefined;
  constructor(of?: PyClass) {
    super(of);
  }
  /** Made when it is first asked for: most dicts of modules stay empty. */
  get entries(): Map<unknown, readonly [key: Value, value: Value]> {
    this.#entries ??= new Map();
    return this.#entries;
  }
  set entries(entries: Map<unknown, readonly [key: Value, value: Value]>) {
    this.#entries = entries;
  }
  get isEmpty(): boolean {
    return this.#entries === undefined || this.#entries.size === 0;
  }
  protected override get contents(): unknown {
    return this.entries;
  }
  protected override set contents(entries: unknown) {
    this.entries = entries as PyDict['entries'];
  }
  protected override joinContents(a: unknown, b: unknown, merge: Merge): unknown {
    const [x, y] = [a as PyDict['entries'], b as PyDict['entries']];
    if (x.size !== y.size) return undefined;
    const joined: PyDict['entries'] = new Map();
    const others = y[Symbol.iterator]();
    for (const [id, entry] of x) {
      // In another order it is another dict to whoever walks through it.
      const [otherId, other] = others.next().value ?? [];
      if (!other || otherId !== id) return undefined;
      joined.set(id, entry[1] === other[1] ? entry : [entry[0], merge(entry[1], other[1])]);
    }
    return joined;
  }
}

export class PySet extends Container {
  readonly kind = 'set';
  entries: Map<unknown, Value>;
  readonly frozen: boolean;
  constructor(frozen = false, of?: PyClass) {
    super(of);
    this.entries = new Map();
    this.frozen = frozen;
  }
  protected override get contents(): unknown {
    return this.entries;
  }
  protected override set contents(entries: unknown) {
    this.entries = entries as PySet['entries'];
  }
  protected override joinContents(a: unknown, b: unknown): unknown {
    const [x, y] = [a as PySet['entries'], b as PySet['entries']];
    return x.size === y.size && [...x.keys()].every((key) => y.has(key)) ? x : undefined;
  }
}

export class PyTuple extends Extensible {
  readonly kind = 'tuple';
  readonly items: readonly Value[];
  constructor(items: readonly Value[], of?: PyClass) {
    super(of);
    this.items = items;
  }
}

export class PyRange {
  readonly kind = 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }
}

export class PySlice {
  readonly kind = 'slice';
  readonly lower: Value;
  readonly upper: Value;
  readonly step: Value;
  constructor(lower: Value, upper: Value, step: Value) {
    this.lower = lower;
    this.upper = upper;
    this.step = step;
  }
}

/** One character per byte. */
export class PyBytes {
  readonly kind = 'bytes';
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

/** One argument of a call, with where the file writes it. */
export interface PassedArgument {
  readonly value: Value;
  /** The argument's expression. */
  readonly span: Span;
  /** The expression itself is a literal that a fix may rewrite. */
  readonly literal: boolean;
}

/** Where a call (or an operator, or `x[…]`) stands; `passed` is by keyword, or by position as a string of its index. */
export interface CallSite {
  readonly uri: string;
  readonly span: Span;
  /** The callee's last name: `Conv2d` in `nn.Conv2d(…)`. */
  readonly head: Span;
  readonly passed: ReadonlyMap<string, PassedArgument>;
  /** The same for all runs of the call while it stands there; absent where stars decide what is written where. */
  readonly written?: object | undefined;
}

/** Arguments as Python passes them; a method's first one is its object, which `site.passed` does not count. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** The innermost call in a text that led here. */
  readonly site: CallSite;
}

export type NativeCode = (runtime: Runtime, args: Arguments) => Value;

/** Written by us. Make them with `nativeFunction` and `nativeMethod`. */
export class NativeFunction {
  readonly kind = 'native';
  readonly name: string;
  readonly call: NativeCode;
  /** In a class it is a method; without, it is like `len`: a class attribute that does not get the object. */
  readonly binds: boolean;
  /** Where it is made anew by each run: what alone its outcome depends on, beside its name. */
  readonly made: unknown;
  constructor(name: string, call: NativeCode, binds: boolean, made?: unknown) {
    this.name = name;
    this.call = call;
    this.binds = binds;
    this.made = made;
  }
}

/** A function of a module, or a static one: `math.sqrt`, `object.__new__`. */
export function nativeFunction(name: string, call: NativeCode, made?: unknown): NativeFunction {
  return new NativeFunction(name, call, false, made);
}

/** A function in a class: its first positional argument is the object. */
export function nativeMethod(name: string, call: NativeCode, made?: unknown): NativeFunction {
  return new NativeFunction(name, call, true, made);
}

/** A function that the file defines; the compiled code is the evaluator's affair. */
export class PyFunction implements Mutable {
  readonly kind = 'function';
  readonly birth = now();
  readonly name: string;
  readonly qualifiedName: string;
  readonly module: string;
  readonly code: unknown;
  attributes: Namespace = new Map();
  constructor(name: string, qualifiedName: string, module: string, code: unknown) {
    this.name = name;
    this.qualifiedName = qualifiedName;
    this.module = module;
    this.code = code;
  }
  snapshot(): unknown {
    return new Map(this.attributes);
  }
  restore(snapshot: unknown): void {
    this.attributes = new Map(snapshot as Namespace);
  }
}

export class BoundMethod {
  readonly kind = 'bound-method';
  readonly self: Value;
  readonly callee: Value;
  constructor(self: Value, callee: Value) {
    this.self = self;
    this.callee = callee;
  }
}

export class PyProperty {
  readonly kind = 'property';
  readonly get: Value;
  readonly set: Value;
  /** functools.cached_property: kept in the object's attributes under this name. */
  readonly cachedAs: string | undefined;
  readonly delete: Value;
  constructor(get: Value, set: Value = null, cachedAs?: string, remove: Value = null) {
    this.get = get;
    this.set = set;
    this.cachedAs = cachedAs;
    this.delete = remove;
  }
}

export class PyStaticMethod {
  readonly kind = 'static-method';
  readonly callee: Value;
  constructor(callee: Value) {
    this.callee = callee;
  }
}

export class PyClassMethod {
  readonly kind = 'class-method';
  readonly callee: Value;
  constructor(callee: Value) {
    this.callee = callee;
  }
}

/** Where a file defines a class. */
export interface ClassDefinition {
  readonly uri: string;
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface ClassOptions {
  /** Its metaclass; absent: that of its first base, at the root `type`. */
  readonly meta?: PyClass | undefined;
  /** Absent for built-in ones. */
  readonly definition?: ClassDefinition | undefined;
  /** One of its bases is unknown, for this reason: names that are not found are unknown, too. */
  readonly open?: UnknownDim | undefined;
}

/** Make them with `defineClass` (built-in ones) or `runtime.makeClass`: they know the method resolution order. */
export class PyClass implements Mutable {
  readonly kind = 'class';
  readonly birth = now();
  readonly name: string;
  readonly module: string;
  readonly bases: readonly PyClass[];
  /** Method resolution order, itself first (C3). */
  readonly mro: readonly PyClass[];
  readonly namespace: Namespace;
  readonly meta: PyClass | undefined;
  readonly definition: ClassDefinition | undefined;
  readonly open: UnknownDim | undefined;
  constructor(
    name: string,
    module: string,
    bases: readonly PyClass[],
    order: readonly PyClass[],
    namespace: Namespace,
    { meta, definition, open }: ClassOptions = {},
  ) {
    this.name = name;
    this.module = module;
    this.bases = bases;
    this.mro = [this, ...order];
    this.namespace = namespace;
    this.meta = meta ?? bases.find((base) => base.meta)?.meta;
    this.definition = definition;
    this.open = open ?? bases.find((base) => base.open)?.open;
  }
  snapshot(): unknown {
    return new Map(this.namespace);
  }
  restore(snapshot: unknown): void {
    refill(this.namespace, snapshot as Namespace);
  }
}

/** For what the evaluator makes beside values. */
export { now as birthNow };

function refill(namespace: Namespace, from: Namespace): void {
  namespace.clear();
  for (const [name, value] of from) namespace.set(name, value);
}

/** What a built-in class keeps in its instances beside their attributes: a tensor, a module's state, an exception's data. */
export interface Native extends Mutable {
  readonly native: string;
  /** One that stands for either: two tensors of one shape; undefined where there is none. */
  merge?(other: Native, merge: Merge): Native | undefined;
  /** Whether it is alike by content, `same` comparing whatever data; absent: it is like no other. */
  same?(other: Native, same: (a: unknown, b: unknown) => boolean): boolean;
}

export class PyInstance implements Mutable {
  readonly kind = 'instance';
  readonly birth = now();
  readonly class: PyClass;
  #attributes: Namespace | undefined = undefined;
  native: Native | undefined;
  /** The int, float or str that it is, where its class is made from one of those: an IntEnum's member. */
  readonly primitive: Value | undefined;
  constructor(of: PyClass, native?: Native, primitive?: Value) {
    this.class = of;
    this.native = native;
    this.primitive = primitive;
  }
  /** Made when they are first asked for: tensors rarely have any. */
  get attributes(): Namespace {
    this.#attributes ??= new Map();
    return this.#attributes;
  }
  set attributes(attributes: Namespace) {
    this.#attributes = attributes;
  }
  /** One of its own attributes. */
  own(name: string): Value | undefined {
    return this.#attributes?.get(name);
  }
  snapshot(): unknown {
    return [new Map(this.#attributes), this.native, this.native?.snapshot()];
  }
  restore(snapshot: unknown): void {
    const [attributes, native, inner] = snapshot as [Namespace, Native | undefined, unknown];
    this.attributes = new Map(attributes);
    this.native = native;
    native?.restore(inner);
  }
  join(a: unknown, b: unknown, merge: Merge): unknown {
    const [own, native, inner] = a as [Namespace, Native | undefined, unknown];
    const [otherOwn, otherNative, otherInner] = b as [Namespace, Native | undefined, unknown];
    const attributes = joinNamespaces(own, otherOwn, merge);
    if (native !== otherNative || !native) return [attributes, native ?? otherNative, inner ?? otherInner];
    return [attributes, native, native.join ? native.join(inner, otherInner, merge) : inner];
  }
}

/** `x.__dict__`: what is put into it becomes an attribute, and the other way round. */
export class PyAttributes extends PyDict {
  readonly shares: PyInstance;
  readonly #live: AttributeEntries;
  constructor(owner: PyInstance) {
    super();
    this.shares = owner;
    this.#live = new AttributeEntries(owner);
  }
  override get entries(): PyDict['entries'] {
    return this.#live;
  }
  override set entries(entries: PyDict['entries']) {
    const given = [...entries.values()];
    this.#live.clear();
    for (const entry of given) this.#live.set(entry[0], entry);
  }
  override get isEmpty(): boolean {
    return this.#live.size === 0;
  }
}

class AttributeEntries extends Map<unknown, readonly [key: Value, value: Value]> {
  readonly #owner: PyInstance;
  constructor(owner: PyInstance) {
    super();
    this.#owner = owner;
  }
  override get size(): number {
    return this.#owner.attributes.size;
  }
  override has(key: unknown): boolean {
    return this.#owner.attributes.has(key as string);
  }
  override get(key: unknown): readonly [key: Value, value: Value] | undefined {
    const value = this.#owner.attributes.get(key as string);
    return value === undefined ? undefined : [key as string, value];
  }
  override set(key: unknown, [, value]: readonly [key: Value, value: Value]): this {
    if (typeof key === 'string') this.#owner.attributes.set(key, value);
    return this;
  }
  override delete(key: unknown): boolean {
    return this.#owner.attributes.delete(key as string);
  }
  override clear(): void {
    this.#owner.attributes.clear();
  }
  override keys(): MapIterator<unknown> {
    return this.#owner.attributes.keys();
  }
  override *values(): MapIterator<readonly [key: Value, value: Value]> {
    for (const [name, value] of this.#owner.attributes) yield [name, value];
  }
  override *entries(): MapIterator<[unknown, readonly [key: Value, value: Value]]> {
    for (const [name, value] of this.#owner.attributes) yield [name, [name, value]];
  }
  override [Symbol.iterator](): MapIterator<[unknown, readonly [key: Value, value: Value]]> {
    return this.entries();
  }
  override forEach(run: (value: readonly [key: Value, value: Value], key: unknown, map: this) => void): void {
    for (const [key, value] of this.entries()) run(value, key, this);
  }
}

export class PyModule implements Mutable {
  readonly kind = 'module';
  readonly birth = now();
  /** With dots: `torch.nn`. */
  readonly name: string;
  readonly namespace: Namespace;
  /** Names that are not there are unknown, not an error: built-in modules that we know in part, files that do not parse. */
  open: boolean;
  /** The file; absent for built-in ones. */
  readonly uri: string | undefined;
  constructor(name: string, namespace: Namespace = new Map(), open = false, uri?: string) {
    this.name = name;
    this.namespace = namespace;
    this.open = open;
    this.uri = uri;
  }
  snapshot(): unknown {
    return new Map(this.namespace);
  }
  restore(snapshot: unknown): void {
    refill(this.namespace, snapshot as Namespace);
  }
}

/** Any iterator. It may throw what Python raises while it is asked. */
export class PyIterator {
  readonly kind = 'iterator';
  /** Undefined: no more. */
  readonly next: () => Value | undefined;
  constructor(next: () => Value | undefined) {
    this.next = next;
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
  constructor(count: BatchDim, item: Value, lost: UnknownDim) {
    super(() => lost);
    this.count = count;
    this.item = item;
    this.lost = lost;
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

export class PySuper {
  readonly kind = 'super';
  /** The search begins behind this class in the MRO. */
  readonly after: PyClass;
  readonly self: Value;
  constructor(after: PyClass, self: Value) {
    this.after = after;
    this.self = self;
  }
}

/** One call under way. */
export interface CallFrame {
  readonly name: string;
  readonly uri: string;
  /** From where it was called; undefined for a module. */
  readonly site: CallSite | undefined;
}

/** A Python exception on its way; caught by `except`, or at the entry. Never leaves the evaluator. */
export class PyRaise {
  readonly exception: PyInstance;
  /** Where it was raised: the innermost expression or statement in a text, and the calls around it, outermost first. */
  place: { readonly uri: string; readonly span: Span; readonly frames: readonly CallFrame[] } | undefined;
  constructor(exception: PyInstance) {
    this.exception = exception;
  }
}

/** One parameter of a function, as `inspect.signature` shows it. */
export interface SignatureParameter {
  readonly name: string;
  readonly kind: 'positional-only' | 'normal' | 'keyword-only' | '*' | '**';
  readonly default: Value | undefined;
  readonly annotation: Value | undefined;
}

export type Keywords = ReadonlyMap<string, Value>;

/** What native code may ask of the evaluator. Everything Python-visible goes through it. */
export interface Runtime {
  // Calling and looking up, as Python does (descriptors, __getattr__, __call__ …).
  call(callee: Value, positional: readonly Value[], keywords?: Keywords, site?: CallSite): Value;
  getAttribute(object: Value, name: string): Value;
  /** Undefined where Python raises AttributeError. */
  findAttribute(object: Value, name: string): Value | undefined;
  setAttribute(object: Value, name: string, value: Value): void;
  deleteAttribute(object: Value, name: string): void;
  /** A method such as `__len__`, looked up in the object's class and bound to it; undefined where there is none. */
  special(object: Value, name: string): Value | undefined;
  getItem(object: Value, index: Value): Value;
  setItem(object: Value, index: Value, value: Value): void;
  deleteItem(object: Value, index: Value): void;
  /** `+ - * / // % ** @ & | ^ << >>` with their dunder methods. */
  binary(operator: string, left: Value, right: Value): Value;
  unary(operator: '-' | '+' | '~', operand: Value): Value;
  /** `< <= == != > >= in`, `not in`, `is`, `is not`: a bool, an unknown, or what a dunder method gives. */
  compare(operator: string, left: Value, right: Value): Value;
  equals(a: Value, b: Value): boolean | undefined;
  // Protocols.
  /** true, false, or undefined where it depends on what is unknown. */
  truth(value: Value): boolean | undefined;
  /** The items, or undefined where they are unknown; iterating over the batch gives one item. Raises TypeError. */
  iterate(value: Value): Iterable<Value> | undefined;
  /** What runs over the batch, and so is not iterated item by item. */
  batchOf(value: Value): BatchItems | undefined;
  /** An iterator's next item; undefined at its end. */
  next(iterator: Value): Value | undefined;
  length(value: Value): Value;
  str(value: Value): string;
  repr(value: Value): string;
  /** What a text comes to: unknown where it shows what is not known. */
  textOf(run: () => string): Value;
  format(value: Value, specifier: string, conversion?: string): string;
  /** A dict's or set's map key; raises TypeError for what is not hashable. */
  keyOf(value: Value): unknown;
  // Classes and functions.
  typeOf(value: Value): PyClass;
  isInstance(value: Value, of: PyClass): boolean;
  /** As a `class` statement does, with metaclass, `__set_name__`, `__init_subclass__`; unknown where a base is unknown. */
  makeClass(name: string, bases: readonly Value[], namespace: Namespace, keywords?: Keywords): Value;
  /** Undefined for what is no function or class of a file. */
  signature(callee: Value): readonly SignatureParameter[] | undefined;
  importModule(name: string): Value;
  /** Call before looking through all names of a module. */
  readAll(module: PyModule): void;
  // Errors, unknowns, limits.
  /** Raises the built-in exception of that name. */
  raise(exception: string, message: string): never;
  makeException(name: string, argument: Value): PyInstance;
  /** The result of `run`, or the exception that it raised. */
  attempt<T>(run: () => T): { readonly value: T } | { readonly raised: PyInstance };
  isUnknown(value: Value): value is UnknownDim;
  /** An unknown for what depends on this value: itself where it is one. */
  lost(value: Value): UnknownDim;
  /** Either of two, where it depends on an unknown condition: both run, what they change is joined. */
  either(condition: Value, yes: () => Value, no: () => Value): Value;
  /** Whether code around catches such an exception: then it is no mistake to raise it. */
  expects(exception: string): boolean;
  /**
   * A loop that runs an unknown number of times is run again, only to see what may change: what is set here is put around
   * that, and leaves out whatever else the turn would do.
   */
  rehearsal: (<T>(run: () => T) => T) | undefined;
  /** Saves what code builds beside values; where there is such a thing. */
  saving: (() => Built) | undefined;
  /** Call before changing a container: saves it where a branch may have to be undone. */
  touch(object: Mutable): void;
  /** Pays for work. Ends the run when the fuel is gone. */
  spend(steps: number): void;
  /** Pays for cells of a list, characters of a string … before they are made. */
  spendCells(amount: number): void;
  /** Frames of the calls under way, outermost first. */
  readonly frames: readonly CallFrame[];
  /** The innermost call, operator or subscript under way, in any file. */
  readonly site: CallSite;
}
