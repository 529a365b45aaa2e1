// What a model takes: what its `forward` does, or its own `__call__`.
import { lookUp } from '../evaluator/objects/method-order.ts';
import type { PyInstance, SignatureParameter, Value } from '../evaluator/values.ts';
import type { Running } from '../program.ts';
import { MODULE } from '../torch/module/nn-classes.ts';
import { wrappedIn } from '../torch/nn/utils.ts';
import { isRequired } from './candidates/discover.ts';

/** Undefined where nobody knows. What runs another module takes what that takes. */
export function forwardParameters(running: Running, model: PyInstance): readonly SignatureParameter[] | undefined {
  const inner = wrappedIn(model);
  if (inner) return forwardParameters(running, inner);
  const [call, forward] = ['__call__', 'forward'].map((name) => lookUp(model.class, name));
  const { interpreter } = running.program;
  const parameters = (of: Value | undefined) => (of === undefined ? undefined : interpreter.signature(of)?.slice(1));
  const own = call === MODULE.namespace.get('__call__') ? undefined : parameters(call);
  // One that hands on whatever it is given says nothing.
  return own?.some(isRequired) ? own : parameters(forward);
}

/** The names of `forward`'s parameters. */
export function parameterNames(running: Running, model: PyInstance): readonly string[] {
  return forwardParameters(running, model)?.map(({ name }) => name) ?? [];
}

/** How many inputs it needs: what takes any takes at least one, and what wants all by name is given none. */
export function inputCount(running: Running, model: PyInstance): number {
  const parameters = forwardParameters(running, model)?.filter(({ kind }) => kind !== '**' && kind !== 'keyword-only');
  return parameters ? Math.max(Math.min(1, parameters.length), parameters.filter(isRequired).length) : 1;
}

/** Takes as many more as somebody gives. */
export function takesMore(running: Running, model: PyInstance): boolean {
  return forwardParameters(running, model)?.some(({ kind }) => kind === '*') ?? false;
}
