// Functions that torch has under the name of one in torch.nn.functional, with arguments of their own: C++ declares them.
// Source: aten/src/ATen/native/native_functions.yaml, PyTorch 2.13.
import { PyTuple } from '../../evaluator/values.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { boundTo, inPlace, layerOf } from './layer.ts';
import { batchNorm, groupNorm, instanceNorm, shapeNorm } from './norm.ts';
import { embeddingOf } from './weights.ts';

/** Whether it is on is said by every call. */
function dropout(className: string): TorchBody {
  return (call) => {
    const { operator, attributes } = boundTo(call, className);
    attributes.probability = call.given('p');
    attributes.training = call.given('train');
    return inPlace(call, call.one(operator, [call.native('input')], attributes));
  };
}

const DROPOUTS: Readonly<Record<string, string>> = {
  dropout: 'Dropout',
  alpha_dropout: 'AlphaDropout',
  feature_dropout: 'Dropout2d',
  feature_alpha_dropout: 'FeatureAlphaDropout',
};

export const NATIVE_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  ...Object.fromEntries(
    Object.entries(DROPOUTS).flatMap(([name, className]) => [
      [`${name}(input, p, train)`, dropout(className)],
      [`${name}_(input, p, train)`, dropout(className)],
    ]),
  ),
  'rrelu(input, lower=0.125, upper=0.3333333333333333, training=False, generator=None)': layerOf('RReLU'),
  'rrelu_(input, lower=0.125, upper=0.3333333333333333, training=False, generator=None)': layerOf('RReLU'),
  'embedding(weight, indices, padding_idx=-1, scale_grad_by_freq=False, sparse=False)': embeddingOf('indices'),
  'batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled)': batchNorm,
  'instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled)':
    instanceNorm,
  'group_norm(input, num_groups, weight=None, bias=None, eps=1e-05, cudnn_enabled=True)': groupNorm,
  'layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05, cudnn_enable=True)': shapeNorm('layer-norm'),
  'adaptive_max_pool1d(input, output_size)': (call) => {
    const { operator, attributes } = boundTo(call, 'AdaptiveMaxPool1d');
    return new PyTuple(call.layer(operator, [call.native('input')], { ...attributes, indices: { value: true } }));
  },
});
