// Pooling to a wanted size, and to a single cell. Knows no framework's spelling; quotes are PyTorch's.
import { type Attribute, type AttributeInput, type Expectation, flag } from '../graph/attribute.ts';
import { type Dim, isKnown } from '../graph/dim.ts';
import { defineOperator, type Reach } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { listText } from '../graph/torch-text.ts';
import { reshaped, type Volume, volume } from '../graph/volume.ts';
import { type Rank, refuseEmptiness, spatialInput, spatialOutput } from './spatial.ts';

type Kind = 'avg' | 'max';

/** Per axis a size, or null to keep the axis as it is. */
interface Wanted {
  readonly sizes: readonly (Dim | null)[];
  /** Given as a list: PyTorch's words differ. */
  readonly list: boolean;
}

function wantedSize(kind: Kind, rank: Rank): Attribute<Wanted> {
  const expectation: Expectation = { kind: 'axes', rank, min: 0 };
  const isSize = (input: AttributeInput): input is Dim =>
    typeof input === 'number'
      ? Number.isInteger(input) && input >= 0
      : typeof input === 'object' && input !== null && 'kind' in input;
  return {
    doc: 'The wanted size on each spatial axis; null keeps an axis as it is.',
    default: 1,
    // Null alone is no size, but has to get here to be refused.
    optional: true,
    expectation,
    read(input) {
      if (isSize(input)) return { value: { sizes: new Array<Dim>(rank).fill(input), list: false } };
      if (!Array.isArray(input) || input.length !== rank) return { expected: expectation };
      const items = input as readonly AttributeInput[];
      const sizes = items.map((item) => (item === null && rank > 1 ? null : item));
      return sizes.every((size) => size === null || isSize(size))
        ? { value: { sizes: sizes as readonly (Dim | null)[], list: true } }
        : { expected: expectation };
    },
    quote: (input) => sizeQuote(kind, rank, input),
  };
}

function sizeQuote(kind: Kind, rank: Rank, input: AttributeInput): string | undefined {
  const name = `adaptive_${kind}_pool${rank}d`;
  if (input === null || (Array.isArray(input) && rank === 1 && input.includes(null))) {
    return rank === 1
      ? `${name}(): argument 'output_size' (position 2) must be tuple of ints, not NoneType`
      : "object of type 'NoneType' has no len()";
  }
  if (!Array.isArray(input) || input.length === rank) return undefined;
  if (rank === 1) return `${name}() argument 'output_size' should contain one int (got ${input.length})`;
  return kind === 'max'
    ? `${name}(): internal error: output_size.size() must be ${rank}`
    : `${name}: output_size must be ${rank}`;
}

function rankQuote(kind: Kind, rank: Rank, list: boolean) {
  const name = `adaptive_${kind}_pool${rank}d`;
  return (size: string, dimensions: number): string => {
    if (list && rank > 1 && dimensions <= rank) return `Input dimension should be at least ${rank + 1}`;
    if (rank === 1) {
      return (
        `Expected 2 to 3 dimensions, but got ${dimensions}-dimensional tensor ` +
        `for argument #1 'self' (while checking arguments for ${name})`
      );
    }
    return `${name}(): Expected ${rank + 1}D or ${rank + 2}D tensor, but got${kind === 'max' ? ':' : ''} ${size}`;
  };
}

/**
 * (N, C, …) → (N, C, …wanted): cell i covers ⌊i·n/o⌋ to ⌈(i + 1)·n/o⌉; no parameters.
 * Refuses an input with an axis without cells; a wanted size may be larger than the input.
 * Source: torch.nn.AdaptiveAvgPool1d … 3d, https://docs.pytorch.org/docs/2.13/generated/torch.nn.AdaptiveAvgPool2d.html
 */
function adaptivePool(kind: Kind, rank: Rank) {
  return defineOperator({
    id: `adaptive-${kind}-pool${rank}d`,
    family: 'pooling',
    doc:
      kind === 'avg'
        ? 'Averages windows chosen so that the output has the wanted size.'
        : 'Keeps the largest cell of windows chosen so that the output has the wanted size.',
    attributes: {
      outputSize: wantedSize(kind, rank),
      ...(kind === 'max'
        ? { indices: flag({ default: false, doc: 'Gives the places of the largest cells as a second output.' }) }
        : {}),
    },
    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      const { sizes = [], list = false } = attributes.outputSize ?? {};
      const mean = kind === 'avg' && rank > 1 ? meanOf(input, rank, sizes, list) : undefined;
      if (mean) return { outputs: [mean], global: true };
      const at = spatialInput(input, rank, refuse, rankQuote(kind, rank, list));
      const empty = input.dims ? emptyAxis(kind, input.dims, rank) : -1;
      if (!at.refused && empty >= 0) {
        const quote =
          `adaptive_${kind}_pool${rank}d(): Expected input to have non-zero size for non-batch dimensions, ` +
          `but input has sizes ${listText(input.dims ?? [])} with dimension ${empty} being empty`;
        refuseEmptiness(input, refuse, quote);
      }
      const spatial = at.spatial.map((size, axis) => {
        const wanted = sizes[axis];
        return wanted === null ? size : (wanted ?? REFUSED);
      });
      const outputs = spatialOutput(input, at, at.channels, spatial);
      const [output] = outputs;
      const { indices } = attributes as { readonly indices?: boolean };
      return {
        outputs: indices && output ? [output, { ...output, dtype: 'integer' as const }] : outputs,
        global: spatial.every((size) => size === 1),
        reach: at.spatial.map((size, axis) => covers(size, spatial[axis])),
      };
    },
  });
}

/**
 * Down to one cell PyTorch takes the mean over the last axes, however many there are before.
 * Source: aten/src/ATen/native/AdaptiveAveragePooling.cpp, PyTorch 2.13.
 */
function meanOf(
  { dims, dtype }: Volume,
  rank: Rank,
  sizes: readonly (Dim | null)[],
  list: boolean,
): Volume | undefined {
  const isUsual = dims === undefined || dims.length === rank + 1 || dims.length === rank + 2;
  if (isUsual || dims.length < rank + (list ? 1 : 0) || sizes.some((size) => size !== 1)) return undefined;
  return volume([...dims.slice(0, -rank), ...new Array<Dim>(rank).fill(1)], dtype);
}

/** Averages look at the spatial axes only, unless they have three. */
function emptyAxis(kind: Kind, dims: readonly Dim[], rank: Rank): number {
  const from = kind === 'avg' && rank < 3 ? dims.length - rank : 1;
  return dims.findIndex((dim, axis) => axis >= from && dim === 0);
}

function covers(input: Dim, output: Dim | undefined): Reach | undefined {
  if (!isKnown(input) || typeof output !== 'number' || output < 1 || input < 1) return undefined;
  const cells = input % output === 0 ? input / output : Math.ceil(input / output) + 1;
  return { cells: Math.min(cells, input), step: input / output };
}

/**
 * (N, C, …) → (N, C, 1, …): every activation map becomes one cell; no parameters. Takes any number of spatial axes.
 * Source: Lin et al., Network In Network, 2014, arXiv:1312.4400, section 3.2.
 */
function globalPool(kind: 'avg' | 'max' | 'l2', doc: string) {
  return defineOperator({
    id: `global-${kind}-pool`,
    family: 'pooling',
    doc,
    attributes: {},
    infer({ inputs: [input], refuse }) {
      if (!input?.dims) return { outputs: input ? [input] : [], global: true };
      const { dims } = input;
      if (dims.length < 3) {
        refuse('rank-mismatch', { expected: [3, 4, 5], input });
        return { outputs: [input], global: true };
      }
      const ones = dims.map((dim, axis): Dim => (axis < 2 ? dim : 1));
      return { outputs: [reshaped(input, ones)], global: true };
    },
  });
}

export const adaptiveAvgPool1d = adaptivePool('avg', 1);
export const adaptiveAvgPool2d = adaptivePool('avg', 2);
export const adaptiveAvgPool3d = adaptivePool('avg', 3);
export const adaptiveMaxPool1d = adaptivePool('max', 1);
export const adaptiveMaxPool2d = adaptivePool('max', 2);
export const adaptiveMaxPool3d = adaptivePool('max', 3);
export const globalAvgPool = globalPool('avg', 'Averages each activation map to a single cell.');
export const globalMaxPool = globalPool('max', 'Keeps the largest cell of each activation map.');
export const globalL2Pool = globalPool('l2', 'Takes the Euclidean norm of each activation map.');
