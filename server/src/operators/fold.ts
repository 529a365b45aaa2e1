// Sliding blocks as columns, and back. Knows no framework's spelling; quotes are PyTorch's.
import { type AxisWindow, outputSize } from '../base/window.ts';
import { type AttributeInput, padding, perAxis } from '../graph/attribute.ts';
import { type Dim, differ, divide, isKnown, isUnknown, multiply, product } from '../graph/dim.ts';
import { axisNames } from '../graph/facts.ts';
import { defineOperator, type Refuse } from '../graph/operator.ts';
import { REFUSED, refusedVolume } from '../graph/refused.ts';
import { listText } from '../graph/torch-text.ts';
import { type KnownRank, volume } from '../graph/volume.ts';
import {
  axisWindows,
  isEmpty,
  joined,
  refuseEmptiness,
  type Sides,
  slide,
  slideSizes,
  spatialInput,
} from './spatial.ts';

const rank = 2;

function blockAttributes() {
  return {
    kernel: perAxis({
      rank,
      min: 1,
      doc: 'Size of a block.',
      quote: (input) => leastText('kernel size', 'kernel', input),
    }),
    dilation: perAxis({
      rank,
      min: 1,
      default: 1,
      doc: 'Distance between the cells of a block; 1 leaves no gap.',
      quote: (input) => leastText('dilation', 'dilation', input),
    }),
    padding: padding({ rank, doc: 'Cells added around the volume.' }),
    stride: perAxis({
      rank,
      min: 1,
      default: 1,
      doc: 'How far blocks are apart.',
      quote: (input) => leastText('stride', 'stride', input),
    }),
  };
}

function leastText(what: string, prefix: string, input: AttributeInput): string | undefined {
  const [height, width = height] = Array.isArray(input) ? input : [input];
  return typeof height === 'number' && typeof width === 'number'
    ? `${what} should be greater than zero, but got ${prefix}_height: ${height} ${prefix}_width: ${width}`
    : undefined;
}

function sidesOf(given: 'same' | 'valid' | readonly Sides[]): readonly Sides[] {
  return typeof given === 'string' ? [] : given;
}

/** `(3, 5)`. */
function tuple(values: readonly Dim[]): string {
  return `(${joined(values, ', ')})`;
}

/**
 * (N, C, H, W) → (N, C·F_h·F_w, L): every block becomes a column, L = their number; no parameters.
 * Refuses an input that no block fits into. Source: torch.nn.Unfold; aten/src/ATen/native/im2col_shape_check.h, PyTorch 2.13.
 */
export const unfold = defineOperator({
  id: 'unfold',
  family: 'shape',
  doc: 'Lays every sliding block of the volume out as a column.',
  attributes: blockAttributes(),
  infer({ attributes, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const { kernel, dilation } = attributes;
    const padding = sidesOf(attributes.padding);
    const at = spatialInput(input, rank, refuse, (size, dimensions) =>
      dimensions < 3
        ? `Dimension out of range (expected to be in range of [${-dimensions}, ${dimensions - 1}], but got 2)`
        : emptyText(size),
    );
    if (isEmpty(at)) refuseEmptiness(input, refuse, emptyText(listText(input.dims ?? [])));
    const windows = axisWindows(at.spatial, { ...attributes, padding });
    const blocks = slide(
      input,
      at.spatial,
      windows,
      refuse,
      (counts) =>
        `Given input with spatial size ${tuple(at.spatial)}, kernel_size=${tuple(kernel)}, dilation=${tuple(dilation)}, ` +
        `padding=${tuple(padding.map(([before]) => before))}, calculated shape of the array of sliding blocks as ` +
        `${tuple(counts)}, but its components must be at least one.`,
    );
    const rows = multiply(at.channels, product(kernel));
    return { outputs: [volume([...at.batch, rows, product(blocks)], input.dtype)], windows };
  },
});

function emptyText(size: string): string {
  return `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${size}`;
}

/**
 * (N, C·F_h·F_w, L) → (N, C, H, W): columns are added up where their blocks overlap; no parameters.
 * Refuses rows that the block size does not divide, and another number of columns than there are blocks.
 * Source: torch.nn.Fold; aten/src/ATen/native/im2col_shape_check.h, PyTorch 2.13.
 */
export const fold = defineOperator({
  id: 'fold',
  family: 'shape',
  doc: 'Adds columns up into a volume of the wanted size, each where its block was.',
  attributes: {
    outputSize: perAxis({ rank, min: 1, doc: 'Height and width of the volume.' }),
    ...blockAttributes(),
  },
  infer({ attributes, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (!input.dims) return { outputs: [input] };
    const { outputSize, kernel, dilation, stride } = attributes;
    const { dims } = input;
    const batch = dims.length === 3 ? dims.slice(0, 1) : [];
    const [rows = REFUSED, columns = REFUSED] = dims.slice(-2);
    if ((dims.length !== 2 && dims.length !== 3) || rows === 0 || columns === 0) {
      const quote =
        'Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, ' +
        `but got: ${listText(dims)}`;
      refuse('rank-mismatch', { expected: [2, 3], input }, { quote });
      return { outputs: [refusedVolume(input)] };
    }
    const padding = sidesOf(attributes.padding);
    const windows = axisWindows(outputSize, { kernel, dilation, stride, padding });
    const channels = channelsIn({ ...input, dims }, rows, kernel, refuse);
    const blocks = slideSizes(outputSize, windows);
    const given =
      `Given output_size=${tuple(outputSize)}, kernel_size=${tuple(kernel)}, dilation=${tuple(dilation)}, ` +
      `padding=${tuple(padding.map(([before]) => before))}, stride=${tuple(stride)}, `;
    if (channels !== REFUSED) judgeColumns({ ...input, dims }, columns, blocks, windows, given, refuse);
    return { outputs: [volume([...batch, channels, ...outputSize], input.dtype)] };
  },
});

function channelsIn(input: KnownRank, rows: Dim, kernel: readonly Dim[], refuse: Refuse): Dim {
  const cells = product(kernel);
  if (isKnown(rows) && isKnown(cells) && rows % cells !== 0) {
    const quote =
      "Expected size of input's dimension 1 to be divisible by the product of kernel_size, " +
      `but got input.size(1)=${rows} and kernel_size=${tuple(kernel)}.`;
    const facts = { axis: input.dims.length - 2, size: rows, divisor: cells };
    refuse('size-does-not-divide', facts, { attribute: 'kernel', quote });
    return REFUSED;
  }
  return isUnknown(rows) ? rows : divide(rows, cells);
}

function judgeColumns(
  input: KnownRank,
  columns: Dim,
  blocks: readonly Dim[],
  windows: readonly (AxisWindow | undefined)[],
  given: string,
  refuse: Refuse,
): void {
  const count = product(blocks);
  if (differ(columns, count)) {
    const quote =
      `${given}expected size of input's dimension 2 to match the calculated number of sliding blocks ` +
      `${joined(blocks, ' * ')} = ${joined([count], '')}, but got input.size(2)=${joined([columns], '')}.`;
    const expected = volume([...input.dims.slice(0, -1), count], input.dtype);
    refuse('shapes-do-not-match', { input, expected }, { attribute: 'outputSize', quote });
    return;
  }
  const none = blocks.findIndex((block) => isKnown(block) && block < 1);
  const window = windows[none];
  const axis = axisNames(rank)[none];
  if (!window || !axis) return;
  const quote = `${given}calculated shape of the array of sliding blocks as ${tuple(blocks)}, which is too small (non-positive)`;
  refuse('volume-vanishes', { input, axis, window, output: outputSize(window) }, { attribute: 'outputSize', quote });
}
