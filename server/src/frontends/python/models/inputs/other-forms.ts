// Maps of another form than the usual one, for a model that no such map suits: cubes, films folded into channels, rectangles.
import { N } from '../../../../graph/dim.ts';
import { volume } from '../../../../graph/volume.ts';
import { type ModelInput, nameOf } from '../looks/calling.ts';
import type { Making } from '../looks/run.ts';
import type { MapUse } from './first-use.ts';
import { rectangleFor, type Size } from './rectangle.ts';
import { type Guess, SideSearch, sidesFor, type Trial, works } from './side-search.ts';
import { FEW, FRAMES } from './usual-volumes.ts';

/** `guess`: the only input, of the usual form. */
export function inOtherForm(guess: Guess, map: MapUse, trial: Trial): Guess | undefined {
  if (works(guess.making)) return undefined;
  if (map.rank === 2) return asRectangle(guess, map, trial);
  return map.rank === 3 ? (asCube(map, trial) ?? atDepth(map, trial) ?? atOnce(guess, map, trial)) : undefined;
}

/** Volumes of a scanner are as deep as they are wide; what takes no film takes those. */
function asCube(map: MapUse, trial: Trial): Guess | undefined {
  const at = (side: number): readonly ModelInput[] => [
    { name: nameOf(0, 1), volume: volume([N, map.channels, side, side, side]), source: 'guess' },
  ];
  return working(new SideSearch(at, trial, sidesFor(map), undefined));
}

function sidesOfFilms(channels: number): readonly number[] {
  return sidesFor({ kind: 'map', channels, rank: 3, grows: false });
}

const filmsOf =
  (channels: number, frames: number) =>
  (side: number): readonly ModelInput[] => [
    { name: nameOf(0, 1), volume: volume([N, channels, frames, side, side]), source: 'guess' },
  ];

/** Frames that are folded into channels: as many as the layer behind reads. */
function atDepth({ channels }: MapUse, trial: Trial): Guess | undefined {
  const sides = sidesOfFilms(channels);
  const [side = 64] = sides;
  const [a, b] = [FRAMES, FRAMES + FEW].map((frames) => channelsApart(trial(filmsOf(channels, frames)(side))));
  if (a === undefined || b === undefined || a === b) return undefined;
  const frames = FRAMES - (a * FEW) / (b - a);
  if (!Number.isInteger(frames) || frames < 1) return undefined;
  return working(new SideSearch(filmsOf(channels, frames), trial, sides, undefined));
}

/** As many frames, or bands, as the first window reads at once. */
function atOnce({ making }: Guess, { channels }: MapUse, trial: Trial): Guess | undefined {
  const layers = 'run' in making ? making.run.graph.layers : [];
  const [along] = layers.find(({ windows }) => windows.length === 3)?.windows ?? [];
  if (!along || along.stride > 1) return undefined;
  const frames = along.dilation * (along.kernel - 1) + 1;
  return working(new SideSearch(filmsOf(channels, frames), trial, sidesOfFilms(channels), undefined));
}

function working(search: SideSearch): Guess | undefined {
  const guess = search.result();
  return works(guess.making) ? guess : undefined;
}

/** How many more channels the first layer that is refused gets than it reads. */
function channelsApart(making: Making): number | undefined {
  const found = 'run' in making ? making.run.graph.findings.find(({ layer }) => layer?.refused) : undefined;
  if (found?.rule !== 'channels-mismatch') return undefined;
  const { actual, expected } = found.facts;
  return typeof actual === 'number' && typeof expected === 'number' ? actual - expected : undefined;
}

/** An image that is no square. Upright or lying is anybody's guess. */
function asRectangle({ inputs, making }: Guess, { channels }: MapUse, trial: Trial): Guess | undefined {
  const side = inputs[0]?.volume.dims?.at(-1);
  if (works(making) || !('run' in making) || typeof side !== 'number') return undefined;
  const at = (size: Size) => inputs.map((input) => ({ ...input, volume: volume([N, channels, ...size]) }));
  const graphAt = (size: Size) => {
    const tried = trial(at(size));
    return 'run' in tried ? tried.run.graph : undefined;
  };
  const found = rectangleFor(making.run.graph, side, graphAt);
  if (!found) return undefined;
  const [height, width] = found;
  const others = () => [graphAt([width, height])].flatMap((graph) => graph ?? []);
  return { inputs: at(found), making: trial(at(found)), others };
}
