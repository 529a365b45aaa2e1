// F.dropout drops unless it is told not to: it knows nothing of model.eval().
import { t } from '@vscode/l10n';
import type { Layer } from '../graph/graph.ts';
import { at, defineRule } from './rule.ts';

export const functionalDropoutIgnoresEval = defineRule({
  id: 'functional-dropout-ignores-eval',
  severity: 'warning',
  summary: 'A functional dropout stays on in evaluation.',

  *check(graph, { dialect }) {
    if (dialect !== 'torch') return;
    for (const layer of graph.layers) {
      const { module } = layer;
      if (!STAYS_ON.has(module.type) || 'training' in module.given) continue;
      const { probability } = module.attributes;
      if (probability === 0) continue;
      yield at(layer, 'functional-dropout-ignores-eval', {
        function: `F.${module.type}`,
        ...(typeof probability === 'number' ? { probability } : {}),
      });
    }
  },

  message: ({ facts: { function: name, probability } }, words) =>
    probability === undefined
      ? t(
          '{0} does not know of model.eval(): without “training=self.training” it goes on dropping cells in evaluation, and predictions are random. Pass it, or use nn.Dropout.',
          name,
        )
      : t(
          '{0} does not know of model.eval(): without “training=self.training” it drops {1} of all cells in evaluation too, and predictions are random. Pass it, or use nn.Dropout.',
          name,
          words.percent(probability),
        ),

  fixes: ({ layer }) =>
    layer && isInForward(layer)
      ? [
          {
            title: t('Pass training=self.training'),
            intents: [{ kind: 'replace', span: lastInside(layer), newText: ', training=self.training' }],
            preferred: true,
          },
        ]
      : [],
});

/** Their `training` is True where it is not given; the alpha kinds' is False. */
const STAYS_ON: ReadonlySet<string> = new Set(['dropout', 'dropout1d', 'dropout2d', 'dropout3d']);

/** Where `self` is the module. */
function isInForward({ origin }: Layer): boolean {
  const isHere = origin.uri === undefined && !origin.inner;
  return isHere && /(?:^|\.)forward$/.test(origin.frames?.at(-1)?.name ?? '');
}

/** Right before the call's closing bracket. */
function lastInside({ origin: { span } }: Layer) {
  return { start: span.end - 1, end: span.end - 1 };
}
