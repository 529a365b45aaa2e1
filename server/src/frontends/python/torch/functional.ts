// torch.nn.functional: the layers as functions. Weights come as arguments; their shapes give channels, features and kernels.
// Signatures: torch/nn/functional.py, PyTorch 2.13.
import type { AttributeInput } from '../../../graph/attribute.ts';
import { type Dim, differ, isKnown, multiply, unknownDim } from '../../../graph/dim.ts';
import type { GivenAttribute } from '../../../graph/graph.ts';
import { dimText, listText, sizeText } from '../../../graph/torch-text.ts';
import { volume } from '../../../graph/volume.ts';
import { PyInstance, PyTuple, type Value } from '../evaluator/values.ts';
import { refusedLike } from './axes.ts';
import { type BoundCall, bindCall } from './binding.ts';
import { type TorchBody, type TorchCall, type TorchFunction, toAttribute, torchFunctions } from './call.ts';
import { moduleBinding } from './modules/index.ts';
import { type TensorNative, tensorOf } from './tensor.ts';

type Attributes = Record<string, GivenAttribute>;

/** The arguments as the class of the same kind takes them, bound to its operator. */
function boundTo(call: TorchCall, className: string): { readonly operator: string; readonly attributes: Attributes } {
  const binding = moduleBinding(className);
  if (!binding) throw new Error(`ConvLint bug: no class ${className}`);
  const operator = call.builder.operators.get(binding.operator);
  const keywords = new Map<string, AttributeInput>();
  for (const { name, attribute } of binding.parameters) {
    const value = call.value(name);
    if (value === undefined) continue;
    const kind = attribute === undefined ? 'number' : operator?.attributes[attribute]?.expectation.kind;
    const floats = kind === 'number' || attribute === 'scale' || attribute === 'outputRatio';
    keywords.set(name, toAttribute(call.runtime, value, floats));
  }
  const bound: BoundCall = bindCall(binding, [], keywords);
  const attributes: Attributes = {};
  for (const [attribute, { value, argument }] of Object.entries(bound.attributes))
    attributes[attribute] = argument === undefined ? { value } : call.given(argument, value);
  return { operator: binding.operator, attributes };
}

function unwrap(outputs: readonly Value[]): Value {
  const [first = null] = outputs;
  return outputs.length > 1 ? new PyTuple(outputs) : first;
}

/** A function that is a class's layer, without weights of its own. */
function layerOf(className: string, inputs: readonly string[] = ['input']): TorchBody {
  return (call) => {
    const { operator, attributes } = boundTo(call, className);
    const natives = inputs.map((name) => call.native(name));
    return inPlace(call, unwrap(call.layer(operator, natives, attributes, { weightless: true })));
  };
}

/** `relu_(x)` and `relu(x, inplace=True)` change x itself. */
export function inPlace(call: TorchCall, result: Value): Value {
  const changes = call.name.endsWith('_') || call.value('inplace') === true;
  const self = call.value('input') ?? null;
  const made = tensorOf(result);
  const own = tensorOf(self);
  if (!changes || !made || !own || !(self instanceof PyInstance)) return result;
  call.runtime.touch(self);
  own.become(made);
  return self;
}

// Filters.

function filterSizes({ dims, volume: v }: TensorNative, rank: number): readonly Dim[] {
  const lost = () => unknownDim(v.dims ? { reason: 'refused', facts: { layer: '' } } : v.cause);
  return Array.from({ length: rank + 2 }, (_, at) => dims?.[at] ?? lost());
}

function convolution(rank: number, transposed: boolean): TorchBody {
  return (call) => {
    const weight = call.native('weight');
    const input = call.native('input');
    if (weight.dims && weight.dims.length !== rank + 2) {
      const quote = `weight should have ${rank + 2} dimensions, but got ${weight.dims.length}`;
      call.refuse('rank-mismatch', { expected: [rank + 2], input: weight.volume }, quote);
    }
    const [first = 1, second = 1, ...kernel] = filterSizes(weight, rank);
    const groups = call.int('groups');
    const shared = isKnown(groups) ? multiply(second, groups) : second;
    const name = transposed ? `ConvTranspose${rank}d` : `Conv${rank}d`;
    const { operator, attributes } = boundTo(call, name);
    const [inChannels, outChannels] = transposed ? [first, shared] : [shared, first];
    const own: Attributes = {
      ...attributes,
      inChannels: { value: inChannels },
      outChannels: { value: outChannels },
      kernel: { value: kernel },
      bias: { value: call.has('bias') },
    };
    const sources = computedAmong(call, [weight, call.optionalTensor('bias')?.native]);
    const result = call.one(operator, [input, ...sources], own, { weightless: true });
    const bias = call.optionalTensor('bias')?.native.dims;
    if (bias && (bias.length !== 1 || differ(bias[0] ?? 1, outChannels)) && !call.refused(result)) {
      const quote = `Given weight of size ${listText(weight.dims ?? [])}, expected bias to be 1-dimensional with ${String(outChannels)} elements, but got bias of size ${listText(bias)} instead`;
      call.refuse('shapes-do-not-match', { input: volume(bias), expected: volume([outChannels]) }, quote);
    }
    return result;
  };
}

/** Weights that the model computes come from layers, which are used by that. */
function computedAmong(call: TorchCall, natives: readonly (TensorNative | undefined)[]): readonly TensorNative[] {
  return natives.flatMap((native) => (native?.isIn(call.builder) ? [native] : []));
}

const linear: TorchBody = (call) => {
  const [input, weight] = [call.native('input'), call.native('weight')];
  const [out, features] = weight.dims?.length === 1 ? [1, weight.dims[0] ?? 1] : filterSizes(weight, 0);
  const attributes = {
    inFeatures: { value: features ?? 1 },
    outFeatures: { value: out ?? 1 },
    bias: { value: call.has('bias') },
  };
  const bias = call.optionalTensor('bias')?.native;
  const sources = computedAmong(call, [weight, bias]);
  const result = call.one('linear', [input, ...sources], attributes, { weightless: true });
  const own = bias?.dims?.at(-1) ?? 1;
  if (own !== 1 && differ(own, out ?? 1) && !call.refused(result)) {
    const dims = tensorOf(result)?.dims ?? [];
    const quote = `The size of tensor a (${dimText(out)}) must match the size of tensor b (${dimText(own)}) at non-singleton dimension ${dims.length - 1}`;
    call.refuse(
      'add-shapes-differ',
      { inputs: [volume(dims), volume(bias?.dims ?? [])], differsAt: dims.length - 1 },
      quote,
    );
  }
  return result;
};

const bilinear: TorchBody = (call) => {
  const [out = 1, first = 1, second = 1] = filterSizes(call.native('weight'), 1);
  const attributes = {
    firstFeatures: { value: first },
    secondFeatures: { value: second },
    outFeatures: { value: out },
    bias: { value: call.has('bias') },
  };
  return call.one('bilinear', [call.native('input1'), call.native('input2')], attributes, { weightless: true });
};

const embedding: TorchBody = (call) => {
  const [count = 1, features = 1] = filterSizes(call.native('weight'), 0);
  const attributes = { count: { value: count }, features: { value: features } };
  return call.one('embedding', [call.native('input')], attributes, { weightless: true, dtype: 'float32' });
};

// Normalisation.

/** How many channels the statistics or weights are for; the input's own where there are none. */
function normFeatures(call: TorchCall, ...names: readonly string[]): Dim | undefined {
  for (const name of names) {
    const size = call.has(name) ? call.native(name).dims?.[0] : undefined;
    if (size !== undefined) return size;
  }
  return call.native('input').dims?.[1];
}

const batchNorm: TorchBody = (call) => {
  const input = call.native('input');
  const rank = input.dims?.length ?? 4;
  const operator =
    rank === 2 || rank === 3
      ? 'batch-norm1d'
      : rank === 4
        ? 'batch-norm2d'
        : rank === 5
          ? 'batch-norm3d'
          : 'sync-batch-norm';
  const features = normFeatures(call, 'running_mean', 'weight');
  const ownStatistics = call.flag('training') || !call.has('running_mean');
  const attributes: Attributes = {
    ...(features === undefined ? {} : { features: { value: features } }),
    affine: { value: call.has('weight') },
    trackRunningStats: { value: !ownStatistics },
  };
  return call.one(operator, [input], attributes, { weightless: true });
};

const instanceNorm: TorchBody = (call) => {
  const input = call.native('input');
  const rank = Math.min(3, Math.max(1, (input.dims?.length ?? 4) - 2));
  const features = normFeatures(call, 'weight', 'running_mean');
  const attributes: Attributes = {
    ...(features === undefined ? {} : { features: { value: features } }),
    affine: { value: call.has('weight') },
    trackRunningStats: { value: !call.flag('use_input_stats', true) },
  };
  return call.one(`instance-norm${rank}d`, [input], attributes, { weightless: true });
};

const groupNorm: TorchBody = (call) => {
  const input = call.native('input');
  const features = normFeatures(call, 'weight');
  const attributes: Attributes = {
    groups: call.given('num_groups', call.int('num_groups')),
    ...(features === undefined ? {} : { features: { value: features } }),
    affine: { value: call.has('weight') },
  };
  return call.one('group-norm', [input], attributes, { weightless: true });
};

const shapeNorm =
  (operator: string): TorchBody =>
  (call) => {
    const sizes = call.ints('normalized_shape');
    const attributes: Attributes = {
      ...('lost' in sizes ? {} : { shape: call.given('normalized_shape', [...sizes.dims]) }),
      affine: { value: call.has('weight') },
    };
    return call.one(operator, [call.native('input')], attributes, { weightless: true });
  };

const normalize: TorchBody = (call) =>
  call.one('l2-normalize', [call.native('input')], { axis: call.given('dim', call.int('dim')) });

// Padding and resizing.

const PAD_MODES: Readonly<Record<string, string>> = {
  constant: 'zeros',
  reflect: 'reflect',
  replicate: 'replicate',
  circular: 'circular',
};

const pad: TorchBody = (call) => {
  const input = call.native('input');
  const sides = call.ints('pad');
  if ('lost' in sides) {
    const lost = input.dims?.map(() => sides.lost);
    return call.lightOne([input], [lost ? volume(lost, input.volume.dtype) : input.volume]);
  }
  const { dims } = sides;
  const mode = PAD_MODES[call.text('mode') ?? 'constant'] ?? call.text('mode') ?? 'zeros';
  if (dims.length % 2 === 1) {
    const expected = { kind: 'integers', length: dims.length + 1 } as const;
    call.refuse(
      'bad-value',
      { attribute: 'padding', value: listText(dims), expected },
      'Padding length must be divisible by 2',
    );
    return call.tensor('input');
  }
  const pairs = Array.from(
    { length: dims.length / 2 },
    (_, at) => [dims[2 * at] ?? 0, dims[2 * at + 1] ?? 0] as const,
  ).reverse();
  if (pairs.length === 0) return call.tensor('input');
  if (pairs.length > 3 && mode === 'zeros' && input.dims && input.dims.length >= pairs.length) {
    const from = input.dims.length - pairs.length;
    const grown = input.dims.map((dim, axis) => {
      const [before = 0, after = 0] = pairs[axis - from] ?? [];
      return isKnown(dim) && isKnown(before) && isKnown(after)
        ? dim + before + after
        : before === 0 && after === 0
          ? dim
          : unknownDim({ reason: 'batch-arithmetic', facts: {} });
    });
    return call.lightOne([input], [volume(grown, input.volume.dtype)]);
  }
  const count = pairs.length;
  if (mode === 'circular' && input.dims && input.dims.length !== count + 1 && input.dims.length !== count + 2) {
    const quote =
      `Padding size ${2 * count} is not supported for ${input.dims.length}D input tensor.\n` +
      'Supported combinations for non-constant padding:\n' +
      '  - 2D or 3D input: padding size = 2 (pads last dimension)\n' +
      '  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n' +
      '  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)';
    call.refuse('rank-mismatch', { expected: [count + 1, count + 2], input: input.volume }, quote);
    return call.lightOne([input], [refusedLike(input)]);
  }
  const rank = Math.min(3, count);
  const attributes = {
    padding: call.given(
      'pad',
      pairs.map((pair) => [...pair]),
    ),
    mode: call.given('mode', mode),
  };
  return call.one(`pad${rank}d`, [input], attributes);
};

const ANTIALIASED = ['bilinear', 'bicubic', 'lanczos'];
const MODES = ['nearest', 'linear', 'trilinear', ...ANTIALIASED, 'area', 'nearest-exact'];

const interpolate: TorchBody = (call) => {
  const recompute = call.has('recompute_scale_factor') && call.flag('recompute_scale_factor');
  if (recompute && call.has('size')) {
    const expected = { kind: 'boolean' } as const;
    const quote = 'recompute_scale_factor is not meaningful with an explicit size.';
    call.refuse('bad-value', { attribute: 'recompute_scale_factor', value: 'True', expected }, quote);
  }
  const mode = call.text('mode') ?? 'nearest';
  const input = call.native('input');
  if (!MODES.includes(mode)) {
    const quote =
      `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${input.dims?.length ?? '?'}D) for the modes: ` +
      `nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got ${mode})`;
    call.refuse('bad-value', { attribute: 'mode', value: mode, expected: { kind: 'choice', choices: MODES } }, quote);
    return call.lightOne([input], [refusedLike(input)]);
  }
  const corners = call.has('align_corners') && !mode.endsWith('linear');
  if (call.flag('antialias') && !ANTIALIASED.includes(mode) && !corners) {
    const expected = { kind: 'choice', choices: ANTIALIASED } as const;
    const quote =
      'Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input';
    call.refuse('bad-value', { attribute: 'mode', value: mode, expected }, quote);
    return call.lightOne([input], [refusedLike(input)]);
  }
  const { operator, attributes } = boundTo(call, 'Upsample');
  // To shapes lanczos is as bicubic is.
  const own = mode === 'lanczos' ? { ...attributes, mode: { value: 'bicubic' } } : attributes;
  return call.one(operator, [input], own);
};

const upsampleTo =
  (mode: string, alignCorners: boolean | null): TorchBody =>
  (call) => {
    const { attributes } = boundTo(call, 'Upsample');
    return call.one('upsample', [call.native('input')], {
      ...attributes,
      mode: { value: mode },
      alignCorners: { value: alignCorners },
    });
  };

// Sampling.

const affineGrid: TorchBody = (call) => {
  const theta = call.native('theta');
  const size = call.ints('size');
  if ('lost' in size) return call.unknown(size.lost.cause);
  const { dims } = size;
  const spatial = dims.length - 2;
  const wanted: readonly Dim[] = [dims[0] ?? 1, spatial, spatial + 1];
  if (theta.dims && (theta.dims.length !== 3 || theta.dims.some((dim, at) => at > 0 && differ(dim, wanted[at] ?? 1)))) {
    const quote =
      `Expected a batch of ${spatial}D affine matrices of shape Nx${spatial}x${spatial + 1} for size ${listText(dims)}. ` +
      `Got ${sizeText(theta.dims)}.`;
    call.refuse('shapes-do-not-match', { input: theta.volume, expected: volume(wanted) }, quote);
  }
  return call.lightOne([theta], [volume([dims[0] ?? 1, ...dims.slice(2), spatial], 'float')], { global: true });
};

const gridSample: TorchBody = (call) => {
  const [input, grid] = [call.native('input'), call.native('grid')];
  if (!input.dims || !grid.dims) return call.lightOne([input, grid], [input.dims ? grid.volume : input.volume]);
  const [x, g] = [input.dims, grid.dims];
  const rank = x.length - 2;
  const refuse = (quote: string) =>
    call.refuse(
      'shapes-do-not-match',
      { input: grid.volume, expected: volume([x[0] ?? 1, ...g.slice(1, -1), rank]) },
      quote,
    );
  const sizes = `input with sizes ${listText(x)} and grid with sizes ${listText(g)}`;
  if (differ(x[0] ?? 1, g[0] ?? 1))
    refuse(`grid_sampler(): expected grid and input to have same batch size, but got ${sizes}`);
  else if (x.length !== g.length)
    refuse(`grid_sampler(): expected grid to have ${rank + 2} dimensions, but got ${sizes}`);
  else if (differ(g.at(-1) ?? rank, rank))
    refuse(
      `grid_sampler(): expected grid to have size ${rank} in last dimension, but got grid with sizes ${listText(g)}`,
    );
  return call.lightOne([input, grid], [volume([x[0] ?? 1, x[1] ?? 1, ...g.slice(1, -1)], input.volume.dtype)], {
    global: true,
  });
};

const oneHot: TorchBody = (call) => {
  const input = call.native('input');
  const classes = call.int('num_classes');
  const count = classes === -1 ? unknownDim(call.dataCause()) : classes;
  return call.lightOne([input], [input.dims ? volume([...input.dims, count], 'integer') : input.volume], {
    dtype: 'int64',
  });
};

// Attention and dropout.

const attention: TorchBody = (call) => {
  const inputs = ['query', 'key', 'value'].map((name) => call.native(name));
  return call.one('attention', inputs, { dropout: call.given('dropout_p') });
};

/** Without `training=self.training` dropout stays on in evaluation: the flag goes along, for a rule to judge. */
function dropout(className: string): TorchBody {
  return (call) => {
    const { operator, attributes } = boundTo(call, className);
    attributes.probability = call.given('p');
    if (call.isGiven('training')) attributes.training = call.given('training');
    return inPlace(call, call.one(operator, [call.native('input')], attributes));
  };
}

/** Functions that keep the shape and are no layer of their own. */
const same: TorchBody = (call) =>
  call.lightOne([call.native('input')], [call.native('input').volume], { elementwise: true });

const multiHead: TorchBody = (call) => {
  const query = call.native('query');
  return new PyTuple([call.lightOne([query], [query.volume], { global: true }), call.unknown()]);
};

const maxUnpool =
  (rank: number): TorchBody =>
  (call) => {
    const { operator, attributes } = boundTo(call, `MaxUnpool${rank}d`);
    return call.one(operator, [call.native('input'), call.native('indices')], attributes);
  };

/** `return_indices` gives a pair. */
function withIndices(className: string): TorchBody {
  return (call) => {
    const { operator, attributes } = boundTo(call, className);
    return new PyTuple(call.layer(operator, [call.native('input')], { ...attributes, indices: { value: true } }));
  };
}

const RANKS = [1, 2, 3] as const;
const perRank = (make: (rank: 1 | 2 | 3) => readonly (readonly [string, TorchBody])[]): Record<string, TorchBody> =>
  Object.fromEntries(RANKS.flatMap((rank) => make(rank)));

/** Activations by the class that they are functions of: the arguments after the input, and the class. */
const ACTIVATIONS: readonly (readonly [name: string, rest: string, className: string])[] = [
  ['relu', 'inplace=False', 'ReLU'],
  ['relu6', 'inplace=False', 'ReLU6'],
  ['leaky_relu', 'negative_slope=0.01, inplace=False', 'LeakyReLU'],
  ['rrelu', 'lower=0.125, upper=0.3333333333333333, training=False, inplace=False', 'RReLU'],
  ['elu', 'alpha=1.0, inplace=False', 'ELU'],
  ['celu', 'alpha=1.0, inplace=False', 'CELU'],
  ['selu', 'inplace=False', 'SELU'],
  ['gelu', "approximate='none'", 'GELU'],
  ['silu', 'inplace=False', 'SiLU'],
  ['mish', 'inplace=False', 'Mish'],
  ['sigmoid', '', 'Sigmoid'],
  ['logsigmoid', '', 'LogSigmoid'],
  ['hardsigmoid', 'inplace=False', 'Hardsigmoid'],
  ['hardswish', 'inplace=False', 'Hardswish'],
  ['tanh', '', 'Tanh'],
  ['hardtanh', 'min_val=-1.0, max_val=1.0, inplace=False', 'Hardtanh'],
  ['tanhshrink', '', 'Tanhshrink'],
  ['softplus', 'beta=1, threshold=20', 'Softplus'],
  ['softsign', '', 'Softsign'],
  ['hardshrink', 'lambd=0.5', 'Hardshrink'],
  ['softshrink', 'lambd=0.5', 'Softshrink'],
  ['threshold', 'threshold, value, inplace=False', 'Threshold'],
  ['softmax', 'dim=None, _stacklevel=3, dtype=None', 'Softmax'],
  ['log_softmax', 'dim=None, _stacklevel=3, dtype=None', 'LogSoftmax'],
  ['softmin', 'dim=None, _stacklevel=3, dtype=None', 'Softmin'],
  ['glu', 'dim=-1', 'GLU'],
];

const OLD = 'size_average=None';
const LOSSES: readonly (readonly [name: string, rest: string, className: string])[] = [
  ['mse_loss', `${OLD}, reduce=None, reduction='mean', weight=None`, 'MSELoss'],
  ['l1_loss', `${OLD}, reduce=None, reduction='mean', weight=None`, 'L1Loss'],
  ['smooth_l1_loss', `${OLD}, reduce=None, reduction='mean', beta=1.0`, 'SmoothL1Loss'],
  ['huber_loss', "reduction='mean', delta=1.0, weight=None", 'HuberLoss'],
  ['soft_margin_loss', `${OLD}, reduce=None, reduction='mean'`, 'SoftMarginLoss'],
  ['hinge_embedding_loss', `margin=1.0, ${OLD}, reduce=None, reduction='mean'`, 'HingeEmbeddingLoss'],
  ['kl_div', `${OLD}, reduce=None, reduction='mean', log_target=False`, 'KLDivLoss'],
  [
    'poisson_nll_loss',
    `log_input=True, full=False, ${OLD}, eps=1e-08, reduce=None, reduction='mean'`,
    'PoissonNLLLoss',
  ],
  ['binary_cross_entropy', `weight=None, ${OLD}, reduce=None, reduction='mean'`, 'BCELoss'],
  [
    'binary_cross_entropy_with_logits',
    `weight=None, ${OLD}, reduce=None, reduction='mean', pos_weight=None`,
    'BCEWithLogitsLoss',
  ],
  ['nll_loss', `weight=None, ${OLD}, ignore_index=-100, reduce=None, reduction='mean'`, 'NLLLoss'],
  [
    'cross_entropy',
    `weight=None, ${OLD}, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0`,
    'CrossEntropyLoss',
  ],
];

const DROPOUTS: readonly (readonly [string, string])[] = [
  ['dropout', 'Dropout'],
  ['dropout1d', 'Dropout1d'],
  ['dropout2d', 'Dropout2d'],
  ['dropout3d', 'Dropout3d'],
  ['alpha_dropout', 'AlphaDropout'],
  ['feature_alpha_dropout', 'FeatureAlphaDropout'],
];

export const FUNCTIONAL: readonly TorchFunction[] = torchFunctions({
  ...Object.fromEntries(
    ACTIVATIONS.flatMap(([name, rest, className]) => {
      const signature = `(${['input', rest].filter((part) => part !== '').join(', ')})`;
      const body = layerOf(className);
      return rest.includes('inplace')
        ? [
            [`${name}${signature}`, body],
            [`${name}_${signature}`, body],
          ]
        : [[`${name}${signature}`, body]];
    }),
  ),
  ...Object.fromEntries(
    LOSSES.map(([name, rest, className]) => [
      `${name}(input, target, ${rest})`,
      layerOf(className, ['input', 'target']),
    ]),
  ),
  ...Object.fromEntries(
    DROPOUTS.map(([name, className]) => [
      `${name}(input, p=0.5, training=${name === 'alpha_dropout' || name === 'feature_alpha_dropout' ? 'False' : 'True'}, inplace=False)`,
      dropout(className),
    ]),
  ),
  ...perRank((rank) => [
    [`conv${rank}d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)`, convolution(rank, false)],
    [
      `conv_transpose${rank}d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1)`,
      convolution(rank, true),
    ],
    [
      `max_pool${rank}d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False)`,
      layerOf(`MaxPool${rank}d`),
    ],
    [
      `max_pool${rank}d_with_indices(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False)`,
      withIndices(`MaxPool${rank}d`),
    ],
    [
      `avg_pool${rank}d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True${rank === 1 ? '' : ', divisor_override=None'})`,
      layerOf(`AvgPool${rank}d`),
    ],
    [`lp_pool${rank}d(input, norm_type, kernel_size, stride=None, ceil_mode=False)`, layerOf(`LPPool${rank}d`)],
    [`adaptive_avg_pool${rank}d(input, output_size)`, layerOf(`AdaptiveAvgPool${rank}d`)],
    [`adaptive_max_pool${rank}d(input, output_size, return_indices=False)`, layerOf(`AdaptiveMaxPool${rank}d`)],
    [`max_unpool${rank}d(input, indices, kernel_size, stride=None, padding=0, output_size=None)`, maxUnpool(rank)],
  ]),
  'fractional_max_pool2d(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None)':
    layerOf('FractionalMaxPool2d'),
  'fractional_max_pool3d(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None)':
    layerOf('FractionalMaxPool3d'),
  'linear(input, weight, bias=None)': linear,
  'bilinear(input1, input2, weight, bias=None)': bilinear,
  'embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False)':
    embedding,
  'batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05)':
    batchNorm,
  'instance_norm(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05)':
    instanceNorm,
  'group_norm(input, num_groups, weight=None, bias=None, eps=1e-05)': groupNorm,
  'layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05)': shapeNorm('layer-norm'),
  'rms_norm(input, normalized_shape, weight=None, eps=None)': shapeNorm('rms-norm'),
  'local_response_norm(input, size, alpha=0.0001, beta=0.75, k=1.0)': layerOf('LocalResponseNorm'),
  'normalize(input, p=2.0, dim=1, eps=1e-12, out=None)': normalize,
  "pad(input, pad, mode='constant', value=None)": pad,
  "interpolate(input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False)":
    interpolate,
  "upsample(input, size=None, scale_factor=None, mode='nearest', align_corners=None)": interpolate,
  'upsample_nearest(input, size=None, scale_factor=None)': upsampleTo('nearest', null),
  'upsample_bilinear(input, size=None, scale_factor=None)': upsampleTo('bilinear', true),
  'pixel_shuffle(input, upscale_factor)': layerOf('PixelShuffle'),
  'pixel_unshuffle(input, downscale_factor)': layerOf('PixelUnshuffle'),
  'channel_shuffle(input, groups)': layerOf('ChannelShuffle'),
  'unfold(input, kernel_size, dilation=1, padding=0, stride=1)': layerOf('Unfold'),
  'fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1)': layerOf('Fold'),
  'affine_grid(theta, size, align_corners=None)': affineGrid,
  "grid_sample(input, grid, mode='bilinear', padding_mode='zeros', align_corners=None)": gridSample,
  'one_hot(input, num_classes=-1)': oneHot,
  'scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, *, scale=None, enable_gqa=False)':
    attention,
  'multi_head_attention_forward(query, **)': multiHead,
  'prelu(input, weight)': (call) =>
    call.one(
      'prelu',
      [call.native('input')],
      { features: { value: call.native('weight').dims?.[0] ?? 1 } },
      { weightless: true },
    ),
  'gumbel_softmax(input, tau=1, hard=False, eps=1e-10, dim=-1)': same,
  'cosine_similarity(x1, x2, dim=1, eps=1e-08)': (call) =>
    call.one('cosine-similarity', [call.native('x1'), call.native('x2')], { axis: call.given('dim', call.int('dim')) }),
  'pairwise_distance(x1, x2, p=2.0, eps=1e-06, keepdim=False)': (call) =>
    call.one('pairwise-distance', [call.native('x1'), call.native('x2')], {
      keepAxes: { value: call.flag('keepdim') },
    }),
});
