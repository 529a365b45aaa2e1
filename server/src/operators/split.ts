// Cutting a volume into several along one axis.
import { integer, integers, optional } from '../graph/attribute.ts';
import { add, type Dim, differ, divide, isBatch, isKnown, map } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { reshaped, type Volume } from '../graph/volume.ts';
import { axis, axisIn, withAxis } from './axes.ts';

/** Equal parts and what remains: 10 in parts of 4 is 4, 4, 2. Nothing gives one empty part. */
function partSizes(size: number, part: number): readonly number[] {
  const count = Math.max(1, part > 0 ? Math.ceil(size / part) : 1);
  return Array.from({ length: count }, (_, index) => Math.min(part, size - index * part));
}

/** `count` parts that are all ⌈size/count⌉ but the last: there may be fewer than asked for. */
export function chunkSizes(size: Dim, count: number): readonly Dim[] {
  if (isKnown(size)) return size === 0 ? new Array<Dim>(count).fill(0) : partSizes(size, Math.ceil(size / count));
  return new Array<Dim>(count).fill(isBatch(size) ? divide(size, count) : map(size, Math.ceil));
}

function cut(input: Volume, at: number, sizes: readonly Dim[]): readonly Volume[] {
  return sizes.map((size) => reshaped(input, withAxis(input.dims ?? [], at, size)));
}

/**
 * (…, S, …) → (…, s₀, …), (…, s₁, …), …: parts of one size, the last one smaller; or of the sizes given.
 * Refuses sizes that do not sum to S.
 * Source: torch.split, https://docs.pytorch.org/docs/2.13/generated/torch.split.html
 */
export const split = defineOperator({
  id: 'split',
  family: 'shape',
  doc: 'Cuts the volume along one axis into parts of a size, or of sizes given one by one.',
  attributes: {
    size: optional(integer({ doc: 'The size of each part; the last one is what remains.' })),
    sections: optional(integers({ min: 0, doc: 'The size of every part, one by one.' })),
    axis: axis({ default: 1, doc: 'The axis to cut; 1 is the channels.' }),
  },
  construct({ size, sections }, refuse) {
    if (size !== undefined || sections !== undefined) return;
    refuse('missing-value', { attribute: 'sections', expected: { kind: 'integers', min: 0 } });
  },
  infer({ attributes: { size: part, sections, axis: place }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const along = axisIn(input, place, refuse, `split expects at least a 1-dimensional tensor`);
    if (!along) return { outputs: sections?.map(() => input) ?? [input] };
    const { at, size } = along;
    if (sections) {
      if (differ(sections.reduce<Dim>(add, 0), size)) {
        const quote =
          `split_with_sizes expects split_sizes to sum exactly to ${dimText(size)} (input tensor's size at dimension ` +
          `${dimText(place)}), but got split_sizes=${listText(sections)}`;
        const target = withAxis(input.dims ?? [], at, sections.reduce<Dim>(add, 0));
        refuse('reshape-changes-size', { input, target }, { attribute: 'sections', quote });
      }
      return { outputs: cut(input, at, sections) };
    }
    if (!isKnown(size) || part === undefined || !isKnown(part)) return { outputs: cut(input, at, [part ?? size]) };
    if (part === 0 && size > 0) {
      const quote = `split_size can only be 0 if dimension size is 0, but got dimension size of ${size}`;
      const facts = { attribute: 'size', value: '0', expected: { kind: 'integer', min: 1 } } as const;
      refuse('bad-value', facts, { attribute: 'size', quote });
      return { outputs: [input] };
    }
    return { outputs: cut(input, at, partSizes(size, part)) };
  },
});

/**
 * (…, S, …) → `count` volumes of ⌈S/count⌉ cells along the axis, the last one smaller; fewer where they suffice.
 * Source: torch.chunk, https://docs.pytorch.org/docs/2.13/generated/torch.chunk.html
 */
export const chunk = defineOperator({
  id: 'chunk',
  family: 'shape',
  doc: 'Cuts the volume along one axis into a number of parts of equal size.',
  attributes: {
    count: integer({ min: 1, doc: 'How many parts; the last one may be smaller.' }),
    axis: axis({ default: 1, doc: 'The axis to cut; 1 is the channels.' }),
  },
  infer({ attributes: { count, axis: place }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const parts = isKnown(count) ? count : 1;
    const along = axisIn(input, place, refuse, `chunk expects at least a 1-dimensional tensor`);
    if (!along) return { outputs: new Array<Volume>(parts).fill(input) };
    const { at, size } = along;
    return { outputs: cut(input, at, isKnown(count) ? chunkSizes(size, count) : [map(count, () => 0)]) };
  },
});
