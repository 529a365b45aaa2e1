// Animated GIFs: one palette of 256 colours for all frames, and of each frame only the rectangle that changed.
// Source: W3C, GRAPHICS INTERCHANGE FORMAT(sm) Version 89a; LZW as in its Appendix F. Pure: pixels in, bytes out.

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly data: Uint8ClampedArray;
}

const COLOURS = 256;

export class GifWriter {
  readonly #bytes: number[] = [];
  readonly #width: number;
  readonly #height: number;
  readonly #palette: Palette;
  #previous: Uint8Array | undefined;

  /** The samples are frames that show every colour of the animation. */
  constructor(samples: readonly Frame[]) {
    const [first] = samples;
    this.#width = first?.width ?? 1;
    this.#height = first?.height ?? 1;
    this.#palette = paletteFrom(samples);
    this.#text('GIF89a');
    this.#short(this.#width);
    this.#short(this.#height);
    // A global table of 256 colours, eight bits each.
    this.#bytes.push(0xf7, 0, 0, ...this.#palette.table);
    // Plays again and again.
    this.#bytes.push(0x21, 0xff, 11);
    this.#text('NETSCAPE2.0');
    this.#bytes.push(3, 1, 0, 0, 0);
  }

  add({ data }: Frame, milliseconds: number): void {
    const indices = this.#palette.indicesOf(data);
    const box = changedBox(this.#previous, indices, this.#width, this.#height);
    this.#previous = indices;
    // Left in place for the next frame to draw over.
    this.#bytes.push(0x21, 0xf9, 4, 0x04);
    this.#short(Math.max(2, Math.round(milliseconds / 10)));
    this.#bytes.push(0, 0, 0x2c);
    for (const value of [box.x, box.y, box.width, box.height]) this.#short(value);
    this.#bytes.push(0, 8);
    const cells = cut(indices, this.#width, box);
    const packed = lzw(cells);
    for (let at = 0; at < packed.length; at += 255) {
      const block = packed.slice(at, at + 255);
      this.#bytes.push(block.length);
      for (const byte of block) this.#bytes.push(byte);
    }
    this.#bytes.push(0);
  }

  finish(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#bytes.length + 1);
    bytes.set(this.#bytes);
    bytes[this.#bytes.length] = 0x3b;
    return bytes;
  }

  #text(text: string): void {
    for (const character of text) this.#bytes.push(character.charCodeAt(0));
  }

  #short(value: number): void {
    this.#bytes.push(value & 255, value >> 8);
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function changedBox(before: Uint8Array | undefined, after: Uint8Array, width: number, height: number): Box {
  if (!before) return { x: 0, y: 0, width, height };
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (before[at] === after[at]) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0
    ? { x: 0, y: 0, width: 1, height: 1 }
    : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

function cut(indices: Uint8Array, width: number, box: Box): Uint8Array {
  const cells = new Uint8Array(box.width * box.height);
  for (let row = 0; row < box.height; row++) {
    const from = (box.y + row) * width + box.x;
    cells.set(indices.subarray(from, from + box.width), row * box.width);
  }
  return cells;
}

class Palette {
  readonly table: Uint8Array;
  readonly #index = new Map<number, number>();

  constructor(colours: readonly number[]) {
    this.table = new Uint8Array(COLOURS * 3);
    colours.forEach((colour, index) => {
      this.table.set([colour >> 16, (colour >> 8) & 255, colour & 255], index * 3);
      this.#index.set(colour, index);
    });
  }

  indicesOf(data: Uint8ClampedArray): Uint8Array {
    const indices = new Uint8Array(data.length / 4);
    for (let at = 0, pixel = 0; at < data.length; at += 4, pixel++) {
      const colour = colourAt(data, at);
      indices[pixel] = this.#index.get(colour) ?? this.#nearest(colour);
    }
    return indices;
  }

  #nearest(colour: number): number {
    let [best, least] = [0, Infinity];
    for (let index = 0; index < COLOURS; index++) {
      const red = (colour >> 16) - (this.table[index * 3] ?? 0);
      const green = ((colour >> 8) & 255) - (this.table[index * 3 + 1] ?? 0);
      const blue = (colour & 255) - (this.table[index * 3 + 2] ?? 0);
      const distance = red * red + green * green + blue * blue;
      if (distance < least) [best, least] = [index, distance];
    }
    this.#index.set(colour, best);
    return best;
  }
}

function colourAt(data: Uint8ClampedArray, at: number): number {
  return ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
}

/** The most frequent colours: drawings have few, and what smoothing adds lies between them. */
function paletteFrom(samples: readonly Frame[]): Palette {
  const counts = new Map<number, number>();
  for (const { data } of samples) {
    for (let at = 0; at < data.length; at += 4) {
      const colour = colourAt(data, at);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  const frequent = [...counts].sort(([, a], [, b]) => b - a).slice(0, COLOURS);
  return new Palette(frequent.map(([colour]) => colour));
}

const CLEAR = 256;
const END = 257;
const MOST_CODES = 4096;

/** Codes of 9 to 12 bits, least significant bit first. */
function lzw(cells: Uint8Array): readonly number[] {
  const bytes: number[] = [];
  let [buffer, bits] = [0, 0];
  let size = 9;
  const emit = (code: number) => {
    buffer |= code << bits;
    bits += size;
    while (bits >= 8) {
      bytes.push(buffer & 255);
      buffer >>>= 8;
      bits -= 8;
    }
  };
  let codes = new Map<number, number>();
  let next = END + 1;
  emit(CLEAR);
  let prefix = cells[0] ?? 0;
  for (let at = 1; at < cells.length; at++) {
    const cell = cells[at] ?? 0;
    const key = (prefix << 8) | cell;
    const known = codes.get(key);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    emit(prefix);
    if (next < MOST_CODES) {
      codes.set(key, next);
      // The reader is one code behind, so the next code that it can have decides the width.
      if (next === 1 << size) size++;
      next++;
    } else {
      emit(CLEAR);
      codes = new Map();
      next = END + 1;
      size = 9;
    }
    prefix = cell;
  }
  emit(prefix);
  emit(END);
  if (bits > 0) bytes.push(buffer & 255);
  return bytes;
}
