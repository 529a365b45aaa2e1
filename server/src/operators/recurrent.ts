// Recurrent layers over whole sequences: RNN, LSTM and GRU. Single steps are in recurrent-cell.ts.
import { choice, flag, inferred, integer, number, type ValuesOf } from '../graph/attribute.ts';
import { add, type Dim, differ, isKnown, multiply, product } from '../graph/dim.ts';
import { defineOperator, type Operator, type ParameterShape, type Refuse } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { dimText, listText } from '../graph/torch-text.ts';
import { type Volume, volume } from '../graph/volume.ts';
import { lastOf } from './linear.ts';

interface Kind {
  readonly id: string;
  /** PyTorch's words for a wrong rank. */
  readonly wrongRank: (rank: number) => string;
  readonly doc: string;
  /** Matrices that work side by side in one step. */
  readonly gates: number;
  /** Keeps a cell state beside the hidden one. */
  readonly cellState: boolean;
}

export const inFeatures = inferred(integer({ doc: 'Features of the input at each step.' }));
export const hiddenFeatures = integer({ min: 1, doc: 'Features of the hidden state.' });

const ATTRIBUTES = {
  inFeatures,
  hiddenFeatures,
  layers: integer({ min: 1, max: 4096, default: 1, doc: 'How many recurrent layers stand on each other.' }),
  bias: flag({ default: true, doc: 'Adds learned numbers to the input’s and to the state’s products.' }),
  batchFirst: flag({ default: true, doc: 'Whether the batch comes before the steps: (N, L, C) and not (L, N, C).' }),
  dropout: number({
    min: 0,
    max: 1,
    default: 0,
    doc: 'How likely outputs between layers are dropped in training.',
    quote: () => 'dropout should be a number in range [0, 1] representing the probability of an element being zeroed',
  }),
  bidirectional: flag({ default: false, doc: 'Runs through the sequence from both ends and joins the features.' }),
  projection: integer({ default: 0, doc: 'Features that the hidden state is projected to; 0 leaves it as it is.' }),
};

type Values = ValuesOf<typeof ATTRIBUTES>;

const nonlinearity = choice({ choices: ['tanh', 'relu'], default: 'tanh', doc: 'What bends the state at each step.' });

/** What the state feeds back and what goes out, per direction. */
function stateFeatures({ hiddenFeatures, projection }: Values): Dim {
  return projection === 0 ? hiddenFeatures : projection;
}

function layerCount({ layers }: Values): number {
  return isKnown(layers) ? layers : 1;
}

/** Of one layer: from what comes in and what is fed back to the gates. */
function parameters(values: Values, gates: number): readonly ParameterShape[] {
  const { inFeatures, hiddenFeatures, bias, bidirectional, projection } = values;
  const state = stateFeatures(values);
  const rows = multiply(hiddenFeatures, gates);
  return Array.from({ length: layerCount(values) }, (_, layer) =>
    (bidirectional ? ['', '_reverse'] : ['']).flatMap((direction): ParameterShape[] => {
      const into = layer === 0 ? inFeatures : multiply(state, bidirectional ? 2 : 1);
      const named = (name: string, dims: readonly Dim[]) => ({ name: `${name}_l${layer}${direction}`, dims });
      return [
        named('weight_ih', [rows, into]),
        named('weight_hh', [rows, state]),
        ...(bias ? [named('bias_ih', [rows]), named('bias_hh', [rows])] : []),
        ...(projection === 0 ? [] : [named('weight_hr', [projection, hiddenFeatures])]),
      ];
    }),
  ).flat();
}

/**
 * (N, L, C) → (N, L, D·H) for all steps, then the last states (D·layers, N, H), with D = 2 in both directions;
 * without batch (L, C) → (L, D·H); with steps first (L, N, C). An LSTM gives its cell states (D·layers, N, H) as well.
 * G·H·(C + H + 2) parameters for each layer and direction, G = 1 (RNN), 3 (GRU), 4 (LSTM); MACs: L·G·H·(C + H).
 * Refuses other ranks, features other than C, states of another shape, and a projection that is not below H.
 * Source: torch/nn/modules/rnn.py, PyTorch 2.13.
 */
function recurrent({ id, doc, gates, cellState, wrongRank }: Kind) {
  return defineOperator({
    id,
    family: 'recurrent',
    doc,
    attributes: ATTRIBUTES,
    inputs: { min: 1, max: cellState ? 3 : 2 },

    complete: (_, [input]) => {
      const inFeatures = lastOf(input);
      return inFeatures === undefined ? {} : { inFeatures };
    },

    construct: (attributes, refuse) => refuseProjection(attributes, cellState, refuse),

    parameters: (attributes) => parameters(attributes, gates),

    infer({ attributes, inputs: [input, ...states], refuse }) {
      if (!input) return { outputs: [] };
      const { hiddenFeatures, bidirectional, batchFirst } = attributes;
      const directions = bidirectional ? 2 : 1;
      const state = stateFeatures(attributes);
      const depth = multiply(attributes.layers, directions);
      const lost = { outputs: [input, input, ...(cellState ? [input] : [])] };
      const { dims } = input;
      if (!dims) return lost;
      if (dims.length !== 2 && dims.length !== 3) {
        refuse('rank-mismatch', { expected: [2, 3], input }, { quote: wrongRank(dims.length) });
        const unknown = volume([REFUSED, REFUSED, multiply(state, directions)]);
        return { outputs: lost.outputs.map(() => unknown) };
      }
      const batched = dims.length === 3;
      const batch = batched ? dims.slice(batchFirst ? 0 : 1, batchFirst ? 1 : 2) : [];
      const steps = dims[batched && batchFirst ? 1 : 0] ?? 1;
      const hidden = [depth, ...batch, state];
      const expected = [hidden, [depth, ...batch, hiddenFeatures]];
      const outputs = [
        volume([...dims.slice(0, -1), multiply(state, directions)]),
        ...expected.slice(0, cellState ? 2 : 1).map((each) => volume(each)),
      ];

      const stateName = (index: number) => (cellState ? `hidden[${index}]` : 'hidden');
      const refused =
        refuseSequence(input, dims, attributes.inFeatures, refuse) ||
        refuseSteps(input, steps, batch, refuse) ||
        states.some((given, at) => refuseState(given, expected[at] ?? hidden, batched, stateName(at), refuse));
      if (refused) return { outputs };
      const products = parameters({ ...attributes, bias: false }, gates).map((weight) => product(weight.dims));
      const macs = product([...batch, steps, products.reduce<Dim>(add, 0)]);
      return { outputs, macs, global: true };
    },
  });
}

function refuseProjection({ projection, hiddenFeatures }: Values, supported: boolean, refuse: Refuse): void {
  if (!isKnown(projection) || !isKnown(hiddenFeatures) || projection === 0) return;
  if (supported && projection < hiddenFeatures) return;
  const quote = supported
    ? 'proj_size has to be smaller than hidden_size'
    : 'proj_size argument is only supported for LSTM, not RNN or GRU';
  const expected = { kind: 'integer', min: 0, max: supported ? hiddenFeatures - 1 : 0 } as const;
  const facts = { attribute: 'projection', value: String(projection), expected };
  refuse('bad-value', facts, { attribute: 'projection', quote });
}

function refuseSequence(input: Volume, dims: readonly Dim[], inFeatures: Dim, refuse: Refuse): boolean {
  const features = dims.at(-1) ?? 1;
  if (differ(features, inFeatures)) {
    const quote = `input.size(-1) must be equal to input_size. Expected ${dimText(inFeatures)}, got ${dimText(features)}`;
    const facts = { expected: inFeatures, actual: features, input };
    refuse('features-mismatch', facts, { attribute: 'inFeatures', quote });
    return true;
  }
  if (input.dtype === 'float') return false;
  const quote = 'input must have the type torch.float32, got type torch.int64';
  refuse('wrong-dtype', { expected: ['float'], actual: input.dtype }, { quote });
  return true;
}

function refuseSteps(input: Volume, steps: Dim, batch: readonly Dim[], refuse: Refuse): boolean {
  if (steps !== 0) return false;
  const facts = { input, expected: volume([...batch, 1, input.dims?.at(-1) ?? 1]) };
  refuse('shapes-do-not-match', facts, { quote: 'Expected sequence length to be larger than 0 in RNN' });
  return true;
}

/** A state that comes in must have the shape of the one that goes out. */
function refuseState(given: Volume, expected: readonly Dim[], batched: boolean, what: string, refuse: Refuse): boolean {
  const { dims } = given;
  if (!dims) return false;
  const facts = { input: given, expected: volume(expected) };
  if (dims.length !== expected.length) {
    const rank = batched ? 3 : 2;
    const quote = `For ${batched ? 'batched' : 'unbatched'} ${rank}-D input, hx should also be ${rank}-D but got ${dims.length}-D tensor`;
    refuse('shapes-do-not-match', facts, { quote });
    return true;
  }
  if (!expected.some((dim, at) => differ(dim, dims[at] ?? dim))) return false;
  const tuple = `(${(batched ? expected : expected.toSpliced(1, 0, 1)).map(dimText).join(', ')})`;
  const quote = `Expected ${what} size ${tuple}, got ${listText(batched ? dims : dims.toSpliced(1, 0, 1))}`;
  refuse('shapes-do-not-match', facts, { quote });
  return true;
}

const plain = recurrent({
  id: 'rnn',
  wrongRank: (rank) => `RNN: Expected input to be 2D or 3D, got ${rank}D tensor instead`,
  doc: 'Reads a sequence step by step and carries a state along.',
  gates: 1,
  cellState: false,
});
export const rnn: Operator = { ...plain, attributes: { ...plain.attributes, nonlinearity } };

export const gru = recurrent({
  id: 'gru',
  wrongRank: (rank) => `GRU: Expected input to be 2D or 3D, got ${rank}D instead`,
  doc: 'Reads a sequence step by step; gates decide what of the state is kept.',
  gates: 3,
  cellState: false,
});

export const lstm = recurrent({
  id: 'lstm',
  wrongRank: (rank) => `LSTM: Expected input to be 2D or 3D, got ${rank}D instead`,
  doc: 'Reads a sequence step by step with a state and a memory cell; gates decide what both keep.',
  gates: 4,
  cellState: true,
});
