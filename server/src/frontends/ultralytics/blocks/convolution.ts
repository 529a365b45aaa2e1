// Convolutions and their kin: one row of these is a filter bank with its norm and activation.
// Source: ultralytics 8.4.117, nn/modules/conv.py, block.py; the original YOLOv5 and YOLOv7 repositories.
import type { Tensor } from '../../../graph/graph.ts';
import { type Activation, moduleOf } from './activations.ts';
import { activation, c2, count, defineBlock, flag, g, half, k, p, s, size } from './block.ts';
import type { ConvOptions, Net, Size } from './net.ts';

export const d = count('Distance between the cells that a filter reads.', 1);

export const Conv = defineBlock({
  doc: 'Convolution without bias, batch normalization, activation.',
  args: { c2, k: k(1), s: s(), p, g, d, act: activation() },
  scaled: ['c2'],
  forward: (net, [x], { c2, k, s, p, g, d, act, at }) =>
    net.convolve(x, c2, { k, s, g, d, act, at, ...(p === undefined ? {} : { p }) }),
});

export function gcd(a: number, b: number): number {
  return b > 0 ? gcd(b, a % b) : a;
}

/** As many groups as both channel counts allow. */
export function depthwise(net: Net, name: string, x: Tensor, c2: number, options: ConvOptions = {}): Tensor {
  return net.part('DWConv', name, x, () => net.convolve(x, c2, { ...options, g: gcd(net.channels(x), c2) }));
}

export const DWConv = defineBlock({
  doc: 'Depthwise convolution: as many groups as the channels allow, then batch normalization and activation.',
  args: { c2, k: k(1), s: s(), d, act: activation() },
  scaled: ['c2'],
  forward: (net, [x], { c1, c2, k, s, d, act, at }) => net.convolve(x, c2, { k, s, d, act, at, g: gcd(c1, c2) }),
});

export const Focus = defineBlock({
  doc: 'Every second cell in each direction becomes a channel of its own, then a convolution.',
  args: { c2, k: k(1), s: s(), p, g, act: activation() },
  scaled: ['c2'],
  forward(net, [x], { c2, k, s, p, g, act }) {
    const folded = net.apply('pixel-unshuffle', { scale: 2 }, x);
    return net.conv('conv', folded, c2, { k, s, g, act, ...(p === undefined ? {} : { p }) });
  },
});

const stretch = { k: k(2), s: s(2), p: size('Cells taken away around the output.', 0, 0) };

export const ConvTranspose = defineBlock({
  doc: 'Transposed convolution, batch normalization, activation.',
  args: { c2, ...stretch, bn: flag('With batch normalization, and then without bias.', true), act: activation() },
  scaled: ['c2'],
  forward(net, [x], { c2, k, s, p, bn, act, at }) {
    const grown = net.convTranspose2d('conv_transpose', x, c2, { k, s, p, bias: !bn, at });
    if (bn) return net.activate(net.batchNorm('bn', grown), act);
    net.leaf();
    return net.activate(grown, act);
  },
});

export const ConvTranspose2d = defineBlock({
  doc: 'Transposed convolution: undoes the sizes of a convolution.',
  args: {
    c2,
    k: k(),
    s: s(),
    p: size('Cells taken away around the output.', 0, 0),
    output_padding: size('Cells added to the output at one side.', 0, 0),
    g,
    bias: flag('Adds one learned number to each output channel.', true),
  },
  scaled: ['c2'],
  forward: (net, [x], { c2, k, s, p, g, bias, at }) => net.convTranspose2d('', x, c2, { k, s, p, g, bias, at }),
});

export const DWConvTranspose2d = defineBlock({
  doc: 'Depthwise transposed convolution: as many groups as the channels allow.',
  args: { c2, k: k(1), s: s(), p1: size('Cells taken away.', 0, 0), p2: size('Cells added at one side.', 0, 0) },
  scaled: ['c2'],
  forward: (net, [x], { c1, c2, k, s, p1, at }) => net.convTranspose2d('', x, c2, { k, s, p: p1, g: gcd(c1, c2), at }),
});

/** Half the channels by a convolution, the other half by a cheap depthwise one of those. */
export function ghostConv(net: Net, x: Tensor, c2: number, { k = 1, s = 1, g = 1, act = true }: ConvOptions): Tensor {
  const c = half(c2);
  const y = net.conv('cv1', x, c, { k, s, g, act });
  return net.concat([y, net.conv('cv2', y, c, { k: 5, g: c, act })]);
}

export const GhostConv = defineBlock({
  doc: 'Half the channels by a convolution, the other half by a cheap depthwise 5×5 of those.',
  args: { c2, k: k(1), s: s(), g, act: activation() },
  scaled: ['c2'],
  forward: (net, [x], { c2, k, s, g, act }) => ghostConv(net, x, c2, { k, s, g, act }),
});

export function ghostBottleneck(net: Net, x: Tensor, c2: number, k: Size = 3, s: Size = 1): Tensor {
  const c = half(c2);
  const ghost = (name: string, from: Tensor, channels: number, act: boolean) =>
    net.part('GhostConv', name, from, () => ghostConv(net, from, channels, { act }));
  const strided = s === 2;
  let y = ghost('conv.0', x, c, true);
  if (strided) y = depthwise(net, 'conv.1', y, c, { k, s, act: false });
  y = ghost('conv.2', y, c2, false);
  // An identity in the middle and one as the shortcut.
  if (!strided) net.leaf(2);
  const past = strided
    ? net.conv('shortcut.1', depthwise(net, 'shortcut.0', x, net.channels(x), { k, s, act: false }), c2, { act: false })
    : x;
  return net.add(y, past);
}

export const GhostBottleneck = defineBlock({
  doc: 'Two ghost convolutions with a shortcut, and a depthwise stride between them.',
  args: { c2, k: k(3), s: s() },
  scaled: ['c2'],
  forward: (net, [x], { c2, k, s }) => ghostBottleneck(net, x, c2, k, s),
});

export const SCDown = defineBlock({
  doc: 'Halves the size after changing the channels: a 1×1 convolution, then a depthwise one with the stride.',
  args: { c2, k: k(), s: s() },
  scaled: ['c2'],
  forward: (net, [x], { c2, k, s }) => net.conv('cv2', net.conv('cv1', x, c2), c2, { k, s, g: c2, act: false }),
});

export const LightConv = defineBlock({
  doc: 'A 1×1 convolution and a depthwise one.',
  args: { c2, k: k(1), act: activation('nn.ReLU()') },
  forward: (net, [x], { c2, k, act }) => lightConv(net, x, c2, k, act),
});

export function lightConv(net: Net, x: Tensor, c2: number, k: Size, act: boolean | Activation): Tensor {
  return depthwise(net, 'conv2', net.conv('conv1', x, c2, { act: false }), c2, { k, act });
}

/** Its own, one for all of them, whatever the model's activation is. */
const OWN_SILU: Activation = { ...moduleOf('SiLU'), shared: 'all RepConv' };

/** The training form: a 3×3 and a 1×1 convolution side by side, which become one for use. */
export function repConv(net: Net, x: Tensor, c2: number, { k = 3, s = 1, g = 1, act = true }: ConvOptions): Tensor {
  const wide = net.conv('conv1', x, c2, { k, s, g, act: false });
  const narrow = net.conv('conv2', x, c2, { s, g, act: false });
  return net.activate(net.add(wide, narrow), act === true ? OWN_SILU : act);
}

export const RepConv = defineBlock({
  doc: 'A 3×3 and a 1×1 convolution side by side in training, one convolution in use.',
  args: { c2, k: k(3), s: s(), p: size('Cells added around the input.', 1, 0), g, d, act: activation() },
  scaled: ['c2'],
  forward: (net, [x], { c2, k, s, g, act }) => repConv(net, x, c2, { k, s, g, act }),
});

/** The sum of a 7×7 and a 3×3 depthwise convolution. */
export function repVggDepthwise(net: Net, x: Tensor): Tensor {
  const c = net.channels(x);
  const sum = net.add(
    net.conv('conv', x, c, { k: 7, p: 3, g: c, act: false }),
    net.conv('conv1', x, c, { k: 3, p: 1, g: c, act: false }),
  );
  return net.activate(sum, moduleOf('SiLU'));
}

export const CrossConv = defineBlock({
  doc: 'A row filter and then a column filter.',
  args: {
    c2,
    k: count('Length of both filters.', 3),
    s: count('How far they move at each step.', 1),
    g,
    e: { ...count('Hidden channels as a share of those that go out.', 1, 0), expectation: { kind: 'number', min: 0 } },
    shortcut: flag('Adds the input to the output where both are alike.', false),
  },
  scaled: ['c2'],
  forward(net, [x], { c1, c2, k, s, g, e, shortcut }) {
    const y = net.conv('cv2', net.conv('cv1', x, Math.trunc(c2 * e), { k: [1, k], s: [1, s] }), c2, {
      k: [k, 1],
      s: [s, 1],
      g,
    });
    return shortcut && c1 === c2 ? net.add(x, y) : y;
  },
});
