// Pooling that throws too much away at once.
// Source: Stanford CS231n, "Convolutional Networks", section Pooling Layer: 2×2 with stride 2 and 3×3 with stride 2 are what
// is used in practice; larger windows are too destructive. https://cs231n.github.io/convolutional-networks/#pool
import { t } from '@vscode/l10n';
import { coversInput, type SlidingAxis, sizesAreGuessed, slidingAxes } from './layers.ts';
import { perAxis, setFix } from './phrases.ts';
import { at, defineRule } from './rule.ts';

export const poolTooDestructive = defineRule({
  id: 'pool-too-destructive',
  severity: 'information',
  summary: 'A pooling throws away more than is usual at once.',
  options: {
    stride: {
      type: 'integer',
      default: 2,
      min: 1,
      max: 64,
      doc: 'The largest stride of a pooling that is not too much.',
    },
    kernel: {
      type: 'integer',
      default: 3,
      min: 1,
      max: 64,
      doc: 'The largest window of a strided pooling that is not too much.',
    },
  },

  *check(graph, { options }) {
    if (sizesAreGuessed(graph)) return;
    for (const layer of graph.layers) {
      const { id, family } = layer.module.operator;
      if (family !== 'pooling' || !(id.startsWith('max-pool') || id.startsWith('lp-pool'))) continue;
      const axes = slidingAxes(layer);
      if (axes.length === 0 || coversInput(axes) || !destroys(axes, options.stride ?? 2, options.kernel ?? 3)) continue;
      const cells = (sizes: readonly number[]) => sizes.reduce((product, size) => product * size, 1);
      const output = axes.map((axis) => axis.output);
      const facts = {
        kernel: axes.map(({ window }) => window.kernel),
        stride: axes.map(({ window }) => window.stride),
        kept: cells(output) / cells(axes.map(({ window }) => window.input)),
        output,
      };
      yield at(layer, 'pool-too-destructive', facts, 'kernel');
    }
  },

  message: ({ facts: { kernel, stride, kept, output }, layer }, words) =>
    t(
      'Pooling {0} with stride {1} keeps {2} of the cells ({3} → {4}): more is thrown away at once than later layers can make up for. Usual is a window of 2 or 3 cells a side with stride 2; pool twice, with convolutions between.',
      words.size(kernel),
      perAxis(stride, words),
      words.percent(kept),
      words.size(layer?.windows.map((window) => window?.input ?? 0) ?? []),
      words.size(output),
    ),

  fixes(finding, words) {
    const rank = finding.facts.kernel.length;
    const [kernel] = setFix(finding, words, 'kernel', 2);
    const [stride] = setFix(finding, words, 'stride', 2);
    if (!kernel || !stride) return [];
    const title = t('Pool {0} with stride 2', words.size(new Array<number>(rank).fill(2)));
    return [{ ...kernel, title, intents: [...kernel.intents, ...stride.intents] }];
  },
});

/** A signal of one axis may lose on it what an image loses on two. */
function destroys(axes: readonly SlidingAxis[], stride: number, kernel: number): boolean {
  const rank = Math.max(2, axes.length);
  const steps = axes.reduce((product, { window }) => product * window.stride, 1);
  const cells = axes.reduce((product, { window }) => product * window.kernel, 1);
  return steps > stride ** rank || (steps > 1 && cells > kernel ** rank);
}
