// Expressions that no file holds: what a user asks for, what a comment says, what code gives to `eval`.

import { Frame, NO_SLOTS } from '../frame.ts';
import type { Interpreter } from '../interpreter.ts';
import type { CallSite, Namespace, PyModule, Value } from '../values.ts';
import { Compiler } from './compiler.ts';
import { compileExpression } from './expression.ts';
import { Scope } from './scope.ts';
import { compileStatement } from './statement.ts';

/** Where expressions stand that no file holds. */
const TEXT_URI = 'convlint:expression';

export interface Surroundings {
  readonly module: PyModule;
  /** Names that are looked up before the module's own. */
  readonly namespace: Namespace;
  readonly site?: CallSite;
}

/** Undefined where the text is no expression. */
export function evaluateText(interpreter: Interpreter, text: string, around: Surroundings): Value | undefined {
  const { body, broken } = interpreter.parser.parse(text);
  const [only, ...more] = body.flatMap(({ statements }) => statements);
  if (only?.kind !== 'expression' || more.length > 0 || broken.length > 0) return undefined;
  const unit = { uri: TEXT_URI, offset: 0 };
  const compiler = new Compiler(interpreter, unit, { expression: compileExpression, statement: compileStatement });
  const code = compiler.expression(only.value, new Scope('module'));
  const frame = new Frame({ name: '', uri: TEXT_URI, slots: NO_SLOTS, ...around });
  let value: Value = null;
  interpreter.runFrame(frame, (own) => {
    value = code(own);
    return undefined;
  });
  return value;
}
