// What is said of changed model files, beside what real PyTorch said of them (record.py): found, missed, false alarms.
// Reads files of this machine as the command line does, with one text in the place of another.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Analysis, analyzeIn, type Workspace } from '../../server/src/analyze.ts';
import { type Dim, isBatch, isKnown } from '../../server/src/graph/dim.ts';
import { readRows } from '../harness/recorded.ts';
import { resource } from '../harness/resources.ts';

export interface Mutation {
  /** The repository; absent: the examples. */
  readonly source?: string;
  readonly file: string;
  readonly model: string;
  readonly input: readonly (readonly number[])[];
  /** What kind of mistake. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly output?: readonly number[] | null;
  readonly error?: string;
}

export interface Outcome {
  readonly mutation: Mutation;
  readonly place: string;
  /** What is said of the file, errors only. */
  readonly errors: readonly string[];
  readonly output: readonly Dim[] | undefined;
  readonly complete: boolean;
}

export const readMutations = (path: string) => readRows<Mutation>(path);

const texts = new Map<string, string | undefined>();

function textOf(path: string): string | undefined {
  if (!texts.has(path)) texts.set(path, existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  return texts.get(path);
}

/** Imports count from the file's folders up to `root`. */
function workspaceUnder(root: string): Workspace {
  return {
    read: async (uri) => textOf(fileURLToPath(uri)),
    rootsOf(uri) {
      const folders: string[] = [];
      for (let folder = dirname(fileURLToPath(uri)); folder.startsWith(root); folder = dirname(folder))
        folders.push(`${pathToFileURL(folder).href}/`);
      return folders;
    },
    resource: async (name) => resource(name),
  };
}

/**
 * Asked for as `convlint shapes --model … --input … FILE` is; `asked` false: as `convlint check FILE`. Then it is the file that is
 * looked at, and what is said of it as it was published is no news.
 */
export async function outcomeOf(folder: string, mutation: Mutation, asked = true): Promise<Outcome> {
  const { source = '', file, model, input, start, end, text: replacement } = mutation;
  const root = join(folder, source);
  const path = join(root, file);
  const text = textOf(path) ?? '';
  const changed = text.slice(0, start) + replacement + text.slice(end);
  const wish = asked ? { models: [model], inputs: input } : {};
  const analysis = await analysisOf(path, changed, root, wish);
  const line = text.slice(0, start).split('\n').length;
  const found = analysis?.models.find(({ name }) => name === model);
  const known = asked ? new Set<string>() : await saidOf(path, text, root);
  const errors = asked
    ? [...errorsOf(analysis, model), ...unmadeOf(analysis)]
    : (analysis?.problems ?? []).filter(isError).map(wordsOf);
  return {
    mutation,
    place: `${source}/${file}:${line} (${model}) ${mutation.kind}: ‘${text.slice(start, end).trim()}’ → ‘${replacement.trim()}’`,
    errors: errors.filter((each) => !known.has(each)),
    output: found?.graph.outputs[0]?.tensor.volume.dims,
    complete: found !== undefined && found.gaps.length === 0,
  };
}

type Wish = { readonly models?: readonly string[]; readonly inputs?: Mutation['input'] };

function analysisOf(path: string, text: string, root: string, wish: Wish): Promise<Analysis | undefined> {
  return analyzeIn({ uri: pathToFileURL(path).href, text, ...wish }, workspaceUnder(root));
}

const said = new Map<string, ReadonlySet<string>>();

async function saidOf(path: string, text: string, root: string): Promise<ReadonlySet<string>> {
  const known = said.get(path);
  if (known) return known;
  const analysis = await analysisOf(path, text, root, {});
  const found = new Set((analysis?.problems ?? []).filter(isError).map(wordsOf));
  said.set(path, found);
  return found;
}

/** Of this model, and of what came to no model. */
function errorsOf(analysis: Analysis | undefined, model: string): readonly string[] {
  const others = new Set(
    analysis?.models.filter(({ name }) => name !== model).flatMap(({ problems }) => problems.map(idOf)),
  );
  return (analysis?.problems ?? []).filter((problem) => isError(problem) && !others.has(idOf(problem))).map(wordsOf);
}

/** What the command says in place of a model that the asker's own expression does not make. */
function unmadeOf(analysis: Analysis | undefined): readonly string[] {
  return (analysis?.source.unmade ?? []).flatMap(({ name, cause }) =>
    cause.reason === 'raised' ? [`${name}: ${cause.facts.exception}`] : [],
  );
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

function wordsOf({ rule, message }: Problem): string {
  return `${rule}: ${message}`;
}

type Problem = Analysis['problems'][number];

function idOf({ rule, span }: Problem): string {
  return `${rule} ${span.start}`;
}

export function agrees(dims: readonly Dim[] | undefined, wanted: readonly number[], batch: number): boolean {
  return dims?.length === wanted.length && dims.every((dim, axis) => sizeOf(dim, batch) === wanted[axis]);
}

function sizeOf(dim: Dim, batch: number): number | undefined {
  if (isKnown(dim)) return dim;
  return isBatch(dim) ? (dim.numerator * batch) / dim.denominator : undefined;
}
