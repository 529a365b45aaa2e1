// Layers behind the border layer: what goes in already depends on the whole input, so a filter can see nothing new.
// Source: Richter et al., "Should You Go Deeper? Optimizing Convolutional Neural Network Architectures without Training by
// Receptive Field Analysis", 2021.
import { t } from '@vscode/l10n';
import type { Graph, Layer } from '../graph/graph.ts';
import { isUpsampling, paramsOfModules, sizesAreGuessed, slidingAxes, spatialSizes } from './layers.ts';
import { at, defineRule } from './rule.ts';

export const unproductiveLayer = defineRule({
  id: 'unproductive-layer',
  severity: 'information',
  summary: 'The receptive field covers the whole input before this layer, so its filters can see nothing new.',

  *check(graph) {
    const input = onlyImage(graph);
    if (!input || sizesAreGuessed(graph) || graph.layers.some(isUpsampling)) return;
    const late = graph.layers.filter((layer) => seesAll(layer, input) && looksAround(layer));
    const [first] = late;
    const field = first?.inputs[0]?.layer?.receptiveField?.smallest;
    const params = paramsOfModules(late.map(({ module }) => module));
    const total = paramsOfModules(graph.modules);
    if (!first || !field || params === undefined || total === undefined) return;
    const facts = { count: late.length, receptiveField: field, input, params, total };
    yield {
      ...at(first, 'unproductive-layer', facts),
      related: late.slice(1, 9).map((layer) => ({ span: layer.origin.head, role: 'wanted-here' as const, layer })),
    };
  },

  message({ facts: { count, receptiveField, input, params, total } }, words) {
    const said = [
      words.size(receptiveField.map(Math.round)),
      words.size(input),
      words.number(count),
      words.short(params),
      words.percent(total > 0 ? params / total : 0),
    ] as const;
    return count === 1
      ? t(
          'Before this layer the smallest receptive field, {0}, already covers the whole input of {1}: its filters ({3} parameters, {4} of all) can see nothing new. Use a larger input, shrink later, or leave it out.',
          ...said,
        )
      : t(
          'Before this layer the smallest receptive field, {0}, already covers the whole input of {1}: the {2} convolutions from here on ({3} parameters, {4} of all) can see nothing new. Use a larger input, shrink later, or leave them out.',
          ...said,
        );
  },

  related: ({ layer }, _, words) =>
    t(
      'receptive field before: {0}',
      words.size(layer?.inputs[0]?.layer?.receptiveField?.smallest.map(Math.round) ?? []),
    ),
});

/** The spatial sizes of the model's one image; undefined where it has several or none. */
function onlyImage(graph: Graph): readonly number[] | undefined {
  const images = graph.inputs.flatMap(({ tensor }) => ((tensor.volume.dims?.length ?? 0) > 2 ? [tensor] : []));
  const sizes = images.length === 1 ? spatialSizes(images[0]) : undefined;
  return sizes?.some((size) => size > 1) ? sizes : undefined;
}

/** A convolution that could widen the view: larger than 1×1, and on a volume that is. A final global one collects. */
function looksAround(layer: Layer): boolean {
  if (layer.module.operator.family !== 'convolution') return false;
  const axes = slidingAxes(layer);
  return (
    axes.some(({ window }) => window.kernel > 1 && window.input > 1) &&
    !axes.every(({ window, output }) => output === 1 && window.kernel === window.input)
  );
}

function seesAll({ inputs: [tensor] }: Layer, input: readonly number[]): boolean {
  const field = tensor?.layer?.receptiveField?.smallest;
  if (!field || field.length !== input.length) return false;
  // An infinite view comes from flattening, not from sliding: what follows is no tail of a classifier.
  return field.every((size, axis) => Number.isFinite(size) && size >= (input[axis] ?? Infinity));
}
