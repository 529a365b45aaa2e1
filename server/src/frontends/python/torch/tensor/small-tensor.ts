// The numbers of small tensors that do not depend on any input: widths computed with arange, rates from linspace. Pure
// arithmetic on lists of cells, rounded as their type rounds.
import { bitsOf, type DtypeName, kindOf } from './dtype.ts';

export interface Small {
  readonly dims: readonly number[];
  readonly cells: readonly number[];
}

/** A number as the type stores it. */
export function stored(value: number, dtype: DtypeName): number {
  switch (kindOf(dtype)) {
    case 'boolean':
      return value === 0 ? 0 : 1;
    case 'integer':
      return Math.trunc(value);
    default:
      return bitsOf(dtype) === 32 ? Math.fround(value) : value;
  }
}

export function count(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

/** Distance between neighbours on each axis, one row behind the other. */
export function rowMajor(dims: readonly number[]): number[] {
  const strides = new Array<number>(dims.length).fill(1);
  for (let at = dims.length - 2; at >= 0; at--) strides[at] = (strides[at + 1] ?? 1) * (dims[at + 1] ?? 1);
  return strides;
}

/** The cells of a view: `strides` and `start` say where in the old cells each one stands. */
export function viewed(
  cells: readonly number[],
  dims: readonly number[],
  strides: readonly number[],
  start = 0,
): number[] {
  const found: number[] = [];
  const walk = (axis: number, at: number): void => {
    if (axis === dims.length) found.push(cells[at] ?? 0);
    else for (let index = 0; index < (dims[axis] ?? 0); index++) walk(axis + 1, at + index * (strides[axis] ?? 0));
  };
  walk(0, start);
  return found;
}

/** Stretched to a shape that broadcasting has found. */
export function expanded({ dims, cells }: Small, to: readonly number[]): number[] {
  const own = rowMajor(dims);
  const strides = to.map((_, at) => {
    const from = at - to.length + dims.length;
    return from < 0 || dims[from] === 1 ? 0 : (own[from] ?? 0);
  });
  return viewed(cells, to, strides);
}

export function permuted({ dims, cells }: Small, order: readonly number[]): number[] {
  const own = rowMajor(dims);
  return viewed(
    cells,
    order.map((axis) => dims[axis] ?? 1),
    order.map((axis) => own[axis] ?? 0),
  );
}

/** Cell by cell over lists of one length. */
export function combined(lists: readonly (readonly number[])[], f: (...values: number[]) => number): number[] {
  return (lists[0] ?? []).map((_, index) => f(...lists.map((list) => list[index] ?? 0)));
}

/** The groups of cells that a reduction takes together, in the order of its output. */
export function groups({ dims, cells }: Small, axes: readonly number[]): number[][] {
  const kept = dims.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const size = axes.reduce((total, axis) => total * (dims[axis] ?? 1), 1);
  const ordered = permuted({ dims, cells }, [...kept, ...axes]);
  return Array.from({ length: size === 0 ? 0 : ordered.length / size }, (_, index) =>
    ordered.slice(index * size, (index + 1) * size),
  );
}

/** Half to even, as Python and torch round. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
