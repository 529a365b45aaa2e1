// What torchvision's networks for phones share: convolution with norm and activation, inverted residuals, the way to the classes.
// Source: torchvision/models/{mobilenetv3,efficientnet}.py, torchvision 0.28.
import { PyFloat, PyList, type Runtime, type Value } from '../../evaluator/values.ts';
import { LAYER_CLASSES } from '../../torch/layer/classes.ts';
import { callInner, makeLayer } from '../../torch/nn/compose.ts';
import { CONV_NORM, SQUEEZE_EXCITATION, STOCHASTIC_DEPTH } from '../ops.ts';
import { add, become, type Children, define, FLAT, forwardImpl, layerOr, sequence, through } from './parts.ts';

/** A multiple of the divisor that is not much smaller than the number. */
export function divisible(number: number, divisor = 8): number {
  const made = Math.max(divisor, Math.floor(Math.floor(number + divisor / 2) / divisor) * divisor);
  return made < 0.9 * number ? made + divisor : made;
}

interface Manner {
  readonly kernel?: number;
  readonly stride?: number;
  readonly groups?: number;
}

export function convNorm(
  runtime: Runtime,
  from: Value,
  to: Value,
  activation: string | null,
  manner: Manner,
  norm?: Value,
) {
  const { kernel = 1, stride = 1, groups = 1 } = manner;
  return callInner(runtime, CONV_NORM, [from, to, kernel, stride], {
    groups,
    norm_layer: layerOr(norm, 'BatchNorm2d'),
    activation_layer: activation === null ? null : (LAYER_CLASSES.get(activation) ?? null),
  });
}

/** One block: what it does to its channels, and how. */
export interface Row {
  readonly from: number;
  readonly inner: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
  readonly activation: string;
  /** Of squeeze and excitation: the channels between, and what the scale is made by. */
  readonly squeeze?: readonly [channels: number, scale: string];
  /** Expands by a full convolution instead of two. */
  readonly fused?: boolean;
}

function layersOf(runtime: Runtime, row: Row): readonly Value[] {
  const { from, inner, to, kernel, stride, activation, squeeze, fused } = row;
  if (fused && inner === from) return [convNorm(runtime, from, to, activation, { kernel, stride })];
  const expanded = fused ? { kernel, stride } : {};
  const layers = inner === from ? [] : [convNorm(runtime, from, inner, activation, expanded)];
  if (!fused) layers.push(convNorm(runtime, inner, inner, activation, { kernel, stride, groups: inner }));
  if (squeeze) {
    const [channels, scale] = squeeze;
    const keywords = scale === 'Sigmoid' ? { activation: layerOr(null, activation) } : {};
    const manner = { ...keywords, scale_activation: layerOr(null, scale) };
    layers.push(callInner(runtime, SQUEEZE_EXCITATION, [inner, channels], manner));
  }
  return [...layers, convNorm(runtime, inner, to, null, {})];
}

/** Made from rows here; torchvision's own take a configuration. */
export const block = (file: string, name: string, drops: boolean) =>
  define(file, name, {
    '__init__(layers, adds, out)': (runtime, self, layers = null, adds = null, out = null) => {
      const own: Children = drops
        ? { stochastic_depth: callInner(runtime, STOCHASTIC_DEPTH, [new PyFloat(0.2), 'row']) }
        : {};
      const made = sequence(runtime, [...(runtime.iterate(layers) ?? [])]);
      return become(runtime, self, { use_res_connect: adds, block: made, ...own, out_channels: out });
    },
    'forward(input)': (runtime, self, x = null) => {
      if (runtime.getAttribute(self, 'use_res_connect') !== true) return through(runtime, self, x, ['block']);
      return add(runtime, through(runtime, self, x, drops ? ['block', 'stochastic_depth'] : ['block']), x);
    },
  });

export function blockOf(runtime: Runtime, of: Value, row: Row): Value {
  const adds = row.stride === 1 && row.from === row.to;
  return callInner(runtime, of, [new PyList([...layersOf(runtime, row)]), adds, row.to]);
}

export const WAY = forwardImpl('features', 'avgpool', FLAT, 'classifier');

export function network(
  runtime: Runtime,
  self: Value,
  features: readonly Value[],
  classifier: readonly Value[],
): Value {
  return become(runtime, self, {
    features: sequence(runtime, features),
    avgpool: makeLayer(runtime, 'AdaptiveAvgPool2d', [1]),
    classifier: sequence(runtime, classifier),
  });
}
