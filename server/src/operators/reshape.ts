// Giving the same cells another shape: reshape and its kin flatten and unflatten.
import { integers } from '../graph/attribute.ts';
import { type Dim, isKnown, product, unknownDim } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { solveShape } from '../graph/solve-shape.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { reshaped, unknownVolume, type Volume } from '../graph/volume.ts';
import { axis, resolveAxis } from './axes.ts';

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
