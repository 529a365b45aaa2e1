// Modules of no file: those that we know ourselves, and open ones for what nobody has, whose names are unknown.
import type { Cause } from '../../../../graph/cause.ts';
import type { Interpreter } from '../interpreter.ts';
import { type Arguments, type Namespace, type PyClass, PyModule } from '../values.ts';
import type { ModuleLibrary } from './module-library.ts';

export interface MissingImport {
  readonly name: string;
  readonly level: number;
  readonly from: string;
}

export class FilelessModules {
  readonly #interpreter: Interpreter;
  readonly #library: ModuleLibrary;
  /** Those of the library that were asked for; undefined: it has none of this name. */
  readonly #known = new Map<string, PyModule | undefined>();
  /** Those that nobody has. */
  readonly #opened = new Map<string, PyModule>();
  readonly #missing = new Map<string, MissingImport>();

  constructor(interpreter: Interpreter, library: ModuleLibrary) {
    this.#interpreter = interpreter;
    this.#library = library;
  }

  /** Imports that the host could not resolve. */
  get missing(): readonly MissingImport[] {
    return [...this.#missing.values()];
  }

  /** By name. */
  get all(): readonly (readonly [name: string, module: PyModule])[] {
    const known = [...this.#known].flatMap(([name, module]) => (module ? [[name, module] as const] : []));
    return [...known, ...this.#opened];
  }

  /** A new look at the files may find what was missing. */
  refresh(): void {
    this.#missing.clear();
  }

  forget(): void {
    this.#known.clear();
    this.#opened.clear();
  }

  prefersSource(name: string): boolean {
    return this.#library.prefersSource?.(name) === true;
  }

  looksOn(callee: Cause, args: Arguments): boolean {
    return this.#library.looksOn?.(this.#interpreter, callee, args) === true;
  }

  standInFor(known: readonly PyClass[], namespace: Namespace): PyClass | undefined {
    return this.#library.standInFor?.(known, namespace);
  }

  known(name: string): PyModule | undefined {
    if (this.#known.has(name)) return this.#known.get(name);
    const module = this.#interpreter.outside(() => this.#library.module(name, this.#interpreter));
    this.#known.set(name, module);
    return module;
  }

  open(from: PyModule, name: string, level: number): PyModule {
    const full = '.'.repeat(level) + name;
    if (level === 0 && !this.#isInsideKnown(name))
      this.#missing.set(`${level} ${name}`, { name, level, from: from.uri ?? '' });
    if (level > 0) this.#missing.set(`${from.uri} ${level} ${name}`, { name, level, from: from.uri ?? '' });
    const known = this.#opened.get(full);
    if (known) return known;
    const module = new PyModule(full, new Map(), true);
    this.#opened.set(full, module);
    return module;
  }

  #isInsideKnown(name: string): boolean {
    return this.known(name.split('.')[0] as string) !== undefined;
  }

  /** Why a name that is not in an open module is unknown. */
  causeOf(module: PyModule, name: string): Cause {
    if (module.uri !== undefined) return { reason: 'unknown-name', facts: { name } };
    if (this.#isInsideKnown(module.name)) return { reason: 'not-modelled', facts: { name: `${module.name}.${name}` } };
    return { reason: 'unknown-import', facts: { module: module.name } };
  }
}
