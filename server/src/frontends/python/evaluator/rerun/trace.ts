// What a run reads of the modules that were there before it: where the values behind these names are the same again, so is
// all that the run comes to, because nothing else reaches it. Records names, and compares nothing.
import type { SourceFile } from '../imports/module-library.ts';
import type { ClassDefinition, Mutable, PyModule } from '../values.ts';

/** A file that was asked for while code ran. */
export interface ImportRead {
  readonly name: string;
  readonly level: number;
  readonly from: string;
  /** Undefined: there was none. */
  readonly file: SourceFile | undefined;
}

export class Trace {
  readonly #names = new Map<PyModule, Set<string>>();
  readonly #imports = new Map<string, ImportRead>();
  readonly #whole = new Set<PyModule>();

  /** Of each module, the names that were looked up in it. */
  get names(): ReadonlyMap<PyModule, ReadonlySet<string>> {
    return this.#names;
  }

  /** Modules that were looked through, name by name. */
  get whole(): ReadonlySet<PyModule> {
    return this.#whole;
  }

  get imports(): Iterable<ImportRead> {
    return this.#imports.values();
  }

  /** Modules of our own are the same in every run. */
  read(module: PyModule, name: string): void {
    if (module.uri === undefined) return;
    const known = this.#names.get(module);
    if (known) known.add(name);
    else this.#names.set(module, new Set([name]));
  }

  readAll(module: PyModule): void {
    if (module.uri !== undefined) this.#whole.add(module);
  }

  /** Takes over what another has read, of the modules that stand for its ones now. */
  follow(other: Trace, moduleNow: (module: PyModule) => PyModule | undefined): void {
    for (const [module, names] of other.#names) this.#names.set(moduleNow(module) ?? module, names);
    for (const module of other.#whole) this.#whole.add(moduleNow(module) ?? module);
    for (const [key, read] of other.#imports) this.#imports.set(key, read);
  }

  /** A name of a module is bound there. */
  binds(_module: PyModule, _name: string): void {}

  /** Something is about to change. */
  changes(_object: Mutable): void {}

  /** Names of a module are bound, or lost, one does not see which. */
  rebinds(_module: PyModule): void {}

  /** A class of the text is made. */
  defines(_definition: ClassDefinition): void {}

  /** A value says where in the text it comes from. */
  places(): void {}

  /** Something beside values is read or changed: what runs now cannot be left out another time. */
  reachesOut(): void {}

  imported(read: ImportRead): void {
    this.#imports.set(`${read.from} ${read.level} ${read.name}`, read);
  }
}
