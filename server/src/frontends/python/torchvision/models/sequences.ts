// torchvision's models that are one sequence of layers: alexnet, vgg, squeezenet.
// Source: torchvision/models/{alexnet,vgg,squeezenet}.py, torchvision 0.28.
import { native } from '../../builtins/declare.ts';
import { PyDict, PyList, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { makeLayer, setAll } from '../../torch/nn/compose.ts';
import type { Entries } from '../../torch/open-module.ts';
import { become, concat, define, FLAT, factory, forward, relu, sequence, through } from './parts.ts';

const convolution = (runtime: Runtime, from: Value, to: Value, kernel: number, stride = 1, margin = 0): Value =>
  makeLayer(runtime, 'Conv2d', [from, to, kernel, stride, margin]);
const linear = (runtime: Runtime, from: Value, to: Value): Value => makeLayer(runtime, 'Linear', [from, to]);
const dropout = (runtime: Runtime, p: Value): Value => makeLayer(runtime, 'Dropout', [], { p });
const pool = (runtime: Runtime, size: number, keywords = {}): Value =>
  makeLayer(runtime, 'MaxPool2d', [size, 2], keywords);

/** From, to, kernel, stride, padding; or a pooling. */
const ALEXNET_FEATURES = [
  [3, 64, 11, 4, 2],
  'M',
  [64, 192, 5, 1, 2],
  'M',
  [192, 384, 3, 1, 1],
  [384, 256, 3, 1, 1],
  [256, 256, 3, 1, 1],
  'M',
] as const;

const ALEXNET = define('alexnet', 'AlexNet', {
  '__init__(num_classes=1000, dropout=0.5)': (runtime, self, classes = null, p = null) => {
    const features = ALEXNET_FEATURES.flatMap((row) => {
      if (row === 'M') return [pool(runtime, 3)];
      const [from, to, kernel, stride, margin] = row;
      return [convolution(runtime, from, to, kernel, stride, margin), relu(runtime)];
    });
    const [first, second] = [dropout(runtime, p), linear(runtime, 256 * 6 * 6, 4096)];
    const hidden = [relu(runtime), dropout(runtime, p), linear(runtime, 4096, 4096), relu(runtime)];
    return become(runtime, self, {
      features: sequence(runtime, features),
      avgpool: makeLayer(runtime, 'AdaptiveAvgPool2d', [6]),
      classifier: sequence(runtime, [first, second, ...hidden, linear(runtime, 4096, classes)]),
    });
  },
  ...forward('features', 'avgpool', FLAT, 'classifier'),
});

type Plan = readonly (number | 'M')[];

/** How many convolutions each of the five parts has. */
const planOf = (...counts: readonly number[]): Plan =>
  counts.flatMap((count, part) => [...new Array<number>(count).fill(Math.min(64 * 2 ** part, 512)), 'M' as const]);

/** By the letters of the paper. */
const PLANS = {
  A: planOf(1, 1, 2, 2, 2),
  B: planOf(2, 2, 2, 2, 2),
  D: planOf(2, 2, 3, 3, 3),
  E: planOf(2, 2, 4, 4, 4),
};

function vggFeatures(runtime: Runtime, plan: Iterable<Value>, hasNorms: boolean): Value {
  const layers: Value[] = [];
  let before: Value = 3;
  for (const step of plan) {
    if (step === 'M') layers.push(pool(runtime, 2));
    else {
      layers.push(convolution(runtime, before, step, 3, 1, 1));
      if (hasNorms) layers.push(makeLayer(runtime, 'BatchNorm2d', [step]));
      layers.push(relu(runtime));
      before = step;
    }
  }
  return sequence(runtime, layers);
}

function plansByLetter(): Value {
  const dict = new PyDict();
  for (const [letter, plan] of Object.entries(PLANS)) dict.entries.set(letter, [letter, new PyTuple([...plan])]);
  return dict;
}

const makeLayers = native('make_layers(cfg, batch_norm=False)', (runtime, plan = null, norms = false) => {
  const steps = runtime.iterate(plan);
  return steps ? vggFeatures(runtime, steps, runtime.truth(norms) === true) : runtime.lost(plan);
});

const VGG = define('vgg', 'VGG', {
  '__init__(features, num_classes=1000, init_weights=True, dropout=0.5)': (runtime, self, ...args: Value[]) => {
    const [features = null, classes = null, , p = null] = args;
    const hidden = [
      relu(runtime),
      dropout(runtime, p),
      linear(runtime, 4096, 4096),
      relu(runtime),
      dropout(runtime, p),
    ];
    return become(runtime, self, {
      features,
      avgpool: makeLayer(runtime, 'AdaptiveAvgPool2d', [7]),
      classifier: sequence(runtime, [linear(runtime, 512 * 7 * 7, 4096), ...hidden, linear(runtime, 4096, classes)]),
    });
  },
  ...forward('features', 'avgpool', FLAT, 'classifier'),
});

/** `vgg16`, made by the caller's settings but for its features. */
const vgg = (name: string, plan: Plan, hasNorms: boolean) =>
  factory(name, VGG, (runtime) => ({ features: vggFeatures(runtime, plan, hasNorms) }));

const FIRE = define('squeezenet', 'Fire', {
  '__init__(inplanes, squeeze_planes, expand1x1_planes, expand3x3_planes)': (runtime, self, ...args: Value[]) => {
    const [from = null, squeezed = null, by1 = null, by3 = null] = args;
    return become(runtime, self, {
      inplanes: from,
      squeeze: convolution(runtime, from, squeezed, 1),
      squeeze_activation: relu(runtime),
      expand1x1: convolution(runtime, squeezed, by1, 1),
      expand1x1_activation: relu(runtime),
      expand3x3: convolution(runtime, squeezed, by3, 3, 1, 1),
      expand3x3_activation: relu(runtime),
    });
  },
  'forward(x)': (runtime, self, x = null) => {
    const squeezed = through(runtime, self, x, ['squeeze', 'squeeze_activation']);
    const expand = (by: string) => through(runtime, self, squeezed, [`expand${by}`, `expand${by}_activation`]);
    return concat(runtime, new PyList([expand('1x1'), expand('3x3')]));
  },
});

/** First convolution; then how far each fire squeezes, of which each half of its output is four times as much. */
const SQUEEZENETS: Readonly<Record<string, readonly [channels: number, kernel: number, Plan]>> = {
  '1_0': [96, 7, ['M', 16, 16, 32, 'M', 32, 48, 48, 64, 'M', 64]],
  '1_1': [64, 3, ['M', 16, 16, 'M', 32, 32, 'M', 48, 48, 64, 64]],
};

const SQUEEZENET = define('squeezenet', 'SqueezeNet', {
  "__init__(version='1_0', num_classes=1000, dropout=0.5)": (
    runtime,
    self,
    version = null,
    classes = null,
    p = null,
  ) => {
    const found = SQUEEZENETS[String(version)];
    if (!found)
      return runtime.raise('ValueError', `Unsupported SqueezeNet version ${String(version)}: 1_0 or 1_1 expected`);
    const [channels, kernel, plan] = found;
    const features = [convolution(runtime, 3, channels, kernel, 2), relu(runtime)];
    let before = channels;
    for (const step of plan) {
      if (step === 'M') features.push(pool(runtime, 3, { ceil_mode: true }));
      else {
        features.push(runtime.call(FIRE, [before, step, 4 * step, 4 * step]));
        before = 8 * step;
      }
    }
    const last = convolution(runtime, 512, classes, 1);
    become(runtime, self, { num_classes: classes, features: sequence(runtime, features) });
    const head = [dropout(runtime, p), last, relu(runtime), makeLayer(runtime, 'AdaptiveAvgPool2d', [1])];
    setAll(runtime, self, { classifier: sequence(runtime, head) });
    return null;
  },
  ...forward('features', 'classifier', FLAT),
});

export const ALEXNET_ENTRIES: Entries = [['AlexNet', ALEXNET], factory('alexnet', ALEXNET)];

export const VGG_ENTRIES: Entries = [
  ['VGG', VGG],
  ['make_layers', makeLayers],
  ['cfgs', plansByLetter()],
  ...(
    [
      ['vgg11', PLANS.A],
      ['vgg13', PLANS.B],
      ['vgg16', PLANS.D],
      ['vgg19', PLANS.E],
    ] as const
  ).flatMap(([name, plan]) => [vgg(name, plan, false), vgg(`${name}_bn`, plan, true)]),
];

export const SQUEEZENET_ENTRIES: Entries = [
  ['Fire', FIRE],
  ['SqueezeNet', SQUEEZENET],
  factory('squeezenet1_0', SQUEEZENET, { version: '1_0' }),
  factory('squeezenet1_1', SQUEEZENET, { version: '1_1' }),
];
