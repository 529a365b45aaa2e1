// Blocks that only YOLOv7's own repository has.
// Source: WongKinYiu/yolov7, models/common.py; Wang et al., YOLOv7, 2022, arXiv:2207.02696.
import { c2, count, defineBlock, e, flag, g, half, hidden } from './block.ts';

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

export const SPPCSPC = defineBlock({
  doc: 'Spatial pyramid pooling with convolutions before and behind, and one past it.',
  args: {
    c2,
    n: count('Not used.', 1),
    shortcut: flag('Not used.', false),
    g,
    e: e(),
  },
  scaled: ['c2'],
  forward(net, [x], { c2, e }) {
    const c = hidden(2 * c2, e);
    const y = net.conv('cv4', net.conv('cv3', net.conv('cv1', x, c), c, { k: 3 }), c);
    const pools = [5, 9, 13].map((size, i) => net.maxPool(`m.${i}`, y, size, 1, half(size)));
    const through = net.conv('cv6', net.conv('cv5', net.concat([y, ...pools]), c), c, { k: 3 });
    return net.conv('cv7', net.concat([through, net.conv('cv2', x, c)]), c2);
  },
});

export const DownC = defineBlock({
  doc: 'Halves the size: half of the channels by a convolution, half by max-pooling.',
  args: { c2, n: count('Not used.', 1), k: count('How far both move at each step.', 2) },
  scaled: ['c2'],
  forward(net, [x], { c1, c2, k }) {
    const strided = net.conv('cv2', net.conv('cv1', x, c1), half(c2), { k: 3, s: k });
    return net.concat([strided, net.conv('cv3', net.maxPool('mp', x, k), half(c2))]);
  },
});
