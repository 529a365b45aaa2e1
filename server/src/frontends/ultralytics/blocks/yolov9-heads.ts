// Heads of YOLOv9's own repository: without anchors, in sets of levels of which the last one is what runs in use.
// Source: WongKinYiu/yolov9, models/yolo.py.
import type { Tensor } from '../../../graph/graph.ts';
import { type Block, count, defineBlock } from './block.ts';
import { masks, nc, prototypeChannels } from './heads.ts';
import type { Net } from './net.ts';
import { overLevels, predict, prototypes } from './predictions.ts';
import { multipleOf } from './settings.ts';

const REG_MAX = 16;

interface Branch {
  readonly name: string;
  readonly channels: number;
  readonly out: number;
  readonly groups?: number;
}

/** Two 3×3 convolutions and a plain one on each level, over all cells. */
function branches(net: Net, output: string, levels: readonly Tensor[], branch: Branch): Tensor {
  const { name, channels, out, groups: g = 1 } = branch;
  const each = levels.map((x, i) => {
    const at = `${name}.${i}`;
    const y = net.conv(`${at}.1`, net.conv(`${at}.0`, x, channels, { k: 3 }), channels, { k: 3, g });
    return net.conv2d(`${at}.2`, y, out, { g });
  });
  return overLevels(net, output, each);
}

interface Sets {
  readonly sets: number;
  readonly groups: number;
  readonly nc: number;
  /** Weights for mask prototypes in every cell. */
  readonly masks?: number;
}

function detect(net: Net, xs: readonly Tensor[], { sets, groups, nc, masks }: Sets): Tensor {
  const size = Math.floor(xs.length / sets);
  let prediction: Tensor | undefined;
  for (let set = 0; set < sets; set++) {
    const levels = xs.slice(set * size, (set + 1) * size);
    const first = net.channels(levels[0]);
    const box = Math.max(Math.floor(first / 4), 4 * REG_MAX, 16);
    const boxes = branches(net, 'boxes', levels, {
      name: `cv${2 + 2 * set}`,
      channels: groups > 1 ? multipleOf(box, groups) : box,
      out: 4 * REG_MAX,
      groups,
    });
    const scores = branches(net, 'scores', levels, {
      name: `cv${3 + 2 * set}`,
      channels: Math.max(first, Math.min(2 * nc, 128)),
      out: nc,
    });
    const weights =
      masks === undefined
        ? undefined
        : branches(net, 'masks', levels, {
            name: `cv${2 + 2 * sets + set}`,
            channels: Math.max(Math.floor(first / 4), masks),
            out: masks,
          });
    if (prediction) net.forTraining.push(prediction);
    const extras = weights ? [weights] : [];
    prediction = predict(net, { boxes, scores, extras }, { end2end: false, regMax: REG_MAX });
  }
  return prediction ?? net.constant([]);
}

const setsOf = (sets: number, groups: number): Block =>
  defineBlock({
    doc: 'YOLOv9’s head: boxes and classes for every cell; further sets of levels help in training.',
    args: { nc },
    forward: (net, xs, { nc }) => detect(net, xs, { sets, groups, nc }),
  });

const maskArgs = { nc, nm: masks, npr: prototypeChannels };

const Segment = defineBlock({
  doc: 'Detect, with weights for mask prototypes in every cell, and the prototypes.',
  args: maskArgs,
  scaled: ['npr'],
  forward: (net, xs, { nc, nm, npr }) => [
    detect(net, xs, { sets: 1, groups: 1, nc, masks: nm }),
    prototypes(net, 'proto', xs[0], npr, nm),
  ],
});

/** The last levels, one for each set, become prototypes. */
const segments = (sets: number): Block =>
  defineBlock({
    doc: 'YOLOv9’s head with masks, whose prototypes come from levels of their own.',
    args: maskArgs,
    scaled: ['npr'],
    forward(net, xs, { nc, nm }) {
      const protos = xs.slice(xs.length - sets).map((x, i) => net.conv(`proto${i === 0 ? '' : i + 1}`, x, nm));
      const proto = protos.pop();
      net.forTraining.push(...protos);
      const found = detect(net, xs.slice(0, -sets), { sets, groups: 4, nc, masks: nm });
      return proto ? [found, proto] : [found];
    },
  });

const Panoptic = defineBlock({
  doc: 'YOLOv9’s head with masks, and a class for every cell of the first level.',
  args: {
    nc,
    sem_nc: count('How many classes cells may have beside those of objects.', 93),
    nm: masks,
    npr: prototypeChannels,
  },
  // The reader of such files scales its second number from the end.
  scaled: ['nm'],
  forward(net, xs, { nc, sem_nc, nm, npr }) {
    const [x] = xs;
    if (!x) return [];
    const map = net.part('UConv', 'uconv', x, () => {
      const y = net.conv('cv1', x, Math.floor(net.channels(x) / 4), { k: 3 });
      return net.module(
        'Upsample',
        'up',
        'upsample',
        { scale: 2, mode: 'bilinear' },
        net.conv2d('cv2', y, sem_nc + nc),
      );
    });
    return [detect(net, xs, { sets: 1, groups: 1, nc, masks: nm }), prototypes(net, 'proto', x, npr, nm), map];
  },
});

/** Of its own, and what the same names mean in its files. */
export const yolov9Heads: ReadonlyMap<string, Block> = new Map<string, Block>([
  ['Detect', setsOf(1, 1)],
  ['Segment', Segment],
  ['DDetect', setsOf(1, 4)],
  ['DualDetect', setsOf(2, 1)],
  ['DualDDetect', setsOf(2, 4)],
  ['TripleDetect', setsOf(3, 1)],
  ['TripleDDetect', setsOf(3, 4)],
  ['DSegment', segments(1)],
  ['DualDSegment', segments(2)],
  ['Panoptic', Panoptic],
]);
