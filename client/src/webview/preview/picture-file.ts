// What is shown, as a file of one format: the picture at a fixed width with its words below, because a file stands alone.
import { gifFile, MOST_FRAMES, pngFile, svgFile } from './exporting.ts';
import type { SaveFormat } from './messages.ts';
import type { Palette } from './palette.ts';
import { animationOf, pictureWords, type Shown, sceneOf, sizeWords } from './pictures.ts';
import type { Scene } from './scene.ts';
import type { Setup } from './setup.ts';
import type { Words } from './texts.ts';

/** How wide a picture in a file is, whatever the panel is. */
const FILE_WIDTH = 980;
const LINE = 100;

/** Undefined where there is nothing to draw; `cut` is told how many frames an animation would have had. */
export async function pictureFile(
  format: SaveFormat,
  now: Shown,
  palette: Palette,
  words: Words,
  cut: (frames: number) => void,
): Promise<Uint8Array | undefined> {
  const shown = { ...now, width: FILE_WIDTH, pointed: undefined };
  const scene = (setup: Setup) => sceneWithWords({ ...shown, setup }, words);
  if (format === 'svg') return svgFile(scene(shown.setup), palette);
  if (format === 'png') return pngFile(scene(shown.setup), palette);
  const setups = animationOf(shown);
  if (setups.length === 0) return undefined;
  if (setups.length > MOST_FRAMES) cut(setups.length);
  const frames = setups.slice(0, MOST_FRAMES).map(scene);
  return gifFile(frames, palette, Math.max(80, 1000 / Math.min(shown.setup.speed, 8)));
}

function sceneWithWords(shown: Shown, words: Words): Scene {
  const sizes = sizeWords(shown, words).map(({ formula, words: verdict }) =>
    [formula, verdict].filter((part) => part !== '').join('. '),
  );
  return sceneOf(shown, [...sizes, ...pictureWords(shown, words)].flatMap(wrap), words);
}

/** Long lines are broken at spaces. */
function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
