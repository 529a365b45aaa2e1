// Heads with anchors: those of YOLOv5 and YOLOv7's own repositories.
// Source: ultralytics/yolov5, models/yolo.py; WongKinYiu/yolov7, models/yolo.py.
import type { Tensor } from '../../../graph/graph.ts';
import { anything, type Block, count, defineBlock } from './block.ts';
import type { Net } from './net.ts';
import { prototypes } from './predictions.ts';

/** What stands around each level's convolution; it may bring numbers of its own. */
interface Around {
  readonly more?: number;
  of(level: number, y: Tensor): Tensor;
}

/** One plain convolution on each level: for every anchor box, objectness, classes and `more` numbers. */
function anchorLevels(net: Net, xs: readonly Tensor[], numbers: number, around?: Around): Tensor {
  const each = net.model.anchors ?? 3;
  const all = numbers + (around?.more ?? 0);
  const rows = xs.map((x, i) => {
    const plain = net.conv2d(`m.${i}`, x, each * numbers);
    const y = around ? around.of(i, plain) : plain;
    const grid = net.reshape(y, each, all, net.size(y, 2), net.size(y, 3));
    return net.reshape(net.step(`levels.${i}`, 'permute', { axes: [0, 1, 3, 4, 2] }, grid), -1, all);
  });
  return net.step('predictions', 'concat', { axis: 1 }, ...rows);
}

const nc = count('How many classes there are.', 80);
const anchors = anything('Anchors of each level.', null);

const AnchorDetect = defineBlock({
  doc: 'Boxes and classes for every anchor of every cell.',
  args: { nc, anchors },
  forward: (net, xs, { nc }) => anchorLevels(net, xs, nc + 5),
});

const AnchorSegment = defineBlock({
  doc: 'Boxes, classes and weights for mask prototypes for every anchor of every cell, and the prototypes.',
  args: {
    nc,
    anchors,
    nm: count('How many mask prototypes there are.', 32),
    npr: count('Channels of the layers that make them, before the width is applied.', 256),
  },
  scaled: ['npr'],
  forward: (net, xs, { nc, nm, npr }) => [anchorLevels(net, xs, nc + 5 + nm), prototypes(net, 'proto', xs[0], npr, nm)],
});

/** What the same names mean in files that have anchors. */
export const anchorBlocks: ReadonlyMap<string, Block> = new Map([
  ['Detect', AnchorDetect],
  ['Segment', AnchorSegment],
]);

/** Learned numbers added before and multiplied behind each level's convolution; key points get one without. */
function implicit(net: Net, xs: readonly Tensor[], numbers: number, keypoints = 0): Tensor {
  const each = net.model.anchors ?? 3;
  const known = xs.map((x, i) => {
    net.parameter(`ia.${i}.implicit`, [1, net.channels(x), 1, 1]);
    net.parameter(`im.${i}.implicit`, [1, each * numbers, 1, 1]);
    net.leaf(2);
    return net.add(x, net.constant([1, net.dim(net.channels(x)), 1, 1]));
  });
  const of = (i: number, y: Tensor): Tensor => {
    const weighed = net.multiply(y, net.constant([1, each * numbers, 1, 1]));
    const x = xs[i];
    return keypoints > 0 && x ? net.concat([weighed, net.conv2d(`m_kpt.${i}`, x, each * 3 * keypoints)]) : weighed;
  };
  return anchorLevels(net, known, numbers, { of, more: 3 * keypoints });
}

export const IDetect = defineBlock({
  doc: 'YOLOv7’s head: boxes and classes for every anchor, with learned offsets and factors.',
  args: { nc, anchors },
  forward: (net, xs, { nc }) => implicit(net, xs, nc + 5),
});

/** Bins for a side of a box, and one number more. */
const BIN_NUMBERS = 21 + 1;

export const IBin = defineBlock({
  doc: 'YOLOv7’s head that finds the sides of boxes by bins.',
  args: { nc, anchors },
  forward(net, xs, { nc }) {
    // The losses of both sides are modules.
    net.leaf(4);
    return implicit(net, xs, nc + 3 + 2 * BIN_NUMBERS);
  },
});

export const IKeypoint = defineBlock({
  doc: 'YOLOv7’s head with key points for every anchor.',
  args: { nc, anchors, nkpt: count('How many key points there are.', 17, 0) },
  forward: (net, xs, { nc, nkpt }) => implicit(net, xs, nc + 5, nkpt),
});

export const IAuxDetect = defineBlock({
  doc: 'YOLOv7’s head with a second set of levels, which helps in training.',
  args: { nc, anchors },
  forward(net, xs, { nc }) {
    const main = xs.slice(0, Math.ceil(xs.length / 2));
    const each = net.model.anchors ?? 3;
    const auxiliary = xs.slice(main.length).map((x, i) => net.conv2d(`m2.${i}`, x, each * (nc + 5)));
    return [implicit(net, main, nc + 5), ...auxiliary];
  },
});
