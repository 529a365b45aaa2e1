// What the preview and its host say to each other, and what it writes into files.
import { describe, expect, test } from 'vitest';
import { GifWriter } from '../../client/src/webview/preview/gif.ts';
import { imageSize } from '../../client/src/webview/preview/images.ts';
import { inputOf } from '../../client/src/webview/preview/inputs.ts';
import {
  isHostMessage,
  isPanelMessage,
  isPanelState,
  keptSetup,
  setupFromKept,
} from '../../client/src/webview/preview/messages.ts';
import { svgText } from '../../client/src/webview/preview/paint-svg.ts';
import type { Palette } from '../../client/src/webview/preview/palette.ts';
import { sceneOf } from '../../client/src/webview/preview/pictures.ts';
import { PAINTS } from '../../client/src/webview/preview/scene.ts';
import { FIRST_SETUP } from '../../client/src/webview/preview/setup.ts';
import { LAYER, setup, shown, TEXTS, words } from '../harness/preview.ts';

describe('messages', () => {
  const kept = { uri: 'file:///a', place: { line: 0, character: 0 }, setup: keptSetup(FIRST_SETUP), layer: '' };

  test('what is said is understood', () => {
    expect(isHostMessage({ type: 'start', language: 'en', texts: TEXTS, uri: null })).toBe(true);
    expect(isHostMessage({ type: 'layer', layer: LAYER })).toBe(true);
    expect(isHostMessage({ type: 'layer', layer: null })).toBe(true);
    expect(isPanelMessage({ type: 'apply', version: 1, model: 0, layer: 2, axes: LAYER.axes })).toBe(true);
    expect(isPanelMessage({ type: 'save', format: 'png', data: new Uint8Array(3) })).toBe(true);
    expect(isPanelState(JSON.parse(JSON.stringify(kept)))).toBe(true);
  });

  test.each([
    [null],
    ['ready'],
    [{ type: 'run', command: 'x' }],
    [{ type: 'save', format: 'exe', data: new Uint8Array() }],
    [{ type: 'save', format: 'png', data: 'text' }],
    [{ type: 'apply', version: 1, model: 0, layer: 2, axes: [{ ...LAYER.axes[0], kernel: -1 }, LAYER.axes[1]] }],
    [{ type: 'apply', version: 1, model: 0, layer: 2, axes: [LAYER.axes[0]] }],
  ])('nothing else is: %j', (message) => expect(isPanelMessage(message)).toBe(false));

  test('a state that no panel wrote is left alone', () => {
    const own = { rows: 2, columns: 2, values: [1, 2, 3] };
    expect(isPanelState({ ...kept, setup: { ...kept.setup, own } })).toBe(false);
    expect(isPanelState({ ...kept, setup: { ...kept.setup, picture: 'evil' } })).toBe(false);
    expect(isPanelState({ ...kept, setup: { ...kept.setup, step: -1 } })).toBe(false);
  });

  test('a setup comes back as it was; a huge own map is left out', () => {
    const own = inputOf('ramp', [3, 5], 1);
    const all = setup({ own, input: { kind: 'own', seed: 1 } });
    expect(setupFromKept(JSON.parse(JSON.stringify(keptSetup(all))))).toEqual(all);
    expect(keptSetup(setup({ own: inputOf('ramp', [100, 100], 1) })).own).toBeNull();
  });
});

describe('files', () => {
  const palette = {
    ...Object.fromEntries(PAINTS.map((name) => [name, 'rgb(1, 2, 3)'])),
    shades: ['rgb(4, 5, 6)'],
  } as unknown as Palette;

  test('an SVG stands alone, and escapes its words', () => {
    const text = svgText(sceneOf(shown({}), ['a < b & "c"'], words), palette, () => 'data:image/png;base64,AA');
    expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(text).toContain('a &lt; b &amp; &quot;c&quot;');
    expect(text).not.toMatch(/class=|tabindex|data-grid|aria-/);
  });

  test('a GIF gives back every frame', () => {
    const [width, height] = [70, 40];
    const frame = (turn: number) => {
      const data = new Uint8ClampedArray(width * height * 4);
      for (let pixel = 0; pixel < width * height; pixel++)
        data.set([(pixel * (turn + 3)) % 13, (pixel >> 3) % 6, turn * 20, 255], pixel * 4);
      return { width, height, data };
    };
    const frames = [0, 1, 2].map(frame);
    const writer = new GifWriter(frames);
    for (const each of [...frames, frame(2)]) writer.add(each, 100);
    const decoded = decodeGif(writer.finish());
    expect(decoded).toHaveLength(4);
    for (const [index, each] of [...frames, frame(2)].entries()) expect(decoded[index]).toEqual(rgbOf(each.data));
  });

  test('the size of a picture is known before it is decoded', () => {
    const png = new Uint8Array(24);
    png.set([0x89, 0x50, 0x4e, 0x47]);
    new DataView(png.buffer).setUint32(16, 10_000);
    new DataView(png.buffer).setUint32(20, 9000);
    expect(imageSize(png)).toEqual({ width: 10_000, height: 9000 });
    expect(imageSize(Uint8Array.of(0x47, 0x49, 0x46, 56, 57, 97, 5, 0, 3, 0))).toEqual({ width: 5, height: 3 });
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc0, 0, 11, 8, 0, 20, 0, 30);
    expect(imageSize(jpeg)).toEqual({ width: 30, height: 20 });
    expect(imageSize(png.subarray(0, 10))).toBeUndefined();
    expect(imageSize(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });
});

function rgbOf(data: Uint8ClampedArray): number[] {
  return [...data].filter((_, index) => index % 4 !== 3);
}

/** A reader of the format, written from its specification: every frame as it shows. */
function decodeGif(bytes: Uint8Array): number[][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  const table = bytes.subarray(13, 13 + 768);
  const screen = new Uint8Array(width * height);
  const frames: number[][] = [];
  let at = 13 + 768;
  const blocks = () => {
    const parts: number[] = [];
    for (let length = bytes[at++] ?? 0; length > 0; length = bytes[at++] ?? 0) {
      parts.push(...bytes.subarray(at, at + length));
      at += length;
    }
    return parts;
  };
  while (bytes[at] !== 0x3b) {
    const kind = bytes[at++];
    if (kind === 0x21) {
      at++;
      blocks();
      continue;
    }
    const [x, y, w, h] = [0, 2, 4, 6].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
      number,
    ];
    at += 10;
    const cells = unpack(blocks());
    cells.forEach((cell, index) => {
      screen[(y + Math.floor(index / w)) * width + x + (index % w)] = cell;
    });
    expect(cells).toHaveLength(w * h);
    frames.push([...screen].flatMap((cell) => [...table.subarray(cell * 3, cell * 3 + 3)]));
  }
  return frames;
}

function unpack(bytes: readonly number[]): number[] {
  const out: number[] = [];
  let table: number[][] = [];
  let [size, previous, bit] = [9, undefined as number[] | undefined, 0];
  const reset = () => {
    table = Array.from({ length: 258 }, (_, index) => (index < 256 ? [index] : []));
    size = 9;
    previous = undefined;
  };
  for (;;) {
    let code = 0;
    for (let i = 0; i < size; i++, bit++) code |= (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1) << i;
    if (code === 257) return out;
    if (code === 256) {
      reset();
      continue;
    }
    const entry: number[] = table[code] ?? [...(previous ?? []), previous?.[0] ?? 0];
    out.push(...entry);
    if (previous && table.length < 4096) table.push([...previous, entry[0] ?? 0]);
    if (table.length === 1 << size && size < 12) size++;
    previous = entry;
  }
}
