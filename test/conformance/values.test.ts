// Small grids with numbers, pooled and convolved by PyTorch: the operators foretell the size of every result.
import { expect, test } from 'vitest';
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import { volume } from '../../server/src/graph/volume.ts';
import { DATA, readRows } from '../harness/recorded.ts';
import { applyTo } from './operate.ts';

type Grid = readonly (readonly number[])[];

interface Row {
  readonly op: string;
  readonly input: Grid;
  /** Of a pooling its size, of a convolution its weights. */
  readonly kernel: readonly number[] | Grid;
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly ceil?: boolean;
  readonly output_padding?: readonly number[];
  /** Absent where PyTorch refuses. */
  readonly output?: Grid;
}

const read = (file: string) => readRows<Row>(new URL(`${file}.jsonl.gz`, DATA));

const OPERATORS: Readonly<Record<string, string>> = {
  max: 'max-pool2d',
  avg: 'avg-pool2d',
  lp: 'lp-pool2d',
  conv2d: 'conv2d',
  'conv-transpose2d': 'conv-transpose2d',
};

test.each(['pool_values', 'conv_values'])('%s', (file) => {
  const rows = read(file);
  const wrong = rows.filter(
    (row) => JSON.stringify(foretold(row)) !== JSON.stringify(row.output && sizeOf(row.output)),
  );
  console.log(`${file}: ${rows.length - wrong.length} of ${rows.length} sizes agree`);
  expect(wrong).toEqual([]);
});

/** Height and width of the result, as the operator says; undefined where it refuses. */
function foretold(row: Row): readonly unknown[] | undefined {
  const weights = row.op.startsWith('conv');
  const kernel = weights ? sizeOf(row.kernel as Grid) : (row.kernel as readonly number[]);
  const attributes: Record<string, AttributeInput> = {
    kernel,
    stride: row.stride,
    ...(row.op === 'lp' ? {} : { padding: row.padding.map((cells) => [cells, cells]) }),
    ...(row.op === 'max' || weights ? { dilation: row.dilation } : {}),
    ...(weights ? { outChannels: 1 } : { ceil: row.ceil ?? false }),
    ...(row.output_padding ? { outputPadding: row.output_padding } : {}),
  };
  const { outputs, findings } = applyTo(OPERATORS[row.op] ?? row.op, attributes, [
    volume([1, 1, ...sizeOf(row.input)]),
  ]);
  return findings.length > 0 ? undefined : outputs[0]?.volume.dims?.slice(2);
}

function sizeOf(grid: Grid): readonly [number, number] {
  return [grid.length, grid[0]?.length ?? 0];
}
