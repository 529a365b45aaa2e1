// What the file says of its inputs without calling a model: summaries, data sets, transforms.
import type { Value } from '../../evaluator/values.ts';
import { PyList, PyTuple } from '../../evaluator/values.ts';
import { evaluate } from '../../expression.ts';
import type { Running } from '../../program.ts';

/** Channels, height and width of one sample. */
export type Sample = readonly [channels: number | undefined, height: number, width: number];

/** Of data sets whose images all have one size; torchvision's documentation says which. */
const DATA_SETS: Readonly<Record<string, readonly [channels: number, height?: number, width?: number]>> = {
  CIFAR10: [3, 32, 32],
  CIFAR100: [3, 32, 32],
  SVHN: [3, 32, 32],
  STL10: [3, 96, 96],
  MNIST: [1, 28, 28],
  FashionMNIST: [1, 28, 28],
  KMNIST: [1, 28, 28],
  QMNIST: [1, 28, 28],
  EMNIST: [1, 28, 28],
  USPS: [1, 16, 16],
  ImageNet: [3],
};

const DATA_SET = new RegExp(`\\b(${Object.keys(DATA_SETS).join('|')})\\s*\\(`, 'g');
const CROP = /\b(?:CenterCrop|RandomCrop|RandomResizedCrop|RandomSizedCrop|FiveCrop|TenCrop)\s*\(/g;
/** `Scale` and `RandomSizedCrop` are what torchvision called them first. */
const RESIZE = /\b(?:Resize|Scale)\s*\(/g;
/** What else makes images of another size than the data set's. */
const RESIZING = /\b(?:resize\w*|Pad|interpolate)\s*\(/;
const SIZING = new RegExp(`${CROP.source}|${RESIZE.source}`, 'g');
const SUMMARY = /\bsummary\s*\(/g;

/** The shape that `summary(model, (3, 32, 32))` is given; torchinfo's begins with the batch. */
export function summaryShape(running: Running): readonly number[] | undefined {
  for (const { inside } of callsOf(SUMMARY, running.loaded.text)) {
    const [, second, ...more] = split(inside);
    const named = [second ?? '', ...more].map(
      (each) => /^\s*(?:input_size|input_data)\s*=\s*([\s\S]*)$/.exec(each)?.[1],
    );
    const text = named.find(Boolean) ?? (second?.includes('=') ? undefined : second);
    const shape = text === undefined ? undefined : numbers(literalOf(running, text));
    if (shape && shape.length === 3) return shape;
    if (shape && shape.length === 4) return shape.slice(1);
  }
  return undefined;
}

export interface MentionedSample {
  readonly sample: Sample;
  readonly name: string;
  /** `Resize(224)` keeps an image's proportions: it says the shorter side. What else is done may change the size again. */
  readonly unsure?: 'proportions' | 'size';
  /** The file says that this very model reads such images. */
  readonly own?: boolean;
}

/** What the transforms of the file make of an image, and what its data set has; the likeliest first. */
export function samplesOf(running: Running): readonly MentionedSample[] {
  const code = running.loaded.text.replace(/#.*$/gm, '');
  const sets = [...code.matchAll(DATA_SET)].map(([, name = '']) => name);
  const [set] = sets;
  const [channels, height, width] = set === undefined ? [] : (DATA_SETS[set] ?? []);
  const cut = sizeIn(running, code, CROP) ?? sizeIn(running, code, RESIZE);
  const several = new Set(sets.map((name) => String(DATA_SETS[name]))).size > 1;
  const found: MentionedSample[] = [];
  if (cut) {
    const sample: Sample = [several ? undefined : channels, ...cut.size];
    const isOfSquares = cut.unsure === 'proportions' && height !== undefined && height === width;
    found.push({ sample, name: cut.name, ...(cut.unsure && !isOfSquares ? { unsure: cut.unsure } : {}) });
  }
  const resized = callsOf(SIZING, code).length > 0 || RESIZING.test(code);
  // Not every transform of a file is for its data set.
  if (!several && set !== undefined && height !== undefined && width !== undefined && (cut || !resized))
    found.push({ sample: [channels, height, width], name: set });
  return found;
}

interface MentionedSize extends Pick<MentionedSample, 'name' | 'unsure'> {
  readonly size: readonly [height: number, width: number];
}

/** The first size; where there are others beside it, nobody knows which of them is for whom. */
function sizeIn(running: Running, code: string, pattern: RegExp): MentionedSize | undefined {
  const all = sizesIn(running, code, pattern, false);
  const [first] = all;
  return first && (all.every(({ size }) => String(size) === String(first.size)) ? first : { ...first, unsure: 'size' });
}

function sizesIn(running: Running, code: string, pattern: RegExp, isList: boolean): readonly MentionedSize[] {
  return callsOf(pattern, code).flatMap(({ name, inside, end }): readonly MentionedSize[] => {
    // Transforms of one list follow each other: the last one says the size.
    const after = code.slice(end + 1, isList ? undefined : Math.max(end, closing(code, end + 1, LONGEST_LIST)));
    const later = callsOf(SIZING, after).length > 0 ? sizesIn(running, after, SIZING, true) : [];
    if (later.length > 0) return later.slice(-1);
    const [first = ''] = split(inside);
    const found = numbers(literalOf(running, first.replace(/^\s*size\s*=/, '')));
    const [height, width = height] = found ?? [];
    if (height === undefined || width === undefined || Math.min(height, width) < SMALLEST_SIDE) return [];
    const size = { size: [height, width] as const, name: `${name}(${first.trim()})` };
    if (ANYTHING.test(after) && !SEVERAL.test(name)) return [{ ...size, unsure: 'size' }];
    return [found?.length === 1 && KEEPS_PROPORTIONS.test(name) ? { ...size, unsure: 'proportions' } : size];
  });
}

interface MentionedCall {
  readonly name: string;
  readonly inside: string;
  /** Where it ends in the code. */
  readonly end: number;
}

/** What else may be done to an image. */
const ANYTHING = /\bLambda\s*\(/;
/** They give lists, which mostly something puts together then. */
const SEVERAL = /^(?:Five|Ten)Crop$/;
const KEEPS_PROPORTIONS = /^(?:Resize|Scale)$/;
/** Smaller ones show how a transform works. */
const SMALLEST_SIDE = 8;
const LONGEST_CALL = 400;
const LONGEST_LIST = 2000;

function callsOf(pattern: RegExp, code: string): readonly MentionedCall[] {
  return [...code.matchAll(pattern)].flatMap((match) => {
    const start = match.index + match[0].length;
    const end = closing(code, start);
    return end < 0 ? [] : [{ name: /\w+/.exec(match[0])?.[0] ?? '', inside: code.slice(start, end), end }];
  });
}

function closing(code: string, from: number, longest = LONGEST_CALL): number {
  let depth = 1;
  for (let at = from; at < Math.min(code.length, from + longest); at++) {
    const character = code[at];
    if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    if (depth === 0) return at;
  }
  return -1;
}

/** At commas outside of brackets. */
function split(inside: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of inside) {
    if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    if (character === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}

function literalOf(running: Running, text: string): Value | undefined {
  const outcome = running.program.interpreter.isolated(() => evaluate(running, text.trim()), {
    steps: 10_000,
    depth: 50,
    cells: 10_000,
  });
  return 'value' in outcome ? outcome.value : undefined;
}

function numbers(value: Value | undefined): readonly number[] | undefined {
  if (typeof value === 'number') return value > 0 ? [value] : undefined;
  if (!(value instanceof PyTuple || value instanceof PyList)) return undefined;
  const items = value.items.filter((item) => typeof item === 'number' && item > 0);
  return items.length === value.items.length && items.length > 0 ? (items as number[]) : undefined;
}
