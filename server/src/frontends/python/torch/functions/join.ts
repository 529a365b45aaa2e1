// Functions that put tensors one behind the other, or beside each other.
import { add, type Dim, isKnown, multiply, unknownDim } from '../../../../graph/dim.ts';
import { volume } from '../../../../graph/volume.ts';
import { BatchItems, type PyInstance, PyTuple, type Value } from '../../evaluator/values.ts';
import { lostCause } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { isSequence } from '../plain-data.ts';
import { cellAt, computedAt, smallOf } from '../tensor/moved-cells.ts';
import { expanded } from '../tensor/small-tensor.ts';
import { SMALL, type TensorNative, tensorOf } from '../tensor/tensor.ts';
import { reshape } from './shape.ts';

const listed = (items: readonly Value[]): Value => new PyTuple(items);

// Joining.

function joining(operator: 'concat' | 'stack'): TorchBody {
  return (call) => {
    const list = call.value('tensors') ?? null;
    const batch = BatchItems.in(list);
    if (batch) return joinedBatch(call, batch, operator);
    const tensors = call.tensors('tensors');
    if (!tensors) {
      const lost = call.runtime.lost(list);
      return call.unknown(lost.cause);
    }
    if (tensors.length === 0)
      return call.runtime.raise('RuntimeError', `${call.name}(): expected a non-empty list of Tensors`);
    const axis = call.int('dim');
    const inputs = tensors.map((tensor) => tensor.native);
    const result = call.one(operator, inputs, { axis: call.given('dim', axis) });
    return joinedCells(call, inputs, result, axis, operator);
  };
}

/** One tensor for each sample: there are as many as the batch says. */
function joinedBatch(call: TorchCall, { item, count, lost }: BatchItems, operator: 'concat' | 'stack'): Value {
  const native = call.asTensor(item)?.native;
  const dims = native?.dims;
  const given = call.int('dim');
  if (!native || !dims || typeof given !== 'number') return call.unknown(lost.cause);
  const rank = operator === 'stack' ? dims.length + 1 : dims.length;
  const axis = given < 0 ? given + rank : given;
  if (axis < 0 || axis >= rank) return call.unknown(lost.cause);
  const joined =
    operator === 'stack'
      ? [...dims.slice(0, axis), count, ...dims.slice(axis)]
      : dims.map((dim, at) => (at === axis ? multiply(dim, count) : dim));
  return call.lightOne([native], [volume(joined, native.volume.dtype)]);
}

function joinedCells(
  call: TorchCall,
  inputs: readonly TensorNative[],
  result: PyInstance,
  axis: Dim,
  operator: 'concat' | 'stack',
): PyInstance {
  const parts = inputs.flatMap((input) => smallOf(input) ?? []);
  const rank = tensorOf(result)?.dims?.length ?? 0;
  if (parts.length < inputs.length || !isKnown(axis)) return result;
  const at = axis < 0 ? axis + rank : axis;
  return computedAt(call, result, (place) => {
    let [part = 0, along] = operator === 'stack' ? [place[at], 0] : [0, place[at] ?? 0];
    // An empty vector may be joined to anything.
    const sizeOf = (index: number) => (parts[index]?.dims.length === rank ? (parts[index]?.dims[at] ?? 0) : 0);
    if (operator === 'concat') for (; along >= sizeOf(part) && part < parts.length; part++) along -= sizeOf(part);
    const from = parts[part];
    return from ? cellAt(from, operator === 'stack' ? place.toSpliced(at, 1) : place.with(at, along)) : 0;
  });
}

/** As `hstack`, `vstack` and `dstack` see a tensor of fewer axes than they need. */
const LIFTED: Readonly<Record<string, (dims: readonly Dim[]) => readonly Dim[]>> = {
  hstack: (dims) => (dims.length === 0 ? [1] : dims),
  vstack: (dims) => (dims.length === 0 ? [1, 1] : dims.length === 1 ? [1, ...dims] : dims),
  row_stack: (dims) => (dims.length === 0 ? [1, 1] : dims.length === 1 ? [1, ...dims] : dims),
  column_stack: (dims) => (dims.length === 0 ? [1, 1] : dims.length === 1 ? [...dims, 1] : dims),
  dstack: (dims) =>
    dims.length === 0 ? [1, 1, 1] : dims.length === 1 ? [1, ...dims, 1] : dims.length === 2 ? [...dims, 1] : dims,
};

/** `hstack` joins the second axis (the first of vectors), `vstack` the first, `dstack` the third. */
function stacking(axis: number): TorchBody {
  return (call) => {
    const tensors = call.tensors('tensors');
    if (!tensors) return call.unknown(call.runtime.lost(call.value('tensors') ?? null).cause);
    const inputs = tensors.map(({ native }) => {
      const lifted = native.dims && LIFTED[call.name]?.(native.dims);
      return lifted && lifted !== native.dims ? (tensorOf(reshape(call, native, lifted, false)) ?? native) : native;
    });
    const flat = inputs.every((native) => native.dims?.length === 1);
    return call.one('concat', inputs, { axis: { value: flat ? 0 : axis } });
  };
}

/** Those that are given one by one. */
function nativesOf(call: TorchCall): TensorNative[] {
  const given = call.value('tensors') ?? null;
  return [...(call.runtime.iterate(given) ?? [])].flatMap((item) => call.asTensor(item)?.native ?? []);
}

/** Matrices along the diagonal of a large one. */
const blockDiagonal: TorchBody = (call) => {
  const natives = nativesOf(call);
  const sizes = natives.map(({ dims }) => (dims === undefined ? undefined : LIFTED.vstack?.(dims)));
  if (sizes.some((dims) => dims === undefined)) return call.unknown();
  const sum = (axis: number) => sizes.reduce<Dim>((total, dims) => add(total, dims?.[axis] ?? 1), 0);
  return call.lightOne(natives, [volume([sum(0), sum(1)], natives[0]?.volume.dtype ?? 'float')]);
};

const meshgrid: TorchBody = (call) => {
  const given = call.value('tensors');
  const rest =
    given instanceof PyTuple && given.items.length === 1 && isSequence(given.items[0] ?? null) ? given.items[0] : given;
  const items = call.runtime.iterate(rest ?? null);
  if (!items) return call.runtime.lost(rest ?? null);
  const natives = [...items].flatMap((item) => call.asTensor(item)?.native ?? []);
  const sizes = natives.map(
    ({ dims, volume: v }): Dim => (dims ? (dims[0] ?? 1) : unknownDim(lostCause({ volume: v } as TensorNative))),
  );
  const indexing = call.text('indexing');
  if (indexing !== undefined && indexing !== 'xy' && indexing !== 'ij')
    call.runtime.raise(
      'RuntimeError',
      `torch.meshgrid: indexing must be one of "xy" or "ij", but received: ${indexing}`,
    );
  const swaps = indexing === 'xy' && sizes.length > 1;
  const order = swaps ? [sizes[1] ?? 1, sizes[0] ?? 1, ...sizes.slice(2)] : sizes;
  const parts = natives.flatMap((native, index) => {
    const axis = swaps && index < 2 ? 1 - index : index;
    const [part] = call.light([native], [volume(order, native.volume.dtype)]);
    const found = tensorOf(part);
    const known = order.filter(isKnown);
    const size = known.reduce((a, b) => a * b, 1);
    if (found && native.cells && known.length === order.length && size <= SMALL) {
      const own = known.map((_, at) => (at === axis ? (known[at] ?? 1) : 1));
      found.cells = expanded({ dims: own, cells: native.cells }, known);
    }
    return part ? [part] : [];
  });
  return listed(parts);
};

export const JOIN_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'cat(tensors, dim=0, **)': joining('concat'),
  'concat(tensors, dim=0, **)': joining('concat'),
  'concatenate(tensors, dim=0, **)': joining('concat'),
  'stack(tensors, dim=0, **)': joining('stack'),
  'hstack(tensors, **)': stacking(1),
  'vstack(tensors, **)': stacking(0),
  'dstack(tensors, **)': stacking(2),
  'row_stack(tensors, **)': stacking(0),
  'column_stack(tensors, **)': stacking(1),
  'block_diag(*tensors)': blockDiagonal,
  'cartesian_prod(*tensors)': (call) => {
    const natives = nativesOf(call);
    const sizes = natives.map(({ dims, volume: v }) =>
      dims ? (dims[0] ?? 1) : unknownDim(lostCause({ volume: v } as TensorNative)),
    );
    const count = sizes.reduce(multiply, 1);
    const dtype = natives[0]?.volume.dtype ?? 'float';
    return call.lightOne(natives, [volume(natives.length === 1 ? [count] : [count, natives.length], dtype)]);
  },
  'meshgrid(*tensors, indexing=None)': meshgrid,
});
