// Taking out and putting in axes of size 1.
import { integers, optional } from '../graph/attribute.ts';
import { isUnknown } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { refusedVolume } from '../graph/refused.ts';
import { reshaped, unknownVolume } from '../graph/volume.ts';
import { axis, resolveAxes, resolveAxis } from './axes.ts';

/**
 * (N, C, 1, 1) → (N, C): axes of size 1 are left out, all of them or those named; others stay as they are.
 * The batch counts as larger than 1. Refuses an axis that the volume does not have.
 * Source: torch.squeeze, https://docs.pytorch.org/docs/2.13/generated/torch.squeeze.html
 */
export const squeeze = defineOperator({
  id: 'squeeze',
  family: 'shape',
  doc: 'Leaves out axes of size 1.',
  attributes: { axes: optional(integers({ doc: 'Which axes to leave out where their size is 1; all where absent.' })) },
  infer({ attributes: { axes }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    const { dims } = input;
    if (!dims) return { outputs: [input] };
    const named = axes ? resolveAxes(axes, dims.length, refuse) : [...dims.keys()];
    if (!named) return { outputs: [refusedVolume(input)] };
    const unsure = dims.find((dim, at) => named.includes(at) && isUnknown(dim));
    if (unsure !== undefined && isUnknown(unsure)) return { outputs: [unknownVolume(unsure.cause, input.dtype)] };
    return {
      outputs: [
        reshaped(
          input,
          dims.filter((dim, at) => !(named.includes(at) && dim === 1)),
        ),
      ],
    };
  },
});

/**
 * (N, C) → (N, C, 1) with axis 2 or −1: a new axis of size 1 stands at the place given.
 * Refuses a place beyond the end.
 * Source: torch.unsqueeze, https://docs.pytorch.org/docs/2.13/generated/torch.unsqueeze.html
 */
export const unsqueeze = defineOperator({
  id: 'unsqueeze',
  family: 'shape',
  doc: 'Puts in an axis of size 1.',
  attributes: { axis: axis({ doc: 'Where the new axis stands in the output.' }) },
  infer({ attributes: { axis: place }, inputs: [input], refuse }) {
    if (!input) return { outputs: [] };
    if (!input.dims) return { outputs: [input] };
    const at = resolveAxis(place, input.dims.length + 1, refuse);
    return { outputs: [at === undefined ? refusedVolume(input) : reshaped(input, input.dims.toSpliced(at, 0, 1))] };
  },
});
