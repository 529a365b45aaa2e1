// Python's standard library, as far as model code uses it. Every module is open: a name that is not here is unknown.
import type { PyModule } from '../evaluator/values.ts';
import { COLLECTIONS_ABC } from './abstract-collections.ts';
import { COLLECTIONS } from './collections.ts';
import { DATACLASSES } from './dataclasses.ts';
import { ENUM_MODULE } from './enum.ts';
import { FUNCTOOLS } from './functools.ts';
import { ITERTOOLS } from './itertools.ts';
import { MATH } from './math.ts';
import { instantiate, type StandardModule } from './module.ts';
import { TYPING, TYPING_EXTENSIONS } from './typing.ts';

const MODULES: readonly StandardModule[] = [
  COLLECTIONS,
  COLLECTIONS_ABC,
  DATACLASSES,
  ENUM_MODULE,
  FUNCTOOLS,
  ITERTOOLS,
  MATH,
  TYPING,
  TYPING_EXTENSIONS,
];

const BY_NAME: ReadonlyMap<string, StandardModule> = new Map(MODULES.map((module) => [module.name, module]));

/** A module of its own for the run that asks; undefined: not one that is modelled, so it is open and empty. */
export function standardLibrary(name: string): PyModule | undefined {
  const module = BY_NAME.get(name);
  return module && instantiate(module);
}
