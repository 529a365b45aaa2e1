// Random expressions over random tensors (indexing, views, reductions, products, nn.functional) against recordings from
// PyTorch 1.13: shapes, and whether it refuses.
import { describe, expect, test } from 'vitest';
import { runTorch } from '../harness/python-torch.ts';
import { DATA, readRows } from '../harness/recorded.ts';

interface Row {
  /** Statements that make the tensors `t0`, `t1`, …. */
  readonly src: string;
  readonly expr: string;
  readonly out: unknown;
  readonly err: string | null;
}

const rows = readRows<Row>(new URL('tensor-expressions.jsonl.gz', DATA));

function disagrees({ src, expr, out, err }: Row): readonly string[] {
  const text = `import torch\nimport torch.nn.functional as F\n${src}\nresult = ${expr}`;
  const { value, findings, raised } = runTorch(text);
  const said = [...findings.map((finding) => finding.quote ?? finding.rule), ...raised];
  const got = JSON.stringify(value('result'));
  const agrees = err === null ? said.length === 0 && got === JSON.stringify(out) : said.length > 0;
  return agrees ? [] : [`${src}; ${expr}: ${got} ${said}, PyTorch ${JSON.stringify(out)} ${err}`];
}

/** Which backend runs an empty transposed convolution, and so whether it refuses, depends on the build. */
const isKnownGap = ({ expr, err }: Row) => expr.startsWith('F.conv_transpose2d') && err?.includes('too small') === true;

describe('expressions over tensors, recorded from PyTorch', () => {
  test('shapes and refusals agree', () => {
    const wrong = rows.filter((row) => !isKnownGap(row)).flatMap(disagrees);
    expect(wrong.join('\n')).toBe('');
  }, 60_000);
  test('known gaps are still some', () => expect(rows.filter(isKnownGap).flatMap(disagrees).length).toBeGreaterThan(0));
  test('are many', () => expect(rows.length).toBe(6009));
});
