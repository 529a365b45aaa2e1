// Where modules come from: files that the host finds, and those that we know ourselves.
import type { Cause } from '../../../../graph/cause.ts';
import type { Interpreter } from '../interpreter.ts';
import type { Arguments, Namespace, PyClass, PyModule, Runtime } from '../values.ts';

export interface SourceFile {
  readonly uri: string;
  readonly text: string;
}

/** Finds source files. A relative name (level ≥ 1: leading dots) counts from the importing file. */
export interface ModuleHost {
  load(name: string, level: number, from: string): SourceFile | undefined;
  /** As long as it is the same object, what names were found to mean holds, but for what was missed. */
  readonly outlook?: object;
  /** So often a name meant files that nobody has looked for yet. */
  readonly misses?: number;
}

/** The modules that we know ourselves, by full name: `torch.nn`. */
export interface ModuleLibrary {
  /** Made anew for every interpreter that asks. */
  module(name: string, interpreter: Interpreter): PyModule | undefined;
  /** Its own source is better, where there is one: torchvision's. */
  prefersSource?(name: string): boolean;
  /** Told of a call of what is unknown for this reason: whether it does nothing to what it is given. */
  looksOn?(runtime: Runtime, callee: Cause, args: Arguments): boolean;
  /** A further base for a class that has an unknown one, by what it defines itself. */
  standInFor?(known: readonly PyClass[], namespace: Namespace): PyClass | undefined;
}
