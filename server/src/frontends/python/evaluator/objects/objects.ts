// Classes, their instances, `super()` and modules. How names are looked up in them is in attributes.ts and method-order.ts;
// torch's tensors and modules come in as instances with a `native` part.
import type { Span } from '../../../../base/span.ts';
import type { UnknownDim } from '../../../../graph/dim.ts';
import { birthNow } from '../branches/ages.ts';
import { joinNamespaces, type Merge, type Mutable, refill } from '../branches/mutable.ts';
import type { Namespace, Value } from '../values.ts';

/** Where a file defines a class, now. */
export interface ClassDefinition {
  readonly uri: string;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** Its statement stands elsewhere now, and the class is the same. */
export function moveDefinition(definition: ClassDefinition, delta: number): void {
  const { span, nameSpan } = definition;
  Object.assign(definition, { span: shifted(span, delta), nameSpan: shifted(nameSpan, delta) });
}

function shifted({ start, end }: Span, delta: number): Span {
  return { start: start + delta, end: end + delta };
}

export interface ClassOptions {
  /** Its metaclass; absent: that of its first base, at the root `type`. */
  readonly meta?: PyClass | undefined;
  /** Absent for built-in ones. */
  readonly definition?: ClassDefinition | undefined;
  /** One of its bases is unknown, for this reason: names that are not found are unknown, too. */
  readonly open?: UnknownDim | undefined;
  /** Its bases that stand behind an unknown one: what both have is not theirs. */
  readonly behind?: readonly PyClass[];
}

/** Make them with `defineClass` (built-in ones) or `runtime.makeClass`: they know the method resolution order. */
export class PyClass implements Mutable {
  readonly kind = 'class';
  readonly birth = birthNow();
  readonly name: string;
  readonly module: string;
  readonly bases: readonly PyClass[];
  /** Method resolution order, itself first (C3). */
  readonly mro: readonly PyClass[];
  readonly namespace: Namespace;
  readonly meta: PyClass | undefined;
  readonly definition: ClassDefinition | undefined;
  readonly open: UnknownDim | undefined;
  readonly behind: readonly PyClass[];
  constructor(
    name: string,
    module: string,
    bases: readonly PyClass[],
    order: readonly PyClass[],
    namespace: Namespace,
    { meta, definition, open, behind = [] }: ClassOptions = {},
  ) {
    this.name = name;
    this.module = module;
    this.bases = bases;
    this.mro = [this, ...order];
    this.namespace = namespace;
    this.meta = meta ?? bases.find((base) => base.meta)?.meta;
    this.definition = definition;
    this.open = open ?? bases.find((base) => base.open)?.open;
    this.behind = behind;
  }
  snapshot(): unknown {
    return new Map(this.namespace);
  }
  restore(snapshot: unknown): void {
    refill(this.namespace, snapshot as Namespace);
  }
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
  readonly birth = birthNow();
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

export type OpenNames = boolean | ReadonlySet<string>;

export function isOpenFor(open: OpenNames, name: string): boolean {
  return typeof open === 'boolean' ? open : open.has(name);
}

export function joinOpen(a: OpenNames, b: OpenNames): OpenNames {
  if (a === true || b === true) return true;
  return a && b ? new Set([...a, ...b]) : a || b;
}

export class PyModule implements Mutable {
  readonly kind = 'module';
  readonly birth = birthNow();
  /** With dots: `torch.nn`. */
  readonly name: string;
  readonly namespace: Namespace;
  /**
   * Names that are not there are unknown, not an error: all of built-in modules that we know in part and of files that do not
   * parse, or those that statements would have bound that failed.
   */
  open: OpenNames;
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
