// PyTorch's words for pooling windows that it refuses. They differ between ranks and between maximum and average.
// Sources: aten/src/ATen/native/Pool.h, MaxPooling.h, DilatedMaxPool2d.cpp, DilatedMaxPool3d.cpp, AveragePool*.cpp, 2.13.
import type { AttributeInput } from '../graph/attribute.ts';
import type { Dim } from '../graph/dim.ts';
import { listText } from '../graph/torch-text.ts';
import type { Rank } from './spatial.ts';

export type PoolKind = 'max' | 'avg';

type Numbers = 'kernel' | 'stride' | 'padding' | 'dilation';

const SPELLED: Readonly<Record<Numbers, string>> = {
  kernel: 'kernel_size',
  stride: 'stride',
  padding: 'padding',
  dilation: 'dilation',
};

/** What names each axis: `kH: 0 kW: 0`. */
const PREFIX: Readonly<Record<Numbers, string>> = { kernel: 'k', stride: 'd', padding: 'pad', dilation: 'dilation' };
const AXES: Readonly<Record<Rank, readonly string[]>> = { 1: ['H', 'W'], 2: ['H', 'W'], 3: ['T', 'H', 'W'] };

/** The words for a value of `attribute` that is no window's. */
export function poolQuote(
  kind: PoolKind,
  rank: Rank,
  attribute: Numbers,
): (input: AttributeInput) => string | undefined {
  return (input) => {
    const values = numbersIn(input);
    if (!values) return undefined;
    if (values.length !== 1 && values.length !== rank) return countText(kind, rank, attribute, values.length);
    return leastText(
      kind,
      rank,
      attribute,
      values.length === rank ? values : values.concat(values, values).slice(0, rank),
    );
  };
}

/** Integers, or the first of each pair. */
function numbersIn(input: AttributeInput): readonly number[] | undefined {
  const items: readonly unknown[] = Array.isArray(input) ? input : [input];
  const values = items.map((item) => (Array.isArray(item) ? item[0] : item));
  return values.every((value): value is number => Number.isInteger(value)) ? values : undefined;
}

function countText(kind: PoolKind, rank: Rank, attribute: Numbers, count: number): string {
  const spelled = SPELLED[attribute];
  if (rank === 1 && kind === 'avg') return `avg_pool1d() argument '${spelled}' should contain one int (got ${count})`;
  if (rank === 1) {
    const none = attribute === 'stride' ? 'None, an int, list of ints, or tuple of ints' : LISTS[attribute];
    return `max_pool1d() ${spelled} must be ${none} of size 1 but got size ${count}`;
  }
  const all = rank === 2 ? 'two' : 'three';
  const either = rank === 3 && kind === 'avg' ? '' : 'either ';
  const omitted = attribute === 'stride' ? 'omitted, ' : '';
  const must = attribute === 'dilation' ? `must be ${either}` : `must ${either}be `;
  return `${kind}_pool${rank}d: ${spelled} ${must}${omitted}a single int, or a tuple of ${all} ints`;
}

const LISTS: Readonly<Record<Numbers, string>> = {
  kernel: 'an int, list of ints or tuple of ints',
  stride: 'an int, list of ints, or tuple of ints',
  padding: 'an int, list of ints, or tuple of ints',
  dilation: 'an int, list of ints or tuple of ints',
};

function leastText(kind: PoolKind, rank: Rank, attribute: Numbers, values: readonly number[]): string {
  const first = values.find((value) => value < (attribute === 'padding' ? 0 : 1)) ?? 0;
  if (rank === 1 && kind === 'max') {
    const bound = attribute === 'padding' ? 'non-negative' : 'greater than zero';
    return `max_pool1d() ${SPELLED[attribute]} must be ${bound}, but got ${first}`;
  }
  if (attribute === 'padding') return `pad must be non-negative, but got pad: ${first}`;
  if (attribute === 'stride' && values.includes(0)) return 'stride should not be zero';
  const numbers = AXES[rank]
    .map((axis, index, { length }) => `${PREFIX[attribute]}${axis}: ${values[index - length + values.length] ?? 1}`)
    .join(' ');
  return `${attribute === 'kernel' ? 'kernel size' : attribute} should be greater than zero, but got ${numbers}`;
}

/** The words for an input of another rank. */
export function poolRankQuote(kind: PoolKind, rank: Rank, size: string, dimensions: number, indices = false): string {
  if (rank === 1 && kind === 'max' && !indices) return MAX_POOL_1D + size;
  if (rank === 1) {
    return (
      `Expected 2 to 3 dimensions, but got ${dimensions}-dimensional tensor ` +
      `for argument #1 'self' (while checking arguments for ${kind}_pool1d)`
    );
  }
  if (rank === 2 && kind === 'avg') {
    return dimensions < 3
      ? `Dimension out of range (expected to be in range of [${-dimensions}, ${dimensions - 1}], but got -3)`
      : `Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:${size}`;
  }
  return `non-empty ${rank + 1}D or ${rank + 2}D (batch mode) tensor expected for input`;
}

const MAX_POOL_1D =
  'max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:';

/** The words for an input that has an axis without cells. */
export function poolEmptyQuote(kind: PoolKind, rank: Rank, dims: readonly Dim[], indices: boolean): string {
  if (rank === 1 && kind === 'max' && !indices) return MAX_POOL_1D + listText(dims);
  // A length is pooled as a map one cell high.
  const seen = listText(rank === 1 ? dims.toSpliced(-1, 0, 1) : dims);
  if (rank < 3)
    return `Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:${seen}`;
  const name = kind === 'max' ? 'max_pool3d_with_indices_out_cpu_template()' : 'avg_pool3d()';
  return (
    `${name}: Expected input's non-batch dimensions to have positive length, ` +
    `but input has a shape of ${seen} and non-batch dimension 0 has length zero!`
  );
}
