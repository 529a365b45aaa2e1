// The file that is edited, while the packages around it are left as they are: whether something that is run again reads, by way of
// what imports that file, what the edit may have changed.
import type { Trace } from '../rerun/trace.ts';
import { PyModule } from '../values.ts';
import type { Entry, Lookups, StatementLookups } from './loaded-module.ts';

/** Of a file, which names come from the edited one. */
type Made = Map<string, Set<string>>;

/** All names that are not modules; the module as such. */
const [ANY, ITSELF] = ['*', ''];

export class EditedFile {
  /** Those that are there. */
  readonly #files: ReadonlyMap<string, Entry>;
  #uri: string | undefined;
  /** Files that read what those that import them make of them. */
  readonly #inCircles = new Set<string>();
  #made: Made | undefined;
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

  /** Whether something looks names up in what is made of the file. In `own`, the file's own module, all is new. */
  reachesBack({ names, whole }: Lookups, own: PyModule | undefined): boolean {
    if (this.#uri === undefined) return false;
    this.#made ??= this.#madeOf(this.#uri);
    const made = this.#made;
    for (const module of whole) if (module !== own && made.has(module.uri ?? '')) return true;
    for (const [module, read] of names) if (module !== own && isAnyOf(made, module, read)) return true;
    return false;
  }

  check(trace: Trace): void {
    const uri = this.#uri;
    if (uri === undefined || this.#isOutdated || !this.reachesBack(trace, this.#files.get(uri)?.module)) return;
    this.#inCircles.add(uri);
    this.#isOutdated = true;
  }

  #madeOf(uri: string): Made {
    const made: Made = new Map([[uri, new Set([ANY, ITSELF])]]);
    let open = [...this.#files].flatMap(([each, { module, lookups }]) =>
      each === uri ? [] : lookups.map((statement) => ({ module, statement })),
    );
    for (let before = -1; before !== open.length; ) {
      before = open.length;
      open = open.filter(({ module, statement }) => !follows(made, module, statement));
    }
    return made;
  }
}

/** Whether a statement of the module rests on what comes from the file: then all does that it has bound or changed. */
function follows(made: Made, module: PyModule, { names, whole, ...to }: StatementLookups): boolean {
  const { uri = '' } = module;
  const isMade =
    [...whole].some((each) => made.has(each.uri ?? '')) || [...names].some(([each, read]) => isAnyOf(made, each, read));
  if (!isMade) return false;
  const known = made.get(uri) ?? new Set();
  made.set(uri, known);
  for (const name of to.bound) known.add(name);
  // What it has changed stands behind one of these.
  if (to.changesMore) for (const name of names.get(module) ?? []) known.add(name);
  if (to.bindsAny || (to.changesMore && whole.has(module))) known.add(ANY);
  return true;
}

/** A module that is found in a package on the way to another name is the same, whatever is edited in one of them. */
function isAnyOf(made: Made, module: PyModule, read: Iterable<string>): boolean {
  const known = made.get(module.uri ?? '');
  for (const name of read) {
    const value = module.namespace.get(name);
    if (known?.has(name)) return true;
    if (value instanceof PyModule ? made.get(value.uri ?? '')?.has(ITSELF) : known?.has(ANY)) return true;
  }
  return false;
}
