// What the entries give to the server, because only they do I/O.

export interface Host {
  /** The content of a file, or undefined where there is none. */
  readFile(uri: string): Promise<string | undefined>;
  /** The URIs of the files below a folder, as deep as it goes; `skip` is asked for each, with a folder's path ending in /. */
  listFiles(folder: string, skip: (path: string) => boolean): AsyncIterable<string>;
  /** The translations for a locale (`pt-br`), as JSON. */
  loadTranslations(locale: string): Promise<string | undefined>;
  /** A file that comes with ConvLint and is no text: a grammar. */
  resource(name: string): Promise<Uint8Array | undefined>;
  /** Clears away what was made lately and is not needed any more, where the host can: for when nobody waits. */
  readonly tidy?: () => void;
  /** Folder URI of the rules' pages, with a slash at its end, where the host knows it. */
  readonly rulePages?: string;
}
