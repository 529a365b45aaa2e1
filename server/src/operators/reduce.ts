// One number for all cells of some axes: mean, sum and their like.
import { flag, integers, optional } from '../graph/attribute.ts';
import type { Dim } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { refusedVolume } from '../graph/refused.ts';
import { SCALAR_TYPE } from '../graph/torch-text.ts';
import { type Dtype, volume } from '../graph/volume.ts';
import { resolveAxes } from './axes.ts';

/** The dimensions without the axes, or with size 1 on them. */
export function reducedDims(dims: readonly Dim[], axes: readonly number[], keep: boolean): readonly Dim[] {
  return keep ? dims.map((dim, at) => (axes.includes(at) ? 1 : dim)) : dims.filter((_, at) => !axes.includes(at));
}

interface Kind {
  readonly doc: string;
  /** The type that comes out; the input's where absent. */
  readonly gives?: (from: Dtype) => Dtype;
  /** Refuses integers, with PyTorch's word for the type. */
  readonly needsFloat?: (scalar: string) => string;
  /** Has no answer over nothing. */
  readonly needsCells?: string;
}

/**
 * (N, C, H, W) over axes 2 and 3 → (N, C), or (N, C, 1, 1) where the axes are kept. No axes: all of them.
 * Refuses an axis that the volume does not have, or the same one twice.
 * Source: https://docs.pytorch.org/docs/2.13/torch.html#reduction-ops
 */
function reduction(id: string, { doc, gives, needsFloat, needsCells }: Kind) {
  return defineOperator({
    id,
    family: 'other',
    doc,
    attributes: {
      axes: optional(integers({ doc: 'Which axes to take together; all where absent.' })),
      keepAxes: flag({ default: false, doc: 'Keeps the axes with size 1.' }),
    },
    infer({ attributes: { axes, keepAxes }, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      const { dims, dtype } = input;
      const all = !axes || axes.length === 0;
      const given = gives?.(dtype) ?? dtype;
      if (needsFloat && (dtype === 'integer' || dtype === 'boolean')) {
        refuse(
          'wrong-dtype',
          { expected: ['float', 'complex'], actual: dtype },
          { quote: needsFloat(SCALAR_TYPE[dtype]) },
        );
      }
      if (!dims) return { outputs: [all && !keepAxes ? volume([], given) : { ...input, dtype: given }], global: all };
      const over = all ? [...dims.keys()] : resolveAxes(axes, dims.length, refuse);
      if (!over) return { outputs: [refusedVolume(input)] };
      const empty = over.find((at) => dims[at] === 0);
      if (needsCells && empty !== undefined) {
        const quote = `${needsCells}: Expected reduction dim ${empty} to have non-zero size.`;
        refuse(
          'bad-value',
          { attribute: 'axes', value: `${empty}`, expected: { kind: 'integers' } },
          { attribute: 'axes', quote },
        );
      }
      const spatial = [...dims.keys()].slice(2);
      const global = spatial.length > 0 && spatial.every((at) => over.includes(at));
      return { outputs: [volume(reducedDims(dims, over, keepAxes), given)], global };
    },
  });
}

const index = (): Dtype => 'integer';

export const mean = reduction('mean', {
  doc: 'The mean of all cells along some axes.',
  needsFloat: (scalar) =>
    `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${scalar}`,
});
export const sum = reduction('sum', {
  doc: 'The sum of all cells along some axes.',
  gives: (from) => (from === 'boolean' ? 'integer' : from),
});
export const max = reduction('max', { doc: 'The largest cell along some axes.', needsCells: 'amax()' });
export const min = reduction('min', { doc: 'The smallest cell along some axes.', needsCells: 'amin()' });
export const argmax = reduction('argmax', {
  doc: 'Where the largest cell stands along an axis.',
  gives: index,
  needsCells: 'argmax()',
});
export const argmin = reduction('argmin', {
  doc: 'Where the smallest cell stands along an axis.',
  gives: index,
  needsCells: 'argmin()',
});
export const variance = reduction('variance', {
  doc: 'The variance of all cells along some axes.',
  needsFloat: () => 'std and var only support floating point and complex dtypes',
});
export const norm = reduction('norm', {
  doc: 'The length of the vectors along some axes: the root of the sum of squares.',
  needsFloat: (scalar) => `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${scalar}`,
});
