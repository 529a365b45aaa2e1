// Which of the files that were run are still what running them again would come to: what they import means the same files, and these
// are current. Runs nothing.
import { type Entry, needsFile } from './loaded-module.ts';
import type { ModuleHost } from './module-library.ts';

export class CurrentFiles {
  readonly #host: ModuleHost;
  /** Those that are there. */
  readonly #files: ReadonlyMap<string, Entry>;
  /** What is known since `refresh`. */
  readonly #known = new Map<string, boolean>();
  /** What was known before it, where no other file than the one that is run itself may have changed. */
  #before: ReadonlyMap<string, boolean> | undefined;
  /** The file that is run itself, while those that import it count as current although it was edited. */
  #apart: string | undefined;

  constructor(host: ModuleHost, files: ReadonlyMap<string, Entry>) {
    this.#host = host;
    this.#files = files;
  }

  has(uri: string): boolean {
    return this.#known.get(uri) === true;
  }

  add(uri: string): void {
    this.#known.set(uri, true);
  }

  isCurrent(uri: string, entry: Entry): boolean {
    const known = this.#known.get(uri);
    if (known !== undefined) return known;
    this.#known.set(uri, true);
    const current = [...entry.needs.values()].every(({ name, level, uri: before }) => {
      const file = this.#host.load(name, level, uri);
      if (file?.uri !== before) return false;
      const other = file && this.#files.get(file.uri);
      const isSame = other !== undefined && (other.text === file?.text || file?.uri === this.#apart);
      return !file || (isSame && this.isCurrent(file.uri, other));
    });
    this.#known.set(uri, current);
    return current;
  }

  /** `only`: the one file that may have changed. */
  refresh(only?: string): void {
    const others = [...this.#files].filter(([uri]) => uri !== only).map(([, entry]) => entry);
    this.#before = only === undefined ? undefined : new Map(this.#known);
    this.#apart = undefined;
    if (only !== undefined && !others.some(({ needs }) => needsFile(needs, only))) this.#known.delete(only);
    else this.#known.clear();
  }

  /** What a file was edited in does not change those that import it. */
  leaveApart(uri: string): void {
    this.#apart = uri;
    for (const [each, isCurrent] of this.#before ?? []) if (isCurrent && each !== uri) this.#known.set(each, true);
  }

  clear(): void {
    this.#apart = undefined;
    this.#known.clear();
  }
}
