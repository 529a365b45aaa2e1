// The same recorded models by the way that users go: a file, a model that is asked for by name, an input. Weights, every
// call's shapes, output and MACs as recorded, and no problem.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyzeShapes } from '../harness/analyze-file.ts';
import { CACHE, cached } from '../harness/model-cache.ts';
import { readDocument, TRUTH } from '../harness/recorded.ts';
import { differences, type RecordedModel, type RepositoryRow } from './recorded-model.ts';

interface Asked {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  readonly model: string;
  readonly inputs: readonly (readonly number[])[];
  readonly recorded: RecordedModel;
  /** What Python says where it fails. */
  readonly error: string | undefined;
}

interface TorchvisionRow extends RecordedModel {
  readonly model: string;
  readonly input: readonly number[];
}

/** The files of torchvision that define its factories. */
function factories(): ReadonlyMap<string, string> {
  const folders = ['torchvision/models', 'torchvision/models/segmentation'];
  const files = folders.flatMap((folder) => readdirSync(join(CACHE, folder)).map((file) => `${folder}/${file}`));
  return new Map(
    files
      .filter((file) => file.endsWith('.py'))
      .flatMap((file) =>
        [...readFileSync(join(CACHE, file), 'utf8').matchAll(/^def (\w+)\(/gm)].map(
          ([, name = '']) => [name, file] as const,
        ),
      ),
  );
}

function torchvision(): readonly Asked[] {
  if (!existsSync(new URL('torchvision/', TRUTH)) || !cached('torchvision')) return [];
  const files = factories();
  return readdirSync(new URL('torchvision/', TRUTH))
    .filter((name) => name.endsWith('.json.gz'))
    .map((name): Asked => {
      const recorded = readDocument<TorchvisionRow>(new URL(`torchvision/${name}`, TRUTH));
      const { model, input } = recorded;
      return {
        name: model,
        folder: CACHE,
        file: files.get(model) ?? '',
        model,
        inputs: [input],
        recorded,
        error: undefined,
      };
    });
}

function repositories(): readonly Asked[] {
  if (!existsSync(new URL('pytorch-repos/', TRUTH))) return [];
  const rows = Object.entries(
    readDocument<Record<string, RepositoryRow>>(new URL('pytorch-repos/models.json.gz', TRUTH)),
  );
  return rows.flatMap(([name, recorded]): Asked[] => {
    const { repo, file, expr: model, inputs, error, init_error } = recorded;
    const folder = cached(repo.replace('/', '+'));
    const shapes = inputs.filter((input) => typeof input !== 'string');
    return folder ? [{ name, folder, file, model, inputs: shapes, recorded, error: init_error ?? error }] : [];
  });
}

/**
 * What cannot be asked so: more than tensors is given, a size has no default, the input has no batch, or the recording lacked
 * what the file defines where it is run itself.
 */
const IS_OTHER = /RNNModel|dcgan|actor_critic|gcn\/|gat\/|forward_forward/;
const all = [...torchvision(), ...repositories()].filter(({ name }) => !IS_OTHER.test(name));
const chosen = all.filter(({ name }) => name.startsWith(process.env.CONVLINT_MODEL ?? ''));

async function check({ folder, file, model, inputs, recorded, error }: Asked): Promise<readonly string[]> {
  const shapes = inputs.map((input) => input.slice(1));
  const analysis = await analyzeShapes(folder, file, { models: [model], inputs: shapes, roots: [CACHE] });
  const [found] = analysis?.models ?? [];
  const said = (analysis?.problems ?? [])
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, finding }) => `error ${rule}: ${finding.quote ?? ''}`);
  if (error !== undefined) {
    const [only = '', ...more] = said;
    return only.includes(error.replace(/^\w+: /, '')) ? more : [`${error}; we say ${said.join(', ')}`];
  }
  if (!found) return ['no model'];
  return [...differences(recorded, { graph: found.graph, failure: undefined }, inputs[0]?.[0]), ...said];
}

describe.skipIf(all.length === 0)('recorded models that are asked for in their files', () => {
  const outcomes = new Map<string, readonly string[]>();
  test.each(chosen)(
    '$name',
    async (asked) => {
      const found = await check(asked);
      outcomes.set(asked.name, found);
      expect(found.slice(0, 6)).toEqual([]);
    },
    60_000,
  );

  test('agreeing / total', () => {
    const agreeing = [...outcomes.values()].filter((found) => found.length === 0).length;
    console.log(`models asked for: agreeing ${agreeing} / total ${chosen.length}`);
    expect(agreeing).toBe(chosen.length);
  });
});
