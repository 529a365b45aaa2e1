// torch.nn's convolutions. Source: torch/nn/modules/conv.py, PyTorch 2.13.
import type { ModuleBinding } from './binding.ts';
import { pairs, single } from './python-values.ts';
import { argument, FACTORY, truth } from './signature.ts';

const BIAS = truth('bias', 'bias', true);
const CHANNELS = [argument('in_channels', 'inChannels'), argument('out_channels', 'outChannels')];

function conv(rank: number): ModuleBinding {
  return {
    operator: `conv${rank}d`,
    parameters: [
      ...CHANNELS,
      argument('kernel_size', 'kernel'),
      { ...argument('stride', 'stride', 1), convert: single },
      { ...argument('padding', 'padding', 0), convert: pairs },
      { ...argument('dilation', 'dilation', 1), convert: single },
      argument('groups', 'groups', 1),
      BIAS,
      argument('padding_mode', 'paddingMode', 'zeros'),
      ...FACTORY,
    ],
  };
}

function convTranspose(rank: number): ModuleBinding {
  return {
    operator: `conv-transpose${rank}d`,
    parameters: [
      ...CHANNELS,
      argument('kernel_size', 'kernel'),
      { ...argument('stride', 'stride', 1), convert: single },
      { ...argument('padding', 'padding', 0), convert: pairs },
      argument('output_padding', 'outputPadding', 0),
      argument('groups', 'groups', 1),
      BIAS,
      { ...argument('dilation', 'dilation', 1), convert: single },
      argument('padding_mode', 'paddingMode', 'zeros'),
      ...FACTORY,
    ],
  };
}

/** As the other, and learns its input channels from the first input. */
function lazy({ operator, parameters }: ModuleBinding): ModuleBinding {
  return { operator, parameters: parameters.filter(({ name }) => name !== 'in_channels') };
}

export const CONVOLUTION: Readonly<Record<string, ModuleBinding>> = {
  Conv1d: conv(1),
  Conv2d: conv(2),
  Conv3d: conv(3),
  ConvTranspose1d: convTranspose(1),
  ConvTranspose2d: convTranspose(2),
  ConvTranspose3d: convTranspose(3),
  LazyConv1d: lazy(conv(1)),
  LazyConv2d: lazy(conv(2)),
  LazyConv3d: lazy(conv(3)),
  LazyConvTranspose1d: lazy(convTranspose(1)),
  LazyConvTranspose2d: lazy(convTranspose(2)),
  LazyConvTranspose3d: lazy(convTranspose(3)),
};
