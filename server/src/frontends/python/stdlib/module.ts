// How a module of the standard library is written down. Every run gets its own: a program may write into it.
import type { NativeTable } from '../builtins/declare.ts';
import { PyModule, type Value } from '../evaluator/values.ts';

export type Entries = readonly (readonly [name: string, value: Value])[];

export interface StandardModule {
  readonly name: string;
  /** What is in it; made once, shared by all runs. */
  readonly entries: () => Entries;
  /** Names beside these are unknown, not an error. All of ours are: no module is here to its last name. */
  readonly open: boolean;
  /** What a program finds there of itself. */
  readonly ofRun?: (modules: Modules) => Entries;
}

/** Every module that a program has imported so far, by name. */
export interface Modules {
  named(name: string): PyModule | undefined;
  all(): ReadonlyMap<string, PyModule>;
}

export function standardModule(name: string, entries: () => Entries): StandardModule {
  let made: Entries | undefined;
  return { name, open: true, entries: () => (made ??= entries()) };
}

export function instantiate({ name, entries, open, ofRun }: StandardModule, modules: Modules): PyModule {
  const own = ofRun?.(modules) ?? [];
  return new PyModule(name, new Map<string, Value>([['__name__', name], ...entries(), ...own]), open);
}

/** A value that depends on where and when the program runs. */
export function atRunTime(name: string): Value {
  return { kind: 'unknown', cause: { reason: 'depends-on-data', facts: { operator: name } } };
}

/** The body of functions that do nothing on which shapes depend. */
export const nothing: NativeTable[string] = () => null;
