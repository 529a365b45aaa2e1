// Spatial pyramid pooling, and joins of rows.
// Source: ultralytics 8.4.117, nn/modules/block.py, conv.py; He et al., SPP, 2014, arXiv:1406.4729.
import type { Tensor } from '../../../graph/graph.ts';
import { c2, count, counts, defineBlock, half, shortcut, times } from './block.ts';
import type { Net } from './net.ts';

export const SPP = defineBlock({
  doc: 'Max-poolings of several sizes beside each other, joined.',
  args: { c2, k: counts('Sizes of the windows.', [5, 9, 13]) },
  scaled: ['c2'],
  forward(net, [x], { c1, c2, k }) {
    const y = net.conv('cv1', x, half(c1));
    const pools = k.map((size, i) => net.maxPool(`m.${i}`, y, size, 1, half(size)));
    return net.conv('cv2', net.concat([y, ...pools]), c2);
  },
});

/** One pooling, applied `n` times: its windows grow as those of SPP. */
export function poolings(net: Net, x: Tensor, k: number, n: number): Tensor[] {
  const pool = net.declare('MaxPool2d', 'm', 'max-pool2d', { kernel: k, stride: 1, padding: half(k) });
  const kept = [x];
  for (let i = 0; i < n; i++) kept.push(net.call(pool, kept.at(-1) ?? x));
  return kept;
}

export const SPPF = defineBlock({
  doc: 'One max-pooling three times over, each output kept: SPP at less cost.',
  args: {
    c2,
    k: count('Size of the window.', 5),
    n: times('How often it is applied.', 3),
    shortcut: shortcut(false),
  },
  scaled: ['c2'],
  forward(net, [x], { c1, c2, k, shortcut, n }) {
    // Only Ultralytics' own has no activation here.
    const y = net.conv('cv1', x, half(c1), { act: net.model.family !== 'ultralytics' });
    const z = net.conv('cv2', net.concat(poolings(net, y, k, n)), c2);
    return shortcut && c1 === c2 ? net.add(z, x) : z;
  },
});

export const Concat = defineBlock({
  doc: 'Puts volumes one behind the other along an axis: their activation maps side by side.',
  args: { dimension: count('The axis; 1 is the channels.', 1, -4) },
  forward: (net, inputs, { dimension }) => net.module('Concat', '', 'concat', { axis: net.dim(dimension) }, ...inputs),
});

export const Index = defineBlock({
  doc: 'Takes one of the volumes of a row that makes several.',
  args: { c2: count('Channels that go out.'), index: count('Which of them.', 0, 0) },
  forward(net, inputs, { index }) {
    net.leaf();
    return inputs[index] ?? inputs[0];
  },
});

/** nn.Upsample and its kin keep the channels and are bound as torch.nn's; this one is only the sum of two rows. */
export const Shortcut = defineBlock({
  doc: 'Adds two rows cell by cell.',
  args: { dimension: count('Not used.', 0, 0) },
  forward(net, inputs) {
    net.leaf();
    return net.add(...inputs);
  },
});
