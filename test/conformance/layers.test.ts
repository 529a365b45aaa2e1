// Every recorded torch.nn layer: the same output shapes, parameters and buffers, and refused exactly where PyTorch refuses.
import { describe, expect, test } from 'vitest';
import { DATA, readRows } from '../harness/recorded.ts';
import { comesFromBackend, describeRow, disagreements, run } from './conform.ts';
import type { LayerRow } from './table.ts';

const file = process.env.CONVLINT_LAYERS;
const rows = readRows<LayerRow>(file ?? new URL('layers.jsonl.gz', DATA));
const classes = [...new Set(rows.map((row) => row.op))].sort();

describe('torch.nn layers', () => {
  test.each(classes)('%s', (op) => {
    const ofClass = rows.filter((row) => row.op === op);
    const wrong = ofClass.flatMap((row) => {
      const outcome = run(row);
      const found = outcome ? disagreements(row, outcome) : ['not covered'];
      return found.length > 0 ? [`${describeRow(row)}\n    ${found.join('\n    ')}`] : [];
    });
    expect(wrong.join('\n')).toBe('');
  });

  test('covered / agreeing / total', () => {
    const outcomes = rows.map((row) => [row, run(row)] as const);
    const covered = outcomes.filter(([, outcome]) => outcome !== undefined);
    const agreeing = covered.filter(([row, outcome]) => outcome && disagreements(row, outcome).length === 0);
    const refusals = covered.filter(([row]) => typeof row.err === 'string' && !comesFromBackend(row.err));
    const quoted = refusals.filter(([row, outcome]) => outcome?.findings.some(({ quote }) => quote === row.err));
    console.log(
      `torch.nn layers: covered ${covered.length} / agreeing ${agreeing.length} / total ${rows.length}; ` +
        `${quoted.length} of ${refusals.length} refusals quote PyTorch's own words`,
    );
    if (process.env.CONVLINT_VERBOSE) console.log(unquoted(refusals.map(([row]) => row)));
    expect(agreeing.length).toBe(rows.length);
    expect(quoted.length).toBeGreaterThanOrEqual(0.99 * refusals.length);
  });
});

/** For whoever improves the quotes. */
function unquoted(refusals: readonly LayerRow[]): string {
  const lines = refusals.flatMap((row) => {
    const quotes = run(row)?.findings.map(({ rule, quote }) => quote ?? `<${rule}>`) ?? [];
    return quotes.some((quote) => quote === row.err)
      ? []
      : [`${describeRow(row)}\n    ours:  ${quotes.join(' | ')}\n    torch: ${row.err}`];
  });
  return lines.join('\n');
}
