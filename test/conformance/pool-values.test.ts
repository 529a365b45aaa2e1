// The numbers that the preview shows for a pooling are PyTorch's, cell by cell.
import { expect, test } from 'vitest';
import { type Pooling, poolGrid } from '../../server/src/base/window.ts';
import { DATA, readRows } from '../harness/recorded.ts';
import { agrees, axisOf, type PoolRow, toGrid } from './window-values.ts';

function poolingOf({ op, count_include_pad: countIncludePad, p }: PoolRow): Pooling {
  if (op === 'max') return { kind: 'max' };
  return op === 'avg' ? { kind: 'avg', countIncludePad } : { kind: 'lp', norm: p };
}

test.each(['max', 'avg', 'lp'])('%s', (op) => {
  const rows = readRows<PoolRow>(new URL('pool_values.jsonl.gz', DATA)).filter((row) => row.op === op);
  const wrong = rows.filter((row) => {
    if (!row.output) return false;
    const windows = [axisOf(row, row.kernel, 0, row.ceil), axisOf(row, row.kernel, 1, row.ceil)] as const;
    return !agrees(poolGrid(toGrid(row.input), windows, poolingOf(row)), row);
  });
  console.log(`${op}: ${rows.length - wrong.length} of ${rows.length} grids agree within 1e-9`);
  expect(rows.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});
