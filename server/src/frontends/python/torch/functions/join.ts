// Functions that put tensors one behind the other, or beside each other.
import { add, type Dim, isKnown, multiply, unknownDim } from '../../../../graph/dim.ts';
import { refusedVolume } from '../../../../graph/refused.ts';
import { volume } from '../../../../graph/volume.ts';
import { BatchItems, type PyInstance, PyTuple, type Value } from '../../evaluator/values.ts';
import { lostCause } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { isSequence } from '../plain-data.ts';
import { kindOf, promote } from '../tensor/dtype.ts';
import { cellAt, computedAt, smallOf } from '../tensor/moved-cells.ts';
import { expanded } from '../tensor/small-tensor.ts';
import { instanceOf, SMALL, type TensorNative, tensorOf } from '../tensor/tensor.ts';
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
type Lift = (dims: readonly Dim[]) => readonly Dim[];
const toVector: Lift = (dims) => (dims.length === 0 ? [1] : dims);
const toMatrix: Lift = (dims) => (dims.length === 0 ? [1, 1] : dims.length === 1 ? [1, ...dims] : dims);
const toSolid: Lift = (dims) =>
  dims.length === 0 ? [1, 1, 1] : dims.length === 1 ? [1, ...dims, 1] : dims.length === 2 ? [...dims, 1] : dims;

const LIFTED: Readonly<Record<string, Lift>> = {
  hstack: toVector,
  vstack: toMatrix,
  row_stack: toMatrix,
  column_stack: (dims) => (dims.length === 0 ? [1, 1] : dims.length === 1 ? [...dims, 1] : dims),
  dstack: toSolid,
  atleast_1d: toVector,
  atleast_2d: toMatrix,
  atleast_3d: toSolid,
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

/** `atleast_2d` and its like: of one tensor, or of each of several. */
const lifted: TorchBody = (call) => {
  const lift = (native: TensorNative): Value => {
    const dims = native.dims && LIFTED[call.name]?.(native.dims);
    return dims && dims !== native.dims ? reshape(call, native, dims, false) : instanceOf(native);
  };
  const given = call.value('tensors');
  const [only, ...more] = given instanceof PyTuple ? given.items : [];
  const native = more.length === 0 ? tensorOf(only) : undefined;
  if (native) return native.dims ? lift(native) : call.unknown(lostCause(native));
  const items = more.length === 0 ? call.runtime.iterate(only ?? null) : [only ?? null, ...more];
  return items ? listed([...items].flatMap((item) => call.asTensor(item)?.native ?? []).map(lift)) : call.unknown();
};

/** Matrices along the diagonal of a large one. */
const blockDiagonal: TorchBody = (call) => {
  const natives = nativesOf(call);
  const large = natives.findIndex(({ dims }) => (dims?.length ?? 0) > 2);
  const wrong = natives[large];
  if (wrong) {
    const quote = `torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ${large} has ${wrong.dims?.length} dimensions`;
    call.refuse('rank-mismatch', { expected: [0, 1, 2], input: wrong.volume }, quote);
    return call.lightOne(natives, [refusedVolume(wrong.volume)]);
  }
  const dtype = natives.map((native) => native.dtype).reduce(promote, natives[0]?.dtype ?? 'float32');
  const sizes = natives.map(({ dims }) => (dims === undefined ? undefined : LIFTED.vstack?.(dims)));
  if (sizes.some((dims) => dims === undefined)) return call.unknown();
  const sum = (axis: number) => sizes.reduce<Dim>((total, dims) => add(total, dims?.[axis] ?? 1), 0);
  return call.lightOne(natives, [volume([sum(0), sum(1)], kindOf(dtype))], { dtype });
};

const meshgrid: TorchBody = (call) => {
  const given = call.value('tensors');
  const rest =
    given instanceof PyTuple && given.items.length === 1 && isSequence(given.items[0] ?? null) ? given.items[0] : given;
  const items = call.runtime.iterate(rest ?? null);
  if (!items) return call.runtime.lost(rest ?? null);
  const tensors = [...items];
  const natives = tensors.flatMap((item) => call.asTensor(item)?.native ?? []);
  if (natives.length < tensors.length) return call.unknown();
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
  'atleast_1d(*tensors)': lifted,
  'atleast_2d(*tensors)': lifted,
  'atleast_3d(*tensors)': lifted,
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
