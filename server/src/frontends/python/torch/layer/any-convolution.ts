// `_ConvNd`, the base of PyTorch's convolutions, from which code makes its own: arguments become attributes, and weights are
// made. What is done with them is written in the class that is made from it.
import { type Dim, unknownDim } from '../../../../graph/dim.ts';
import { instanceMethods } from '../../builtins/declare.ts';
import { PyInstance, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { newParameter } from '../module/parameter.ts';
import { initModule, register, registryOf } from '../module/registries.ts';

const PARAMETERS = [
  'in_channels',
  'out_channels',
  'kernel_size',
  'stride',
  'padding',
  'dilation',
  'transposed',
  'output_padding',
  'groups',
] as const;

/** Before 1.1 nobody gave a padding mode. */
const SIGNATURE = `${PARAMETERS.join(', ')}, bias, padding_mode='zeros', device=None, dtype=None`;

export const CONV_METHODS = instanceMethods({
  [`__init__(${SIGNATURE})`]: (runtime, self, ...args) => {
    if (!(self instanceof PyInstance)) return runtime.lost(self);
    if (!registryOf(self, '_modules')) initModule(runtime, self);
    const given = new Map(PARAMETERS.map((name, index) => [name, args[index] ?? null] as const));
    const [bias = null, paddingMode = null] = args.slice(PARAMETERS.length);
    for (const [name, value] of given) runtime.setAttribute(self, name, value);
    runtime.setAttribute(self, 'padding_mode', paddingMode);
    const sizeOf = (name: (typeof PARAMETERS)[number]) => given.get(name) ?? null;
    const [input, output] = [sizeOf('in_channels'), sizeOf('out_channels')];
    const [first, second] = runtime.truth(sizeOf('transposed')) === true ? [input, output] : [output, input];
    const perGroup = runtime.binary('//', second, sizeOf('groups'));
    const window = sizeOf('kernel_size');
    const weight = newParameter([first, perGroup, ...(window instanceof PyTuple ? window.items : [window])].map(dimOf));
    register(runtime, self, '_parameters', 'weight', weight);
    register(runtime, self, '_parameters', 'bias', biasOf(runtime, bias, output));
    return null;
  },
  'reset_parameters()': () => null,
});

function biasOf(runtime: Runtime, wanted: Value, size: Value): Value {
  return runtime.truth(wanted) === false ? null : newParameter([dimOf(size)]);
}

function dimOf(value: Value): Dim {
  if (typeof value === 'number') return value;
  const isUnknown = typeof value === 'object' && value !== null && value.kind === 'unknown';
  return isUnknown ? value : unknownDim({ reason: 'not-modelled', facts: { name: '_ConvNd' } });
}
