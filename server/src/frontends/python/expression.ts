// Expressions that no file holds, evaluated in a file's namespace: what a user asks for, or says in a comment.
import { compileExpression } from './evaluator/compile-expression.ts';
import { compileStatement } from './evaluator/compile-statement.ts';
import { Compiler } from './evaluator/compiler.ts';
import { Frame, NO_SLOTS } from './evaluator/frame.ts';
import { Scope } from './evaluator/scope.ts';
import type { Value } from './evaluator/values.ts';
import type { Running } from './program.ts';

/** Where expressions stand that no file holds. */
const ASKED_URI = 'convlint:expression';

/** An expression's value in the file's namespace; undefined where the text is none. */
export function evaluate({ program: { interpreter }, loaded: { module } }: Running, text: string): Value | undefined {
  const [only, ...more] = interpreter.parser.parse(text).body.flatMap(({ statements }) => statements);
  if (only?.kind !== 'expression' || more.length > 0) return undefined;
  const unit = { uri: ASKED_URI, offset: 0 };
  const compiler = new Compiler(interpreter, unit, { expression: compileExpression, statement: compileStatement });
  const code = compiler.expression(only.value, new Scope('module'));
  const { namespace } = module;
  const frame = new Frame({ name: '', module, uri: ASKED_URI, slots: NO_SLOTS, namespace });
  let value: Value = null;
  interpreter.runFrame(frame, (own) => {
    value = code(own);
    return undefined;
  });
  return value;
}
