// What a user asks for, or says in a comment, evaluated in a file's namespace.
import { evaluateText } from './evaluator/compile/evaluate-text.ts';
import type { Value } from './evaluator/values.ts';
import type { Running } from './program.ts';

/** An expression's value in the file's namespace; undefined where the text is none. */
export function evaluate({ program: { interpreter }, loaded: { module } }: Running, text: string): Value | undefined {
  return evaluateText(interpreter, text, { module, namespace: module.namespace });
}
