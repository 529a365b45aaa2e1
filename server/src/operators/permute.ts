// Putting axes into another order.
import { integers } from '../graph/attribute.ts';
import type { Dim } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { listText } from '../graph/torch-text.ts';
import { reshaped } from '../graph/volume.ts';
import { axis, resolveAxes, resolveAxis } from './axes.ts';

/**
 * (d₀, …, dₙ) → (d_a, d_b, …): axis i of the output is axis `axes[i]` of the input.
 * Refuses an order that does not name every axis once.
 * Source: torch.permute, https://docs.pytorch.org/docs/2.13/generated/torch.permute.html
 */
export const permute = defineOperator({
  id: 'permute',
  family: 'shape',
  doc: 'Puts the axes into another order; the cells stay the same.',
  attributes: { axes: integers({ doc: 'The input’s axes in the order of the output; 0 is the batch.' }) },
  infer({ attributes: { axes }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (!input.dims) return { outputs: [input] };
    const { dims } = input;
    const lost = () => ({ outputs: [reshaped(input, new Array<Dim>(dims.length).fill(REFUSED))] });
    if (axes.length !== dims.length) {
      const quote =
        'permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ' +
        `ordering of dimensions i.e. input.dim() = ${dims.length} is not equal to len(dims) = ${axes.length}`;
      const expected = { kind: 'integers', length: dims.length } as const;
      refuse('bad-value', { attribute: 'axes', value: listText(axes), expected }, { attribute: 'axes', quote });
      return lost();
    }
    const order = resolveAxes(axes, dims.length, refuse, { twice: () => 'permute(): duplicate dims are not allowed.' });
    return order
      ? {
          outputs: [
            reshaped(
              input,
              order.map((from) => dims[from] ?? REFUSED),
            ),
          ],
        }
      : lost();
  },
});

/**
 * Exchanges two axes.
 * Refuses an axis that the volume does not have.
 * Source: torch.transpose, https://docs.pytorch.org/docs/2.13/generated/torch.transpose.html
 */
export const transpose = defineOperator({
  id: 'transpose',
  family: 'shape',
  doc: 'Exchanges two axes.',
  attributes: {
    firstAxis: axis({ doc: 'One of the two axes.' }),
    secondAxis: axis({ doc: 'The other one.' }),
  },
  infer({ attributes: { firstAxis, secondAxis }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (!input.dims) return { outputs: [input] };
    const { dims } = input;
    const a = resolveAxis(firstAxis, dims.length, refuse, 'firstAxis');
    const b = a === undefined ? undefined : resolveAxis(secondAxis, dims.length, refuse, 'secondAxis');
    if (a === undefined || b === undefined) {
      return {
        outputs: [
          reshaped(
            input,
            dims.map(() => REFUSED),
          ),
        ],
      };
    }
    const source = (axis: number) => (axis === a ? b : axis === b ? a : axis);
    return {
      outputs: [
        reshaped(
          input,
          dims.map((dim, axis) => dims[source(axis)] ?? dim),
        ),
      ],
    };
  },
});

/**
 * Takes one axis out and puts it in elsewhere; with `source` 1 and `destination` −1: (N, C, H, W) → (N, H, W, C).
 * Refuses an axis that the volume does not have.
 * Source: torch.movedim, https://docs.pytorch.org/docs/2.13/generated/torch.movedim.html
 */
export const moveAxis = defineOperator({
  id: 'move-axis',
  family: 'shape',
  doc: 'Moves one axis to another place; all others keep their order.',
  attributes: {
    source: axis({ doc: 'Which axis to move.' }),
    destination: axis({ doc: 'Where it stands afterwards.' }),
  },
  infer({ attributes: { source, destination }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (!input.dims) return { outputs: [input] };
    const from = resolveAxis(source, input.dims.length, refuse, 'source');
    const to = from === undefined ? undefined : resolveAxis(destination, input.dims.length, refuse, 'destination');
    if (from === undefined || to === undefined)
      return {
        outputs: [
          reshaped(
            input,
            input.dims.map(() => REFUSED),
          ),
        ],
      };
    const dims = input.dims.filter((_, axis) => axis !== from);
    return { outputs: [reshaped(input, dims.toSpliced(to, 0, input.dims[from] ?? REFUSED))] };
  },
});
