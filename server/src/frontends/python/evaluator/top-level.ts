// A file's own level: its statements one by one, of which one that fails does not end the rest.
import type { Statement } from '../syntax/ast.ts';
import { partsOf } from '../syntax/walk.ts';
import type { CompiledTopLevel } from './compile.ts';
import { Frame, NO_SLOTS } from './frame.ts';
import { OutOfFuel } from './fuel.ts';
import type { Interpreter } from './interpreter.ts';
import { type PyModule, PyRaise } from './values.ts';

/** Every statement has its own fuel, so that a training loop leaves the rest of the file untouched. */
export function runTopLevel(
  interpreter: Interpreter,
  module: PyModule,
  statements: readonly CompiledTopLevel[],
  failures: (PyRaise | OutOfFuel)[],
): void {
  const { namespace, uri = '' } = module;
  const frame = new Frame({ name: '', module, uri, slots: NO_SLOTS, namespace });
  for (const { run, statements: text } of statements) {
    const outcome = interpreter.fuelled(() => interpreter.runFrame(frame, run));
    if (!('failure' in outcome)) continue;
    failures.push(outcome.failure);
    if (outcome.failure instanceof PyRaise && outcome.failure.exception.class.name === 'SystemExit') return;
    if (outcome.failure instanceof OutOfFuel || text.some(bindsNames)) module.open = true;
  }
}

const CONTROL: ReadonlySet<Statement['kind']> = new Set(['if', 'while', 'try']);

/** What fails may have defined names that are missing now; a call does not. */
function bindsNames(statement: Statement): boolean {
  if (statement.kind === 'expression') return false;
  return !CONTROL.has(statement.kind) || (partsOf(statement).blocks ?? []).some((block) => block.some(bindsNames));
}
