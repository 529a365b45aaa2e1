// An even kernel has no middle: padded by half of itself, it makes the volume one cell larger.
import { t } from '@vscode/l10n';
import { effectiveKernel } from '../base/window.ts';
import { slidingAxes } from './layers.ts';
import { perAxis, setFix } from './phrases.ts';
import { at, defineRule } from './rule.ts';

export const evenKernelGrows = defineRule({
  id: 'even-kernel-grows',
  severity: 'information',
  summary: 'An even kernel, padded by half of itself, makes the volume one cell larger.',

  *check(graph) {
    for (const layer of graph.layers) {
      if (!layer.windows.some((window) => window && window.stride === 1 && window.padding[0] > 0)) continue;
      const axes = slidingAxes(layer).filter(({ window: { kernel, dilation, stride, padding } }) => {
        const span = effectiveKernel(kernel, dilation);
        return stride === 1 && span % 2 === 0 && padding[0] === span / 2 && padding[1] === span / 2;
      });
      if (axes.length === 0) continue;
      const facts = {
        kernel: axes.map(({ window }) => window.kernel),
        padding: axes.map(({ window }) => window.padding[0]),
        input: axes.map(({ window }) => window.input),
        output: axes.map(({ output }) => output),
      };
      yield at(layer, 'even-kernel-grows', facts, 'kernel');
    }
  },

  message: ({ facts: { kernel, padding, input, output } }, words) =>
    t(
      'Kernel {0} is even, so padding {1} makes the volume larger: {2} → {3}. No whole padding on both sides keeps the size; an odd kernel has a middle cell and does: use {4} or {5}.',
      perAxis(kernel, words),
      perAxis(padding, words),
      words.size(input),
      words.size(output),
      perAxis(
        kernel.map((size) => size - 1),
        words,
      ),
      perAxis(
        kernel.map((size) => size + 1),
        words,
      ),
    ),

  fixes(finding, words) {
    const { layer, facts } = finding;
    const kernel = layer?.module.attributes.kernel;
    const dilated = layer?.windows.some((window) => window?.dilation !== 1);
    // Only where one number is written for all axes: then the present padding fits the next odd kernel.
    const [size] = facts.kernel;
    if (!Array.isArray(kernel) || size === undefined || dilated || kernel.some((value) => value !== size)) return [];
    return setFix(finding, words, 'kernel', size + 1, { preferred: true });
  },
});
