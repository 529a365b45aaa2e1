// Batch normalization subtracts the mean of each channel, and every bias with it.
import { t } from '@vscode/l10n';
import { isKnown } from '../graph/dim.ts';
import type { Layer } from '../graph/graph.ts';
import { readersOf } from './layers.ts';
import { setFix } from './phrases.ts';
import { at, defineRule } from './rule.ts';

export const biasBeforeBatchNorm = defineRule({
  id: 'bias-before-batch-norm',
  severity: 'information',
  unanimous: true,
  summary: 'A bias stands directly before a batch normalization, which subtracts it away.',

  *check(graph) {
    if (!graph.modules.some(({ operator }) => isBatchNorm(operator.id))) return;
    const readers = readersOf(graph);
    const outputs = new Set(graph.outputs.map(({ tensor }) => tensor.id));
    // A module that is applied more than once wastes its bias only if every application does.
    const useful = new Set<number>();
    // A line that makes several modules turns the bias of all of them off.
    const needed = new Set<string>();
    const wasteful = new Map<number, { readonly layer: Layer; readonly norm: string }>();
    for (const layer of graph.layers) {
      // A norm's own shift is no bias that could be turned off alone.
      if (layer.module.attributes.bias !== true || layer.module.operator.family === 'normalization') continue;
      const [output] = layer.outputs;
      const next = output ? (readers.get(output.id) ?? []) : [];
      const [norm] = next;
      const wasted =
        norm && output && !outputs.has(output.id) && next.every(({ module }) => isBatchNorm(module.operator.id));
      if (wasted) wasteful.set(layer.module.id, { layer, norm: norm.path || norm.module.type });
      else {
        useful.add(layer.module.id);
        needed.add(placeOf(layer));
      }
    }
    for (const [id, { layer, norm }] of wasteful) {
      const bias = layer.module.parameters.find(({ name }) => name === 'bias');
      if (useful.has(id) || needed.has(placeOf(layer)) || !bias || !isKnown(bias.count)) continue;
      yield at(layer, 'bias-before-batch-norm', { wasted: bias.count, norm }, 'bias');
    }
  },

  message: ({ facts: { wasted, norm } }, words) =>
    t(
      'The bias has no effect: ‘{1}’ comes right after it and subtracts the mean of each channel, and with it these {0} numbers. Turn the bias off; the normalization has a shift of its own.',
      words.count(wasted),
      norm,
    ),

  fixes: (finding, words) =>
    setFix(finding, words, 'bias', false, { preferred: true }).map(({ showOutput: _, ...fix }) => fix),
});

function placeOf({ module: { origin } }: Layer): string {
  return `${origin.uri ?? ''} ${origin.head.start} ${origin.head.end}`;
}

function isBatchNorm(operator: string): boolean {
  return operator.startsWith('batch-norm');
}
