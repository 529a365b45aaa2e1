// The other files that a model file may mean, and the grammars that come with ConvLint, as the command line finds them.
import type { Workspace } from '../analyze.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { absolute, ancestors, below, fileUri, parent, pathOf } from './paths.ts';

/** Names of modules count from the folders between a file and the working folder, and from those that are named. */
export function workspaceOf({ roots }: Options, host: Host): Workspace {
  const folderUri = (path: string) => fileUri(path.endsWith('/') ? path : `${path}/`);
  const top = absolute('.', host.workingFolder);
  return {
    async read(uri) {
      const read = uri.startsWith('file:') ? host.read(pathOf(uri)) : undefined;
      return read && 'value' in read ? read.value : undefined;
    },
    rootsOf(uri) {
      const path = pathOf(uri);
      const between = below(top, path) === undefined ? [] : foldersUpTo(top, parent(path));
      return [...between, ...roots.map((root) => absolute(root, host.workingFolder))].map(folderUri);
    },
    resource: async (name) => host.bytes?.(`dist/${name}`),
  };
}

function foldersUpTo(top: string, folder: string): readonly string[] {
  const folders: string[] = [];
  for (const each of ancestors(folder)) {
    folders.push(each);
    if (each === top) break;
  }
  return folders;
}
