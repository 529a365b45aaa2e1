// Attention over positions: each position of the volume weighs all others.
// Source: ultralytics 8.4.117, nn/modules/block.py, transformer.py; Wang et al., YOLOv10, 2024; Tian et al., YOLOv12, 2025.
import type { Tensor } from '../../../graph/graph.ts';
import { moduleOf } from './activations.ts';
import { activation, c2, count, defineBlock, e, flag, hidden, ratio, times } from './block.ts';
import type { Net } from './net.ts';

/** softmax(QᵀK)·V over (N, heads, features, positions). */
export function weigh(net: Net, q: Tensor, k: Tensor, v: Tensor): Tensor {
  const weights = net.apply('softmax', { axis: -1 }, net.matmul(net.transpose(q, -2, -1), k));
  return net.matmul(v, net.transpose(weights, -2, -1));
}

function attention(net: Net, x: Tensor, heads: number): Tensor {
  const c = net.channels(x);
  const [h, w] = [net.size(x, 2), net.size(x, 3)];
  const features = Math.floor(c / heads);
  const key = hidden(features, 0.5);
  const qkv = net.conv('qkv', x, c + 2 * key * heads, { act: false });
  const parts = net.split(net.reshape(qkv, heads, 2 * key + features, h * w), [key, key, features], 2);
  const [q = x, k = x, v = x] = parts;
  const seen = net.reshape(weigh(net, q, k, v), c, h, w);
  const place = net.conv('pe', net.reshape(v, c, h, w), c, { k: 3, g: c, act: false });
  return net.conv('proj', net.add(seen, place), c, { act: false });
}

export function psaBlock(net: Net, name: string, x: Tensor, heads: number): Tensor {
  return net.part('PSABlock', name, x, () => forwardPsa(net, x, heads));
}

/** Attention, then two 1×1 convolutions, each with a shortcut. */
function forwardPsa(net: Net, x: Tensor, heads: number): Tensor {
  const c = net.channels(x);
  const y = net.add(
    x,
    net.part('Attention', 'attn', x, () => attention(net, x, heads)),
  );
  return net.add(y, net.conv('ffn.1', net.conv('ffn.0', y, 2 * c), c, { act: false }));
}

const headsFor = (c: number) => Math.max(Math.floor(c / 64), 1);

export const PSA = defineBlock({
  doc: 'Half of the channels go through position-sensitive attention, half go past.',
  args: { c2, e: e() },
  scaled: ['c2'],
  forward(net, [x], { c1, e }) {
    const c = hidden(c1, e);
    const [a = x, b = x] = net.split(net.conv('cv1', x, 2 * c), [c, c]);
    return net.conv('cv2', net.concat([a, forwardPsa(net, b, headsFor(c))]), c1);
  },
});

export const C2PSA = defineBlock({
  doc: 'Half of the channels go through repeated position-sensitive attention, half go past.',
  args: { c2, e: e() },
  scaled: ['c2'],
  repeats: 'inside',
  forward(net, [x], { c1, n, e }) {
    const c = hidden(c1, e);
    const [a = x, b = x] = net.split(net.conv('cv1', x, 2 * c), [c, c]);
    let y = b;
    for (let i = 0; i < n; i++) y = psaBlock(net, `m.${i}`, y, headsFor(c));
    return net.conv('cv2', net.concat([a, y]), c1);
  },
});

export const AIFI = defineBlock({
  doc: 'A transformer layer over all positions of the smallest volume, with fixed position codes.',
  args: {
    cm: count('Hidden features of the two linear layers.', 2048),
    num_heads: count('How many heads share the features.', 8),
    dropout: ratio('How likely cells are dropped in training.', 0),
    act: activation('nn.GELU()'),
    normalize_before: flag('Normalizes before attention and linear layers, and not after them.', false),
  },
  forward(net, [x], { c1, cm, num_heads, act }) {
    const [h, w] = [net.size(x, 2), net.size(x, 3)];
    const tokens = net.transpose(net.apply('flatten', { startAxis: 2 }, x), 1, 2);
    const places = net.add(tokens, net.constant([1, net.dim(h * w), net.dim(c1)]));
    const attributes = { features: net.dim(c1), heads: num_heads };
    const seen = net.module('MultiheadAttention', 'ma', 'multi-head-attention', attributes, places, places, tokens);
    const y = net.layerNorm('norm1', net.add(tokens, net.dropout('dropout1', seen)));
    const inner = net.dropout('dropout', net.activate(net.linear('fc1', y, cm), act === true ? moduleOf('GELU') : act));
    const z = net.layerNorm('norm2', net.add(y, net.dropout('dropout2', net.linear('fc2', inner, c1))));
    return net.reshape(net.transpose(z, 1, 2), c1, h, w);
  },
});

/** Transformer layers without norms over all positions, as in YOLOv5. */
export function transformerBlock(net: Net, name: string, x: Tensor, heads: number, n: number): Tensor {
  return net.part('TransformerBlock', name, x, () => {
    const c = net.channels(x);
    const [h, w] = [net.size(x, 2), net.size(x, 3)];
    const tokens = net.transpose(net.apply('flatten', { startAxis: 2 }, x), 1, 2);
    let y = net.add(tokens, net.linear('linear', tokens, c));
    for (let i = 0; i < n; i++)
      y = net.part('TransformerLayer', `tr.${i}`, y, () => transformerLayer(net, y, c, heads));
    return net.reshape(net.transpose(y, 1, 2), c, h, w);
  });
}

function transformerLayer(net: Net, x: Tensor, c: number, heads: number): Tensor {
  const [q, k, v] = ['q', 'k', 'v'].map((name) => net.linear(name, x, c, false));
  const attributes = { features: net.dim(c), heads };
  const seen = net.module('MultiheadAttention', 'ma', 'multi-head-attention', attributes, q ?? x, k ?? x, v ?? x);
  const y = net.add(seen, x);
  return net.add(net.linear('fc2', net.linear('fc1', y, c, false), c, false), y);
}

export const TransformerBlock = defineBlock({
  doc: 'Transformer layers over all positions.',
  args: {
    c2: count('Channels that go out.'),
    num_heads: count('How many heads share the features.'),
    num_layers: times('How many layers.'),
  },
  forward(net, [x], { c1, c2, num_heads, num_layers }) {
    const y = c1 === c2 ? x : net.conv('conv', x, c2);
    return transformerBlock(net, 'tr', y, num_heads, num_layers);
  },
});
