// The Python modules of torch: `torch` itself, its functions by family, and with them torch.nn and what lies below.

import { native } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import { nativeFunction, nativeMethod, PyFloat, PyInstance, type Value } from '../evaluator/values.ts';
import type { TorchFunction } from './call/torch-function.ts';
import { CONTEXT_MODULES, TORCH_CONTEXTS } from './contexts.ts';
import { DISTRIBUTIONS } from './distributions.ts';
import { FUNCTIONAL } from './functional/index.ts';
import { NATIVE_FUNCTIONS } from './functional/native.ts';
import { ALGEBRA_FUNCTIONS } from './functions/algebra.ts';
import { CELL_FUNCTIONS } from './functions/cells.ts';
import { COMPLEX_FUNCTIONS, FFT_FUNCTIONS, FFT_SHIFTS } from './functions/complex.ts';
import { CUT_FUNCTIONS } from './functions/cut.ts';
import { EXPAND_FUNCTIONS } from './functions/expand.ts';
import { JOIN_FUNCTIONS } from './functions/join.ts';
import { LINALG_FUNCTIONS, MATRIX_FUNCTIONS } from './functions/linalg.ts';
import { MAKE_FUNCTIONS } from './functions/make.ts';
import { REDUCE_FUNCTIONS } from './functions/reduce.ts';
import { SELECT_FUNCTIONS } from './functions/select.ts';
import { SHAPE_FUNCTIONS } from './functions/shape.ts';
import { NN_MODULES } from './nn/index.ts';
import { type Entries, type OpenModules, openModules } from './open-module.ts';
import { QUANTIZATION } from './quantization.ts';
import { bitsOf, DEVICE, DTYPE, DTYPES, type DtypeName, dtypeOf, dtypeValue, kindOf } from './tensor/dtype.ts';
import { SIZE, TENSOR, tensorOf } from './tensor/tensor.ts';
import { typedTensors } from './tensor/typed.ts';
import './tensor/methods.ts';

const asEntries = (functions: readonly TorchFunction[]): Entries =>
  functions.map(({ name, asFunction }) => [name, asFunction] as const);

/** Does nothing that shapes depend on. */
const idle = (...names: readonly string[]): Entries =>
  names.map((name) => [name, nativeFunction(name, () => null)] as const);

/** Functions of torch.nn.functional that torch has under the same name, with the same arguments. */
const ALSO_IN_TORCH =
  /^(conv(_transpose)?[123]d|max_pool[123]d|avg_pool1d|adaptive_avg_pool1d|rms_norm|pixel_(un)?shuffle|channel_shuffle|bilinear|prelu|celu|selu|threshold|hardshrink|pairwise_distance|cosine_similarity|(relu|selu|celu|threshold)_)$/;

/** `torch.finfo(torch.float32).min`. */
const LIMITS: Readonly<Record<DtypeName, readonly [max: number, eps: number, tiny: number]>> = {
  float16: [65504, 2 ** -10, 2 ** -14],
  bfloat16: [3.3895313892515355e38, 2 ** -7, 2 ** -126],
  float32: [3.4028234663852886e38, 2 ** -23, 2 ** -126],
  float64: [Number.MAX_VALUE, 2 ** -52, 2 ** -1022],
};

function info(name: 'finfo' | 'iinfo') {
  const of = defineClass(name, undefined, {}, 'torch');
  return nativeFunction(name, (_, { positional: [given], keywords }) => {
    const dtype = dtypeOf(given ?? keywords.get('type')) ?? 'float32';
    const made = new PyInstance(of);
    const bits = bitsOf(dtype);
    const values: Record<string, Value> = { bits, dtype: dtype };
    if (kindOf(dtype) === 'integer') {
      const largest = dtype === 'uint8' ? 255n : 2n ** BigInt(bits - 1) - 1n;
      const smallest = dtype === 'uint8' ? 0n : -(2n ** BigInt(bits - 1));
      Object.assign(
        values,
        bits < 53 ? { max: Number(largest), min: Number(smallest) } : { max: largest, min: smallest },
      );
    } else {
      const [max, eps, tiny] = LIMITS[dtype] ?? [0, 0, 0];
      const floats = { max, min: -max, eps, tiny, smallest_normal: tiny, resolution: eps };
      for (const [key, value] of Object.entries(floats)) values[key] = new PyFloat(value);
    }
    for (const [key, value] of Object.entries(values)) made.attributes.set(key, value);
    return made;
  });
}

const GENERATOR = defineClass(
  'Generator',
  undefined,
  {
    __init__: nativeMethod('__init__', () => null),
    manual_seed: nativeMethod('manual_seed', (_, { positional: [self = null] }) => self),
  },
  'torch',
);

const method = (name: string) =>
  [
    name,
    nativeFunction(name, (runtime, { positional: [input = null, ...rest], keywords, site }) =>
      runtime.call(runtime.getAttribute(input, name), rest, keywords, site),
    ),
  ] as const;

/** Functions of torch that change their argument, as its methods do. */
const IN_PLACE =
  'zero_ relu_ sigmoid_ tanh_ exp_ log_ sqrt_ rsqrt_ abs_ neg_ sin_ cos_ floor_ ceil_ round_ clamp_ square_'.split(' ');

const OWN: Entries = [
  ...DTYPES,
  ['Tensor', TENSOR],
  ['Size', SIZE],
  ['dtype', DTYPE],
  ['device', DEVICE],
  ['Generator', GENERATOR],
  ...typedTensors('torch'),
  ['pi', new PyFloat(Math.PI)],
  ['e', new PyFloat(Math.E)],
  ['inf', new PyFloat(Infinity)],
  ['nan', new PyFloat(Number.NaN)],
  ['newaxis', null],
  ['__version__', '2.13.0'],
  ['strided', 'torch.strided'],
  ...['contiguous_format', 'channels_last', 'channels_last_3d', 'preserve_format'].map(
    (name) => [name, `torch.${name}`] as const,
  ),
  ['finfo', info('finfo')],
  ['iinfo', info('iinfo')],
  [
    'is_tensor',
    nativeFunction('is_tensor', (runtime, { positional: [value = null] }) =>
      runtime.isUnknown(value) ? value : tensorOf(value) !== undefined,
    ),
  ],
  ['is_complex', method('is_complex')[1]],
  ['get_default_dtype', nativeFunction('get_default_dtype', () => dtypeValue('float32'))],
  [
    'result_type',
    nativeFunction('result_type', (_, { positional: [value] }) => dtypeValue(tensorOf(value)?.dtype ?? 'float32')),
  ],
  ...['numel', 'is_floating_point', 'clone', 'detach', 'numpy', ...IN_PLACE].map(method),
  ...idle('manual_seed', 'seed', 'set_printoptions', 'set_default_tensor_type', 'set_num_interop_threads', 'save'),
  [
    '_assert',
    native('_assert(condition, message)', (runtime, condition = null, message = '') =>
      runtime.truth(condition) === false ? runtime.raise('AssertionError', runtime.str(message)) : null,
    ),
  ],
  ['initial_seed', nativeFunction('initial_seed', () => 0)],
];

/** Later ones win: torch's own names over those of torch.nn.functional. */
const TORCH: Entries = [
  ...asEntries(FUNCTIONAL.filter(({ name }) => ALSO_IN_TORCH.test(name))),
  ...asEntries(NATIVE_FUNCTIONS),
  ...TORCH_CONTEXTS,
  ...OWN,
  ...[
    MAKE_FUNCTIONS,
    ALGEBRA_FUNCTIONS,
    SELECT_FUNCTIONS,
    MATRIX_FUNCTIONS,
    COMPLEX_FUNCTIONS,
    REDUCE_FUNCTIONS,
    JOIN_FUNCTIONS,
    CUT_FUNCTIONS,
    EXPAND_FUNCTIONS,
    SHAPE_FUNCTIONS,
    CELL_FUNCTIONS,
  ].flatMap(asEntries),
];

const FUNCTIONAL_ENTRIES: Entries = [...asEntries(FUNCTIONAL)];

const FUNCTION_MODULES: OpenModules = openModules({
  torch: () => TORCH,
  'torch.nn.functional': () => FUNCTIONAL_ENTRIES,
  'torch.functional': () => TORCH,
  'torch.fft': () => [...asEntries(FFT_FUNCTIONS), ...asEntries(FFT_SHIFTS)],
  'torch.linalg': () => asEntries(LINALG_FUNCTIONS),
  'torch.sparse': () => asEntries(ALGEBRA_FUNCTIONS.filter(({ name }) => name === 'mm' || name === 'addmm')),
  'torch.special': () => [...asEntries(CELL_FUNCTIONS), ...asEntries(REDUCE_FUNCTIONS)],
  'torch.random': () => idle('manual_seed', 'seed'),
  'torch.types': () => [],
  'torch._C': () => [],
});

/** Every module of torch that is modelled, by its dotted name. */
export const TORCH_MODULES: OpenModules = new Map([
  ...CONTEXT_MODULES,
  ...NN_MODULES,
  ...FUNCTION_MODULES,
  ...QUANTIZATION,
  ...DISTRIBUTIONS,
]);
