// torch.nn.init: numbers that weights begin with do not matter here. Each gives its tensor back.
import { native, natives } from '../../builtins/declare.ts';
import { PyFloat, PyInstance, PyList, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { UNINITIALIZED } from '../module/nn-classes.ts';
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

/** What is filled in is a number, and so is what it is drawn by. */
function judgeNumbers(runtime: Runtime, name: string, given: readonly Value[]): void {
  const wrong = given.find((each) => typeof each === 'string' || each instanceof PyTuple || each instanceof PyList);
  if (wrong !== undefined)
    runtime.raise('TypeError', `${name}_(): a number is wanted, not ${runtime.typeOf(wrong).name}`);
}

function judgeFan(runtime: Runtime, tensor: Value): void {
  const { dims } = tensorOf(tensor)?.volume ?? {};
  if (dims && dims.length < 2)
    runtime.raise('ValueError', 'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions');
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
            if (/^(?:constant|normal|uniform)$/.test(name)) judgeNumbers(runtime, name, given);
            if (/^(?:kaiming|xavier)/.test(name)) judgeFan(runtime, tensor);
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
