// RT-DETR's decoder: queries that look at a few sampled cells of every level, in several rounds.
// Source: ultralytics 8.4.117, nn/modules/head.py, transformer.py; Zhao et al., 2023; Zhu et al., Deformable DETR, 2020.
import type { Tensor } from '../../../graph/graph.ts';
import { activation, count, defineBlock, ratio, times } from './block.ts';
import { nc } from './heads.ts';
import type { Net } from './net.ts';

/** Linear layers with ReLU between them. */
function mlp(net: Net, name: string, features: readonly number[]): (x: Tensor) => Tensor {
  // Its activation, and an identity in place of a norm.
  net.leaf(2);
  const [first = 1, ...widths] = features;
  const layers = widths.map((out, i) =>
    net.declare('Linear', `${name}.layers.${i}`, 'linear', {
      inFeatures: net.dim(widths[i - 1] ?? first),
      outFeatures: net.dim(out),
    }),
  );
  return (x) =>
    layers.reduce((y, layer, i) => {
      const z = net.call(layer, y);
      return i < layers.length - 1 ? net.apply('relu', {}, z) : z;
    }, x);
}

interface Sampling {
  readonly heads: number;
  readonly levels: number;
  readonly points: number;
}

/** Each query takes a few cells of every level, at places and with weights that it chooses. */
function sample(net: Net, query: Tensor, memory: Tensor, { heads, levels, points }: Sampling): Tensor {
  return (
    net.parts('MSDeformAttn', 'cross_attn', [query, memory], () => {
      const [features, queries] = [net.size(query, 2), net.size(query, 1)];
      const value = net.linear('value_proj', memory, features);
      const places = net.linear('sampling_offsets', query, heads * levels * points * 2);
      const weights = net.apply(
        'softmax',
        { axis: -1 },
        net.linear('attention_weights', query, heads * levels * points),
      );
      // Interpolated at the places, weighed and added up: one vector for each query.
      const cells = net.apply('slice', { axis: 1, end: net.dim(queries) }, value);
      const chosen = [places, weights].map((x) => net.apply('mean', { axes: [-1], keepAxes: true }, x));
      return [net.linear('output_proj', net.multiply(cells, ...chosen), features)];
    })[0] ?? query
  );
}

interface Decoder extends Sampling {
  readonly features: number;
  readonly feedForward: number;
}

function decoderLayer(net: Net, x: Tensor, places: Tensor, memory: Tensor, decoder: Decoder): Tensor {
  const { features, heads, feedForward } = decoder;
  const placed = net.add(x, places);
  const attributes = { features, heads };
  const seen = net.module('MultiheadAttention', 'self_attn', 'multi-head-attention', attributes, placed, placed, x);
  const y = net.layerNorm('norm1', net.add(x, net.dropout('dropout1', seen)));
  const found = sample(net, net.add(y, places), memory, decoder);
  const z = net.layerNorm('norm2', net.add(y, net.dropout('dropout2', found)));
  const inner = net.module('ReLU', 'act', 'relu', {}, net.linear('linear1', z, feedForward));
  const out = net.dropout('dropout4', net.linear('linear2', net.dropout('dropout3', inner), features));
  return net.layerNorm('norm3', net.add(z, out));
}

export const RTDETRDecoder = defineBlock({
  doc: 'A transformer that turns the best cells of all levels into boxes and classes, without suppression.',
  args: {
    nc,
    hd: count('Features of each query.', 256),
    nq: count('How many objects at most.', 300),
    ndp: count('Cells that each head samples from each level.', 4),
    nh: count('How many heads share the features.', 8),
    ndl: times('How many rounds.', 6),
    d_ffn: count('Hidden features of the two linear layers.', 1024),
    dropout: ratio('How likely cells are dropped in training.', 0),
    act: activation('nn.ReLU()'),
    eval_idx: count('Which round’s result is used.', -1, -6),
    nd: count('Queries with noise, in training.', 100, 0),
  },
  forward(net, xs, { nc, hd, nq, ndp, nh, ndl, d_ffn }) {
    const levels = xs.map((x, i) => {
      const y = net.batchNorm(`input_proj.${i}.1`, net.conv2d(`input_proj.${i}.0`, x, hd, { bias: false }));
      return net.transpose(net.apply('flatten', { startAxis: 2 }, y), 1, 2);
    });
    const memory = net.concat(levels, 1);
    // Training adds known objects with noise to the queries.
    net.idle((idle) => {
      const labels = idle.constant([idle.dim(Number.NaN)], 'integer');
      idle.module('Embedding', 'denoising_class_embed', 'embedding', { count: nc, features: hd }, labels);
    });
    const cells = net.layerNorm('enc_output.1', net.linear('enc_output.0', memory, hd));
    const chances = net.linear('enc_score_head', cells, nc);
    // The cells with the best chances become the queries.
    const best = (x: Tensor) => net.apply('slice', { axis: 1, end: net.dim(Math.min(nq, net.size(memory, 1))) }, x);
    let boxes = net.apply('sigmoid', {}, mlp(net, 'enc_bbox_head', [hd, hd, hd, 4])(best(cells)));
    let scores = best(chances);
    net.forTraining.push(scores);
    let queries = best(cells);
    const toPlaces = mlp(net, 'query_pos_head', [4, 2 * hd, hd]);
    const decoder = { features: hd, heads: nh, levels: xs.length, points: ndp, feedForward: d_ffn };
    for (let i = 0; i < ndl; i++) {
      const places = toPlaces(boxes);
      queries = net.part('DeformableTransformerDecoderLayer', `decoder.layers.${i}`, queries, (x) =>
        decoderLayer(net, x, places, memory, decoder),
      );
      const moved = mlp(net, `dec_bbox_head.${i}`, [hd, hd, hd, 4])(queries);
      boxes = net.apply('sigmoid', {}, net.add(moved, boxes));
      // Every round is judged in training; the last one's result is used.
      if (i > 0) net.forTraining.push(scores);
      scores = net.linear(`dec_score_head.${i}`, queries, nc);
    }
    return net.step('predictions', 'concat', { axis: 2 }, boxes, net.apply('sigmoid', {}, scores));
  },
});
