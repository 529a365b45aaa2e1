// What a tensor can do as a Python object: the table of its methods, each a function of torch or of its own. Importing it gives
// them, its attributes and its operators to the class.
import { isKnown, isUnknown, product, unknownDim } from '../../../../graph/dim.ts';
import { nativeMethod, PyFloat, PyList, PyTuple, type Value } from '../../evaluator/values.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { layerOf } from '../functional/layer.ts';
import { ALGEBRA_FUNCTIONS } from '../functions/algebra.ts';
import { CELL_FUNCTIONS } from '../functions/cells.ts';
import { COMPLEX_FUNCTIONS } from '../functions/complex.ts';
import { CUT_FUNCTIONS } from '../functions/cut.ts';
import { EXPAND_FUNCTIONS } from '../functions/expand.ts';
import { MATRIX_FUNCTIONS } from '../functions/linalg.ts';
import { fresh, NEW_METHODS, none } from '../functions/make.ts';
import { REDUCE_FUNCTIONS } from '../functions/reduce.ts';
import { SELECT_FUNCTIONS } from '../functions/select.ts';
import { SHAPE_FUNCTIONS } from '../functions/shape.ts';
import { sessionOf } from '../session.ts';
import { castTo, converting, copied, NAMED_TYPES, tensorConstructor, to } from './cast.ts';
import { become, changing, filled, overwritten } from './change.ts';
import { bitsOf, type DtypeName, kindOf } from './dtype.ts';
import { rowMajor } from './small-tensor.ts';
import './size.ts';
import './attributes.ts';
import './operators.ts';
import { instanceOf, SMALL, sizeOf, TENSOR, tensorOf } from './tensor.ts';
import { typeNameOf } from './type-name.ts';

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

const self: TorchBody = (call) => call.tensor('input');

/** The same cells in order: a copy where they are not. */
const ordered: TorchBody = (call) => {
  const tensor = call.tensor('input');
  return tensor.native.strides ? instanceOf(tensor.native.alias()) : tensor;
};

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
      if (given instanceof PyTuple && given.items.length > 0) return to(call);
      return call.native('input').isVague ? call.unknown() : typeNameOf(call.runtime, call.tensor('input'));
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
    'new(input, *given, **)': (call) => {
      const [, ...positional] = call.args.positional;
      return tensorConstructor(call.native('input').dtype)(call.runtime, { ...call.args, positional });
    },
    'resize_(input, *size, **)': (call) => become(call, fresh(none)(call)),
    'resize_as_(input, other, **)': (call) =>
      become(call, instanceOf(call.native('other').alias(call.native('input').dtype))),
    'set_(input, source=None, **)': (call) => {
      const source = tensorOf(call.value('source') ?? null);
      return source ? become(call, instanceOf(source)) : call.tensor('input');
    },
    'softmax_(input)': self,
    // Only the function of torch.nn.functional guesses an axis.
    'softmax(input, dim, dtype=None)': layerOf('Softmax'),
    'log_softmax(input, dim, dtype=None)': layerOf('LogSoftmax'),
    ...Object.fromEntries(
      Object.entries(NAMED_TYPES).map(([name, dtype]) => [`${name}(input, **)`, converting(dtype)]),
    ),
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
  // Attributes of tensors.
  'real',
  'imag',
]);

for (const functions of [
  CELL_FUNCTIONS,
  SHAPE_FUNCTIONS,
  EXPAND_FUNCTIONS,
  CUT_FUNCTIONS,
  REDUCE_FUNCTIONS,
  ALGEBRA_FUNCTIONS,
  SELECT_FUNCTIONS,
  MATRIX_FUNCTIONS,
  COMPLEX_FUNCTIONS,
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

/** What collections and modules have, and tensors do not. */
const OF_OTHERS: ReadonlySet<string> = new Set(
  (
    'keys items get pop popitem setdefault update append extend insert remove copy lower upper join format startswith ' +
    'children modules parameters named_children named_modules named_parameters state_dict load_state_dict train eval forward add_module'
  ).split(' '),
);

/** What is not modelled is unknown. What a caller gives may be something else than a tensor; what a layer gives may not. */
TENSOR.namespace.set(
  '__getattr__',
  nativeMethod('__getattr__', (runtime, { positional: [self = null, name] }) => {
    const { builder } = sessionOf(runtime);
    const native = tensorOf(self);
    if (OF_OTHERS.has(String(name)) && native?.isIn(builder) && native.in(builder).layer)
      return runtime.raise('AttributeError', `'Tensor' object has no attribute '${String(name)}'`);
    const { uri, span } = runtime.site;
    const place = uri === '' ? {} : { place: { uri, span } };
    return unknownDim({ reason: 'not-modelled', facts: { name: `torch.Tensor.${String(name)}` }, ...place });
  }),
);

TENSOR.namespace.set(
  '__new__',
  nativeMethod('__new__', (runtime, args) =>
    tensorConstructor('float32')(runtime, { ...args, positional: args.positional.slice(1) }),
  ),
);
/** `x.new(2, 3)`: as `torch.Tensor(2, 3)`, in the type of `x`. */
TENSOR.namespace.set(
  'new',
  nativeMethod('new', (runtime, args) => {
    const [self = null, ...positional] = args.positional;
    return tensorConstructor(tensorOf(self)?.dtype ?? 'float32')(runtime, { ...args, positional });
  }),
);
TENSOR.namespace.set(
  '__init__',
  nativeMethod('__init__', () => null),
);
