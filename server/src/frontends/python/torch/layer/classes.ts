// The classes of torch.nn that are one operator each, with PyTorch's own class hierarchy: code asks `isinstance(m, _BatchNorm)`.
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { type PyClass, PyTuple, type Value } from '../../evaluator/values.ts';
import { boundModules, moduleBinding } from '../bindings/index.ts';
import { MODULE } from '../module/nn-classes.ts';
import { isPacked, pack } from '../nn/packed.ts';
import { toAttribute } from '../plain-data.ts';
import { newTensor, tensorOf } from '../tensor/tensor.ts';
import { CONV_METHODS } from './any-convolution.ts';
import { type Calling, defineLayer, type LayerCall } from './layer.ts';
import type { LayerState } from './state.ts';

/** Abstract classes: name, what it is made from, and its file in torch/nn/modules. */
const ABSTRACT: readonly (readonly [name: string, base: string, file: string])[] = [
  ['_ConvNd', 'Module', 'conv'],
  ['_ConvTransposeNd', '_ConvNd', 'conv'],
  ['_NormBase', 'Module', 'batchnorm'],
  ['_BatchNorm', '_NormBase', 'batchnorm'],
  ['_LazyNormBase', '_NormBase', 'batchnorm'],
  ['_InstanceNorm', '_NormBase', 'instancenorm'],
  ['_MaxPoolNd', 'Module', 'pooling'],
  ['_AvgPoolNd', 'Module', 'pooling'],
  ['_LPPoolNd', 'Module', 'pooling'],
  ['_MaxUnpoolNd', 'Module', 'pooling'],
  ['_AdaptiveAvgPoolNd', 'Module', 'pooling'],
  ['_AdaptiveMaxPoolNd', 'Module', 'pooling'],
  ['_DropoutNd', 'Module', 'dropout'],
  ['_ConstantPadNd', 'Module', 'padding'],
  ['_ReflectionPadNd', 'Module', 'padding'],
  ['_ReplicationPadNd', 'Module', 'padding'],
  ['_CircularPadNd', 'Module', 'padding'],
  ['_Loss', 'Module', 'loss'],
  ['_WeightedLoss', '_Loss', 'loss'],
  ['RNNBase', 'Module', 'rnn'],
  ['RNNCellBase', 'Module', 'rnn'],
];

export const ABSTRACT_CLASSES: ReadonlyMap<string, PyClass> = makeAbstract();

function makeAbstract(): ReadonlyMap<string, PyClass> {
  const classes = new Map<string, PyClass>([['Module', MODULE]]);
  for (const [name, base, file] of ABSTRACT) {
    const from = classes.get(base) ?? MODULE;
    const methods = name === '_ConvNd' ? new Map(CONV_METHODS) : {};
    const of =
      name === '_BatchNorm' ? anyBatchNorm(from) : defineClass(name, [from], methods, `torch.nn.modules.${file}`);
    classes.set(name, of);
  }
  classes.delete('Module');
  return classes;
}

/** Normalizes over the batch whatever the rank; synchronising norms of other packages are made from it. */
function anyBatchNorm(base: PyClass): PyClass {
  const { operator, parameters } = moduleBinding('SyncBatchNorm') ?? { operator: '', parameters: [] };
  const own = parameters.filter(({ name }) => name !== 'process_group');
  return defineLayer('_BatchNorm', { operator, parameters: own }, base, { inputs: ['input'] });
}

/** By their names, first match. */
const BASES: readonly (readonly [of: RegExp, base: string])[] = [
  [/^(Lazy)?ConvTranspose/, '_ConvTransposeNd'],
  [/^(Lazy)?Conv/, '_ConvNd'],
  [/BatchNorm/, '_BatchNorm'],
  [/InstanceNorm/, '_InstanceNorm'],
  [/^MaxPool/, '_MaxPoolNd'],
  [/^AvgPool/, '_AvgPoolNd'],
  [/^LPPool/, '_LPPoolNd'],
  [/^MaxUnpool/, '_MaxUnpoolNd'],
  [/^AdaptiveAvgPool/, '_AdaptiveAvgPoolNd'],
  [/^AdaptiveMaxPool/, '_AdaptiveMaxPoolNd'],
  [/Dropout/, '_DropoutNd'],
  [/^(Constant|Zero)Pad/, '_ConstantPadNd'],
  [/^ReflectionPad/, '_ReflectionPadNd'],
  [/^ReplicationPad/, '_ReplicationPadNd'],
  [/^CircularPad/, '_CircularPadNd'],
  [/^(CrossEntropy|NLL|BCE|BCEWithLogits|MultiMargin|MultiLabel)Loss/, '_WeightedLoss'],
  [/Loss$/, '_Loss'],
  [/^(RNN|LSTM|GRU)Cell$/, 'RNNCellBase'],
  [/^(RNN|LSTM|GRU)$/, 'RNNBase'],
];

/** All steps, and the last states; of a packed sequence the steps are packed again. */
const states = ([steps = null, ...rest]: readonly Value[], { state, args }: LayerCall): Value => {
  const first = isPacked(args.positional[0]) ? pack(steps, state.attributes.batchFirst === true) : steps;
  return new PyTuple([first, rest.length === 1 ? (rest[0] ?? null) : new PyTuple(rest)]);
};

const STEPS: Calling = { inputs: ['input', 'hx'], required: 1, more: [] };
const RECURRENT: Calling = { ...STEPS, result: states };

/** Weights that are not averaged: one axis more, behind the batch. */
function perHead(weights: Value, { attributes: { heads } }: LayerState): Value {
  const native = tensorOf(weights);
  if (!native?.dims || typeof heads !== 'number') return weights;
  return newTensor([...native.dims.slice(0, -2), heads, ...native.dims.slice(-2)], native.dtype);
}

const CALLING: Readonly<Record<string, Calling>> = {
  LSTM: RECURRENT,
  GRU: RECURRENT,
  RNN: RECURRENT,
  RNNCell: STEPS,
  GRUCell: STEPS,
  LSTMCell: STEPS,
  MultiheadAttention: {
    inputs: ['query', 'key', 'value'],
    more: ['key_padding_mask', 'need_weights', 'attn_mask', 'average_attn_weights', 'is_causal'],
    result: ([output = null, weights = null], { runtime, state, args }) => {
      const wanted = args.positional[4] ?? args.keywords.get('need_weights') ?? true;
      if (runtime.truth(wanted) === false) return new PyTuple([output, null]);
      const averaged = args.positional[6] ?? args.keywords.get('average_attn_weights') ?? true;
      return new PyTuple([output, runtime.truth(averaged) === false ? perHead(weights, state) : weights]);
    },
  },
  TransformerEncoderLayer: { inputs: ['src'], more: ['src_mask', 'src_key_padding_mask', 'is_causal'] },
};

const ONE: Calling = { inputs: ['input'], more: [] };

/** The size that is wanted comes with the call, with or without the axes before the spatial ones. */
function sized(inputs: readonly string[]): Calling {
  return {
    inputs,
    more: ['output_size'],
    attributes({ runtime, state, args: { positional, keywords } }) {
      const wanted = positional[inputs.length] ?? keywords.get('output_size') ?? null;
      if (wanted === null) return undefined;
      const size = toAttribute(runtime, wanted);
      const rank = Number(/[123](?=d$)/.exec(state.kind.type)?.[0]);
      const spatial = Array.isArray(size) && size.length > rank ? size.slice(-rank) : size;
      return { outputSize: { value: spatial } };
    },
  };
}

function callingOf(type: string): Calling {
  const known = CALLING[type];
  if (known) return known;
  if (/^(Lazy)?ConvTranspose/.test(type)) return sized(['input']);
  if (type.startsWith('MaxUnpool')) return sized(['input', 'indices']);
  return /^(Bilinear|CosineSimilarity|PairwiseDistance)|Loss$/.test(type) ? {} : ONE;
}

export const LAYER_CLASSES: ReadonlyMap<string, PyClass> = makeLayers();

function makeLayers(): ReadonlyMap<string, PyClass> {
  const made = new Map<string, PyClass>();
  for (const type of boundModules) {
    const binding = moduleBinding(type);
    if (!binding) throw new Error(`ConvLint bug: ${type} is not bound`);
    // A lazy layer is one of those that it becomes.
    const eager = type.startsWith('Lazy') ? made.get(type.slice('Lazy'.length)) : undefined;
    const abstract = ABSTRACT_CLASSES.get(BASES.find(([of]) => of.test(type))?.[1] ?? '');
    made.set(type, defineLayer(type, binding, eager ?? abstract ?? MODULE, callingOf(type)));
  }
  return made;
}
