// Taking a part of one axis, or one place on it.
import { integer, optional } from '../graph/attribute.ts';
import { type Dim, isBatch, isKnown, isUnknown, subtract, unknownDim } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { refusedVolume } from '../graph/refused.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { reshaped } from '../graph/volume.ts';
import { axis, axisIn, resolveAxis, withAxis } from './axes.ts';

/** How many cells `start:end:step` takes of `size`, as Python's slices count; a part of the batch is unknown. */
export function sliceLength(size: Dim, start: Dim, end: Dim | undefined, step: Dim): Dim {
  if (isKnown(size) && isKnown(start) && isKnown(step) && (end === undefined || isKnown(end))) {
    const clamp = (index: number) => Math.min(Math.max(index < 0 ? index + size : index, 0), size);
    return Math.max(0, Math.ceil((clamp(end ?? size) - clamp(start)) / step));
  }
  if (start === 0 && end === undefined && step === 1) return size;
  if (isBatch(size) && step === 1 && isKnown(start) && start >= 0 && end !== undefined && isBatch(end))
    return subtract(end, start);
  const unknown = [size, start, end, step].find((dim) => dim !== undefined && isUnknown(dim));
  return unknown ?? unknownDim({ reason: 'batch-arithmetic', facts: {} });
}

const index = (doc: string) => integer({ min: -(2 ** 31), doc });

/**
 * (…, S, …) → (…, ⌈(end − start)/step⌉, …) with both clamped to 0 … S; negative ones count from the end.
 * Source: Python slices on tensors, https://docs.pytorch.org/docs/2.13/tensor_view.html
 */
export const slice = defineOperator({
  id: 'slice',
  family: 'shape',
  doc: 'Takes a range of one axis.',
  attributes: {
    axis: axis({ default: 1, doc: 'The axis to take from; 1 is the channels.' }),
    start: integer({ min: -(2 ** 31), default: 0, doc: 'The first cell to take; negative ones count from the end.' }),
    end: optional(index('The cell to stop before; to the end where absent.')),
    step: integer({ min: 1, default: 1, doc: 'How far to move from one cell to the next.' }),
  },
  infer({ attributes: { axis: place, start, end, step }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (!input.dims) return { outputs: [input] };
    const at = resolveAxis(place, input.dims.length, refuse);
    const size = at === undefined ? undefined : input.dims[at];
    if (at === undefined || size === undefined) return { outputs: [refusedVolume(input)] };
    return { outputs: [reshaped(input, withAxis(input.dims, at, sliceLength(size, start, end, step)))] };
  },
});

/**
 * (…, S, …) → (…, …): one place on an axis; the axis is gone.
 * Refuses a place beyond the axis.
 * Source: torch.select, https://docs.pytorch.org/docs/2.13/generated/torch.select.html
 */
export const select = defineOperator({
  id: 'select',
  family: 'shape',
  doc: 'Takes one place on an axis; the axis is gone.',
  attributes: {
    axis: axis({ default: 1, doc: 'The axis to take from; 1 is the channels.' }),
    index: index('Which place to take; negative ones count from the end.'),
  },
  infer({ attributes: { axis: place, index: wanted }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const { dims } = input;
    if (!dims) return { outputs: [input] };
    const taken = axisIn(input, place, refuse, 'select() cannot be applied to a 0-dim tensor.');
    if (!taken) return { outputs: [refusedVolume(input)] };
    const { at, size } = taken;
    if (isKnown(size) && isKnown(wanted) && (wanted < -size || wanted >= size)) {
      const quote = `select(): index ${wanted} out of range for tensor of size ${listText(dims)} at dimension ${at}`;
      const expected = { kind: 'integer', min: -size, max: size - 1 } as const;
      refuse('bad-value', { attribute: 'index', value: dimText(wanted), expected }, { attribute: 'index', quote });
    }
    return { outputs: [reshaped(input, dims.toSpliced(at, 1))] };
  },
});
