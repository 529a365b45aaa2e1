// Inputs like the images that the file's data sets and transforms make: those on which the model works, and the likeliest where
// it works on none, as far as nobody means others.
import { volume } from '../../../../graph/volume.ts';
import type { Shape } from '../directives.ts';
import type { ModelInput } from '../looks/calling.ts';
import type { Choice } from '../looks/choice.ts';
import { type FirstUse, isAssumed } from './first-use.ts';
import type { MentionedSample } from './mentions.ts';
import { rectangleFor, type Size } from './rectangle.ts';
import type { SaidSize } from './said-size.ts';
import { works } from './side-search.ts';

/** Runs the model. */
export interface Tries {
  /** On one image, without batch. */
  onShape(shape: Shape, from: string): Choice | undefined;
  on(inputs: readonly ModelInput[]): Choice | undefined;
}

/** Images have few channels; what begins with more is a block of a model. */
export const MOST_CHANNELS = 16;
/** Several sides may give the same maps: that much of a side more or less is as good. */
const NEARLY = 8;

/** `written`: the size of images that the model's own parameters say. */
export function onSamples(
  samples: readonly MentionedSample[],
  use: FirstUse,
  written: SaidSize | undefined,
  tries: Tries,
): Choice | undefined {
  const [likeliest] = samples;
  let first: Choice | undefined;
  for (const sample of samples) {
    const choice = onSample(sample, use, written, tries);
    if (choice && works(choice.making)) return choice;
    if (sample === likeliest) first = choice;
  }
  return first;
}

/** A data set's images are for models that take images of as many channels. */
function onSample(
  { sample: [channels, height, width], name, unsure }: MentionedSample,
  use: FirstUse,
  written: SaidSize | undefined,
  tries: Tries,
): Choice | undefined {
  if (use.kind === 'tokens') return undefined;
  if (use.kind === 'map') {
    if (use.rank !== 2 || use.grows || use.channels > MOST_CHANNELS) return undefined;
    if (channels !== undefined && use.channels !== channels) return undefined;
  }
  const choice = tries.onShape([channels ?? (use.kind === 'map' ? use.channels : 1), height, width], name);
  if (!choice || works(choice.making)) return choice;
  // Where no first layer says how many channels there are, only its success shows that the image is for this model.
  if (use.kind !== 'map' || isAssumed(use) || unsure === 'size') return undefined;
  // As it is made here it is for images of its own size.
  if (written && (written.sides[0] !== height || written.sides[1] !== width)) return undefined;
  return (unsure && asRectangle(choice, tries)) ?? choice;
}

/** Images of about that shorter side that are no squares, where such would do. */
function asRectangle({ making, inputs: [input] }: Choice, tries: Tries): Choice | undefined {
  const [batch, channels, side] = input?.volume.dims ?? [];
  if (!input || !('run' in making) || batch === undefined || channels === undefined || typeof side !== 'number')
    return undefined;
  const at = (size: Size) => tries.on([{ ...input, volume: volume([batch, channels, ...size]), source: 'guess' }]);
  const found = rectangleFor(making.run.graph, side, (size) => {
    const tried = at(size)?.making;
    return tried && 'run' in tried ? tried.run.graph : undefined;
  });
  return found && Math.abs(Math.min(...found) - side) * NEARLY <= side ? at(found) : undefined;
}
