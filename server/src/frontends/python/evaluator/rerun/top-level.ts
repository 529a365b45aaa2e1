// A file's own level: its statements one by one, of which one that fails does not end the rest. What each has read and changed
// is noted: after an edit many need not run again.
import type { Statement } from '../../syntax/ast.ts';
import { usesOlder } from '../branches/ages.ts';
import { Journal } from '../branches/journal.ts';
import type { CompiledTopLevel } from '../compile/index.ts';
import { namesBoundIn } from '../compile/scope.ts';
import { Frame, NO_SLOTS } from '../frame.ts';
import type { OutOfFuel } from '../fuel.ts';
import type { StatementLookups } from '../imports/loaded-module.ts';
import type { Interpreter } from '../interpreter.ts';
import {
  type ClassDefinition,
  joinOpen,
  type Mutable,
  moveDefinition,
  type Namespace,
  type OpenNames,
  PyIterator,
  type PyModule,
  PyRaise,
  refill,
  type Value,
} from '../values.ts';
import { Trace } from './trace.ts';

/** What one statement has done. */
export interface StatementRun {
  readonly statement: CompiledTopLevel;
  /** Where it stood. */
  readonly offset: number;
  readonly trace: StatementTrace;
  /** The names that it has bound in the module, as it left them. */
  readonly bound: ReadonlyMap<string, Value>;
  /** All names of the module, where others may have been bound or lost. */
  readonly names?: Namespace;
}

export interface TopLevelRun {
  readonly statements: readonly StatementRun[];
  /** Of all that one statement has changed, and that was there before it, the module apart: how that was at first. */
  readonly changes: ReadonlyMap<Mutable, unknown>;
  /** The module as it was at first. */
  readonly begin: Begin;
  readonly failures: readonly (PyRaise | OutOfFuel)[];
  /** Whether another run may go on from it: nothing has failed, or used up what another statement has made. */
  readonly lasts: boolean;
}

interface Begin {
  readonly names: Namespace;
  readonly open: OpenNames;
}

/** Of one statement at the top of a module. */
class StatementTrace extends Trace {
  readonly bound = new Set<string>();
  /** What was there before it, and is changed by it; the module itself apart. */
  readonly changed = new Set<Mutable>();
  /** Other names may be bound or lost, too. */
  rebindsAny = false;
  /** Only running it does what it does. */
  isNeeded = false;
  /** Values say where they come from, other than classes. */
  isPlaced = false;
  readonly definitions: ClassDefinition[] = [];
  readonly #module: PyModule;
  readonly #changes: Map<Mutable, unknown>;
  readonly #begun = new Journal();

  constructor(module: PyModule, changes: Map<Mutable, unknown>) {
    super();
    this.#module = module;
    this.#changes = changes;
  }

  override binds(module: PyModule, name: string): void {
    if (module === this.#module) this.bound.add(name);
  }

  override rebinds(module: PyModule): void {
    if (module === this.#module) this.rebindsAny = true;
  }

  override changes(object: Mutable): void {
    const changed = object.shares ?? object;
    if (changed === this.#module || this.changed.has(changed) || !this.#begun.concerns(changed)) return;
    this.changed.add(changed);
    if (!this.#changes.has(changed)) this.#changes.set(changed, changed.snapshot());
  }

  override defines(definition: ClassDefinition): void {
    this.definitions.push(definition);
  }

  override places(): void {
    this.isPlaced = true;
  }

  override reachesOut(): void {
    this.isNeeded = true;
  }
}

/** What is asked of a run when it is gone. */
export function lookupsIn({ statements }: TopLevelRun): readonly StatementLookups[] {
  return statements.map(({ trace: { names, whole, bound, rebindsAny, changed } }) => ({
    names,
    whole,
    bound,
    bindsAny: rebindsAny,
    changesMore: changed.size > 0,
  }));
}

export function runTopLevel(
  interpreter: Interpreter,
  module: PyModule,
  statements: readonly CompiledTopLevel[],
): TopLevelRun {
  const top = new TopLevel(interpreter, module);
  for (const statement of statements) {
    if (top.hasExited) break;
    top.run(statement);
  }
  return top;
}

/** A run under way. Every statement has its own fuel, so that a training loop leaves the rest of the file untouched. */
export class TopLevel implements TopLevelRun {
  readonly statements: StatementRun[] = [];
  readonly changes = new Map<Mutable, unknown>();
  readonly begin: Begin;
  readonly failures: (PyRaise | OutOfFuel)[] = [];
  hasExited = false;
  readonly #interpreter: Interpreter;
  readonly #module: PyModule;
  readonly #frame: Frame;
  #usesUp = false;

  constructor(interpreter: Interpreter, module: PyModule) {
    const { namespace, open, uri = '' } = module;
    this.#interpreter = interpreter;
    this.#module = module;
    this.#frame = new Frame({ name: '', module, uri, slots: NO_SLOTS, namespace });
    this.begin = { names: new Map(namespace), open };
  }

  get lasts(): boolean {
    return this.failures.length === 0 && !this.#usesUp;
  }

  /** What it has done in another run is done; it may have moved since. */
  keep(run: StatementRun, offset: number): void {
    const { namespace } = this.#module;
    const delta = offset - run.offset;
    if (delta !== 0) for (const definition of run.trace.definitions) moveDefinition(definition, delta);
    if (run.names) refill(namespace, run.names);
    else for (const [name, value] of run.bound) namespace.set(name, value);
    this.statements.push(delta === 0 ? run : { ...run, offset });
  }

  run(statement: CompiledTopLevel): StatementRun {
    const interpreter = this.#interpreter;
    const { namespace } = this.#module;
    const trace = new StatementTrace(this.#module, this.changes);
    interpreter.trace = trace;
    this.#usesUp = usesOlder(() => this.#execute(statement)) || this.#usesUp;
    interpreter.trace = undefined;
    const bound = new Map([...trace.bound].map((name) => [name, namespace.get(name) as Value]));
    // A generator knows from where it was called.
    for (const value of bound.values()) if (value instanceof PyIterator) trace.places();
    const names = trace.rebindsAny ? { names: new Map(namespace) } : {};
    const run: StatementRun = {
      statement,
      offset: statement.unit.offset,
      trace,
      bound,
      ...names,
    };
    this.statements.push(run);
    return run;
  }

  #lackedBy(failure: PyRaise | OutOfFuel): string | undefined {
    if (!(failure instanceof PyRaise) || failure.exception.class.name !== 'NameError') return undefined;
    return NOT_DEFINED.exec(this.#interpreter.str(failure.exception))?.[1];
  }

  #execute({ run, statements: text }: CompiledTopLevel): void {
    const interpreter = this.#interpreter;
    const outcome = interpreter.fuelled(() => interpreter.runFrame(this.#frame, run));
    if (!('failure' in outcome)) return;
    this.failures.push(outcome.failure);
    if (outcome.failure instanceof PyRaise && outcome.failure.exception.class.name === 'SystemExit')
      this.hasExited = true;
    else this.#module.open = joinOpen(this.#module.open, openedBy(text, this.#lackedBy(outcome.failure)));
  }
}

/** What Python says where a name has no value. */
export const NOT_DEFINED = /^name '(\w+)' is not defined$/;

/** The names that would be bound by what failed, but the one that it lacked itself. What functions bind is left out. */
function openedBy(statements: readonly Statement[], lacked: string | undefined): OpenNames {
  const names = namesBoundIn(statements);
  return names.has('*') || new Set([...names].filter((name) => name !== lacked));
}
