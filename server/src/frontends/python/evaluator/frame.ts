// The running state of one function call, class body or module: where names have their values.
import { birthNow } from './branches/ages.ts';
import type { Journal, Snapshots } from './branches/journal.ts';
import type { Built, CallFrame, CallSite, Mutable, Namespace, PyClass, PyModule, Value } from './values.ts';

/** `super()` and `__class__` in a method mean the class whose body defines it, which exists only after that body ran. */
export interface ClassCell {
  class: PyClass | undefined;
}

/**
 * A world in which the code may have left a block (`if unknown: break`): how it looked then, what has changed since in the
 * world that went on, and what it returned.
 */
export interface Leave {
  readonly kind: 'break' | 'continue' | 'return';
  readonly states: Snapshots;
  readonly built: Built | undefined;
  /** Opened where the worlds parted. */
  readonly split: Journal;
  readonly since: Journal;
  readonly returned: Value;
  /** What decided it, and is not known. */
  readonly condition: Value;
}

export interface FrameOptions {
  readonly name: string;
  readonly module: PyModule;
  readonly uri: string;
  /** The locals by name. */
  readonly slots: ReadonlyMap<string, number>;
  /** The frame around it whose variables it sees. */
  readonly enclosing?: Frame | undefined;
  readonly classCell?: ClassCell | undefined;
  /** Class and module bodies keep names here. */
  readonly namespace?: Namespace | undefined;
  readonly site?: CallSite | undefined;
}

export const NO_SLOTS: ReadonlyMap<string, number> = new Map();

/** The name of what is defined there, as `__qualname__` has it. */
export function qualified({ name: around, namespace }: Frame, name: string): string {
  if (around === '') return name;
  return namespace ? `${around}.${name}` : `${around}.<locals>.${name}`;
}

export class Frame implements Mutable, CallFrame {
  readonly name: string;
  readonly module: PyModule;
  readonly uri: string;
  locals: (Value | undefined)[];
  readonly slots: ReadonlyMap<string, number>;
  readonly enclosing: Frame | undefined;
  readonly classCell: ClassCell | undefined;
  readonly namespace: Namespace | undefined;
  readonly site: CallSite | undefined;
  readonly birth = birthNow();
  /** The nearest function's frame: what nested functions see as enclosing, for they do not see class bodies. */
  readonly variables: Frame;
  /** What `return` gives. */
  returned: Value = null;
  /** Worlds that a branch on an unknown condition has left already. */
  leaves: Leave[] | undefined = undefined;
  /** What was sent to the yields inside the expression that comes next, in order. */
  sent: Value[] | undefined = undefined;

  constructor({ name, module, uri, slots, enclosing, classCell, namespace, site }: FrameOptions) {
    this.name = name;
    this.module = module;
    this.uri = uri;
    this.locals = new Array(slots.size).fill(undefined);
    this.slots = slots;
    this.enclosing = enclosing;
    this.classCell = classCell;
    this.namespace = namespace;
    this.site = site;
    this.variables = namespace && enclosing ? enclosing.variables : this;
  }

  snapshot(): unknown {
    return this.locals.slice();
  }

  restore(snapshot: unknown): void {
    this.locals = (snapshot as (Value | undefined)[]).slice();
  }
}
