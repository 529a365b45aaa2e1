// torch.nn's stacks of transformer layers, made from other modules as PyTorch makes them.
// Source: torch/nn/modules/transformer.py, PyTorch 2.13.
import { type NativeTable, native } from '../../builtins/declare.ts';
import {
  nativeMethod,
  type PyClass,
  PyList,
  PyStaticMethod,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { innerSite } from '../call/inner-site.ts';
import { MODULE_LIST } from '../module/containers.ts';
import { MODULE } from '../module/nn-classes.ts';
import { newTensor } from '../tensor/tensor.ts';
import { begin, callChild, defineModule, makeLayer, setAll } from './compose.ts';

type Arguments = readonly Value[];

function defineTransformer(name: string, methods: NativeTable): PyClass {
  return defineModule(name, methods, MODULE, 'torch.nn.modules.transformer');
}

/** The same layer so many times, each with weights of its own. */
function clones(runtime: Runtime, layer: Value, count: Value): Value {
  if (typeof count !== 'number') return runtime.lost(count);
  runtime.spendCells(count);
  const deepcopy = runtime.getAttribute(runtime.importModule('copy'), 'deepcopy');
  const copies = Array.from({ length: Math.max(0, count) }, () => runtime.call(deepcopy, [layer]));
  return runtime.call(MODULE_LIST, [new PyList(copies)]);
}

function stack(runtime: Runtime, self: Value, layer: Value, count: Value, norm: Value): Value {
  begin(runtime, self);
  runtime.setAttribute(self, 'layers', clones(runtime, layer, count));
  runtime.setAttribute(self, 'num_layers', count);
  runtime.setAttribute(self, 'norm', norm);
  return null;
}

function throughStack(runtime: Runtime, self: Value, first: Value, rest: Arguments): Value {
  const layers = runtime.iterate(runtime.getAttribute(self, 'layers'));
  if (!layers) return runtime.lost(runtime.getAttribute(self, 'layers'));
  let x = first;
  for (const layer of layers) x = runtime.call(layer, [x, ...rest], undefined, innerSite(runtime));
  return runtime.getAttribute(self, 'norm') === null ? x : callChild(runtime, self, 'norm', [x]);
}

const ENCODER = defineTransformer('TransformerEncoder', {
  '__init__(encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True)': (
    runtime,
    self,
    layer = null,
    count = null,
    norm = null,
  ) => stack(runtime, self, layer, count, norm),
  'forward(src, mask=None, src_key_padding_mask=None, is_causal=None)': (runtime, self, src = null) =>
    throughStack(runtime, self, src, []),
});

const DECODER = defineTransformer('TransformerDecoder', {
  '__init__(decoder_layer, num_layers, norm=None)': (runtime, self, layer = null, count = null, norm = null) =>
    stack(runtime, self, layer, count, norm),
  'forward(tgt, memory, *args, **keywords)': (runtime, self, tgt = null, memory = null) =>
    throughStack(runtime, self, tgt, [memory]),
});

/** A branch by itself: classes made from a layer put them together in ways of their own. */
const SELF_ATTENTION: NativeTable = {
  '_sa_block(x, *args, **keywords)': (runtime, self, x = null) =>
    callChild(runtime, self, 'dropout1', [attend(runtime, self, 'self_attn', [x, x, x])]),
};

/** A layer's attentions, and its feed-forward part; a norm and a dropout for each of them. */
function makeParts(runtime: Runtime, self: Value, given: Arguments, attentions: readonly string[]): Value {
  begin(runtime, self);
  const [features = null, heads = null, hidden = null, dropout = null, activation = null, ...manner] = given;
  const [eps = null, batchFirst = null, normFirst = null, bias = null] = manner;
  const attention = () =>
    makeLayer(runtime, 'MultiheadAttention', [features, heads], { dropout, batch_first: batchFirst, bias });
  const numbers = [...attentions, 'feed-forward'].map((_, index) => index + 1);
  const eachNamed = (name: string, make: () => Value) => numbers.map((number) => [`${name}${number}`, make()] as const);
  const parts: readonly (readonly [name: string, part: Value])[] = [
    ...attentions.map((name) => [name, attention()] as const),
    ['linear1', makeLayer(runtime, 'Linear', [features, hidden], { bias })],
    ['dropout', makeLayer(runtime, 'Dropout', [dropout])],
    ['linear2', makeLayer(runtime, 'Linear', [hidden, features], { bias })],
    ['norm_first', normFirst],
    ...eachNamed('norm', () => makeLayer(runtime, 'LayerNorm', [features], { eps, bias })),
    ...eachNamed('dropout', () => makeLayer(runtime, 'Dropout', [dropout])),
    ['activation', activation],
  ];
  setAll(runtime, self, Object.fromEntries(parts));
  return null;
}

const ENCODER_LAYER = defineTransformer('TransformerEncoderLayer', {
  "__init__(d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu', layer_norm_eps=0.00001, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)":
    (runtime, self, ...given: Value[]) => makeParts(runtime, self, given, ['self_attn']),
  'forward(src, src_mask=None, src_key_padding_mask=None, is_causal=False)': (runtime, self, src = null) =>
    through(runtime, self, src, [
      ['norm1', '_sa_block', []],
      ['norm2', '_ff_block', []],
    ]),
  ...SELF_ATTENTION,
  '_ff_block(x)': (runtime, self, x = null) => feedForward(runtime, self, x, 'dropout2'),
});

const DECODER_LAYER = defineTransformer('TransformerDecoderLayer', {
  "__init__(d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu', layer_norm_eps=0.00001, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)":
    (runtime, self, ...given: Value[]) => makeParts(runtime, self, given, ['self_attn', 'multihead_attn']),
  'forward(tgt, memory, *args, **keywords)': (runtime, self, tgt = null, memory = null) =>
    through(runtime, self, tgt, [
      ['norm1', '_sa_block', []],
      ['norm2', '_mha_block', [memory]],
      ['norm3', '_ff_block', []],
    ]),
  ...SELF_ATTENTION,
  '_mha_block(x, mem, *args, **keywords)': (runtime, self, x = null, memory = null) =>
    callChild(runtime, self, 'dropout2', [attend(runtime, self, 'multihead_attn', [x, memory, memory])]),
  '_ff_block(x)': (runtime, self, x = null) => feedForward(runtime, self, x, 'dropout3'),
});

type Step = readonly [norm: string, block: string, more: Arguments];

/** Each branch is added to what goes past it; the norm stands before the branch or after the sum. */
function through(runtime: Runtime, self: Value, first: Value, steps: readonly Step[]): Value {
  const normFirst = runtime.truth(runtime.getAttribute(self, 'norm_first')) ?? false;
  return steps.reduce<Value>((x, [norm, block, more]) => {
    const inner = callChild(runtime, self, block, [normFirst ? callChild(runtime, self, norm, [x]) : x, ...more]);
    const sum = runtime.binary('+', x, inner);
    return normFirst ? sum : callChild(runtime, self, norm, [sum]);
  }, first);
}

function attend(runtime: Runtime, self: Value, child: string, args: Arguments): Value {
  const result = callChild(runtime, self, child, args);
  return runtime.isUnknown(result) ? result : runtime.getItem(result, 0);
}

function feedForward(runtime: Runtime, self: Value, x: Value, last: string): Value {
  const given = runtime.getAttribute(self, 'activation');
  const functional = runtime.importModule('torch.nn.functional');
  const activation = typeof given === 'string' ? runtime.getAttribute(functional, given) : given;
  const hidden = runtime.call(activation, [callChild(runtime, self, 'linear1', [x])], undefined, innerSite(runtime));
  const wide = callChild(runtime, self, 'dropout', [hidden]);
  return callChild(runtime, self, last, [callChild(runtime, self, 'linear2', [wide])]);
}

const TRANSFORMER = defineTransformer('Transformer', {
  "__init__(d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, activation='relu', custom_encoder=None, custom_decoder=None, layer_norm_eps=0.00001, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)":
    (runtime, self, ...args: Value[]) => {
      begin(runtime, self);
      const [features = null, heads = null, encoders = null, decoders = null, ...rest] = args;
      const [hidden = null, dropout = null, activation = null, encoder = null, decoder = null, ...manner] = rest;
      const [eps = null, batchFirst = null, normFirst = null, bias = null] = manner;
      const shared = [features, heads, hidden, dropout, activation, eps, batchFirst, normFirst, bias];
      const norm = () => makeLayer(runtime, 'LayerNorm', [features], { eps, bias });
      const encoding = () =>
        runtime.call(ENCODER, [runtime.call(ENCODER_LAYER, shared, undefined, innerSite(runtime)), encoders, norm()]);
      const decoding = () =>
        runtime.call(DECODER, [runtime.call(DECODER_LAYER, shared, undefined, innerSite(runtime)), decoders, norm()]);
      runtime.setAttribute(self, 'encoder', encoder === null ? encoding() : encoder);
      runtime.setAttribute(self, 'decoder', decoder === null ? decoding() : decoder);
      const kept = { d_model: features, nhead: heads, batch_first: batchFirst };
      setAll(runtime, self, kept);
      return null;
    },
  'forward(src, tgt, *args, **keywords)': (runtime, self, src = null, tgt = null) =>
    callChild(runtime, self, 'decoder', [tgt, callChild(runtime, self, 'encoder', [src])]),
});

TRANSFORMER.namespace.set(
  '_reset_parameters',
  nativeMethod('_reset_parameters', () => null),
);
TRANSFORMER.namespace.set(
  'generate_square_subsequent_mask',
  new PyStaticMethod(
    native('generate_square_subsequent_mask(sz, device=None, dtype=None)', (runtime, size = null) =>
      typeof size === 'number' || (typeof size === 'object' && size !== null && size.kind === 'batch')
        ? newTensor([size, size])
        : runtime.lost(size),
    ),
  ),
);

export const TRANSFORMER_CLASSES: readonly PyClass[] = [ENCODER, DECODER, ENCODER_LAYER, DECODER_LAYER, TRANSFORMER];
