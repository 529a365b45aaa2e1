// The numbers that the preview shows for a convolution, forwards and transposed, are PyTorch's, cell by cell.
import { expect, test } from 'vitest';
import { convolveGrids, convolveTransposed, type Grid } from '../../server/src/base/window.ts';
import { DATA, readRows } from '../harness/recorded.ts';
import { agrees, axisOf, type ConvRow, toGrid } from './window-values.ts';

function computed(row: ConvRow): Grid {
  const [grid, filter] = [toGrid(row.input), toGrid(row.kernel)];
  const sizes = [filter.rows, filter.columns] as const;
  const [down, across] = [axisOf(row, sizes, 0), axisOf(row, sizes, 1)];
  if (row.op === 'conv2d') return convolveGrids([grid], [filter], [down, across]);
  const [extraDown, extraAcross] = row.output_padding;
  return convolveTransposed(grid, filter, [
    { ...down, outputPadding: extraDown },
    { ...across, outputPadding: extraAcross },
  ]);
}

test.each(['conv2d', 'conv-transpose2d'])('%s', (op) => {
  const rows = readRows<ConvRow>(new URL('conv_values.jsonl.gz', DATA)).filter((row) => row.op === op);
  const wrong = rows.filter((row) => row.output && !agrees(computed(row), row));
  console.log(`${op}: ${rows.length - wrong.length} of ${rows.length} grids agree within 1e-9`);
  expect(rows.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});
