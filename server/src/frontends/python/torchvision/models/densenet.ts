// torchvision.models.densenet. Source: torchvision/models/densenet.py, torchvision 0.28.
import { PyList, PyTuple, type Value } from '../../evaluator/values.ts';
import { callChild, callInner, makeLayer } from '../../torch/nn/compose.ts';
import type { Entries } from '../../torch/open-module.ts';
import {
  become,
  type Children,
  concat,
  define,
  FLAT,
  factory,
  forward,
  functional,
  relu,
  sequence,
  through,
} from './parts.ts';

const DENSE_LAYER = define('densenet', '_DenseLayer', {
  '__init__(num_input_features, growth_rate, bn_size, drop_rate, memory_efficient=False)': (
    runtime,
    self,
    ...args: Value[]
  ) => {
    const [from = null, growth = null, size = null, drop = null] = args;
    const inner = runtime.binary('*', size, growth);
    return become(runtime, self, {
      norm1: makeLayer(runtime, 'BatchNorm2d', [from]),
      relu1: relu(runtime),
      conv1: makeLayer(runtime, 'Conv2d', [from, inner, 1], { bias: false }),
      norm2: makeLayer(runtime, 'BatchNorm2d', [inner]),
      relu2: relu(runtime),
      conv2: makeLayer(runtime, 'Conv2d', [inner, growth, 3, 1, 1], { bias: false }),
      drop_rate: drop,
    });
  },
  'forward(input)': (runtime, self, input = null) => {
    const x = concat(runtime, input instanceof PyList ? input : new PyList([input]));
    return through(runtime, self, x, ['norm1', 'relu1', 'conv1', 'norm2', 'relu2', 'conv2']);
  },
});

const DENSE_BLOCK = define('densenet', '_DenseBlock', {
  '__init__(num_layers, num_input_features, bn_size, growth_rate, drop_rate, memory_efficient=False)': (
    runtime,
    self,
    ...args: Value[]
  ) => {
    const [count = null, from = null, size = null, growth = null, drop = null] = args;
    if (typeof count !== 'number') return runtime.lost(count);
    const layers: Record<string, Value> = {};
    for (let at = 0; at < count; at++) {
      const features = runtime.binary('+', from, runtime.binary('*', at, growth));
      layers[`denselayer${at + 1}`] = callInner(runtime, DENSE_LAYER, [features, growth, size, drop]);
    }
    return become(runtime, self, layers);
  },
  'forward(init_features)': (runtime, self, x = null) => {
    const features = [x];
    const names = runtime.iterate(runtime.getAttribute(self, '_modules')) ?? [];
    for (const name of names) features.push(callChild(runtime, self, String(name), [new PyList([...features])]));
    return concat(runtime, new PyList(features));
  },
});

const DENSENET = define('densenet', 'DenseNet', {
  '__init__(growth_rate=32, block_config=..., num_init_features=64, bn_size=4, drop_rate=0, num_classes=1000, memory_efficient=False)':
    (runtime, self, ...args: (Value | undefined)[]) => {
      const [growth = 32, given, first = 64, size = 4, drop = 0, classes = 1000] = args;
      const config = given ?? blocks([6, 12, 24, 16]);
      const counts = runtime.iterate(config);
      if (!counts) return runtime.lost(config);
      const all = [...counts];
      const features: Record<string, Value> = {
        conv0: makeLayer(runtime, 'Conv2d', [3, first, 7, 2, 3], { bias: false }),
        norm0: makeLayer(runtime, 'BatchNorm2d', [first]),
        relu0: relu(runtime),
        pool0: makeLayer(runtime, 'MaxPool2d', [3, 2, 1]),
      };
      let width: Value = first;
      for (const [at, count] of all.entries()) {
        features[`denseblock${at + 1}`] = callInner(runtime, DENSE_BLOCK, [count, width, size, growth, drop]);
        width = runtime.binary('+', width, runtime.binary('*', count, growth));
        if (at === all.length - 1) break;
        const half: Value = runtime.binary('//', width, 2);
        features[`transition${at + 1}`] = sequence(runtime, {
          norm: makeLayer(runtime, 'BatchNorm2d', [width]),
          relu: relu(runtime),
          conv: makeLayer(runtime, 'Conv2d', [width, half, 1], { bias: false }),
          pool: makeLayer(runtime, 'AvgPool2d', [2, 2]),
        });
        width = half;
      }
      features.norm5 = makeLayer(runtime, 'BatchNorm2d', [width]);
      return become(runtime, self, {
        features: sequence(runtime, features),
        classifier: makeLayer(runtime, 'Linear', [width, classes]),
      });
    },
  ...forward('features', functional('relu'), functional('adaptive_avg_pool2d', 1), FLAT, 'classifier'),
});

function blocks(counts: readonly number[]): Value {
  return new PyTuple([...counts]);
}

const densenet = (name: string, growth: number, config: readonly number[], first: number) => {
  const args: Children = { growth_rate: growth, block_config: blocks(config), num_init_features: first };
  return factory(name, DENSENET, args);
};

export const DENSENET_ENTRIES: Entries = [
  ['DenseNet', DENSENET],
  ['_DenseLayer', DENSE_LAYER],
  ['_DenseBlock', DENSE_BLOCK],
  densenet('densenet121', 32, [6, 12, 24, 16], 64),
  densenet('densenet161', 48, [6, 12, 36, 24], 96),
  densenet('densenet169', 32, [6, 12, 32, 32], 64),
  densenet('densenet201', 32, [6, 12, 48, 32], 64),
];
