// The current picture as a file: SVG, PNG, or an animated GIF. With its words, because a file stands alone.
import { type Frame, GifWriter } from './gif.ts';
import { mapImageUrl, paintScene } from './paint-canvas.ts';
import { svgText } from './paint-svg.ts';
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';

/** Pixels of a file per unit of the picture. */
const SHARPNESS = 2;
const GIF_SHARPNESS = 1.25;
/** Longer animations end here: slides want seconds, not minutes. */
export const MOST_FRAMES = 150;

const MARGIN = 18;

export function svgFile(scene: Scene, palette: Palette): Uint8Array {
  return new TextEncoder().encode(svgText({ ...scene, margin: MARGIN }, palette, (map) => mapImageUrl(map, palette)));
}

export async function pngFile(scene: Scene, palette: Palette): Promise<Uint8Array | undefined> {
  const canvas = document.createElement('canvas');
  paintScene(canvas, { ...scene, margin: MARGIN }, palette, SHARPNESS);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob ? new Uint8Array(await blob.arrayBuffer()) : undefined;
}

/** All scenes are drawn as large as the largest of them. */
export async function gifFile(
  scenes: readonly Scene[],
  palette: Palette,
  milliseconds: number,
): Promise<Uint8Array | undefined> {
  const width = Math.max(...scenes.map((scene) => scene.width));
  const height = Math.max(...scenes.map((scene) => scene.height));
  const canvas = document.createElement('canvas');
  const draw = (scene: Scene | undefined): Frame | undefined => {
    if (scene) paintScene(canvas, { ...scene, width, height, margin: MARGIN }, palette, GIF_SHARPNESS);
    return canvas.getContext('2d', { willReadFrequently: true })?.getImageData(0, 0, canvas.width, canvas.height);
  };
  const samples = [0, Math.floor(scenes.length / 2), scenes.length - 1].flatMap((at) => draw(scenes[at]) ?? []);
  if (samples.length === 0) return undefined;
  const writer = new GifWriter(samples);
  for (const scene of scenes) {
    const frame = draw(scene);
    if (frame) writer.add(frame, milliseconds);
    // The panel goes on answering.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return writer.finish();
}
