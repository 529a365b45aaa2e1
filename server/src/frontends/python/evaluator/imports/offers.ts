// What files that are run one after the other may take over from each other: a unit that an earlier one has imported, where a later
// one asks for the same and what it imports means the same files still. Runs nothing.
import type { PyModule } from '../values.ts';
import type { Entry } from './loaded-module.ts';
import type { ModuleHost } from './module-library.ts';
import { packagesOf } from './packages.ts';
import type { Units } from './units.ts';

export class Offers {
  readonly #host: ModuleHost;
  readonly #units: Units;
  /** Those that are there. */
  readonly #files: ReadonlyMap<string, Entry>;
  /** Files that have asked for names of a file. */
  readonly #askers = new Map<string, Set<string>>();
  /** Those that were found current, by how the host sees the files. */
  readonly #settled = new WeakMap<object, Set<Entry>>();

  constructor(host: ModuleHost, units: Units, files: ReadonlyMap<string, Entry>) {
    this.#host = host;
    this.#units = units;
    this.#files = files;
  }

  /** What an earlier file has imported, with all that comes with it, where this one would come to the same. */
  of(uri: string, name: string, text: string): ReadonlyMap<string, Entry> | undefined {
    const files = this.#units.offered(uri);
    const head = files?.get(uri);
    if (!files || head?.name !== name || head.text !== text) return undefined;
    for (const [each, entry] of files) if ((this.#files.get(each) ?? entry) !== entry) return undefined;
    const settled = this.#settledFor(this.#host.outlook);
    for (const [each, entry] of files) {
      if (settled.has(entry)) continue;
      const { misses } = this.#host;
      for (const { name: needed, level, uri: before } of entry.needs.values()) {
        const file = this.#host.load(needed, level, each);
        if (file?.uri !== before || (file && files.get(file.uri)?.text !== file.text)) return undefined;
      }
      if (misses === this.#host.misses) settled.add(entry);
    }
    return files;
  }

  #settledFor(outlook: object | undefined): Set<Entry> {
    const settled = (outlook && this.#settled.get(outlook)) ?? new Set();
    if (outlook) this.#settled.set(outlook, settled);
    return settled;
  }

  /** That a file has asked for names of another. */
  asks(from: PyModule, source: PyModule): void {
    if (from.uri === undefined || source.uri === undefined) return;
    const askers = this.#askers.get(source.uri);
    if (askers) askers.add(from.uri);
    else this.#askers.set(source.uri, new Set([from.uri]));
  }

  /** Whether what a file imports asks that file for names: it would have to be run behind its packages. */
  isAskedBack(uri: string, text: string): boolean {
    const [outermost] = packagesOf(this.#host, uri);
    const files = outermost && this.of(outermost.file.uri, outermost.name, outermost.file.text);
    if (!files || files.get(uri)?.text !== text) return false;
    const askers = this.#askers.get(uri) ?? new Set();
    const reached = new Set([uri]);
    for (const each of reached) {
      if (askers.has(each)) return true;
      for (const { uri: needed } of files.get(each)?.needs.values() ?? [])
        if (needed !== undefined) reached.add(needed);
    }
    return false;
  }
}
