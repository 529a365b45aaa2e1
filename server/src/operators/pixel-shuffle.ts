// Moving cells between channels and space, and among channels. Knows no framework's spelling; quotes are PyTorch's.
import { integer } from '../graph/attribute.ts';
import { type Dim, divide, isKnown, isUnknown, multiply } from '../graph/dim.ts';
import { defineOperator, type Refuse } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { reshaped } from '../graph/volume.ts';

interface Division {
  /** Counted from the front. */
  readonly axis: number;
  readonly size: Dim;
  readonly divisor: Dim;
  readonly attribute: string;
  readonly quote: (size: number, divisor: number) => string;
}

/** The quotient where it is whole; refused where it is not. */
function wholePart({ axis, size, divisor, attribute, quote }: Division, refuse: Refuse): Dim {
  if (isKnown(size) && isKnown(divisor) && divisor > 0 && size % divisor !== 0) {
    refuse('size-does-not-divide', { axis, size, divisor }, { attribute, quote: quote(size, divisor) });
    return REFUSED;
  }
  return isUnknown(size) ? size : divide(size, divisor);
}

/**
 * (…, C·r², H, W) → (…, C, H·r, W·r); no parameters. Refuses fewer than three axes, and channels that r² does not divide.
 * Source: torch.nn.PixelShuffle, Shi et al., 2016, arXiv:1609.05158; aten/src/ATen/native/PixelShuffle.cpp.
 */
export const pixelShuffle = defineOperator({
  id: 'pixel-shuffle',
  family: 'resampling',
  doc: 'Rearranges groups of r² channels into a map r times as high and wide.',
  attributes: {
    scale: integer({
      min: 1,
      doc: 'How many times higher and wider the output is.',
      quote: (input) => `pixel_shuffle expects a positive upscale_factor, but got ${input}`,
    }),
  },
  infer({ attributes: { scale }, inputs: [input], refuse }) {
    if (!input?.dims) return { outputs: input ? [input] : [] };
    const { dims } = input;
    const [channels, height, width] = dims.slice(-3);
    if (channels === undefined || height === undefined || width === undefined) {
      const quote = `pixel_shuffle expects input to have at least 3 dimensions, but got input with ${dims.length} dimension(s)`;
      refuse('rank-mismatch', { expected: [3, 4], input }, { quote });
      return { outputs: [input] };
    }
    const quote = (size: number, divisor: number) =>
      "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, " +
      `but input.size(-3)=${size} is not divisible by ${divisor}`;
    const divisor = multiply(scale, scale);
    const kept = wholePart({ axis: dims.length - 3, size: channels, divisor, attribute: 'scale', quote }, refuse);
    return {
      outputs: [reshaped(input, [...dims.slice(0, -3), kept, multiply(height, scale), multiply(width, scale)])],
    };
  },
});

/**
 * (…, C, H, W) → (…, C·r², H/r, W/r); no parameters. Refuses fewer than three axes, and a height or width that r does not
 * divide. Source: torch.nn.PixelUnshuffle; aten/src/ATen/native/PixelShuffle.cpp.
 */
export const pixelUnshuffle = defineOperator({
  id: 'pixel-unshuffle',
  family: 'resampling',
  doc: 'Rearranges patches of r × r cells into r² channels each.',
  attributes: {
    scale: integer({
      min: 1,
      doc: 'How many times lower and narrower the output is.',
      quote: (input) => `pixel_unshuffle expects a positive downscale_factor, but got ${input}`,
    }),
  },
  infer({ attributes: { scale }, inputs: [input], refuse }) {
    if (!input?.dims) return { outputs: input ? [input] : [] };
    const { dims } = input;
    const [channels, height, width] = dims.slice(-3);
    if (channels === undefined || height === undefined || width === undefined) {
      const quote = `pixel_unshuffle expects input to have at least 3 dimensions, but got input with ${dims.length} dimension(s)`;
      refuse('rank-mismatch', { expected: [3, 4], input }, { quote });
      return { outputs: [input] };
    }
    const side = (name: 'height' | 'width', axis: number, size: Dim) => {
      const quote = (cells: number, divisor: number) =>
        `pixel_unshuffle expects ${name} to be divisible by downscale_factor, but input.size(${axis})=${cells} is not divisible by ${divisor}`;
      return wholePart({ axis: dims.length + axis, size, divisor: scale, attribute: 'scale', quote }, refuse);
    };
    const rows = side('height', -2, height);
    // PyTorch stops at the height.
    const columns = rows === REFUSED ? REFUSED : side('width', -1, width);
    const deep = multiply(channels, multiply(scale, scale));
    return { outputs: [reshaped(input, [...dims.slice(0, -3), deep, rows, columns])] };
  },
});

/**
 * (N, C, …) → (N, C, …) with channels dealt out among the groups; no parameters. Refuses fewer than three axes, and
 * channels that the groups do not divide.
 * Source: torch.nn.ChannelShuffle, Zhang et al., ShuffleNet, 2018, arXiv:1707.01083; aten/src/ATen/native/ChanelShuffle.cpp.
 */
export const channelShuffle = defineOperator({
  id: 'channel-shuffle',
  family: 'shape',
  doc: 'Deals the channels out among groups, so that grouped convolutions see each other.',
  attributes: {
    groups: integer({
      min: 1,
      doc: 'How many groups the channels are dealt out among.',
      quote: (input) => `Number of groups to divide channels in must be positive. Value of groups:${input}`,
    }),
  },
  infer({ attributes: { groups }, inputs: [input], refuse }) {
    if (!input?.dims) return { outputs: input ? [input] : [] };
    const { dims } = input;
    const channels = dims[1];
    if (dims.length < 3 || channels === undefined) {
      const quote = `channel_shuffle expects input with > 2 dims, but got input with sizes ${listText(dims)}`;
      refuse('rank-mismatch', { expected: [3, 4, 5], input }, { quote });
      return { outputs: [input] };
    }
    const quote = (size: number, divisor: number) =>
      `Number of channels must be divisible by groups. Got ${size} channels and ${dimText(divisor)} groups.`;
    wholePart({ axis: 1, size: channels, divisor: groups, attribute: 'groups', quote }, refuse);
    return { outputs: [input] };
  },
});
