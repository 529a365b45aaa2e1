// Volumes that are combined cell by cell must have the same cells.
import { t } from '@vscode/l10n';
import type { Volume } from '../graph/volume.ts';
import { axisOf, joinedPlaces, joinedWords, sizesAt } from './joins.ts';
import { defineRule } from './rule.ts';

export const addShapesDiffer = defineRule({
  id: 'add-shapes-differ',
  severity: 'error',
  summary: 'Volumes that are combined cell by cell have different shapes.',

  message({ facts: { inputs, differsAt } }, words) {
    const volumes = words.list(inputs.map(words.volume));
    const sizes = words.list(sizesAt(inputs, differsAt, words));
    const axis = axisOf(inputs[0], differsAt);
    return isChannels(inputs[0], differsAt)
      ? t(
          '{0} cannot be combined cell by cell: they have {1} channels. Put a 1×1 convolution on the shortcut, or give the last layer of the body as many filters.',
          volumes,
          sizes,
        )
      : t(
          '{0} cannot be combined cell by cell: along the {1} they measure {2}. Give both branches the same stride and padding; a shortcut around a stride needs that stride too.',
          volumes,
          axis,
          sizes,
        );
  },

  places: joinedPlaces,
  related: joinedWords,
});

function isChannels(volume: Volume | undefined, axis: number): boolean {
  const rank = volume?.dims?.length ?? 0;
  return rank > 2 && (axis < 0 ? axis + rank : axis) === 1;
}
