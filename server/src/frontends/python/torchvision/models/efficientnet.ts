// torchvision.models.efficientnet. Source: torchvision/models/efficientnet.py, torchvision 0.28.
import type { Runtime, Value } from '../../evaluator/values.ts';
import { makeLayer } from '../../torch/nn/compose.ts';
import type { Entries } from '../../torch/open-module.ts';
import { block, blockOf, convNorm, divisible, network, type Row, WAY } from './inverted-residual.ts';
import { define, factory, sequence } from './parts.ts';

const MBCONV = block('efficientnet', 'MBConv', true);
const FUSED_MBCONV = block('efficientnet', 'FusedMBConv', true);

/** Expansion, kernel, stride, channels before and after, blocks; `fused` of them stand first. */
type Stage = readonly [ratio: number, kernel: number, stride: number, from: number, to: number, count: number];

interface Plan {
  readonly stages: readonly Stage[];
  readonly fused: number;
  readonly last?: number;
}

const BASE: Plan = {
  fused: 0,
  stages: [
    [1, 3, 1, 32, 16, 1],
    [6, 3, 2, 16, 24, 2],
    [6, 5, 2, 24, 40, 2],
    [6, 3, 2, 40, 80, 3],
    [6, 5, 1, 80, 112, 3],
    [6, 5, 2, 112, 192, 4],
    [6, 3, 1, 192, 320, 1],
  ],
};

const scaled = (width: number, depth: number): Plan => ({
  ...BASE,
  stages: BASE.stages.map(([ratio, kernel, stride, from, to, count]) => [
    ratio,
    kernel,
    stride,
    divisible(from * width),
    divisible(to * width),
    Math.ceil(count * depth),
  ]),
});

const PLANS: Readonly<Record<string, Plan>> = {
  b0: BASE,
  b1: scaled(1, 1.1),
  b2: scaled(1.1, 1.2),
  b3: scaled(1.2, 1.4),
  b4: scaled(1.4, 1.8),
  b5: scaled(1.6, 2.2),
  b6: scaled(1.8, 2.6),
  b7: scaled(2, 3.1),
  v2_s: {
    fused: 3,
    last: 1280,
    stages: [
      [1, 3, 1, 24, 24, 2],
      [4, 3, 2, 24, 48, 4],
      [4, 3, 2, 48, 64, 4],
      [4, 3, 2, 64, 128, 6],
      [6, 3, 1, 128, 160, 9],
      [6, 3, 2, 160, 256, 15],
    ],
  },
  v2_m: {
    fused: 3,
    last: 1280,
    stages: [
      [1, 3, 1, 24, 24, 3],
      [4, 3, 2, 24, 48, 5],
      [4, 3, 2, 48, 80, 5],
      [4, 3, 2, 80, 160, 7],
      [6, 3, 1, 160, 176, 14],
      [6, 3, 2, 176, 304, 18],
      [6, 3, 1, 304, 512, 5],
    ],
  },
  v2_l: {
    fused: 3,
    last: 1280,
    stages: [
      [1, 3, 1, 32, 32, 4],
      [4, 3, 2, 32, 64, 7],
      [4, 3, 2, 64, 96, 7],
      [4, 3, 2, 96, 192, 10],
      [6, 3, 1, 192, 224, 19],
      [6, 3, 2, 224, 384, 25],
      [6, 3, 1, 384, 640, 7],
    ],
  },
};

function stage(runtime: Runtime, [ratio, kernel, stride, from, to, count]: Stage, fused: boolean): Value {
  const made = Array.from({ length: count }, (_, at) => {
    const before = at === 0 ? from : to;
    const row: Row = {
      from: before,
      inner: divisible(before * ratio),
      to,
      kernel,
      stride: at === 0 ? stride : 1,
      activation: 'SiLU',
      fused,
    };
    const squeeze = [Math.max(1, Math.floor(before / 4)), 'Sigmoid'] as const;
    return fused ? blockOf(runtime, FUSED_MBCONV, row) : blockOf(runtime, MBCONV, { ...row, squeeze });
  });
  return sequence(runtime, made);
}

const EFFICIENTNET = define('efficientnet', 'EfficientNet', {
  '__init__(plan, num_classes=1000, dropout=0.2, stochastic_depth_prob=0.2)': (
    runtime,
    self,
    plan = null,
    classes = null,
    p = null,
  ) => {
    const { stages, fused, last } = PLANS[String(plan)] ?? BASE;
    const [from, to] = [stages[0]?.[3] ?? 0, stages.at(-1)?.[4] ?? 0];
    const wide = last ?? 4 * to;
    const features = [
      convNorm(runtime, 3, from, 'SiLU', { kernel: 3, stride: 2 }),
      ...stages.map((each, at) => stage(runtime, each, at < fused)),
      convNorm(runtime, to, wide, 'SiLU', {}),
    ];
    const head = [
      makeLayer(runtime, 'Dropout', [], { p, inplace: true }),
      makeLayer(runtime, 'Linear', [wide, classes]),
    ];
    return network(runtime, self, features, head);
  },
  ...WAY,
});

export const EFFICIENTNET_ENTRIES: Entries = Object.keys(PLANS).map((plan) =>
  factory(`efficientnet_${plan}`, EFFICIENTNET, { plan }),
);
