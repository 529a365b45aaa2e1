// What a model's `forward` takes.
import { lookUp } from '../evaluator/method-order.ts';
import type { PyInstance } from '../evaluator/values.ts';
import type { Running } from '../program.ts';
import { isRequired } from './discover.ts';

function forwardParameters({ program: { interpreter } }: Running, model: PyInstance) {
  const forward = lookUp(model.class, 'forward');
  return (forward === undefined ? undefined : interpreter.signature(forward))?.slice(1) ?? [];
}

/** The names of `forward`'s parameters. */
export function parameterNames(running: Running, model: PyInstance): readonly string[] {
  return forwardParameters(running, model).map(({ name }) => name);
}

/** How many inputs it needs. */
export function inputCount(running: Running, model: PyInstance): number {
  const parameters = forwardParameters(running, model).filter(({ kind }) => kind !== '*' && kind !== '**');
  return Math.max(1, parameters.filter(isRequired).length);
}
