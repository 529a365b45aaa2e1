// Channels first where channels last are read, or the other way round: 3×224×224 is no image of 3 rows.
import { t } from '@vscode/l10n';
import { isKnown } from '../graph/dim.ts';
import type { FindingOf } from '../graph/finding.ts';
import type { GraphInput } from '../graph/graph.ts';
import { reshaped, type Volume } from '../graph/volume.ts';
import { defineRule } from './rule.ts';

/** Pictures have as many channels: grey, colours, colours and transparency. */
const CHANNELS: ReadonlySet<number> = new Set([1, 3, 4]);
/** A side as small as this may be meant: feature maps of 4×4×512 are real inputs. */
const SMALL = 16;

export const layoutLooksSwapped = defineRule({
  id: 'layout-looks-swapped',
  severity: 'warning',
  summary: 'The input looks as if channels and sides stood in the wrong order.',

  *check(graph, { dialect }) {
    // Code may read any order: it is wrong only where a layer then refuses what it gets.
    if (dialect === 'torch' && !graph.layers.some(({ refused }) => refused)) return;
    for (const input of graph.inputs) {
      if (input.source === 'guess' || input.source === 'solved') continue;
      const facts = swapped(input.tensor.volume, dialect === 'spec' ? 'channels-first' : 'channels-last');
      if (facts) yield findingAt(input, facts);
    }
  },

  message: ({ facts: { input, channels, corrected } }, words) =>
    t(
      'The input is read as {0}. That looks like an image of {2} channels written in the wrong order: {1} would be an image. Write the sides and the channels in the order that this file reads.',
      words.volume(input),
      words.volume(corrected),
      words.number(channels),
    ),

  fixes({ facts: { corrected }, span }, words) {
    const shape = (corrected.dims ?? []).slice(1).filter(isKnown);
    return shape.length === 3
      ? [{ title: t('Write {0}', words.volume(corrected)), intents: [{ kind: 'set-input', span, shape }] }]
      : [];
  },
});

type Facts = FindingOf<'layout-looks-swapped'>['facts'];

/** The axis that looks like channels is where the file's order has a side; `written` is what the author seems to have meant. */
function swapped(input: Volume, written: 'channels-first' | 'channels-last'): Facts | undefined {
  const [batch, c, h, w, ...others] = input.dims ?? [];
  if (batch === undefined || c === undefined || h === undefined || w === undefined || others.length > 0)
    return undefined;
  if (!isKnown(c) || !isKnown(h) || !isKnown(w)) return undefined;
  const [channels, ...sides] = written === 'channels-first' ? [h, w, c] : [w, c, h];
  const [height = 0, width = 0] = sides;
  if (!CHANNELS.has(channels) || height < SMALL || width < SMALL) return undefined;
  // One row of many channels is a signal; only a square gives an image of one channel away.
  if (channels === 1 && height !== width) return undefined;
  return { input, channels, corrected: reshaped(input, [batch, channels, height, width]) };
}

function findingAt({ origin }: GraphInput, facts: Facts): FindingOf<'layout-looks-swapped'> {
  return { rule: 'layout-looks-swapped', span: origin.head, facts, ...(origin.uri ? { uri: origin.uri } : {}) };
}
