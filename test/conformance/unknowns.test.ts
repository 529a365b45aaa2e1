// What PyTorch accepts with numbers, we accept with less known: a symbolic batch, an unknown size, not even the rank.
// Where we still say a size, it is the recorded one.
import { expect, test } from 'vitest';
import { type Dim, isBatch, isKnown, N, unknownDim } from '../../server/src/graph/dim.ts';
import { unknownVolume, type Volume, volume } from '../../server/src/graph/volume.ts';
import { DATA, readRows } from '../harness/recorded.ts';
import { describeRow, type Outcome, run, volumesOf } from './conform.ts';
import { type LayerRow, shapesOf } from './table.ts';

const rows = readRows<LayerRow>(new URL('layers.jsonl.gz', DATA));
const accepted = rows.filter((row) => row.err === null);
const cause = { reason: 'missing-input', facts: {} } as const;

test('an unknown size refuses nothing and contradicts nothing', () => {
  const wrong = accepted.flatMap((row) => {
    const [first, ...others] = volumesOf(row);
    return (first?.dims ?? []).flatMap((_, axis) => {
      const dims = first?.dims?.map((dim, index): Dim => (index === axis ? unknownDim(cause) : dim)) ?? [];
      return contradictions(row, [volume(dims, first?.dtype), ...others], `axis ${axis} unknown`);
    });
  });
  expect(wrong).toEqual([]);
});

/** An input of unknown rank is taken to have a batch: these have none. */
function isUnbatched({ op, inputs }: LayerRow): boolean {
  const rank = op === 'Unfold' ? 2 : Number(/^(?:Conv|ConvTranspose|\w*Pool)([123])d$/.exec(op)?.[1]);
  return inputs[0]?.shape.length === rank + 1;
}

test('an unknown rank refuses nothing', () => {
  const batched = accepted.filter((row) => !isUnbatched(row));
  const wrong = batched.flatMap((row) =>
    contradictions(
      row,
      volumesOf(row).map(({ dtype }) => unknownVolume(cause, dtype)),
      'rank unknown',
    ),
  );
  expect(wrong).toEqual([]);
});

test('spatial layers carry a symbolic batch through', () => {
  const spatial = accepted.filter(({ op, inputs, out }) => {
    const rank = Number(/^(?:Conv|ConvTranspose|\w*Pool|\w*Pad|BatchNorm|Upsampling\w*)([123])d$/.exec(op)?.[1]);
    return (
      inputs[0]?.shape.length === rank + 2 &&
      shapesOf(out)[0]?.[0] === inputs[0].shape[0] &&
      Number(inputs[0].shape[0]) > 1
    );
  });
  const wrong = spatial.flatMap((row) => {
    const inputs = volumesOf(row).map(({ dims, dtype }) => volume([N, ...(dims?.slice(1) ?? [])], dtype));
    const outcome = run(row, inputs);
    const kept = outcome?.outputs.every(({ dims }) => dims?.[0] === N && !dims.slice(1).some((dim) => !isKnown(dim)));
    return kept && outcome && !outcome.refused ? [] : [describeRow(row)];
  });
  expect(wrong).toEqual([]);
  expect(spatial.length).toBeGreaterThan(500);
});

function contradictions(row: LayerRow, inputs: readonly Volume[], what: string): readonly string[] {
  const outcome = run(row, inputs);
  if (!outcome) return [];
  if (outcome.refused) return [`${describeRow(row)}, ${what}: refused (${outcome.findings.map(({ rule }) => rule)})`];
  return outcome.outputs
    .flatMap((output, index) => differs(output, row, index, outcome))
    .map((text) => `${text}, ${what}`);
}

function differs({ dims }: Volume, row: LayerRow, index: number, { outputs }: Outcome): readonly string[] {
  const recorded = shapesOf(row.out)[index];
  if (!dims || !recorded || outputs.length !== shapesOf(row.out).length) return [];
  const same = dims.length === recorded.length && dims.every((dim, axis) => !isKnown(dim) || dim === recorded[axis]);
  return same ? [] : [`${describeRow(row)}: ${JSON.stringify(dims.map((dim) => (isBatch(dim) ? 'N' : dim)))}`];
}
