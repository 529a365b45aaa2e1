// The smallest square image that torchvision's models take, searched as `convlint shapes --min-input` does, as recorded.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { smallestInput } from '../../server/src/engine/search.ts';
import { analyzeShapes } from '../harness/analyze-file.ts';
import { CACHE, cached } from '../harness/model-cache.ts';
import { readDocument, TRUTH } from '../harness/recorded.ts';

interface Row {
  readonly first_ok?: number;
  readonly note?: string;
}

const FOLDER = new URL('torchvision/', TRUTH);
const table = new URL('min-size.json', FOLDER);
const there = existsSync(table) && cached('torchvision') !== undefined;
if (!existsSync(table)) console.warn(`SKIPPED: no recorded sizes at ${table.pathname}`);
const rows = there ? Object.entries(JSON.parse(readFileSync(table, 'utf8')) as Record<string, Row>) : [];

/** Of models that are made for one size no search is recorded: what PyTorch 1.13 took when each size was tried. */
const MADE_FOR_ONE_SIZE = { vit_b_16: 224, vit_b_32: 224, vit_h_14: 224, vit_l_16: 224, vit_l_32: 224, maxvit_t: 221 };

function recordedInput(model: string): readonly number[] {
  return readDocument<{ readonly input: readonly number[] }>(new URL(`${model}.json.gz`, FOLDER)).input.slice(1);
}

function fileOf(model: string): string {
  const folder = 'torchvision/models';
  const defines = (file: string) => readFileSync(join(CACHE, folder, file), 'utf8').includes(`\ndef ${model}(`);
  return `${folder}/${readdirSync(join(CACHE, folder)).find((file) => file.endsWith('.py') && defines(file)) ?? ''}`;
}

describe.skipIf(!there)('smallest inputs of torchvision models', () => {
  test('every model has a row to be compared with', () => {
    expect(rows.length).toBe(80);
    expect(rows.filter(([, { first_ok: size }]) => size === undefined).map(([model]) => model)).toEqual(
      expect.arrayContaining(Object.keys(MADE_FOR_ONE_SIZE)),
    );
  });

  test.each(rows)(
    '%s',
    async (model, { first_ok: recorded }) => {
      const wanted = recorded ?? MADE_FOR_ONE_SIZE[model as keyof typeof MADE_FOR_ONE_SIZE];
      const inputs = [recordedInput(model)];
      const analysis = await analyzeShapes(CACHE, fileOf(model), { models: [model], inputs, roots: [] });
      const [found] = analysis?.models ?? [];
      expect(found && smallestInput(found.graph, found.rerun)).toEqual([wanted, wanted]);
    },
    60_000,
  );
});
