// A layer's attributes as Python sees them: `conv.kernel_size` is a tuple, `padding` may be a word.
import type { AttributeInput } from '../../../../graph/attribute.ts';
import { type Dim, isKnown } from '../../../../graph/dim.ts';
import { PyFloat, PyTuple, type Value } from '../../evaluator/values.ts';
import type { LayerState } from './state.ts';

export const AXES: ReadonlySet<string> = new Set(['kernel_size', 'stride', 'padding', 'dilation', 'output_padding']);

export const SPECIAL: Readonly<Record<string, (state: LayerState) => Value | undefined>> = {
  head_dim: ({ attributes: { features, heads } }) =>
    isDim(features) && isDim(heads) && isKnown(features) && isKnown(heads) ? Math.floor(features / heads) : undefined,
  kdim: ({ attributes: { keyFeatures, features } }) => dimValue(keyFeatures ?? features),
  vdim: ({ attributes: { valueFeatures, features } }) => dimValue(valueFeatures ?? features),
  mode: ({ kind }) => {
    if (/^(RNN|LSTM|GRU)$/.test(kind.type)) return kind.type === 'RNN' ? undefined : kind.type;
    return /^Upsampling(Nearest|Bilinear)2d$/.exec(kind.type)?.[1]?.toLowerCase();
  },
  align_corners: ({ kind }) => (kind.type === 'UpsamplingBilinear2d' ? true : undefined),
  in_channels: (state) => dimValue(state.attributes.inChannels),
  in_features: (state) => dimValue(state.attributes.inFeatures),
  num_features: (state) => (state.kind.type.includes('Norm') ? dimValue(state.attributes.features) : undefined),
  proj_size: ({ kind }) => (/^(RNN|GRU)$/.test(kind.type) ? 0 : undefined),
  _qkv_same_embed_dim: ({ attributes: { features, keyFeatures, valueFeatures } }) =>
    [keyFeatures, valueFeatures].every((each) => each === undefined || each === null || each === features),
  output_padding: ({ kind, attributes: { kernel } }) =>
    kind.type.startsWith('Conv') && !kind.type.includes('Transpose') && Array.isArray(kernel)
      ? new PyTuple(kernel.map(() => 0))
      : undefined,
  min_val: ({ kind }) => (kind.type === 'ReLU6' ? new PyFloat(0) : undefined),
  max_val: ({ kind }) => (kind.type === 'ReLU6' ? new PyFloat(6) : undefined),
  value: ({ kind }) => (kind.type.startsWith('ZeroPad') ? new PyFloat(0) : undefined),
  transposed: ({ kind }) => (kind.type.startsWith('Conv') ? kind.type.includes('Transpose') : undefined),
};

export function isDim(value: unknown): value is Dim {
  return typeof value === 'number' || (typeof value === 'object' && value !== null && 'kind' in value);
}

function dimValue(value: unknown): Value | undefined {
  return isDim(value) ? value : undefined;
}

export function asTuple(value: unknown): Value | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  return new PyTuple(value.map((item) => (Array.isArray(item) ? (item[0] as Dim) : (item as Dim))));
}

export function fromDefault(value: AttributeInput | undefined): Value | undefined {
  if (Array.isArray(value)) return new PyTuple(value.map((item) => fromDefault(item as AttributeInput) ?? null));
  if (typeof value === 'number' && !Number.isInteger(value)) return new PyFloat(value);
  return value as Value | undefined;
}
