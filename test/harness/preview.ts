// Layers and setups for the preview's tests, and texts that show their own names.
import { compute } from '../../client/src/webview/preview/computed.ts';
import type { Shown } from '../../client/src/webview/preview/pictures.ts';
import type { Shape } from '../../client/src/webview/preview/scene.ts';
import { FIRST_SETUP, type Setup } from '../../client/src/webview/preview/setup.ts';
import { TEXT_NAMES, type Texts, wordsOf } from '../../client/src/webview/preview/texts.ts';
import type { PreviewAxes, PreviewAxis, PreviewLayer, PreviewStep } from '../../server/src/protocol.ts';

/** Texts that show their name and what is put in. */
export const TEXTS = Object.fromEntries(TEXT_NAMES.map((name) => [name, `${name} {0} {1} {2}`])) as Texts;
export const words = wordsOf(TEXTS, 'en');

export const axis = (input: number, kernel: number, stride: number, padding = 0): PreviewAxis => ({
  input,
  kernel,
  stride,
  padding: [padding, padding],
  dilation: 1,
  ceil: false,
  outputPadding: 0,
});
export const square = (...numbers: Parameters<typeof axis>): PreviewAxes => [axis(...numbers), axis(...numbers)];
export const setup = (change: Partial<Setup>): Setup => ({ ...FIRST_SETUP, ...change });

export const STEP: PreviewStep = { kind: 'conv', type: 'conv', path: '', axes: square(32, 5, 1), channels: [3, 10] };

/** A layer of two axes that is one such step. */
export function layerOf(step: PreviewStep, change: Partial<PreviewLayer> = {}): PreviewLayer {
  return {
    ...step,
    uri: 'file:///a.cnn.yaml',
    version: 3,
    model: 0,
    layer: 0,
    range: { start: { line: 2, character: 4 }, end: { line: 2, character: 8 } },
    rank: 2,
    others: [],
    groups: 1,
    countIncludePad: true,
    divisor: null,
    norm: 2,
    framework: null,
    exact: true,
    editable: [],
    run: [step],
    at: 0,
    ...change,
  };
}

export const LAYER = layerOf(STEP, {
  editable: ['kernel'],
  run: [STEP, { ...STEP, axes: square(28, 5, 1), channels: [10, 10] }],
});

export function shown(change: Partial<Setup>, layer: PreviewLayer | null = null): Shown {
  const all = setup(change);
  return { setup: all, layer, computed: compute(all, layer?.channels[0]), pointed: undefined, width: 900 };
}

/** Every shape, groups opened. */
export function* every(shapes: readonly Shape[]): Iterable<Shape> {
  for (const shape of shapes) {
    yield shape;
    if (shape.kind === 'group') yield* every(shape.children);
  }
}
