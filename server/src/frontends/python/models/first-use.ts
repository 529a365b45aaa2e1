// What the first layer with weights says of a model's input: its channels and axes, its features, or that it reads tokens.
import { type Dim, isKnown } from '../../../graph/dim.ts';
import type { Graph, Layer } from '../../../graph/graph.ts';

export type FirstUse =
  | { readonly kind: 'map'; readonly channels: number; readonly rank: number; readonly grows: boolean }
  /** `flattened`: something else is made into features; `turned`: what arrives has other axes than the input. */
  | { readonly kind: 'features'; readonly features: number; readonly flattened: boolean; readonly turned: boolean }
  | { readonly kind: 'sequence'; readonly features: number; readonly batchFirst: boolean; readonly flattened: boolean }
  | { readonly kind: 'tokens' };

/** Of the graph's input at this place; undefined where no such layer says anything. */
export function firstUse({ inputs, layers }: Graph, index: number): FirstUse | undefined {
  const input = inputs[index]?.tensor;
  if (!input) return undefined;
  const reached = new Set([input]);
  let flattened = false;
  let turned = false;
  for (const layer of layers) {
    if (!layer.inputs.some((tensor) => reached.has(tensor))) continue;
    const use = useOf(layer, flattened, turned);
    if (use) return use.kind === 'map' && turned ? undefined : use;
    if (layer.module.parameters.length > 0) return undefined;
    if (/^(?:flatten|reshape|unflatten)$/.test(layer.module.operator.id)) flattened = true;
    if (turns(layer)) turned = true;
    for (const tensor of layer.outputs) reached.add(tensor);
  }
  return undefined;
}

/** Reshaping, and means and sums over axes. */
function turns({ module: { operator } }: Layer): boolean {
  return operator.family === 'shape' || (operator.family === 'other' && !operator.elementwise);
}

function useOf({ module }: Layer, flattened: boolean, turned: boolean): FirstUse | undefined {
  const { id } = module.operator;
  const number = (name: string): number | undefined => {
    const value = module.attributes[name] as Dim | undefined;
    return value !== undefined && isKnown(value) ? value : undefined;
  };
  if (id === 'embedding') return { kind: 'tokens' };
  const rank = /(?:conv|conv-transpose|batch-norm|instance-norm)(?<rank>\d)d$/.exec(id)?.groups?.rank;
  if (rank !== undefined) {
    const channels = number('inChannels') ?? number('features');
    const grows = id.startsWith('conv-transpose');
    return channels === undefined ? undefined : { kind: 'map', channels, rank: Number(rank), grows };
  }
  if (id === 'linear') {
    const features = number('inFeatures');
    return features === undefined ? undefined : { kind: 'features', features, flattened, turned };
  }
  if (/^(?:rnn|gru|lstm)$/.test(id)) {
    const features = number('inputSize') ?? number('inFeatures');
    return features === undefined
      ? undefined
      : { kind: 'sequence', features, batchFirst: module.attributes.batchFirst === true, flattened };
  }
  return undefined;
}
