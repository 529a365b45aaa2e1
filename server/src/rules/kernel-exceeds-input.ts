// A pooling that survives a window larger than its input only because it rounds up.
import { t } from '@vscode/l10n';
import { effectiveKernel, paddedInput } from '../base/window.ts';
import { sizesAreGuessed, slidingAxes } from './layers.ts';
import { axisWord, kernelWord, perAxis, setFix } from './phrases.ts';
import { at, defineRule } from './rule.ts';

export const kernelExceedsInput = defineRule({
  id: 'kernel-exceeds-input',
  severity: 'warning',
  summary: 'A pooling window is larger than its input, and works only because it rounds up.',

  *check(graph) {
    if (sizesAreGuessed(graph)) return;
    for (const layer of graph.layers) {
      if (!layer.windows.some((window) => window?.ceil)) continue;
      const axes = slidingAxes(layer).filter(
        ({ window }) => window.ceil && effectiveKernel(window.kernel, window.dilation) > paddedInput(window),
      );
      if (axes.length > 0) yield at(layer, 'kernel-exceeds-input', { axes }, 'kernel');
    }
  },

  message({ facts: { axes } }, words) {
    return t(
      'The {0} pooling window is larger than its input of {1} along the {2}: rounded up, one window is left, which is a global pooling. Without rounding up there would be no output at all. Use a window of at most {1}, or a global pooling.',
      kernelWord(
        axes.map(({ window }) => window),
        words,
      ),
      perAxis(
        axes.map(({ window }) => paddedInput(window)),
        words,
      ),
      words.list(axes.map(({ axis }) => axisWord(axis))),
    );
  },

  fixes(finding, words) {
    const windows = finding.layer?.windows.flatMap((window) => window ?? []) ?? [];
    const kernel = windows.map((window) => Math.min(window.kernel, paddedInput(window)));
    const [first] = kernel;
    if (first === undefined || windows.some(({ dilation }) => dilation !== 1)) return [];
    const value = kernel.every((size) => size === first) ? first : kernel;
    return setFix(finding, words, 'kernel', value, { preferred: true });
  },
});
