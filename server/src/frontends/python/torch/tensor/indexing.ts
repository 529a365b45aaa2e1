// `x[…]` with integers, slices, None, …, lists, masks and index tensors.
// Source: torch/csrc/autograd/python_variable_indexing.cpp; aten/src/ATen/native/TensorAdvancedIndexing.cpp, PyTorch 2.13.
import { broadcastDims } from '../../../../graph/broadcast.ts';
import type { Cause } from '../../../../graph/cause.ts';
import {
  add,
  type BatchDim,
  type Dim,
  isBatch,
  isKnown,
  isUnknown,
  subtract,
  unknownDim,
} from '../../../../graph/dim.ts';
import { refusedVolume } from '../../../../graph/refused.ts';
import { listText } from '../../../../graph/torch-text.ts';
import { unknownVolume, volume } from '../../../../graph/volume.ts';
import { BatchItems, ELLIPSIS, type PyInstance, PySlice, PyTuple, type Value } from '../../evaluator/values.ts';
import type { TorchCall } from '../call/call.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { noteGap } from '../gaps.ts';
import { isSequence, scalarOf } from '../plain-data.ts';
import { moved } from './moved-cells.ts';
import { rowMajor, stored, viewed } from './small-tensor.ts';
import { stridesOf, unusual } from './strides.ts';
import { type TensorNative, tensorOf } from './tensor.ts';

/** An index tensor or list: its shape, and where its axis stood. */
interface Picked {
  readonly axis: number;
  readonly dims: readonly Dim[];
}

export const getItem: TorchBody = (call) => {
  const input = call.native('input');
  const index = call.value('index') ?? null;
  const { dims, volume: v } = input;
  if (!dims) return call.lightOne([input], [v], { type: '[]' });
  // An integer takes its axis away, a slice keeps it, a tensor may bring several: what is unknown leaves no axis certain.
  const cause = (index instanceof PyTuple ? index.items : [index])
    .map((item) => causeOfLost(call, item))
    .find((each) => each !== undefined);
  if (cause) {
    noteGap(call.runtime, cause, call.site);
    return call.lightOne([input], [unknownVolume(cause, v.dtype)], { type: '[]' });
  }
  const items = spread(call, index, dims.length);
  return items
    ? new Reading(call, input, dims).read(items)
    : call.lightOne([input], [refusedVolume(v)], { type: '[]' });
};

/** Why nobody knows how many axes an item of an index brings. */
function causeOfLost(call: TorchCall, item: Value): Cause | undefined {
  if (call.runtime.isUnknown(item)) return BatchItems.isIndex(item) ? undefined : item.cause;
  const native = tensorOf(item);
  return native && native.volume.dims === undefined ? native.volume.cause : undefined;
}

/** An item, and where it stands in the brackets: PyTorch counts so. */
interface Placed {
  readonly item: Value;
  readonly at: number;
}

/** A tuple's items with `...` worked out; undefined where there are too many. */
function spread(call: TorchCall, index: Value, rank: number): readonly Placed[] | undefined {
  const items = (index instanceof PyTuple ? index.items : [index]).map((item, at) => ({ item, at }));
  const used = items.reduce<number>((total, { item }) => total + axesUsed(item), 0);
  if (used > rank) {
    const native = call.native('input');
    const quote = `too many indices for tensor of dimension ${rank}`;
    call.refuse('rank-mismatch', { expected: [used], input: native.volume }, quote);
    return undefined;
  }
  const dots = items.findIndex(({ item }) => item === ELLIPSIS);
  const all = new Array<Placed>(rank - used).fill({ item: new PySlice(null, null, null), at: dots });
  if (dots < 0) return [...items, ...all];
  return [...items.slice(0, dots), ...all, ...items.slice(dots + 1).filter(({ item }) => item !== ELLIPSIS)];
}

/** How many of the input's axes an item reads. */
function axesUsed(item: Value): number {
  if (item === null || item === ELLIPSIS || typeof item === 'boolean') return 0;
  const native = tensorOf(item);
  return native?.volume.dtype === 'boolean' ? (native.dims?.length ?? 1) : 1;
}

class Reading {
  readonly #call: TorchCall;
  readonly #input: TensorNative;
  readonly #from: readonly Dim[];
  readonly #dims: Dim[] = [];
  readonly #picked: Picked[] = [];
  /** Where the one list of places that are known points to. */
  #listed: { readonly axis: number; readonly places: readonly number[] } | undefined;
  /** Index tensors that take part in the graph. */
  readonly #sources: TensorNative[] = [];
  #axis = 0;
  /** The first index of a list that is not there. */
  #beyond: { readonly index: number; readonly axis: number; readonly size: number } | undefined;
  #at = 0;
  #same = true;
  /** Beside lists there are only whole slices. */
  #isPlain = true;
  // Views keep their cells' places.
  #offset: number | undefined = 0;
  readonly #strides: (number | undefined)[] = [];
  readonly #steps: readonly number[] | undefined;

  constructor(call: TorchCall, input: TensorNative, from: readonly Dim[]) {
    this.#call = call;
    this.#input = input;
    this.#from = from;
    this.#steps = stridesOf(from, input.strides);
  }

  read(items: readonly Placed[]): PyInstance {
    for (const { item, at } of items) {
      this.#at = at;
      this.#item(item);
    }
    const { dtype } = this.#input.volume;
    const shape = this.#picked.length > 0 ? this.#withPicked() : this.#dims;
    this.#judgeRange(shape);
    const call = this.#call;
    if (this.#same && this.#picked.length === 0) return call.tensor('input');
    const result = call.lightOne([this.#input, ...this.#sources], [volume(shape, dtype)], {
      type: '[]',
      dtype: this.#input.dtype,
    });
    this.#keep(result);
    return result;
  }

  #keep(result: PyInstance): void {
    const native = tensorOf(result);
    const { axis, places } = this.#listed ?? {};
    if (this.#picked.length === 1 && places && axis !== undefined && this.#isPlain) {
      const size = Number(this.#from[axis]);
      moved(this.#call, this.#input, result, (place) => {
        const at = places[place[axis] ?? 0] ?? 0;
        return place.with(axis, at < 0 ? at + size : at);
      });
    }
    if (!native?.dims || this.#picked.length > 0 || this.#offset === undefined) return;
    const strides = this.#strides;
    if (!strides.every((stride) => stride !== undefined)) return;
    const { cells } = this.#input;
    const sizes = native.dims.filter(isKnown);
    if (cells && sizes.length === native.dims.length && !native.isIn(this.#call.builder) && !this.#input.strides)
      native.cells = viewed(cells, sizes, strides, this.#offset);
    else native.strides = unusual(native.dims, strides);
  }

  #item(item: Value): void {
    if (item === null) {
      this.#same = false;
      this.#isPlain = false;
      this.#dims.push(1);
      this.#strides.push(1);
    } else if (item instanceof PySlice) this.#slice(item);
    else if (typeof item === 'boolean') {
      this.#same = false;
      this.#picked.push({ axis: this.#dims.length, dims: [item ? 1 : 0] });
    } else this.#place(item);
  }

  #size(): Dim {
    return this.#from[this.#axis] ?? 1;
  }

  #slice({ lower, upper, step }: PySlice): void {
    const size = this.#size();
    const stride = this.#steps?.[this.#axis];
    const [from, to, by] = [this.#bound(lower, 0), this.#bound(upper, undefined), this.#bound(step, 1)];
    const whole = from === 0 && to === undefined && by === 1;
    const length = whole ? size : sliceLength(size, from ?? 0, to, by ?? 1, this.#call);
    if (!whole) this.#isPlain = false;
    if (length !== size) this.#same = false;
    this.#dims.push(length);
    const known = isKnown(size) ? size : undefined;
    const start =
      from === undefined || !isKnown(from)
        ? undefined
        : from < 0
          ? known === undefined
            ? undefined
            : Math.max(0, from + known)
          : from;
    if (start === undefined || stride === undefined || this.#offset === undefined) this.#offset = undefined;
    else this.#offset += start * stride;
    this.#strides.push(stride === undefined || by === undefined || !isKnown(by) ? undefined : stride * by);
    this.#axis++;
  }

  #bound(value: Value, fallback: Dim | undefined): Dim | undefined {
    return value === null ? fallback : this.#call.toInt(value, 'index');
  }

  #place(item: Value): void {
    this.#same = false;
    const native = tensorOf(item);
    if (native?.volume.dtype === 'boolean') this.#mask(native);
    else if (native && native.dims?.length !== 0) this.#pick(native.dims, native);
    else if (isSequence(item)) this.#list(item);
    else
      this.#integer(native ? (scalarOf(item) ?? unknownDim(this.#call.dataCause())) : this.#call.toInt(item, 'index'));
  }

  #integer(index: Dim): void {
    this.#isPlain = false;
    const size = this.#size();
    const stride = this.#steps?.[this.#axis];
    if (isKnown(size) && isKnown(index) && (index < -size || index >= size)) {
      const expected = { kind: 'integer', min: -size, max: size - 1 } as const;
      const quote = `index ${index} is out of bounds for dimension ${this.#at} with size ${size}`;
      this.#call.refuse('bad-value', { attribute: 'index', value: String(index), expected }, quote);
    }
    const place = !isKnown(index) ? undefined : index < 0 ? (isKnown(size) ? index + size : undefined) : index;
    if (place === undefined || stride === undefined || this.#offset === undefined) this.#offset = undefined;
    else this.#offset += place * stride;
    this.#axis++;
  }

  #mask(native: TensorNative): void {
    if (native.cells && native.dims?.length === 1)
      this.#listed = { axis: this.#axis, places: native.cells.flatMap((cell, at) => (cell === 0 ? [] : [at])) };
    const count = native.cells ? native.cells.filter((cell) => cell !== 0).length : unknownDim(this.#call.dataCause());
    this.#sources.push(native);
    this.#picked.push({ axis: this.#dims.length, dims: [count] });
    this.#axis += native.dims?.length ?? 1;
  }

  #pick(dims: readonly Dim[] | undefined, native: TensorNative | undefined): void {
    if (native) this.#sources.push(native);
    this.#inRange(native?.cells ?? []);
    if (native?.cells && dims?.length === 1) this.#listed = { axis: this.#axis, places: native.cells };
    this.#picked.push({ axis: this.#dims.length, dims: dims ?? [unknownDim(this.#call.dataCause())] });
    this.#axis++;
  }

  #list(item: Value): void {
    const items = this.#call.runtime.iterate(item);
    const values = [...(items ?? [])];
    const isMask = values.length > 0 && values.every((value) => typeof value === 'boolean');
    const places = values.filter((value) => typeof value === 'number');
    this.#inRange(isMask ? [] : places);
    if (!isMask && places.length === values.length) this.#listed = { axis: this.#axis, places };
    if (!items) this.#pick([this.#call.runtime.lost(item)], undefined);
    else this.#pick(isMask ? [values.filter((value) => value).length] : shapeOf(this.#call, values), undefined);
  }

  /** Known indices must be there. */
  #inRange(indices: readonly number[]): void {
    const size = this.#size();
    const wrong = isKnown(size) ? indices.find((index) => index < -size || index >= size) : undefined;
    if (wrong === undefined || !isKnown(size)) return;
    this.#beyond ??= { index: wrong, axis: this.#dims.length, size };
  }

  /** Nothing is looked up where nothing comes out. */
  #judgeRange(shape: readonly Dim[]): void {
    if (!this.#beyond || shape.includes(0)) return;
    const { index, axis, size } = this.#beyond;
    const expected = { kind: 'integer', min: -size, max: size - 1 } as const;
    const quote = `index ${index} is out of bounds for dimension ${axis} with size ${size}`;
    this.#call.refuse('bad-value', { attribute: 'index', value: String(index), expected }, quote);
  }

  /** Index tensors stretch together and stand where the first one stood, or in front where others come between. */
  #withPicked(): readonly Dim[] {
    let together: readonly Dim[] = [];
    for (const picked of this.#picked) {
      const { dims, clash } = broadcastDims(together, picked.dims);
      together = dims;
      if (!clash) continue;
      const shapes = this.#picked.map((each) => listText(each.dims)).join(', ');
      const quote = `shape mismatch: indexing tensors could not be broadcast together with shapes ${shapes}`;
      const inputs = this.#picked.map((each) => volume(each.dims, 'integer'));
      this.#call.refuse('add-shapes-differ', { inputs, differsAt: clash.axis }, quote);
      break;
    }
    const places = this.#picked.map((picked) => picked.axis);
    const adjacent = places.every((place) => place === places[0]);
    const at = adjacent ? (places[0] ?? 0) : 0;
    return this.#dims.toSpliced(at, 0, ...together);
  }
}

function shapeOf(call: TorchCall, values: readonly Value[]): readonly Dim[] {
  const [first] = values;
  const inner = first !== undefined && isSequence(first) ? call.runtime.iterate(first) : undefined;
  return [values.length, ...(inner ? shapeOf(call, [...inner]) : [])];
}

/** As Python's slices count; a part of the batch is known only where both ends are multiples of it. */
function sliceLength(size: Dim, start: Dim, end: Dim | undefined, step: Dim, call: TorchCall): Dim {
  if (isKnown(size) && isKnown(start) && isKnown(step) && (end === undefined || isKnown(end))) {
    const clamp = (index: number) => Math.min(Math.max(index < 0 ? index + size : index, 0), size);
    return Math.max(0, Math.ceil((clamp(end ?? size) - clamp(start)) / step));
  }
  if (isBatch(size) && step === 1) {
    const [from, to] = [fromFront(start, size), end === undefined ? size : fromFront(end, size)];
    if (from === 0 && isBatch(to)) return to;
    if (isBatch(from) && end === undefined) return subtract(size, from);
    // The first one of every batch: all batches have one.
    if (from === 0 && to === 1) return 1;
    if (isKnown(from) && from >= 0 && end !== undefined && isBatch(to)) return subtract(to, from);
  }
  const unknown = [size, start, end, step].find((dim) => dim !== undefined && isUnknown(dim));
  return unknown !== undefined ? (unknown as Dim) : unknownDim(call.place({ reason: 'batch-arithmetic', facts: {} }));
}

/** Where `x[-N:]` begins; what lies before the first is the first. */
function fromFront(at: Dim, size: BatchDim): Dim {
  if (!isBatch(at) || at.numerator > 0) return at;
  const place = add(size, at);
  return isBatch(place) && place.numerator < 0 ? 0 : place;
}

/** `x[…] = y`: the shape stays; known cells do where one of them gets a known number. */
export const setItem: TorchBody = (call) => {
  const input = call.tensor('input');
  call.runtime.touch(input);
  input.native.cells = withOneCell(input.native, call.value('index') ?? null, scalarOf(call.value('value')));
  const value = tensorOf(call.value('value'));
  if (value?.isIn(call.builder)) {
    const written = tensorOf(
      call.lightOne([input.native, value], [input.native.volume], { type: '[]=', dtype: input.native.dtype }),
    );
    if (written) input.native.become(written);
  }
  return null;
};

function withOneCell(
  { cells, dims, dtype }: TensorNative,
  index: Value,
  number: number | undefined,
): readonly number[] | undefined {
  const sizes = dims?.filter(isKnown) ?? [];
  const places = (index instanceof PyTuple ? index.items : [index]).filter((item) => typeof item === 'number');
  if (!cells || number === undefined || sizes.length !== dims?.length || places.length !== sizes.length)
    return undefined;
  const strides = rowMajor(sizes);
  const at = places.map((place, axis) => (place < 0 ? place + (sizes[axis] ?? 0) : place));
  if (at.some((place, axis) => place < 0 || place >= (sizes[axis] ?? 0))) return undefined;
  return cells.with(
    at.reduce((sum, place, axis) => sum + place * (strides[axis] ?? 0), 0),
    stored(number, dtype),
  );
}
