// Nearly all parameters of a convolutional network sit in its fully connected layers.
import { t } from '@vscode/l10n';
import { type Dim, isKnown } from '../graph/dim.ts';
import type { FindingOf } from '../graph/finding.ts';
import type { Layer } from '../graph/graph.ts';
import { keepsShape, paramsOfModules, shapedBy } from './layers.ts';
import { at, defineRule } from './rule.ts';

export const fullyConnectedDominates = defineRule({
  id: 'fully-connected-dominates',
  severity: 'hint',
  summary: 'The fully connected layers hold most of the parameters.',
  options: {
    share: {
      type: 'number',
      default: 0.8,
      min: 0,
      max: 1,
      doc: 'Share of all parameters in fully connected layers that is worth a hint.',
    },
    params: {
      type: 'integer',
      default: 1_000_000,
      min: 0,
      max: 2 ** 31 - 1,
      doc: 'How many parameters fully connected layers must have in all to be worth a hint.',
    },
  },

  *check(graph, { options }) {
    if (!graph.layers.some(({ module }) => module.operator.family === 'convolution')) return;
    const connected = graph.layers.filter(isConnected);
    const largest = connected.reduce<Layer | undefined>(
      (most, layer) => ((countOf(layer) ?? 0) > ((most && countOf(most)) ?? 0) ? layer : most),
      undefined,
    );
    const params = paramsOfModules(connected.map(({ module }) => module));
    const total = paramsOfModules(graph.modules);
    if (!largest || params === undefined || total === undefined || total === 0) return;
    const share = params / total;
    if (share < (options.share ?? 1) || params < (options.params ?? 0)) return;
    const features: Dim = largest.inputs[0]?.volume.dims?.at(-1) ?? 0;
    const pooled = afterPooling(largest);
    const facts = { params, total, share, largest: countOf(largest) ?? 0, features, ...(pooled ? { pooled } : {}) };
    yield at(largest, 'fully-connected-dominates', facts);
  },

  message({ facts: { params, total, share, largest, features, pooled } }, words) {
    const said = [
      words.short(params),
      words.short(total),
      words.percent(share),
      words.short(largest),
      words.dim(features),
    ] as const;
    return pooled
      ? t(
          'Fully connected layers hold {0} of {1} parameters ({2}); this one alone has {3}, for {4} features. After a global average pooling it would read {5} features and have {6}.',
          ...said,
          words.number(pooled.features),
          words.short(pooled.params),
        )
      : t(
          'Fully connected layers hold {0} of {1} parameters ({2}); this one alone has {3}, for {4} features. Fewer features, or a convolution that shrinks the volume first, would save most of them.',
          ...said,
        );
  },
});

/** Linear on vectors: on sequences it is a transformer's, which is another matter. */
function isConnected({ module, inputs: [input] }: Layer): boolean {
  return module.operator.family === 'linear' && input?.volume.dims?.length === 2;
}

function countOf({ module }: Layer): number | undefined {
  return paramsOfModules([module]);
}

/** What the layer would have if each activation map before the flatten became one number. */
function afterPooling(layer: Layer): FindingOf<'fully-connected-dominates'>['facts']['pooled'] {
  const flatten = shapedBy(layer.inputs[0]);
  const [channels, ...spatial] =
    (flatten && !keepsShape(flatten) ? flatten.inputs[0]?.volume.dims?.slice(1) : undefined) ?? [];
  const bias = layer.module.parameters.find(({ name }) => name === 'bias');
  const outFeatures = layer.outputs[0]?.volume.dims?.at(-1);
  if (channels === undefined || spatial.length === 0 || outFeatures === undefined) return undefined;
  if (!isKnown(channels) || !isKnown(outFeatures) || spatial.every((size) => size === 1)) return undefined;
  return { features: channels, params: channels * outFeatures + (bias && isKnown(bias.count) ? bias.count : 0) };
}
