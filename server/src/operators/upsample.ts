// Resizing by interpolation. Knows no framework's spelling; quotes are PyTorch's.
import { type Attribute, choice, type Expectation, optional } from '../graph/attribute.ts';
import { type Dim, isKnown, isUnknown, map } from '../graph/dim.ts';
import { defineOperator, type Reach, type Refuse } from '../graph/operator.ts';
import { REFUSED, refusedVolume } from '../graph/refused.ts';
import { listText } from '../graph/torch-text.ts';
import { type KnownRank, reshaped, type Volume } from '../graph/volume.ts';
import { joined } from './spatial.ts';

/** One number for all axes, or one for each. */
type Amounts = Dim | readonly Dim[];

function amounts({ doc, whole }: { readonly doc: string; readonly whole: boolean }): Attribute<Amounts> {
  const expectation: Expectation = whole ? { kind: 'integers', min: 1 } : { kind: 'number', min: 0 };
  const isAmount = (input: unknown): input is Dim =>
    typeof input === 'number'
      ? Number.isFinite(input) && (!whole || Number.isInteger(input))
      : typeof input === 'object' && input !== null && 'kind' in input;
  return {
    doc,
    expectation,
    read(input) {
      if (isAmount(input)) return { value: input };
      const items: readonly unknown[] = Array.isArray(input) ? input : [undefined];
      return items.every(isAmount) ? { value: items } : { expected: expectation };
    },
  };
}

/** Given at all or not is what counts. */
const alignCorners: Attribute<boolean | undefined> = {
  doc: 'Keeps the corner cells where they are; only where the mode interpolates.',
  expectation: { kind: 'boolean' },
  optional: true,
  read(input) {
    if (typeof input === 'boolean') return { value: input };
    return input === null || (typeof input === 'object' && 'kind' in input)
      ? { value: undefined }
      : { expected: this.expectation };
  },
};

const MODES = ['nearest', 'nearest-exact', 'linear', 'bilinear', 'bicubic', 'trilinear', 'area'] as const;
type Mode = (typeof MODES)[number];

/** Where a mode is for one number of spatial axes only. */
const RANK_OF: Readonly<Partial<Record<Mode, number>>> = { linear: 1, bilinear: 2, bicubic: 2, trilinear: 3 };

/** Cells that one output cell reads along an axis. */
const CELLS: Readonly<Record<Mode, number>> = {
  nearest: 1,
  'nearest-exact': 1,
  area: 1,
  linear: 2,
  bilinear: 2,
  trilinear: 2,
  bicubic: 4,
};

/**
 * (N, C, …) → (N, C, …size) or, by a scale, ⌊n·scale⌋ cells on each axis; no parameters. One to three spatial axes.
 * Refuses size and scale together or neither, a list for another number of axes, a mode for another number of axes,
 * aligned corners where nothing is interpolated, and an output without cells.
 * Source: torch.nn.Upsample, torch.nn.functional.interpolate,
 * https://docs.pytorch.org/docs/2.13/generated/torch.nn.functional.interpolate.html; aten/src/ATen/native/UpSample.h.
 */
export const upsample = defineOperator({
  id: 'upsample',
  family: 'resampling',
  doc: 'Resizes every activation map by interpolation, to a size or by a factor.',
  attributes: {
    size: optional(amounts({ whole: true, doc: 'The wanted size, one number or one per spatial axis.' })),
    scale: optional(amounts({ whole: false, doc: 'The factor to grow by, one number or one per spatial axis.' })),
    mode: choice({ choices: MODES, default: 'nearest', doc: 'How cells between the given ones are found.' }),
    alignCorners,
  },
  infer({ attributes, inputs: [input], refuse }) {
    if (!input?.dims) return { outputs: input ? [input] : [] };
    const { mode, alignCorners } = attributes;
    const known: KnownRank = { ...input, dims: input.dims };
    if (!judgeCorners(mode, alignCorners, refuse)) return { outputs: [refused(known)] };
    const sizes = sizesFor(attributes, known, refuse);
    if (!sizes || !judgeRank(mode, known, refuse)) return { outputs: [refused(known)] };
    const spatial = known.dims.slice(2);
    const kept = judgeCells(mode, known, sizes, refuse) ? sizes : sizes.map(() => REFUSED);
    return {
      outputs: [reshaped(known, [...known.dims.slice(0, 2), ...kept])],
      reach: spatial.map((size, axis) => reachOf(mode, size, kept[axis])),
    };
  },
});

function refused(input: KnownRank): Volume {
  return input.dims.length > 2
    ? reshaped(input, [...input.dims.slice(0, 2), ...input.dims.slice(2).map(() => REFUSED)])
    : refusedVolume(input);
}

function judgeCorners(mode: Mode, alignCorners: boolean | undefined, refuse: Refuse): boolean {
  if (alignCorners === undefined || RANK_OF[mode] !== undefined) return true;
  const quote =
    'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear';
  const expected = { kind: 'choice', choices: Object.keys(RANK_OF) } as const;
  refuse('bad-value', { attribute: 'mode', value: mode, expected }, { attribute: 'alignCorners', quote });
  return false;
}

function sizesFor(
  { size, scale }: { readonly size?: Amounts | undefined; readonly scale?: Amounts | undefined },
  input: KnownRank,
  refuse: Refuse,
): readonly Dim[] | undefined {
  const spatial = input.dims.slice(2);
  if (size !== undefined && scale !== undefined) {
    const expected = { kind: 'absent', beside: 'size' } as const;
    const quote = 'only one of size or scale_factor should be defined';
    refuse('bad-value', { attribute: 'scale', value: text(scale), expected }, { attribute: 'scale', quote });
    return undefined;
  }
  if (size === undefined && scale === undefined) {
    const quote = 'either size or scale_factor should be defined';
    refuse('missing-value', { attribute: 'scale', expected: { kind: 'number', min: 0 } }, { quote });
    return undefined;
  }
  const attribute = size === undefined ? 'scale' : 'size';
  const given = size ?? scale ?? 1;
  if (isList(given) && given.length !== spatial.length) {
    const expected = { kind: 'integers', length: spatial.length } as const;
    refuse(
      'bad-value',
      { attribute, value: text(given), expected },
      { attribute, quote: countText(attribute, given, spatial) },
    );
    return undefined;
  }
  const amount = (axis: number): Dim => (isList(given) ? (given[axis] ?? REFUSED) : given);
  if (size !== undefined) return spatial.map((_, axis) => amount(axis));
  return spatial.map((cells, axis) => {
    const factor = amount(axis);
    return isKnown(factor) ? map(cells, (count) => Math.floor(count * factor)) : isUnknown(factor) ? factor : REFUSED;
  });
}

function isList(given: Amounts): given is readonly Dim[] {
  return Array.isArray(given);
}

function text(given: Amounts): string {
  return isList(given) ? listText(given) : joined([given], '');
}

function countText(attribute: 'size' | 'scale', given: readonly Dim[], spatial: readonly Dim[]): string {
  const tuple = `(${joined(given, ', ')}${given.length === 1 ? ',' : ''})`;
  const [what, format] =
    attribute === 'size'
      ? [`output size of ${tuple}`, 'output size in (o1, o2, ...,oK)']
      : [`scale_factor of shape ${tuple}`, 'scale_factor in (s1, s2, ...,sK)'];
  return (
    `Input and ${attribute === 'size' ? 'output' : 'scale_factor'} must have the same number of spatial dimensions, ` +
    `but got input with spatial dimensions of ${listText(spatial)} and ${what}. ` +
    `Please provide input tensor in (N, C, d1, d2, ...,dK) format and ${format} format.`
  );
}

function judgeRank(mode: Mode, input: KnownRank, refuse: Refuse): boolean {
  const rank = input.dims.length - 2;
  const wanted = RANK_OF[mode];
  if (rank >= 1 && rank <= 3 && (wanted === undefined || wanted === rank)) return true;
  const quote =
    rank >= 1 && rank <= 3 && wanted !== undefined && mode !== 'bicubic'
      ? `Got ${rank + 2}D input, but ${mode} mode needs ${wanted + 2}D input`
      : `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${rank + 2}D) for the modes: ` +
        `nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got ${mode})`;
  const expected = wanted === undefined ? [3, 4, 5] : [wanted + 2];
  refuse('rank-mismatch', { expected, input }, { attribute: 'mode', quote });
  return false;
}

const NAMES = [['W'], ['H', 'W'], ['D', 'H', 'W']] as const;

function judgeCells(mode: Mode, input: KnownRank, sizes: readonly Dim[], refuse: Refuse): boolean {
  const spatial = input.dims.slice(2);
  const least = mode === 'area' ? 0 : 1;
  const none = (dim: Dim) => isKnown(dim) && dim < least;
  if (!sizes.some(none) && !spatial.includes(0)) return true;
  const names = NAMES[sizes.length - 1] ?? [];
  const sized = (dims: readonly Dim[]) =>
    names.map((name, axis) => `${name}: ${joined(dims.slice(axis, axis + 1), '')}`);
  const quote =
    'Input and output sizes should be greater than 0, but got input ' +
    `(${sized(spatial).join(', ')}) ${sizes.length === 1 ? 'and ' : ''}output (${sized(sizes).join(', ')})`;
  const expected = reshaped(input, [
    ...input.dims.slice(0, 2),
    ...sizes.map((size) => (isKnown(size) && size < 1 ? REFUSED : size)),
  ]);
  const actual = reshaped(input, [...input.dims.slice(0, 2), ...sizes]);
  refuse('shapes-do-not-match', { input: actual, expected }, { quote });
  return false;
}

function reachOf(mode: Mode, input: Dim, output: Dim | undefined): Reach | undefined {
  return isKnown(input) && typeof output === 'number' && output > 0
    ? { cells: Math.min(CELLS[mode], Math.max(1, input)), step: input / output }
    : undefined;
}
