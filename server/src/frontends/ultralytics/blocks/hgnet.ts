// PP-HGNetV2's blocks, the backbone of RT-DETR, and ResNet's in the same manner.
// Source: ultralytics 8.4.117, nn/modules/block.py; Zhao et al., RT-DETR, 2023, arXiv:2304.08069.
import type { Tensor } from '../../../graph/graph.ts';
import { moduleOf } from './activations.ts';
import { activation, count, defineBlock, flag, half, shortcut, times } from './block.ts';
import { lightConv } from './convolution.ts';
import { chain } from './csp.ts';
import type { Net } from './net.ts';

const cm = count('Channels inside.');
const out = count('Channels that go out.');

export const HGStem = defineBlock({
  doc: 'Four times smaller: convolutions beside a max-pooling, joined.',
  args: { cm, c2: out },
  forward(net, [x], { cm, c2 }) {
    const act = moduleOf('ReLU');
    const longer = (y: Tensor) =>
      net.apply(
        'pad2d',
        {
          padding: [
            [0, 1],
            [0, 1],
          ],
        },
        y,
      );
    const y = longer(net.conv('stem1', x, cm, { k: 3, s: 2, act }));
    const narrow = longer(net.conv('stem2a', y, half(cm), { k: 2, p: 0, act }));
    const a = net.conv('stem2b', narrow, cm, { k: 2, p: 0, act });
    const b = net.module('MaxPool2d', 'pool', 'max-pool2d', { kernel: 2, stride: 1, ceil: true }, y);
    const z = net.conv('stem3', net.concat([b, a]), cm, { k: 3, s: 2, act });
    return net.conv('stem4', z, c2, { act });
  },
});

export const HGBlock = defineBlock({
  doc: 'Convolutions one behind the other, with the output of each kept and squeezed at the end.',
  args: {
    cm,
    c2: out,
    k: count('Size of the filters.', 3),
    lightconv: flag('A 1×1 and a depthwise convolution in place of each.', false),
    shortcut: shortcut(false),
    act: activation('nn.ReLU()'),
  },
  repeats: 'inside',
  forward(net, [x], { c1, cm, c2, k, n, lightconv, shortcut, act }) {
    // One module for all convolutions of the block.
    const shared = typeof act === 'object' ? { ...act, shared: net.path } : act;
    const kept = [x];
    for (let i = 0; i < n; i++) {
      const y = kept.at(-1) ?? x;
      kept.push(
        lightconv
          ? net.part('LightConv', `m.${i}`, y, () => lightConv(net, y, cm, k, shared))
          : net.conv(`m.${i}`, y, cm, { k, act: shared }),
      );
    }
    const squeezed = net.conv('sc', net.concat(kept), half(c2), { act: shared });
    const y = net.conv('ec', squeezed, c2, { act: shared });
    return shortcut && c1 === c2 ? net.add(y, x) : y;
  },
});

/** 1×1, 3×3 with the stride, 1×1 to four times the channels; the shortcut fits itself to that. */
function bottleneck(net: Net, name: string, x: Tensor, c2: number, s: number, e: number): Tensor {
  return net.part('ResNetBlock', name, x, () => {
    const c3 = e * c2;
    const y = net.conv('cv2', net.conv('cv1', x, c2), c2, { k: 3, s, p: 1 });
    const z = net.conv('cv3', y, c3, { act: false });
    const fits = s === 1 && net.channels(x) === c3;
    if (fits) net.leaf();
    return net.apply('relu', {}, net.add(z, fits ? x : net.conv('shortcut.0', x, c3, { s, act: false })));
  });
}

export const ResNetLayer = defineBlock({
  doc: 'One stage of a ResNet: its stem, or bottleneck blocks.',
  args: {
    c1: count('Channels that come in.'),
    c2: count('Channels inside.'),
    s: count('The stride of the first block.', 1),
    is_first: flag('The stem: a 7×7 convolution and a max-pooling.', false),
    n: times('How many blocks.', 1),
    e: count('How many times the channels grow at the end of a block.', 4),
  },
  forward(net, [x], { c2, s, is_first, e, n }) {
    if (is_first) return net.maxPool('layer.1', net.conv('layer.0', x, c2, { k: 7, s: 2, p: 3 }), 3, 2, 1);
    return chain(x, n, (y, i) => bottleneck(net, `layer.${i}`, y, c2, i === 0 ? s : 1, e));
  },
});
