// How a window slides, on one axis and on a map: pure arithmetic on plain numbers, shared by the operators and the preview panel.

/** A filter or pooling window on one axis, with every number known. */
export interface AxisWindow {
  /** Cells along the axis before padding. */
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: readonly [before: number, after: number];
  readonly dilation: number;
  /** Round up: a last window may start inside and end beyond the edge. */
  readonly ceil: boolean;
}

/** F′ = D·(F − 1) + 1: how many cells a dilated kernel spans. */
export function effectiveKernel(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

/** N + P_before + P_after. */
export function paddedInput({ input, padding }: AxisWindow): number {
  return input + padding[0] + padding[1];
}

/**
 * Output cells along one axis: ⌊(N + 2P − F′)/S⌋ + 1, or ⌈…⌉ in ceil mode, where the last window must start inside the
 * input or its leading padding. Not clamped: below 1 means that the volume is gone.
 * Source: aten/src/ATen/native/Pool.h, pooling_output_shape_pad_lr, PyTorch 2.13.
 */
export function outputSize(window: AxisWindow): number {
  const reach = paddedInput(window) - effectiveKernel(window.kernel, window.dilation);
  if (!window.ceil) return Math.floor(reach / window.stride) + 1;
  const size = Math.ceil(reach / window.stride) + 1;
  const lastStartsOutside = (size - 1) * window.stride >= window.input + window.padding[0];
  return lastStartsOutside ? size - 1 : size;
}

/** The course's (N + 2P − F′)/S + 1 before any rounding. */
export function exactOutput(window: AxisWindow): number {
  return (paddedInput(window) - effectiveKernel(window.kernel, window.dilation)) / window.stride + 1;
}

/** r: the rest that the division leaves; the far edge of so many padded cells is never a window's last column. */
export function rest(window: AxisWindow): number {
  const reach = paddedInput(window) - effectiveKernel(window.kernel, window.dilation);
  return reach < 0 ? 0 : reach % window.stride;
}

/** (F′ − 1)/2 on both sides keeps the size at stride 1; one more after than before where F′ is even. */
export function samePadding(kernel: number, dilation: number): [before: number, after: number] {
  const total = effectiveKernel(kernel, dilation) - 1;
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Where window `output` begins, in input cells; negative inside the leading padding. */
export function windowStart({ stride, padding }: AxisWindow, output: number): number {
  return output * stride - padding[0];
}

/** The cells that window `output` reads; those outside of 0 … N − 1 are padding. */
export function cellsRead(window: AxisWindow, output: number): readonly number[] {
  const start = windowStart(window, output);
  return Array.from({ length: window.kernel }, (_, tap) => start + tap * window.dilation);
}

/** The output cells whose windows read cell `input`. */
export function readersOf(window: AxisWindow, input: number): readonly number[] {
  const { kernel, stride, padding, dilation } = window;
  const size = outputSize(window);
  const readers: number[] = [];
  for (let tap = kernel - 1; tap >= 0; tap--) {
    const from = input + padding[0] - tap * dilation;
    if (from >= 0 && from % stride === 0 && from / stride < size) readers.push(from / stride);
  }
  return readers;
}

/** The input cells that no window reads. */
export function unreadCells(window: AxisWindow): readonly number[] {
  const read = new Set(Array.from({ length: Math.max(0, outputSize(window)) }, (_, o) => cellsRead(window, o)).flat());
  return Array.from({ length: window.input }, (_, cell) => cell).filter((cell) => !read.has(cell));
}

/** A transposed convolution's filter on one axis: each input cell is spread over F′ output cells, S apart. */
export interface TransposedWindow {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  /** Cells taken away from the output. */
  readonly padding: readonly [before: number, after: number];
  readonly dilation: number;
  readonly outputPadding: number;
}

/** (N − 1)·S − P_before − P_after + F′ + output padding. Source: torch.nn.ConvTranspose2d, PyTorch 2.13. */
export function transposedSize({ input, kernel, stride, padding, dilation, outputPadding }: TransposedWindow): number {
  return (input - 1) * stride - padding[0] - padding[1] + effectiveKernel(kernel, dilation) + outputPadding;
}

/** One activation map: its values row by row. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export type PerAxis<T> = readonly [rows: T, columns: T];

export type Pooling =
  | { readonly kind: 'max' }
  /** `divisor` takes the place of the window's size. */
  | { readonly kind: 'avg'; readonly countIncludePad: boolean; readonly divisor?: number }
  /** The p-th root of the *sum* of the p-th powers. */
  | { readonly kind: 'lp'; readonly norm: number };

/** A window that ends beyond input and padding, as ceil mode makes them, is counted only as far as these reach. */
function cellsCounted(window: AxisWindow, output: number): number {
  const start = windowStart(window, output);
  return Math.min(start + window.kernel, window.input + window.padding[1]) - start;
}

function cellsInside(window: AxisWindow, output: number): number {
  const start = windowStart(window, output);
  return Math.min(start + window.kernel, window.input) - Math.max(start, 0);
}

/**
 * What a pooling makes of one window. Padding never wins a maximum; it counts as zeros in an average, unless left out.
 * Source: aten/src/ATen/native/cpu/MaxPoolKernel.cpp, AvgPoolKernel.cpp; torch.nn.functional.lp_pool2d, which scales the
 * average of the powers by the whole window, so that a clipped window counts for a whole one; PyTorch 2.13.
 */
function poolCell(grid: Grid, windows: PerAxis<AxisWindow>, pooling: Pooling, row: number, column: number): number {
  const [down, across] = windows;
  const [top, left] = [windowStart(down, row), windowStart(across, column)];
  const power = pooling.kind === 'lp' ? pooling.norm : 1;
  let largest = -Infinity;
  let sum = 0;
  for (let i = 0; i < down.kernel; i++) {
    const y = top + i * down.dilation;
    if (y < 0 || y >= grid.rows) continue;
    for (let j = 0; j < across.kernel; j++) {
      const x = left + j * across.dilation;
      if (x < 0 || x >= grid.columns) continue;
      const value = grid.values[y * grid.columns + x] ?? 0;
      if (value > largest || Number.isNaN(value)) largest = value;
      sum += power === 1 ? value : value ** power;
    }
  }
  if (pooling.kind === 'max') return largest;
  const counted = cellsCounted(down, row) * cellsCounted(across, column);
  if (pooling.kind === 'lp') {
    const whole = down.kernel * across.kernel;
    return (counted === whole ? sum : (sum / counted) * whole) ** (1 / power);
  }
  if (pooling.divisor !== undefined) return sum / pooling.divisor;
  return sum / (pooling.countIncludePad ? counted : cellsInside(down, row) * cellsInside(across, column));
}

export function poolGrid(grid: Grid, windows: PerAxis<AxisWindow>, pooling: Pooling): Grid {
  return gridOf(sizesOf(windows), (row, column) => poolCell(grid, windows, pooling, row, column));
}

/** Σ input · filter over one window and all maps, plus the bias; padding is zero. A cross-correlation, as frameworks do it. */
function convolveCell(
  maps: readonly Grid[],
  filters: readonly Grid[],
  [down, across]: PerAxis<AxisWindow>,
  row: number,
  column: number,
  bias = 0,
): number {
  const [top, left] = [windowStart(down, row), windowStart(across, column)];
  let sum = bias;
  for (let map = 0; map < maps.length; map++) {
    const [grid, filter] = [maps[map], filters[map]];
    if (!grid || !filter) continue;
    for (let i = 0; i < down.kernel; i++) {
      const y = top + i * down.dilation;
      if (y < 0 || y >= grid.rows) continue;
      for (let j = 0; j < across.kernel; j++) {
        const x = left + j * across.dilation;
        if (x < 0 || x >= grid.columns) continue;
        sum += (grid.values[y * grid.columns + x] ?? 0) * (filter.values[i * filter.columns + j] ?? 0);
      }
    }
  }
  return sum;
}

export function convolveGrids(
  maps: readonly Grid[],
  filters: readonly Grid[],
  windows: PerAxis<AxisWindow>,
  bias = 0,
): Grid {
  return gridOf(sizesOf(windows), (row, column) => convolveCell(maps, filters, windows, row, column, bias));
}

/** Every input cell lays the filter, times its value, onto the output; what overlaps is summed. */
export function convolveTransposed(grid: Grid, filter: Grid, [down, across]: PerAxis<TransposedWindow>): Grid {
  const out = gridOf([transposedSize(down), transposedSize(across)], () => 0);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const value = grid.values[row * grid.columns + column] ?? 0;
      for (let i = 0; i < filter.rows; i++) {
        const y = row * down.stride - down.padding[0] + i * down.dilation;
        if (y < 0 || y >= out.rows) continue;
        for (let j = 0; j < filter.columns; j++) {
          const x = column * across.stride - across.padding[0] + j * across.dilation;
          if (x < 0 || x >= out.columns) continue;
          const at = y * out.columns + x;
          out.values[at] = (out.values[at] ?? 0) + value * (filter.values[i * filter.columns + j] ?? 0);
        }
      }
    }
  }
  return out;
}

function sizesOf([down, across]: PerAxis<AxisWindow>): PerAxis<number> {
  return [outputSize(down), outputSize(across)];
}

/** An empty grid where a size is below 1. */
export function gridOf([rows, columns]: PerAxis<number>, valueAt: (row: number, column: number) => number): Grid {
  const [height, width] = rows < 1 || columns < 1 ? [0, 0] : [rows, columns];
  const values = new Float64Array(height * width);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++) values[at++] = valueAt(row, column);
  }
  return { rows: height, columns: width, values };
}
