// Putting volumes one behind the other along an axis, or beside each other along a new one.

import { promoted } from '../graph/broadcast.ts';
import { add, type Dim, differ, merge } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { REFUSED, refusedVolume } from '../graph/refused.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { unknownVolume, type Volume, volume } from '../graph/volume.ts';
import { axis, resolveAxis, withAxis } from './axes.ts';

/** PyTorch skips vectors without cells, whatever the others' rank. */
function isSkipped({ dims }: Volume): boolean {
  return dims?.length === 1 && dims[0] === 0;
}

/**
 * (N, C₁, H, W), (N, C₂, H, W), … → (N, C₁ + C₂ + …, H, W).
 * Refuses volumes that differ in another axis than the one they are put together on.
 * Source: torch.cat, https://docs.pytorch.org/docs/2.13/generated/torch.cat.html; aten/src/ATen/native/TensorShape.h
 */
export const concat = defineOperator({
  id: 'concat',
  family: 'join',
  doc: 'Puts volumes one behind the other along an axis: their activation maps side by side.',
  attributes: { axis: axis({ default: 1, doc: 'The axis on which sizes add up; 1 is the channels.' }) },
  inputs: { min: 1, max: Number.POSITIVE_INFINITY },
  infer({ attributes: { axis: place }, inputs, refuse }) {
    const dtype = promoted(inputs);
    const scalar = inputs.findIndex(({ dims }) => dims?.length === 0);
    const joined = inputs.filter((input) => !isSkipped(input));
    const [first = inputs[0]] = joined;
    if (!first) return { outputs: [] };
    if (scalar >= 0) {
      const quote = `zero-dimensional tensor (at position ${scalar}) cannot be concatenated`;
      refuse('rank-mismatch', { expected: [1, 2, 3, 4, 5], input: inputs[scalar] ?? first }, { quote });
      return { outputs: [refusedVolume(first)] };
    }
    if (!first.dims) return { outputs: [unknownVolume(first.cause, dtype)] };
    const at = resolveAxis(place, first.dims.length, refuse);
    if (at === undefined)
      return {
        outputs: [
          volume(
            first.dims.map(() => REFUSED),
            dtype,
          ),
        ],
      };

    let dims: readonly Dim[] = first.dims;
    // By place: a volume may well be put behind itself.
    const start = inputs.indexOf(first);
    for (const [index, input] of inputs.entries()) {
      if (index === start || isSkipped(input)) continue;
      if (!input.dims) return { outputs: [unknownVolume(input.cause, dtype)] };
      const next = input.dims;
      if (next.length !== dims.length) {
        const quote = `Tensors must have same number of dimensions: got ${dims.length} and ${next.length}`;
        refuse('concat-shapes-differ', { inputs, axis: at, differsAt: Math.min(dims.length, next.length) }, { quote });
        return { outputs: [refusedVolume(first)] };
      }
      const differsAt = dims.findIndex((dim, other) => other !== at && differ(dim, next[other] ?? 0));
      if (differsAt >= 0) {
        const quote =
          `Sizes of tensors must match except in dimension ${at}. Expected size ${dimText(first.dims[differsAt])} ` +
          `but got size ${dimText(next[differsAt])} for tensor number ${index} in the list.`;
        refuse('concat-shapes-differ', { inputs, axis: at, differsAt }, { quote });
        const total = joined.reduce<Dim>((sum, each) => add(sum, each.dims?.[at] ?? REFUSED), 0);
        // What they agree on stays: height and width that both differ are one mistake.
        const agreed = dims.map((dim, other) => (differ(dim, next[other] ?? dim) ? REFUSED : dim));
        return { outputs: [volume(withAxis(agreed, at, total), dtype)] };
      }
      dims = dims.map((dim, other) => {
        const theirs = next[other] ?? dim;
        return other === at ? add(dim, theirs) : merge(dim, theirs);
      });
    }
    return { outputs: [volume(dims, dtype)] };
  },
});

/**
 * k volumes of one shape (…) → (…, k, …), on a new axis.
 * Refuses volumes of different shapes.
 * Source: torch.stack, https://docs.pytorch.org/docs/2.13/generated/torch.stack.html
 */
export const stack = defineOperator({
  id: 'stack',
  family: 'join',
  doc: 'Puts volumes of one shape beside each other along a new axis.',
  attributes: { axis: axis({ default: 0, doc: 'Where the new axis stands in the output.' }) },
  inputs: { min: 1, max: Number.POSITIVE_INFINITY },
  infer({ attributes: { axis: place }, inputs, refuse }) {
    const [first] = inputs;
    if (!first) return { outputs: [] };
    const dtype = promoted(inputs);
    const lost = inputs.find(({ dims }) => !dims);
    if (lost && !lost.dims) return { outputs: [unknownVolume(lost.cause, dtype)] };
    let dims: readonly Dim[] = first.dims ?? [];
    const at = resolveAxis(place, dims.length + 1, refuse);
    if (at === undefined) return { outputs: [refusedVolume(first)] };
    for (const [index, { dims: next = [] }] of inputs.entries()) {
      const differsAt =
        next.length === dims.length
          ? dims.findIndex((dim, other) => differ(dim, next[other] ?? 0))
          : Math.min(next.length, dims.length);
      if (differsAt >= 0) {
        const quote = `stack expects each tensor to be equal size, but got ${listText(first.dims ?? [])} at entry 0 and ${listText(next)} at entry ${index}`;
        refuse('concat-shapes-differ', { inputs, axis: at, differsAt }, { quote });
        return { outputs: [volume(withAxis(dims, differsAt, REFUSED).toSpliced(at, 0, inputs.length), dtype)] };
      }
      dims = dims.map((dim, other) => merge(dim, next[other] ?? dim));
    }
    return { outputs: [volume(dims.toSpliced(at, 0, inputs.length), dtype)] };
  },
});
