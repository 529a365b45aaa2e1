// Heads: what a model ends with. Anchor-free ones; those with anchors and RT-DETR's decoder have files of their own.
// Source: ultralytics 8.4.117, nn/modules/head.py.
import type { Tensor } from '../../../graph/graph.ts';
import { count, counts, defineBlock, g, half, k, p, s } from './block.ts';
import type { Net } from './net.ts';
import {
  boxBranches,
  classBranches,
  extraBranches,
  type HeadOptions,
  overLevels,
  predict,
  prototypes,
  withTwins,
} from './predictions.ts';

export const nc = count('How many classes there are.', 80);
export const masks = count('How many mask prototypes there are.', 32);
export const prototypeChannels = count('Channels of the layers that make them, before the width is applied.', 256);
const keypoints = counts('How many key points there are, and how many numbers each has.', [17, 3], 2);

/** Names of the levels' extra outputs, and how to make them. */
interface Extra {
  /** How many branches: each has a twin in heads without suppression. */
  readonly heads: number;
  run(prefix: string): Tensor[];
}

export function settingsOf(net: Net, nc: number): HeadOptions & { readonly end2end: boolean } {
  const { regMax, legacy, end2end } = net.model;
  return { nc, regMax, legacy, end2end };
}

/** Boxes and classes on every level, with whatever else belongs to a cell. */
function detect(net: Net, xs: readonly Tensor[], nc: number, extra?: Extra, options = settingsOf(net, nc)): Tensor {
  const [prediction] = withTwins(net, options.end2end, 2 + (extra?.heads ?? 0), (prefix) => {
    const boxes = overLevels(net, `${prefix}boxes`, boxBranches(net, prefix, xs, options));
    const scores = overLevels(net, `${prefix}scores`, classBranches(net, prefix, xs, options));
    const extras = extra?.run(prefix) ?? [];
    if (prefix === '' && options.end2end) {
      // With twins, the first one only teaches.
      net.forTraining.push(boxes, scores, ...extras);
      return [];
    }
    return [predict(net, { boxes, scores, extras }, options)];
  });
  return prediction ?? net.constant([]);
}

export const Detect = defineBlock({
  doc: 'Boxes and classes for every cell of every level.',
  args: { nc },
  forward: (net, xs, { nc }) => detect(net, xs, nc),
});

export const v10Detect = defineBlock({
  doc: 'Detect with twins: one set of heads for training, one that gives each object once.',
  args: { nc },
  forward: (net, xs, { nc }) => detect(net, xs, nc, undefined, { nc, regMax: 16, legacy: false, end2end: true }),
});

function maskExtra(net: Net, xs: readonly Tensor[], nm: number, name = 'cv4'): Extra {
  return {
    heads: 1,
    run: (prefix) => [overLevels(net, `${prefix}mask_coefficient`, extraBranches(net, `${prefix}${name}`, xs, nm))],
  };
}

export const Segment = defineBlock({
  doc: 'Detect, with weights for mask prototypes in every cell, and the prototypes.',
  args: { nc, nm: masks, npr: prototypeChannels },
  scaled: ['npr'],
  forward(net, xs, { nc, nm, npr }) {
    const proto = prototypes(net, 'proto', xs[0], npr, nm);
    return [detect(net, xs, nc, maskExtra(net, xs, nm)), proto];
  },
});

/** Prototypes of all levels together, and a map of classes that helps in training. */
export function joinedPrototypes(net: Net, xs: readonly [Tensor, ...Tensor[]], nc: number, nm: number, npr: number) {
  return net.parts('Proto26', 'proto', xs, () => {
    const [first, ...others] = xs;
    const c = net.channels(first);
    const refined = others.map((x, i) => net.resizeLike(net.conv(`feat_refine.${i}`, x, c), first));
    const feature = net.add(first, ...refined);
    const y = net.conv('feat_fuse', feature, npr, { k: 3 });
    const proto = net.conv(
      'cv3',
      net.conv('cv2', net.convTranspose2d('upsample', net.conv('cv1', y, npr, { k: 3 }), npr), npr, { k: 3 }),
      nm,
    );
    const classes = net.conv('semseg.1', net.conv('semseg.0', feature, npr, { k: 3 }), npr, { k: 3 });
    return [proto, net.conv2d('semseg.2', classes, nc)];
  });
}

export const Segment26 = defineBlock({
  doc: 'Detect with weights for mask prototypes, and prototypes that see all levels.',
  args: { nc, nm: masks, npr: prototypeChannels },
  scaled: ['npr'],
  forward(net, xs, { nc, nm, npr }) {
    const prototypes = joinedPrototypes(net, xs, nc, nm, npr);
    return [detect(net, xs, nc, maskExtra(net, xs, nm)), ...prototypes];
  },
});

const angles = count('How many angles each box has.', 1);

const oriented = defineBlock({
  doc: 'Detect, with an angle for each box.',
  args: { nc, ne: angles },
  forward: (net, xs, { nc, ne }) =>
    detect(net, xs, nc, {
      heads: 1,
      run: (prefix) => [overLevels(net, `${prefix}angle`, extraBranches(net, `${prefix}cv4`, xs, ne))],
    }),
});

export const OBB = oriented;
export const OBB26 = oriented;

export const Pose = defineBlock({
  doc: 'Detect, with key points for each box.',
  args: { nc, kpt_shape: keypoints },
  forward(net, xs, { nc, kpt_shape: [points = 17, numbers = 3] }) {
    const run = (prefix: string) => [
      overLevels(net, `${prefix}kpts`, extraBranches(net, `${prefix}cv4`, xs, points * numbers)),
    ];
    return detect(net, xs, nc, { heads: 1, run });
  },
});

/** Six pairs of small networks that bend a distribution; training's loss alone reads them. */
function flowModel(net: Net): void {
  const errors = net.constant([net.dim(Number.NaN), 2]);
  for (let i = 0; i < 6; i++) {
    for (const name of ['t', 's'] as const) {
      let y = errors;
      for (const [j, features] of [64, 64, 2].entries()) {
        y = net.linear(`flow_model.${name}.${i}.${2 * j}`, y, features);
        if (j < 2 || name === 's') net.leaf();
      }
    }
  }
}

export const Pose26 = defineBlock({
  doc: 'Detect, with key points for each box and how sure each is; a flow model judges them in training.',
  args: { nc, kpt_shape: keypoints },
  forward(net, xs, { nc, kpt_shape: [points = 17, numbers = 3] }) {
    net.idle(flowModel);
    const c = Math.max(Math.floor(net.channels(xs[0]) / 4), points * (numbers + 2));
    const run = (prefix: string) => {
      const features = xs.map((x, i) => {
        const name = `${prefix}cv4.${i}`;
        return net.conv(`${name}.1`, net.conv(`${name}.0`, x, c, { k: 3 }), c, { k: 3 });
      });
      const each = (name: string, out: number) =>
        overLevels(
          net,
          `${prefix}${name}`,
          features.map((x, i) => net.conv2d(`${prefix}cv4_${name}.${i}`, x, out)),
        );
      const found = each('kpts', points * numbers);
      net.forTraining.push(each('kpts_sigma', 2 * points));
      return [found];
    };
    return detect(net, xs, nc, { heads: 1, run });
  },
});

export const Classify = defineBlock({
  doc: 'A 1×1 convolution, the average of each map, a linear layer: one number for each class.',
  args: { nc: count('How many classes there are.'), k: k(1), s: s(), p, g },
  forward(net, [x], { nc, k, s, p, g }) {
    const y = net.conv('conv', x, 1280, { k, s, g, ...(p === undefined ? {} : { p }) });
    const pooled = net.module('AdaptiveAvgPool2d', 'pool', 'adaptive-avg-pool2d', { outputSize: 1 }, y);
    return net.linear('linear', net.dropout('drop', net.apply('flatten', {}, pooled)), nc);
  },
});

export const SemanticSegment = defineBlock({
  doc: 'A class for every cell of the first level; the second one helps in training.',
  args: { nc },
  forward(net, [first, second], { nc }) {
    const c = net.channels(first);
    const map = (name: string, x: Tensor) => net.conv2d(`${name}.1`, net.conv(`${name}.0`, x, c, { k: 3 }), nc);
    return [map('head', first), ...(second ? [map('aux', second)] : [])];
  },
});

export const Depth = defineBlock({
  doc: 'A distance for every cell, from all levels joined from the smallest to the largest.',
  args: { c_mid: count('Channels inside.', 256) },
  forward(net, xs, { c_mid: c }) {
    const levels = xs.map((x, i) => net.conv(`proj.${i}`, x, c));
    const joined = levels.reduceRight((small, level, i) => {
      const y = net.add(level, net.resizeLike(small, level));
      return net.conv(`fuse.${i}.1`, net.conv(`fuse.${i}.0`, y, c, { k: 3 }), c, { k: 3 });
    });
    const grown = net.convTranspose2d('head.1', net.conv('head.0', joined, half(c), { k: 3 }), half(c));
    return net.conv2d('head.3', net.conv('head.2', grown, Math.floor(c / 4), { k: 3 }), 1);
  },
});
