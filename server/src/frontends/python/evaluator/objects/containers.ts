// Lists, dicts, sets and tuples, and what branches make of them: how they are saved, restored and joined.
// Keys, protocols and errors are others' affair: hashing.ts, items.ts, iteration.ts.
import type { UnknownDim } from '../../../../graph/dim.ts';
import { birthNow } from '../branches/ages.ts';
import { joinNamespaces, type Merge, type Mutable } from '../branches/mutable.ts';
import type { Namespace, Value } from '../values.ts';
import type { PyClass } from './objects.ts';

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
  readonly birth = birthNow();
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
