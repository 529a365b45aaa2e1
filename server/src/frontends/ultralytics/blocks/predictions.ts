// What all heads of the anchor-free family share: a branch for boxes and one for classes on each level, and how their
// outputs become predictions. Source: ultralytics 8.4.117, nn/modules/head.py; Li et al., DFL, 2020, arXiv:2006.04388.
import type { Tensor } from '../../../graph/graph.ts';
import { moduleOf } from './activations.ts';
import { depthwise } from './convolution.ts';
import type { Net } from './net.ts';

/** The most objects that a head without suppression gives. */
const MOST = 300;

/** One output of a head, over all cells of all levels: (N, features, cells). */
export function overLevels(net: Net, name: string, levels: readonly Tensor[]): Tensor {
  const flat = levels.map((level) => net.reshape(level, net.channels(level), -1));
  return net.step(name, 'concat', { axis: 2 }, ...flat);
}

/** Two 3×3 convolutions and a plain 1×1 one: `out` numbers for each cell. */
export function branch(net: Net, name: string, x: Tensor, c: number, out: number): Tensor {
  const y = net.conv(`${name}.1`, net.conv(`${name}.0`, x, c, { k: 3 }), c, { k: 3 });
  return net.conv2d(`${name}.2`, y, out);
}

/** The same of depthwise pairs, for classes. */
function lightBranch(net: Net, name: string, x: Tensor, c: number, out: number): Tensor {
  const pair = (at: string, y: Tensor) =>
    net.conv(`${at}.1`, depthwise(net, `${at}.0`, y, net.channels(y), { k: 3 }), c);
  return net.conv2d(`${name}.2`, pair(`${name}.1`, pair(`${name}.0`, x)), out);
}

export interface HeadOptions {
  readonly nc: number;
  readonly regMax: number;
  readonly legacy: boolean;
  /** Numbers that the class branch gives for each cell; the classes themselves where absent. */
  readonly classFeatures?: number;
}

/** Bins for each side of the box, of every level. */
export function boxBranches(net: Net, prefix: string, xs: readonly Tensor[], { regMax }: HeadOptions): Tensor[] {
  const c = Math.max(16, Math.floor(net.channels(xs[0]) / 4), 4 * regMax);
  return xs.map((x, i) => branch(net, `${prefix}cv2.${i}`, x, c, 4 * regMax));
}

export function classBranches(net: Net, prefix: string, xs: readonly Tensor[], options: HeadOptions): Tensor[] {
  const { nc, legacy, classFeatures = nc } = options;
  const c = Math.max(net.channels(xs[0]), Math.min(nc, 100));
  const make = legacy ? branch : lightBranch;
  return xs.map((x, i) => make(net, `${prefix}cv3.${i}`, x, c, classFeatures));
}

/** A branch of the same form beside boxes and classes: masks, angles, key points. */
export function extraBranches(net: Net, prefix: string, xs: readonly Tensor[], features: number, least = features) {
  const c = Math.max(Math.floor(net.channels(xs[0]) / 4), least);
  return xs.map((x, i) => branch(net, `${prefix}.${i}`, x, c, features));
}

/** Where a head has twins, the second one predicts each object once, and is what runs in use. */
export function withTwins(net: Net, end2end: boolean, heads: number, run: (prefix: string) => Tensor[]): Tensor[] {
  const predictions = run('');
  if (!end2end) return predictions;
  // A copy of a branch brings a copy of its activation.
  net.leaf(heads);
  return run('one2one_');
}

/** The distribution over bins becomes one distance for each side of the box; its weights are never trained. */
function sides(net: Net, boxes: Tensor, regMax: number): Tensor {
  return net.part('DFL', 'dfl', boxes, () => {
    const cells = net.size(boxes, 2);
    const bins = net.apply('softmax', { axis: 1 }, net.transpose(net.reshape(boxes, 4, regMax, cells), 1, 2));
    const conv = net.declare('Conv2d', 'conv', 'conv2d', {
      inChannels: net.dim(regMax),
      outChannels: 1,
      kernel: 1,
      bias: false,
    });
    for (const parameter of conv.parameters) parameter.trainable = false;
    return net.reshape(net.call(conv, bins), 4, cells);
  });
}

/** Boxes, scores and what belongs to them: (N, 4 + classes + …, cells), or (N, 300, 6 + …) without suppression. */
export function predict(
  net: Net,
  { boxes, scores, extras = [] }: { boxes: Tensor; scores: Tensor; extras?: readonly Tensor[] },
  { end2end, regMax }: { end2end: boolean; regMax: number },
): Tensor {
  const corners = regMax > 1 ? sides(net, boxes, regMax) : boxes;
  if (regMax <= 1) net.leaf();
  const likely = net.apply('sigmoid', {}, scores);
  if (!end2end) return net.step('predictions', 'concat', { axis: 1 }, corners, likely, ...extras);
  const most = Math.min(MOST, net.size(boxes, 2));
  const best = [corners, likely, ...extras].map((x) =>
    net.apply('slice', { axis: 1, end: net.dim(most) }, net.transpose(x, 1, 2)),
  );
  const [found = boxes, chances = scores, ...others] = best;
  const top = net.apply('max', { axes: [-1], keepAxes: true }, chances);
  return net.step('predictions', 'concat', { axis: 2 }, found, top, top, ...others);
}

/** Mask prototypes at twice the size: 3×3, growing, 3×3, 1×1. YOLOv5's own grows by nearest neighbours. */
export function prototypes(net: Net, name: string, x: Tensor, c: number, masks: number): Tensor {
  return net.part('Proto', name, x, () => {
    const y = net.conv('cv1', x, c, { k: 3 });
    const grown =
      net.model.family === 'ultralytics' ? net.convTranspose2d('upsample', y, c) : net.upsample('upsample', y, 2);
    return net.conv('cv3', net.conv('cv2', grown, c, { k: 3 }), masks);
  });
}

export const silu = () => moduleOf('SiLU');
