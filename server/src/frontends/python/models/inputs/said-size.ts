// What the defaults of a class or factory say of its images: `img_size=224`, `in_size=(480, 640)`, `num_frames=8`.

export interface SaidSize {
  readonly sides: readonly [height: number, width: number];
  readonly frames?: number;
  readonly channels?: number;
}

const ANNOTATION = String.raw`(?:\s*:\s*[\w.]+(?:\[[^\]=]*\])*)?`;
const START = String.raw`(?:^|,)\s*`;

const SIZE = new RegExp(
  `${START}(?:(?:in|input|img|image|crop|input_crop|spatial|sample)_?(?:size|shape|res|resolution)|resolution)${ANNOTATION}` +
    String.raw`\s*=\s*(?<size>\d+|[([]\s*\d+(?:\s*,\s*\d+){0,2}\s*,?\s*[)\]])`,
  'i',
);
const FRAMES = new RegExp(
  `${START}(?:(?:num|n|input)_?frames|frames|(?:input_)?clip_length|sample_duration|temporal_size)${ANNOTATION}` +
    String.raw`\s*=\s*(?<frames>\d+)`,
  'i',
);

const CHANNELS = new RegExp(
  `${START}(?:(?:in|input|img|image|n|num)_?)?(?:channels?|chans?)${ANNOTATION}` +
    String.raw`\s*=\s*(?<channels>[1-4])\b`,
  'i',
);

/** Smaller ones are no images. */
const SMALLEST = 8;

/** `parameters`: as the file writes them. */
export function saidSize(parameters: string): SaidSize | undefined {
  const numbers = [...(SIZE.exec(parameters)?.groups?.size?.matchAll(/\d+/g) ?? [])].map(Number);
  const size = sidesOf(numbers);
  const frames = FRAMES.exec(parameters)?.groups?.frames;
  const channels = CHANNELS.exec(parameters)?.groups?.channels;
  return (
    size && {
      ...size,
      ...(frames === undefined ? {} : { frames: Number(frames) }),
      ...(channels === undefined ? {} : { channels: Number(channels) }),
    }
  );
}

export function sidesOf(numbers: readonly number[]): SaidSize | undefined {
  const [height, width = height] = withoutChannels(numbers);
  if (height === undefined || width === undefined || Math.min(height, width) < SMALLEST) return undefined;
  return { sides: [height, width] };
}

/** (3, 224, 224) and (224, 224, 3). */
function withoutChannels(numbers: readonly number[]): readonly number[] {
  if (numbers.length < 3) return numbers;
  const [first = 0] = numbers;
  return first <= 4 ? numbers.slice(1) : numbers.slice(0, 2);
}
