// Small mistakes in the examples, and what real PyTorch made of each (record.py): where it refuses we must find an error, and
// where it runs we must find none, and know the output's shape.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { agrees, type Outcome, outcomeOf, readMutations } from './mutants.ts';

const BATCH = 7;
const root = join(import.meta.dirname, '../..');
const mutations = readMutations(join(root, 'test/conformance/data/mutations.jsonl.gz'));
const files = [...new Set(mutations.map(({ file }) => file))];
const outcomes: Outcome[] = [];

describe.each(files)('%s', (file) => {
  const own = mutations.filter((mutation) => mutation.file === file);
  const accepted = () => outcomes.filter(({ mutation }) => mutation.file === file && mutation.error === undefined);

  test('no change that PyTorch accepts gives an error', { timeout: 240_000 }, async () => {
    for (const mutation of own) outcomes.push(await outcomeOf(join(root, 'examples/torch'), mutation));
    const wrong = accepted().filter(({ errors }) => errors.length > 0);
    expect(wrong.map(({ place, errors }) => `${place}: ${errors[0]}`)).toEqual([]);
  });

  test('and its output has the shape that PyTorch gives', () => {
    const wrong = accepted().filter(
      ({ mutation, complete, output }) => complete && mutation.output && !agrees(output, mutation.output, BATCH),
    );
    expect(
      wrong.map(({ place, output, mutation }) => `${place}: ${JSON.stringify([output, mutation.output])}`),
    ).toEqual([]);
  });
});

test('99 % of the changes that PyTorch refuses give an error', () => {
  const refused = outcomes.filter(({ mutation }) => mutation.error !== undefined);
  const missed = refused.filter(({ errors }) => errors.length === 0);
  expect(refused.length).toBeGreaterThan(800);
  const recall = 1 - missed.length / refused.length;
  const shown = missed.map(({ place, mutation }) => `${place}: ${mutation.error}`).join('\n');
  expect(recall, shown).toBeGreaterThanOrEqual(0.99);
});
