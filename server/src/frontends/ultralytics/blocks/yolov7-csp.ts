// YOLOv7's cross-stage blocks: three frames round a chain of steps, for each kind of step.
// Source: WongKinYiu/yolov7, models/common.py; Wang et al., Scaled-YOLOv4, 2020, arXiv:2011.08036.
import type { Tensor } from '../../../graph/graph.ts';
import { type Block, c2, count, defineBlock, e, g, hidden, k, s, shortcut } from './block.ts';
import { ghostBottleneck } from './convolution.ts';
import { bottleneck, chain } from './csp.ts';
import type { Net } from './net.ts';
import { repVgg } from './yolov7.ts';

interface StepOptions {
  readonly shortcut: boolean;
  readonly g: number;
  readonly e: number;
}

/** 1×1, 3×3, 1×1, and a shortcut where the shape stays. */
function residual(net: Net, x: Tensor, c2: number, { shortcut, g, e }: StepOptions, rep: boolean): Tensor {
  const c = hidden(c2, e);
  const narrow = net.conv('cv1', x, c);
  const seen = rep
    ? net.part('RepConv', 'cv2', narrow, () => repVgg(net, narrow, c, { k: 3, g }))
    : net.conv('cv2', narrow, c, { k: 3, g });
  const y = net.conv('cv3', seen, c2);
  return shortcut && net.channels(x) === c2 ? net.add(x, y) : y;
}

type Step = (net: Net, name: string, x: Tensor, c: number, options: Omit<StepOptions, 'e'>) => Tensor;

const residualStep =
  (type: string, e: number, rep = false): Step =>
  (net, name, x, c, options) =>
    net.part(type, name, x, () => residual(net, x, c, { ...options, e }, rep));

interface Kind {
  readonly step: Step;
  /** Groups where the row says none. */
  readonly groups: number;
  /** Whether steps of the frame B have shortcuts where the row says nothing. */
  readonly shortcutInB: boolean;
}

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    'Bottleneck',
    {
      step: (net, name, x, c, options) => bottleneck(net, name, x, c, { ...options, k: [1, 3], e: 1 }),
      groups: 1,
      shortcutInB: false,
    },
  ],
  ['Res', { step: residualStep('Res', 0.5), groups: 1, shortcutInB: true }],
  ['ResX', { step: residualStep('Res', 1), groups: 32, shortcutInB: true }],
  ['RepRes', { step: residualStep('RepRes', 0.5, true), groups: 1, shortcutInB: false }],
  ['RepResX', { step: residualStep('RepResX', 0.5, true), groups: 32, shortcutInB: false }],
  [
    'Ghost',
    {
      step: (net, name, x, c) => net.part('Ghost', name, x, () => ghostBottleneck(net, x, c)),
      groups: 1,
      shortcutInB: true,
    },
  ],
]);

type Chain = (x: Tensor) => Tensor;

interface Frame {
  readonly doc: string;
  run(net: Net, x: Tensor, c2: number, c: number, steps: Chain): Tensor;
  /** Inner channels are all of those that go out. */
  readonly wide: boolean;
}

const FRAMES: Readonly<Record<'A' | 'B' | 'C', Frame>> = {
  A: {
    doc: 'A chain of steps with a 1×1 convolution of the same input past it.',
    wide: false,
    run: (net, x, c2, c, steps) =>
      net.conv('cv3', net.concat([steps(net.conv('cv1', x, c)), net.conv('cv2', x, c)]), c2),
  },
  B: {
    doc: 'A 1×1 convolution, then a chain of steps with another one past it.',
    wide: true,
    run(net, x, c2, c, steps) {
      const y = net.conv('cv1', x, c);
      return net.conv('cv3', net.concat([steps(y), net.conv('cv2', y, c)]), c2);
    },
  },
  C: {
    doc: 'A chain of steps closed by a 1×1 convolution, with one of the same input past it.',
    wide: false,
    run(net, x, c2, c, steps) {
      const through = net.conv('cv3', steps(net.conv('cv1', x, c)), c);
      return net.conv('cv4', net.concat([through, net.conv('cv2', x, c)]), c2);
    },
  },
};

function framed({ step, groups, shortcutInB }: Kind, { doc, wide, run }: Frame): Block {
  return defineBlock({
    doc,
    args: { c2, shortcut: shortcut(!wide || shortcutInB), g: count(g.doc, groups), e: e() },
    scaled: ['c2'],
    repeats: 'inside',
    forward: (net, [x], { c2, n, shortcut, g, e }) =>
      run(net, x, c2, wide ? c2 : hidden(c2, e), (y) =>
        chain(y, n, (z, i) => step(net, `m.${i}`, z, net.channels(z), { shortcut, g })),
      ),
  });
}

const single = (groups: number, rep: boolean): Block =>
  defineBlock({
    doc: 'Three convolutions, 1×1, 3×3 and 1×1, and a shortcut where the shape stays.',
    args: { c2, shortcut: shortcut(true), g: count(g.doc, groups), e: e() },
    scaled: ['c2'],
    forward: (net, [x], { c2, shortcut, g, e }) => residual(net, x, c2, { shortcut, g, e }, rep),
  });

export const yolov7Frames: ReadonlyMap<string, Block> = new Map<string, Block>([
  ...[...KINDS].flatMap(([name, kind]) =>
    (['A', 'B', 'C'] as const).map((letter) => [`${name}CSP${letter}`, framed(kind, FRAMES[letter])] as const),
  ),
  ['Res', single(1, false)],
  ['ResX', single(32, false)],
  ['RepRes', single(1, true)],
  ['RepResX', single(32, true)],
  [
    'Ghost',
    defineBlock({
      doc: 'Two ghost convolutions with a shortcut, and a depthwise stride between them.',
      args: { c2, k: k(3), s: s() },
      scaled: ['c2'],
      forward: (net, [x], { c2, k, s }) => ghostBottleneck(net, x, c2, k, s),
    }),
  ],
]);
