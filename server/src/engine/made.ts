// What reading a module's attributes comes to, kept where they hold nothing wrong; and the weights that follow.
import { type Dim, product } from '../graph/dim.ts';
import type { GivenAttributes, Module, Parameter } from '../graph/graph.ts';
import type { Operator, ParameterShape } from '../graph/operator.ts';

/** What one set of given attributes comes to. */
export interface Made {
  readonly operator: Operator;
  readonly values: Module['attributes'];
  readonly weights: readonly Weight[];
}

type Weight = Required<ParameterShape> & { readonly count: Dim };

/**
 * Given attributes that were read before, say all, and hold nothing wrong: a front end that builds the same thing many
 * times may hand over the same object, and need not have it read again.
 */
const sound = new WeakMap<Operator, WeakMap<GivenAttributes, Made>>();

export function soundOf(operator: Operator): WeakMap<GivenAttributes, Made> {
  const known = sound.get(operator);
  if (known) return known;
  const made = new WeakMap<GivenAttributes, Made>();
  sound.set(operator, made);
  return made;
}

export function weightOf({ name, dims, buffer = false }: ParameterShape): Weight {
  return { name, dims, buffer, count: product(dims) };
}

export function newParameter({ name, dims, count, buffer }: Weight): Parameter {
  return { name, dims, count, buffer, trainable: !buffer };
}
