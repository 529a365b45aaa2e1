// A tensor as a Python value: an instance of torch.Tensor whose native part knows shape, type, and the small ones' numbers.
import type { GraphBuilder } from '../../../../graph/builder.ts';
import type { Cause } from '../../../../graph/cause.ts';
import { type Dim, equal, isKnown, unknownDim } from '../../../../graph/dim.ts';
import type { Tensor } from '../../../../graph/graph.ts';
import { isFullyKnown, unknownVolume, type Volume, volume } from '../../../../graph/volume.ts';
import { defineClass, TUPLE } from '../../evaluator/objects/builtin-classes.ts';
import { type Merge, type Native, PyInstance, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { sessionOf } from '../session.ts';
import { type DtypeName, kindOf, USUAL } from './dtype.ts';

export const TENSOR = defineClass('Tensor', undefined, {}, 'torch');
export const SIZE = defineClass('Size', [TUPLE], {}, 'torch');

/** Numbers are kept for tensors of up to so many cells. */
export const SMALL = 4096;

/** Distance between neighbours on each axis, in cells; a batch counts as a large prime. Absent: one behind the other. */
export type Strides = readonly number[];

export class TensorNative implements Native {
  readonly native = 'tensor';
  volume: Volume;
  dtype: DtypeName;
  /** The cells in order, where they are known and few. */
  cells: readonly number[] | undefined;
  strides: Strides | undefined;
  requiresGrad = false;
  /** Made of what nobody knows: that it holds floating-point numbers is a guess. */
  isVague = false;
  /** The layer output or the input that it is, in the graph where it is one. */
  #home: GraphBuilder | undefined;
  #tensor: Tensor | undefined;
  /** What stands for it in a graph that knows nothing of where it comes from. */
  #stranger: { readonly builder: GraphBuilder; readonly tensor: Tensor } | undefined;

  constructor(
    v: Volume,
    dtype: DtypeName,
    from: { readonly builder: GraphBuilder; readonly tensor: Tensor } | undefined,
  ) {
    this.volume = v;
    this.dtype = dtype;
    this.#home = from?.builder;
    this.#tensor = from?.tensor;
  }

  /** The tensor of the graph that is being built: a constant there, where another one or none made it. */
  in(builder: GraphBuilder): Tensor {
    if (this.#home === builder && this.#tensor) return this.#tensor;
    if (this.#stranger?.builder !== builder) this.#stranger = { builder, tensor: builder.constant(this.volume) };
    return this.#stranger.tensor;
  }

  /** An input of the graph, or computed from one. */
  isIn(builder: GraphBuilder): boolean {
    return this.#home === builder && this.#tensor !== undefined;
  }

  get dims(): readonly Dim[] | undefined {
    return this.volume.dims;
  }

  /** Other than one cell, whatever the batch: no number. */
  get isMany(): boolean {
    return this.dims?.some((dim) => isKnown(dim) && dim !== 1) ?? false;
  }

  /** The same tensor of the graph under another type of the same kind; cells in order one behind the other. */
  alias(dtype = this.dtype): TensorNative {
    const from = this.#home && this.#tensor ? { builder: this.#home, tensor: this.#tensor } : undefined;
    const same = new TensorNative(this.volume, dtype, from);
    same.cells = this.cells;
    same.isVague = this.isVague && dtype === this.dtype;
    return same;
  }

  /** Takes over another one's cells and shape: what an in-place method leaves. `runtime.touch` its instance first. */
  become(other: TensorNative): void {
    this.restore(other.snapshot());
  }

  snapshot(): unknown {
    return [
      this.volume,
      this.dtype,
      this.cells,
      this.strides,
      this.requiresGrad,
      this.#home,
      this.#tensor,
      this.isVague,
    ];
  }

  restore(snapshot: unknown): void {
    const [v, dtype, cells, strides, grad, home, tensor, vague] = snapshot as [
      Volume,
      DtypeName,
      readonly number[] | undefined,
      Strides | undefined,
      boolean,
      GraphBuilder | undefined,
      Tensor | undefined,
      boolean,
    ];
    this.isVague = vague;
    this.volume = v;
    this.dtype = dtype;
    this.cells = cells;
    this.strides = strides;
    this.requiresGrad = grad;
    this.#home = home;
    this.#tensor = tensor;
    this.#stranger = undefined;
  }

  /** Where it comes from in a graph that is done with does not count. */
  same(other: Native, same: (a: unknown, b: unknown) => boolean): boolean {
    if (!(other instanceof TensorNative)) return false;
    const [a, b] = [this, other].map(({ volume, dtype, cells, strides, requiresGrad, isVague }) => ({
      volume,
      dtype,
      cells,
      strides,
      requiresGrad,
      isVague,
    }));
    return same(a, b);
  }

  join(a: unknown, b: unknown): unknown {
    const [x, y] = [revive(a), revive(b)];
    const joined = x.merge(y);
    return joined ? joined.snapshot() : a;
  }

  merge(other: Native, merge?: Merge): TensorNative | undefined {
    if (!(other instanceof TensorNative)) return undefined;
    if (this === other) return this;
    const lost = merge?.(undefined, undefined);
    const cause: Cause =
      typeof lost === 'object' && lost !== null && lost.kind === 'unknown'
        ? lost.cause
        : { reason: 'branch', facts: {} };
    const { dims } = this.volume;
    const theirs = other.volume.dims;
    const dtype = this.dtype === other.dtype ? this.dtype : USUAL[kindOf(this.dtype)];
    const joined: Volume =
      dims && theirs && dims.length === theirs.length
        ? volume(
            dims.map((dim, at) =>
              dim === theirs[at] || equal(dim, theirs[at] ?? 0) === true ? dim : unknownDim(cause),
            ),
            this.volume.dtype,
          )
        : unknownVolume(cause, this.volume.dtype);
    const same = JSON.stringify(joined.dims) === JSON.stringify(dims);
    const from = same && this.#home && this.#tensor ? { builder: this.#home, tensor: this.#tensor } : undefined;
    const merged = new TensorNative(joined, dtype, from);
    merged.requiresGrad = this.requiresGrad || other.requiresGrad;
    return merged;
  }
}

function revive(snapshot: unknown): TensorNative {
  const native = new TensorNative(volume([]), 'float32', undefined);
  native.restore(snapshot);
  return native;
}

/** The native part, where the value is a tensor. */
export function tensorOf(value: Value | undefined): TensorNative | undefined {
  return value instanceof PyInstance && value.native instanceof TensorNative ? value.native : undefined;
}

export function instanceOf(native: TensorNative): PyInstance {
  return new PyInstance(TENSOR, native);
}

/** A tensor of the graph under way; without a type that of its kind. */
export function fromGraph(runtime: Runtime, tensor: Tensor, dtype?: DtypeName): PyInstance {
  const { builder } = sessionOf(runtime);
  const name = dtype !== undefined && kindOf(dtype) === tensor.volume.dtype ? dtype : USUAL[tensor.volume.dtype];
  return instanceOf(new TensorNative(tensor.volume, name, { builder, tensor }));
}

/** A tensor that no layer made. */
export function newTensor(dims: readonly Dim[], dtype: DtypeName = 'float32', cells?: readonly number[]): PyInstance {
  const native = new TensorNative(volume(dims, kindOf(dtype)), dtype, undefined);
  if (cells && cells.length <= SMALL) native.cells = cells;
  return instanceOf(native);
}

/** A tensor of which not even the rank is known. */
export function unknownTensor(cause: Cause, dtype?: DtypeName): PyInstance {
  const kind = dtype ?? 'float32';
  const native = new TensorNative(unknownVolume(cause, kindOf(kind)), kind, undefined);
  native.isVague = dtype === undefined;
  return instanceOf(native);
}

/** torch.Size, or an unknown. */
export function sizeOf({ volume: v }: TensorNative): Value {
  return v.dims ? new PyTuple(v.dims, SIZE) : unknownDim(v.cause);
}

export function cellCount({ volume: v }: TensorNative): number | undefined {
  return isFullyKnown(v) && v.dims.every(isKnown)
    ? (v.dims as readonly number[]).reduce((a, b) => a * b, 1)
    : undefined;
}
