// torchvision's building blocks, for when its own source is not at hand. What detects objects gives unknowns.
// Source: torchvision/ops/{misc,stochastic_depth,drop_block}.py, torchvision 0.28.
import { unknownDim } from '../../../graph/dim.ts';
import { type NativeTable, native } from '../builtins/declare.ts';
import { type PyClass, PyFloat, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { LAYER_CLASSES } from '../torch/layer/classes.ts';
import { SEQUENTIAL } from '../torch/module/containers.ts';
import { MODULE } from '../torch/module/nn-classes.ts';
import { begin, callChild, callInner, defineModule, makeLayer, setAll } from '../torch/nn/compose.ts';
import { type Entries, type OpenModules, openModules } from '../torch/open-module.ts';
import { newTensor } from '../torch/tensor/tensor.ts';

function define(name: string, methods: NativeTable, base: PyClass = MODULE): PyClass {
  return defineModule(name, methods, base, 'torchvision.ops.misc');
}

/** `Sequential.__init__` with these. */
function fill(runtime: Runtime, self: Value, layers: readonly Value[]): void {
  const init = SEQUENTIAL.namespace.get('__init__');
  if (init !== undefined) runtime.call(init, [self, ...layers]);
}

/** (k − 1) // 2 · dilation, on each axis. */
function halfOf(runtime: Runtime, kernel: Value, dilation: Value): Value {
  if (kernel instanceof PyTuple) {
    const each = kernel.items.map((k, at) =>
      halfOf(runtime, k, dilation instanceof PyTuple ? (dilation.items[at] ?? 1) : dilation),
    );
    return new PyTuple(each);
  }
  const half = runtime.binary('//', runtime.binary('-', kernel, 1), 2);
  return runtime.binary('*', half, dilation);
}

const MANNER = 'groups=1, norm_layer=..., activation_layer=..., dilation=1, inplace=True, bias=None';

function convNormActivation(name: string, conv: string | undefined, norm: string): PyClass {
  const layerOf = (given: Value | undefined, otherwise: string): Value =>
    given === undefined ? (LAYER_CLASSES.get(otherwise) ?? null) : given;
  return define(
    name,
    {
      [`__init__(in_channels, out_channels, kernel_size=3, stride=1, padding=None, ${MANNER}, conv_layer=...)`]: (
        runtime,
        self,
        ...args: (Value | undefined)[]
      ) => {
        const [inChannels = null, outChannels = null, kernel = 3, stride = 1, padding = null, groups = 1, ...rest] =
          args;
        const [normGiven, activationGiven, dilation = 1, inplace = true, bias = null, convGiven] = rest;
        const normLayer = layerOf(normGiven, norm);
        const activation = layerOf(activationGiven, 'ReLU');
        const margin = padding === null ? halfOf(runtime, kernel, dilation) : padding;
        const keywords = { dilation, groups, bias: bias === null ? normLayer === null : bias };
        const layer = layerOf(convGiven, conv ?? 'Conv2d');
        const layers = [callInner(runtime, layer, [inChannels, outChannels, kernel, stride, margin], keywords)];
        if (normLayer !== null) layers.push(callInner(runtime, normLayer, [outChannels]));
        if (activation !== null) layers.push(callInner(runtime, activation, [], inplace === null ? {} : { inplace }));
        fill(runtime, self, layers);
        runtime.setAttribute(self, 'out_channels', outChannels);
        return null;
      },
    },
    SEQUENTIAL,
  );
}

export const SQUEEZE_EXCITATION = define('SqueezeExcitation', {
  '__init__(input_channels, squeeze_channels, activation=..., scale_activation=...)': (
    runtime,
    self,
    channels = null,
    squeezed = null,
    activation: Value | undefined = undefined,
    scale: Value | undefined = undefined,
  ) => {
    begin(runtime, self);
    setAll(runtime, self, {
      avgpool: makeLayer(runtime, 'AdaptiveAvgPool2d', [1]),
      fc1: makeLayer(runtime, 'Conv2d', [channels, squeezed, 1]),
      fc2: makeLayer(runtime, 'Conv2d', [squeezed, channels, 1]),
      activation: activation === undefined ? makeLayer(runtime, 'ReLU', []) : callInner(runtime, activation, []),
      scale_activation: scale === undefined ? makeLayer(runtime, 'Sigmoid', []) : callInner(runtime, scale, []),
    });
    return null;
  },
  'forward(input)': (runtime, self, input = null) => {
    const steps = ['avgpool', 'fc1', 'activation', 'fc2', 'scale_activation'];
    const scale = steps.reduce((x, step) => callChild(runtime, self, step, [x]), input);
    return runtime.binary('*', scale, input);
  },
});

const MLP = define(
  'MLP',
  {
    '__init__(in_channels, hidden_channels, norm_layer=None, activation_layer=..., inplace=None, bias=True, dropout=0.0)':
      (runtime, self, ...args: (Value | undefined)[]) => {
        const [inChannels = null, hidden = null, norm = null, activation, inplace = null, bias = true, dropout = null] =
          args;
        const sizes = runtime.iterate(hidden);
        if (!sizes) return runtime.lost(hidden);
        const layers: Value[] = [];
        const manner: Record<string, Value> = inplace === null ? {} : { inplace };
        const all = [...sizes];
        let before = inChannels;
        for (const [index, size] of all.entries()) {
          layers.push(makeLayer(runtime, 'Linear', [before, size], { bias }));
          if (index < all.length - 1) {
            if (norm !== null) layers.push(callInner(runtime, norm, [size]));
            layers.push(
              activation === undefined
                ? makeLayer(runtime, 'ReLU', [], manner)
                : callInner(runtime, activation, [], manner),
            );
          }
          layers.push(makeLayer(runtime, 'Dropout', [dropout], manner));
          before = size;
        }
        fill(runtime, self, layers);
        return null;
      },
  },
  SEQUENTIAL,
);

const PERMUTE = define('Permute', {
  '__init__(dims)': (runtime, self, dims = null) => {
    begin(runtime, self);
    runtime.setAttribute(self, 'dims', dims);
    return null;
  },
  'forward(x)': (runtime, self, x = null) =>
    callInner(runtime, runtime.getAttribute(x, 'permute'), [runtime.getAttribute(self, 'dims')]),
});

/** Keeps its input as it is outside of training. */
function passing(name: string, ...names: readonly string[]): PyClass {
  return define(name, {
    [`__init__(${names.map((each) => `${each}=None`).join(', ')})`]: (runtime, self, ...args: Value[]) => {
      begin(runtime, self);
      for (const [index, each] of names.entries()) runtime.setAttribute(self, each, args[index] ?? null);
      return null;
    },
    'forward(input)': (_, __, input = null) => input,
  });
}

const FROZEN_BATCH_NORM = define('FrozenBatchNorm2d', {
  '__init__(num_features, eps=0.00001)': (runtime, self, features = null, eps = null) => {
    begin(runtime, self);
    setAll(runtime, self, { num_features: features, eps });
    const register = runtime.getAttribute(self, 'register_buffer');
    const size = typeof features === 'number' ? features : runtime.lost(features);
    for (const name of ['weight', 'bias', 'running_mean', 'running_var'])
      runtime.call(register, [name, newTensor([size])]);
    return null;
  },
  'forward(x)': (runtime, self, x = null) => {
    const per = (name: string): Value =>
      runtime.call(runtime.getAttribute(runtime.getAttribute(self, name), 'reshape'), [1, -1, 1, 1]);
    return runtime.binary('+', runtime.binary('*', x, per('weight')), per('bias'));
  },
});

export const CONV_NORM = convNormActivation('Conv2dNormActivation', 'Conv2d', 'BatchNorm2d');
export const STOCHASTIC_DEPTH = passing('StochasticDepth', 'p', 'mode');

const CLASSES = [
  convNormActivation('ConvNormActivation', undefined, 'BatchNorm2d'),
  CONV_NORM,
  convNormActivation('Conv3dNormActivation', 'Conv3d', 'BatchNorm3d'),
  SQUEEZE_EXCITATION,
  MLP,
  PERMUTE,
  FROZEN_BATCH_NORM,
  STOCHASTIC_DEPTH,
  passing('DropBlock2d', 'p', 'block_size', 'inplace', 'eps'),
  passing('DropBlock3d', 'p', 'block_size', 'inplace', 'eps'),
];

const same = (name: string) => native(`${name}(input, *args, **keywords)`, (_, input = null) => input);

/** How many boxes there are depends on the image. */
const boxes = (name: string) =>
  native(`${name}(*args, **keywords)`, () => unknownDim({ reason: 'depends-on-data', facts: { operator: name } }));

const OPS: Entries = [
  ...CLASSES.map((of) => [of.name, of] as const),
  ...['stochastic_depth', 'drop_block2d', 'drop_block3d'].map((name) => [name, same(name)] as const),
  ...['nms', 'batched_nms', 'roi_align', 'roi_pool', 'ps_roi_align', 'ps_roi_pool', 'box_iou', 'deform_conv2d'].map(
    (name) => [name, boxes(name)] as const,
  ),
];

const tuples = (count: number) =>
  native('_make_ntuple(x, n=...)', (runtime, x = null, n = count) => {
    if (typeof n !== 'number') return runtime.lost(n);
    const items = x instanceof PyFloat || typeof x !== 'object' || x === null ? undefined : runtime.iterate(x);
    return new PyTuple(items ? [...items] : new Array<Value>(n).fill(x));
  });

export const TORCHVISION_OPS: OpenModules = openModules({
  torchvision: () => [['__version__', '0.28.0']],
  'torchvision.ops': () => OPS,
  'torchvision.ops.misc': () => OPS,
  'torchvision.ops.stochastic_depth': () => OPS,
  'torchvision.ops.drop_block': () => OPS,
  'torchvision.utils': () => [['_make_ntuple', tuples(2)]],
});
