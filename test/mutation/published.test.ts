// A sample of small mistakes in published models, asked of the PyTorch of this machine: what it refuses we find, and of what
// runs we say nothing. `record.py --cache FOLDER` asks for more of them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CACHE, cached } from '../harness/model-cache.ts';
import { findPython } from '../harness/real-python.ts';
import { type Mutation, type Outcome, outcomeOf, readMutations } from './mutants.ts';

const MODELS = ['squeezenet1_1', 'resnet18', 'mnasnet1_0', 'shufflenet_v2_x1_0'];

const python = findPython('import torch');
if (python === undefined) console.warn('SKIPPED: no python3 with torch here');
const there = cached('torchvision') !== undefined && python !== undefined;

function record(model: string): readonly Mutation[] {
  const folder = mkdtempSync(join(tmpdir(), 'convlint-mutations-'));
  try {
    const out = join(folder, 'mutations.jsonl.gz');
    const script = join(import.meta.dirname, 'record.py');
    const options = [
      '--cache',
      CACHE,
      '--only',
      'torchvision/models/',
      '--model',
      model,
      '--share',
      '0.3',
      '--out',
      out,
    ];
    execFileSync(python ?? '', [script, ...options], { stdio: 'ignore' });
    return readMutations(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function figuresOf(outcomes: readonly Outcome[]): string {
  const refused = outcomes.filter(({ mutation }) => mutation.error !== undefined);
  const accepted = outcomes.filter(({ mutation }) => mutation.error === undefined);
  const told = (list: readonly Outcome[]) => list.filter(({ errors }) => errors.length > 0).length;
  return `found ${told(refused)} of ${refused.length} refused, errors on ${told(accepted)} of ${accepted.length} accepted`;
}

describe.skipIf(!there)('mistakes in published models', () => {
  const outcomes: Outcome[] = [];
  const plain: Outcome[] = [];
  test.each(MODELS)(
    '%s: no change that PyTorch accepts gives an error',
    async (model) => {
      const found: Outcome[] = [];
      for (const mutation of record(model)) {
        found.push(await outcomeOf(CACHE, mutation));
        plain.push(await outcomeOf(CACHE, mutation, false));
      }
      outcomes.push(...found);
      expect(found.length).toBeGreaterThan(20);
      const wrong = found.filter(({ mutation, errors }) => mutation.error === undefined && errors.length > 0);
      expect(wrong.map(({ place, errors }) => `${place}: ${errors[0]}`)).toEqual([]);
    },
    400_000,
  );

  test('found / refused', () => {
    const refused = outcomes.filter(({ mutation }) => mutation.error !== undefined);
    const missed = refused.filter(({ errors }) => errors.length === 0);
    console.log(`published models, asked for with their input: ${figuresOf(outcomes)}`);
    // Other models of the file may be wrong where this one is not.
    console.log(`published models, their files checked: ${figuresOf(plain)} (of other models, too)`);
    const shown = missed.map(({ place, mutation }) => `${place}: ${mutation.error}`).join('\n');
    expect(missed.length / refused.length, shown).toBeLessThanOrEqual(0.02);
  });
});
