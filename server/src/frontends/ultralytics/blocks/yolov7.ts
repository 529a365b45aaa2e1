// Blocks of YOLOv7's own repository. Some have names of Ultralytics' blocks and other arguments: `yolov7Forms`.
// Source: WongKinYiu/yolov7, models/common.py; Wang et al., YOLOv7, 2022, arXiv:2207.02696.
import type { Tensor } from '../../../graph/graph.ts';
import {
  activation,
  type Block,
  c2,
  count,
  counts,
  defineBlock,
  e,
  flag,
  g,
  half,
  hidden,
  k,
  p,
  ratio,
  s,
  shortcut,
} from './block.ts';
import { d, gcd, ghostConv } from './convolution.ts';
import { bottleneckOf } from './csp.ts';
import { type ConvOptions, type Net, type Size, samePadding } from './net.ts';

export const MP = defineBlock({
  doc: 'Max-pooling that halves the size.',
  args: { k: count('Size and stride of the window.', 2) },
  forward: (net, [x], { k }) => net.maxPool('m', x, k),
});

export const SP = defineBlock({
  doc: 'Max-pooling that keeps the size.',
  args: { k: count('Size of the window.', 3), s: count('How far it moves.', 1) },
  forward: (net, [x], { k, s }) => net.maxPool('m', x, k, s, half(k)),
});

export const ReOrg = defineBlock({
  doc: 'Every second cell in each direction becomes a channel of its own: half the size, four times the channels.',
  args: {},
  forward(net, [x]) {
    net.leaf();
    return net.apply('pixel-unshuffle', { scale: 2 }, x);
  },
});

/** How a block is made of convolutions: plain ones, or ghosts of them. */
type Make = (net: Net, name: string, x: Tensor, c2: number, options?: ConvOptions) => Tensor;
const plain: Make = (net, name, x, c2, options) => net.conv(name, x, c2, options);
const ghosts: Make = (net, name, x, c2, options = {}) =>
  net.part('GhostConv', name, x, () => ghostConv(net, x, c2, options));

const unusedRepeats = count('Not used.', 1);
const pyramidArgs = {
  shortcut: flag('Not used.', false),
  g,
  e: e(),
  k: counts('Sizes of the windows.', [5, 9, 13]),
};

interface Pyramid {
  readonly c2: number;
  readonly e: number;
  readonly k: readonly number[];
}

function pyramid(net: Net, x: Tensor, { c2, e, k }: Pyramid, make: Make): Tensor {
  const c = hidden(2 * c2, e);
  const y = make(net, 'cv4', make(net, 'cv3', make(net, 'cv1', x, c), c, { k: 3 }), c);
  const pools = k.map((size, i) => net.maxPool(`m.${i}`, y, size, 1, half(size)));
  const through = make(net, 'cv6', make(net, 'cv5', net.concat([y, ...pools]), c), c, { k: 3 });
  return make(net, 'cv7', net.concat([through, make(net, 'cv2', x, c)]), c2);
}

const pyramidDoc = 'Spatial pyramid pooling with convolutions before and behind, and one past it.';

/** As projects write it that took it over without telling their reader to put the repeats in. */
export const SPPCSPC = defineBlock({
  doc: pyramidDoc,
  args: { c2, n: unusedRepeats, ...pyramidArgs },
  scaled: ['c2'],
  forward: (net, [x], values) => pyramid(net, x, values, plain),
});

const downDoc = 'Halves the size: half of the channels by a convolution, half by max-pooling.';
const downStride = count('How far both move at each step.', 2);

function down(net: Net, x: Tensor, { c1, c2, k }: { c1: number; c2: number; k: number }): Tensor {
  const strided = net.conv('cv2', net.conv('cv1', x, c1), half(c2), { k: 3, s: k });
  return net.concat([strided, net.conv('cv3', net.maxPool('mp', x, k), half(c2))]);
}

export const DownC = defineBlock({
  doc: downDoc,
  args: { c2, n: unusedRepeats, k: downStride },
  scaled: ['c2'],
  forward: (net, [x], values) => down(net, x, values),
});

function stem(net: Net, x: Tensor, c2: number, make: Make): Tensor {
  const c = half(c2);
  const y = make(net, 'cv1', x, c, { k: 3, s: 2 });
  const strided = make(net, 'cv3', make(net, 'cv2', y, c), c, { k: 3, s: 2 });
  return make(net, 'cv4', net.concat([strided, net.maxPool('pool', y, 2)]), c2);
}

const convolutionArgs = { c2, k: k(1), s: s(), p, g, act: activation() };

const Conv = defineBlock({
  doc: 'Convolution without bias, batch normalization, activation.',
  args: convolutionArgs,
  scaled: ['c2'],
  forward: (net, [x], { c2, k, s, p, g, act, at }) =>
    net.convolve(x, c2, { k, s, g, act, at, ...(p === undefined ? {} : { p }) }),
});

const DWConv = defineBlock({
  doc: 'Depthwise convolution: as many groups as the channels allow, then batch normalization and activation.',
  args: { c2, k: k(1), s: s(), act: activation() },
  scaled: ['c2'],
  forward: (net, [x], { c1, c2, k, s, act, at }) => net.convolve(x, c2, { k, s, act, at, g: gcd(c1, c2) }),
});

const Bottleneck = defineBlock({
  doc: 'Two convolutions with fewer channels between them, and a shortcut where the shape stays.',
  args: { c2, shortcut: shortcut(true), g, e: e() },
  scaled: ['c2'],
  forward: (net, [x], { c2, shortcut, g, e }) => bottleneckOf(net, x, c2, { shortcut, g, e, k: [1, 3] }),
});

/** The training form: beside both convolutions the input itself, normalized, where the shape stays. */
export function repVgg(net: Net, x: Tensor, c2: number, { k = 3, s = 1, g = 1, act = true }: ConvOptions): Tensor {
  const branch = (name: string, size: Size) =>
    net.batchNorm(`${name}.1`, net.conv2d(`${name}.0`, x, c2, { k: size, s, g, p: samePadding(size), bias: false }));
  const branches = [branch('rbr_dense', k), branch('rbr_1x1', 1)];
  if (net.channels(x) === c2 && s === 1) branches.push(net.batchNorm('rbr_identity', x));
  return net.activate(net.add(...branches), act);
}

const deploy = flag('The one convolution of use, already joined.', false);

function repConv(net: Net, x: Tensor, c2: number, { deploy, ...options }: ConvOptions & { deploy: boolean }): Tensor {
  if (!deploy) return repVgg(net, x, c2, options);
  const { k = 3, s = 1, g = 1, act = true } = options;
  return net.activate(net.conv2d('rbr_reparam', x, c2, { k, s, g, p: samePadding(k) }), act);
}

const repConvDoc = 'A 3×3 and a 1×1 convolution side by side in training, one convolution in use.';

const RepConv = defineBlock({
  doc: repConvDoc,
  args: { ...convolutionArgs, k: k(3), deploy },
  scaled: ['c2'],
  forward: (net, [x], { c2, k, s, g, act, deploy }) => repConv(net, x, c2, { k, s, g, act, deploy }),
});

/** As projects write it that gave its convolutions a dilation, before the activation. */
export const dilatedForms: ReadonlyMap<string, Block> = new Map<string, Block>([
  [
    'RepConv',
    defineBlock({
      doc: repConvDoc,
      args: { c2, k: k(3), s: s(), p, g, d, act: activation(), deploy },
      scaled: ['c2'],
      forward: (net, [x], { c2, k, s, g, act, deploy }) => repConv(net, x, c2, { k, s, g, act, deploy }),
    }),
  ],
]);

const robustArgs = {
  p,
  g: count('Not used.', 1),
  act: activation(),
  layer_scale: ratio('What the learned factors of the channels begin with; none where it is 0.', 1e-6),
};

/** Learned factors, one for each channel. */
function factors(net: Net, x: Tensor, channels: number, begin: number): Tensor {
  if (begin === 0) return x;
  net.parameter('gamma', [channels]);
  return net.multiply(x, net.constant([1, net.dim(channels), 1, 1]));
}

const RobustConv = defineBlock({
  doc: 'A large depthwise convolution, a 1×1 one, and a learned factor for each channel.',
  args: { c2, k: k(7), s: s(), ...robustArgs },
  scaled: ['c2'],
  forward(net, [x], { c1, c2, k, s, p, act, layer_scale }) {
    const y = net.conv('conv_dw', x, c1, { k, s, g: c1, act, ...(p === undefined ? {} : { p }) });
    return factors(net, net.conv2d('conv1x1', y, c2), c2, layer_scale);
  },
});

const RobustConv2 = defineBlock({
  doc: 'A large depthwise convolution with a stride, a transposed one that undoes it, and a learned factor for each channel.',
  args: { c2, k: k(7), s: s(4), ...robustArgs },
  scaled: ['c2'],
  forward(net, [x], { c1, c2, k, s, p, act, layer_scale }) {
    const y = net.conv('conv_strided', x, c1, { k, s, g: c1, act, ...(p === undefined ? {} : { p }) });
    return factors(net, net.convTranspose2d('conv_deconv', y, c2, { k: s, s }), c2, layer_scale);
  },
});

const Chuncat = defineBlock({
  doc: 'Cuts each volume in two, and joins first all first halves, then all second ones.',
  args: { dimension: count('The axis; 1 is the channels.', 1, -4) },
  forward(net, inputs, { dimension }) {
    net.leaf();
    const halves = inputs.map((x) => net.chunk(x, 2, dimension));
    const nth = (index: number) => halves.flatMap((parts) => parts[index] ?? []);
    return net.concat([...nth(0), ...nth(1)], dimension);
  },
});

const Foldcut = defineBlock({
  doc: 'Cuts the volume in two, and adds both halves.',
  args: { dimension: count('The axis; 1 is the channels.', 0, -4) },
  forward(net, [x], { dimension }) {
    net.leaf();
    return net.add(...net.chunk(x, 2, dimension));
  },
});

const gain = count('How many times smaller or larger each side becomes.', 2);

/** What all three of the older projects have, and Ultralytics dropped. */
export const olderFolds: ReadonlyMap<string, Block> = new Map<string, Block>([
  [
    'Contract',
    defineBlock({
      doc: 'Cells of a square become channels: sides smaller, channels more.',
      args: { gain },
      forward(net, [x], { gain }) {
        net.leaf();
        return net.apply('pixel-unshuffle', { scale: gain }, x);
      },
    }),
  ],
  [
    'Expand',
    defineBlock({
      doc: 'Channels become cells of a square: sides larger, channels fewer.',
      args: { gain },
      forward(net, [x], { gain }) {
        net.leaf();
        return net.apply('pixel-shuffle', { scale: gain }, x);
      },
    }),
  ],
]);

/** What only its own files name, and what names of others' blocks mean in them. */
export const yolov7Forms: ReadonlyMap<string, Block> = new Map<string, Block>([
  ['Conv', Conv],
  ['DWConv', DWConv],
  ['Bottleneck', Bottleneck],
  ['RepConv', RepConv],
  ['RobustConv', RobustConv],
  ['RobustConv2', RobustConv2],
  ['Chuncat', Chuncat],
  ['Foldcut', Foldcut],
  [
    'SPPCSPC',
    defineBlock({
      doc: pyramidDoc,
      args: { c2, ...pyramidArgs },
      scaled: ['c2'],
      repeats: 'inside',
      forward: (net, [x], values) => pyramid(net, x, values, plain),
    }),
  ],
  [
    'GhostSPPCSPC',
    defineBlock({
      doc: pyramidDoc,
      args: { c2, ...pyramidArgs },
      scaled: ['c2'],
      repeats: 'inside',
      forward: (net, [x], values) => pyramid(net, x, values, ghosts),
    }),
  ],
  [
    'DownC',
    defineBlock({
      doc: downDoc,
      args: { c2, k: downStride },
      scaled: ['c2'],
      repeats: 'inside',
      forward: (net, [x], values) => down(net, x, values),
    }),
  ],
  ...(
    [
      ['Stem', plain],
      ['GhostStem', ghosts],
    ] as const
  ).map(
    ([name, make]) =>
      [
        name,
        defineBlock({
          doc: 'Quarters the size: a strided convolution, then another beside max-pooling.',
          args: convolutionArgs,
          scaled: ['c2'],
          forward: (net, [x], { c2 }) => stem(net, x, c2, make),
        }),
      ] as const,
  ),
]);
