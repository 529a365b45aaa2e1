// torch.nn.init: numbers that weights begin with do not matter here. Each gives its tensor back.
import { native, natives } from '../../builtins/declare.ts';
import { PyFloat, PyInstance, PyList, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { MODULE, UNINITIALIZED } from '../module/nn-classes.ts';
import { scalarOf } from '../plain-data.ts';
import { tensorOf } from '../tensor/tensor.ts';

/** With their arguments, as torch/nn/init.py has them. */
const SIGNATURES: Readonly<Record<string, string>> = {
  uniform: 'tensor, a=0.0, b=1.0, generator=None',
  normal: 'tensor, mean=0.0, std=1.0, generator=None',
  trunc_normal: 'tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None',
  constant: 'tensor, val',
  ones: 'tensor',
  zeros: 'tensor',
  eye: 'tensor',
  dirac: 'tensor, groups=1',
  xavier_uniform: 'tensor, gain=1.0, generator=None',
  xavier_normal: 'tensor, gain=1.0, generator=None',
  kaiming_uniform: "tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None",
  kaiming_normal: "tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None",
  orthogonal: 'tensor, gain=1, generator=None',
  sparse: 'tensor, sparsity, std=0.01, generator=None',
};

/** The gain for each nonlinearity. Source: torch/nn/init.py, calculate_gain. */
const GAINS: Readonly<Record<string, number>> = { tanh: 5 / 3, relu: Math.SQRT2, selu: 3 / 4, leaky_relu: Math.SQRT2 };

/** Those whose gain is 1. */
const LINEAR: ReadonlySet<string> = new Set([
  ...['linear', 'conv1d', 'conv2d', 'conv3d', 'conv_transpose1d', 'conv_transpose2d', 'conv_transpose3d', 'sigmoid'],
]);

function judgeNonlinearity(runtime: Runtime, name: string): void {
  if (!(name in GAINS) && !LINEAR.has(name)) runtime.raise('ValueError', `Unsupported nonlinearity ${name}`);
}

/** What each asks its tensor for first. */
const FIRST_ASKED: Readonly<Record<string, string>> = {
  uniform: 'uniform_',
  normal: 'normal_',
  constant: 'fill_',
  ones: 'fill_',
  zeros: 'zero_',
  trunc_normal: 'uniform_',
  eye: 'ndimension',
  dirac: 'ndimension',
  orthogonal: 'ndimension',
  sparse: 'ndimension',
};

function judgeTensor(runtime: Runtime, name: string, tensor: Value): void {
  if (tensor instanceof PyInstance && tensor.class === UNINITIALIZED)
    runtime.raise('ValueError', `Attempted to use an uninitialized parameter in ${name}_`);
  const isNone = tensor === null || typeof tensor === 'number' || tensor instanceof PyFloat;
  if (!isNone) return;
  const asked = FIRST_ASKED[name] ?? 'dim';
  runtime.raise('AttributeError', `'${runtime.typeOf(tensor).name}' object has no attribute '${asked}'`);
}

/** What is filled in is a number, and so is what it is drawn by; words and generators come behind. */
function judgeNumbers(runtime: Runtime, name: string, given: readonly Value[]): void {
  const [, ...parameters] = (SIGNATURES[name] ?? '').split(', ');
  const wrong = given.find(
    (each, index) => !/^(?:mode|nonlinearity|generator)=/.test(parameters[index] ?? '') && isNoNumber(each),
  );
  if (wrong !== undefined)
    runtime.raise('TypeError', `${name}_(): a number is wanted, not ${runtime.typeOf(wrong).name}`);
}

function isNoNumber(value: Value): boolean {
  if (value instanceof PyInstance) return value.class.mro.includes(MODULE);
  return value === null || typeof value === 'string' || value instanceof PyTuple || value instanceof PyList;
}

/** The range is not empty, and no deviation is negative. */
function judgeRange(runtime: Runtime, name: string, [a = 0, b = 1]: readonly Value[]): void {
  const [x, y] = [scalarOf(a), scalarOf(b)];
  if (name === 'uniform' && x !== undefined && y !== undefined && x > y) {
    const message = `uniform_ expects to return a [from, to) range, but found from=${x} > to=${y}`;
    runtime.raise('RuntimeError', message);
  }
  if (name === 'normal' && y !== undefined && y < 0)
    runtime.raise('RuntimeError', `normal expects std >= 0.0, but found std ${y}`);
}

const FAN = [2, 'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions'] as const;

/** With how many axes each needs its tensor at least, and what PyTorch says of fewer. */
const AXES: Readonly<Record<string, readonly [least: number, message: string]>> = {
  xavier_uniform: FAN,
  xavier_normal: FAN,
  kaiming_uniform: FAN,
  kaiming_normal: FAN,
  orthogonal: [2, 'Only tensors with 2 or more dimensions are supported'],
  sparse: [2, 'Only tensors with 2 dimensions are supported'],
  eye: [2, 'Only tensors with 2 dimensions are supported'],
  dirac: [3, 'Only tensors with 3, 4, or 5 dimensions are supported'],
};

function judgeAxes(runtime: Runtime, name: string, tensor: Value): void {
  const { dims } = tensorOf(tensor)?.volume ?? {};
  const [least, message] = AXES[name] ?? [0, ''];
  if (dims && dims.length < least) runtime.raise('ValueError', message);
}

function judgeKaiming(runtime: Runtime, mode: Value, nonlinearity: Value): void {
  if (typeof mode === 'string' && !/^fan_(?:in|out)$/i.test(mode))
    runtime.raise('ValueError', `Mode ${mode.toLowerCase()} not supported, please use one of ['fan_in', 'fan_out']`);
  if (typeof nonlinearity === 'string') judgeNonlinearity(runtime, nonlinearity);
}

export const INIT: readonly (readonly [string, Value])[] = [
  ...Object.entries(SIGNATURES).flatMap(([name, parameters]) =>
    [name, `${name}_`].map(
      (spelled) =>
        [
          spelled,
          native(`${spelled}(${parameters})`, (runtime, tensor = null, ...given) => {
            judgeTensor(runtime, name, tensor);
            judgeNumbers(runtime, name, given);
            judgeAxes(runtime, name, tensor);
            judgeRange(runtime, name, given);
            if (name.startsWith('kaiming')) judgeKaiming(runtime, given[1] ?? null, given[2] ?? null);
            return tensor;
          }),
        ] as const,
    ),
  ),
  ...natives({
    'calculate_gain(nonlinearity, param=None)': (runtime, nonlinearity = null, slope = null) => {
      if (typeof nonlinearity !== 'string') return runtime.lost(nonlinearity);
      if (nonlinearity === 'leaky_relu' && slope instanceof PyFloat && typeof slope.value === 'number')
        return new PyFloat(Math.sqrt(2 / (1 + slope.value ** 2)));
      judgeNonlinearity(runtime, nonlinearity);
      return new PyFloat(GAINS[nonlinearity] ?? 1);
    },
    '_calculate_fan_in_and_fan_out(tensor)': (runtime, tensor = null) => {
      const { dims } = tensorOf(tensor)?.volume ?? {};
      if (!dims || dims.length < 2) return runtime.lost(tensor);
      const field = dims.slice(2).reduce<Value>((area, dim) => runtime.binary('*', area, dim), 1);
      const fan = (at: number) => runtime.binary('*', dims[at] ?? 1, field);
      return new PyTuple([fan(1), fan(0)]);
    },
  }),
];
