// Blocks that read texts beside the image: YOLO-World and YOLOE.
// Source: ultralytics 8.4.117, nn/modules/block.py, head.py; Cheng et al., YOLO-World, 2024; Wang et al., YOLOE, 2025.
import type { Tensor } from '../../../graph/graph.ts';
import { c2, count, defineBlock, e, flag, g, hidden, shortcut } from './block.ts';
import { bottleneck } from './csp.ts';
import { joinedPrototypes, masks, nc, prototypeChannels, settingsOf } from './heads.ts';
import type { Net } from './net.ts';
import {
  boxBranches,
  classBranches,
  extraBranches,
  overLevels,
  predict,
  prototypes,
  withTwins,
} from './predictions.ts';
import { roundHalfEven, scaledChannels } from './settings.ts';

/** What a text model makes of each class's name: 512 numbers. */
const TEXT_FEATURES = 512;

function textsOf(net: Net, x: Tensor, features = TEXT_FEATURES): Tensor {
  net.texts ??= net.constant([net.batch(x), net.dim(net.model.nc), features]);
  return net.texts;
}

export const C2fAttn = defineBlock({
  doc: 'C2f with a last step that weighs cells by how well they match the texts.',
  args: {
    c2,
    ec: count('Features in which cells and texts are compared, before the width is applied.', 128),
    nh: count('How many heads compare them, before the width is applied.', 1),
    gc: count('Features of the texts.', TEXT_FEATURES),
    shortcut: shortcut(false),
    g,
    e: e(),
  },
  scaled: ['c2'],
  repeats: 'inside',
  forced({ width, maxChannels }, _, { ec, nh }) {
    const most = Math.floor(maxChannels / 2);
    const heads = typeof nh === 'number' && nh > 1 ? roundedHeads(nh, most, width) : nh;
    return {
      ...(typeof ec === 'number' ? { ec: scaledChannels(ec, { width, maxChannels: most }) } : {}),
      ...(typeof heads === 'number' ? { nh: heads } : {}),
    };
  },
  forward(net, [x], { c2, n, ec, nh, gc, shortcut, g, e }) {
    const c = hidden(c2, e);
    const kept = net.split(net.conv('cv1', x, 2 * c), [c, c]);
    for (let i = 0; i < n; i++) kept.push(bottleneck(net, `m.${i}`, kept.at(-1) ?? x, c, { shortcut, g, e: 1 }));
    const last = kept.at(-1) ?? x;
    kept.push(net.part('MaxSigmoidAttnBlock', 'attn', last, () => weighByTexts(net, last, { ec, nh, gc })));
    return net.conv('cv2', net.concat(kept), c2);
  },
});

function roundedHeads(heads: number, most: number, width: number): number {
  return Math.trunc(Math.max(roundHalfEven(Math.min(heads, Math.floor(most / 32))) * width, 1));
}

/** Each head multiplies its channels by the best match of the cell with any text. */
function weighByTexts(net: Net, x: Tensor, { ec, nh, gc }: { ec: number; nh: number; gc: number }): Tensor {
  const c = net.channels(x);
  const [h, w] = [net.size(x, 2), net.size(x, 3)];
  const per = Math.floor(c / nh);
  const texts = textsOf(net, x, gc);
  const guide = net.reshape(net.linear('gl', texts, ec), net.size(texts, 1), nh, per);
  const cells = c === ec ? x : net.conv('ec', x, ec, { act: false });
  const match = net.matmul(net.reshape(net.transpose(guide, 1, 2), nh, -1, per), net.reshape(cells, nh, per, h * w));
  const best = net.apply('max', { axes: [2], keepAxes: true }, match);
  net.parameter('bias', [nh]);
  const weights = net.apply('sigmoid', {}, net.add(best, net.constant([1, net.dim(nh), 1, 1])));
  const y = net.conv('proj_conv', x, c, { k: 3, act: false });
  return net.reshape(net.multiply(net.reshape(y, nh, per, h * w), weights), c, h, w);
}

export const ImagePoolingAttn = defineBlock({
  doc: 'Lets the texts look at the image: nine cells of each level change what the texts mean.',
  args: {
    ec: count('Features in which they are compared.', 256),
    ct: count('Features of the texts.', TEXT_FEATURES),
    nh: count('How many heads compare them.', 8),
    k: count('Cells of each level, in each direction.', 3),
    scale: flag('Learns how much the texts change.', false),
  },
  forward(net, xs, { ec, ct, nh, k, scale }) {
    const texts = textsOf(net, xs[0], ct);
    const pooled = xs.map((x, i) => {
      const y = net.conv2d(`projections.${i}`, x, ec);
      const cells = net.module('AdaptiveMaxPool2d', `im_pools.${i}`, 'adaptive-max-pool2d', { outputSize: k }, y);
      return net.reshape(cells, ec, k * k);
    });
    const image = net.transpose(net.concat(pooled, 2), 1, 2);
    const per = Math.floor(ec / nh);
    const look = (name: string, x: Tensor) => {
      const y = net.linear(`${name}.1`, net.layerNorm(`${name}.0`, x), ec);
      return net.transpose(net.reshape(y, -1, nh, per), 1, 2);
    };
    const [q, key, value] = [look('query', texts), look('key', image), look('value', image)];
    const weights = net.apply('softmax', { axis: -1 }, net.matmul(q, net.transpose(key, 2, 3)));
    const seen = net.reshape(net.transpose(net.matmul(weights, value), 1, 2), -1, ec);
    if (scale) net.parameter('scale', [1]);
    net.texts = net.add(net.linear('proj', seen, ct), texts);
    return net.texts;
  },
});

/** How well each cell matches each text: (N, texts, H, W). */
function contrast(net: Net, name: string, x: Tensor, texts: Tensor, norm: boolean): Tensor {
  return net.part(norm ? 'BNContrastiveHead' : 'ContrastiveHead', name, x, () => {
    if (!norm) net.leaf();
    const cells = norm ? net.batchNorm('norm', x) : x;
    net.parameter('bias', [1]);
    net.parameter('logit_scale', [1]);
    const [c, h, w] = [net.channels(x), net.size(x, 2), net.size(x, 3)];
    return net.reshape(net.matmul(texts, net.reshape(cells, c, h * w)), net.size(texts, 1), h, w);
  });
}

const embed = count('Features of the texts.', TEXT_FEATURES);
const withNorm = flag('Normalizes cells over the batch before they are compared.', false);

export const WorldDetect = defineBlock({
  doc: 'Detect whose classes are texts: each cell is compared with all of them.',
  args: { nc, embed, with_bn: withNorm },
  forward(net, xs, { nc, embed, with_bn }) {
    const options = { ...settingsOf(net, nc), legacy: true, classFeatures: embed };
    const texts = net.constant([net.batch(xs[0]), net.dim(nc), net.dim(embed)]);
    const boxes = overLevels(net, 'boxes', boxBranches(net, '', xs, options));
    const cells = classBranches(net, '', xs, options);
    const scores = overLevels(
      net,
      'scores',
      cells.map((x, i) => contrast(net, `cv4.${i}`, x, texts, with_bn)),
    );
    return predict(net, { boxes, scores }, { end2end: false, regMax: options.regMax });
  },
});

/** Refines texts: a gated layer with a shortcut. */
function refineTexts(net: Net, texts: Tensor, embed: number): Tensor {
  const [gate = texts, value = texts] = net.split(
    net.linear('reprta.m.w12', texts, 4 * embed),
    [2 * embed, 2 * embed],
    2,
  );
  const hiddenFeatures = net.multiply(net.apply('silu', {}, gate), value);
  return net.add(texts, net.linear('reprta.m.w3', hiddenFeatures, embed));
}

/** Makes texts of a picture's marked part; runs only where a user marks one. */
function visualPrompts(net: Net, xs: readonly Tensor[], c: number, embed: number): void {
  const grow = (name: string, x: Tensor, level: number) => {
    if (level > 0) return net.upsample(name, x, 2 * level);
    net.leaf();
    return x;
  };
  const features = xs.map((x, i) =>
    grow(
      `savpe.cv1.${i}.2`,
      net.conv(`savpe.cv1.${i}.1`, net.conv(`savpe.cv1.${i}.0`, x, c, { k: 3 }), c, { k: 3 }),
      i,
    ),
  );
  const masks = xs.map((x, i) => grow(`savpe.cv2.${i}.1`, net.conv(`savpe.cv2.${i}.0`, x, c), i));
  net.conv2d('savpe.cv3', net.concat(features), embed);
  const marked = net.conv2d('savpe.cv4', net.concat(masks), 16, { k: 3, p: 1 });
  const mark = net.constant([net.batch(marked), 1, net.dim(net.size(marked, 2)), net.dim(net.size(marked, 3))]);
  const joined = net.concat([marked, net.conv2d('savpe.cv5', mark, 16, { k: 3, p: 1 })]);
  net.conv2d('savpe.cv6.1', net.conv('savpe.cv6.0', joined, 16, { k: 3 }), 16, { k: 3, p: 1 });
}

interface Open {
  readonly nc: number;
  readonly embed: number;
  readonly with_bn: boolean;
  /** Mask prototypes. */
  readonly nm?: number;
}

function openDetect(net: Net, xs: readonly [Tensor, ...Tensor[]], { nc, embed, with_bn, nm }: Open): Tensor {
  const options = { ...settingsOf(net, nc), classFeatures: embed };
  const { end2end } = options;
  const named = net.constant([net.batch(xs[0]), net.dim(nc), net.dim(embed)]);
  const texts = refineTexts(net, named, embed);
  net.idle((idle) => visualPrompts(idle, xs, Math.max(net.channels(xs[0]), Math.min(nc, 100)), embed));
  const [prediction] = withTwins(net, end2end, nm === undefined ? 2 : 3, (prefix) => {
    const boxes = overLevels(net, `${prefix}boxes`, boxBranches(net, prefix, xs, options));
    const cells = classBranches(net, prefix, xs, options);
    const scores = overLevels(
      net,
      `${prefix}scores`,
      cells.map((x, i) => contrast(net, `${prefix}cv4.${i}`, x, texts, with_bn)),
    );
    const extras =
      nm === undefined
        ? []
        : [overLevels(net, `${prefix}mask_coefficient`, extraBranches(net, `${prefix}cv5`, xs, nm))];
    if (prefix === '' && end2end) {
      net.forTraining.push(boxes, scores, ...extras);
      return [];
    }
    return [predict(net, { boxes, scores, extras }, options)];
  });
  return prediction ?? xs[0];
}

const open = { embed, with_bn: withNorm };

export const YOLOEDetect = defineBlock({
  doc: 'Detect whose classes are texts, marked parts of pictures, or a built-in vocabulary.',
  args: { nc, ...open },
  forward: (net, xs, values) => openDetect(net, xs, values),
});

export const YOLOESegment = defineBlock({
  doc: 'Segment whose classes are texts, marked parts of pictures, or a built-in vocabulary.',
  args: { nc, nm: masks, npr: prototypeChannels, ...open },
  scaled: ['npr'],
  forward: (net, xs, { npr, ...values }) => [
    openDetect(net, xs, values),
    prototypes(net, 'proto', xs[0], npr, values.nm),
  ],
});

export const YOLOESegment26 = defineBlock({
  doc: 'Segment26 whose classes are texts, marked parts of pictures, or a built-in vocabulary.',
  args: { nc, nm: masks, npr: prototypeChannels, ...open },
  scaled: ['npr'],
  forward: (net, xs, { npr, ...values }) => [
    openDetect(net, xs, values),
    ...joinedPrototypes(net, xs, values.nc, values.nm, npr),
  ],
});
