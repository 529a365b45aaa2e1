// What may be a model, before it is made: its name, where the file says so, and how it is made.
import type { Span } from '../../../../base/span.ts';
import type { Construction } from '../../../front-end.ts';
import type { Value } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { Assumption } from './assumed.ts';

/** Nothing is known of what is given; or of what has a name, and nothing else is given. */
export type Given = 'anything' | 'named';

export interface Candidate {
  readonly name: string;
  readonly kind: 'instance' | 'factory' | 'class' | 'trial' | 'expression';
  /** The statement. */
  readonly span: Span;
  /** The name in it, where totals and findings about the whole stand. */
  readonly head: Span;
  /** It takes more arguments than are named: that none are needed is a guess. */
  readonly open?: boolean;
  /** The user's wish: shapes without batch. */
  readonly inputs?: readonly (readonly number[])[];
  /** Of those that are made by a call. */
  readonly construction?: Construction;
  /** Which of the arguments that nobody gives it was made with last. */
  readonly given?: () => string | undefined;
  /** Arguments that nobody gives, and the same with others that may as well be meant. */
  readonly assumed?: { readonly assumption: Assumption; readonly otherwise: Candidate };
  /** Of those made by a call that nobody writes down: made with nothing known of what is given. May raise. */
  readonly vague?: (running: Running, given: Given) => Value | undefined;
  /** A class that is handed to a decorator. */
  readonly registered?: boolean;
  /** Undefined: it cannot be made. May raise. */
  make(running: Running): Value | undefined;
}

/** What the file's own level holds under a name; whoever makes a model of it rests on that. */
export function valueNamed({ program: { interpreter }, loaded: { module } }: Running, name: string): Value | undefined {
  interpreter.trace?.read(module, name);
  return module.namespace.get(name);
}
