// Which files a program's imports mean, and loading them before it is evaluated. Knows URIs, and no file system.
import type { Asked, Library, SourceFiles, Workspace } from '../front-end.ts';
import type { ModuleHost, SourceFile } from './evaluator/imports/module-library.ts';

/** A program that imports more files than these is read no further. */
const MOST_FILES = 1000;
/** So many of them may be files of libraries, which come last. */
const MOST_LIBRARY_FILES = 800;
const MOST_LOOKUPS = 20_000;

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/') + 1);
}

/** `/a/b/` of `/a/b/c/`; a root is its own. */
function above(folder: string): string {
  return folderOf(folder.slice(0, -1)) || folder;
}

function isInside(folder: string, roots: readonly string[]): boolean {
  return roots.some((root) => folder.startsWith(root));
}

interface Places {
  readonly roots: readonly string[];
  readonly libraries: readonly Library[];
}

/** The files that a name may mean, first choice first. */
function candidates(name: string, level: number, from: string, { roots, libraries }: Places): readonly string[] {
  let bases = roots;
  if (level > 0) {
    let folder = folderOf(from);
    for (let up = 1; up < level; up++) folder = above(folder);
    // No import leads out of what was opened.
    if (!isInside(folder, roots) && !isInside(folder, packageFolders(libraries))) return [];
    bases = [folder];
  } else {
    const [top = ''] = name.split('.');
    bases = [...roots, ...libraries.filter(({ packages }) => packages.includes(top)).map(({ folder }) => folder)];
  }
  const path = name.split('.').filter(Boolean).join('/');
  return bases.flatMap((base) =>
    path === '' ? [`${base}__init__.py`] : [`${base}${path}.py`, `${base}${path}/__init__.py`],
  );
}

function packageFolders(libraries: readonly Library[]): readonly string[] {
  return libraries.flatMap(({ folder, packages }) => packages.map((name) => `${folder}${name}/`));
}

/** torch itself is never read: what of it is not modelled is unknown. */
function isTorch(name: string): boolean {
  return name === 'torch' || name.startsWith('torch.');
}

/** What a name means among the loaded files, and which of those that it may mean were not even looked for. */
interface Answer {
  readonly uri: string | undefined;
  readonly wants: readonly string[];
}

const answers = new WeakMap<SourceFiles, Map<string, string | undefined>>();

/** Answers imports from what was loaded, and remembers what was not even looked for. */
export class LoadedFiles implements ModuleHost {
  readonly wants = new Set<string>();
  #files: SourceFiles = { texts: new Map(), roots: [] };
  /** Those that wanted nothing: they stay for as long as the files do. */
  #answers = new Map<string, string | undefined>();
  #own: SourceFile | undefined;
  #misses = 0;

  get outlook(): object {
    return this.#files;
  }

  get misses(): number {
    return this.#misses;
  }

  get files(): SourceFiles {
    return this.#files;
  }

  /** The analysed text, which may be newer than what was loaded. */
  get own(): SourceFile | undefined {
    return this.#own;
  }

  open(files: SourceFiles, own: SourceFile): void {
    this.#answers = answers.get(files) ?? new Map();
    answers.set(files, this.#answers);
    this.#files = files;
    this.#own = own;
    this.wants.clear();
  }

  load(name: string, level: number, from: string): SourceFile | undefined {
    if (level === 0 && isTorch(name)) return undefined;
    const question = level === 0 ? name : `${level} ${name} ${folderOf(from)}`;
    const uri = this.#answers.has(question) ? this.#answers.get(question) : this.#answer(question, name, level, from);
    const text = uri === undefined ? undefined : this.#textOf(uri);
    return uri === undefined || text === undefined ? undefined : { uri, text };
  }

  #answer(question: string, name: string, level: number, from: string): string | undefined {
    const { uri, wants } = this.#find(name, level, from);
    for (const wanted of wants) this.wants.add(wanted);
    if (wants.length === 0) this.#answers.set(question, uri);
    else this.#misses++;
    return uri;
  }

  #find(name: string, level: number, from: string): Answer {
    const { texts, roots, libraries = [] } = this.#files;
    const wants: string[] = [];
    for (const uri of candidates(name, level, from, { roots, libraries })) {
      if (this.#textOf(uri) !== undefined) return { uri, wants };
      if (!texts.has(uri)) wants.push(uri);
    }
    return { uri: undefined, wants };
  }

  #textOf(uri: string): string | undefined {
    return uri === this.#own?.uri ? this.#own.text : this.#files.texts.get(uri);
  }
}

function isString(value: string | undefined): value is string {
  return value !== undefined;
}

interface ImportedName {
  readonly name: string;
  readonly level: number;
}

const FROM =
  /^[ \t]*from[ \t]+(?<dots>\.*)[ \t]*(?<module>[\w.]*)[ \t]+import[ \t]*(?:\((?<many>[^)]*)\)|(?<few>[^\n#]*))/gm;
const IMPORT = /^[ \t]*import[ \t]+(?<names>[^\n#]*)/gm;

/** By text: the files of a project import the same ones, and edits leave most of them as they are. */
const scanned = new Map<string, readonly ImportedName[]>();
let scannedCharacters = 0;
const MOST_CHARACTERS = 2_000_000;

/** All names that a text seems to import, wherever: only to have them at hand; what is really imported, running it tells. */
function importsIn(text: string): readonly ImportedName[] {
  const known = scanned.get(text);
  if (known) return known;
  const found = scan(text);
  scanned.set(text, found);
  scannedCharacters += text.length;
  for (const oldest of scanned.keys()) {
    if (scannedCharacters <= MOST_CHARACTERS || oldest === text) break;
    scanned.delete(oldest);
    scannedCharacters -= oldest.length;
  }
  return found;
}

function scan(text: string): readonly ImportedName[] {
  const found = new Map<string, ImportedName>();
  const add = (name: string, level: number) => found.set(`${level} ${name}`, { name, level });
  const names = (list: string) =>
    list.split(',').flatMap((part) => /^\s*([\w.]+)/.exec(part.replace(/#[^\n]*\n/g, ''))?.[1] ?? []);
  for (const { groups = {} } of text.matchAll(FROM)) {
    const level = groups.dots?.length ?? 0;
    const module = groups.module ?? '';
    for (const name of packagesOf(module)) add(name, level);
    for (const name of names(groups.many ?? groups.few ?? '')) add(module === '' ? name : `${module}.${name}`, level);
  }
  for (const { groups = {} } of text.matchAll(IMPORT))
    for (const module of names(groups.names ?? '')) for (const name of packagesOf(module)) add(name, 0);
  return [...found.values()];
}

/** `a`, `a.b` and `a.b.c`: packages on the way are run, too. */
function packagesOf(module: string): readonly string[] {
  if (module === '') return [''];
  const parts = module.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** Whether a module by this name is never looked for among files. */
export type IsKnown = (name: string) => boolean;

/** What texts were found to import, as long as nothing of it changes. */
interface Loaded {
  readonly files: SourceFiles;
  /** What they follow from. */
  readonly wanted: string;
  readonly libraries: Workspace['libraries'];
  count: number;
}

const loaded = new WeakMap<Workspace, Map<string, Loaded>>();
const MOST_LOADED = 16;

/**
 * Loads what a text imports, what that imports, and so on. Between edits that change none of it the answer is the same object,
 * in which the text itself may be an earlier one.
 */
export async function loadImports(asked: Asked, workspace: Workspace, isKnown: IsKnown): Promise<SourceFiles> {
  const { changes, libraries } = workspace;
  if (!changes) return loadAnew(asked, workspace, isKnown);
  const { uri } = asked;
  const { count } = changes;
  const wanted = JSON.stringify([importsIn(asked.text), workspace.rootsOf(uri, asked.roots)]);
  const all = loaded.get(workspace) ?? new Map<string, Loaded>();
  loaded.set(workspace, all);
  const known = all.get(uri);
  all.delete(uri);
  const isSame = known?.wanted === wanted && known.libraries === libraries;
  if (known && isSame && !isAnyIn(known.files, changes.since(known.count), uri)) {
    known.count = count;
    all.set(uri, known);
    return known.files;
  }
  const files = await loadAnew(asked, workspace, isKnown);
  all.set(uri, { files, wanted, libraries, count });
  for (const oldest of [...all.keys()].slice(0, Math.max(0, all.size - MOST_LOADED))) all.delete(oldest);
  return files;
}

/** Files that were looked for in vain count, too. */
function isAnyIn({ texts }: SourceFiles, changed: Iterable<string>, own: string): boolean {
  for (const uri of changed) if (uri !== own && texts.has(uri)) return true;
  return false;
}

/** What was looked for, as names count from certain folders. */
interface Place {
  readonly files: SourceFiles;
  /** Files that names without dots mean. */
  readonly named: Map<string, string | undefined>;
  /** Of each file, those that its imports mean. */
  readonly imported: Map<string, readonly string[]>;
}

/** What was looked for in a workspace in which nothing changes: the files of a project import the same ones. */
interface Found {
  readonly texts: Map<string, string | undefined>;
  readonly imports: Map<string, Imported>;
  readonly places: Map<string, Place>;
}

/** What a file imports, wherever names count from. */
interface Imported {
  readonly names: readonly string[];
  /** Files that names with dots mean. */
  readonly beside: readonly string[];
}

const found = new WeakMap<Workspace, Found>();

async function loadAnew(
  { uri, text, roots: named }: Asked,
  workspace: Workspace,
  isKnown: IsKnown,
): Promise<SourceFiles> {
  const here = found.get(workspace) ?? { texts: new Map(), imports: new Map(), places: new Map() };
  if (workspace.still) found.set(workspace, here);
  const { texts, imports, places } = here;
  texts.set(uri, text);
  let lookups = 0;
  const look = async (candidate: string): Promise<string | undefined> => {
    if (!texts.has(candidate) && lookups++ < MOST_LOOKUPS) texts.set(candidate, await workspace.read(candidate));
    return texts.get(candidate);
  };
  const firstOf = async (several: readonly string[]): Promise<string | undefined> => {
    for (const each of several) if ((texts.get(each) ?? (await look(each))) !== undefined) return each;
    return undefined;
  };
  const roots = await rootsOf(uri, workspace.rootsOf(uri, named), look);
  const { libraries = [] } = workspace;
  const place = places.get(roots.join('\n')) ?? placeOf(texts, roots, workspace);
  places.set(roots.join('\n'), place);
  const meantBy = async (name: string): Promise<string | undefined> => {
    if (place.named.has(name)) return place.named.get(name);
    const isOurs = isTorch(name) || isKnown(name);
    const file = isOurs ? undefined : await firstOf(candidates(name, 0, uri, { roots, libraries }));
    place.named.set(name, file);
    return file;
  };
  const importsOf = async (file: string): Promise<Imported> => {
    const names: string[] = [];
    const beside: string[] = [];
    for (const { name, level } of importsIn(texts.get(file) ?? '')) {
      if (level === 0) names.push(name);
      else beside.push(...[await firstOf(candidates(name, level, file, { roots, libraries }))].filter(isString));
    }
    return { names, beside };
  };
  const importedBy = async (file: string): Promise<readonly string[]> => {
    const all = imports.get(file) ?? (await importsOf(file));
    imports.set(file, all);
    const { names, beside } = all;
    const meant: string[] = [];
    for (const name of names) meant.push(...[place.named.get(name) ?? (await meantBy(name))].filter(isString));
    return [...new Set([...meant, ...beside])];
  };
  const ofLibrary = packageFolders(libraries);
  const queue: string[] = [uri];
  /** Of libraries: after all files of the user's own. */
  const later: string[] = [];
  const seen = new Set([uri]);
  let ofLibraries = 0;
  const next = () => queue.shift() ?? (ofLibraries++ < MOST_LIBRARY_FILES ? later.shift() : undefined);
  for (let file = next(); file !== undefined && seen.size < MOST_FILES; file = next()) {
    const imported = place.imported.get(file) ?? (await importedBy(file));
    place.imported.set(file, imported);
    for (const each of imported) {
      if (!seen.has(each)) (isInside(each, ofLibrary) ? later : queue).push(each);
      seen.add(each);
    }
  }
  return place.files;
}

function placeOf(
  texts: Map<string, string | undefined>,
  roots: readonly string[],
  { libraries = [], still }: Workspace,
): Place {
  const files: SourceFiles = { texts, roots, ...(libraries.length > 0 ? { libraries } : {}) };
  const add: SourceFiles['add'] = (missed) => {
    for (const [uri, text] of missed) texts.set(uri, text);
  };
  return { files: still ? { ...files, add } : files, named: new Map(), imported: new Map() };
}

/** The file's own folder first, as Python has it; the folder that its package lies in, in the workspace; then its folders. */
async function rootsOf(
  uri: string,
  given: readonly string[],
  look: (candidate: string) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const own = folderOf(uri);
  // A file beside the workspace is known with the package that it is part of.
  const mayEnter = (folder: string) => isInside(folder, given) || !isInside(own, given);
  let folder = own;
  while ((await look(`${folder}__init__.py`)) !== undefined && above(folder) !== folder && mayEnter(above(folder)))
    folder = above(folder);
  return [...new Set([own, folder, ...given])];
}
