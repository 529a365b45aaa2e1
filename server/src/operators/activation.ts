// Activations that act on every cell alone: the shape stays, most have no parameters.
import { defineOperator } from '../graph/operator.ts';

function elementwise(id: string, doc: string) {
  return defineOperator({
    id,
    family: 'activation',
    doc,
    attributes: {},
    elementwise: true,
    infer: ({ inputs }) => ({ outputs: inputs.slice(0, 1) }),
  });
}

export const relu = elementwise('relu', 'Sets negative cells to zero: max(0, x).');
