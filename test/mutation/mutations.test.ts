// Small changes to the examples, and what real PyTorch made of each (record.py): where it refuses we must find an error, and
// where it runs we must find none, and know the output's shape.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyzeIn } from '../../server/src/analyze.ts';
import { type Dim, isBatch, isKnown } from '../../server/src/graph/dim.ts';
import { memoryWorkspace } from './workspace.ts';

const BATCH = 7;
const root = join(import.meta.dirname, '../..');

interface Mutation {
  readonly file: string;
  readonly model: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly output?: readonly number[];
  readonly error?: string;
}

const table = gunzipSync(readFileSync(join(root, 'test/conformance/data/mutations.jsonl.gz'))).toString('utf8');
const mutations = table
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Mutation);
const files = [...new Set(mutations.map(({ file }) => file))];

interface Outcome {
  readonly mutation: Mutation;
  readonly place: string;
  /** What is said against the model, errors only. */
  readonly errors: readonly string[];
  readonly output: readonly Dim[] | undefined;
  readonly complete: boolean;
}

const outcomes: Outcome[] = [];

async function outcomeOf(mutation: Mutation): Promise<Outcome> {
  const { file, model, start, end, text: replacement } = mutation;
  const text = readFileSync(join(root, 'examples/torch', file), 'utf8');
  const changed = text.slice(0, start) + replacement + text.slice(end);
  const uri = `file:///mutants/${file}`;
  const analysis = await analyzeIn({ uri, text: changed }, memoryWorkspace);
  const line = text.slice(0, start).split('\n').length;
  const place = `${file}:${line} ‘${text.slice(start, end).trim()}’ → ‘${replacement.trim()}’`;
  const found = analysis?.models.find(({ name }) => name === model);
  return {
    mutation,
    place,
    errors: errorsOf(analysis, model),
    output: found?.graph.outputs[0]?.tensor.volume.dims,
    complete: found !== undefined && found.gaps.length === 0,
  };
}

/** Of this model, and of what came to no model. */
function errorsOf(analysis: Analysis | undefined, model: string): readonly string[] {
  const others = new Set(
    analysis?.models.filter(({ name }) => name !== model).flatMap(({ problems }) => problems.map(idOf)),
  );
  return (analysis?.problems ?? [])
    .filter((problem) => problem.severity === 'error' && !others.has(idOf(problem)))
    .map(({ rule, message }) => `${rule}: ${message}`);
}

function idOf({ rule, span }: Analysis['problems'][number]): string {
  return `${rule} ${span.start}`;
}

describe.each(files)('%s', (file) => {
  const own = mutations.filter((mutation) => mutation.file === file);

  test('no change that PyTorch accepts gives an error', { timeout: 120_000 }, async () => {
    for (const mutation of own) outcomes.push(await outcomeOf(mutation));
    const wrong = outcomes.filter(
      ({ mutation, errors }) => mutation.file === file && mutation.output && errors.length > 0,
    );
    expect(wrong.map(({ place, errors }) => `${place}: ${errors[0]}`)).toEqual([]);
  });

  test('and its output has the shape that PyTorch gives', () => {
    const wrong = outcomes.filter(
      ({ mutation, complete, output }) =>
        mutation.file === file && mutation.output && complete && !agrees(output, mutation.output),
    );
    expect(
      wrong.map(({ place, output, mutation }) => `${place}: ${JSON.stringify([output, mutation.output])}`),
    ).toEqual([]);
  });
});

test('99 % of the changes that PyTorch refuses give an error', () => {
  const refused = outcomes.filter(({ mutation }) => mutation.error !== undefined);
  const missed = refused.filter(({ errors }) => errors.length === 0);
  expect(refused.length).toBeGreaterThan(300);
  const recall = 1 - missed.length / refused.length;
  const shown = missed.map(({ place, mutation }) => `${place}: ${mutation.error}`).join('\n');
  expect(recall, shown).toBeGreaterThanOrEqual(0.99);
});

function agrees(dims: readonly Dim[] | undefined, wanted: readonly number[]): boolean {
  return dims?.length === wanted.length && dims.every((dim, axis) => sizeOf(dim) === wanted[axis]);
}

function sizeOf(dim: Dim): number | undefined {
  if (isKnown(dim)) return dim;
  return isBatch(dim) ? (dim.numerator * BATCH) / dim.denominator : undefined;
}
