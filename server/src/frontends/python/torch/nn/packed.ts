// torch.nn.utils.rnn: sequences of several lengths, packed for recurrent layers. A packed one keeps the padded tensor that it
// was made from; how long the longest is, only the data say.
// Source: torch/nn/utils/rnn.py, PyTorch 2.13.
import { unknownDim } from '../../../../graph/dim.ts';
import { instanceMethods, native } from '../../builtins/declare.ts';
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { PyInstance, PySlice, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { innerSite } from '../call/inner-site.ts';
import type { Entries } from '../open-module.ts';
import { newTensor, tensorOf, unknownTensor } from '../tensor/tensor.ts';

/** A named tuple: of its items, too, the first is the data. */
const FIELDS = ['data', 'batch_sizes', 'sorted_indices', 'unsorted_indices'];

const PACKED = defineClass(
  'PackedSequence',
  undefined,
  new Map(
    instanceMethods({
      '__init__(data, batch_sizes=None, sorted_indices=None, unsorted_indices=None)': (_, self, ...given) => {
        if (!(self instanceof PyInstance)) return null;
        for (const [at, name] of FIELDS.entries()) self.attributes.set(name, given[at] ?? null);
        const native = tensorOf(given[0]);
        const some = unknownDim({ reason: 'depends-on-data', facts: { operator: 'PackedSequence' } });
        self.attributes.set(
          '_padded',
          native?.dims ? newTensor([some, some, ...native.dims.slice(1)], native.dtype) : some,
        );
        self.attributes.set('_batch_first', false);
        return null;
      },
      '__len__()': () => FIELDS.length,
      '__getitem__(index)': (runtime, self, index = null) =>
        runtime.getItem(new PyTuple(FIELDS.map((name) => runtime.getAttribute(self, name))), index),
    }),
  ),
  'torch.nn.utils.rnn',
);

export function isPacked(value: Value | undefined): value is PyInstance {
  return value instanceof PyInstance && value.class === PACKED;
}

export function pack(padded: Value, batchFirst: boolean): PyInstance {
  const made = new PyInstance(PACKED);
  made.attributes.set('_padded', padded);
  made.attributes.set('_batch_first', batchFirst);
  const data = unknownTensor({ reason: 'depends-on-data', facts: { operator: 'pack_padded_sequence' } });
  for (const name of FIELDS) made.attributes.set(name, data);
  return made;
}

/** The padded tensor, with the batch where it is wanted. */
export function unpack(runtime: Runtime, packed: PyInstance, batchFirst: boolean): Value {
  const padded = packed.attributes.get('_padded') ?? null;
  if (packed.attributes.get('_batch_first') === batchFirst || runtime.isUnknown(padded)) return padded;
  return runtime.call(runtime.getAttribute(padded, 'transpose'), [0, 1], undefined, innerSite(runtime));
}

/** As many steps as are asked for. */
function lengthened(padded: Value, batchFirst: boolean, total: number): Value {
  const native = tensorOf(padded);
  const at = batchFirst ? 1 : 0;
  return native?.dims
    ? newTensor(
        native.dims.map((dim, axis) => (axis === at ? total : dim)),
        native.dtype,
      )
    : padded;
}

/** Sequences beside each other, as long as the longest. */
function padded(runtime: Runtime, sequences: Value, batchFirst: boolean): Value {
  const items = runtime.isUnknown(sequences) ? undefined : runtime.iterate(sequences);
  const natives = items && [...items].map((item) => tensorOf(item));
  const lengths = natives?.map((native) => native?.dims?.[0]);
  const [first] = natives ?? [];
  if (!first?.dims || !lengths?.every((length) => typeof length === 'number')) return runtime.lost(sequences);
  const longest = Math.max(...(lengths as number[]));
  const [steps, count] = [longest, lengths.length];
  return newTensor([...(batchFirst ? [count, steps] : [steps, count]), ...first.dims.slice(1)], first.dtype);
}

export const PACKING: Entries = [
  [
    'pad_sequence',
    native(
      "pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side='right')",
      (runtime, sequences = null, batchFirst = false) => padded(runtime, sequences, runtime.truth(batchFirst) ?? false),
    ),
  ],
  ['PackedSequence', PACKED],
  [
    'pack_padded_sequence',
    native(
      'pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True)',
      (runtime, input = null, _, batchFirst = false) => pack(input, runtime.truth(batchFirst) ?? false),
    ),
  ],
  [
    'pad_packed_sequence',
    native(
      'pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None)',
      (runtime, sequence = null, batchFirst = false, _, total = null) => {
        if (!isPacked(sequence)) return runtime.lost(sequence);
        const first = runtime.truth(batchFirst) ?? false;
        const padded = unpack(runtime, sequence, first);
        const cause = { reason: 'depends-on-data', facts: { operator: 'pad_packed_sequence' } } as const;
        const lengths = unknownTensor(cause, 'int64');
        if (typeof total === 'number') return new PyTuple([lengthened(padded, first, total), lengths]);
        if (total !== null || runtime.isUnknown(padded)) return new PyTuple([padded, lengths]);
        const longest = new PySlice(null, unknownDim(cause), null);
        const index = first ? new PyTuple([new PySlice(null, null, null), longest]) : longest;
        return new PyTuple([runtime.getItem(padded, index), lengths]);
      },
    ),
  ],
];
