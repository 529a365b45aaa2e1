// Candidates that no statement of the file's own level is: what the user asks for, and what a function of the file makes.
import type { PyClass } from '../../evaluator/values.ts';
import { evaluate } from '../../expression.ts';
import type { Running } from '../../program.ts';
import { madeIn } from '../inputs/observed.ts';
import type { Candidate } from './candidate.ts';

/** A class whose arguments have no defaults, as a function of the file makes it. */
export function trialCandidate({ program }: Running, trial: string, of: PyClass): Candidate | undefined {
  const { definition, name } = of;
  if (definition?.uri !== program.uri) return undefined;
  const { span, nameSpan: head } = definition;
  return { name, kind: 'trial', span, head, make: (running) => madeIn(running, trial, of) };
}

/** `resnet50`, or any expression: a name that is called without arguments, or the model itself. */
export function askedFor(expression: string): Candidate {
  const nowhere = { start: 0, end: 0 };
  return {
    name: expression,
    kind: 'expression',
    span: nowhere,
    head: nowhere,
    make(running) {
      const value = evaluate(running, expression);
      const isCallable =
        typeof value === 'object' && value !== null && /^(?:class|function|native|bound-method)$/.test(value.kind);
      return isCallable ? running.program.interpreter.call(value, []) : value;
    },
  };
}
