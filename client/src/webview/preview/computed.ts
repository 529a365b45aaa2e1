// All numbers of a picture, from a setup: input maps, filters, what comes out, what is never read. Made once per change, not per step.
import {
  convolveGrids,
  convolveTransposed,
  type Grid,
  gridOf,
  type PerAxis,
  type Pooling,
  poolGrid,
  unreadCells,
} from '../../../../server/src/base/window.ts';
import type { PreviewAxes } from '../../../../server/src/protocol.ts';
import { filterOf } from './filters.ts';
import { type Fit, fitOf, type Operation } from './fit.ts';
import { furtherMap, inputOf, MOST_CELLS } from './inputs.ts';
import { type Setup, SMALL_SIDE } from './setup.ts';

export type OutputName = 'max' | 'avg' | 'lp' | 'conv';

export interface Output {
  readonly name: OutputName;
  /** Absent for convolutions. */
  readonly pooling?: Pooling;
  readonly grid: Grid;
}

export interface Computed {
  readonly operation: Operation;
  readonly axes: PreviewAxes;
  readonly fits: PerAxis<Fit>;
  /** Several where a 1×1 filter reads across channels. */
  readonly inputs: readonly Grid[];
  readonly filters: readonly Grid[];
  readonly outputs: readonly Output[];
  /** Rows and columns that no window reads. */
  readonly unread: PerAxis<ReadonlySet<number>>;
  /** What the window steps over: the output's cells; a transposed convolution's, the input's. */
  readonly steps: PerAxis<number>;
  /** Every cell can be drawn with its number. */
  readonly small: boolean;
  /** Too many cells: nothing is computed. */
  readonly tooLarge: boolean;
}

/** How many channels a 1×1 filter is shown to read. */
const CHANNELS_SHOWN = 3;

export function compute(setup: Setup, channels = CHANNELS_SHOWN): Computed {
  const { operation, axes } = setup;
  const fits = [fitOf(axes[0], operation), fitOf(axes[1], operation)] as const;
  const sizes = [axes[0].input, axes[1].input, fits[0].size, fits[1].size];
  const tooLarge = sizes.some((size) => size > MOST_CELLS);
  const shown = tooLarge ? ([0, 0] as const) : ([axes[0].input, axes[1].input] as const);
  const first = inputMap(setup, shown);
  const pointwise = operation === 'conv' && axes[0].kernel === 1 && axes[1].kernel === 1;
  const maps = pointwise ? Math.max(1, Math.min(CHANNELS_SHOWN, channels)) : 1;
  const inputs = Array.from({ length: maps }, (_, map) => furtherMap(first, map));
  const filters = operation === 'pool' ? [] : inputs.map((_, map) => filterMap(setup, map, pointwise));
  const gone = tooLarge || fits.some(({ verdict }) => verdict === 'vanishes');
  const outputs = gone ? emptyOutputs(setup) : outputsOf(setup, inputs, filters);
  const steps: PerAxis<number> =
    operation === 'conv-transpose' ? shown : [outputs[0]?.grid.rows ?? 0, outputs[0]?.grid.columns ?? 0];
  const unread = axes.map((axis) => new Set(operation === 'conv-transpose' || gone ? [] : unreadCells(axis)));
  const small =
    sizes.every((size) => size <= SMALL_SIDE) &&
    axes.every((axis) => axis.input + axis.padding[0] + axis.padding[1] <= SMALL_SIDE + 4);
  return {
    operation,
    axes,
    fits,
    inputs,
    filters,
    outputs,
    unread: [unread[0] ?? new Set(), unread[1] ?? new Set()],
    steps: gone ? [0, 0] : steps,
    small,
    tooLarge,
  };
}

function inputMap({ input, own }: Setup, size: PerAxis<number>): Grid {
  if (input.kind !== 'own') return inputOf(input.kind, size, input.seed);
  return own && own.rows === size[0] && own.columns === size[1] ? own : inputOf('example', size, input.seed);
}

/** Weights of a 1×1 filter, one for each channel that it reads. */
const POINTWISE = [0.5, -1, 2] as const;

function filterMap({ axes, filter, ownFilter }: Setup, map: number, pointwise: boolean): Grid {
  const size = [axes[0].kernel, axes[1].kernel] as const;
  if (pointwise && ownFilter?.rows === 1 && ownFilter.columns === POINTWISE.length)
    return gridOf(size, () => ownFilter.values[map] ?? 0);
  if (pointwise) return gridOf(size, () => POINTWISE[map] ?? 1);
  if (filter.kind !== 'own') return filterOf(filter.kind, size, filter.seed);
  return ownFilter && ownFilter.rows === size[0] && ownFilter.columns === size[1]
    ? ownFilter
    : filterOf('identity', size, filter.seed);
}

export function poolingsOf({
  pooling,
  countIncludePad,
  divisor,
  norm,
}: Setup): readonly (readonly [OutputName, Pooling])[] {
  const all: readonly (readonly [OutputName, Pooling])[] = [
    ['max', { kind: 'max' }],
    ['avg', { kind: 'avg', countIncludePad, ...(divisor === null ? {} : { divisor }) }],
    ['lp', { kind: 'lp', norm }],
  ];
  return pooling === 'all' ? all : all.filter(([name]) => name === pooling);
}

function outputsOf(setup: Setup, inputs: readonly Grid[], filters: readonly Grid[]): readonly Output[] {
  const { operation, axes } = setup;
  const [input, filter] = [inputs[0], filters[0]];
  if (!input) return [];
  if (operation === 'pool')
    return poolingsOf(setup).map(([name, pooling]) => ({ name, pooling, grid: poolGrid(input, axes, pooling) }));
  if (operation === 'conv') return [{ name: 'conv', grid: convolveGrids(inputs, filters, axes) }];
  return filter ? [{ name: 'conv', grid: convolveTransposed(input, filter, axes) }] : [];
}

function emptyOutputs(setup: Setup): readonly Output[] {
  const grid = gridOf([0, 0], () => 0);
  if (setup.operation !== 'pool') return [{ name: 'conv', grid }];
  return poolingsOf(setup).map(([name, pooling]) => ({ name, pooling, grid }));
}

export function stepCount({ steps }: Computed): number {
  return steps[0] * steps[1];
}

/** Row and column of a step; steps beyond the last wrap around. */
export function placeOf({ steps: [rows, columns] }: Computed, step: number): PerAxis<number> {
  if (rows * columns === 0) return [0, 0];
  const at = step % (rows * columns);
  return [Math.floor(at / columns), at % columns];
}

/** Cells that differ between two maps of one size. */
export function changedCells(before: Grid, after: Grid): Grid {
  return gridOf([before.rows, before.columns], (row, column) => {
    const at = row * before.columns + column;
    return Math.abs((before.values[at] ?? 0) - (after.values[at] ?? 0)) > 1e-9 ? 1 : 0;
  });
}

export function countOf({ values }: Grid): number {
  return values.reduce((sum, value) => sum + value, 0);
}
