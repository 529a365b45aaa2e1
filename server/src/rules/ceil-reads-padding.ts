// Rounding up reads all of the input, and something beyond it.
import { t } from '@vscode/l10n';
import { effectiveKernel, paddedInput } from '../base/window.ts';
import { sizesAreGuessed, slidingAxes } from './layers.ts';
import { axisWord, exactSize, sizeFormula, slidingWindows, slidingWords } from './phrases.ts';
import { at, defineRule } from './rule.ts';

export const ceilReadsPadding = defineRule({
  id: 'ceil-reads-padding',
  severity: 'hint',
  summary: 'Rounding up lets the last window end beyond the edge.',

  *check(graph) {
    if (sizesAreGuessed(graph)) return;
    for (const layer of graph.layers) {
      if (!layer.windows.some((window) => window?.ceil)) continue;
      const axes = slidingAxes(layer).flatMap(({ axis, window, output }) => {
        const span = effectiveKernel(window.kernel, window.dilation);
        const beyond = (output - 1) * window.stride + span - paddedInput(window);
        // A window larger than its whole input is another rule's.
        return window.ceil && beyond > 0 && span <= paddedInput(window) ? [{ axis, window, output, beyond }] : [];
      });
      if (axes.length > 0) yield at(layer, 'ceil-reads-padding', { axes }, 'ceil');
    }
  },

  message(finding, words) {
    const { axes } = finding.facts;
    const [first] = axes;
    if (!first) return '';
    const windows = slidingWindows(
      finding.layer,
      axes.map(({ window }) => window),
    );
    const said = [
      ...slidingWords(windows, words),
      words.list(axes.map(({ axis }) => axisWord(axis))),
      sizeFormula(first.window, words),
      exactSize(first.window, words),
      words.number(first.output),
    ] as const;
    return first.beyond === 1
      ? t(
          '{0} pooling window with stride {1} does not fit {2} along the {3}: {4} = {5}, rounded up to {6}. Nothing is lost, but the last window ends one cell beyond the edge, so it pools fewer values than the others.',
          ...said,
        )
      : t(
          '{0} pooling window with stride {1} does not fit {2} along the {3}: {4} = {5}, rounded up to {6}. Nothing is lost, but the last window ends {7} cells beyond the edge, so it pools fewer values than the others.',
          ...said,
          words.number(first.beyond),
        );
  },
});
