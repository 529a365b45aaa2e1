// torch.nn.init: numbers that weights begin with do not matter here. Each gives its tensor back.
import { native, natives } from '../builtins/declare.ts';
import { PyFloat, PyTuple, type Value } from '../evaluator/values.ts';
import { tensorOf } from './tensor.ts';

const NAMES = [
  'uniform',
  'normal',
  'trunc_normal',
  'constant',
  'ones',
  'zeros',
  'eye',
  'dirac',
  'xavier_uniform',
  'xavier_normal',
  'kaiming_uniform',
  'kaiming_normal',
  'orthogonal',
  'sparse',
];

/** The gain for each nonlinearity. Source: torch/nn/init.py, calculate_gain. */
const GAINS: Readonly<Record<string, number>> = { tanh: 5 / 3, relu: Math.SQRT2, selu: 3 / 4, leaky_relu: Math.SQRT2 };

export const INIT: readonly (readonly [string, Value])[] = [
  ...NAMES.flatMap((name) => [name, `${name}_`]).map(
    (name) => [name, native(`${name}(tensor=None, *args, **keywords)`, (_, tensor = null) => tensor)] as const,
  ),
  ...natives({
    'calculate_gain(nonlinearity, param=None)': (runtime, nonlinearity = null, slope = null) => {
      if (typeof nonlinearity !== 'string') return runtime.lost(nonlinearity);
      if (nonlinearity === 'leaky_relu' && slope instanceof PyFloat && typeof slope.value === 'number')
        return new PyFloat(Math.sqrt(2 / (1 + slope.value ** 2)));
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
