// The other files that a model file may mean, and the grammars that come with ConvLint, as the command line finds them.
import type { Workspace } from '../analyze.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { absolute, ancestors, below, fileUri, parent, pathOf } from './paths.ts';

const opened = new WeakMap<Options, Workspace>();

/** That of a run: what files import is looked for once. */
export function workspaceOf(options: Options, host: Host): Workspace {
  const workspace = opened.get(options) ?? openWorkspace(options, host);
  opened.set(options, workspace);
  return workspace;
}

/** Names of modules count from the folders between a file and the working folder, and from those that are named. */
function openWorkspace({ roots }: Options, host: Host): Workspace {
  const folderUri = (path: string) => fileUri(path.endsWith('/') ? path : `${path}/`);
  const top = absolute('.', host.workingFolder);
  const files = new Files(host);
  return {
    read: async (uri) => (uri.startsWith('file:') ? files.read(pathOf(uri)) : undefined),
    rootsOf(uri, named = []) {
      const path = pathOf(uri);
      const between = below(top, path) === undefined ? [] : foldersUpTo(top, parent(path));
      return [...between, ...[...roots, ...named].map((root) => absolute(root, host.workingFolder))].map(folderUri);
    },
    resource: async (name) => host.bytes?.(`dist/${name}`),
    still: true,
  };
}

/** What a run has read: the files of a project import the same ones, and look for many that are not there. */
class Files {
  readonly #host: Host;
  readonly #texts = new Map<string, string | undefined>();
  /** Of each folder; undefined where it does not say. */
  readonly #names = new Map<string, ReadonlySet<string> | undefined>();

  constructor(host: Host) {
    this.#host = host;
  }

  read(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#isListed(path) ? this.#readNow(path) : undefined);
    return this.#texts.get(path);
  }

  #isListed(path: string): boolean {
    const folder = parent(path);
    if (!this.#names.has(folder)) this.#names.set(folder, this.#list(folder));
    const names = this.#names.get(folder);
    return names?.has(path.slice(folder.endsWith('/') ? folder.length : folder.length + 1)) ?? true;
  }

  #list(folder: string): ReadonlySet<string> | undefined {
    const listed = this.#host.list(folder);
    if ('value' in listed) return new Set(listed.value.map(({ name }) => name));
    return listed.reason === 'missing' ? new Set() : undefined;
  }

  #readNow(path: string): string | undefined {
    const read = this.#host.read(path);
    return 'value' in read ? read.value : undefined;
  }
}

function foldersUpTo(top: string, folder: string): readonly string[] {
  const folders: string[] = [];
  for (const each of ancestors(folder)) {
    folders.push(each);
    if (each === top) break;
  }
  return folders;
}
