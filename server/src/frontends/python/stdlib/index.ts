// Python's standard library, as far as model code uses it. Every module is open: a name that is not here is unknown.

import type { PyModule } from '../evaluator/values.ts';
import { ARGPARSE } from './argparse.ts';
import { COLLECTIONS_ABC, NUMBERS } from './collections/abstract.ts';
import { COLLECTIONS } from './collections/index.ts';
import { ABC, CONTEXTLIB } from './contextlib.ts';
import { COPY } from './copy.ts';
import { DATACLASSES } from './dataclasses.ts';
import { ENUM_MODULE } from './enum.ts';
import { FUNCTOOLS } from './functools.ts';
import { INSPECT } from './inspect.ts';
import { ITERTOOLS } from './itertools.ts';
import { JSON_MODULE } from './json.ts';
import { LOGGING, WARNINGS } from './logging.ts';
import { MATH } from './math.ts';
import { instantiate, type Modules, type StandardModule } from './module.ts';
import { NUMPY, NUMPY_RANDOM } from './numpy/index.ts';
import { OPERATOR } from './operator.ts';
import { BISECT, HEAPQ } from './ordered.ts';
import { OS_MODULES } from './os.ts';
import { IMPORTLIB, PATHLIB } from './pathlib.ts';
import { RANDOM, TIME } from './random.ts';
import { REGEX } from './regex.ts';
import { SMALL_MODULES } from './small-modules.ts';
import { SYS_MODULE } from './sys.ts';
import { TYPES } from './types.ts';
import { TYPING, TYPING_EXTENSIONS } from './typing.ts';

const MODULES: readonly StandardModule[] = [
  ABC,
  ARGPARSE,
  BISECT,
  COLLECTIONS,
  COLLECTIONS_ABC,
  CONTEXTLIB,
  COPY,
  DATACLASSES,
  ENUM_MODULE,
  FUNCTOOLS,
  HEAPQ,
  IMPORTLIB,
  INSPECT,
  ITERTOOLS,
  JSON_MODULE,
  LOGGING,
  MATH,
  NUMBERS,
  NUMPY,
  NUMPY_RANDOM,
  OPERATOR,
  PATHLIB,
  RANDOM,
  REGEX,
  SYS_MODULE,
  TIME,
  TYPES,
  TYPING,
  TYPING_EXTENSIONS,
  WARNINGS,
  ...OS_MODULES,
  ...SMALL_MODULES,
];

const BY_NAME: ReadonlyMap<string, StandardModule> = new Map(MODULES.map((module) => [module.name, module]));

/** A module of its own for the run that asks; undefined: not one of Python's that we know. */
export function standardLibrary(name: string, importer: Importer): PyModule | undefined {
  const module = BY_NAME.get(name);
  const modules: Modules = {
    named: (called) => importer.imports.moduleNamed(called),
    all: () => importer.imports.modules,
  };
  return module && instantiate(module, modules);
}

/** Whoever runs the program. */
interface Importer {
  readonly imports: { readonly modules: ReturnType<Modules['all']>; readonly moduleNamed: Modules['named'] };
}
