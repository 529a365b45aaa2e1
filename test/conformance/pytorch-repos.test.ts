// Models of two public repositories, built from their source: weights, every call's shapes, the output, or that they fail.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { volume } from '../../server/src/graph/volume.ts';
import { CACHE, cached } from '../harness/model-cache.ts';
import { buildModel, torchInterpreter } from '../harness/python-model.ts';
import { readDocument, TRUTH } from '../harness/recorded.ts';
import { differences, type RepositoryRow, shapesIn } from './recorded-model.ts';

const TABLE = new URL('pytorch-repos/models.json.gz', TRUTH);
if (!existsSync(TABLE)) console.warn(`SKIPPED: no recordings at ${TABLE.pathname}`);
const table: Readonly<Record<string, RepositoryRow>> = existsSync(TABLE) ? readDocument(TABLE) : {};
const rows = Object.entries(table).flatMap(([name, row]) => {
  const folder = cached(row.repo.replace('/', '+'));
  return folder ? [{ name, row, folder }] : [];
});

/** What the recording took for options that have no default. */
const OPTIONS: Readonly<Record<string, string>> = { 'dcgan/main.py': '\nnc = 3' };

function check(row: RepositoryRow, folder: string): readonly string[] {
  const uri = join(folder, row.file);
  const text = `${readFileSync(uri, 'utf8')}${OPTIONS[row.file] ?? ''}`;
  const interpreter = torchInterpreter([folder, dirname(uri), CACHE], uri);
  const inputs = row.inputs.map((input) => {
    // Recorded as text: the state of an LSTM, which is what comes out again.
    if (typeof input === 'string')
      return shapesIn(row.output)
        .slice(1)
        .map((shape) => volume(shape as readonly number[]));
    return volume(input, row.calls?.[0]?.[1] === 'Embedding' ? 'integer' : 'float');
  });
  const built = buildModel(interpreter, { uri, name: 'model_file', text }, row.expr, inputs);
  const refusal = row.init_error ?? row.error;
  if (refusal === undefined) return differences(row, built);
  const said = [built.failure ?? '', ...built.graph.findings.map(({ quote }) => quote ?? '')].join('\n');
  return said.includes(refusal.replace(/^\w+: /, '')) ? [] : [`refused as "${refusal}", we say "${said}"`];
}

describe.skipIf(rows.length === 0)('models of public repositories', () => {
  const outcomes = new Map<string, readonly string[]>();
  test.each(rows)('$name', ({ name, row, folder }) => {
    const found = check(row, folder);
    outcomes.set(name, found);
    expect(found.slice(0, 6)).toEqual([]);
  });

  test('agreeing / total', () => {
    const agreeing = [...outcomes.values()].filter((found) => found.length === 0).length;
    console.log(`public repositories: agreeing ${agreeing} / total ${rows.length}`);
    expect(agreeing).toBe(rows.length);
  });
});
