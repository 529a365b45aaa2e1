// Which files a program's imports mean, and loading them before it is evaluated. Knows URIs, and no file system.
import type { Asked, Library, SourceFiles, Workspace } from '../front-end.ts';
import type { ModuleHost, SourceFile } from './evaluator/module-library.ts';

/** A program that imports more files than these is read no further. */
const MOST_FILES = 1000;
/** So many of them may be files of libraries, which come last. */
const MOST_LIBRARY_FILES = 800;
const MOST_LOOKUPS = 20_000;

export function folderOf(uri: string): string {
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
export function isTorch(name: string): boolean {
  return name === 'torch' || name.startsWith('torch.');
}

/** What a name means among the loaded files, and which of those that it may mean were not even looked for. */
interface Answer {
  readonly uri: string | undefined;
  readonly wants: readonly string[];
}

/** Answers imports from what was loaded, and remembers what was not even looked for. */
export class LoadedFiles implements ModuleHost {
  readonly wants = new Set<string>();
  readonly #answers = new Map<string, Answer>();
  #files: SourceFiles = { texts: new Map(), roots: [] };
  #own: SourceFile | undefined;

  get files(): SourceFiles {
    return this.#files;
  }

  /** The analysed text, which may be newer than what was loaded. */
  get own(): SourceFile | undefined {
    return this.#own;
  }

  open(files: SourceFiles, own: SourceFile): void {
    if (files !== this.#files || own.uri !== this.#own?.uri) this.#answers.clear();
    this.#files = files;
    this.#own = own;
    this.wants.clear();
  }

  load(name: string, level: number, from: string): SourceFile | undefined {
    if (level === 0 && isTorch(name)) return undefined;
    const question = level === 0 ? name : `${level} ${name} ${folderOf(from)}`;
    const answer = this.#answers.get(question) ?? this.#find(name, level, from);
    this.#answers.set(question, answer);
    for (const wanted of answer.wants) this.wants.add(wanted);
    const { uri } = answer;
    const text = uri === undefined ? undefined : this.#textOf(uri);
    return uri === undefined || text === undefined ? undefined : { uri, text };
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
export function importsIn(text: string): readonly ImportedName[] {
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

async function loadAnew(
  { uri, text, roots: named }: Asked,
  workspace: Workspace,
  isKnown: IsKnown,
): Promise<SourceFiles> {
  const texts = new Map<string, string | undefined>([[uri, text]]);
  let lookups = 0;
  const look = async (candidate: string): Promise<string | undefined> => {
    if (!texts.has(candidate) && lookups++ < MOST_LOOKUPS) texts.set(candidate, await workspace.read(candidate));
    return texts.get(candidate);
  };
  const roots = await rootsOf(uri, workspace.rootsOf(uri, named), look);
  const { libraries = [] } = workspace;
  const ofLibrary = packageFolders(libraries);
  const queue: SourceFile[] = [{ uri, text }];
  /** Of libraries: after all files of the user's own. */
  const later: SourceFile[] = [];
  const seen = new Set([uri]);
  /** A name means the same to all files of a folder, and one without dots to all files. */
  const asked = new Set<string>();
  let ofLibraries = 0;
  const next = () => queue.shift() ?? (ofLibraries++ < MOST_LIBRARY_FILES ? later.shift() : undefined);
  for (let file = next(); file && seen.size < MOST_FILES; file = next()) {
    const folder = folderOf(file.uri);
    for (const { name, level } of importsIn(file.text)) {
      const question = level === 0 ? name : `${level} ${name} ${folder}`;
      if (asked.has(question)) continue;
      asked.add(question);
      if (level === 0 && (isTorch(name) || isKnown(name))) continue;
      for (const candidate of candidates(name, level, file.uri, { roots, libraries })) {
        const found = await look(candidate);
        if (found === undefined) continue;
        if (!seen.has(candidate))
          (isInside(candidate, ofLibrary) ? later : queue).push({ uri: candidate, text: found });
        seen.add(candidate);
        break;
      }
    }
  }
  return { texts, roots, ...(libraries.length > 0 ? { libraries } : {}) };
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
