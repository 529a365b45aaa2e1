// What the command line needs of the machine. The entry implements it; nothing else here does I/O.
import type { Checked, CheckOne } from './check.ts';
import type { FoundFile } from './find-files.ts';

export type EntryKind = 'file' | 'folder';

export interface FolderEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** What could be read, or the system's reason why not. */
export type Reading<T> = { readonly value: T } | { readonly reason: 'missing' | 'denied' | 'folder' | 'failed' };

export interface Host {
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard output is a terminal that shows colours. */
  readonly colours: { readonly out: boolean; readonly err: boolean };
  out(text: string): void;
  err(text: string): void;
  kindOf(path: string): Reading<EntryKind>;
  list(folder: string): Reading<readonly FolderEntry[]>;
  /** The first bytes of a file as text, or all of it. */
  read(path: string, bytes?: number): Reading<string>;
  /** A file that comes with ConvLint, by its path from the installation's folder. */
  resource(path: string): string | undefined;
  /** The same for what is no text. */
  bytes?(path: string): Uint8Array | undefined;
  /** What checking each of the files comes to, in their order. Other threads may help, where `checkerFor` does the same. */
  share?(files: readonly FoundFile[], checkOne: CheckOne, threads?: number): Promise<readonly Checked[]>;
}
