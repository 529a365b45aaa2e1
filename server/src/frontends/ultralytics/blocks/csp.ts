// Bottlenecks, and the cross-stage blocks around them: a part of the channels goes through, a part goes past.
// Source: ultralytics 8.4.117, nn/modules/block.py; Wang et al., CSPNet, 2019, arXiv:1911.11929.
import type { Tensor } from '../../../graph/graph.ts';
import type { Family } from '../family.ts';
import { moduleOf } from './activations.ts';
import { psaBlock, transformerBlock } from './attention.ts';
import { type Argument, c2, defineBlock, e, flag, g, hidden, shortcut } from './block.ts';
import { ghostBottleneck, repConv, repVggDepthwise } from './convolution.ts';
import type { Net, Size } from './net.ts';

interface Neck {
  readonly shortcut?: boolean;
  readonly g?: number;
  /** Of the two convolutions. */
  readonly k?: readonly [Size, Size];
  readonly e?: number;
}

/** Their own begins with a 1×1 filter. */
const FIRST_NARROW: ReadonlySet<Family> = new Set<Family>(['yolov5', 'yolov7']);

export function bottleneckOf(net: Net, x: Tensor, c2: number, neck: Neck): Tensor {
  const { shortcut = true, g = 1, k = FIRST_NARROW.has(net.model.family) ? [1, 3] : [3, 3], e = 0.5 } = neck;
  const y = net.conv('cv2', net.conv('cv1', x, hidden(c2, e), { k: k[0] }), c2, { k: k[1], g });
  return shortcut && net.channels(x) === c2 ? net.add(x, y) : y;
}

export function bottleneck(net: Net, name: string, x: Tensor, c2: number, neck: Neck = {}): Tensor {
  return net.part('Bottleneck', name, x, () => bottleneckOf(net, x, c2, neck));
}

const kernels: Argument<readonly [Size, Size] | undefined> = {
  doc: 'Sizes of the two filters.',
  expectation: { kind: 'integers', min: 1, length: 2 },
  default: null,
  read(value) {
    if (value === null) return { value: undefined };
    return Array.isArray(value) && value.length === 2
      ? { value: value as unknown as readonly [Size, Size] }
      : undefined;
  },
  unknown: undefined,
};

export const Bottleneck = defineBlock({
  doc: 'Two convolutions with fewer channels between them, and a shortcut where the shape stays.',
  args: { c2, shortcut: shortcut(true), g, k: kernels, e: e() },
  scaled: ['c2'],
  forward: (net, [x], { c2, shortcut, g, k, e }) => bottleneckOf(net, x, c2, { shortcut, g, e, ...(k ? { k } : {}) }),
});

/** `n` steps, one behind the other. */
export function chain(x: Tensor, n: number, step: (x: Tensor, index: number) => Tensor): Tensor {
  let y = x;
  for (let index = 0; index < n; index++) y = step(y, index);
  return y;
}

export const C1 = defineBlock({
  doc: 'A 1×1 convolution, then 3×3 ones with a shortcut round them.',
  args: { c2 },
  scaled: ['c2'],
  repeats: 'inside',
  forward(net, [x], { c2, n }) {
    const y = net.conv('cv1', x, c2);
    return net.add(
      chain(y, n, (z, i) => net.conv(`m.${i}`, z, c2, { k: 3 })),
      y,
    );
  },
});

export const C2 = defineBlock({
  doc: 'Half of the channels go through bottlenecks, half go past.',
  args: { c2, shortcut: shortcut(true), g, e: e() },
  scaled: ['c2'],
  repeats: 'inside',
  forward(net, [x], { c2, n, shortcut, g, e }) {
    const c = hidden(c2, e);
    const [a, b] = net.split(net.conv('cv1', x, 2 * c), [c, c]);
    const y = chain(a ?? x, n, (z, i) => bottleneck(net, `m.${i}`, z, c, { shortcut, g, e: 1 }));
    return net.conv('cv2', net.concat([y, b ?? x]), c2);
  },
});

/** C2f's frame: every step's output is kept, and all are joined at the end. */
function fan(net: Net, x: Tensor, c2: number, c: number, n: number, step: (x: Tensor, i: number) => Tensor): Tensor {
  const kept = net.split(net.conv('cv1', x, 2 * c), [c, c]);
  for (let i = 0; i < n; i++) kept.push(step(kept.at(-1) ?? x, i));
  return net.conv('cv2', net.concat(kept), c2);
}

export const C2f = defineBlock({
  doc: 'Half of the channels go through bottlenecks, and the output of each is kept for the end.',
  args: { c2, shortcut: shortcut(false), g, e: e() },
  scaled: ['c2'],
  repeats: 'inside',
  forward(net, [x], { c2, n, shortcut, g, e }) {
    const c = hidden(c2, e);
    return fan(net, x, c2, c, n, (z, i) => bottleneck(net, `m.${i}`, z, c, { shortcut, g, e: 1 }));
  },
});

/** C3's frame: two 1×1 convolutions of the same input, one of which goes through the steps. */
function threefold(net: Net, x: Tensor, c2: number, c: number, steps: (x: Tensor) => Tensor): Tensor {
  const through = steps(net.conv('cv1', x, c));
  return net.conv('cv3', net.concat([through, net.conv('cv2', x, c)]), c2);
}

export function c3k(net: Net, name: string, x: Tensor, c2: number, n = 2, neck: Neck = {}): Tensor {
  const c = hidden(c2, 0.5);
  return net.part('C3k', name, x, () =>
    threefold(net, x, c2, c, (y) =>
      chain(y, n, (z, i) => bottleneck(net, `m.${i}`, z, c, { ...neck, k: [3, 3], e: 1 })),
    ),
  );
}

function c3(doc: string, step: (net: Net, name: string, x: Tensor, c: number, neck: Neck) => Tensor) {
  return defineBlock({
    doc,
    args: { c2, shortcut: shortcut(true), g, e: e() },
    scaled: ['c2'],
    repeats: 'inside',
    forward(net, [x], { c2, n, shortcut, g, e }) {
      const c = hidden(c2, e);
      return threefold(net, x, c2, c, (y) => chain(y, n, (z, i) => step(net, `m.${i}`, z, c, { shortcut, g, e: 1 })));
    },
  });
}

export const C3 = c3('Two 1×1 convolutions of the input; one goes through bottlenecks.', (net, name, x, c, neck) =>
  bottleneck(net, name, x, c, { ...neck, k: [1, 3] }),
);

export const C3x = c3('C3 with a row and a column filter in each bottleneck.', (net, name, x, c, neck) =>
  bottleneck(net, name, x, c, {
    ...neck,
    k: [
      [1, 3],
      [3, 1],
    ],
  }),
);

export const C3Ghost = c3('C3 with ghost bottlenecks.', (net, name, x, c) =>
  net.part('GhostBottleneck', name, x, () => ghostBottleneck(net, x, c)),
);

export const C3TR = defineBlock({
  doc: 'C3 with a transformer in place of the bottlenecks.',
  args: { c2, shortcut: shortcut(true), g, e: e() },
  scaled: ['c2'],
  repeats: 'inside',
  forward(net, [x], { c2, n, e }) {
    const c = hidden(c2, e);
    return threefold(net, x, c2, c, (y) => transformerBlock(net, 'm', y, 4, n));
  },
});

export const C3k2 = defineBlock({
  doc: 'C2f whose steps are bottlenecks, C3k blocks, or a bottleneck and attention.',
  args: {
    c2,
    c3k: flag('C3k blocks in place of bottlenecks; scales m, l and x always take them.', false),
    e: e(),
    attn: flag('A bottleneck and position-sensitive attention in place of bottlenecks.', false),
    g,
    shortcut: shortcut(true),
  },
  scaled: ['c2'],
  repeats: 'inside',
  modern: true,
  forced: ({ scale }, written): Readonly<Record<string, boolean>> =>
    written > 1 && 'mlx'.includes(scale || '-') ? { c3k: true } : {},
  forward(net, [x], { c2, n, c3k: deep, e, attn, g, shortcut }) {
    const c = hidden(c2, e);
    const step = (z: Tensor, i: number): Tensor => {
      if (attn)
        return psaBlock(
          net,
          `m.${i}.1`,
          bottleneck(net, `m.${i}.0`, z, c, { shortcut, g }),
          Math.max(Math.floor(c / 64), 1),
        );
      return deep ? c3k(net, `m.${i}`, z, c, 2, { shortcut, g }) : bottleneck(net, `m.${i}`, z, c, { shortcut, g });
    };
    return fan(net, x, c2, c, n, step);
  },
});

export const C2fPSA = defineBlock({
  doc: 'C2f whose steps are position-sensitive attention.',
  args: { c2, e: e() },
  scaled: ['c2'],
  repeats: 'inside',
  forward(net, [x], { c2, n, e }) {
    const c = hidden(c2, e);
    return fan(net, x, c2, c, n, (z, i) => psaBlock(net, `m.${i}`, z, Math.max(Math.floor(c / 64), 1)));
  },
});

/** Depthwise, wide, depthwise, narrow, depthwise; `lk` takes a 7×7 and a 3×3 in the middle. */
function inverted(net: Net, x: Tensor, c2: number, shortcut: boolean, lk: boolean): Tensor {
  const c1 = net.channels(x);
  const wide = net.conv('cv1.1', net.conv('cv1.0', x, c1, { k: 3, g: c1 }), 2 * c2);
  const middle = lk
    ? net.part('RepVGGDW', 'cv1.2', wide, () => repVggDepthwise(net, wide))
    : net.conv('cv1.2', wide, 2 * c2, { k: 3, g: 2 * c2 });
  const y = net.conv('cv1.4', net.conv('cv1.3', middle, c2), c2, { k: 3, g: c2 });
  return shortcut && c1 === c2 ? net.add(x, y) : y;
}

export const C2fCIB = defineBlock({
  doc: 'C2f whose steps are compact inverted blocks of depthwise convolutions.',
  args: { c2, shortcut: shortcut(false), lk: flag('A large 7×7 filter in the middle.', false), g, e: e() },
  scaled: ['c2'],
  repeats: 'inside',
  modern: true,
  forward(net, [x], { c2, n, shortcut, lk, e }) {
    const c = hidden(c2, e);
    return fan(net, x, c2, c, n, (z, i) => net.part('CIB', `m.${i}`, z, () => inverted(net, z, c, shortcut, lk)));
  },
});

export const BottleneckCSP = defineBlock({
  doc: 'Bottlenecks with a plain convolution past them, normalized together.',
  args: { c2, shortcut: shortcut(true), g, e: e() },
  scaled: ['c2'],
  repeats: 'inside',
  forward(net, [x], { c2, n, shortcut, g, e }) {
    const c = hidden(c2, e);
    const y = chain(net.conv('cv1', x, c), n, (z, i) => bottleneck(net, `m.${i}`, z, c, { shortcut, g, e: 1 }));
    const joined = net.concat([net.conv2d('cv3', y, c, { bias: false }), net.conv2d('cv2', x, c, { bias: false })]);
    return net.conv('cv4', net.activate(net.batchNorm('bn', joined), moduleOf('SiLU')), c2);
  },
});

export const RepC3 = defineBlock({
  doc: 'A chain of re-parameterized convolutions with a 1×1 convolution past it.',
  args: { c2, e: e(1) },
  scaled: ['c2'],
  repeats: 'inside',
  forward(net, [x], { c2, n, e }) {
    const c = hidden(c2, e);
    const through = chain(net.conv('cv1', x, c), n, (z, i) =>
      net.part('RepConv', `m.${i}`, z, () => repConv(net, z, c, {})),
    );
    const sum = net.add(through, net.conv('cv2', x, c));
    if (c !== c2) return net.conv('cv3', sum, c2);
    net.leaf();
    return sum;
  },
});

/** C3 whose bottlenecks begin with a re-parameterized convolution. */
export function repCsp(net: Net, name: string, x: Tensor, c2: number, n: number): Tensor {
  const c = hidden(c2, 0.5);
  const step = (z: Tensor) => {
    const y = net.part('RepConv', 'cv1', z, () => repConv(net, z, c, {}));
    return net.add(z, net.conv('cv2', y, c, { k: 3 }));
  };
  return net.part('RepCSP', name, x, () =>
    threefold(net, x, c2, c, (y) => chain(y, n, (z, i) => net.part('RepBottleneck', `m.${i}`, z, step))),
  );
}
