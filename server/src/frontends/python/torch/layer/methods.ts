// What layers of torch.nn can do beside `forward`: begin anew, be made from weights, run with other weights, check an input.
import { isKnown } from '../../../../graph/dim.ts';
import { instanceMethods, type NativeTable, native } from '../../builtins/declare.ts';
import {
  type Namespace,
  nativeFunction,
  PyClassMethod,
  PyInstance,
  PyList,
  PyProperty,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { innerSite } from '../call/inner-site.ts';
import { registryOf } from '../module/registries.ts';
import { tensorOf } from '../tensor/tensor.ts';
import { LayerState } from './state.ts';

const nothing: NativeTable[string] = () => null;

/** Other numbers, the same shapes. */
const RESETS: NativeTable = {
  'reset_parameters(*args)': nothing,
  '_reset_parameters(*args)': nothing,
  'reset_running_stats()': nothing,
};

/** A convolution with its own manner and other weights. */
function convolve(runtime: Runtime, self: Value, input: Value, weight: Value, bias: Value | undefined): Value {
  const type = self instanceof PyInstance && self.native instanceof LayerState ? self.native.kind.type : 'Conv2d';
  const functional = runtime.importModule('torch.nn.functional');
  const own = (name: string) => runtime.getAttribute(self, name);
  const call = type.replace(/^Lazy/, '').replace('Transpose', '_transpose').toLowerCase();
  const manner = ['stride', 'padding', 'dilation', 'groups'].map((name) => [name, own(name)] as const);
  return runtime.call(
    runtime.getAttribute(functional, call),
    [input, weight, bias === undefined ? own('bias') : bias],
    new Map(manner),
    innerSite(runtime),
  );
}

/** How many axes a norm takes, by the end of its name. */
const RANKS: Readonly<Record<string, readonly number[]>> = { '1d': [2, 3], '2d': [4], '3d': [5] };

function checkRank(runtime: Runtime, self: Value, input: Value): Value {
  const type = self instanceof PyInstance && self.native instanceof LayerState ? self.native.kind.type : '';
  const ranks = RANKS[type.slice(-2)];
  const dims = tensorOf(input)?.dims;
  if (!ranks || !dims || ranks.includes(dims.length) || type.includes('Instance')) return null;
  const expected = ranks.map((rank) => `${rank}D`).join(' or ');
  return runtime.raise('ValueError', `expected ${expected} input (got ${dims.length}D input)`);
}

/** A recurrent layer's weights, those of one layer and direction together. */
function allWeights(self: Value): Value {
  const groups = new Map<string, Value[]>();
  const own = self instanceof PyInstance ? registryOf(self, '_parameters')?.entries.values() : undefined;
  for (const [name, value] of own ?? []) {
    const of = String(name).replace(/^(weight|bias)_(ih|hh|hr)_/, '');
    groups.set(of, [...(groups.get(of) ?? []), value]);
  }
  return new PyList([...groups.values()].map((group) => new PyList(group)));
}

/** `Embedding.from_pretrained(weights)`: it is not trained any further, unless that is said. */
const fromPretrained = new PyClassMethod(
  native(
    'from_pretrained(cls, embeddings, freeze=True, *args, **keywords)',
    (runtime, of, embeddings = null, freeze = true) => {
      const dims = tensorOf(embeddings)?.dims;
      if (!dims) return runtime.lost(embeddings);
      if (dims.length !== 2)
        return runtime.raise('AssertionError', 'Embeddings parameter is expected to be 2-dimensional');
      const sizes = dims.map((dim): Value => (isKnown(dim) ? dim : runtime.lost(embeddings)));
      const made = runtime.call(of, sizes, undefined, innerSite(runtime));
      if (runtime.truth(freeze) === true)
        runtime.setAttribute(runtime.getAttribute(made, 'weight'), 'requires_grad', false);
      return made;
    },
  ),
);

/** A norm that is synchronised computes the same. */
const convertSync = new PyClassMethod(
  native('convert_sync_batchnorm(cls, module, process_group=None)', (_, _of, module = null) => module),
);

/** By type of layer, all that match. */
const TABLES: readonly (readonly [of: RegExp, methods: NativeTable])[] = [
  [/Conv|Linear|Norm|Embedding|RNN|LSTM|GRU|PReLU|MultiheadAttention/, RESETS],
  [
    /Conv/,
    {
      '_conv_forward(input, weight, bias=...)': (runtime, self, input = null, weight = null, bias: Value | undefined) =>
        convolve(runtime, self, input, weight, bias),
    },
  ],
  [
    /(Batch|Instance)Norm/,
    { '_check_input_dim(input)': (runtime, self, input = null) => checkRank(runtime, self, input) },
  ],
  [
    /^(RNN|LSTM|GRU)$/,
    {
      'flatten_parameters()': nothing,
      'check_input(input, batch_sizes)': nothing,
      'check_hidden_size(hx, expected_hidden_size, msg=None)': nothing,
      'check_forward_args(input, hidden, batch_sizes)': nothing,
      'permute_hidden(hx, permutation)': (_, _self, hidden = null) => hidden,
    },
  ],
  [
    /^Lazy/,
    {
      'has_uninitialized_params()': (_, self) =>
        self instanceof PyInstance && self.native instanceof LayerState && self.native.isLazy,
      'initialize_parameters(*args, **keywords)': nothing,
    },
  ],
];

const VALUES: readonly (readonly [of: RegExp, name: string, value: Value])[] = [
  [/^Embedding/, 'from_pretrained', fromPretrained],
  [/^SyncBatchNorm$/, 'convert_sync_batchnorm', convertSync],
  [
    /^(RNN|LSTM|GRU)$/,
    'all_weights',
    new PyProperty(nativeFunction('all_weights', (_, { positional: [self = null] }) => allWeights(self))),
  ],
];

export function layerMethods(type: string): Namespace {
  return new Map<string, Value>([
    ...TABLES.flatMap(([of, methods]) => (of.test(type) ? instanceMethods(methods) : [])),
    ...VALUES.flatMap(([of, name, value]): [string, Value][] => (of.test(type) ? [[name, value]] : [])),
  ]);
}
