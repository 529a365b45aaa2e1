// Giving the same cells another shape: reshape and its kin flatten and unflatten.
import { integers } from '../graph/attribute.ts';
import {
  batchMultiple,
  type Dim,
  divide,
  equal,
  isBatch,
  isKnown,
  isUnknown,
  product,
  unknownDim,
} from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { reshaped, unknownVolume, type Volume } from '../graph/volume.ts';
import { axis, resolveAxis } from './axes.ts';
import { REFUSED } from './refused.ts';
import { dimText, listText } from './torch-text.ts';

export interface Solved {
  readonly dims: readonly Dim[];
  /** PyTorch's words where the cells cannot take the shape. */
  readonly problem?: string;
}

/**
 * The target shape with its one −1 worked out. With a batch the −1 becomes a multiple of N; a fraction of N that the
 * input did not have is a problem, because it fails for most batches.
 * Source: aten/src/ATen/InferSize.h, PyTorch 2.13.
 */
export function solveShape(from: readonly Dim[], target: readonly Dim[]): Solved {
  const free = target.flatMap((dim, index) => (dim === -1 ? [index] : []));
  const negative = target.findIndex((dim) => isKnown(dim) && dim < -1);
  if (negative >= 0) {
    const problem = `invalid shape dimension ${dimText(target[negative])} at index ${negative} of shape ${listText(target)}`;
    return { dims: settled(target), problem };
  }
  if (free.length > 1) return { dims: settled(target), problem: 'only one dimension can be inferred' };

  const [cells, fixed] = cancel(
    from,
    target.filter((dim) => dim !== -1),
  );
  const problem = `shape '${listText(target)}' is invalid for input of size ${dimText(product(from))}`;
  if (free.length === 0) return equal(cells, fixed) === false ? { dims: target, problem } : { dims: target };
  if (fixed === 0) {
    const ambiguous = `cannot reshape tensor of 0 elements into shape ${listText(target)} because the unspecified dimension size -1 can be any value and is ambiguous`;
    return { dims: settled(target), problem: cells === 0 ? ambiguous : problem };
  }
  const solved = quotient(cells, fixed);
  if (solved === undefined || isNewFraction(solved, from)) return { dims: settled(target), problem };
  return { dims: target.map((dim) => (dim === -1 ? solved : dim)) };
}

/** Products of both sides; where one is unknown, sizes that stand on both sides cancel first. */
function cancel(from: readonly Dim[], target: readonly Dim[]): readonly [Dim, Dim] {
  const cells = product(from);
  const fixed = product(target);
  if (!isUnknown(cells) && !isUnknown(fixed)) return [cells, fixed];
  const rest = [...from];
  const unmatched = target.filter((dim) => {
    const twin = rest.findIndex((other) => other === dim || equal(other, dim) === true);
    if (twin >= 0) rest.splice(twin, 1);
    return twin < 0;
  });
  return [product(rest), product(unmatched)];
}

/** Undefined where it comes out even for no batch at all. */
function quotient(cells: Dim, fixed: Dim): Dim | undefined {
  if (isUnknown(cells) || isUnknown(fixed)) return divide(cells, fixed);
  if (isKnown(cells) && isKnown(fixed)) return cells % fixed === 0 ? cells / fixed : undefined;
  if (isBatch(cells) && isKnown(fixed)) return batchMultiple(cells.numerator, cells.denominator * fixed);
  const even = divide(cells, fixed);
  return isBatch(cells) && isUnknown(even) ? undefined : even;
}

function isNewFraction(solved: Dim, from: readonly Dim[]): boolean {
  if (!isBatch(solved) || solved.denominator === 1) return false;
  return !from.some((dim) => isBatch(dim) && dim.denominator % solved.denominator === 0);
}

/** What remains of a target whose −1 has no answer. */
function settled(target: readonly Dim[]): readonly Dim[] {
  return target.map((dim) => (isKnown(dim) && dim < 0 ? REFUSED : dim));
}

/**
 * (…) → the shape given, with one −1 for what remains.
 * Refuses a shape with another number of cells.
 * Source: torch.reshape, https://docs.pytorch.org/docs/2.13/generated/torch.reshape.html
 */
export const reshape = defineOperator({
  id: 'reshape',
  family: 'shape',
  doc: 'Reads the same cells in the same order as another shape.',
  attributes: {
    shape: integers({ doc: 'The new shape with its batch dimension; one −1 stands for whatever size remains.' }),
  },
  infer({ attributes: { shape }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const from = input.dims ?? [unknownDim(input.cause)];
    const { dims, problem } = solveShape(from, shape);
    if (problem) refuse('reshape-changes-size', { input, target: shape }, { attribute: 'shape', quote: problem });
    return { outputs: [reshaped(input, dims)] };
  },
});

/**
 * (N, C, H, W) → (N, C·H·W): the axes from the first to the last become one.
 * Refuses axes that the volume does not have, and a first after the last. A scalar becomes (1).
 * Source: torch.flatten, https://docs.pytorch.org/docs/2.13/generated/torch.flatten.html
 */
export const flatten = defineOperator({
  id: 'flatten',
  family: 'shape',
  doc: 'Lays several axes out as one: from a volume to a vector for each sample.',
  attributes: {
    startAxis: axis({ default: 1, doc: 'The first axis to lay out; 0 is the batch.' }),
    endAxis: axis({ default: -1, doc: 'The last axis to lay out; −1 is the last one.' }),
  },
  infer({ attributes: { startAxis, endAxis }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (!input.dims) return { outputs: [flattenUnknown(input, startAxis, endAxis)] };
    const rank = input.dims.length;
    const start = resolveAxis(startAxis, rank, refuse, 'startAxis');
    const end = start === undefined ? undefined : resolveAxis(endAxis, rank, refuse, 'endAxis');
    if (start === undefined || end === undefined) return { outputs: [input] };
    if (start > end) {
      const quote = 'flatten() has invalid args: start_dim cannot come after end_dim';
      const expected = { kind: 'integer', min: start, max: rank - 1 } as const;
      refuse('bad-value', { attribute: 'endAxis', value: dimText(endAxis), expected }, { attribute: 'endAxis', quote });
      return { outputs: [input] };
    }
    const { dims } = input;
    return {
      outputs: [
        reshaped(input, [...dims.slice(0, start), product(dims.slice(start, end + 1)), ...dims.slice(end + 1)]),
      ],
    };
  },
});

/** Of an unknown volume only this is known: from axis 1 to the end, two axes remain. */
function flattenUnknown(input: Volume, start: Dim, end: Dim): Volume {
  if (input.dims) return input;
  const lost = unknownDim(input.cause);
  if (end === -1 && isKnown(start) && start >= 0) return reshaped(input, new Array<Dim>(start + 1).fill(lost));
  return unknownVolume(input.cause, input.dtype);
}

/**
 * (N, C·H·W) → (N, C, H, W): one axis becomes several, with one −1 for what remains.
 * Refuses sizes whose product is another.
 * Source: torch.nn.Unflatten, https://docs.pytorch.org/docs/2.13/generated/torch.nn.Unflatten.html
 */
export const unflatten = defineOperator({
  id: 'unflatten',
  family: 'shape',
  doc: 'Folds one axis into several: from a vector back to a volume.',
  attributes: {
    axis: axis({ default: 1, doc: 'The axis to fold.' }),
    shape: integers({ doc: 'The sizes that it becomes; one −1 stands for whatever remains.' }),
  },
  infer({ attributes: { axis: given, shape }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (!input.dims) return { outputs: [input] };
    if (input.dims.length === 0) {
      const quote = 'Dimension specified as 0 but tensor has no dimensions';
      refuse('rank-mismatch', { expected: [1, 2, 3, 4, 5], input }, { quote });
      return { outputs: [reshaped(input, shape)] };
    }
    const at = resolveAxis(given, input.dims.length, refuse);
    if (at === undefined) {
      const rank = input.dims.length + shape.length - 1;
      return { outputs: [reshaped(input, new Array<Dim>(Math.max(rank, 0)).fill(REFUSED))] };
    }
    const size = input.dims[at] ?? 1;
    const { dims, problem } = solveShape([size], shape);
    if (shape.length === 0 || problem) {
      const product = `unflatten: Provided sizes ${listText(shape)} don't multiply up to the size of dim ${at} (${dimText(size)}) in the input tensor`;
      const quote =
        shape.length === 0
          ? 'unflatten: sizes must be non-empty'
          : problem?.startsWith('shape')
            ? product
            : `unflatten got an unexpected error:\n${problem}`;
      refuse('reshape-changes-size', { input, target: shape }, { attribute: 'shape', quote });
    }
    return { outputs: [reshaped(input, [...input.dims.slice(0, at), ...dims, ...input.dims.slice(at + 1)])] };
  },
});
