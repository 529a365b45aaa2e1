// Whether a tensor is the outcome of a softmax.
import type { Layer, Tensor } from './graph.ts';

const KEEPS_CELLS: ReadonlySet<string> = new Set(['reshape', 'flatten', 'squeeze', 'identity']);

/** The softmax that made a tensor, behind mere changes of shape. */
export function softmaxBehind(tensor: Tensor | undefined): Layer | undefined {
  let layer = tensor?.layer;
  while (layer && KEEPS_CELLS.has(layer.module.operator.id)) layer = layer.inputs[0]?.layer;
  return layer?.module.operator.id === 'softmax' ? layer : undefined;
}
