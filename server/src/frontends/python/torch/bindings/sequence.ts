// torch.nn's layers for sequences: recurrent ones, attention and transformers.
// Source: torch/nn/modules/{rnn,activation,transformer}.py, PyTorch 2.13.
import type { ModuleBinding, PythonParameter } from './binding.ts';
import { argument, FACTORY, truth } from './signature.ts';

const SIZES = [argument('input_size', 'inFeatures'), argument('hidden_size', 'hiddenFeatures')];
const LAYERS = argument('num_layers', 'layers', 1);
const NONLINEARITY = argument('nonlinearity', 'nonlinearity', 'tanh');
const BIAS = truth('bias', 'bias', true);
const BATCH_FIRST = truth('batch_first', 'batchFirst', false);

const MANNER: readonly PythonParameter[] = [
  BIAS,
  BATCH_FIRST,
  argument('dropout', 'dropout', 0),
  truth('bidirectional', 'bidirectional', false),
];

export const SEQUENCE: Readonly<Record<string, ModuleBinding>> = {
  RNN: { operator: 'rnn', parameters: [...SIZES, LAYERS, NONLINEARITY, ...MANNER, ...FACTORY] },
  GRU: { operator: 'gru', parameters: [...SIZES, LAYERS, ...MANNER, ...FACTORY] },
  LSTM: {
    operator: 'lstm',
    parameters: [...SIZES, LAYERS, ...MANNER, argument('proj_size', 'projection', 0), ...FACTORY],
  },
  RNNCell: { operator: 'rnn-cell', parameters: [...SIZES, BIAS, NONLINEARITY, ...FACTORY] },
  GRUCell: { operator: 'gru-cell', parameters: [...SIZES, BIAS, ...FACTORY] },
  LSTMCell: { operator: 'lstm-cell', parameters: [...SIZES, BIAS, ...FACTORY] },
  MultiheadAttention: {
    operator: 'multi-head-attention',
    parameters: [
      argument('embed_dim', 'features'),
      argument('num_heads', 'heads'),
      argument('dropout', 'dropout', 0),
      BIAS,
      truth('add_bias_kv', 'keyBias', false),
      truth('add_zero_attn', 'zeroPosition', false),
      argument('kdim', 'keyFeatures', null),
      argument('vdim', 'valueFeatures', null),
      BATCH_FIRST,
      ...FACTORY,
    ],
  },
  TransformerEncoderLayer: {
    operator: 'transformer-encoder-layer',
    parameters: [
      argument('d_model', 'features'),
      argument('nhead', 'heads'),
      argument('dim_feedforward', 'hiddenFeatures', 2048),
      argument('dropout', 'dropout', 0.1),
      {
        ...argument('activation', 'activation', 'relu'),
        convert: (value) => (typeof value === 'string' ? value : 'relu'),
      },
      argument('layer_norm_eps', 'epsilon', 1e-5),
      BATCH_FIRST,
      truth('norm_first', 'normFirst', false),
      BIAS,
      ...FACTORY,
    ],
  },
};
