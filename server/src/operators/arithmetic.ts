// Joining volumes cell by cell: sums, products and their like, with broadcasting.
import { flag } from '../graph/attribute.ts';
import { defineOperator } from '../graph/operator.ts';
import { broadcast, sameShape } from './broadcast.ts';

/**
 * Volumes of shapes that match → the shape that all of them stretch to; mostly (N, C, H, W) twice → (N, C, H, W).
 * Refuses sizes that differ where neither is 1 (any that differ, without `broadcast`). No parameters, no MACs.
 * Source: https://docs.pytorch.org/docs/2.13/notes/broadcasting.html
 */
function cellwise(id: string, doc: string, most = Number.POSITIVE_INFINITY) {
  return defineOperator({
    id,
    family: 'join',
    doc,
    attributes: { broadcast: flag({ default: true, doc: 'Stretches axes of size 1 to the size of the others.' }) },
    inputs: { min: 1, max: most },
    infer: ({ attributes, inputs, refuse }) => ({
      outputs: [attributes.broadcast ? broadcast(inputs, refuse) : sameShape(inputs, refuse)],
    }),
  });
}

export const add = cellwise('add', 'Adds volumes cell by cell: the shortcut of a residual block.');
export const multiply = cellwise('multiply', 'Multiplies volumes cell by cell: a gate, or attention over channels.');
export const maximum = cellwise('maximum', 'Takes the largest of each cell.');
export const minimum = cellwise('minimum', 'Takes the smallest of each cell.');
export const average = cellwise('average', 'Takes the mean of each cell.');
export const subtract = cellwise('subtract', 'Subtracts the second volume from the first, cell by cell.', 2);
export const divide = cellwise('divide', 'Divides the first volume by the second, cell by cell.', 2);
export const power = cellwise('power', 'Raises the first volume to the power of the second, cell by cell.', 2);
