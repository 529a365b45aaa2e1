// What a tensor can do as a Python object: attributes, operators, methods, and those methods that change it.
import { broadcastDims } from '../../../graph/broadcast.ts';
import { differ, isKnown, isUnknown, product, unknownDim } from '../../../graph/dim.ts';
import { listText } from '../../../graph/torch-text.ts';
import {
  type NativeCode,
  NOT_IMPLEMENTED,
  nativeMethod,
  PyFloat,
  PyInstance,
  PyIterator,
  PyList,
  PyProperty,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { isSequence, type TorchBody, TorchCall, type TorchFunction, torchFunction, torchFunctions } from './call.ts';
import { bitsOf, CPU, type DtypeName, dtypeOf, dtypeValue, kindOf } from './dtype.ts';
import { ALGEBRA_FUNCTIONS, matmul } from './functions-algebra.ts';
import { BINARY, between, CELL_FUNCTIONS } from './functions-cells.ts';
import { CUT_FUNCTIONS } from './functions-cut.ts';
import { EXPAND_FUNCTIONS } from './functions-expand.ts';
import { NEW_METHODS } from './functions-make.ts';
import { REDUCE_FUNCTIONS } from './functions-reduce.ts';
import { matrixTransposed, reversed, SHAPE_FUNCTIONS } from './functions-shape.ts';
import { getItem, setItem } from './indexing.ts';
import { rowMajor, stored } from './small-tensor.ts';
import { instanceOf, newTensor, SIZE, SMALL, sizeOf, TENSOR, type TensorNative, tensorOf } from './tensor.ts';

// Attributes.

function property(
  name: string,
  get: (native: TensorNative, self: PyInstance, runtime: Runtime) => Value,
  set?: NativeCode,
): void {
  const getter = nativeMethod(name, (runtime, { positional: [self = null] }) => {
    const native = tensorOf(self);
    return native ? get(native, self as PyInstance, runtime) : runtime.lost(self);
  });
  TENSOR.namespace.set(name, new PyProperty(getter, set ? nativeMethod(name, set) : null));
}

/** A property that is a call of a function. */
function computed(name: string, body: TorchBody): void {
  const { asMethod } = torchFunction(`${name}(input)`, body);
  TENSOR.namespace.set(name, new PyProperty(asMethod));
}

const replaceData: NativeCode = (runtime, { positional: [self, value] }) => {
  const [native, given] = [tensorOf(self), tensorOf(value)];
  if (!(self instanceof PyInstance) || !native || !given) return null;
  runtime.touch(self);
  const { requiresGrad } = native;
  native.become(given);
  native.requiresGrad = requiresGrad;
  return null;
};

property('shape', (native) => sizeOf(native));
property('ndim', ({ dims, volume: v }) =>
  dims ? dims.length : unknownDim(v.dims ? { reason: 'batch-arithmetic', facts: {} } : v.cause),
);
property('dtype', (native) => dtypeValue(native.dtype));
property('device', () => CPU);
property(
  'requires_grad',
  (native) => native.requiresGrad,
  (runtime, { positional: [self, value = true] }) => {
    const native = tensorOf(self);
    if (!(self instanceof PyInstance) || !native) return null;
    runtime.touch(self);
    native.requiresGrad = runtime.truth(value) ?? native.requiresGrad;
    return null;
  },
);
property('data', (native, self) => (native.requiresGrad ? instanceOf(native.alias()) : self), replaceData);
for (const name of ['grad', 'grad_fn', 'names'])
  property(
    name,
    () => null,
    () => null,
  );
for (const name of ['is_cuda', 'is_sparse', 'is_quantized', 'is_meta', 'is_mps', 'is_nested', 'is_mkldnn', 'is_xla'])
  property(name, () => false);
property('is_leaf', () => true);
property('itemsize', (native) => bitsOf(native.dtype) / 8);
property('nbytes', (native) => {
  const cells = native.dims ? product(native.dims) : undefined;
  return cells !== undefined && isKnown(cells)
    ? (cells * bitsOf(native.dtype)) / 8
    : unknownDim({ reason: 'batch-arithmetic', facts: {} });
});
computed('T', reversed);
computed('H', matrixTransposed);
computed('mT', matrixTransposed);
computed('mH', matrixTransposed);
const part: TorchBody = (call) => {
  const input = call.native('input');
  return kindOf(input.dtype) === 'complex'
    ? call.lightOne([input], [{ ...input.volume, dtype: 'float' }], { dtype: 'float32' })
    : call.tensor('input');
};
computed('real', part);
computed('imag', part);

// Types.

export function castTo(call: TorchCall, self: PyInstance, dtype: DtypeName): PyInstance {
  const native = tensorOf(self);
  if (!native || native.dtype === dtype) return self;
  if (kindOf(dtype) === kindOf(native.dtype)) {
    const alias = native.alias(dtype);
    alias.cells = native.cells?.map((cell) => stored(cell, dtype));
    alias.strides = native.strides;
    return instanceOf(alias);
  }
  if (native.cells && native.dims)
    return newTensor(
      native.dims,
      dtype,
      native.cells.map((cell) => stored(cell, dtype)),
    );
  return call.lightOne([native], [{ ...native.volume, dtype: kindOf(dtype) }], { dtype, elementwise: true });
}

const converting =
  (dtype: DtypeName): TorchBody =>
  (call) =>
    castTo(call, call.tensor('input'), dtype);

/** `x.to(dtype)`, `x.to(device)`, `x.to(other)`, `x.to(device, dtype)`: only types matter. */
const to: TorchBody = (call) => {
  const self = call.tensor('input');
  const given = call.value('targets');
  const items = given instanceof PyTuple ? given.items : [];
  for (const item of [...items, ...call.args.keywords.values()]) {
    const dtype = dtypeOf(item) ?? tensorOf(item)?.dtype;
    if (dtype !== undefined) return castTo(call, self, dtype);
  }
  return self;
};

const NAMED: Readonly<Record<string, DtypeName>> = {
  float: 'float32',
  double: 'float64',
  half: 'float16',
  bfloat16: 'bfloat16',
  int: 'int32',
  long: 'int64',
  short: 'int16',
  char: 'int8',
  byte: 'uint8',
  bool: 'bool',
};

// Values.

function scalar(cell: number, dtype: DtypeName): Value {
  const kind = kindOf(dtype);
  return kind === 'boolean' ? cell !== 0 : kind === 'integer' ? cell : new PyFloat(cell);
}

const item: TorchBody = (call) => {
  const { cells, dtype, requiresGrad } = call.native('input');
  const [cell, ...more] = cells ?? [];
  if (cell === undefined || requiresGrad) return unknownDim(call.dataCause());
  if (more.length > 0)
    return call.runtime.raise(
      'RuntimeError',
      `a Tensor with ${more.length + 1} elements cannot be converted to Scalar`,
    );
  return scalar(cell, dtype);
};

const tolist: TorchBody = (call) => {
  const native = call.native('input');
  const { dims, dtype, cells, requiresGrad } = native;
  const sizes = dims?.filter(isKnown);
  if (!dims || !sizes || sizes.length !== dims.length || sizes.reduce((a, b) => a * b, 1) > SMALL)
    return unknownDim(call.dataCause());
  const lost = unknownDim(call.dataCause());
  const strides = rowMajor(sizes);
  const build = (axis: number, at: number): Value => {
    if (axis < sizes.length)
      return new PyList(
        Array.from({ length: sizes[axis] ?? 0 }, (_, index) => build(axis + 1, at + index * (strides[axis] ?? 1))),
      );
    const cell = cells?.[at];
    return cell === undefined || requiresGrad ? lost : scalar(cell, dtype);
  };
  return build(0, 0);
};

const size: TorchBody = (call) => {
  const native = call.native('input');
  if (!call.has('dim')) return sizeOf(native);
  const index = call.int('dim');
  const { dims, volume: v } = native;
  if (!dims) return unknownDim(v.dims ? call.dataCause() : v.cause);
  if (!isKnown(index)) return isUnknown(index) ? index : unknownDim(call.dataCause());
  const found = dims.at(index);
  if (found !== undefined && index >= -dims.length) return found;
  const count = Math.max(1, dims.length);
  return call.runtime.raise(
    'IndexError',
    `Dimension out of range (expected to be in range of [${-count}, ${count - 1}], but got ${index})`,
  );
};

const numel: TorchBody = (call) => {
  const { dims, volume: v } = call.native('input');
  return dims ? product(dims) : unknownDim(v.dims ? call.dataCause() : v.cause);
};

// Changing in place.

function become(call: TorchCall, result: Value): Value {
  const self = call.tensor('input');
  const made = tensorOf(result);
  if (!made) return result;
  call.runtime.touch(self);
  const { requiresGrad } = self.native;
  self.native.become(made);
  self.native.requiresGrad = requiresGrad;
  return self;
}

/** The shape of a tensor that is changed must not grow. */
function keepsShape(call: TorchCall, result: Value): boolean {
  const before = call.native('input');
  const after = tensorOf(result);
  if (!before.dims || !after?.dims) return true;
  const { dims } = broadcastDims(before.dims, after.dims);
  const grown = after.dims.length > before.dims.length || dims.some((dim, at) => differ(dim, before.dims?.[at] ?? 1));
  if (!grown || call.refused(result)) return true;
  const quote = `output with shape ${listText(before.dims)} doesn't match the broadcast shape ${listText(after.dims)}`;
  call.refuse('add-shapes-differ', { inputs: [before.volume, after.volume], differsAt: 0 }, quote);
  return false;
}

/** `add_` of `add`: the same call, and the object becomes its result. */
function changing({ name, asMethod }: TorchFunction, checks: boolean): void {
  const code: NativeCode = (runtime, args) => {
    const result = asMethod.call(runtime, args);
    const call = new TorchCall(
      name,
      runtime,
      args,
      { values: new Map([['input', args.positional[0] ?? null]]), places: new Map() },
      1,
    );
    if (!tensorOf(args.positional[0])) return result;
    if (checks && !keepsShape(call, result)) return args.positional[0] ?? null;
    return become(call, result);
  };
  TENSOR.namespace.set(`${name}_`, nativeMethod(`${name}_`, code));
}

/** Cells that are not followed: `normal_`, `copy_` and their like. */
const overwritten: TorchBody = (call) => {
  const self = call.tensor('input');
  call.runtime.touch(self);
  const source = tensorOf(call.value('source') ?? null);
  if (source?.isIn(call.builder))
    return become(call, call.lightOne([self.native, source], [self.native.volume], { dtype: self.native.dtype }));
  self.native.cells = undefined;
  return self;
};

const filled: TorchBody = (call) => {
  const self = call.tensor('input');
  call.runtime.touch(self);
  const value = call.name === 'zero_' ? 0 : call.number('value');
  self.native.cells =
    value !== undefined && self.native.cells
      ? self.native.cells.map(() => stored(value, self.native.dtype))
      : undefined;
  return self;
};

const self: TorchBody = (call) => call.tensor('input');

/** The same cells in order: a copy where they are not. */
const ordered: TorchBody = (call) => {
  const tensor = call.tensor('input');
  return tensor.native.strides ? instanceOf(tensor.native.alias()) : tensor;
};

const copied: TorchBody = (call) => instanceOf(call.native('input').alias());

const METHODS: readonly TorchFunction[] = [
  ...torchFunctions({
    'size(input, dim=None)': size,
    'dim(input)': (call) => {
      const { dims, volume: v } = call.native('input');
      return dims ? dims.length : unknownDim(v.dims ? call.dataCause() : v.cause);
    },
    'ndimension(input)': (call) => call.native('input').dims?.length ?? unknownDim(call.dataCause()),
    'numel(input)': numel,
    'nelement(input)': numel,
    'element_size(input)': (call) => bitsOf(call.native('input').dtype) / 8,
    'item(input)': item,
    'tolist(input)': tolist,
    'contiguous(input, **)': ordered,
    'clone(input, **)': copied,
    'detach(input)': (call) => (call.native('input').requiresGrad ? copied(call) : call.tensor('input')),
    'detach_(input)': self,
    'requires_grad_(input, requires_grad=True)': (call) => {
      const tensor = call.tensor('input');
      call.runtime.touch(tensor);
      tensor.native.requiresGrad = call.flag('requires_grad', true);
      return tensor;
    },
    'cpu(input, **)': self,
    'cuda(input, *device, **)': self,
    'pin_memory(input, **)': self,
    'share_memory_(input)': self,
    'retain_grad(input)': () => null,
    'backward(input, *args, **)': () => null,
    'register_hook(input, hook)': () => null,
    'numpy(input, **)': (call) => unknownDim(call.dataCause()),
    'to(input, *targets, **)': to,
    'type(input, *targets, **)': (call) => {
      const given = call.value('targets');
      return given instanceof PyTuple && given.items.length > 0 ? to(call) : `torch.${call.native('input').dtype}`;
    },
    'type_as(input, other)': (call) => castTo(call, call.tensor('input'), call.native('other').dtype),
    'is_contiguous(input, **)': (call) => call.native('input').strides === undefined,
    'is_floating_point(input)': (call) => kindOf(call.native('input').dtype) === 'float',
    'is_complex(input)': (call) => kindOf(call.native('input').dtype) === 'complex',
    'get_device(input)': () => -1,
    'stride(input, dim=None)': (call) => unknownDim(call.dataCause()),
    'storage(input)': (call) => unknownDim(call.dataCause()),
    'data_ptr(input)': (call) => unknownDim(call.dataCause()),
    'zero_(input)': filled,
    'fill_(input, value=None)': filled,
    'normal_(input, *args, **)': overwritten,
    'uniform_(input, *args, **)': overwritten,
    'bernoulli_(input, *args, **)': overwritten,
    'random_(input, *args, **)': overwritten,
    'exponential_(input, *args, **)': overwritten,
    'trunc_normal_(input, *args, **)': overwritten,
    'copy_(input, source=None, **)': overwritten,
    'fill_diagonal_(input, *args, **)': overwritten,
    'set_(input, source=None, **)': (call) => {
      const source = tensorOf(call.value('source') ?? null);
      return source ? become(call, instanceOf(source)) : call.tensor('input');
    },
    'softmax_(input)': self,
    ...Object.fromEntries(Object.entries(NAMED).map(([name, dtype]) => [`${name}(input, **)`, converting(dtype)])),
  }),
  ...NEW_METHODS,
];

/** Functions that have no method of their name. */
const NO_METHODS: ReadonlySet<string> = new Set([
  'cat',
  'concat',
  'concatenate',
  'stack',
  'hstack',
  'vstack',
  'dstack',
  'meshgrid',
  'einsum',
  'cdist',
  'broadcast_tensors',
  'cosine_similarity',
  'isin',
  'complex',
  'polar',
  'var_mean',
  'std_mean',
  'softmax_',
]);

for (const functions of [
  CELL_FUNCTIONS,
  SHAPE_FUNCTIONS,
  EXPAND_FUNCTIONS,
  CUT_FUNCTIONS,
  REDUCE_FUNCTIONS,
  ALGEBRA_FUNCTIONS,
]) {
  for (const each of functions) {
    if (NO_METHODS.has(each.name)) continue;
    if (each.name === 'where') continue;
    TENSOR.namespace.set(each.name, each.asMethod);
    changing(each, functions === CELL_FUNCTIONS);
  }
}
for (const { name, asMethod } of METHODS) TENSOR.namespace.set(name, asMethod);

/** `x.where(condition, other)` has its arguments in another order. */
TENSOR.namespace.set(
  'where',
  nativeMethod('where', (runtime, args) => {
    const [input = null, condition = null, ...rest] = args.positional;
    const found = CELL_FUNCTIONS.find(({ name }) => name === 'where');
    return found
      ? found.asFunction.call(runtime, { ...args, positional: [condition, input, ...rest] })
      : runtime.lost(input);
  }),
);

// Operators.

const OPERATORS: readonly (readonly [dunder: string, rule: string, sign: string])[] = [
  ['add', 'add', '+'],
  ['sub', 'sub', '-'],
  ['mul', 'mul', '*'],
  ['truediv', 'div', '/'],
  ['floordiv', 'floor_divide', '//'],
  ['mod', 'remainder', '%'],
  ['pow', 'pow', '**'],
  ['and', 'bitwise_and', '&'],
  ['or', 'bitwise_or', '|'],
  ['xor', 'bitwise_xor', '^'],
  ['lshift', 'bitwise_left_shift', '<<'],
  ['rshift', 'bitwise_right_shift', '>>'],
];

function operation(name: string, sign: string, rule: string, order: 'left' | 'right' | 'inplace'): void {
  const how = BINARY[rule];
  if (!how) return;
  const code: NativeCode = (runtime, args) => {
    const [mine = null, other = null] = args.positional;
    const call = new TorchCall(
      sign,
      runtime,
      args,
      {
        values: new Map([
          ['input', mine],
          ['other', other],
        ]),
        places: new Map(),
      },
      1,
    );
    const result = order === 'right' ? between(call, other, mine, how) : between(call, mine, other, how);
    if (order !== 'inplace' || result === NOT_IMPLEMENTED) return result;
    return keepsShape(call, result) ? become(call, result) : mine;
  };
  TENSOR.namespace.set(name, nativeMethod(name, code));
}

for (const [dunder, rule, sign] of OPERATORS) {
  operation(`__${dunder}__`, sign, rule, 'left');
  operation(`__r${dunder}__`, sign, rule, 'right');
  operation(`__i${dunder}__`, `${sign}=`, rule, 'inplace');
}
for (const [name, sign] of [
  ['eq', '=='],
  ['ne', '!='],
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>='],
] as const)
  operation(`__${name}__`, sign, name, 'left');

function dunder(signature: string, body: TorchBody): void {
  const { name, asMethod } = torchFunction(signature, body);
  TENSOR.namespace.set(name, asMethod);
}

/** As `dunder`, listed in the graph by its sign. */
function matrixProduct(name: string, isReversed: boolean): void {
  const code: NativeCode = (runtime, args) => {
    const [mine = null, other = null] = args.positional;
    const [input, right] = isReversed ? [other, mine] : [mine, other];
    return matmul(
      new TorchCall(
        '@',
        runtime,
        args,
        {
          values: new Map([
            ['input', input],
            ['other', right],
          ]),
          places: new Map(),
        },
        1,
      ),
    );
  };
  TENSOR.namespace.set(name, nativeMethod(name, code));
}

matrixProduct('__matmul__', false);
matrixProduct('__rmatmul__', true);

function unaryBy(name: string, of: string): void {
  const found = CELL_FUNCTIONS.find((each) => each.name === of);
  if (found) TENSOR.namespace.set(name, found.asMethod);
}

unaryBy('__neg__', 'neg');
unaryBy('__pos__', 'positive');
unaryBy('__abs__', 'abs');
unaryBy('__invert__', 'bitwise_not');

dunder('__getitem__(input, index)', getItem);
dunder('__setitem__(input, index, value)', setItem);
dunder('__len__(input)', (call) => {
  const { dims, volume: v } = call.native('input');
  if (!dims) return unknownDim(v.dims ? call.dataCause() : v.cause);
  return dims[0] ?? call.runtime.raise('TypeError', 'len() of a 0-d tensor');
});
dunder('__iter__(input)', (call) => {
  const { dims, volume: v } = call.native('input');
  const first = dims?.[0];
  if (!dims) return unknownDim(v.dims ? call.dataCause() : v.cause);
  if (first === undefined) return call.runtime.raise('TypeError', 'iteration over a 0-d tensor');
  if (!isKnown(first)) return isUnknown(first) ? first : unknownDim(call.dataCause());
  let at = 0;
  const { runtime } = call;
  const tensor = call.tensor('input');
  return new PyIterator(() => (at < first ? runtime.getItem(tensor, at++) : undefined));
});
dunder('__contains__(input, item)', (call) => unknownDim(call.dataCause()));
dunder('__hash__(input)', (call) => hashOf(call.tensor('input')));
const single =
  (convert: (cell: number) => Value): TorchBody =>
  (call) => {
    const { cells, requiresGrad } = call.native('input');
    const [cell, ...more] = cells ?? [];
    return cell === undefined || more.length > 0 || requiresGrad ? unknownDim(call.dataCause()) : convert(cell);
  };
dunder(
  '__bool__(input)',
  single((cell) => cell !== 0),
);
dunder(
  '__int__(input)',
  single((cell) => Math.trunc(cell)),
);
dunder(
  '__index__(input)',
  single((cell) => Math.trunc(cell)),
);
dunder(
  '__float__(input)',
  single((cell) => new PyFloat(cell)),
);
dunder('__round__(input, digits=None)', (call) => {
  const found = CELL_FUNCTIONS.find(({ name }) => name === 'round');
  return found
    ? found.asMethod.call(call.runtime, { ...call.args, positional: [call.tensor('input')] })
    : call.unknown();
});
const text: TorchBody = (call) => `tensor(shape=${listText(call.native('input').dims ?? [])})`;
dunder('__repr__(input)', text);
dunder('__str__(input)', text);
dunder('__format__(input, specifier)', text);
dunder('__deepcopy__(input, memo=None)', copied);
dunder('__copy__(input)', copied);
dunder('__array__(input, **)', (call) => unknownDim(call.dataCause()));

/** What is not modelled is unknown, never an error. */
TENSOR.namespace.set(
  '__getattr__',
  nativeMethod('__getattr__', (runtime, { positional: [, name] }) => {
    const { uri, span } = runtime.site;
    const place = uri === '' ? {} : { place: { uri, span } };
    return unknownDim({ reason: 'not-modelled', facts: { name: `torch.Tensor.${String(name)}` }, ...place });
  }),
);

const hashes = new WeakMap<PyInstance, number>();
let hashed = 0;

function hashOf(tensor: PyInstance): number {
  const known = hashes.get(tensor);
  if (known !== undefined) return known;
  hashed++;
  hashes.set(tensor, hashed);
  return hashed;
}

// Making: `torch.Tensor(2, 3)`, `torch.Tensor([1, 2])`.

/** `torch.FloatTensor` and its like. */
export function tensorConstructor(dtype: DtypeName): NativeCode {
  return (runtime, args) => {
    const [first, ...others] = args.positional;
    if (first === undefined) return newTensor([0], dtype);
    const call = new TorchCall('Tensor', runtime, args, { values: new Map(), places: new Map() }, 0);
    if (isSequence(first) || tensorOf(first)) {
      const made = runtime.call(runtime.getAttribute(runtime.importModule('torch'), 'tensor'), [first]);
      return made instanceof PyInstance && tensorOf(made) ? castTo(call, made, dtype) : made;
    }
    if (runtime.isUnknown(first))
      return others.length > 0
        ? newTensor([first, ...others.map((each) => call.toInt(each, 'size'))], dtype)
        : call.unknown(first.cause, dtype);
    if (first instanceof PyTuple && first.of === SIZE)
      return newTensor(
        first.items.map((each) => call.toInt(each, 'size')),
        dtype,
      );
    return newTensor(
      [first, ...others].map((each) => call.toInt(each, 'size')),
      dtype,
    );
  };
}

TENSOR.namespace.set(
  '__new__',
  nativeMethod('__new__', (runtime, args) =>
    tensorConstructor('float32')(runtime, { ...args, positional: args.positional.slice(1) }),
  ),
);
TENSOR.namespace.set(
  '__init__',
  nativeMethod('__init__', () => null),
);

// torch.Size: a tuple with a method more.

SIZE.namespace.set(
  '__new__',
  nativeMethod('__new__', (runtime, { positional: [, items] }) => {
    const given = items === undefined ? [] : runtime.iterate(items);
    return given ? new PyTuple([...given], SIZE) : runtime.lost(items ?? null);
  }),
);
SIZE.namespace.set(
  '__init__',
  nativeMethod('__init__', () => null),
);
SIZE.namespace.set(
  'numel',
  nativeMethod('numel', (runtime, { positional: [self] }) => {
    const items = self instanceof PyTuple ? self.items : [];
    return items.reduce<Value>((total, each) => runtime.binary('*', total, each), 1);
  }),
);
SIZE.namespace.set(
  '__repr__',
  nativeMethod('__repr__', (runtime, { positional: [self] }) => {
    const items = self instanceof PyTuple ? self.items : [];
    return `torch.Size([${items.map((each) => runtime.repr(each)).join(', ')}])`;
  }),
);
