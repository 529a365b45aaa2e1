// torch.nn's up-sampling, shuffling, padding and folding.
// Sources: torch/nn/modules/upsampling.py, pixelshuffle.py, channelshuffle.py, padding.py, fold.py, PyTorch 2.13.
import type { AttributeInput } from '../../../../graph/attribute.ts';
import type { ModuleBinding } from './binding.ts';
import { exactly, pairs, pairsFromLast } from './python-values.ts';
import { argument } from './signature.ts';

const AMOUNT = [argument('size', 'size', null), argument('scale_factor', 'scale', null)];

function upsampling(preset: Readonly<Record<string, AttributeInput>>): ModuleBinding {
  return { operator: 'upsample', parameters: AMOUNT, adapt: () => preset };
}

function pad(rank: number, mode: string): ModuleBinding {
  return {
    operator: `pad${rank}d`,
    parameters: [{ ...argument('padding', 'padding'), convert: pairsFromLast }],
    adapt: () => ({ mode }),
  };
}

function constantPad(rank: number): ModuleBinding {
  const { operator, parameters } = pad(rank, 'zeros');
  return { operator, parameters: [...parameters, argument('value', 'value')] };
}

/** Two numbers or one, never a list of one. */
const both = exactly(2);

const BLOCKS = [
  { ...argument('kernel_size', 'kernel'), convert: both },
  { ...argument('dilation', 'dilation', 1), convert: both },
  { ...argument('padding', 'padding', 0), convert: (value: AttributeInput) => pairs(both(value)) },
  { ...argument('stride', 'stride', 1), convert: both },
];

export const RESAMPLING: Readonly<Record<string, ModuleBinding>> = {
  Upsample: {
    operator: 'upsample',
    parameters: [
      ...AMOUNT,
      argument('mode', 'mode', 'nearest'),
      argument('align_corners', 'alignCorners', null),
      { name: 'recompute_scale_factor', default: null },
    ],
  },
  UpsamplingNearest2d: upsampling({ mode: 'nearest' }),
  UpsamplingBilinear2d: upsampling({ mode: 'bilinear', alignCorners: true }),
  PixelShuffle: { operator: 'pixel-shuffle', parameters: [argument('upscale_factor', 'scale')] },
  PixelUnshuffle: { operator: 'pixel-unshuffle', parameters: [argument('downscale_factor', 'scale')] },
  ChannelShuffle: { operator: 'channel-shuffle', parameters: [argument('groups', 'groups')] },
  ConstantPad1d: constantPad(1),
  ConstantPad2d: constantPad(2),
  ConstantPad3d: constantPad(3),
  ZeroPad1d: pad(1, 'zeros'),
  ZeroPad2d: pad(2, 'zeros'),
  ZeroPad3d: pad(3, 'zeros'),
  ReflectionPad1d: pad(1, 'reflect'),
  ReflectionPad2d: pad(2, 'reflect'),
  ReflectionPad3d: pad(3, 'reflect'),
  ReplicationPad1d: pad(1, 'replicate'),
  ReplicationPad2d: pad(2, 'replicate'),
  ReplicationPad3d: pad(3, 'replicate'),
  CircularPad1d: pad(1, 'circular'),
  CircularPad2d: pad(2, 'circular'),
  CircularPad3d: pad(3, 'circular'),
  Fold: { operator: 'fold', parameters: [{ ...argument('output_size', 'outputSize'), convert: both }, ...BLOCKS] },
  Unfold: { operator: 'unfold', parameters: BLOCKS },
};
