// What code computes with tensors beyond the other operators. Its front end works the volumes out and hands them over;
// what is kept here is that the output comes from the inputs.
import { type Attribute, type AttributeInput, type Expectation, flag } from '../graph/attribute.ts';
import type { Dim } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { type Dtype, unknownVolume, type Volume, volume } from '../graph/volume.ts';

/** One volume as data: `['float', 2, 3]`, or `['float', 'rank', unknown]` where not even the rank is known. */
function volumeOf(input: AttributeInput): Volume | undefined {
  if (!Array.isArray(input)) return undefined;
  const [dtype, ...dims] = input as readonly AttributeInput[];
  const [mark, lost] = dims;
  if (mark !== 'rank') return volume(dims as readonly Dim[], dtype as Dtype);
  const known = typeof lost === 'object' && lost !== null && 'kind' in lost && lost.kind === 'unknown';
  return known ? unknownVolume(lost.cause, dtype as Dtype) : undefined;
}

const expectation: Expectation = { kind: 'list' };

const outputs: Attribute<readonly Volume[]> = {
  doc: 'The volumes that come out.',
  expectation,
  read(input) {
    if (!Array.isArray(input)) return { expected: expectation };
    const volumes = (input as readonly AttributeInput[]).map(volumeOf);
    return volumes.every((v) => v !== undefined) ? { value: volumes } : { expected: expectation };
  },
};

/**
 * (…), … → the volumes that the front end names. No parameters, no MACs.
 * Refuses where the front end says so: it has reported why.
 */
export const tensorFunction = defineOperator({
  id: 'tensor-function',
  family: 'shape',
  doc: 'Computes volumes from volumes.',
  attributes: {
    outputs,
    global: flag({ default: false, doc: 'Every cell that comes out depends on the whole of what goes in.' }),
  },
  inputs: { min: 0, max: Number.POSITIVE_INFINITY },
  infer: ({ attributes: { outputs, global } }) => ({ outputs, global }),
});

/** (…) → the same shape, in another type maybe: a function of every cell alone, or of it and a number. */
export const pointwise = defineOperator({
  id: 'pointwise',
  family: 'activation',
  doc: 'Computes a function of every cell alone.',
  attributes: {
    outputs,
  },
  elementwise: true,
  infer: ({ attributes: { outputs } }) => ({ outputs }),
});
