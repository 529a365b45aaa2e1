// Reshaping moves numbers; it makes none and drops none.
import { t } from '@vscode/l10n';
import { productOfOneSample } from '../graph/dim.ts';
import { defineRule } from './rule.ts';

export const reshapeChangesSize = defineRule({
  id: 'reshape-changes-size',
  severity: 'error',
  summary: 'A reshape asks for another number of cells than the volume has.',

  message({ facts: { input, target, inPlace } }, words) {
    if (inPlace)
      return t(
        'The cells of {0} do not lie in the order in which [{1}] would read them: it was turned, or a part was cut out. A view moves none: write reshape, which copies them, or .contiguous() before it.',
        words.volume(input),
        target.map(words.dim).join(', '),
      );
    // The batch stands on both sides or on none; for one sample the numbers say more.
    const cells = productOfOneSample(input.dims ?? []);
    const free = target.some((dim) => dim === -1);
    const wanted = productOfOneSample(target.filter((dim) => dim !== -1));
    return free
      ? t(
          '{0} has {1} cells, which the fixed part of [{2}] with {3} cells does not divide. Reshaping keeps every number: choose sizes whose product divides {1}.',
          words.volume(input),
          words.dim(cells),
          target.map(words.dim).join(', '),
          words.dim(wanted),
        )
      : t(
          '{0} has {1} cells, but [{2}] holds {3}. Reshaping keeps every number: the products must be equal.',
          words.volume(input),
          words.dim(cells),
          target.map(words.dim).join(', '),
          words.dim(wanted),
        );
  },
});
