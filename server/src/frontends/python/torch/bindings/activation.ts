// torch.nn's activations. Source: torch/nn/modules/activation.py, PyTorch 2.13.
import type { AttributeInput } from '../../../../graph/attribute.ts';
import type { ModuleBinding, PythonArguments, PythonParameter } from './binding.ts';
import { argument, FACTORY, ignored } from './signature.ts';

const INPLACE = ignored('inplace');
const DIM = [argument('dim', 'axis', null)];

function bound(operator: string, ...parameters: readonly PythonParameter[]): ModuleBinding {
  return { operator, parameters };
}

/** `min_value` and `max_value` are the old names of the bounds, and win. */
function bounds({ min_value, max_value }: PythonArguments): Readonly<Record<string, AttributeInput>> {
  return {
    ...(min_value === undefined || min_value === null ? {} : { lower: min_value }),
    ...(max_value === undefined || max_value === null ? {} : { upper: max_value }),
  };
}

export const ACTIVATION: Readonly<Record<string, ModuleBinding>> = {
  ReLU: bound('relu', ...INPLACE),
  ReLU6: bound('relu6', ...INPLACE),
  LeakyReLU: bound('leaky-relu', argument('negative_slope', 'slope', 0.01), ...INPLACE),
  RReLU: bound('rrelu', argument('lower', 'lower', 1 / 8), argument('upper', 'upper', 1 / 3), ...INPLACE),
  ELU: bound('elu', argument('alpha', 'alpha', 1), ...INPLACE),
  CELU: bound('celu', argument('alpha', 'alpha', 1), ...INPLACE),
  SELU: bound('selu', ...INPLACE),
  GELU: bound('gelu', argument('approximate', 'approximate', 'none')),
  SiLU: bound('silu', ...INPLACE),
  Mish: bound('mish', ...INPLACE),
  Sigmoid: bound('sigmoid'),
  LogSigmoid: bound('log-sigmoid'),
  Hardsigmoid: bound('hard-sigmoid', ...INPLACE),
  Hardswish: bound('hard-swish', ...INPLACE),
  Tanh: bound('tanh'),
  Hardtanh: {
    ...bound(
      'hard-tanh',
      argument('min_val', 'lower', -1),
      argument('max_val', 'upper', 1),
      ...ignored('inplace', 'min_value', 'max_value'),
    ),
    adapt: bounds,
  },
  Tanhshrink: bound('tanhshrink'),
  Softplus: bound('softplus', argument('beta', 'beta', 1), argument('threshold', 'threshold', 20)),
  Softsign: bound('softsign'),
  Hardshrink: bound('hard-shrink', argument('lambd', 'bound', 0.5)),
  Softshrink: bound('soft-shrink', argument('lambd', 'bound', 0.5)),
  Threshold: bound('threshold', argument('threshold', 'threshold'), argument('value', 'value'), ...INPLACE),
  PReLU: bound('prelu', argument('num_parameters', 'features', 1), argument('init', 'initial', 0.25), ...FACTORY),
  GLU: bound('glu', argument('dim', 'axis', -1)),
  Softmax: bound('softmax', ...DIM),
  LogSoftmax: bound('log-softmax', ...DIM),
  Softmin: bound('softmin', ...DIM),
  Softmax2d: bound('softmax2d'),
};
