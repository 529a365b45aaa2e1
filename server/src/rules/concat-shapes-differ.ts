// Volumes are joined along one axis; on all others they must agree.
import { t } from '@vscode/l10n';
import type { Volume } from '../graph/volume.ts';
import { axisOf, joinedPlaces, joinedWords, sizesAt, stridesAt } from './joins.ts';
import { defineRule } from './rule.ts';

export const concatShapesDiffer = defineRule({
  id: 'concat-shapes-differ',
  severity: 'error',
  summary: 'Volumes that are concatenated differ on another axis than the one they are joined on.',

  message({ facts: { inputs, axis, differsAt }, layer }, words) {
    const volumes = words.list(inputs.map(words.volume));
    const ranks = new Set(inputs.map((input: Volume) => input.dims?.length));
    if (ranks.size > 1)
      return t(
        '{0} cannot be concatenated: they have different numbers of axes. Flatten or reshape them alike first.',
        volumes,
      );
    const said = [
      volumes,
      axisOf(inputs[0], axis),
      axisOf(inputs[0], differsAt),
      words.list(sizesAt(inputs, differsAt, words)),
    ] as const;
    const strides = layer ? stridesAt(layer, differsAt) : [];
    if (new Set(strides).size > 1)
      return t(
        '{0} cannot be concatenated along the {1}: along the {2} they measure {3}. Their strides are {4}, so they agree at no size of the input: take another layer, or resize one.',
        ...said,
        words.list(strides.map(words.number)),
      );
    return t(
      '{0} cannot be concatenated along the {1}: along the {2} they measure {3}. All axes but the joined one must agree: give the branches the same stride and padding, or resize one.',
      ...said,
    );
  },

  places: joinedPlaces,
  related: joinedWords,
});
