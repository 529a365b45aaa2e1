// YOLOv12's attention inside stripes of the volume, and the block around it.
// Source: ultralytics 8.4.117, nn/modules/block.py; Tian et al., YOLOv12, 2025, arXiv:2502.12524.
import type { Tensor } from '../../../graph/graph.ts';
import { weigh } from './attention.ts';
import { c2, count, defineBlock, e, flag, g, hidden, ratio, shortcut } from './block.ts';
import { c3k } from './csp.ts';
import type { Net } from './net.ts';

/** Attention inside each of `area` stripes of the volume. */
function areaAttention(net: Net, x: Tensor, heads: number, area: number): Tensor {
  const c = net.channels(x);
  const [h, w] = [net.size(x, 2), net.size(x, 3)];
  const features = Math.floor(c / heads);
  const all = features * heads;
  const qkv = net.conv('qkv', x, 3 * all, { act: false });
  // (N, area·heads, 3·features, positions): the stripes count like heads.
  const striped = net.reshape(qkv, area * heads, 3 * features, (h * w) / area);
  const [q = x, k = x, v = x] = net.split(striped, [features, features, features], 2);
  const seen = net.reshape(weigh(net, q, k, v), all, h, w);
  const place = net.conv('pe', net.reshape(v, all, h, w), c, { k: 7, p: 3, g: c, act: false });
  return net.conv('proj', net.add(seen, place), c, { act: false });
}

function areaBlock(net: Net, name: string, x: Tensor, heads: number, mlp: number, area: number): Tensor {
  const c = net.channels(x);
  return net.part('ABlock', name, x, () => {
    const y = net.add(
      x,
      net.part('AAttn', 'attn', x, () => areaAttention(net, x, heads, area)),
    );
    return net.add(y, net.conv('mlp.1', net.conv('mlp.0', y, hidden(c, mlp)), c, { act: false }));
  });
}

export const A2C2f = defineBlock({
  doc: 'C2f whose steps are area attention or C3k blocks; large scales learn how much of it to add to the input.',
  args: {
    c2,
    a2: flag('Area attention; otherwise C3k blocks.', true),
    area: count('Into how many stripes the volume is cut; -1 where there is no attention.', 1, -1),
    residual: flag('Adds the output, weighed by a learned number for each channel, to the input.', false),
    mlp_ratio: ratio('Hidden channels of the two convolutions after attention, as a multiple.', 2),
    e: e(),
    g,
    shortcut: shortcut(true),
  },
  scaled: ['c2'],
  repeats: 'inside',
  modern: true,
  forced: ({ scale }, written) =>
    written === 3 && (scale === 'l' || scale === 'x') ? { residual: true, mlp_ratio: 1.2 } : {},
  forward(net, [x], { c2, n, a2, area, residual, mlp_ratio, e, g, shortcut }) {
    const c = hidden(c2, e);
    const kept = [net.conv('cv1', x, c)];
    for (let i = 0; i < n; i++) {
      const z = kept.at(-1) ?? x;
      const heads = Math.floor(c / 32);
      kept.push(
        a2
          ? areaBlock(net, `m.${i}.1`, areaBlock(net, `m.${i}.0`, z, heads, mlp_ratio, area), heads, mlp_ratio, area)
          : c3k(net, `m.${i}`, z, c, 2, { shortcut, g }),
      );
    }
    const y = net.conv('cv2', net.concat(kept), c2);
    if (!a2 || !residual) return y;
    net.parameter('gamma', [c2]);
    return net.add(x, net.multiply(y, net.constant([1, net.dim(c2), 1, 1])));
  },
});
