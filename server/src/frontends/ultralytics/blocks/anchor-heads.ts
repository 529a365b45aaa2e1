// Heads of YOLOv5, YOLOv7 and YOLOv9's own repositories.
// Source: ultralytics/yolov5, models/yolo.py; WongKinYiu/yolov7 and yolov9, models/yolo.py.
import type { Tensor } from '../../../graph/graph.ts';
import { anything, type Block, count, defineBlock } from './block.ts';
import type { Net } from './net.ts';
import { overLevels, predict, prototypes } from './predictions.ts';
import { multipleOf } from './settings.ts';

/** One plain convolution on each level: for every anchor box, objectness, classes and `more` numbers. */
function anchorLevels(net: Net, xs: readonly Tensor[], numbers: number, around = (_: number, y: Tensor) => y): Tensor {
  const each = net.model.anchors ?? 3;
  const rows = xs.map((x, i) => {
    const y = around(i, net.conv2d(`m.${i}`, x, each * numbers));
    const grid = net.reshape(y, each, numbers, net.size(y, 2), net.size(y, 3));
    return net.reshape(net.step(`levels.${i}`, 'permute', { axes: [0, 1, 3, 4, 2] }, grid), -1, numbers);
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

/** Learned numbers added before and multiplied behind each level's convolution. */
function implicit(net: Net, xs: readonly Tensor[], nc: number): Tensor {
  const numbers = nc + 5;
  const each = net.model.anchors ?? 3;
  const known = xs.map((x, i) => {
    net.parameter(`ia.${i}.implicit`, [1, net.channels(x), 1, 1]);
    net.parameter(`im.${i}.implicit`, [1, each * numbers, 1, 1]);
    net.leaf(2);
    return net.add(x, net.constant([1, net.dim(net.channels(x)), 1, 1]));
  });
  return anchorLevels(net, known, numbers, (_, y) => net.multiply(y, net.constant([1, each * numbers, 1, 1])));
}

export const IDetect = defineBlock({
  doc: 'YOLOv7’s head: boxes and classes for every anchor, with learned offsets and factors.',
  args: { nc, anchors },
  forward: (net, xs, { nc }) => implicit(net, xs, nc),
});

export const IAuxDetect = defineBlock({
  doc: 'YOLOv7’s head with a second set of levels, which helps in training.',
  args: { nc, anchors },
  forward(net, xs, { nc }) {
    const main = xs.slice(0, Math.ceil(xs.length / 2));
    const each = net.model.anchors ?? 3;
    const auxiliary = xs.slice(main.length).map((x, i) => net.conv2d(`m2.${i}`, x, each * (nc + 5)));
    return [implicit(net, main, nc), ...auxiliary];
  },
});

/** Sets of levels with branches of their own; the last set is what runs in use. */
function sets(count: number, groups: number) {
  return defineBlock({
    doc: 'YOLOv9’s head: boxes and classes for every cell; further sets of levels help in training.',
    args: { nc, anchors },
    forward(net, xs, { nc }) {
      const size = Math.floor(xs.length / count);
      const regMax = 16;
      let prediction: Tensor | undefined;
      for (let set = 0; set < count; set++) {
        const levels = xs.slice(set * size, (set + 1) * size);
        const first = net.channels(levels[0]);
        const box = multipleOf(Math.max(Math.floor(first / 4), 4 * regMax, 16), 4);
        const cls = Math.max(first, Math.min(2 * nc, 128));
        const branch = (name: string, x: Tensor, c: number, out: number, g: number) =>
          net.conv2d(`${name}.2`, net.conv(`${name}.1`, net.conv(`${name}.0`, x, c, { k: 3 }), c, { k: 3, g }), out, {
            g,
          });
        const [b, c] = [`cv${2 + 2 * set}`, `cv${3 + 2 * set}`];
        const boxes = overLevels(
          net,
          'boxes',
          levels.map((x, i) => branch(`${b}.${i}`, x, box, 4 * regMax, groups)),
        );
        const scores = overLevels(
          net,
          'scores',
          levels.map((x, i) => branch(`${c}.${i}`, x, cls, nc, 1)),
        );
        if (prediction) net.forTraining.push(prediction);
        prediction = predict(net, { boxes, scores }, { end2end: false, regMax });
      }
      return prediction ?? net.constant([]);
    },
  });
}

export const DDetect = sets(1, 4);
export const DualDetect = sets(2, 1);
export const DualDDetect = sets(2, 4);
export const TripleDDetect = sets(3, 4);
