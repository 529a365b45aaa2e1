// YOLOv9's blocks: layers whose inputs and outputs are all kept, strided halves, and joins over several levels.
// Source: ultralytics 8.4.117, nn/modules/block.py; Wang et al., YOLOv9, 2024, arXiv:2402.13616.
import type { Tensor } from '../../../graph/graph.ts';
import { c2, count, counts, defineBlock, g, half, k, p, s, times } from './block.ts';
import { repCsp } from './csp.ts';
import { type Net, samePadding } from './net.ts';

const c3 = count('Channels after the first convolution.');
const c4 = count('Channels of each inner step.');

type Step = (x: Tensor, name: string) => Tensor;

function aggregate(net: Net, x: Tensor, c2: number, c3: number, steps: readonly [Step, Step]): Tensor {
  const kept = net.chunk(net.conv('cv1', x, c3));
  kept.push(steps[0](kept.at(-1) ?? x, 'cv2'));
  kept.push(steps[1](kept.at(-1) ?? x, 'cv3'));
  return net.conv('cv4', net.concat(kept), c2);
}

export const RepNCSPELAN4 = defineBlock({
  doc: 'Two re-parameterized cross-stage blocks one behind the other, with all between them kept.',
  args: { c2, c3, c4, n: times('Bottlenecks in each of the two.', 1) },
  scaled: ['c2'],
  forward(net, [x], { c2, c3, c4, n }) {
    const step: Step = (y, name) => net.conv(`${name}.1`, repCsp(net, `${name}.0`, y, c4, n), c4, { k: 3 });
    return aggregate(net, x, c2, c3, [step, step]);
  },
});

export const ELAN1 = defineBlock({
  doc: 'Two convolutions one behind the other, with all between them kept.',
  args: { c2, c3, c4 },
  scaled: ['c2'],
  forward(net, [x], { c2, c3, c4 }) {
    const step: Step = (y, name) => net.conv(name, y, c4, { k: 3 });
    return aggregate(net, x, c2, c3, [step, step]);
  },
});

const blurred = (net: Net, x: Tensor) => net.apply('avg-pool2d', { kernel: 2, stride: 1 }, x);

export const AConv = defineBlock({
  doc: 'Averages neighbours, then a convolution that halves the size.',
  args: { c2 },
  scaled: ['c2'],
  forward: (net, [x], { c2 }) => net.conv('cv1', blurred(net, x), c2, { k: 3, s: 2, p: 1 }),
});

export const ADown = defineBlock({
  doc: 'Averages neighbours, then halves the size: half of the channels by a convolution, half by max-pooling.',
  args: { c2 },
  scaled: ['c2'],
  forward(net, [x], { c2 }) {
    const [a = x, b = x] = net.chunk(blurred(net, x));
    const pooled = net.apply('max-pool2d', { kernel: 3, stride: 2, padding: 1 }, b);
    return net.concat([net.conv('cv1', a, half(c2), { k: 3, s: 2, p: 1 }), net.conv('cv2', pooled, half(c2))]);
  },
});

export const SPPELAN = defineBlock({
  doc: 'Three max-poolings one behind the other, with all between them kept.',
  args: { c2, c3, k: count('Size of the window.', 5) },
  scaled: ['c2'],
  forward(net, [x], { c2, c3, k }) {
    const kept = [net.conv('cv1', x, c3)];
    for (const name of ['cv2', 'cv3', 'cv4']) kept.push(net.maxPool(name, kept.at(-1) ?? x, k, 1, half(k)));
    return net.conv('cv5', net.concat(kept), c2);
  },
});

export const CBLinear = defineBlock({
  doc: 'One convolution whose channels are cut into several volumes, for CBFuse rows.',
  args: { c2s: counts('Channels of each volume.'), k: k(1), s: s(), p, g },
  forward(net, [x], { c2s, k, s, p, g }) {
    const all = c2s.reduce((a, b) => a + b, 0);
    return net.split(net.conv2d('conv', x, all, { k, s, g, p: p ?? samePadding(k) }), c2s);
  },
});

export const Silence = defineBlock({
  doc: 'Gives its input on: a row for others to refer to.',
  args: {},
  forward: (net, [x]) => net.module('Silence', '', 'identity', {}, x),
});
