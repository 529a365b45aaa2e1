// torchvision.models.mobilenetv2 and mobilenetv3. Source: their files, torchvision 0.28.
import type { Runtime, Value } from '../../evaluator/values.ts';
import { callInner, makeLayer } from '../../torch/nn/compose.ts';
import type { Entries } from '../../torch/open-module.ts';
import { block, blockOf, convNorm, divisible, network, type Row, WAY } from './inverted-residual.ts';
import {
  become,
  define,
  FLAT,
  factory,
  forwardImpl,
  functional,
  layerOr,
  numberOf,
  sequence,
  through,
} from './parts.ts';

const V2_BLOCK = define('mobilenetv2', 'InvertedResidual', {
  '__init__(inp, oup, stride, expand_ratio, norm_layer=None)': (runtime, self, ...args: Value[]) => {
    const [from = null, to = null, stride = null, ratio = null, norm] = args;
    const [inputs, times] = [numberOf(from), numberOf(ratio)];
    if (inputs === undefined || times === undefined) return runtime.lost(inputs === undefined ? from : ratio);
    const inner = Math.round(inputs * times);
    const depthwise = { kernel: 3, stride: numberOf(stride) ?? 1, groups: inner };
    const layers = [
      ...(times === 1 ? [] : [convNorm(runtime, from, inner, 'ReLU6', {}, norm)]),
      convNorm(runtime, inner, inner, 'ReLU6', depthwise, norm),
      makeLayer(runtime, 'Conv2d', [inner, to, 1], { bias: false }),
      callInner(runtime, layerOr(norm, 'BatchNorm2d'), [to]),
    ];
    const adds = stride === 1 && from === to;
    return become(runtime, self, { stride, use_res_connect: adds, conv: sequence(runtime, layers), out_channels: to });
  },
  'forward(x)': (runtime, self, x = null) => {
    const out = through(runtime, self, x, ['conv']);
    return runtime.getAttribute(self, 'use_res_connect') === true ? runtime.binary('+', x, out) : out;
  },
});

const V2_SETTING = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

const MOBILENET_V2 = define('mobilenetv2', 'MobileNetV2', {
  '__init__(num_classes=1000, width_mult=1.0, inverted_residual_setting=None, round_nearest=8, block=None, norm_layer=None, dropout=0.2)':
    (runtime, self, ...args: Value[]) => {
      const [classes = null, width = null, given = null, nearest = 8, block = null, norm = null, p = null] = args;
      const [by, divisor] = [numberOf(width), numberOf(nearest)];
      const rows = given === null ? V2_SETTING : rowsOf(runtime, given);
      if (by === undefined || divisor === undefined || !rows) return runtime.lost(width);
      const last = divisible(1280 * Math.max(1, by), divisor);
      let before = divisible(32 * by, divisor);
      const features = [convNorm(runtime, 3, before, 'ReLU6', { kernel: 3, stride: 2 }, norm)];
      for (const [ratio = 1, channels = 1, count = 1, stride = 1] of rows) {
        const to = divisible(channels * by, divisor);
        for (let at = 0; at < count; at++) {
          const sizes = [before, to, at === 0 ? stride : 1];
          const keywords = { expand_ratio: ratio, norm_layer: layerOr(norm, 'BatchNorm2d') };
          features.push(callInner(runtime, block ?? V2_BLOCK, sizes, keywords));
          before = to;
        }
      }
      features.push(convNorm(runtime, before, last, 'ReLU6', {}, norm));
      const head = [makeLayer(runtime, 'Dropout', [], { p }), makeLayer(runtime, 'Linear', [last, classes])];
      return become(runtime, self, {
        last_channel: last,
        features: sequence(runtime, features),
        classifier: sequence(runtime, head),
      });
    },
  ...forwardImpl('features', functional('adaptive_avg_pool2d', 1), FLAT, 'classifier'),
});

function rowsOf(runtime: Runtime, given: Value): readonly (readonly number[])[] | undefined {
  const rows = [...(runtime.iterate(given) ?? [])].map((row) => [...(runtime.iterate(row) ?? [])]);
  const known = rows.map((row) => row.map(numberOf).filter((each) => each !== undefined));
  return known.every((row) => row.length === 4) ? known : undefined;
}

const V3_BLOCK = block('mobilenetv3', 'InvertedResidual', false);

type V3Row = readonly [
  from: number,
  kernel: number,
  inner: number,
  to: number,
  squeezes: boolean,
  hard: boolean,
  stride: number,
];

const V3: Readonly<Record<string, readonly [last: number, rows: readonly V3Row[]]>> = {
  large: [
    1280,
    [
      [16, 3, 16, 16, false, false, 1],
      [16, 3, 64, 24, false, false, 2],
      [24, 3, 72, 24, false, false, 1],
      [24, 5, 72, 40, true, false, 2],
      [40, 5, 120, 40, true, false, 1],
      [40, 5, 120, 40, true, false, 1],
      [40, 3, 240, 80, false, true, 2],
      [80, 3, 200, 80, false, true, 1],
      [80, 3, 184, 80, false, true, 1],
      [80, 3, 184, 80, false, true, 1],
      [80, 3, 480, 112, true, true, 1],
      [112, 3, 672, 112, true, true, 1],
      [112, 5, 672, 160, true, true, 2],
      [160, 5, 960, 160, true, true, 1],
      [160, 5, 960, 160, true, true, 1],
    ],
  ],
  small: [
    1024,
    [
      [16, 3, 16, 16, true, false, 2],
      [16, 3, 72, 24, false, false, 2],
      [24, 3, 88, 24, false, false, 1],
      [24, 5, 96, 40, true, true, 2],
      [40, 5, 240, 40, true, true, 1],
      [40, 5, 240, 40, true, true, 1],
      [40, 5, 120, 48, true, true, 1],
      [48, 5, 144, 48, true, true, 1],
      [48, 5, 288, 96, true, true, 2],
      [96, 5, 576, 96, true, true, 1],
      [96, 5, 576, 96, true, true, 1],
    ],
  ],
};

const MOBILENET_V3 = define('mobilenetv3', 'MobileNetV3', {
  '__init__(size, num_classes=1000, dropout=0.2, width_mult=1.0)': (runtime, self, ...args: Value[]) => {
    const [size = null, classes = null, p = null, width = null] = args;
    const [last, rows] = V3[String(size)] ?? [0, []];
    const by = numberOf(width);
    if (by === undefined) return runtime.lost(width);
    const wide = (channels: number) => divisible(channels * by);
    const first = wide(16);
    const blocks = rows.map(([from, kernel, inner, to, squeezes, hard, stride]) => {
      const row: Row = {
        from: wide(from),
        inner: wide(inner),
        to: wide(to),
        kernel,
        stride,
        activation: hard ? 'Hardswish' : 'ReLU',
      };
      const squeeze = [divisible(Math.floor(wide(inner) / 4)), 'Hardsigmoid'] as const;
      return blockOf(runtime, V3_BLOCK, squeezes ? { ...row, squeeze } : row);
    });
    const to = wide(rows.at(-1)?.[3] ?? 0);
    const hidden = makeLayer(runtime, 'Linear', [6 * to, wide(last)]);
    const between = [makeLayer(runtime, 'Hardswish', [true]), makeLayer(runtime, 'Dropout', [], { p, inplace: true })];
    return network(
      runtime,
      self,
      [
        convNorm(runtime, 3, first, 'Hardswish', { kernel: 3, stride: 2 }),
        ...blocks,
        convNorm(runtime, to, 6 * to, 'Hardswish', {}),
      ],
      [hidden, ...between, makeLayer(runtime, 'Linear', [wide(last), classes])],
    );
  },
  ...WAY,
});

export const MOBILENET_V2_ENTRIES: Entries = [
  ['InvertedResidual', V2_BLOCK],
  ['MobileNetV2', MOBILENET_V2],
  factory('mobilenet_v2', MOBILENET_V2),
];

export const MOBILENET_V3_ENTRIES: Entries = Object.keys(V3).map((size) =>
  factory(`mobilenet_v3_${size}`, MOBILENET_V3, { size }),
);
