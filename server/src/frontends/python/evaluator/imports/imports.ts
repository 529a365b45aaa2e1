// Modules as Python imports them: packages, relative names, submodules, cycles, one module per file; which of them have to be
// run again after an edit. Which file a name means is the host's affair.

import type { Journal, Snapshots } from '../branches/journal.ts';
import { compileModule } from '../compile/index.ts';
import type { Interpreter } from '../interpreter.ts';
import { lookupsIn, runTopLevel, type TopLevelRun } from '../rerun/top-level.ts';
import { runTopLevelAgain } from '../rerun/top-level-again.ts';
import type { ImportRead, Trace } from '../rerun/trace.ts';
import { type Namespace, PyModule, type Value } from '../values.ts';
import { CurrentFiles } from './current-files.ts';
import { EditedFile } from './edited-file.ts';
import { FilelessModules } from './fileless-modules.ts';
import { type Code, type Entry, entryFor, type LoadedModule, takeBack, type World } from './loaded-module.ts';
import type { ModuleHost, ModuleLibrary, SourceFile } from './module-library.ts';
import { Offers } from './offers.ts';
import { MAIN, nameOf, packagesOf } from './packages.ts';
import { Units } from './units.ts';

/** Thrown to end the run of a file that has to be run behind its packages. */
const BEHIND = Symbol('behind its packages');

export class Imports {
  readonly #interpreter: Interpreter;
  readonly #host: ModuleHost;
  readonly fileless: FilelessModules;
  readonly #files = new Map<string, Entry>();
  readonly #code = new Map<string, Code>();
  readonly #current: CurrentFiles;
  /** Files whose statements are under way: what they have not defined yet is missing for those that import them. */
  readonly #running = new Set<string>();
  /** Files that are run behind the packages they lie in. */
  readonly #inPackage = new Set<string>();
  #world: World | undefined;
  /** What is asked in vain of a module that is still running ends the run under way. */
  #isTrying = false;
  /** The file that is run itself, as others have imported it. */
  #displaced: Entry | undefined;
  readonly #edited: EditedFile;
  /** So many files were run, or forgotten, beside the one that is run itself. */
  #others = 0;
  /** What files that are run one after the other share; absent where it is always the same one. */
  readonly #units: Units | undefined;
  readonly #offers: Offers | undefined;
  constructor(interpreter: Interpreter, host: ModuleHost, library: ModuleLibrary, isShared: boolean) {
    this.#interpreter = interpreter;
    this.#host = host;
    this.#current = new CurrentFiles(host, this.#files);
    this.#edited = new EditedFile(this.#files);
    this.#units = isShared ? new Units(interpreter) : undefined;
    this.#offers = this.#units && new Offers(host, this.#units, this.#files);
    this.fileless = new FilelessModules(interpreter, library);
  }

  /** Every module so far, by name: `sys.modules`. */
  get modules(): ReadonlyMap<string, PyModule> {
    this.#units?.spoil();
    const files = [...this.#files.values()].map(({ name, module }) => [name, module] as const);
    return new Map([...this.fileless.all, ...files]);
  }

  moduleNamed(name: string): PyModule | undefined {
    const [uri, entry] = [...this.#files].findLast(([, each]) => each.name === name) ?? [];
    if (uri !== undefined) this.#units?.found(uri);
    else this.#units?.spoil();
    return entry?.module ?? this.fileless.all.find(([each]) => each === name)?.[1];
  }

  /** How everything looks now that nothing runs. */
  get world(): World {
    if (this.#world) return this.#world;
    const [main = '', own] = [...this.#files].find(([, { name }]) => name === MAIN) ?? [];
    const changed = [...this.#files.values()].flatMap(({ done }) => [...(done?.keys() ?? [])]);
    const byItself = [...(own?.top?.changes.keys() ?? [])];
    this.#world = {
      main,
      files: new Map(this.#files),
      states: new Map([...changed, ...byItself].map((each) => [each, each.snapshot()])),
      own: own && { module: own.module, names: new Map(own.module.namespace), open: own.module.open },
    };
    return this.#world;
  }

  /** Whether what code asked for while it ran would be found again, as it was. */
  isUnchanged({ name, level, from, file }: ImportRead): boolean {
    const found = this.#host.load(name, level, from);
    if (found?.uri !== file?.uri || found?.text !== file?.text) return false;
    const entry = found && this.#files.get(found.uri);
    return !found || (entry !== undefined && entry.text === found.text && this.#current.isCurrent(found.uri, entry));
  }

  /**
   * A new look at the files: what has changed, or imports what has changed, is run again when it is asked for. `only`: the one
   * file that may have changed.
   */
  refresh(only?: string): void {
    this.#current.refresh(only);
    this.fileless.refresh();
    if (this.#edited.isOutdated) this.#forget();
  }

  /** Runs a file, unless it was run and nothing has changed since. `begins` is called before its own statements run. */
  run(uri: string, name: string, text: string, begins?: () => void): LoadedModule {
    const known = this.#files.get(uri);
    if (known && known.text === text && known.name === name && this.#current.isCurrent(uri, known)) {
      this.#units?.found(uri);
      return known;
    }
    const kept = name !== MAIN && this.#takenAgain(uri, name, text);
    if (kept) return kept;
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
        if (entry.lookups.every((each) => !this.#edited.reachesBack(each, entry.module))) return entry;
        this.#edited.runsInCircle(uri);
        this.#forget();
      }
      this.#runPackages(uri);
      begins?.();
      return this.#run(uri, name, text);
    });
  }

  /** Undefined where it lies in packages that ask it for what it has not defined yet. */
  #tried(uri: string, text: string): Entry | undefined {
    if (packagesOf(this.#host, uri).length === 0) return this.#run(uri, MAIN, text);
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
    if (!isEdited || this.#edited.isInCircle(uri)) return false;
    this.#current.leaveApart(uri);
    const packages = packagesOf(this.#host, uri).map(({ file }) => this.#files.get(file.uri));
    const isKept = packages.every(
      (entry) => entry?.module.uri !== undefined && this.#current.isCurrent(entry.module.uri, entry),
    );
    if (isKept) {
      this.#edited.begin(uri);
      return true;
    }
    this.#current.clear();
    return false;
  }

  /** What code has read that was run since: what it came to may rest on what an edit has changed. */
  check(trace: Trace): void {
    this.#edited.check(trace);
  }

  /** All has to be run again. */
  get isOutdated(): boolean {
    return this.#edited.isOutdated;
  }

  /** The turn of another file: what the last one has done is taken back, and what both rest on is found again. */
  #leave(uri: string, text: string): void {
    const last = [...this.#files].find(([, { name }]) => name === MAIN)?.[0];
    if (last === undefined || last === uri) return;
    this.#forget();
    // Where others import it, they read less of it.
    if (this.#units) this.#code.delete(last);
    if (this.#offers?.isAskedBack(uri, text)) this.#inPackage.add(uri);
    else this.#inPackage.delete(uri);
  }

  #takenAgain(uri: string, name: string, text: string): Entry | undefined {
    const files = this.#offers?.of(uri, name, text);
    if (!files || this.#units?.take(uri) !== true) return undefined;
    for (const [each, entry] of files) {
      this.#files.set(each, entry);
      this.#current.add(each);
    }
    return files.get(uri);
  }

  /**
   * Python imports the packages that a module lies in before it. Most files do not need it, and packages are large; but
   * where modules import each other in a circle, only that order gives each what it asks for.
   */
  #runPackages(uri: string): void {
    for (const { name, file } of packagesOf(this.#host, uri)) {
      const known = this.#files.get(file.uri);
      if (!known || !this.#current.isCurrent(file.uri, known)) this.run(file.uri, name, file.text);
    }
  }

  #forget(): void {
    this.#units?.setAside();
    this.#world = undefined;
    this.#others++;
    this.#edited.forget();
    this.#files.clear();
    this.#current.clear();
    this.#displaced = undefined;
  }

  #compiled(uri: string, name: string, text: string): Code {
    const { parser } = this.#interpreter;
    const before = this.#code.get(uri);
    const parsed = before?.text === text ? before.parsed : parser.parse(text, before?.parsed, name !== MAIN);
    const code = { text, parsed, compiled: compileModule(this.#interpreter, uri, parsed.body, before?.compiled) };
    this.#code.set(uri, code);
    return code;
  }

  #run(uri: string, name: string, text: string): Entry {
    const interpreter = this.#interpreter;
    const stale = this.#files.get(uri);
    const code = this.#compiled(uri, name, text);
    const again = name === MAIN && stale && !this.#units && this.#runAgain(uri, stale, code);
    if (again) return again;
    const namespace: Namespace = new Map<string, Value>([
      ['__name__', name],
      ['__file__', uri],
      ['__doc__', null],
    ]);
    const module = new PyModule(name, namespace, code.parsed.broken.length > 0, uri);
    const entry = entryFor(module, name, code);
    if (name === MAIN && stale && stale.name !== MAIN) this.#displaced = stale;
    else if (stale) takeBack(stale);
    this.#files.set(uri, entry);
    this.#current.add(uri);
    this.#world = undefined;
    if (name === MAIN && this.#isEntangled(uri)) {
      this.#forget();
      if (this.#inPackage.has(uri)) this.#runPackages(uri);
      this.#displaced = this.#files.get(uri);
      this.#files.set(uri, entry);
      this.#current.add(uri);
    }
    this.#running.add(uri);
    this.#units?.begin(uri, entry, stale !== undefined && stale !== this.#displaced);
    const { result: top, journal } = interpreter.notingWhole(() => {
      if (name === MAIN) this.#replace();
      return runTopLevel(interpreter, module, code.compiled);
    });
    journal.before.delete(module);
    if (name !== MAIN) this.#edited.othersChange();
    return this.#ended(entry, top, journal, journal.before);
  }

  /** After an edit, only what is different now. Undefined where all has to be run. */
  #runAgain(uri: string, stale: Entry, code: Code): Entry | undefined {
    const interpreter = this.#interpreter;
    const { module, name, top, journal, others } = stale;
    const isSettled = () => this.#others === others;
    if (name !== MAIN || !top || !journal || !isSettled() || interpreter.watch) return undefined;
    if (code.parsed.broken.length > 0 !== top.begin.open) return undefined;
    if (!this.#current.isCurrent(uri, stale) || this.#isEntangled(uri)) return undefined;
    const entry = entryFor(module, name, code);
    this.#files.set(uri, entry);
    this.#current.add(uri);
    this.#world = undefined;
    this.#running.add(uri);
    const now = runTopLevelAgain(interpreter, module, code.compiled, top, isSettled);
    for (const { trace } of now.statements)
      for (const { name: asked, level, from, file } of trace.imports)
        if (from === uri) entry.needs.set(`${level} ${asked}`, { name: asked, level, uri: file?.uri });
    const changed = [...now.changes].filter(([object]) => journal.concerns(object) && !stale.done?.has(object));
    return this.#ended(entry, now, journal, new Map([...(stale.done ?? []), ...changed]));
  }

  #ended(entry: Entry, top: TopLevelRun, journal: Journal, done: Snapshots): Entry {
    const { uri = '', name } = entry.module;
    this.#running.delete(uri);
    // Where it is run once, nobody asks.
    if (!this.#units) entry.lookups = lookupsIn(top);
    entry.failures = top.failures;
    entry.done = done.size > 0 ? done : undefined;
    this.#units?.end(done, name === MAIN);
    // What it lacked while it ran is there now.
    if (name !== MAIN) this.#others++;
    if (name !== MAIN || !top.lasts || this.#interpreter.hasChangedBuiltins) return entry;
    entry.journal = journal;
    entry.top = top;
    entry.others = this.#others;
    return entry;
  }

  /** What the file has done when others imported it, it does now itself: for as long as it is the one that is run. */
  #replace(): void {
    if (!this.#displaced) return;
    for (const object of this.#displaced.done?.keys() ?? []) this.#interpreter.touch(object);
    takeBack(this.#displaced);
  }

  /** Whether a changed file has written into others: what was run since rests on that, so that all must be run again. */
  #isEntangled(main: string): boolean {
    return [...this.#files].some(([uri, entry]) => uri !== main && entry.done && !this.#current.isCurrent(uri, entry));
  }

  /** That a file has asked for names of another. */
  asks(from: PyModule, source: PyModule): void {
    this.#offers?.asks(from, source);
  }

  /** A submodule is an attribute of its package once it is imported. */
  attached(parent: PyModule, name: string, child: PyModule): void {
    this.#units?.attached(parent, name, child);
  }

  /** What is under way depends on more than what it imports. */
  isApart(): void {
    this.#units?.spoil();
  }

  /** What a module that is still running may yet define. */
  endIfRunning(module: PyModule | undefined): void {
    if (this.#isTrying && module?.uri !== undefined && this.#running.has(module.uri)) throw BEHIND;
  }

  /** The module of a name, run if it was not. */
  find(from: PyModule, name: string, level: number): PyModule | undefined {
    const own = level === 0 && !this.fileless.prefersSource(name) ? this.fileless.known(name) : undefined;
    if (own) return own;
    const file = this.#load(from, name, level);
    if (!file) return level === 0 ? this.fileless.known(name) : undefined;
    const running = this.#files.get(file.uri);
    if (running && this.#current.has(file.uri) && running.text === file.text) {
      this.#units?.found(file.uri);
      return running.module;
    }
    return this.run(file.uri, running?.name ?? nameOf(this.#host, from, name, level), file.text).module;
  }

  #load(from: PyModule, name: string, level: number): SourceFile | undefined {
    const uri = from.uri ?? '';
    const file = this.#host.load(name, level, uri);
    this.#interpreter.trace?.imported({ name, level, from: uri, file });
    // What functions import later is not shared.
    if (!this.#units || this.#running.has(uri))
      this.#files.get(uri)?.needs.set(`${level} ${name}`, { name, level, uri: file?.uri });
    return file;
  }
}
