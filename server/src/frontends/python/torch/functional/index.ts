// torch.nn.functional: the layers as functions. Weights come as arguments; their shapes give channels, features and kernels.
// Signatures: torch/nn/functional.py, PyTorch 2.13.
import { volume } from '../../../../graph/volume.ts';
import { PyTuple } from '../../evaluator/values.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { boundTo, inPlace, layerOf } from './layer.ts';
import { batchNorm, groupNorm, instanceNorm, normalize, shapeNorm } from './norm.ts';
import { interpolate, pad, upsampleTo } from './resize.ts';
import { affineGrid, gridSample, oneHot } from './sample.ts';
import { bilinear, convolution, embeddingOf, linear } from './weights.ts';

const attention: TorchBody = (call) => {
  const inputs = ['query', 'key', 'value'].map((name) => call.native(name));
  return call.one('attention', inputs, { dropout: call.given('dropout_p') });
};

/** Without `training=self.training` dropout stays on in evaluation: the flag goes along, for a rule to judge. */
function dropout(className: string): TorchBody {
  return (call) => {
    const { operator, attributes } = boundTo(call, className);
    if (call.isGiven('training')) attributes.training = call.given('training');
    return inPlace(call, call.one(operator, [call.native('input')], attributes));
  };
}

/** Functions that keep the shape and are no layer of their own. */
const same: TorchBody = (call) =>
  call.lightOne([call.native('input')], [call.native('input').volume], { elementwise: true });

const MULTI_HEAD =
  'multi_head_attention_forward(query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, ' +
  'add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, ' +
  'attn_mask=None, use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, ' +
  'static_v=None, average_attn_weights=True, is_causal=False)';

/** (L, N, E) → (L, N, E′), where the last weight says E′; and (N, L, S), what each step looks at. */
const multiHead: TorchBody = (call) => {
  const [query, key] = [call.native('query'), call.native('key')];
  const { dims, volume: v } = query;
  const width = call.optionalTensor('out_proj_weight')?.native.dims?.[0];
  const made = dims && width !== undefined ? volume([...dims.slice(0, -1), width], v.dtype) : v;
  const result = call.lightOne([query], [made], { global: true });
  if (!call.flag('need_weights', true)) return new PyTuple([result, null]);
  const [steps, batch = 1] = dims?.slice(0, -1) ?? [];
  const scores = dims?.length === 3 && key.dims && steps !== undefined ? [batch, steps, key.dims[0] ?? 1] : undefined;
  const averaged = scores && call.flag('average_attn_weights', true);
  return new PyTuple([result, averaged ? call.lightOne([query], [volume(scores, v.dtype)]) : call.unknown()]);
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
    embeddingOf('input'),
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
  [MULTI_HEAD]: multiHead,
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
