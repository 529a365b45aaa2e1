// timm.models.vision_transformer, for when its source is not at hand: its blocks, and the model that others derive from.
// Source: timm/models/vision_transformer.py, timm 0.4 to 1.0; what one version alone takes is taken and not read.
import { native } from '../builtins/declare.ts';
import { makeDict } from '../builtins/iteration.ts';
import { PyFloat, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { SEQUENTIAL } from '../torch/module/containers.ts';
import { newParameter } from '../torch/module/parameter.ts';
import { begin, callChild, callInner, makeLayer, setAll } from '../torch/nn/compose.ts';
import type { Entries } from '../torch/open-module.ts';
import { define, LAYER_ENTRIES, MLP, makeOr, method, PATCH_EMBED } from './layers.ts';

const product = (runtime: Runtime, a: Value, b: Value) => runtime.binary('*', a, b);

function dim(runtime: Runtime, size: Value) {
  return typeof size === 'number' ? size : runtime.lost(size);
}

const ATTENTION = define('Attention', {
  '__init__(dim, num_heads=8, qkv_bias=False, qk_norm=False, proj_bias=True, attn_drop=0.0, proj_drop=0.0, norm_layer=..., **rest)':
    (runtime, self, ...args: (Value | undefined)[]) => {
      const [width = null, heads = null, bias = false, norms = false, projBias = true, , , norm] = args;
      begin(runtime, self);
      const each = runtime.binary('//', width, heads);
      const headNorm = () =>
        runtime.truth(norms) === true ? makeOr(runtime, norm, 'LayerNorm', [each]) : makeLayer(runtime, 'Identity', []);
      setAll(runtime, self, {
        num_heads: heads,
        head_dim: each,
        scale: runtime.binary('**', each, new PyFloat(-0.5)),
        qkv: makeLayer(runtime, 'Linear', [width, product(runtime, width, 3)], { bias }),
        q_norm: headNorm(),
        k_norm: headNorm(),
        attn_drop: makeLayer(runtime, 'Dropout', []),
        proj: makeLayer(runtime, 'Linear', [width, width], { bias: projBias }),
        proj_drop: makeLayer(runtime, 'Dropout', []),
      });
      return null;
    },
  'forward(x, **rest)': (runtime, self, x = null) => {
    const shape = runtime.getAttribute(x, 'shape');
    const [batch, count, width] = [0, 1, 2].map((axis) => runtime.getItem(shape, axis)) as [Value, Value, Value];
    const [heads, each] = ['num_heads', 'head_dim'].map((name) => runtime.getAttribute(self, name)) as [Value, Value];
    const qkv = method(runtime, callChild(runtime, self, 'qkv', [x]), 'reshape', batch, count, 3, heads, each);
    const parts = method(runtime, method(runtime, qkv, 'permute', 2, 0, 3, 1, 4), 'unbind', 0);
    const [q, k, v] = [0, 1, 2].map((at) => runtime.getItem(parts, at)) as [Value, Value, Value];
    const [queries, keys] = [callChild(runtime, self, 'q_norm', [q]), callChild(runtime, self, 'k_norm', [k])];
    const scores = runtime.binary('@', queries, method(runtime, keys, 'transpose', -2, -1));
    const weights = callChild(runtime, self, 'attn_drop', [method(runtime, scores, 'softmax', -1)]);
    const mixed = method(runtime, runtime.binary('@', weights, v), 'transpose', 1, 2);
    const out = callChild(runtime, self, 'proj', [method(runtime, mixed, 'reshape', batch, count, width)]);
    return callChild(runtime, self, 'proj_drop', [out]);
  },
});

/** A class, or what stands for one: `partial(nn.LayerNorm, eps=1e-6)`. */
function isMaker(value: Value): boolean {
  return typeof value === 'object' && value !== null && /^(?:class|function|native|instance)$/.test(value.kind);
}

const LAYER_SCALE = define('LayerScale', {
  '__init__(dim, init_values=0.00001, inplace=False)': (runtime, self, width = null) => {
    begin(runtime, self);
    runtime.setAttribute(self, 'gamma', newParameter([dim(runtime, width)]));
    return null;
  },
  'forward(x)': (runtime, self, x = null) => product(runtime, x, runtime.getAttribute(self, 'gamma')),
});

const BLOCK = define('Block', {
  '__init__(dim, num_heads, mlp_ratio=4.0, qkv_bias=False, *further, qk_norm=False, proj_bias=True, drop=0.0, attn_drop=0.0, drop_path=0.0, init_values=None, act_layer=..., norm_layer=..., mlp_layer=..., **rest)':
    (runtime, self, ...args: (Value | undefined)[]) => {
      const [width = null, heads = null, ratio = null, bias = false, further, norms = false, ...more] = args;
      // What stands fifth differs between versions; its classes come in one order in all of them.
      const types = (further as PyTuple).items.filter(isMaker);
      const [projBias = true, , , , scale = null, activation = types[0], norm = types[1], mlp = types[2]] = more;
      begin(runtime, self);
      const floor = runtime.getAttribute(runtime.importModule('math'), 'floor');
      const hidden = runtime.call(floor, [product(runtime, width, ratio)]);
      const half = (index: 1 | 2, inner: string, made: Value) =>
        setAll(runtime, self, {
          [`norm${index}`]: makeOr(runtime, norm, 'LayerNorm', [width]),
          [inner]: made,
          [`ls${index}`]:
            runtime.truth(scale) === true
              ? callInner(runtime, LAYER_SCALE, [width, scale])
              : makeLayer(runtime, 'Identity', []),
          [`drop_path${index}`]: makeLayer(runtime, 'Identity', []),
        });
      const qkvKeywords = { num_heads: heads, qkv_bias: bias, qk_norm: norms, proj_bias: projBias };
      half(
        1,
        'attn',
        callInner(runtime, ATTENTION, [width], norm === undefined ? qkvKeywords : { ...qkvKeywords, norm_layer: norm }),
      );
      const mlpKeywords = activation === undefined ? {} : { act_layer: activation };
      half(2, 'mlp', callInner(runtime, mlp === undefined ? MLP : mlp, [width, hidden], mlpKeywords));
      // Older versions have one for both.
      runtime.setAttribute(self, 'drop_path', makeLayer(runtime, 'Identity', []));
      return null;
    },
  'forward(x, **rest)': (runtime, self, x = null) =>
    ([1, 2] as const).reduce((value, index) => {
      const steps = [`norm${index}`, index === 1 ? 'attn' : 'mlp', `ls${index}`, `drop_path${index}`];
      return runtime.binary(
        '+',
        value,
        steps.reduce((y, step) => callChild(runtime, self, step, [y]), value),
      );
    }, x),
});

const VISION_TRANSFORMER = define('VisionTransformer', {
  "__init__(img_size=224, patch_size=16, in_chans=3, num_classes=1000, global_pool='token', embed_dim=768, depth=12, num_heads=12, mlp_ratio=4.0, qkv_bias=True, qk_norm=False, init_values=None, class_token=True, embed_layer=..., norm_layer=..., act_layer=..., block_fn=..., **rest)":
    (runtime, self, ...args: (Value | undefined)[]) => {
      const [image = 224, patch = 16, channels = 3, classes = 1000, pool = 'token', width = 768, ...more] = args;
      const [
        depth = 12,
        heads = 12,
        ratio = null,
        bias = true,
        norms = false,
        scale = null,
        hasToken = true,
        ...types
      ] = more;
      const [embed = PATCH_EMBED, norm, activation, block = BLOCK] = types;
      begin(runtime, self);
      const sizes = { img_size: image, patch_size: patch, in_chans: channels, embed_dim: width };
      const patches = callInner(runtime, embed, [], sizes);
      const isToken = runtime.truth(hasToken) !== false;
      const count = runtime.binary('+', runtime.getAttribute(patches, 'num_patches'), isToken ? 1 : 0);
      const [size, length] = [dim(runtime, width), dim(runtime, count)];
      const keywords = {
        num_heads: heads,
        mlp_ratio: ratio,
        qkv_bias: bias,
        qk_norm: norms,
        init_values: scale,
        ...optional({ norm_layer: norm, act_layer: activation }),
      };
      const made = (n: Value) =>
        typeof n === 'number' ? Array.from({ length: n }, () => callInner(runtime, block, [width], keywords)) : [];
      setAll(runtime, self, {
        num_classes: classes,
        num_features: width,
        embed_dim: width,
        global_pool: pool,
        num_prefix_tokens: isToken ? 1 : 0,
        num_tokens: isToken ? 1 : 0,
        patch_embed: patches,
        cls_token: isToken ? newParameter([1, 1, size]) : null,
        pos_embed: newParameter([1, length, size]),
        pos_drop: makeLayer(runtime, 'Dropout', []),
        norm_pre: makeLayer(runtime, 'Identity', []),
        blocks: callInner(runtime, SEQUENTIAL, made(depth)),
        norm: makeOr(runtime, norm, 'LayerNorm', [width]),
        fc_norm: makeLayer(runtime, 'Identity', []),
        pre_logits: makeLayer(runtime, 'Identity', []),
        head_drop: makeLayer(runtime, 'Dropout', []),
        head:
          runtime.truth(classes) === true
            ? makeLayer(runtime, 'Linear', [width, classes])
            : makeLayer(runtime, 'Identity', []),
      });
      return null;
    },
  'forward_features(x)': (runtime, self, x = null) => {
    const rows = callChild(runtime, self, 'patch_embed', [x]);
    const token = runtime.getAttribute(self, 'cls_token');
    const all = token === null ? rows : joined(runtime, token, rows);
    const placed = callChild(runtime, self, 'pos_drop', [
      runtime.binary('+', all, runtime.getAttribute(self, 'pos_embed')),
    ]);
    const mixed = callChild(runtime, self, 'blocks', [callChild(runtime, self, 'norm_pre', [placed])]);
    return callChild(runtime, self, 'norm', [mixed]);
  },
  'forward_head(x)': (runtime, self, x = null) => {
    const steps = ['fc_norm', 'pre_logits', 'head_drop', 'head'];
    return steps.reduce((y, step) => callChild(runtime, self, step, [y]), pooled(runtime, self, x));
  },
  'forward(x)': (runtime, self, x = null) => {
    const features = method(runtime, self, 'forward_features', x);
    return method(runtime, self, 'forward_head', features);
  },
  'init_weights(*args, **rest)': () => null,
  'no_weight_decay()': (runtime) => makeSet(runtime),
  'get_classifier()': (runtime, self) => runtime.getAttribute(self, 'head'),
});

/** One row of features for each image; older versions give them so already. */
function pooled(runtime: Runtime, self: Value, x: Value): Value {
  const shape = runtime.getAttribute(x, 'shape');
  if (runtime.length(shape) === 2) return x;
  if (runtime.getAttribute(self, 'global_pool') !== 'avg') return method(runtime, x, 'select', 1, 0);
  const patches = method(runtime, x, 'narrow', 1, 1, runtime.binary('-', runtime.getItem(shape, 1), 1));
  return method(runtime, patches, 'mean', 1);
}

function makeSet(runtime: Runtime): Value {
  return runtime.call(runtime.getAttribute(runtime.importModule('builtins'), 'set'), [
    new PyTuple(['pos_embed', 'cls_token', 'dist_token']),
  ]);
}

function joined(runtime: Runtime, token: Value, rows: Value): Value {
  const batch = runtime.getItem(runtime.getAttribute(rows, 'shape'), 0);
  const cat = runtime.getAttribute(runtime.importModule('torch'), 'cat');
  return callInner(runtime, cat, [new PyTuple([method(runtime, token, 'expand', batch, -1, -1), rows])], { dim: 1 });
}

function optional(given: Readonly<Record<string, Value | undefined>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, value]])),
  );
}

const configuration = native("_cfg(url='', **settings)", (runtime, url = '', settings = null) => {
  const all = makeDict(runtime, [['url', url]]);
  method(runtime, all, 'update', settings);
  return all;
});

export const TRANSFORMER_ENTRIES: Entries = [
  ...LAYER_ENTRIES,
  ...[ATTENTION, LAYER_SCALE, BLOCK, VISION_TRANSFORMER].map((of) => [of.name, of] as const),
  ['_cfg', configuration],
];
