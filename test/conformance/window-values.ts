// The recorded grids with numbers, pooled and convolved by PyTorch in float64.
import type { AxisWindow, Grid, PerAxis } from '../../server/src/base/window.ts';

export type Rows = readonly (readonly number[])[];

interface Sliding {
  readonly input: Rows;
  readonly stride: PerAxis<number>;
  readonly padding: PerAxis<number>;
  readonly dilation: PerAxis<number>;
  /** Absent where PyTorch refuses. */
  readonly output?: readonly (readonly (number | string | null)[])[];
}

export interface PoolRow extends Sliding {
  readonly op: 'max' | 'avg' | 'lp';
  readonly kernel: PerAxis<number>;
  readonly ceil: boolean;
  readonly count_include_pad: boolean;
  readonly p: number;
}

export interface ConvRow extends Sliding {
  readonly op: 'conv2d' | 'conv-transpose2d';
  readonly kernel: Rows;
  readonly output_padding: PerAxis<number>;
}

export function toGrid(rows: Rows): Grid {
  return { rows: rows.length, columns: rows[0]?.length ?? 0, values: Float64Array.from(rows.flat()) };
}

export function axisOf(row: Sliding, kernel: PerAxis<number>, axis: 0 | 1, ceil = false): AxisWindow {
  const pad = row.padding[axis];
  const input = axis === 0 ? row.input.length : (row.input[0]?.length ?? 0);
  return {
    input,
    kernel: kernel[axis],
    stride: row.stride[axis],
    padding: [pad, pad],
    dilation: row.dilation[axis],
    ceil,
  };
}

const TOLERANCE = 1e-9;

/** Every value within 1e-9 (the tables keep ten decimals), and nan where PyTorch has nan. */
export function agrees(computed: Grid, { output = [] }: Sliding): boolean {
  if (computed.rows !== output.length || computed.columns !== (output[0]?.length ?? 0)) return false;
  return output.flat().every((expected, index) => {
    const value = computed.values[index] ?? 0;
    if (typeof expected !== 'number') return String(value).toLowerCase() === String(expected ?? 'nan').toLowerCase();
    return Math.abs(value - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));
  });
}
