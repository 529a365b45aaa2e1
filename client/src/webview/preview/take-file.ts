// A file that the user drops or chooses: a table of numbers, or a picture that becomes brightnesses. Bad ones give a reason.
import type { Grid, PerAxis } from '../../../../server/src/base/window.ts';
import { imageSize, MOST_PIXELS } from './images.ts';
import { gridOfPixels, type Parsed, parseGrid } from './inputs.ts';

export type Taken =
  | Parsed
  | { readonly problem: 'bad-image' }
  | { readonly problem: 'huge-image'; readonly size: string };

const MOST_TEXT = 16 * 2 ** 20;
/** Longest side of a picture where no layer says it: what most networks take. */
const LONGEST = 224;

/** `size` is what the picture is brought to; its own proportions where it is free. */
export async function takeFile(file: File, size: PerAxis<number> | undefined): Promise<Taken> {
  if (!file.type.startsWith('image/'))
    return file.size > MOST_TEXT ? { problem: 'too-large' } : parseGrid(await file.text());
  const known = imageSize(new Uint8Array(await file.slice(0, 2 ** 16).arrayBuffer()));
  if (known && known.width * known.height > MOST_PIXELS) {
    return { problem: 'huge-image', size: `${known.width}×${known.height}` };
  }
  if (!known && file.size > MOST_TEXT) return { problem: 'bad-image' };
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return { problem: 'bad-image' };
  const grid = gridOfBitmap(bitmap, size ?? proportional(bitmap));
  bitmap.close();
  return grid ? { grid } : { problem: 'bad-image' };
}

function proportional({ width, height }: ImageBitmap): PerAxis<number> {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
}

function gridOfBitmap(bitmap: ImageBitmap, [rows, columns]: PerAxis<number>): Grid | undefined {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: columns, height: rows });
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, columns, rows);
  return gridOfPixels(context.getImageData(0, 0, columns, rows).data, [rows, columns]);
}
