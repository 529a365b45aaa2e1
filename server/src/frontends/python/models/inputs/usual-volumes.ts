// The volumes that are usual for what a first layer reads, the likeliest first: images, films, tokens, steps, features.
import { N } from '../../../../graph/dim.ts';
import { type Volume, volume } from '../../../../graph/volume.ts';
import { PyTuple } from '../../evaluator/values.ts';
import { type ModelInput, nameOf, UNKNOWN_INPUT } from '../looks/calling.ts';
import type { Making } from '../looks/run.ts';
import type { FirstUse, MapUse, Uses } from './first-use.ts';
import type { SaidSize } from './said-size.ts';
import { type Guess, type Trial, works } from './side-search.ts';

export const FRAMES = 16;
const TOKENS = 32;
const STEPS = 16;
/** Where there is not room for more. */
export const FEW = 4;
const USUAL_SIDE = 32;

export function volumeOf(use: FirstUse | undefined, side: number): Volume {
  switch (use?.kind) {
    case undefined:
      return UNKNOWN_INPUT;
    case 'tokens':
    case 'step':
    case 'sequence':
    case 'features':
      return variantsOf(use)[0] ?? UNKNOWN_INPUT;
    case 'map': {
      const axes = use.rank === 3 ? [Math.min(side, FRAMES), side, side] : Array<number>(use.rank).fill(side);
      return volume([N, use.channels, ...axes]);
    }
  }
}

export function volumeSaid({ channels, rank }: MapUse, { sides, frames = FRAMES }: SaidSize): Volume {
  const axes = rank === 3 ? [frames, ...sides] : rank === 2 ? sides : sides.slice(0, 1);
  return volume([N, channels, ...axes]);
}

/** Models without maps: which axes stand before the features is the guess. */
export function fromVariants(uses: Uses, trial: Trial): Guess | undefined {
  const usual = best(uses, uses.map(variantsOf), trial);
  if (!usual || works(usual.making)) return usual;
  // Code takes the axes apart, and says how many there are.
  const axes = axesWanted(usual.making);
  const lists = uses.map((use) => (axes === undefined ? [] : shapedTo(use, axes)));
  const guess = lists.some(({ length }) => length > 0) ? best(uses, lists, trial) : undefined;
  if (guess && works(guess.making)) return guess;
  return usual;
}

/** The first of the variants that works, else the first. */
function best(uses: Uses, lists: readonly (readonly Volume[])[], trial: Trial): Guess | undefined {
  const variants = Array.from({ length: Math.max(...lists.map(({ length }) => length)) }, (_, at) =>
    lists.map((list, index): ModelInput => {
      const shape = list[Math.min(at, list.length - 1)];
      return { name: nameOf(index, uses.length), volume: shape ?? UNKNOWN_INPUT, source: 'guess' };
    }),
  );
  const tried = variants.map((inputs) => ({ inputs, making: trial(inputs) }));
  const working = tried.filter(({ making }) => works(making));
  const [chosen] = working.length > 0 ? working : tried;
  if (!chosen) return undefined;
  const rest = (working.length > 0 ? working : tried).filter((each) => each !== chosen);
  return { ...chosen, others: () => rest.flatMap(({ making }) => ('run' in making ? [making.run.graph] : [])) };
}

/** As many as `b, c, h, w = x.shape` wants. */
function axesWanted(making: Making): number | undefined {
  const failure = 'run' in making ? making.run.failure : undefined;
  const said = failure && 'exception' in failure ? failure.exception.attributes.get('args') : undefined;
  const [text] = said instanceof PyTuple ? said.items : [];
  const found = typeof text === 'string' ? /to unpack \(expected (?<axes>\d+)/.exec(text)?.groups?.axes : undefined;
  return found === undefined ? undefined : Number(found);
}

/** Images, and maps whose channels stand last. */
function shapedTo(use: FirstUse | undefined, axes: number): readonly Volume[] {
  if (use?.kind !== 'features' || axes < 3) return [];
  const sides = (side: number) => Array<number>(axes - 2).fill(side);
  const last = [STEPS, 56, 14].map((side) => volume([N, ...sides(side), use.features]));
  const images = [
    [3, 224],
    [3, USUAL_SIDE],
    [1, 28],
  ].map(([channels = 3, side = 224]) => volume([N, channels, ...sides(side)]));
  return axes === 4 ? [...last, ...images] : last;
}

function variantsOf(use: FirstUse | undefined): readonly Volume[] {
  switch (use?.kind) {
    case undefined:
    case 'map':
      return [];
    case 'step':
      return [volume([N], use.whole ? 'integer' : 'float')];
    case 'tokens':
      return [[N, TOKENS], [N, FEW], [TOKENS, N], [N]].map((dims) => volume(dims, 'integer'));
    case 'sequence': {
      const { features, batchFirst, flattened } = use;
      const usual = [volume([N, STEPS, features]), volume([STEPS, N, features])];
      const images = flattened ? [volume([N, 1, features, features]), volume([N, features, features])] : [];
      return [...images, ...(batchFirst ? usual : usual.reverse()), volume([STEPS, features])];
    }
    case 'features': {
      const { features, flattened, turned } = use;
      const plain = [[N, features], [N, STEPS, features], [N, FEW, features], [features]].map((dims) => volume(dims));
      if (flattened) return [volume([N, ...imageOf(features)]), ...plain];
      return turned ? [...plain, volume([N, features, USUAL_SIDE, USUAL_SIDE]), volume([N, features, STEPS])] : plain;
    }
  }
}

/** The square image, grey or in colours, that has so many cells. */
function imageOf(features: number): readonly number[] {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(features / channels);
    if (Number.isInteger(side) && side >= 8) return [channels, side, side];
  }
  return [features];
}
