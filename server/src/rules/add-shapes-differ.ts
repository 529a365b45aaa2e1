// Volumes that are combined cell by cell must have the same cells.
import { t } from '@vscode/l10n';
import { type Dim, differ } from '../graph/dim.ts';
import { type Volume, volume } from '../graph/volume.ts';
import { axisOf, joinedPlaces, joinedWords, sizesAt } from './joins.ts';
import { defineRule } from './rule.ts';
import type { Words } from './words.ts';

export const addShapesDiffer = defineRule({
  id: 'add-shapes-differ',
  severity: 'error',
  summary: 'Volumes that are combined cell by cell have different shapes.',

  message({ facts: { inputs, differsAt, subscript, sizes: own = [] }, quote }, words) {
    if (subscript !== undefined)
      return t(
        '{0} cannot be summed as the equation says: its subscript ‘{1}’ stands for {2}. One letter has one size: give both axes the same, or one of them another letter.',
        words.list(inputs.map(words.volume)),
        subscript,
        words.list(own.map(words.dim)),
      );
    const volumes = words.list(inputs.map(words.volume));
    const longest = inputs.reduce((one, next) => (rankOf(next) > rankOf(one) ? next : one));
    const axis = axisOf(longest, differsAt);
    if (inputs.some((each) => rankOf(each) !== rankOf(longest)))
      return quote === undefined
        ? t(
            '{0} cannot be combined cell by cell: they have {1} axes. Reshape or pool one, so that both have the same.',
            volumes,
            words.list(inputs.map((each) => String(rankOf(each)))),
          )
        : matchedFromTheLast(inputs, longest, axis, words.list(sizesAt(inputs, differsAt, words)), words);
    const sizes = words.list(sizesAt(inputs, differsAt, words));
    if (rankOf(longest) < MAP)
      return t(
        '{0} cannot be combined cell by cell: along the {1} they measure {2}. Each axis must measure the same in both, or 1.',
        volumes,
        rankOf(longest) === MAP - 1 ? t('axis {0}', differsAt) : axis,
        sizes,
      );
    return isChannels(longest, differsAt)
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

/** (N, C, H, W): what has fewer axes may be a sequence as well, and its axes have no certain names. */
const MAP = 4;

function rankOf({ dims }: Volume): number {
  return dims?.length ?? 0;
}

/** Where the shorter one is how the longer one begins, it lacks the axes behind. */
function matchedFromTheLast(
  inputs: readonly Volume[],
  longest: Volume,
  axis: string,
  sizes: string,
  words: Words,
): string {
  const volumes = words.list(inputs.map(words.volume));
  const rank = rankOf(longest);
  const shorter = inputs.find((each) => rankOf(each) < rank)?.dims ?? [];
  const begins = shorter.length > 1 && shorter.every((dim, at) => !differ(dim, longest.dims?.[at] ?? dim));
  return begins
    ? t(
        '{0} cannot be combined cell by cell: axes are matched from the last one, and along the {1} they measure {2}. Give the shorter one its last axes, each of size 1: view it as {3}.',
        volumes,
        axis,
        sizes,
        words.volume(volume([...shorter, ...Array<Dim>(rank - shorter.length).fill(1)])),
      )
    : t(
        '{0} cannot be combined cell by cell: axes are matched from the last one, and along the {1} they measure {2}. Give the shorter one axes of size 1 where it has none.',
        volumes,
        axis,
        sizes,
      );
}

function isChannels(longest: Volume, axis: number): boolean {
  const rank = rankOf(longest);
  return (axis < 0 ? axis + rank : axis) === 1;
}
