// Files that were run, and what is known of each: what it asked for, what it has read, what it did to others.
import type { ParsedModule } from '../../syntax/parser.ts';
import type { Journal, Snapshots } from '../branches/journal.ts';
import type { CompiledTopLevel } from '../compile/index.ts';
import type { OutOfFuel } from '../fuel.ts';
import type { TopLevelRun } from '../rerun/top-level.ts';
import type { Trace } from '../rerun/trace.ts';
import type { Namespace, OpenNames, PyModule, PyRaise } from '../values.ts';

/** A file that was run. */
export interface LoadedModule {
  readonly module: PyModule;
  readonly text: string;
  readonly parsed: ParsedModule;
  /** Top-level statements that failed: they raised, or the fuel was gone. Those after them were run nevertheless. */
  readonly failures: readonly (PyRaise | OutOfFuel)[];
}

/** A text, read. */
export interface Code {
  readonly text: string;
  readonly parsed: ParsedModule;
  readonly compiled: readonly CompiledTopLevel[];
}

/** What code looked up in modules: names, or all there are. */
export type Lookups = Pick<Trace, 'names' | 'whole'>;

/** The same of one statement at the top of a file, with what it has made of that. */
export interface StatementLookups extends Lookups {
  readonly bound: Iterable<string>;
  /** Other names may be bound, too. */
  readonly bindsAny: boolean;
  /** What was there before it is another one since. */
  readonly changesMore: boolean;
}

/** A file that was run, with what tells whether it has to be run again. */
export interface Entry extends LoadedModule, Code {
  readonly name: string;
  failures: readonly (PyRaise | OutOfFuel)[];
  /** What running it did to what others had made, as that was before, to be taken back: registries hold its entries but once. */
  done: Snapshots | undefined;
  /** Opened when it was first run, as the same module. */
  journal: Journal | undefined;
  /** What its statements have done, where another run may go on from that. */
  top: TopLevelRun | undefined;
  /** So many other files had been run by then. */
  others: number;
  /** What it asked the host for, and got. */
  readonly needs: Map<string, { readonly name: string; readonly level: number; readonly uri: string | undefined }>;
  /** What its statements looked up and bound. */
  lookups: readonly StatementLookups[];
}

/** How all that was run so far looks. */
export interface World {
  /** The file that is run itself. */
  readonly main: string;
  readonly files: ReadonlyMap<string, LoadedModule>;
  /** Of what one file has made and another has changed: how the last run of each has left it. */
  readonly states: Snapshots;
  /** The same of the module that is run itself: after an edit it may be the same one. */
  readonly own: { readonly module: PyModule; readonly names: Namespace; readonly open: OpenNames } | undefined;
}

/** A file of which nothing has run yet. */
export function entryFor(module: PyModule, name: string, code: Code): Entry {
  return {
    module,
    name,
    ...code,
    failures: [],
    done: undefined,
    journal: undefined,
    top: undefined,
    others: 0,
    needs: new Map(),
    lookups: [],
  };
}

export function takeBack({ done }: Entry): void {
  for (const [object, before] of done ?? []) object.restore(before);
}

export function needsFile(needs: Entry['needs'], file: string): boolean {
  for (const { uri } of needs.values()) if (uri === file) return true;
  return false;
}
