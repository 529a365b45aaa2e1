// Functions that make tensors: zeros, arange, tensor([…]) and those like another one.
import { type Dim, isKnown, type UnknownDim, unknownDim } from '../../../../graph/dim.ts';
import { dimText, listText } from '../../../../graph/torch-text.ts';
import { PyInstance, type Value } from '../../evaluator/values.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunction, torchFunctions } from '../call/torch-function.ts';
import { isSequence, scalarOf } from '../plain-data.ts';
import { type DtypeName, kindOf } from '../tensor/dtype.ts';
import { stored } from '../tensor/small-tensor.ts';
import { instanceOf, newTensor, SMALL, type TensorNative, tensorOf, unknownTensor } from '../tensor/tensor.ts';

type Fill = (call: TorchCall) => number | undefined;

/** Sizes one by one or as a list; `zeros()` is refused. */
function filled(fill: Fill, usual: DtypeName = 'float32', list = 'size'): TorchBody {
  return (call) => {
    const sizes = call.ints(list);
    const dtype = call.dtype() ?? usual;
    if (!call.isGiven(list) || (call.args.positional.length === 0 && call.args.keywords.size === 0))
      return call.runtime.raise('TypeError', missingSize(call.name));
    return 'lost' in sizes ? call.unknown(sizes.lost.cause, dtype) : constant(call, sizes.dims, dtype, fill(call));
  };
}

function missingSize(name: string): string {
  if (!name.startsWith('rand')) return `${name}() missing 1 required positional arguments: "size"`;
  return `${name}() received an invalid combination of arguments - got (), but expected one of:`;
}

function constant(call: TorchCall, dims: readonly Dim[], dtype: DtypeName, value: number | undefined): PyInstance {
  const negative = dims.find((dim) => isKnown(dim) && dim < 0);
  if (negative !== undefined) {
    const facts = { attribute: 'size', value: dimText(negative), expected: { kind: 'integer', min: 0 } } as const;
    call.refuse(
      'bad-value',
      facts,
      `Trying to create tensor with negative dimension ${dimText(negative)}: ${listText(dims)}`,
    );
  }
  const count = dims.reduce<number>((total, dim) => (isKnown(dim) ? total * dim : Infinity), 1);
  const cells =
    value !== undefined && count <= SMALL && count >= 0
      ? new Array<number>(count).fill(stored(value, dtype))
      : undefined;
  return newTensor(dims, dtype, cells);
}

function like(fill: Fill): TorchBody {
  return (call) => {
    const { dims, dtype, volume: v } = call.native('input');
    const type = call.dtype() ?? dtype;
    if (!dims) return call.unknown(v.dims ? undefined : v.cause, type);
    return constant(call, dims, type, fill(call));
  };
}

/** `x.new_zeros(2, 3)`: sizes of its own, the type of `x`. */
export function fresh(fill: Fill): TorchBody {
  return (call) => {
    const { dtype } = call.native('input');
    const sizes = call.ints('size');
    const type = call.dtype() ?? dtype;
    return 'lost' in sizes ? call.unknown(sizes.lost.cause, type) : constant(call, sizes.dims, type, fill(call));
  };
}

const full: TorchBody = (call) => {
  const sizes = call.ints('size');
  const value = call.value('fill_value') ?? null;
  const dtype = call.dtype() ?? (call.value('input') === undefined ? typeOfScalar(value) : call.native('input').dtype);
  return 'lost' in sizes ? call.unknown(sizes.lost.cause, dtype) : constant(call, sizes.dims, dtype, scalarOf(value));
};

function typeOfScalar(value: Value): DtypeName {
  if (typeof value === 'boolean') return 'bool';
  const tensor = tensorOf(value);
  if (tensor) return tensor.dtype;
  return typeof value === 'number' ||
    typeof value === 'bigint' ||
    (typeof value === 'object' && value !== null && value.kind === 'batch')
    ? 'int64'
    : 'float32';
}

/** `arange(end)`, `arange(start, end)`, `arange(start, end, step)`. */
const arange: TorchBody = (call) => {
  const second = call.value('end') ?? null;
  const [from, to] = second === null ? [0, call.value('start') ?? null] : [call.value('start') ?? 0, second];
  const by = call.value('step') ?? 1;
  const all = [from, to, by];
  const wrong = all.find((value) => value === null || typeof value === 'string' || isSequence(value));
  if (wrong !== undefined)
    call.runtime.raise('TypeError', `arange(): a Number is wanted, not ${call.runtime.typeOf(wrong).name}`);
  const dtype =
    call.dtype() ??
    (all.some((value) => !call.runtime.isUnknown(value) && typeOfScalar(value) === 'float32') ? 'float32' : 'int64');
  const [start, end, step] = all.map(scalarOf);
  if (start === undefined || end === undefined || step === undefined) {
    if (start === 0 && step === 1 && to !== null && typeof to === 'object' && to.kind === 'batch')
      return newTensor([to], dtype);
    const lost = all.find((value): value is UnknownDim => call.runtime.isUnknown(value));
    return newTensor([lost ?? unknownDim({ reason: 'batch-arithmetic', facts: {} })], dtype);
  }
  if (step === 0 || (end - start) / step < 0) {
    const quote = step === 0 ? 'step must be nonzero' : 'upper bound and lower bound inconsistent with step sign';
    const expected = { kind: 'number', ...(step > 0 ? { min: start } : { max: start }) } as const;
    call.refuse('bad-value', { attribute: 'end', value: String(end), expected }, quote);
    return newTensor([unknownDim({ reason: 'refused', facts: { layer: '' } })], dtype);
  }
  const count = Math.ceil((end - start) / step);
  const cells = count <= SMALL ? Array.from({ length: count }, (_, at) => stored(start + at * step, dtype)) : undefined;
  return newTensor([count], dtype, cells);
};

/**
 * Both halves count from their own end, in the type that comes out.
 * Source: aten/src/ATen/native/cpu/RangeFactoriesKernel.cpp, linspace_kernel, PyTorch 2.13.
 */
const linspace: TorchBody = (call) => {
  const count = call.int('steps');
  const dtype = call.dtype() ?? 'float32';
  const [start, end] = [call.number('start'), call.number('end')];
  if (!isKnown(count) || start === undefined || end === undefined || count > SMALL) return newTensor([count], dtype);
  const keep = (value: number) => stored(value, kindOf(dtype) === 'integer' ? 'float64' : dtype);
  const [first, last] = [keep(start), keep(end)];
  const step = keep(keep(last - first) / (count - 1));
  const cells = Array.from({ length: count }, (_, at) => {
    if (count === 1) return stored(first, dtype);
    // The kernel multiplies and adds in one rounding.
    return stored(at < Math.floor(count / 2) ? first + step * at : last - step * (count - at - 1), dtype);
  });
  return newTensor([count], dtype, cells);
};

const logspace: TorchBody = (call) => newTensor([call.int('steps')], call.dtype() ?? 'float32');

const eye: TorchBody = (call) => {
  const rows = call.int('n');
  const columns = call.has('m') ? call.int('m') : rows;
  const dtype = call.dtype() ?? 'float32';
  if (!isKnown(rows) || !isKnown(columns) || rows * columns > SMALL) return newTensor([rows, columns], dtype);
  const cells = Array.from({ length: rows * columns }, (_, at) => (Math.floor(at / columns) === at % columns ? 1 : 0));
  return newTensor([rows, columns], dtype, cells);
};

/** From lists of numbers, lists of lists, NumPy arrays (unknown) or another tensor. */
const tensor: TorchBody = (call) => tensorFrom(call, call.dtype());

function tensorFrom(call: TorchCall, asked: DtypeName | undefined): Value {
  const data = call.value('data') ?? null;
  const given = tensorOf(data);
  if (given) {
    if (asked === undefined || asked === given.dtype)
      return call.name === 'tensor' ? newLike(given, given.dtype) : (data as PyInstance);
    return newLike(given, asked);
  }
  if (call.runtime.isUnknown(data)) return call.unknown(data.cause, asked);
  const read = nested(call, data);
  // Not even the kind of its numbers is known.
  if ('lost' in read) return asked === undefined ? call.runtime.lost(read.lost) : call.unknown(read.lost.cause, asked);
  const dtype = asked ?? read.dtype ?? 'float32';
  const cells = read.cells.every((cell) => cell !== undefined)
    ? read.cells.map((cell) => stored(cell, dtype))
    : undefined;
  return newTensor(read.dims, dtype, cells);
}

function newLike({ volume: v, cells }: TensorNative, dtype: DtypeName): PyInstance {
  return v.dims
    ? newTensor(
        v.dims,
        dtype,
        cells?.map((cell) => stored(cell, dtype)),
      )
    : unknownTensor(v.cause, dtype);
}

type Nested =
  | {
      readonly dims: readonly Dim[];
      readonly cells: readonly (number | undefined)[];
      readonly dtype: DtypeName | undefined;
    }
  | { readonly lost: UnknownDim };

function nested(call: TorchCall, value: Value): Nested {
  const native = tensorOf(value);
  if (native) {
    const { volume: v, cells = [undefined], dtype } = native;
    return v.dims ? { dims: v.dims, cells, dtype } : { lost: unknownDim(v.cause) };
  }
  if (!isSequence(value)) {
    const held = value instanceof PyInstance ? tensorOf(value.own('_tensor')) : undefined;
    if (held) return nested(call, instanceOf(held));
    if (value instanceof PyInstance && value.class.module === 'numpy')
      return nested(call, call.runtime.call(call.runtime.getAttribute(value, 'tolist'), []));
    if (call.runtime.isUnknown(value)) return { lost: value };
    return { dims: [], cells: [scalarOf(value)], dtype: typeOfScalar(value) };
  }
  const items = call.runtime.iterate(value);
  if (!items) return { lost: call.runtime.lost(value) };
  const all = [...items];
  // Beside a number there is a number; of others nobody knows whether they are lists.
  const isFlat = all.some(
    (item) => !isSequence(item) && !(item instanceof PyInstance) && !call.runtime.isUnknown(item),
  );
  const parts = all.map((item): Nested => {
    if (!call.runtime.isUnknown(item)) return nested(call, item);
    return isFlat ? { dims: [], cells: [undefined], dtype: undefined } : { lost: item };
  });
  const lost = parts.find((part) => 'lost' in part);
  if (lost) return lost;
  const known = parts.flatMap((part) => ('lost' in part ? [] : [part]));
  const [first] = known;
  const types = known.flatMap((part) => part.dtype ?? []);
  const dtype =
    types.find((type) => kindOf(type) === 'float') ?? types.find((type) => kindOf(type) === 'integer') ?? types[0];
  return { dims: [known.length, ...(first?.dims ?? [])], cells: known.flatMap((part) => part.cells), dtype };
}

const fromNumpy: TorchBody = (call) => {
  const data = call.value('data') ?? null;
  if (data instanceof PyInstance && data.class.module === 'numpy') return tensorFrom(call, undefined);
  return call.unknown(call.runtime.isUnknown(data) ? data.cause : call.notModelled());
};

const randint: TorchBody = (call) => {
  const size = call.value('size') ?? call.value('high') ?? null;
  const dtype = call.dtype() ?? 'int64';
  if (!isSequence(size)) return call.unknown(call.runtime.isUnknown(size) ? size.cause : undefined, dtype);
  const items = call.runtime.iterate(size);
  return items
    ? newTensor(
        [...items].map((item) => call.toInt(item, 'size')),
        dtype,
      )
    : call.unknown(undefined, dtype);
};

const randperm: TorchBody = (call) => newTensor([call.int('n')], call.dtype() ?? 'int64');

/** `normal(mean, std, size)`, or of tensors. */
const normal: TorchBody = (call) => {
  const sizes = call.has('size') ? call.ints('size') : undefined;
  if (sizes && !('lost' in sizes)) return newTensor(sizes.dims, 'float32');
  const shaped = tensorOf(call.value('mean')) ?? tensorOf(call.value('std'));
  return shaped?.dims ? newTensor(shaped.dims, shaped.dtype) : call.unknown();
};

/** `range`, which goes up to its end and counts in floats. */
const inclusive: TorchBody = (call) => {
  const second = call.value('end') ?? null;
  const [start, end] = (second === null ? [0, call.value('start') ?? null] : [call.value('start') ?? 0, second]).map(
    scalarOf,
  );
  const step = scalarOf(call.value('step') ?? 1);
  const dtype = call.dtype() ?? 'float32';
  if (start === undefined || end === undefined || !step || (end - start) / step < 0)
    return newTensor([unknownDim(call.dataCause())], dtype);
  const count = Math.floor((end - start) / step) + 1;
  const cells = count <= SMALL ? Array.from({ length: count }, (_, at) => stored(start + at * step, dtype)) : undefined;
  return newTensor([count], dtype, cells);
};

/** Rows and columns of the cells on one side of the diagonal. */
function triangleIndices(isLower: boolean): TorchBody {
  return (call) => {
    const rows = call.int('row');
    const columns = call.has('col') ? call.int('col') : rows;
    const offset = call.number('offset') ?? 0;
    if (!isKnown(rows) || !isKnown(columns)) return newTensor([2, unknownDim(call.dataCause())], 'int64');
    let count = 0;
    for (let row = 0; row < Math.min(rows, 10_000); row++) {
      const below = Math.min(columns, Math.max(0, row + offset + 1));
      const from = Math.min(columns, Math.max(0, row + offset));
      count += isLower ? below : columns - from;
    }
    return newTensor([2, rows > 10_000 ? unknownDim(call.dataCause()) : count], 'int64');
  };
}

export const none: Fill = () => undefined;
const zero: Fill = () => 0;
const one: Fill = () => 1;
const given: Fill = (call) => call.number('fill_value');

export const MAKE_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'zeros(*size, **)': filled(zero),
  'ones(*size, **)': filled(one),
  'empty(*size, **)': filled(none),
  'rand(*size, **)': filled(none),
  'randn(*size, **)': filled(none),
  'full(size, fill_value, **)': full,
  'zeros_like(input, **)': like(zero),
  'ones_like(input, **)': like(one),
  'empty_like(input, **)': like(none),
  'full_like(input, fill_value, **)': like(given),
  'rand_like(input, **)': like(none),
  'randn_like(input, **)': like(none),
  'randint_like(input, low=None, high=None, **)': like(none),
  'bernoulli(input, **)': like(none),
  'arange(start=0, end=None, step=1, **)': arange,
  'range(start, end=None, step=1, **)': inclusive,
  'tril_indices(row, col=None, offset=0, **)': triangleIndices(true),
  'triu_indices(row, col=None, offset=0, **)': triangleIndices(false),
  'linspace(start, end, steps, **)': linspace,
  'logspace(start, end, steps, **)': logspace,
  'eye(n, m=None, **)': eye,
  'tensor(data, **)': tensor,
  'as_tensor(data, **)': tensor,
  'asarray(data, **)': tensor,
  'scalar_tensor(s, **)': (call) => {
    const value = call.number('s');
    const dtype = call.dtype() ?? 'float32';
    return newTensor([], dtype, value === undefined ? undefined : [stored(value, dtype)]);
  },
  'from_numpy(data)': fromNumpy,
  'randint(low=0, high=None, size=None, **)': randint,
  'randperm(n, **)': randperm,
  'normal(mean=0, std=1, size=None, **)': normal,
  'hann_window(window_length, **)': (call) => newTensor([call.int('window_length')], call.dtype() ?? 'float32'),
  'hamming_window(window_length, **)': (call) => newTensor([call.int('window_length')], call.dtype() ?? 'float32'),
});

/** Of tensors only. */
export const NEW_METHODS: readonly TorchFunction[] = [
  torchFunction('new_zeros(input, *size, **)', fresh(zero)),
  torchFunction('new_ones(input, *size, **)', fresh(one)),
  torchFunction('new_empty(input, *size, **)', fresh(none)),
  torchFunction('new_full(input, size, fill_value, **)', full),
  torchFunction('new_tensor(input, data, **)', (call) => tensorFrom(call, call.dtype() ?? call.native('input').dtype)),
];
