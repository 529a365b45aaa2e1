// Imports as Python does them: packages, relative names, submodules, cycles, one module per file. Which file a name means is
// the host's affair; what it cannot find is an open module, whose names are unknown, and is remembered.
import type { Cause } from '../../../graph/cause.ts';
import { unknownDim } from '../../../graph/dim.ts';
import type { ParsedModule } from '../syntax/parser.ts';
import { type CompiledTopLevel, compileModule } from './compile.ts';
import type { OutOfFuel } from './fuel.ts';
import type { Interpreter, Undoable } from './interpreter.ts';
import type { Snapshots } from './journal.ts';
import { type ImportRead, Trace } from './trace.ts';
import { type Namespace, PyModule, type PyRaise, type Value } from './values.ts';

export interface SourceFile {
  readonly uri: string;
  readonly text: string;
}

/** Finds source files. A relative name (level ≥ 1: leading dots) counts from the importing file. */
export interface ModuleHost {
  load(name: string, level: number, from: string): SourceFile | undefined;
}

/** The modules that we know ourselves, by full name: `torch.nn`. */
export interface ModuleLibrary {
  /** Made anew for every interpreter that asks. */
  module(name: string, interpreter: Interpreter): PyModule | undefined;
  /** Its own source is better, where there is one: torchvision's. */
  prefersSource?(name: string): boolean;
}

/** One row of a table of modules. */
export interface BuiltinModule {
  readonly make: (interpreter: Interpreter) => PyModule;
  readonly preferSource?: boolean;
}

export type BuiltinModules = ReadonlyMap<string, BuiltinModule>;

/** A library of tables, asked one after the other. */
export function libraryOf(tables: readonly BuiltinModules[], others: ModuleLibrary['module']): ModuleLibrary {
  const find = (name: string) => tables.find((table) => table.has(name))?.get(name);
  return {
    module: (name, interpreter) => find(name)?.make(interpreter) ?? others(name, interpreter),
    prefersSource: (name) => find(name)?.preferSource === true,
  };
}

/** A file that was run. */
export interface LoadedModule {
  readonly module: PyModule;
  readonly text: string;
  readonly parsed: ParsedModule;
  /** Top-level statements that failed: they raised, or the fuel was gone. Those after them were run nevertheless. */
  readonly failures: readonly (PyRaise | OutOfFuel)[];
}

interface Entry extends LoadedModule {
  readonly name: string;
  readonly compiled: readonly CompiledTopLevel[];
  readonly failures: (PyRaise | OutOfFuel)[];
  /** What running it did to what others had made, to be taken back: registries hold its entries but once. */
  done: Undoable | undefined;
  /** What it asked the host for, and got. */
  readonly needs: Map<string, { readonly name: string; readonly level: number; readonly uri: string | undefined }>;
  /** Files in whose modules it looked names up. */
  reads: ReadonlySet<string>;
}

/** How all that was run so far looks. */
export interface World {
  /** The file that is run itself. */
  readonly main: string;
  readonly files: ReadonlyMap<string, LoadedModule>;
  /** Of what one file has made and another has changed: how the last run of each has left it. */
  readonly states: Snapshots;
}

export interface MissingImport {
  readonly name: string;
  readonly level: number;
  readonly from: string;
}

/** The name of the file that is run itself. */
const MAIN = '__main__';

/** Thrown to end the run of a file that has to be run behind its packages. */
const BEHIND = Symbol('behind its packages');

const PACKAGE = '/__init__.py';

export class Imports {
  readonly #interpreter: Interpreter;
  readonly #host: ModuleHost;
  readonly #library: ModuleLibrary;
  readonly #files = new Map<string, Entry>();
  readonly #parsed = new Map<
    string,
    { readonly parsed: ParsedModule; readonly compiled: readonly CompiledTopLevel[] }
  >();
  /** Those of the library that were asked for; undefined: it has none of this name. */
  readonly #builtin = new Map<string, PyModule | undefined>();
  /** Those that nobody has. */
  readonly #opened = new Map<string, PyModule>();
  readonly #missing = new Map<string, MissingImport>();
  /** Files known to be unchanged since `refresh`. */
  readonly #current = new Map<string, boolean>();
  /** The same before it, where no other file than the one that is run itself may have changed. */
  #settled: ReadonlyMap<string, boolean> | undefined;
  /** Files whose statements are under way: what they have not defined yet is missing for those that import them. */
  readonly #running = new Set<string>();
  /** Files that are run behind the packages they lie in. */
  readonly #inPackage = new Set<string>();
  #world: World | undefined;
  /** What is asked in vain of a module that is still running ends the run under way. */
  #isTrying = false;
  /** What an outermost package has imported, when nothing else had been run: its other files find the same. */
  #base: { readonly package: string; readonly files: ReadonlySet<string> } | undefined;
  /** The file that is run itself, as others have imported it. */
  #displaced: Entry | undefined;
  /** The file that is run itself, while those that import it count as current although it was edited. */
  #apart: string | undefined;
  /** The same, for as long as they are as they were before. */
  #edited: string | undefined;
  /** Files that read what those that import them make of them. */
  readonly #circular = new Set<string>();
  /** Files that read what comes from that one. */
  #made: ReadonlySet<string> | undefined;
  /** What was run has read what an edit may have changed. */
  #outdated = false;
  /** Files that have asked for names of a file. */
  readonly #askers = new Map<string, Set<string>>();

  constructor(interpreter: Interpreter, host: ModuleHost, library: ModuleLibrary) {
    this.#interpreter = interpreter;
    this.#host = host;
    this.#library = library;
  }

  /** Imports that the host could not resolve. */
  get missing(): readonly MissingImport[] {
    return [...this.#missing.values()];
  }

  /** Every module so far, by name: `sys.modules`. */
  get modules(): ReadonlyMap<string, PyModule> {
    const files = [...this.#files.values()].map(({ name, module }) => [name, module] as const);
    const builtin = [...this.#builtin].flatMap(([name, module]) => (module ? [[name, module] as const] : []));
    return new Map([...builtin, ...this.#opened, ...files]);
  }

  /** How everything looks now that nothing runs. */
  get world(): World {
    if (this.#world) return this.#world;
    const main = [...this.#files].find(([, { name }]) => name === MAIN)?.[0] ?? '';
    const changed = [...this.#files.values()].flatMap(({ done }) => [...(done?.objects.keys() ?? [])]);
    this.#world = {
      main,
      files: new Map(this.#files),
      states: new Map(changed.map((each) => [each, each.snapshot()])),
    };
    return this.#world;
  }

  /** Whether what code asked for while it ran would be found again, as it was. */
  isUnchanged({ name, level, from, file }: ImportRead): boolean {
    const found = this.#host.load(name, level, from);
    if (found?.uri !== file?.uri || found?.text !== file?.text) return false;
    const entry = found && this.#files.get(found.uri);
    return !found || (entry !== undefined && entry.text === found.text && this.#isCurrent(found.uri, entry));
  }

  /**
   * A new look at the files: what has changed, or imports what has changed, is run again when it is asked for. `only`: the one
   * file that may have changed.
   */
  refresh(only?: string): void {
    const others = [...this.#files].filter(([uri]) => uri !== only).map(([, entry]) => entry);
    const isApart = only !== undefined && !others.some(({ needs }) => needsFile(needs, only));
    this.#settled = only === undefined ? undefined : new Map(this.#current);
    if (isApart) this.#current.delete(only);
    else this.#current.clear();
    this.#missing.clear();
    this.#apart = undefined;
    if (this.#outdated) this.#forget();
  }

  /** Runs a file, unless it was run and nothing has changed since. `begins` is called before its own statements run. */
  run(uri: string, name: string, text: string, begins?: () => void): LoadedModule {
    const known = this.#files.get(uri);
    if (known && known.text === text && known.name === name && this.#isCurrent(uri, known)) return known;
    return this.#interpreter.outside(() => {
      if (name !== MAIN) return this.#run(uri, name, text);
      this.#leave(uri, text);
      if (!this.#inPackage.has(uri)) {
        begins?.();
        const entry = this.#tried(uri, text);
        if (entry) return entry;
        this.#inPackage.add(uri);
        this.#forget();
      }
      if (this.#staysApart(uri)) {
        begins?.();
        const entry = this.#run(uri, name, text);
        if (!this.#reachesBack(uri, entry.reads)) return entry;
        this.#circular.add(uri);
        this.#forget();
      }
      this.#runPackages(uri);
      begins?.();
      return this.#run(uri, name, text);
    });
  }

  /** Undefined where it lies in packages that ask it for what it has not defined yet. */
  #tried(uri: string, text: string): Entry | undefined {
    if (this.#packagesOf(uri).length === 0) return this.#run(uri, MAIN, text);
    this.#isTrying = true;
    try {
      return this.#run(uri, MAIN, text);
    } catch (error) {
      if (error !== BEHIND) throw error;
      this.#running.clear();
      return undefined;
    } finally {
      this.#isTrying = false;
    }
  }

  /**
   * Whether the packages around an edited file, and all else that imports it, can be left as they are: they are run for what
   * it asks of them, and mostly nothing of that comes from itself.
   */
  #staysApart(uri: string): boolean {
    const isEdited = this.#files.get(uri)?.name === MAIN && this.#running.size === 0;
    if (!isEdited || this.#circular.has(uri)) return false;
    this.#apart = uri;
    for (const [each, isCurrent] of this.#settled ?? []) if (isCurrent && each !== uri) this.#current.set(each, true);
    const packages = this.#packagesOf(uri).map(({ file }) => this.#files.get(file.uri));
    const isKept = packages.every(
      (entry) => entry?.module.uri !== undefined && this.#isCurrent(entry.module.uri, entry),
    );
    if (isKept) {
      if (this.#edited !== uri) this.#made = undefined;
      this.#edited = uri;
      return true;
    }
    this.#apart = undefined;
    this.#current.clear();
    return false;
  }

  /** Whether something looks names up in what is made of the file. */
  #reachesBack(uri: string, reads: ReadonlySet<string>): boolean {
    this.#made ??= this.#madeOf(uri);
    return intersects(reads, this.#made);
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

  /** What code has read that was run since: what it came to may rest on what an edit has changed. */
  check({ names, whole }: Trace): void {
    const uri = this.#edited;
    if (uri === undefined || this.#outdated || !this.#reachesBack(uri, urisOf([...names.keys(), ...whole]))) return;
    this.#circular.add(uri);
    this.#outdated = true;
  }

  /** All has to be run again. */
  get isOutdated(): boolean {
    return this.#outdated;
  }

  /** The turn of another file: what the last one has done is taken back, and what both rest on stays. */
  #leave(uri: string, text: string): void {
    const [last, main] = [...this.#files].find(([, { name }]) => name === MAIN) ?? [];
    if (last === undefined || last === uri || !main) return;
    this.#world = undefined;
    const base = this.#base;
    const others = [...this.#files].filter(([each]) => each !== last && base?.files.has(each) !== true);
    const isClean = !others.some(([, { done }]) => done) && !this.#interpreter.hasChangedBuiltins;
    if (base && this.#displaced && isClean) {
      main.done?.undo();
      for (const [each] of others) this.#files.delete(each);
      this.#files.set(last, this.#displaced);
      this.#displaced = undefined;
      this.#current.clear();
      if (this.#isAskedBack(uri, text)) {
        this.#inPackage.add(uri);
        return;
      }
    }
    this.#inPackage.delete(uri);
    this.#builtin.clear();
    this.#opened.clear();
    this.#forget();
  }

  /** Whether what a file imports asks that file for names: it would have to be run behind its packages. */
  #isAskedBack(uri: string, text: string): boolean {
    const [outermost] = this.#packagesOf(uri);
    const own = this.#files.get(uri);
    if (outermost?.file.uri !== this.#base?.package || own?.text !== text || !this.#isCurrent(uri, own)) return false;
    const askers = this.#askers.get(uri) ?? new Set();
    const reached = new Set([uri]);
    for (const each of reached) {
      if (askers.has(each)) return true;
      for (const { uri: needed } of this.#files.get(each)?.needs.values() ?? [])
        if (needed !== undefined) reached.add(needed);
    }
    return false;
  }

  /**
   * Python imports the packages that a module lies in before it. Most files do not need it, and packages are large; but
   * where modules import each other in a circle, only that order gives each what it asks for.
   */
  #runPackages(uri: string): void {
    const isFirst = this.#files.size === 0;
    for (const { name, file } of this.#packagesOf(uri)) {
      const known = this.#files.get(file.uri);
      if (!known || !this.#isCurrent(file.uri, known)) this.run(file.uri, name, file.text);
      if (isFirst) this.#base ??= { package: file.uri, files: new Set(this.#files.keys()) };
    }
  }

  /** The packages around a file, outermost first: folders with an `__init__.py`. */
  #packagesOf(uri: string): readonly { readonly name: string; readonly file: SourceFile }[] {
    const found: { readonly folder: string; readonly file: SourceFile }[] = [];
    for (let level = uri.endsWith(PACKAGE) ? 2 : 1; ; level++) {
      const file = this.#host.load('', level, uri);
      if (!file || found.some((each) => each.file.uri === file.uri)) break;
      found.unshift({ folder: file.uri.split('/').at(-2) ?? '', file });
    }
    const folders = found.map(({ folder }) => folder);
    return found.map(({ file }, index) => ({ file, name: folders.slice(0, index + 1).join('.') }));
  }

  /** What a file that is run itself is called where it is imported. */
  #fullName(uri: string): string {
    const own = (uri.endsWith(PACKAGE) ? uri.split('/').at(-2) : uri.split('/').at(-1))?.replace(/\.py$/, '') ?? '';
    return [
      ...this.#packagesOf(uri)
        .map(({ name }) => name)
        .slice(-1),
      own,
    ].join('.');
  }

  #forget(): void {
    this.#outdated = false;
    this.#apart = undefined;
    this.#edited = undefined;
    this.#made = undefined;
    this.#files.clear();
    this.#current.clear();
    this.#askers.clear();
    this.#base = undefined;
    this.#displaced = undefined;
  }

  #isCurrent(uri: string, entry: Entry): boolean {
    const known = this.#current.get(uri);
    if (known !== undefined) return known;
    this.#current.set(uri, true);
    const current = [...entry.needs.values()].every(({ name, level, uri: before }) => {
      const file = this.#host.load(name, level, uri);
      if (file?.uri !== before) return false;
      const other = file && this.#files.get(file.uri);
      const isSame = other !== undefined && (other.text === file?.text || file?.uri === this.#apart);
      return !file || (isSame && this.#isCurrent(file.uri, other));
    });
    this.#current.set(uri, current);
    return current;
  }

  #run(uri: string, name: string, text: string): Entry {
    const interpreter = this.#interpreter;
    const stale = this.#files.get(uri);
    const before = this.#parsed.get(uri);
    const { parser } = interpreter;
    const parsed = before?.parsed.text === text ? before.parsed : parser.parse(text, before?.parsed, name !== MAIN);
    const compiled = compileModule(interpreter, uri, parsed.body, before?.compiled);
    this.#parsed.set(uri, { parsed, compiled });
    const namespace: Namespace = new Map<string, Value>([
      ['__name__', name],
      ['__file__', uri],
      ['__doc__', null],
    ]);
    const module = new PyModule(name, namespace, parsed.broken.length > 0, uri);
    const entry: Entry = {
      module,
      name,
      text,
      parsed,
      compiled,
      failures: [],
      done: undefined,
      needs: new Map(),
      reads: new Set(),
    };
    if (name === MAIN && stale && stale.name !== MAIN) this.#displaced = stale;
    else stale?.done?.undo();
    this.#files.set(uri, entry);
    this.#current.set(uri, true);
    this.#world = undefined;
    if (name === MAIN && this.#isEntangled(uri)) {
      this.#forget();
      if (this.#inPackage.has(uri)) this.#runPackages(uri);
      this.#displaced = this.#files.get(uri);
      this.#files.set(uri, entry);
      this.#current.set(uri, true);
    }
    this.#running.add(uri);
    const trace = new Trace();
    interpreter.trace = trace;
    entry.done = interpreter.undoable(module, () => {
      if (name === MAIN) this.#replace();
      interpreter.runTopLevel(module, compiled, entry.failures);
    });
    interpreter.trace = undefined;
    if (name !== MAIN) this.#made = undefined;
    entry.reads = urisOf([...trace.names.keys(), ...trace.whole]);
    this.#running.delete(uri);
    return entry;
  }

  /** What the file has done when others imported it, it does now itself: for as long as it is the one that is run. */
  #replace(): void {
    const { done } = this.#displaced ?? {};
    for (const object of done?.objects.keys() ?? []) this.#interpreter.touch(object);
    done?.undo();
  }

  /** Whether a changed file has written into others: what was run since rests on that, so that all must be run again. */
  #isEntangled(main: string): boolean {
    return [...this.#files].some(([uri, entry]) => uri !== main && entry.done && !this.#isCurrent(uri, entry));
  }

  /** `import a.b.c` gives `a`, `import a.b.c as x` the last one. */
  module(from: PyModule, name: string, leaf: boolean): Value {
    const parts = name.split('.');
    let first: PyModule | undefined;
    let last: PyModule | undefined;
    for (const index of parts.keys()) {
      const part = parts.slice(0, index + 1).join('.');
      const next: PyModule = this.#find(from, part, 0) ?? this.#open(from, part, 0);
      if (last) this.#attach(from, last, parts[index] as string, next);
      first ??= next;
      last = next;
    }
    return (leaf ? last : first) ?? null;
  }

  /** A submodule is an attribute of its package once it is imported. */
  #attach(from: PyModule, parent: PyModule, name: string, child: PyModule): void {
    if (!parent.namespace.has(name)) {
      if (from.name === MAIN && parent.uri !== undefined) this.#interpreter.touch(parent);
      parent.namespace.set(name, child);
    }
    // A run that finds it there now depends on who imported it.
    this.#interpreter.trace?.read(parent, name);
  }

  /** `from module import name` */
  name(from: PyModule, module: string, level: number, name: string): Value {
    const source = this.#source(from, module, level);
    if (source) {
      this.#interpreter.trace?.read(source, name);
      this.#asks(from, source);
      const found = source.namespace.get(name) ?? this.#attribute(source, name);
      if (found !== undefined) return found;
    }
    const submodule = this.#find(from, module === '' ? name : `${module}.${name}`, level);
    if (submodule) {
      if (source) this.#attach(from, source, name, submodule);
      return submodule;
    }
    this.#endIfRunning(source);
    const opened = source ?? this.#open(from, module, level);
    if (opened.open) return unknownDim(this.causeOf(opened, name));
    return this.#interpreter.raise('ImportError', `cannot import name '${name}' from '${opened.name}'`);
  }

  /** Packages on the way are run, too. */
  #source(from: PyModule, module: string, level: number): PyModule | undefined {
    if (level > 0) return this.#find(from, module, level);
    const parts = module.split('.');
    for (let i = 1; i < parts.length; i++) this.#find(from, parts.slice(0, i).join('.'), 0);
    return this.#find(from, module, 0);
  }

  #asks(from: PyModule, source: PyModule): void {
    if (from.uri === undefined || source.uri === undefined) return;
    const askers = this.#askers.get(source.uri);
    if (askers) askers.add(from.uri);
    else this.#askers.set(source.uri, new Set([from.uri]));
  }

  #endIfRunning(module: PyModule | undefined): void {
    if (this.#isTrying && module?.uri !== undefined && this.#running.has(module.uri)) throw BEHIND;
  }

  #attribute(module: PyModule, name: string): Value | undefined {
    if (module.open && !module.namespace.has('__getattr__')) return this.submodule(module, name);
    return this.#interpreter.findAttribute(module, name);
  }

  /** `from module import *` */
  star(from: PyModule, module: string, level: number): void {
    const source = this.#source(from, module, level) ?? this.#open(from, module, level);
    this.#endIfRunning(source);
    this.#asks(from, source);
    this.#interpreter.readAll(source);
    const listed = source.namespace.get('__all__');
    const names = listed === undefined ? undefined : this.#interpreter.iterate(listed);
    const chosen = names
      ? [...names].filter((name) => typeof name === 'string')
      : [...source.namespace.keys()].filter((name) => !name.startsWith('_'));
    this.#interpreter.touch(from);
    for (const name of chosen) {
      const value = source.namespace.get(name) ?? this.#find(source, name, 1);
      if (value !== undefined) from.namespace.set(name, value);
    }
    if (source.open) from.open = true;
  }

  /** A built-in module that is reached as an attribute: `torch.nn.functional` after `import torch`. */
  submodule(parent: PyModule, name: string): PyModule | undefined {
    if (parent.uri !== undefined) return undefined;
    return this.#fromLibrary(`${parent.name}.${name}`);
  }

  #fromLibrary(name: string): PyModule | undefined {
    if (this.#builtin.has(name)) return this.#builtin.get(name);
    const module = this.#interpreter.outside(() => this.#library.module(name, this.#interpreter));
    this.#builtin.set(name, module);
    return module;
  }

  #find(from: PyModule, name: string, level: number): PyModule | undefined {
    const own = level === 0 && !this.#library.prefersSource?.(name) ? this.#fromLibrary(name) : undefined;
    if (own) return own;
    const file = this.#load(from, name, level);
    if (!file) return level === 0 ? this.#fromLibrary(name) : undefined;
    const running = this.#files.get(file.uri);
    if (running && this.#current.get(file.uri) && running.text === file.text) return running.module;
    return this.run(file.uri, running?.name ?? this.#nameOf(from, name, level), file.text).module;
  }

  #load(from: PyModule, name: string, level: number): SourceFile | undefined {
    const uri = from.uri ?? '';
    const file = this.#host.load(name, level, uri);
    this.#interpreter.trace?.imported({ name, level, from: uri, file });
    this.#files.get(uri)?.needs.set(`${level} ${name}`, { name, level, uri: file?.uri });
    return file;
  }

  /** `..b` from `p.q.r` is `p.b`. */
  #nameOf(from: PyModule, name: string, level: number): string {
    if (level === 0) return name;
    const isPackage = from.uri?.endsWith(PACKAGE) === true;
    const full = from.name === MAIN && from.uri !== undefined ? this.#fullName(from.uri) : from.name;
    const parts = full.split('.').slice(0, isPackage && level === 1 ? undefined : isPackage ? 1 - level : -level);
    return [...parts, ...(name === '' ? [] : [name])].join('.');
  }

  #open(from: PyModule, name: string, level: number): PyModule {
    const full = '.'.repeat(level) + name;
    if (level === 0 && !this.#isInsideBuiltin(name))
      this.#missing.set(`${level} ${name}`, { name, level, from: from.uri ?? '' });
    if (level > 0) this.#missing.set(`${from.uri} ${level} ${name}`, { name, level, from: from.uri ?? '' });
    const known = this.#opened.get(full);
    if (known) return known;
    const module = new PyModule(full, new Map(), true);
    this.#opened.set(full, module);
    return module;
  }

  #isInsideBuiltin(name: string): boolean {
    return this.#fromLibrary(name.split('.')[0] as string) !== undefined;
  }

  /** Why a name that is not in an open module is unknown. */
  causeOf(module: PyModule, name: string): Cause {
    if (module.uri !== undefined) return { reason: 'unknown-name', facts: { name } };
    if (this.#isInsideBuiltin(module.name))
      return { reason: 'not-modelled', facts: { name: `${module.name}.${name}` } };
    return { reason: 'unknown-import', facts: { module: module.name } };
  }
}

function urisOf(modules: readonly PyModule[]): ReadonlySet<string> {
  return new Set(modules.flatMap(({ uri }) => uri ?? []));
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const each of a) if (b.has(each)) return true;
  return false;
}

function needsFile(needs: Entry['needs'], file: string): boolean {
  for (const { uri } of needs.values()) if (uri === file) return true;
  return false;
}
