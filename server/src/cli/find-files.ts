// From the paths of a command line to the model files they mean. What no front end recognizes is passed over in silence.
import { isModel } from '../analyze.ts';
import { isNotebook, programInFile } from '../notebook/file.ts';
import type { Host, Reading } from './host.ts';
import { Ignored, isNeverWalked } from './ignored.ts';
import { absolute, fileUri, join, shown } from './paths.ts';
import { fileBehind } from './scaled-name.ts';

export interface FoundFile {
  /** As given, with `/`. */
  readonly file: string;
  readonly path: string;
}

export interface Failure {
  readonly file: string;
  /** `crashed`: not the file's fault. */
  readonly reason: Exclude<Reading<never>, { value: never }>['reason'] | 'crashed';
  readonly stack?: string;
}

export interface Found {
  readonly files: readonly FoundFile[];
  readonly failures: readonly Failure[];
}

/** Enough for every front end to recognize its format. */
const HEAD_BYTES = 65_536;

export function findFiles(operands: readonly string[], host: Host, excluded: (path: string) => boolean): Found {
  const files = new Map<string, FoundFile>();
  const failures: Failure[] = [];
  const take = (file: string, path: string) => {
    // What a notebook begins with says nothing of its cells.
    const head = host.read(fileBehind(path, host), isNotebook(path) ? undefined : HEAD_BYTES);
    if (!('value' in head)) failures.push({ file, reason: head.reason });
    else if (!files.has(path) && isModel(fileUri(path), headOf(path, head.value))) files.set(path, { file, path });
  };
  const walk = (folder: string, path: string, above: Ignored | undefined) => {
    const listed = host.list(path);
    if (!('value' in listed)) {
      failures.push({ file: folder, reason: listed.reason });
      return;
    }
    const ignored = above ? above.within(path, host) : Ignored.at(path, host);
    for (const { name, kind } of [...listed.value].sort(byName)) {
      const full = join(path, name);
      if (ignored.covers(full, kind === 'folder') || excluded(full)) continue;
      if (kind === 'file') take(join(folder, name), full);
      else if (!isNeverWalked(name)) walk(join(folder, name), full, ignored);
    }
  };
  for (const operand of operands) {
    const file = shown(operand);
    const path = absolute(operand, host.workingFolder);
    const kind = host.kindOf(fileBehind(path, host));
    if (!('value' in kind)) failures.push({ file, reason: kind.reason });
    else if (kind.value === 'file') take(file, path);
    else walk(file.replace(/^\.\/?$/, ''), path, undefined);
  }
  return { files: [...files.values()], failures };
}

function headOf(path: string, text: string): string {
  return isNotebook(path) ? (programInFile(text)?.text ?? '') : text;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
