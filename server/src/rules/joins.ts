// What the rules about joined volumes share: naming axes, and pointing at where each volume comes from.
import { t } from '@vscode/l10n';
import { dimsAt } from '../graph/contradiction.ts';
import { axisNames } from '../graph/facts.ts';
import type { Finding, RelatedPlace } from '../graph/finding.ts';
import type { Layer } from '../graph/graph.ts';
import type { Volume } from '../graph/volume.ts';
import { axisWord } from './phrases.ts';
import type { Words } from './words.ts';

/** `channels`, `height`; `axis 2` where the rank tells no name. */
export function axisOf(volume: Volume | undefined, axis: number): string {
  const rank = volume?.dims?.length ?? 0;
  const index = axis < 0 ? axis + rank : axis;
  if (index === 0) return t('batch');
  if (index === 1) return rank === 2 ? t('features') : t('channels');
  const name = rank >= 4 && rank <= 5 ? axisNames(rank - 2)[index - 2] : undefined;
  return name ? axisWord(name) : t('axis {0}', index);
}

export function sizesAt(volumes: readonly Volume[], axis: number, words: Words): readonly string[] {
  return dimsAt(volumes, axis).map((dim) => (dim === undefined ? '?' : words.dim(dim)));
}

/** How many cells of the model's input lie between neighbours of each volume along an axis; empty where one is not known. */
export function stridesAt({ inputs }: Layer, axis: number): readonly number[] {
  const strides = inputs.map(({ layer, volume }) => {
    const spatial = axis - ((volume.dims?.length ?? 0) - (layer?.receptiveField?.jump.length ?? 0));
    return layer?.receptiveField?.jump[spatial];
  });
  return strides.every((stride) => stride !== undefined && Number.isInteger(stride)) ? (strides as number[]) : [];
}

/** The layers that made the volumes, where they are others than the one just before. */
export function joinedPlaces({ layer }: { readonly layer?: Finding['layer'] }): readonly RelatedPlace[] {
  const places: RelatedPlace[] = [];
  for (const { layer: maker } of layer?.inputs ?? []) {
    if (!maker) continue;
    const { head, uri } = maker.origin;
    places.push({ span: head, role: 'joined-here', layer: maker, ...(uri ? { uri } : {}) });
  }
  return places;
}

export function joinedWords({ layer }: RelatedPlace, _finding: unknown, words: Words): string {
  const volume = layer?.outputs[0]?.volume;
  return volume ? t('{0} comes from here', words.volume(volume)) : t('comes from here');
}
