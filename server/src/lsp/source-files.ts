// Other files that a document may mean, as they stand in the editor or on disk. Each is read once, until told.
import type { Workspace } from '../analyze.ts';
import type { Library } from '../protocol.ts';
import type { ReadText } from './project-files.ts';

export class SourceFilesStore implements Workspace {
  readonly resource: Workspace['resource'];
  /** Of the Python environment that the client has selected. */
  libraries: readonly Library[] = [];
  readonly #readOpen: (uri: string) => string | undefined;
  readonly #readFile: ReadText;
  readonly #folders: () => Iterable<string>;
  readonly #known = new Map<string, Promise<string | undefined>>();
  /** When files have changed, on disk or while they were typed. */
  readonly #changed = new Map<string, number>();
  #count = 0;

  constructor(
    readOpen: (uri: string) => string | undefined,
    readFile: ReadText,
    folders: () => Iterable<string>,
    resource: Workspace['resource'],
  ) {
    this.#readOpen = readOpen;
    this.#readFile = readFile;
    this.#folders = folders;
    this.resource = resource;
  }

  async read(uri: string): Promise<string | undefined> {
    const open = this.#readOpen(uri);
    if (open !== undefined) return open;
    const known = this.#known.get(uri) ?? this.#readFile(uri);
    this.#known.set(uri, known);
    return known;
  }

  /** The folders from a file up to the folder of the workspace that holds it; then those that the user names. */
  rootsOf(uri: string, named: readonly string[] = []): readonly string[] {
    const top = [...this.#folders()]
      .map((folder) => (folder.endsWith('/') ? folder : `${folder}/`))
      .filter((folder) => uri.startsWith(folder))
      .sort((a, b) => b.length - a.length)[0];
    if (top === undefined) return named.flatMap((folder) => folderUri(folder) ?? []);
    const roots: string[] = [];
    for (let end = uri.lastIndexOf('/') + 1; end >= top.length; end = uri.lastIndexOf('/', end - 2) + 1)
      roots.push(uri.slice(0, end));
    return [...roots, ...named.flatMap((folder) => folderUri(folder, top) ?? [])];
  }

  /** These files are other ones now, or there, or gone. */
  changed(uris: readonly string[]): void {
    for (const uri of uris) this.#known.delete(uri);
    this.edited(uris);
  }

  /** These are open, and what is typed there counts. */
  edited(uris: readonly string[]): void {
    for (const uri of uris) this.#changed.set(uri, ++this.#count);
  }

  get changes(): NonNullable<Workspace['changes']> {
    const changed = this.#changed;
    return {
      count: this.#count,
      *since(count) {
        for (const [uri, at] of changed) if (at > count) yield uri;
      },
    };
  }
}

/** What a client says of installed packages, as far as it is sound. */
export function librariesIn(given: unknown): readonly Library[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((library: Partial<Library> | null): Library[] => {
    const { folder, packages } = library ?? {};
    if (typeof folder !== 'string' || !folder.endsWith('/') || !Array.isArray(packages)) return [];
    return [{ folder, packages: packages.filter((name) => typeof name === 'string' && /^\w+$/.test(name)) }];
  });
}

/** A folder as settings name it. A relative one lies in the workspace, which it does not lead out of. */
function folderUri(folder: string, top?: string): string | undefined {
  const path = folder.trim().replaceAll('\\', '/').replace(/\/*$/, '/');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (isAbsolute(path)) return `file://${encoded.startsWith('/') ? '' : '/'}${encoded}`;
  const parts = encoded.split('/').filter((part) => part !== '.' && part !== '');
  return top === undefined || parts.includes('..') || parts.length === 0 ? undefined : `${top}${parts.join('/')}/`;
}

export function isAbsolute(folder: string): boolean {
  return /^(?:[a-z]:)?[\\/]/i.test(folder.trim());
}
