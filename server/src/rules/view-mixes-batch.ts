// A reshape whose −1 stands for the batch, while its other sizes take up only a part of each sample: one sample becomes several
// rows. (Where they do not divide a sample the reshape fails, and `reshape-changes-size` says so.)
import { t } from '@vscode/l10n';
import { type BatchDim, type Dim, isBatch, isKnown, product } from '../graph/dim.ts';
import type { Graph, Layer, Tensor } from '../graph/graph.ts';
import { sizesAreGuessed } from './layers.ts';
import { layerFix } from './phrases.ts';
import { at, defineRule } from './rule.ts';

export const viewMixesBatch = defineRule({
  id: 'view-mixes-batch',
  severity: 'warning',
  summary: 'A reshape moves cells of other axes into the batch.',

  *check(graph) {
    if (sizesAreGuessed(graph)) return;
    // Beside what keeps the samples apart, rows of all of them are meant: the scores of every anchor.
    if (graph.outputs.some(({ tensor: { volume } }) => isSample(volume.dims?.[0]))) return;
    const told = new Set<Layer>();
    for (const { tensor } of graph.outputs) {
      const batch = tensor.volume.dims?.[0];
      if (batch === undefined || !isBatch(batch) || isOne(batch)) continue;
      const layer = mixer(graph, tensor, batch);
      const [input] = layer?.inputs ?? [];
      const [output] = layer?.outputs ?? [];
      if (!layer || !input || !output || told.has(layer)) continue;
      told.add(layer);
      yield at(layer, 'view-mixes-batch', { input: input.volume, output: output.volume, batch });
    }
  },

  message({ facts: { input, output, batch } }, words) {
    const cells = words.dim(product(input.dims?.slice(1) ?? []));
    const wanted = words.dim(product(output.dims?.slice(1) ?? []));
    return t(
      'Each sample of {0} has {1} cells, but this reshape makes rows of {2}: one sample becomes {3} rows, and the model’s output has {3} times as many rows as there are samples. Keep the batch with x.size(0), and give the layer after it {1} features.',
      words.volume(input),
      cells,
      wanted,
      words.number(batch.numerator),
    );
  },

  fixes: (finding) =>
    layerFix(finding, t('Keep the batch'), (layer) => ({ kind: 'keep-batch', layer }), { showOutput: true }),
});

function isSample(dim: Dim | undefined): boolean {
  return dim !== undefined && isBatch(dim) && isOne(dim);
}

function isOne({ numerator, denominator }: BatchDim): boolean {
  return numerator === denominator;
}

/** The reshape that first gave an output's batch: its input still has one row for each sample. */
function mixer({ layers }: Graph, output: Tensor, batch: BatchDim): Layer | undefined {
  const waiting = [output.layer];
  const seen = new Set<Layer>();
  const found: Layer[] = [];
  for (let layer = waiting.pop(); layer; layer = waiting.pop()) {
    if (seen.has(layer)) continue;
    seen.add(layer);
    if (mixes(layer, batch)) found.push(layer);
    else waiting.push(...layer.inputs.map((tensor) => tensor.layer));
    while (waiting.length > 0 && waiting.at(-1) === undefined) waiting.pop();
  }
  return layers.find((layer) => found.includes(layer));
}

function mixes({ module, inputs, outputs, refused }: Layer, batch: BatchDim): boolean {
  const from = inputs[0]?.volume.dims;
  const to = outputs[0]?.volume.dims;
  if (module.operator.id !== 'reshape' || refused || !from || !to || to.length < 2) return false;
  const shape = module.attributes.shape as readonly Dim[];
  const [before] = from;
  const [after] = to;
  if (shape[0] !== -1 || before === undefined || !isBatch(before) || !isOne(before)) return false;
  if (after === undefined || !isBatch(after) || after.denominator > 1 || !sameMultiple(after, batch)) return false;
  // Steps of a sequence laid out below each other keep every step whole: as language models score them.
  return !(from.length > to.length && isSuffix(to.slice(1), from)) && from.slice(1).every(isKnown);
}

function sameMultiple(a: BatchDim, b: BatchDim): boolean {
  return a.numerator === b.numerator && a.denominator === b.denominator;
}

function isSuffix(dims: readonly Dim[], of: readonly Dim[]): boolean {
  const last = of.slice(-dims.length);
  return dims.every((dim, index) => dim === last[index]);
}
