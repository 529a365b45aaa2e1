// What files that are run one after the other may share: a unit is a file that was imported, with those that lead back to it. As
// long as it rests on nothing but what it imports itself, it is to the next file what it was to this one. Which files are
// run, and when, is `Imports`' affair.
import { birthNow, nextAge } from '../branches/ages.ts';
import type { Mutable } from '../branches/mutable.ts';
import type { Execution } from '../execution.ts';
import { PyModule } from '../values.ts';
import type { Entry } from './loaded-module.ts';

/** A submodule that became an attribute of a package of another unit. */
interface Attached {
  readonly parent: PyModule;
  readonly name: string;
  readonly child: PyModule;
}

interface Effect {
  readonly object: Mutable;
  readonly before: unknown;
  readonly after: unknown;
}

export class Unit {
  readonly files = new Map<string, Entry>();
  /** Those that it rests on, and what these rest on. */
  readonly met = new Set<Unit>();
  /** To packages of other units. */
  attached: readonly Attached[] = [];
  /** What it did to objects that others have made. */
  effects: readonly Effect[] = [];
  /** The file by which it was entered; those that lead back to it were run since. */
  readonly head: string;
  /** It rests on more than what it imports: run alone it could be another one. */
  isSpoiled = false;

  constructor(head: string) {
    this.head = head;
  }
}

/** A file that is being run, with what was run since and leads back to it or further out. */
interface Level {
  readonly unit: Unit;
  readonly depth: number;
  readonly since: number;
  /** The outermost level that it leads back to. */
  low: number;
  /** What the objects were made in that belong to it: ages from, to. */
  readonly ages: (readonly [from: number, to: number])[];
  /** What it did to objects that were there before, each as the first one found it; undefined where who asked for it had changed it. */
  readonly changes: Map<Mutable, { readonly state: unknown } | undefined>;
  readonly attached: Attached[];
}

/** So many files are kept. */
const MOST_FILES = 1500;

export class Units {
  readonly #execution: Execution;
  readonly #levels: Level[] = [];
  /** Of files that were run since, and are part of a circle that is still under way: the level that it is entered by. */
  readonly #open = new Map<string, Level>();
  /** Of files that are there. */
  readonly #complete = new Map<string, Unit>();
  /** By their heads: those that later files may find. */
  readonly #kept = new Map<string, Unit>();
  /** What was done to objects of units, by others: as the units left them. */
  readonly #changed = new Map<Mutable, unknown>();
  readonly #attached: Attached[] = [];
  /** All that are spoiled, of those that are there. */
  readonly #lost = new Set<Unit>();

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  begin(uri: string, entry: Entry, isAgain: boolean): void {
    if (isAgain) this.#lose(this.#complete.get(uri));
    const depth = this.#levels.length;
    const level: Level = {
      unit: new Unit(uri),
      depth,
      since: nextAge(),
      low: depth,
      ages: [],
      changes: new Map(),
      attached: [],
    };
    level.unit.files.set(uri, entry);
    this.#open.set(uri, level);
    this.#levels.push(level);
  }

  /** `changes`: of what was there before, as it was; `isMain`: nothing leads to it. */
  end(changes: ReadonlyMap<Mutable, unknown>, isMain: boolean): void {
    const level = this.#levels.pop();
    if (!level) return;
    const { low, depth } = level;
    level.ages.push([level.since, birthNow()]);
    // What is made next is no part of it.
    nextAge();
    for (const [object, state] of changes)
      level.changes.set(
        object,
        level.changes.get(object) ?? (this.#execution.isChangedAround(object) ? undefined : { state }),
      );
    const around = this.#levels.at(-1);
    if (around && low < depth) this.#merge(level, around);
    else this.#completed(level, isMain);
  }

  #merge({ unit, low, ages, changes, attached }: Level, around: Level): void {
    around.low = Math.min(around.low, low);
    around.ages.push(...ages);
    for (const [object, before] of changes) around.changes.set(object, around.changes.get(object) ?? before);
    for (const [uri, entry] of unit.files) {
      around.unit.files.set(uri, entry);
      this.#open.set(uri, around);
    }
    around.attached.push(...attached);
    if (unit.isSpoiled) around.unit.isSpoiled = true;
  }

  #completed(level: Level, isMain: boolean): void {
    const { unit, changes } = level;
    const toOthers = [...changes].filter(([object]) => !isMadeIn(level, object));
    unit.effects = toOthers.flatMap(([object, before]) =>
      before ? { object, before: before.state, after: object.snapshot() } : [],
    );
    if (unit.effects.length < toOthers.length) unit.isSpoiled = true;
    for (const { object, before } of unit.effects) this.#note(object, before);
    unit.attached = level.attached.filter(({ parent }) => !unit.files.has(parent.uri ?? ''));
    this.#attached.push(...unit.attached);
    for (const [uri, { failures }] of unit.files) {
      this.#open.delete(uri);
      this.#complete.set(uri, unit);
      // How deep one may go yet is a matter of where one comes from.
      if (failures.some((failure) => 'limit' in failure && failure.what === 'depth')) unit.isSpoiled = true;
    }
    if (isMain || unit.isSpoiled) this.#lose(unit);
    this.#meet(unit, unit.head);
  }

  /** A file that is there already was asked for. */
  found(uri: string): void {
    const top = this.#levels.at(-1);
    if (!top) return;
    const open = this.#open.get(uri);
    if (open) {
      top.low = Math.min(top.low, open.depth);
      return;
    }
    const unit = this.#complete.get(uri);
    if (unit) this.#meet(unit, uri);
    else this.spoil();
  }

  /** Those under way rest on a unit now: on what it is where that file of it is asked for first. */
  #meet(unit: Unit, uri: string): void {
    for (let index = this.#levels.length - 1; index >= 0; index--) {
      const { unit: own } = this.#levels[index] as Level;
      if (own.met.has(unit)) return;
      for (const each of withAll(unit)) own.met.add(each);
      if (uri !== unit.head) own.isSpoiled = true;
    }
  }

  /** What is under way rests on more than what it imports. */
  spoil(): void {
    for (const { unit } of this.#levels) unit.isSpoiled = true;
  }

  attached(parent: PyModule, name: string, child: PyModule): void {
    const { attached } = this.#levels.at(-1) ?? { attached: this.#attached };
    attached.push({ parent, name, child });
  }

  #lose(unit: Unit | undefined): void {
    if (!unit) return;
    unit.isSpoiled = true;
    this.#lost.add(unit);
  }

  /** One that was kept, and may be found again: all files that come with it. */
  offered(uri: string): ReadonlyMap<string, Entry> | undefined {
    const unit = this.#kept.get(uri);
    return unit && new Map(withAll(unit).flatMap(({ files }) => [...files]));
  }

  /** The one that was offered is there again, unless it would find something else than it did. */
  take(uri: string): boolean {
    const unit = this.#kept.get(uri);
    if (!unit) return false;
    const missing = withAll(unit).filter(({ files, head }) => this.#complete.get(head)?.files !== files);
    const states = new Map<Mutable, unknown>();
    for (const { effects } of missing) {
      for (const { object, before, after } of effects) {
        if (!isAlike(states.has(object) ? states.get(object) : object.snapshot(), before)) return false;
        states.set(object, after);
      }
    }
    for (const [object, state] of states) {
      this.#note(object, object.snapshot());
      this.#execution.putBack(object, state);
    }
    for (const each of missing) {
      for (const file of each.files.keys()) this.#complete.set(file, each);
      for (const { parent, name, child } of each.attached) {
        if (parent.namespace.has(name)) continue;
        parent.namespace.set(name, child);
        this.#attached.push({ parent, name, child });
      }
    }
    this.#kept.delete(uri);
    this.#kept.set(uri, unit);
    this.#meet(unit, uri);
    return true;
  }

  /** The turn of another file: what was done to units is taken back, and those that are as they were alone are kept. */
  setAside(): void {
    // Of what was broken off, too.
    for (const { changes } of this.#levels)
      for (const [object, before] of changes) if (before) this.#note(object, before.state);
    for (const [object, before] of this.#changed) object.restore(before);
    for (const { parent, name, child } of [this.#attached, ...this.#levels.map(({ attached }) => attached)].flat())
      if (parent.namespace.get(name) === child) parent.namespace.delete(name);
    for (const unit of new Set(this.#complete.values())) if (this.#isWhole(unit)) this.#kept.set(unit.head, unit);
    this.#changed.clear();
    this.#attached.length = 0;
    this.#levels.length = 0;
    this.#open.clear();
    this.#complete.clear();
    this.#lost.clear();
    this.#makeRoom();
  }

  /** As whoever changed it first has found it. */
  #note(object: Mutable, before: unknown): void {
    if (!this.#changed.has(object)) this.#changed.set(object, before);
  }

  #isWhole(unit: Unit): boolean {
    if (unit.isSpoiled) return false;
    for (const lost of this.#lost) if (unit.met.has(lost)) return false;
    return true;
  }

  #makeRoom(): void {
    let files = 0;
    for (const unit of this.#kept.values()) files += unit.files.size;
    for (const unit of this.#kept.values()) {
      if (files <= MOST_FILES) break;
      for (const other of this.#kept.values()) {
        if (other !== unit && !other.met.has(unit)) continue;
        this.#kept.delete(other.head);
        files -= other.files.size;
      }
    }
  }
}

/** In the order in which they were complete. */
function withAll(unit: Unit): readonly Unit[] {
  return [...unit.met, unit];
}

/** Two states of one object. */
function isAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, i) => isAlike(each, b[i]));
  if (!(a instanceof Map) || !(b instanceof Map) || a.size !== b.size) return false;
  const others = b.entries();
  for (const [key, value] of a) {
    const [otherKey, other] = others.next().value ?? [];
    if (key !== otherKey || !isAlike(value, other)) return false;
  }
  return true;
}

function isMadeIn({ unit, ages }: Level, object: Mutable): boolean {
  if (object instanceof PyModule) return object.uri !== undefined && unit.files.has(object.uri);
  const { birth } = object;
  return birth !== undefined && ages.some(([from, to]) => from <= birth && birth <= to);
}
