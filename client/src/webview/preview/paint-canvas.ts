// A scene on a canvas: large maps on the page, pictures and animations in files. Knows shapes and colours, nothing else.
import type { Grid } from '../../../../server/src/base/window.ts';
import { colourOf, type Palette, rgbOf } from './palette.ts';
import { boundsOf, type MapImage, type Rect, type Scene, type Shape, shadeOf } from './scene.ts';

const FONT = 'Segoe UI, Ubuntu, Helvetica, Arial, sans-serif';

type Context = CanvasRenderingContext2D;

/** Sizes the canvas for the screen's pixels, and draws all of it. */
export function paintScene(
  canvas: HTMLCanvasElement,
  scene: Scene,
  palette: Palette,
  scale: number,
  font = FONT,
): void {
  const bounds = boundsOf(scene);
  const [width, height] = [Math.ceil(bounds.width * scale), Math.ceil(bounds.height * scale)];
  const context = canvas.getContext('2d');
  if (!context) return;
  if (canvas.width !== width || canvas.height !== height) {
    // A canvas that gets another size forgets its font.
    Object.assign(canvas, { width, height });
    fonts.delete(context);
  }
  const { margin } = bounds;
  context.setTransform(scale, 0, 0, scale, margin * scale, margin * scale);
  context.fillStyle = palette.ground;
  context.fillRect(-margin, -margin, bounds.width, bounds.height);
  context.imageSmoothingEnabled = false;
  for (const shape of scene.shapes) paint(context, shape, palette, font);
}

function paint(context: Context, shape: Shape, palette: Palette, font: string): void {
  switch (shape.kind) {
    case 'group':
      for (const child of shape.children) paint(context, child, palette, font);
      return;
    case 'map':
      context.drawImage(bitmapOf(shape, palette), shape.x, shape.y, shape.w, shape.h);
      return;
    case 'text':
      context.fillStyle = colourOf(shape.fill, palette);
      setFont(context, `${shape.bold ? '700 ' : ''}${shape.size}px ${font}`);
      context.textAlign = ({ start: 'left', middle: 'center', end: 'right' } as const)[shape.anchor ?? 'start'];
      context.fillText(shape.text, shape.x, shape.y);
      return;
    case 'path':
      context.beginPath();
      for (const [x, y] of shape.points) context.lineTo(x, y);
      if (shape.closed) context.closePath();
      finish(context, shape, palette);
      return;
    case 'rect':
      if (!shape.radius && !shape.hatch && shape.opacity === undefined) {
        paintBox(context, shape, palette);
        return;
      }
      context.beginPath();
      if (shape.radius) context.roundRect(shape.x, shape.y, shape.w, shape.h, shape.radius);
      else context.rect(shape.x, shape.y, shape.w, shape.h);
      finish(context, shape, palette);
      if (shape.hatch) hatch(context, shape, palette);
  }
}

const fonts = new WeakMap<Context, string>();

/** Setting a font makes the browser parse it, even where it is the same. */
function setFont(context: Context, font: string): void {
  if (fonts.get(context) === font) return;
  context.font = font;
  fonts.set(context, font);
}

/** Most rectangles are plain, and there are hundreds of them in a frame. */
function paintBox(context: Context, { x, y, w, h, fill, stroke, width = 1, dash }: Rect, palette: Palette): void {
  if (fill !== undefined) {
    context.fillStyle = colourOf(fill, palette);
    context.fillRect(x, y, w, h);
  }
  if (stroke === undefined) return;
  context.strokeStyle = colourOf(stroke, palette);
  context.lineWidth = width;
  context.setLineDash(dash ? DASHED : SOLID);
  context.strokeRect(x, y, w, h);
}

const SOLID: number[] = [];
const DASHED = [4, 3];

function finish(
  context: Context,
  { fill, stroke, width = 1, dash, opacity = 1 }: Omit<Rect, 'kind' | 'x' | 'y' | 'w' | 'h'>,
  palette: Palette,
): void {
  context.globalAlpha = opacity;
  if (fill !== undefined) {
    context.fillStyle = colourOf(fill, palette);
    context.fill();
  }
  if (stroke !== undefined) {
    context.strokeStyle = colourOf(stroke, palette);
    context.lineWidth = width;
    context.setLineDash(dash ? DASHED : SOLID);
    context.stroke();
  }
  context.globalAlpha = 1;
}

function hatch(context: Context, { x, y, w, h }: Rect, palette: Palette): void {
  context.save();
  context.beginPath();
  context.rect(x, y, w, h);
  context.clip();
  context.strokeStyle = palette.bad;
  context.globalAlpha = 0.75;
  context.lineWidth = 2;
  context.setLineDash([]);
  context.beginPath();
  for (let at = -h; at < w; at += 9) {
    context.moveTo(x + at, y + h);
    context.lineTo(x + at + h, y);
  }
  context.stroke();
  context.restore();
}

interface Bitmap {
  readonly canvas: HTMLCanvasElement;
  readonly palette: Palette;
}

/** As photographs are: the theme does not turn them into negatives. */
const BLACK = [16, 16, 16] as const;
const WHITE = [245, 245, 245] as const;

const bitmaps = new WeakMap<Grid, Bitmap>();

/** One pixel a cell; drawn once for every map and theme. */
function bitmapOf(map: MapImage, palette: Palette): HTMLCanvasElement {
  const known = bitmaps.get(map.grid);
  if (known?.palette === palette) return known.canvas;
  const { rows, columns, values } = map.grid;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: Math.max(1, columns), height: Math.max(1, rows) });
  const context = canvas.getContext('2d');
  const image = context?.createImageData(canvas.width, canvas.height);
  if (context && image) {
    const [dark, light] = map.mask ? [rgbOf(palette.second), rgbOf(palette.second)] : [BLACK, WHITE];
    values.forEach((value, index) => {
      const share = shadeOf(value, map.range);
      for (let channel = 0; channel < 3; channel++) {
        const [from, to] = [dark[channel] ?? 0, light[channel] ?? 0];
        image.data[4 * index + channel] = from + (to - from) * share;
      }
      image.data[4 * index + 3] = map.mask ? (value > 0 ? 170 : 0) : 255;
    });
    context.putImageData(image, 0, 0);
  }
  bitmaps.set(map.grid, { canvas, palette });
  return canvas;
}

/** A map as an image that a file can hold. */
export function mapImageUrl(map: MapImage, palette: Palette): string {
  return bitmapOf(map, palette).toDataURL('image/png');
}
