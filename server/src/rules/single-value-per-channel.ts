// Normalizing one number by itself always gives zero.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';

export const singleValuePerChannel = defineRule({
  id: 'single-value-per-channel',
  severity: 'warning',
  summary: 'A normalization has a single value per channel to take its statistics from.',

  // What a framework's file describes the framework refuses, at an input that somebody says.
  severityOf: ({ facts: { always } }, graph) =>
    always && graph?.conventions.rounding === 'floor' && graph.inputs.every(({ source }) => source !== 'guess')
      ? 'error'
      : 'warning',

  message: ({ facts: { input } }, words) =>
    t(
      '{0} has a single value for each channel of a sample: normalized by its own mean it is always 0, and in training frameworks refuse or learn nothing here. Normalize before the spatial axes shrink to 1×1, or drop this layer.',
      words.volume(input),
    ),
});
