// timm's building blocks, for when its own source is not at hand: what most code for vision transformers imports from it.
// Source: timm/layers/{drop,helpers,mlp,patch_embed,weight_init}.py, timm 1.0.
import { unknownDim } from '../../../graph/dim.ts';
import { type NativeTable, native } from '../builtins/declare.ts';
import { BUILTINS } from '../builtins/index.ts';
import { type PyClass, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { MODULE } from '../torch/module/nn-classes.ts';
import { begin, callChild, callInner, defineModule, makeLayer, setAll } from '../torch/nn/compose.ts';
import { passing } from '../torch/nn/utils.ts';
import type { Entries } from '../torch/open-module.ts';

/** timm's own have more than is written here. */
export function define(name: string, methods: NativeTable): PyClass {
  const open = unknownDim({ reason: 'not-modelled', facts: { name: `timm.layers.${name}` } });
  return defineModule(name, methods, MODULE, 'timm.layers', open);
}

/** `x.name(…)` */
export function method(runtime: Runtime, x: Value, name: string, ...args: readonly Value[]): Value {
  return callInner(runtime, runtime.getAttribute(x, name), args);
}

/** What a class that was handed over makes; where none was, the usual layer. */
export function makeOr(runtime: Runtime, of: Value | undefined, usual: string, args: readonly Value[]): Value {
  return of === undefined || of === null ? makeLayer(runtime, usual, args) : callInner(runtime, of, args);
}

const toTuple = (name: string, count: number) => native(`${name}(x)`, (runtime, x = null) => tupled(runtime, x, count));

/** The items of a sequence, or the same one so often; a text counts as one. */
function tupled(runtime: Runtime, x: Value, count: number): Value {
  const items =
    typeof x === 'object' && x !== null && x.kind !== 'float' && !runtime.isUnknown(x)
      ? sequence(runtime, x)
      : undefined;
  return items ?? new PyTuple(new Array<Value>(count).fill(x));
}

function sequence(runtime: Runtime, x: Value): Value | undefined {
  const outcome = runtime.attempt(() => runtime.iterate(x));
  return 'value' in outcome && outcome.value ? new PyTuple([...outcome.value]) : undefined;
}

const toNTuple = native('to_ntuple(n)', (_, n = null) => toTuple('parse', typeof n === 'number' ? n : 1));

/** A multiple of the divisor that is not much smaller than the number. */
const makeDivisible = native(
  'make_divisible(v, divisor=8, min_value=None, round_limit=0.9)',
  (runtime, v = null, divisor = 8, least = null, limit = null) => {
    if (runtime.isUnknown(v)) return v;
    const half = runtime.binary('/', divisor, 2);
    const int = (x: Value) => runtime.call(runtime.getAttribute(runtime.importModule('math'), 'floor'), [x]);
    const down = runtime.binary('*', runtime.binary('//', int(runtime.binary('+', v, half)), divisor), divisor);
    const bound = least === null ? divisor : least;
    const made = runtime.truth(runtime.compare('<', down, bound)) === true ? bound : down;
    const small = runtime.truth(runtime.compare('<', made, runtime.binary('*', limit, v))) === true;
    return small ? runtime.binary('+', made, divisor) : made;
  },
);

const DROP_PATH = define('DropPath', {
  '__init__(drop_prob=0.0, scale_by_keep=True)': (runtime, self, probability = null, scale = true) => {
    begin(runtime, self);
    setAll(runtime, self, { drop_prob: probability, scale_by_keep: scale });
    return null;
  },
  'forward(x)': (_, __, x = null) => x,
});

/** Two linear layers, or two 1×1 convolutions. */
export const MLP = define('Mlp', {
  '__init__(in_features, hidden_features=None, out_features=None, act_layer=..., norm_layer=None, bias=True, drop=0.0, use_conv=False, **rest)':
    (runtime, self, ...args: (Value | undefined)[]) => {
      const [
        features = null,
        hidden = null,
        out = null,
        activation,
        norm = null,
        bias = true,
        drop = null,
        conv = false,
      ] = args;
      begin(runtime, self);
      const inner = hidden === null ? features : hidden;
      const pair = tupled(runtime, bias, 2);
      const drops = tupled(runtime, drop, 2);
      const linear = (from: Value, to: Value, at: number) => {
        const keywords = { bias: runtime.getItem(pair, at) };
        return runtime.truth(conv) === true
          ? makeLayer(runtime, 'Conv2d', [from, to, 1], keywords)
          : makeLayer(runtime, 'Linear', [from, to], keywords);
      };
      setAll(runtime, self, {
        fc1: linear(features, inner, 0),
        act: makeOr(runtime, activation, 'GELU', []),
        drop1: makeLayer(runtime, 'Dropout', [runtime.getItem(drops, 0)]),
        norm: norm === null ? makeLayer(runtime, 'Identity', []) : callInner(runtime, norm, [inner]),
        fc2: linear(inner, out === null ? features : out, 1),
        drop2: makeLayer(runtime, 'Dropout', [runtime.getItem(drops, 1)]),
      });
      return null;
    },
  'forward(x)': (runtime, self, x = null) =>
    ['fc1', 'act', 'drop1', 'norm', 'fc2', 'drop2'].reduce((value, step) => callChild(runtime, self, step, [value]), x),
});

/** An image as a sequence of patches. */
export const PATCH_EMBED = define('PatchEmbed', {
  '__init__(img_size=224, patch_size=16, in_chans=3, embed_dim=768, norm_layer=None, flatten=True, output_fmt=None, bias=True, **rest)':
    (runtime, self, ...args: Value[]) => {
      const [image = null, patch = null, channels = null, width = null, norm = null, flatten = true, , bias = true] =
        args;
      begin(runtime, self);
      const patchSize = tupled(runtime, patch, 2);
      const imageSize = image === null ? null : tupled(runtime, image, 2);
      const along = (axis: number) =>
        imageSize === null
          ? null
          : runtime.binary('//', runtime.getItem(imageSize, axis), runtime.getItem(patchSize, axis));
      const [rows, columns] = [along(0), along(1)];
      const grid = rows === null ? null : new PyTuple([rows, columns]);
      setAll(runtime, self, {
        img_size: imageSize,
        patch_size: patchSize,
        grid_size: grid,
        num_patches: grid === null ? null : runtime.binary('*', rows, columns),
        flatten,
        proj: makeLayer(runtime, 'Conv2d', [channels, width], { kernel_size: patchSize, stride: patchSize, bias }),
        norm: norm === null ? makeLayer(runtime, 'Identity', []) : callInner(runtime, norm, [width]),
      });
      return null;
    },
  'forward(x)': (runtime, self, x = null) => {
    const map = callChild(runtime, self, 'proj', [x]);
    const flat = runtime.truth(runtime.getAttribute(self, 'flatten')) !== false;
    const rows = flat ? method(runtime, method(runtime, map, 'flatten', 2), 'transpose', 1, 2) : map;
    return callChild(runtime, self, 'norm', [rows]);
  },
});

/** Gates for the channels; where nothing says how many there are between, a part of them, rounded. */
const SQUEEZE_EXCITE = define('SqueezeExcite', {
  '__init__(in_chs, rd_ratio=0.25, rd_channels=None, act_layer=..., gate_layer=..., **rest)': (
    runtime,
    self,
    ...args: (Value | undefined)[]
  ) => {
    const [channels = null, ratio = null, given = null, activation, gate] = args;
    begin(runtime, self);
    const round = BUILTINS.get('round') ?? null;
    const inner = given === null ? runtime.call(round, [runtime.binary('*', channels, ratio)]) : given;
    setAll(runtime, self, {
      conv_reduce: makeLayer(runtime, 'Conv2d', [channels, inner, 1]),
      act1: makeOr(runtime, activation, 'ReLU', []),
      conv_expand: makeLayer(runtime, 'Conv2d', [inner, channels, 1]),
      gate: makeOr(runtime, gate, 'Sigmoid', []),
    });
    return null;
  },
  'forward(x)': (runtime, self, x = null) => {
    const mean = callInner(runtime, runtime.getAttribute(x, 'mean'), [new PyTuple([2, 3])], { keepdim: true });
    const steps = ['conv_reduce', 'act1', 'conv_expand', 'gate'];
    return runtime.binary(
      '*',
      x,
      steps.reduce((y, step) => callChild(runtime, self, step, [y]), mean),
    );
  },
});

export const BLOCK_ENTRIES: Entries = [['SqueezeExcite', SQUEEZE_EXCITE]];

export const LAYER_ENTRIES: Entries = [
  ...[DROP_PATH, MLP, PATCH_EMBED].map((of) => [of.name, of] as const),
  ...[1, 2, 3, 4].map((count) => [`to_${count}tuple`, toTuple(`to_${count}tuple`, count)] as const),
  ['to_ntuple', toNTuple],
  ['make_divisible', makeDivisible],
  ...passing('drop_path', 'trunc_normal_', 'trunc_normal_tf_', 'lecun_normal_', 'variance_scaling_'),
];
