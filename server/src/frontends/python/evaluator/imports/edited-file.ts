// The file that is edited, while the packages around it are left as they are: whether something that is run again reads, by way of
// what imports that file, what the edit may have changed.
import type { Trace } from '../rerun/trace.ts';
import { type Entry, intersects, urisOf } from './loaded-module.ts';

export class EditedFile {
  /** Those that are there. */
  readonly #files: ReadonlyMap<string, Entry>;
  #uri: string | undefined;
  /** Files that read what those that import them make of them. */
  readonly #inCircles = new Set<string>();
  /** Files that read what comes from this one. */
  #made: ReadonlySet<string> | undefined;
  #isOutdated = false;

  constructor(files: ReadonlyMap<string, Entry>) {
    this.#files = files;
  }

  /** What was run has read what the edit may have changed. */
  get isOutdated(): boolean {
    return this.#isOutdated;
  }

  begin(uri: string): void {
    if (this.#uri !== uri) this.#made = undefined;
    this.#uri = uri;
  }

  forget(): void {
    this.#uri = undefined;
    this.#made = undefined;
    this.#isOutdated = false;
  }

  othersChange(): void {
    this.#made = undefined;
  }

  isInCircle(uri: string): boolean {
    return this.#inCircles.has(uri);
  }

  runsInCircle(uri: string): void {
    this.#inCircles.add(uri);
  }

  /** Whether something looks names up in what is made of the file. */
  reachesBack(uri: string, reads: ReadonlySet<string>): boolean {
    this.#made ??= this.#madeOf(uri);
    return intersects(reads, this.#made);
  }

  check({ names, whole }: Trace): void {
    const uri = this.#uri;
    if (uri === undefined || this.#isOutdated || !this.reachesBack(uri, urisOf([...names.keys(), ...whole]))) return;
    this.#inCircles.add(uri);
    this.#isOutdated = true;
  }

  /** Files that look names up in a file, and in what others have made of it. */
  #madeOf(uri: string): ReadonlySet<string> {
    const made = new Set([uri]);
    for (let before = 0; before < made.size; ) {
      before = made.size;
      for (const [each, entry] of this.#files) if (intersects(entry.reads, made)) made.add(each);
    }
    made.delete(uri);
    return made;
  }
}
