// One step of a recurrent layer: RNN, LSTM and GRU cells.
import { flag } from '../graph/attribute.ts';
import { add, type Dim, differ, multiply, product } from '../graph/dim.ts';
import { defineOperator, type Refuse } from '../graph/operator.ts';
import { dimText } from '../graph/torch-text.ts';
import { type Volume, volume } from '../graph/volume.ts';
import { lastOf } from './linear.ts';
import { hiddenFeatures, inFeatures } from './recurrent.ts';

interface Kind {
  readonly doc: string;
  /** PyTorch's name. */
  readonly name: string;
  readonly gates: number;
  readonly cellState: boolean;
}

/**
 * (N, C) → (N, H), without batch (C) → (H); an LSTM's cell gives its cell state (N, H) as well.
 * G·H·(C + H + 2) parameters; MACs: G·H·(C + H).
 * Refuses other ranks, features other than C, and states of another shape.
 * Source: torch/nn/modules/rnn.py; aten/src/ATen/native/RNN.cpp, PyTorch 2.13.
 */
function cell(id: string, { doc, name, gates, cellState }: Kind) {
  return defineOperator({
    id,
    family: 'recurrent',
    doc,
    attributes: {
      inFeatures,
      hiddenFeatures,
      bias: flag({ default: true, doc: 'Adds learned numbers to the input’s and to the state’s products.' }),
    },
    inputs: { min: 1, max: cellState ? 3 : 2 },

    complete: (_, [input]) => {
      const inFeatures = lastOf(input);
      return inFeatures === undefined ? {} : { inFeatures };
    },

    parameters: ({ inFeatures, hiddenFeatures, bias }) => {
      const rows = multiply(hiddenFeatures, gates);
      return [
        { name: 'weight_ih', dims: [rows, inFeatures] },
        { name: 'weight_hh', dims: [rows, hiddenFeatures] },
        ...(bias
          ? [
              { name: 'bias_ih', dims: [rows] },
              { name: 'bias_hh', dims: [rows] },
            ]
          : []),
      ];
    },

    infer({ attributes: { inFeatures, hiddenFeatures }, inputs: [input, ...states], refuse }) {
      if (!input) return { outputs: [] };
      const { dims } = input;
      if (!dims) return { outputs: cellState ? [input, input] : [input] };
      const next = volume([...dims.slice(0, -1), hiddenFeatures]);
      const outputs = cellState ? [next, next] : [next];
      if (dims.length !== 1 && dims.length !== 2) {
        const quote = `${name}: Expected input to be 1D or 2D, got ${dims.length}D instead`;
        refuse('rank-mismatch', { expected: [1, 2], input }, { quote });
        return { outputs };
      }
      const features = dims.at(-1) ?? 1;
      if (differ(features, inFeatures)) {
        const quote = `input has inconsistent input_size: got ${dimText(features)} expected ${dimText(inFeatures)}`;
        const facts = { expected: inFeatures, actual: features, input };
        refuse('features-mismatch', facts, { attribute: 'inFeatures', quote });
        return { outputs };
      }
      for (const [index, state] of states.entries()) {
        if (refuseState(state, next.dims, index, { name, cellState }, refuse)) return { outputs };
      }
      const perSample = product([hiddenFeatures, gates, add(inFeatures, hiddenFeatures)]);
      return { outputs, macs: product([...dims.slice(0, -1), perSample]) };
    },
  });
}

function refuseState(
  state: Volume,
  expected: readonly Dim[],
  index: number,
  { name, cellState }: { readonly name: string; readonly cellState: boolean },
  refuse: Refuse,
): boolean {
  const { dims } = state;
  if (!dims) return false;
  const facts = { input: state, expected: volume(expected) };
  if (dims.length !== 1 && dims.length !== 2) {
    const what = cellState ? `hx[${index}]` : 'hidden';
    refuse('shapes-do-not-match', facts, {
      quote: `${name}: Expected ${what} to be 1D or 2D, got ${dims.length}D instead`,
    });
    return true;
  }
  const [batch, theirs] = [expected.length === 2 ? expected[0] : 1, dims.length === 2 ? dims[0] : 1];
  const [features, given] = [expected.at(-1) ?? 1, dims.at(-1) ?? 1];
  const quote =
    batch !== undefined && theirs !== undefined && differ(batch, theirs)
      ? `Input batch size ${dimText(batch)} doesn't match hidden${index} batch size ${dimText(theirs)}`
      : differ(features, given)
        ? `hidden${index} has inconsistent hidden_size: got ${dimText(given)}, expected ${dimText(features)}`
        : undefined;
  if (quote === undefined) return false;
  refuse('shapes-do-not-match', facts, { quote });
  return true;
}

export const rnnCell = cell('rnn-cell', {
  doc: 'One step of a recurrent layer.',
  name: 'RNNCell',
  gates: 1,
  cellState: false,
});
export const gruCell = cell('gru-cell', {
  doc: 'One step of a gated recurrent layer.',
  name: 'GRUCell',
  gates: 3,
  cellState: false,
});
export const lstmCell = cell('lstm-cell', {
  doc: 'One step of a layer with a state and a memory cell.',
  name: 'LSTMCell',
  gates: 4,
  cellState: true,
});
