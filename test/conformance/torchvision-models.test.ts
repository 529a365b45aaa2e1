// torchvision's models, built from torchvision's own source, and from what stands in for it where that is not at hand: weights,
// every call's shapes, output and MACs as recorded.
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Interpreter } from '../../server/src/frontends/python/evaluator/interpreter.ts';
import { TORCHVISION_MODELS } from '../../server/src/frontends/python/torchvision/models/index.ts';
import { volume } from '../../server/src/graph/volume.ts';
import { CACHE, cached } from '../harness/model-cache.ts';
import { buildModel, torchInterpreter } from '../harness/python-model.ts';
import { readDocument, TRUTH } from '../harness/recorded.ts';
import { differences, type RecordedModel } from './recorded-model.ts';

interface Row extends RecordedModel {
  readonly model: string;
  readonly kind: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly input: readonly number[];
}

const FOLDER = new URL('torchvision/', TRUTH);
const source = cached('torchvision');
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz')) : [];
if (files.length === 0) console.warn(`SKIPPED: no recorded torchvision models in ${FOLDER.pathname}`);
const chosen = files.filter((file) => file.startsWith(process.env.CONVLINT_MODEL ?? ''));

const read = (file: string) => readDocument<Row>(new URL(file, FOLDER));

const withSource = torchInterpreter([CACHE], 'main.py');
const withoutSource = torchInterpreter([], 'main.py');

const known = TORCHVISION_MODELS.get('torchvision.models')?.().namespace ?? new Map<string, unknown>();
const standingIn = chosen.filter((file) => known.has(file.slice(0, file.indexOf('.'))));

function check(row: Row, interpreter: Interpreter): readonly string[] {
  const given = Object.entries(row.kwargs).map(([name, value]) => `${name}=${python(value)}`);
  const from = row.kind === 'segmentation' ? 'torchvision.models.segmentation' : 'torchvision.models';
  const text = `from ${from} import ${row.model}`;
  const expression = `${row.model}(${given.join(', ')})`;
  return differences(
    row,
    buildModel(interpreter, { uri: 'main.py', name: '__main__', text }, expression, [volume(row.input)]),
  );
}

function python(value: unknown): string {
  if (value === null) return 'None';
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value);
}

describe.skipIf(files.length === 0 || !source)('torchvision models from source', () => {
  const outcomes = new Map<string, readonly string[]>();
  test.each(chosen)('%s', (file) => {
    const found = check(read(file), withSource);
    outcomes.set(file, found);
    expect(found.slice(0, 6)).toEqual([]);
  });

  test('agreeing / total', () => {
    const agreeing = [...outcomes.values()].filter((found) => found.length === 0).length;
    console.log(`torchvision models: agreeing ${agreeing} / total ${chosen.length}`);
    expect(agreeing).toBe(chosen.length);
  });
});

describe.skipIf(files.length === 0)('torchvision models without its source', () => {
  test.each(standingIn)('%s', (file) => {
    expect(check(read(file), withoutSource).slice(0, 6)).toEqual([]);
  });

  test('are those that most code uses', () => {
    expect(files.filter((file) => known.has(file.slice(0, file.indexOf('.')))).length).toBe(40);
  });
});
