// torchvision.models.resnet: its blocks, which others build on, and its models.
// Source: torchvision/models/resnet.py, torchvision 0.28.
import { type NativeTable, natives } from '../../builtins/declare.ts';
import { PyList, type Runtime, type Value } from '../../evaluator/values.ts';
import { callChild, callInner, makeLayer, setAll } from '../../torch/nn/compose.ts';
import type { Entries } from '../../torch/open-module.ts';
import {
  add,
  become,
  type Children,
  define,
  FLAT,
  factory,
  forwardImpl,
  layerOr,
  relu,
  sequence,
  through,
} from './parts.ts';

function conv1x1(runtime: Runtime, from: Value, to: Value, stride: Value = 1): Value {
  return makeLayer(runtime, 'Conv2d', [from, to, 1, stride], { bias: false });
}

function conv3x3(runtime: Runtime, from: Value, to: Value, stride: Value = 1, groups: Value = 1, dilation: Value = 1) {
  return makeLayer(runtime, 'Conv2d', [from, to, 3, stride, dilation, dilation, groups], { bias: false });
}

/** What is added to the way through the layers. */
function shortcut(runtime: Runtime, self: Value, x: Value): Value {
  return runtime.getAttribute(self, 'downsample') === null ? x : callChild(runtime, self, 'downsample', [x]);
}

const BLOCK_INIT =
  '__init__(inplanes, planes, stride=1, downsample=None, groups=1, base_width=64, dilation=1, norm_layer=None)';

const BASIC_BLOCK = define('resnet', 'BasicBlock', {
  [BLOCK_INIT]: (runtime, self, ...args: Value[]) => {
    const [from = null, planes = null, stride = 1, downsample = null, groups, width, dilation, norm] = args;
    if (groups !== 1 || width !== 64)
      runtime.raise('ValueError', 'BasicBlock only supports groups=1 and base_width=64');
    if (dilation !== 1) runtime.raise('NotImplementedError', 'Dilation > 1 not supported in BasicBlock');
    const norm2d = layerOr(norm, 'BatchNorm2d');
    return become(runtime, self, {
      conv1: conv3x3(runtime, from, planes, stride),
      bn1: callInner(runtime, norm2d, [planes]),
      relu: relu(runtime),
      conv2: conv3x3(runtime, planes, planes),
      bn2: callInner(runtime, norm2d, [planes]),
      downsample,
      stride,
    });
  },
  'forward(x)': (runtime, self, x = null) => {
    const out = through(runtime, self, x, ['conv1', 'bn1', 'relu', 'conv2', 'bn2']);
    return callChild(runtime, self, 'relu', [add(runtime, out, shortcut(runtime, self, x))]);
  },
});
BASIC_BLOCK.namespace.set('expansion', 1);

const BOTTLENECK = define('resnet', 'Bottleneck', {
  [BLOCK_INIT]: (runtime, self, ...args: Value[]) => {
    const [from = null, planes = null, stride = 1, downsample = null, groups = 1, base = 64, dilation, norm] = args;
    const norm2d = layerOr(norm, 'BatchNorm2d');
    const width = runtime.binary('*', runtime.binary('//', runtime.binary('*', planes, base), 64), groups);
    const out = runtime.binary('*', planes, runtime.getAttribute(self, 'expansion'));
    return become(runtime, self, {
      conv1: conv1x1(runtime, from, width),
      bn1: callInner(runtime, norm2d, [width]),
      conv2: conv3x3(runtime, width, width, stride, groups, dilation),
      bn2: callInner(runtime, norm2d, [width]),
      conv3: conv1x1(runtime, width, out),
      bn3: callInner(runtime, norm2d, [out]),
      relu: relu(runtime),
      downsample,
      stride,
    });
  },
  'forward(x)': (runtime, self, x = null) => {
    const out = through(runtime, self, x, ['conv1', 'bn1', 'relu', 'conv2', 'bn2', 'relu', 'conv3', 'bn3']);
    return callChild(runtime, self, 'relu', [add(runtime, out, shortcut(runtime, self, x))]);
  },
});
BOTTLENECK.namespace.set('expansion', 4);

/** Settings that blocks of the first versions, which others have copied, do not take are given where they say something. */
function settingsOf(runtime: Runtime, self: Value, dilation: Value): Children {
  const of = (name: string) => runtime.getAttribute(self, name);
  const all: readonly (readonly [string, Value, Value])[] = [
    ['groups', of('groups'), 1],
    ['base_width', of('base_width'), 64],
    ['dilation', dilation, 1],
    ['norm_layer', of('_norm_layer'), layerOr(null, 'BatchNorm2d')],
  ];
  return Object.fromEntries(all.filter(([, value, usual]) => value !== usual).map(([name, value]) => [name, value]));
}

const MAKE_LAYER: NativeTable = {
  '_make_layer(block, planes, blocks, stride=1, dilate=False)': (runtime, self, ...args: Value[]) => {
    const [block = null, planes = null, blocks = null, given = 1, dilate = false] = args;
    if (typeof blocks !== 'number') return runtime.lost(blocks);
    const of = (name: string) => runtime.getAttribute(self, name);
    const before = of('dilation');
    const isDilated = runtime.truth(dilate) === true;
    if (isDilated) setAll(runtime, self, { dilation: runtime.binary('*', before, given) });
    const stride = isDilated ? 1 : given;
    const out = runtime.binary('*', planes, runtime.getAttribute(block, 'expansion'));
    const isSame = stride === 1 && runtime.equals(of('inplanes'), out) === true;
    const downsample = () =>
      sequence(runtime, [conv1x1(runtime, of('inplanes'), out, stride), callInner(runtime, of('_norm_layer'), [out])]);
    const first = [of('inplanes'), planes, stride, isSame ? null : downsample()];
    const layers = [callInner(runtime, block, first, settingsOf(runtime, self, before))];
    setAll(runtime, self, { inplanes: out });
    for (let at = 1; at < blocks; at++)
      layers.push(callInner(runtime, block, [out, planes], settingsOf(runtime, self, of('dilation'))));
    return sequence(runtime, layers);
  },
};

const RESNET = define('resnet', 'ResNet', {
  '__init__(block, layers, num_classes=1000, zero_init_residual=False, groups=1, width_per_group=64, replace_stride_with_dilation=None, norm_layer=None)':
    (runtime, self, ...args: Value[]) => {
      const [block = null, layers = null, classes = 1000, , groups = 1, width = 64, given = null, norm] = args;
      const dilated = given === null ? new PyList([false, false, false]) : given;
      const norm2d = layerOr(norm, 'BatchNorm2d');
      become(runtime, self, {
        _norm_layer: norm2d,
        inplanes: 64,
        dilation: 1,
        groups,
        base_width: width,
        conv1: makeLayer(runtime, 'Conv2d', [3, 64, 7, 2, 3], { bias: false }),
        bn1: callInner(runtime, norm2d, [64]),
        relu: relu(runtime),
        maxpool: makeLayer(runtime, 'MaxPool2d', [3, 2, 1]),
      });
      for (const at of [0, 1, 2, 3]) {
        const manner = at === 0 ? [] : [2, runtime.getItem(dilated, at - 1)];
        const stage = [block, 64 * 2 ** at, runtime.getItem(layers, at), ...manner];
        const made = callInner(runtime, runtime.getAttribute(self, '_make_layer'), stage);
        setAll(runtime, self, { [`layer${at + 1}`]: made });
      }
      const out = runtime.binary('*', 512, runtime.getAttribute(block, 'expansion'));
      setAll(runtime, self, {
        avgpool: makeLayer(runtime, 'AdaptiveAvgPool2d', [1]),
        fc: makeLayer(runtime, 'Linear', [out, classes]),
      });
      return null;
    },
  ...MAKE_LAYER,
  ...forwardImpl('conv1', 'bn1', 'relu', 'maxpool', 'layer1', 'layer2', 'layer3', 'layer4', 'avgpool', FLAT, 'fc'),
});

const [R18, R34, R50, R101, R152] = [
  [2, 2, 2, 2],
  [3, 4, 6, 3],
  [3, 4, 6, 3],
  [3, 4, 23, 3],
  [3, 8, 36, 3],
] as const;

const resnet = (name: string, block: Value, layers: readonly number[], settings: Children = {}) =>
  factory(name, RESNET, { block, layers: new PyList([...layers]), ...settings });

const CONVOLUTIONS: Entries = natives({
  'conv1x1(in_planes, out_planes, stride=1)': (runtime, from = null, to = null, stride = 1) =>
    conv1x1(runtime, from, to, stride),
  'conv3x3(in_planes, out_planes, stride=1, groups=1, dilation=1)': (runtime, from = null, to = null, ...manner) =>
    conv3x3(runtime, from, to, ...manner),
});

export const RESNET_ENTRIES: Entries = [
  ...CONVOLUTIONS,
  ['BasicBlock', BASIC_BLOCK],
  ['Bottleneck', BOTTLENECK],
  ['ResNet', RESNET],
  resnet('resnet18', BASIC_BLOCK, R18),
  resnet('resnet34', BASIC_BLOCK, R34),
  resnet('resnet50', BOTTLENECK, R50),
  resnet('resnet101', BOTTLENECK, R101),
  resnet('resnet152', BOTTLENECK, R152),
  resnet('resnext50_32x4d', BOTTLENECK, R50, { groups: 32, width_per_group: 4 }),
  resnet('resnext101_32x8d', BOTTLENECK, R101, { groups: 32, width_per_group: 8 }),
  resnet('resnext101_64x4d', BOTTLENECK, R101, { groups: 64, width_per_group: 4 }),
  resnet('wide_resnet50_2', BOTTLENECK, R50, { width_per_group: 128 }),
  resnet('wide_resnet101_2', BOTTLENECK, R101, { width_per_group: 128 }),
];
