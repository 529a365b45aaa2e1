// A machine in memory for the command line: files by path, and what was printed.
import type { FolderEntry, Host } from '../../server/src/cli/host.ts';
import { run } from '../../server/src/cli/run.ts';

export interface Printed {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface Machine {
  /** Absolute paths; `undefined` is a file that may not be read. */
  readonly files: Readonly<Record<string, string | undefined>>;
  readonly resources?: Readonly<Record<string, string>>;
  readonly bytes?: Host['bytes'];
  readonly environment?: Readonly<Record<string, string>>;
  readonly colours?: boolean;
}

export const WORKING_FOLDER = '/home/me/project';

export async function convlint(machine: Machine, ...args: string[]): Promise<Printed> {
  const printed = { out: '', err: '' };
  const files = new Map(Object.entries(machine.files));
  const isFolder = (path: string) =>
    [...files.keys()].some((file) => file.startsWith(path === '/' ? path : `${path}/`));
  const host: Host = {
    workingFolder: WORKING_FOLDER,
    environment: machine.environment ?? {},
    colours: { out: machine.colours ?? false, err: machine.colours ?? false },
    out(text) {
      printed.out += text;
    },
    err(text) {
      printed.err += text;
    },
    kindOf(path) {
      if (files.has(path)) return { value: 'file' };
      return isFolder(path) ? { value: 'folder' } : { reason: 'missing' };
    },
    list(folder) {
      const entries = new Map<string, FolderEntry>();
      for (const file of files.keys()) {
        if (!file.startsWith(`${folder}/`)) continue;
        const [name = '', ...below] = file.slice(folder.length + 1).split('/');
        entries.set(name, { name, kind: below.length > 0 ? 'folder' : 'file' });
      }
      return { value: [...entries.values()] };
    },
    read(path, bytes) {
      if (!files.has(path)) return { reason: isFolder(path) ? 'folder' : 'missing' };
      const text = files.get(path);
      return text === undefined ? { reason: 'denied' } : { value: text.slice(0, bytes) };
    },
    resource: (path) => machine.resources?.[path],
    ...(machine.bytes ? { bytes: machine.bytes } : {}),
  };
  const status = await run(args, host);
  return { status, ...printed };
}
