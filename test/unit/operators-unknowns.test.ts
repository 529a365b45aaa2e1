// Unknowns are absorbed: what PyTorch accepts is accepted with any size unknown, and what is still known stays right.
import { describe, expect, test } from 'vitest';
import type { Cause } from '../../server/src/graph/cause.ts';
import { type Dim, isBatch, isKnown, isUnknown, N, unknownDim } from '../../server/src/graph/dim.ts';
import { unknownVolume, type Volume } from '../../server/src/graph/volume.ts';
import { describeRow, run, volumesOf } from '../conformance/conform.ts';
import { type LayerRow, shapesOf } from '../conformance/table.ts';
import { DATA, readRows } from '../harness/recorded.ts';

const CAUSE: Cause = { reason: 'unknown-layer', facts: { name: 'mystery' } };
const rows = readRows<LayerRow>(new URL('layers.jsonl.gz', DATA)).filter((row) => run(row) !== undefined);
const classes = [...new Set(rows.map((row) => row.op))].sort();

/** The row's inputs with one axis of one of them unknown, each in turn, and with each of them wholly unknown. */
function* blurred(row: LayerRow): Generator<readonly Volume[]> {
  const inputs = volumesOf(row);
  for (const [index, input] of inputs.entries()) {
    yield inputs.with(index, unknownVolume(CAUSE, input.dtype));
    for (const axis of input.dims?.keys() ?? []) {
      yield inputs.with(index, { dims: (input.dims ?? []).with(axis, unknownDim(CAUSE)), dtype: input.dtype });
    }
  }
  yield inputs.map((input) => unknownVolume(CAUSE, input.dtype));
  yield inputs.map(({ dims = [], dtype }) => ({ dims: dims.map(() => unknownDim(CAUSE)), dtype }));
}

/**
 * Whether what is known of the output is what was recorded. Where not even the input's rank is known, a layer may take
 * it for a batch of what was recorded.
 */
function contradicts(outputs: readonly Volume[], row: LayerRow, known: (dim: Dim) => number | undefined): boolean {
  return shapesOf(row.out).some((shape, index) => {
    const dims = outputs[index]?.dims;
    if (!dims) return false;
    const extra = dims.length - shape.length;
    if (extra !== 0 && !(extra === 1 && dims.slice(0, 1).every(isUnknown))) return true;
    return dims.slice(extra).some((dim, axis) => (known(dim) ?? shape[axis]) !== shape[axis]);
  });
}

describe('with sizes unknown', () => {
  test.each(classes)('%s', (op) => {
    const wrong = rows
      .filter((row) => row.op === op)
      .flatMap((row) =>
        [...blurred(row)].flatMap((inputs) => {
          const outcome = run(row, inputs);
          if (!outcome || row.err !== null) return [];
          const said = outcome.findings.map((finding) => finding.quote ?? finding.rule).join('; ');
          const known = (dim: Dim) => (isKnown(dim) ? dim : undefined);
          return outcome.refused || contradicts(outcome.outputs, row, known)
            ? [`${describeRow(row)} with ${JSON.stringify(inputs.map(({ dims }) => dims))}: ${said}`]
            : [];
        }),
      );
    expect(wrong.slice(0, 5).join('\n')).toBe('');
  });
});

describe('with a symbolic batch', () => {
  const batched = rows.filter(
    ({ err, inputs: [first, ...others] }) =>
      err === null && (first?.shape[0] ?? 0) >= 2 && others.every(({ shape }) => shape[0] === first?.shape[0]),
  );

  test.each([...new Set(batched.map((row) => row.op))].sort())('%s', (op) => {
    const wrong = batched
      .filter((row) => row.op === op)
      .flatMap((row) => {
        const batch = row.inputs[0]?.shape[0] ?? 0;
        const inputs = volumesOf(row).map(({ dims = [], dtype }) => ({ dims: dims.with(0, N), dtype }));
        const outcome = run(row, inputs);
        if (!outcome) return [];
        const atBatch = (dim: Dim) =>
          isBatch(dim) ? (batch * dim.numerator) / dim.denominator : isKnown(dim) ? dim : undefined;
        const said = outcome.findings.map((finding) => finding.quote ?? finding.rule).join('; ');
        // Without batch the first axis is one that the layer may want to know.
        const unbatched = said !== '' && (row.inputs[0]?.shape.length ?? 0) <= (op.endsWith('3d') ? 4 : 3);
        return !unbatched && (outcome.refused || contradicts(outcome.outputs, row, atBatch))
          ? [`${describeRow(row)}: ${said} ${JSON.stringify(outcome.outputs.map(({ dims }) => dims))}`]
          : [];
      });
    expect(wrong.slice(0, 5).join('\n')).toBe('');
  });
});
