// A file's own level after an edit: statements are left out that would do again what they have done, because all that they
// read is as it was. What they have bound and changed is put in place as if they had run.
import type { CompiledTopLevel } from '../compile/index.ts';
import type { Interpreter } from '../interpreter.ts';
import { type Mutable, type PyModule, refill } from '../values.ts';
import { runTopLevel, type StatementRun, TopLevel, type TopLevelRun } from './top-level.ts';

/** Objects that have outlived an edit, and may look otherwise since. */
const reworked = new WeakSet<Mutable>();

export function isReworked(object: object): boolean {
  return reworked.has(object as Mutable);
}

/** The same as running all statements anew. `isSettled`: no other file has been run since. */
export function runTopLevelAgain(
  interpreter: Interpreter,
  module: PyModule,
  statements: readonly CompiledTopLevel[],
  before: TopLevelRun,
  isSettled: () => boolean,
): TopLevelRun {
  const known = sameStatements(statements, before.statements);
  const kept = staying(known, before, module);
  if (kept.size === before.statements.length && kept.size === statements.length && !known.some(isMoved)) return before;
  const left = new Map([...before.changes.keys()].map((object) => [object, object.snapshot()]));
  for (const object of left.keys()) reworked.add(object);
  takeBack(module, before);
  const top = new TopLevel(interpreter, module);
  /** Of what kept statements have changed: those of them that are still to come. Until then it looks as they all leave it. */
  const coming = new Map<Mutable, number>();
  /** What was run binds names to other values, and has changed what it had not. */
  const different = new Set<string>();
  let isAnyDifferent = false;
  for (const [index, statement] of statements.entries()) {
    if (top.hasExited) break;
    const run = known[index];
    if (run && kept.has(run)) {
      if (!isAnyDifferent && !reads(run, module, different)) {
        for (const object of run.trace.changed) {
          const count = coming.get(object) ?? touching(object, kept);
          if (!coming.has(object)) object.restore(left.get(object));
          top.changes.set(object, before.changes.get(object));
          coming.set(object, count - 1);
        }
        top.keep(run, statement.unit.offset);
        continue;
      }
      // What other statements have changed is not as this one would have found it.
      if ([...coming.values()].some((count) => count > 0)) {
        takeBack(module, before);
        return runTopLevel(interpreter, module, statements);
      }
    }
    const now = top.run(statement);
    for (const [name, value] of now.bound)
      if (!run?.bound.has(name) || run.bound.get(name) !== value) different.add(name);
    isAnyDifferent ||= changesMore(now) || top.failures.length > 0 || !isSettled();
  }
  for (const object of top.changes.keys()) reworked.add(object);
  return top;
}

/** As before any statement ran. */
function takeBack(module: PyModule, { changes, begin }: TopLevelRun): void {
  for (const [object, state] of changes) object.restore(state);
  refill(module.namespace, begin.names);
  module.open = begin.open;
}

function touching(object: Mutable, runs: Iterable<StatementRun>): number {
  let count = 0;
  for (const { trace } of runs) if (trace.changed.has(object)) count++;
  return count;
}

function changesMore({ trace }: StatementRun): boolean {
  return trace.rebindsAny || trace.changed.size > 0;
}

function reads({ trace }: StatementRun, module: PyModule, names: ReadonlySet<string>): boolean {
  for (const name of trace.names.get(module) ?? []) if (names.has(name)) return true;
  return false;
}

function isMoved(run: StatementRun | undefined): boolean {
  return run !== undefined && run.offset !== run.statement.unit.offset;
}

/** For each statement what it has done before, where that holds here, too, behind those that it stood behind. */
function sameStatements(
  statements: readonly CompiledTopLevel[],
  runs: readonly StatementRun[],
): readonly (StatementRun | undefined)[] {
  const places = new Map(runs.map((run, place) => [run.statement, place]));
  let next = 0;
  return statements.map((statement) => {
    const place = places.get(statement);
    const run = place === undefined || place < next ? undefined : runs[place];
    if (place === undefined || !run || (run.trace.isPlaced && isMoved(run))) return undefined;
    next = place + 1;
    return run;
  });
}

/** Which statements need not run, as far as what all did before can tell. */
function staying(
  known: readonly (StatementRun | undefined)[],
  { statements }: TopLevelRun,
  module: PyModule,
): ReadonlySet<StatementRun> {
  /** What those have changed that run again: then all do that have changed it. */
  const loose = new Set<Mutable>();
  for (;;) {
    const { size } = loose;
    const found = stayingBut(loose, known, statements, module);
    if (loose.size === size) return found;
  }
}

function stayingBut(
  loose: Set<Mutable>,
  known: readonly (StatementRun | undefined)[],
  before: readonly StatementRun[],
  module: PyModule,
): ReadonlySet<StatementRun> {
  const last = new Map(before.flatMap(({ trace }, place) => [...trace.changed].map((object) => [object, place])));
  const found = new Set<StatementRun>();
  const changed = new Set<Mutable>();
  const different = new Set<string>();
  let isAnyDifferent = false;
  let isAllSame = true;
  let place = 0;
  const leave = (run: StatementRun | undefined) => {
    isAllSame = false;
    if (!run) return;
    for (const name of run.bound.keys()) different.add(name);
    for (const object of run.trace.changed) loose.add(object);
    isAnyDifferent ||= changesMore(run);
  };
  const isSame = (run: StatementRun) => {
    const { isNeeded, rebindsAny, whole } = run.trace;
    if (isAnyDifferent || isNeeded || reads(run, module, different)) return false;
    if (!isAllSame && (rebindsAny || whole.has(module))) return false;
    return ![...run.trace.changed].some((object) => loose.has(object));
  };
  for (const run of known) {
    while (run && before[place] !== run) leave(before[place++]);
    if (run) place++;
    if (run && isSame(run)) {
      found.add(run);
      for (const object of run.trace.changed) changed.add(object);
      continue;
    }
    leave(run);
    // It would find what it reads either as nobody, or as everybody has changed it.
    for (const object of changed) if ((last.get(object) ?? -1) >= place) loose.add(object);
  }
  for (const run of before.slice(place)) leave(run);
  return found;
}
