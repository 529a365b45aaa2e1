// torch.nn's stacks of transformer layers, made from other modules as PyTorch makes them.
// Source: torch/nn/modules/transformer.py, PyTorch 2.13.
import { instanceMethods, type NativeTable } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/builtin-classes.ts';
import { type PyClass, PyList, type Runtime, type Value } from '../evaluator/values.ts';
import { MODULE_LIST } from './containers.ts';
import { LAYER_CLASSES } from './layer-classes.ts';
import { MODULE } from './nn-classes.ts';

function defineModule(name: string, methods: NativeTable): PyClass {
  const of = defineClass(name, [MODULE], {}, 'torch.nn.modules.transformer');
  for (const [method, body] of instanceMethods(methods)) of.namespace.set(method, body);
  return of;
}

function begin(runtime: Runtime, self: Value): void {
  const init = MODULE.namespace.get('__init__');
  if (init !== undefined) runtime.call(init, [self]);
}

type Arguments = readonly Value[];

function make(runtime: Runtime, type: string, args: Arguments, keywords: Readonly<Record<string, Value>> = {}): Value {
  const of = LAYER_CLASSES.get(type);
  return of ? runtime.call(of, args, new Map(Object.entries(keywords)), runtime.site) : null;
}

/** Calls the child of that name. */
function run(runtime: Runtime, self: Value, child: string, args: Arguments): Value {
  return runtime.call(runtime.getAttribute(self, child), args, undefined, runtime.site);
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
  for (const layer of layers) x = runtime.call(layer, [x, ...rest], undefined, runtime.site);
  return runtime.getAttribute(self, 'norm') === null ? x : run(runtime, self, 'norm', [x]);
}

const ENCODER = defineModule('TransformerEncoder', {
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

const DECODER = defineModule('TransformerDecoder', {
  '__init__(decoder_layer, num_layers, norm=None)': (runtime, self, layer = null, count = null, norm = null) =>
    stack(runtime, self, layer, count, norm),
  'forward(tgt, memory, *args, **keywords)': (runtime, self, tgt = null, memory = null) =>
    throughStack(runtime, self, tgt, [memory]),
});

const ENCODER_LAYER = defineModule('TransformerEncoderLayer', {
  "__init__(d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu', layer_norm_eps=0.00001, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)":
    (runtime, self, ...given: Value[]) => {
      begin(runtime, self);
      const [features = null, heads = null, hidden = null, dropout = null, activation = null, ...manner] = given;
      const [eps = null, batchFirst = null, normFirst = null, bias = null] = manner;
      const attention = { dropout, batch_first: batchFirst, bias };
      const parts: Readonly<Record<string, Value>> = {
        self_attn: make(runtime, 'MultiheadAttention', [features, heads], attention),
        linear1: make(runtime, 'Linear', [features, hidden], { bias }),
        dropout: make(runtime, 'Dropout', [dropout]),
        linear2: make(runtime, 'Linear', [hidden, features], { bias }),
        norm_first: normFirst,
        norm1: make(runtime, 'LayerNorm', [features], { eps, bias }),
        norm2: make(runtime, 'LayerNorm', [features], { eps, bias }),
        dropout1: make(runtime, 'Dropout', [dropout]),
        dropout2: make(runtime, 'Dropout', [dropout]),
        activation,
      };
      for (const [name, part] of Object.entries(parts)) runtime.setAttribute(self, name, part);
      return null;
    },
  'forward(src, src_mask=None, src_key_padding_mask=None, is_causal=False)': (runtime, self, src = null) =>
    through(runtime, self, src, [
      ['norm1', 'dropout1', (x) => attend(runtime, self, 'self_attn', [x, x, x])],
      ['norm2', 'dropout2', (x) => feedForward(runtime, self, x)],
    ]),
});

const DECODER_LAYER = defineModule('TransformerDecoderLayer', {
  "__init__(d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu', layer_norm_eps=0.00001, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)":
    (
      runtime,
      self,
      features = null,
      heads = null,
      hidden = null,
      dropout = null,
      activation = null,
      eps = null,
      batchFirst = null,
      normFirst = null,
      bias = null,
    ) => {
      begin(runtime, self);
      const parts: Readonly<Record<string, Value>> = {
        self_attn: make(runtime, 'MultiheadAttention', [features, heads], { dropout, batch_first: batchFirst, bias }),
        multihead_attn: make(runtime, 'MultiheadAttention', [features, heads], {
          dropout,
          batch_first: batchFirst,
          bias,
        }),
        linear1: make(runtime, 'Linear', [features, hidden], { bias }),
        dropout: make(runtime, 'Dropout', [dropout]),
        linear2: make(runtime, 'Linear', [hidden, features], { bias }),
        norm_first: normFirst,
        norm1: make(runtime, 'LayerNorm', [features], { eps, bias }),
        norm2: make(runtime, 'LayerNorm', [features], { eps, bias }),
        norm3: make(runtime, 'LayerNorm', [features], { eps, bias }),
        dropout1: make(runtime, 'Dropout', [dropout]),
        dropout2: make(runtime, 'Dropout', [dropout]),
        dropout3: make(runtime, 'Dropout', [dropout]),
        activation,
      };
      for (const [name, part] of Object.entries(parts)) runtime.setAttribute(self, name, part);
      return null;
    },
  'forward(tgt, memory, *args, **keywords)': (runtime, self, tgt = null, memory = null) =>
    through(runtime, self, tgt, [
      ['norm1', 'dropout1', (x) => attend(runtime, self, 'self_attn', [x, x, x])],
      ['norm2', 'dropout2', (x) => attend(runtime, self, 'multihead_attn', [x, memory, memory])],
      ['norm3', 'dropout3', (x) => feedForward(runtime, self, x)],
    ]),
});

type Step = readonly [norm: string, dropout: string, branch: (x: Value) => Value];

/** Each branch is added to what goes past it; the norm stands before the branch or after the sum. */
function through(runtime: Runtime, self: Value, first: Value, steps: readonly Step[]): Value {
  const normFirst = runtime.truth(runtime.getAttribute(self, 'norm_first')) ?? false;
  return steps.reduce<Value>((x, [norm, dropout, branch]) => {
    const inner = branch(normFirst ? run(runtime, self, norm, [x]) : x);
    const sum = runtime.binary('+', x, run(runtime, self, dropout, [inner]));
    return normFirst ? sum : run(runtime, self, norm, [sum]);
  }, first);
}

function attend(runtime: Runtime, self: Value, child: string, args: Arguments): Value {
  const result = run(runtime, self, child, args);
  return runtime.isUnknown(result) ? result : runtime.getItem(result, 0);
}

function feedForward(runtime: Runtime, self: Value, x: Value): Value {
  const given = runtime.getAttribute(self, 'activation');
  const functional = runtime.importModule('torch.nn.functional');
  const activation = typeof given === 'string' ? runtime.getAttribute(functional, given) : given;
  const hidden = runtime.call(activation, [run(runtime, self, 'linear1', [x])], undefined, runtime.site);
  return run(runtime, self, 'linear2', [run(runtime, self, 'dropout', [hidden])]);
}

const TRANSFORMER = defineModule('Transformer', {
  "__init__(d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, activation='relu', custom_encoder=None, custom_decoder=None, layer_norm_eps=0.00001, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)":
    (runtime, self, ...args: Value[]) => {
      begin(runtime, self);
      const [features = null, heads = null, encoders = null, decoders = null, ...rest] = args;
      const [hidden = null, dropout = null, activation = null, encoder = null, decoder = null, ...manner] = rest;
      const [eps = null, batchFirst = null, normFirst = null, bias = null] = manner;
      const shared = [features, heads, hidden, dropout, activation, eps, batchFirst, normFirst, bias];
      const norm = () => make(runtime, 'LayerNorm', [features], { eps, bias });
      const encoding = () => runtime.call(ENCODER, [runtime.call(ENCODER_LAYER, shared), encoders, norm()]);
      const decoding = () => runtime.call(DECODER, [runtime.call(DECODER_LAYER, shared), decoders, norm()]);
      runtime.setAttribute(self, 'encoder', encoder === null ? encoding() : encoder);
      runtime.setAttribute(self, 'decoder', decoder === null ? decoding() : decoder);
      const kept = { d_model: features, nhead: heads, batch_first: batchFirst };
      for (const [name, value] of Object.entries(kept)) runtime.setAttribute(self, name, value);
      return null;
    },
  'forward(src, tgt, *args, **keywords)': (runtime, self, src = null, tgt = null) =>
    run(runtime, self, 'decoder', [tgt, run(runtime, self, 'encoder', [src])]),
});

export const TRANSFORMER_CLASSES: readonly PyClass[] = [ENCODER, DECODER, ENCODER_LAYER, DECODER_LAYER, TRANSFORMER];
