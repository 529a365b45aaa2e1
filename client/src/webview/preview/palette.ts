// The theme's colours by the names that scenes use, as plain rgb: pages, canvases and files all take them.
import { PAINTS, type Paint, type PaintName } from './scene.ts';

export type Palette = Readonly<Record<PaintName, string>> & { readonly shades: readonly string[] };

/** What each name is in the theme, best first; the last one is for themes that leave all others out. */
const SOURCES: Readonly<Record<PaintName, readonly string[]>> = {
  ground: ['--vscode-editor-background', 'canvas'],
  ink: ['--vscode-editor-foreground', '--vscode-foreground', 'canvastext'],
  faint: ['--vscode-descriptionForeground', 'graytext'],
  line: ['--vscode-contrastBorder', '--vscode-editorWidget-border', '--vscode-panel-border', 'graytext'],
  cell: ['--vscode-charts-blue', 'steelblue'],
  pad: ['--vscode-editorWidget-background', 'canvas'],
  window: ['--vscode-contrastActiveBorder', '--vscode-charts-orange', 'darkorange'],
  lit: ['--vscode-charts-orange', 'orange'],
  second: ['--vscode-charts-purple', 'mediumpurple'],
  bad: ['--vscode-editorError-foreground', '--vscode-errorForeground', 'red'],
  good: ['--vscode-charts-green', 'green'],
  before: ['--vscode-charts-blue', 'steelblue'],
  after: ['--vscode-charts-green', 'seagreen'],
};

type Rgb = readonly [red: number, green: number, blue: number];

const SHADES = 64;

export interface Contrast {
  /** Shades would hide the numbers: colours are kept for lines. */
  readonly high: boolean;
}

export function paletteOf(style: CSSStyleDeclaration, { high }: Contrast): Palette {
  const read = colourReader();
  const plain = Object.fromEntries(
    PAINTS.map((name) => {
      const names = SOURCES[name].map((source) =>
        source.startsWith('--') ? style.getPropertyValue(source).trim() : source,
      );
      return [name, read(names.filter((text) => text !== ''))];
    }),
  ) as Record<PaintName, Rgb>;
  const { ground, cell, lit, line, faint, before, after, ink } = plain;
  const mixed: Record<PaintName, Rgb> = {
    ...plain,
    line: high ? ink : mix(line, faint, 0.5),
    lit: mix(ground, lit, high ? 0.3 : 0.42),
    before: mix(ground, before, high ? 0.12 : 0.45),
    after: mix(ground, after, high ? 0.12 : 0.45),
  };
  const shades = Array.from({ length: SHADES }, (_, index) =>
    css(mix(ground, cell, high ? 0 : 0.06 + (0.44 * index) / (SHADES - 1))),
  );
  const texts = Object.fromEntries(PAINTS.map((name) => [name, css(mixed[name])])) as Record<PaintName, string>;
  return { ...texts, shades };
}

export function colourOf(paint: Paint, palette: Palette): string {
  if (typeof paint === 'string') return palette[paint];
  return palette.shades[Math.round(paint * (palette.shades.length - 1))] ?? palette.cell;
}

/** A canvas understands every colour that a theme may be written in. */
function colourReader(): (texts: readonly string[]) => Rgb {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (texts) => {
    const text = texts.find((each) => CSS.supports('color', each)) ?? 'gray';
    if (!context) return [128, 128, 128];
    context.fillStyle = text;
    context.clearRect(0, 0, 1, 1);
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  };
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const [red, green, blue] = a.map((from, index) => Math.round(from + ((b[index] ?? from) - from) * share));
  return [red ?? 0, green ?? 0, blue ?? 0];
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

/** Back to numbers, for images that are written pixel by pixel. */
export function rgbOf(colour: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return [red, green, blue];
}
