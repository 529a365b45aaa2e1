// Pictures that are dropped or chosen, decoded in the panel and never sent anywhere: how large they are, before anything is decoded.

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A larger one would take a gigabyte to decode. */
export const MOST_PIXELS = 4096 * 4096;

/** From the first bytes of PNG, GIF, BMP, WebP and JPEG files; undefined where they do not say. */
export function imageSize(bytes: Uint8Array): PixelSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (const { magic, at, read } of FORMATS) {
      if (magic.every((byte, index) => bytes[at + index] === byte)) return read(view);
    }
  } catch (error) {
    // A file that ends before its size.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

interface Format {
  readonly magic: readonly number[];
  readonly at: number;
  readonly read: (view: DataView) => PixelSize | undefined;
}

const FORMATS: readonly Format[] = [
  {
    magic: [0x89, 0x50, 0x4e, 0x47],
    at: 0,
    read: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  },
  {
    magic: [0x47, 0x49, 0x46],
    at: 0,
    read: (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  },
  {
    magic: [0x42, 0x4d],
    at: 0,
    read: (view) => ({ width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) }),
  },
  { magic: [0x57, 0x45, 0x42, 0x50], at: 8, read: webpSize },
  { magic: [0xff, 0xd8], at: 0, read: jpegSize },
];

/** The three kinds of WebP: with alpha or animation, lossless, lossy. */
function webpSize(view: DataView): PixelSize | undefined {
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((at) => view.getUint8(at)));
  const three = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (kind === 'VP8X') return { width: three(24) + 1, height: three(27) + 1 };
  if (kind === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (kind !== 'VP8L') return undefined;
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
}

/** Segments are skipped until a start of frame. */
function jpegSize(view: DataView): PixelSize | undefined {
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
  return undefined;
}
