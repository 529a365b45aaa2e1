// The nearest convlint.yaml above a document, as it stands in the editor or on disk. Each folder is looked at once, until told.
import { CONFIG_FILE, parseConfigFile } from '../config/file.ts';
import type { Settings } from '../config/settings.ts';

export type ReadText = (uri: string) => Promise<string | undefined>;

export class ProjectFiles {
  readonly #read: ReadText;
  #byFolder = new Map<string, Promise<Partial<Settings> | undefined>>();

  constructor(read: ReadText) {
    this.#read = read;
  }

  forget(): void {
    this.#byFolder = new Map();
  }

  /** Settings of the nearest file; undefined where there is none. */
  async settingsOf(uri: string): Promise<Partial<Settings> | undefined> {
    for (const folder of foldersAbove(uri)) {
      const found = await this.#in(folder);
      if (found) return found;
    }
    return undefined;
  }

  #in(folder: string): Promise<Partial<Settings> | undefined> {
    const known = this.#byFolder.get(folder);
    if (known) return known;
    const settings = this.#read(`${folder}${CONFIG_FILE}`).then((text) =>
      text === undefined ? undefined : parseConfigFile(text).values,
    );
    this.#byFolder.set(folder, settings);
    return settings;
  }
}

export function isConfigFile(uri: string): boolean {
  return uri.endsWith(`/${CONFIG_FILE}`);
}

/** `file:///a/b/c.yaml` gives `file:///a/b/`, `file:///a/`, `file:///`; an untitled document has no folder. */
function foldersAbove(uri: string): readonly string[] {
  const root = /^[a-z][\w+.-]*:\/\/[^/]*\//i.exec(uri)?.[0];
  if (root === undefined) return [];
  const folders: string[] = [];
  for (let end = uri.lastIndexOf('/'); end >= root.length - 1; end = uri.lastIndexOf('/', end - 1)) {
    folders.push(uri.slice(0, end + 1));
    if (end === 0) break;
  }
  return folders;
}
