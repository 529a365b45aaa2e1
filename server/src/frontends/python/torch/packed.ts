// torch.nn.utils.rnn: sequences of several lengths, packed for recurrent layers. A packed one keeps the padded tensor that it
// was made from; how long the longest is, only the data say.
// Source: torch/nn/utils/rnn.py, PyTorch 2.13.
import { unknownDim } from '../../../graph/dim.ts';
import { native } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/builtin-classes.ts';
import { PyInstance, PySlice, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { innerSite } from './inner-site.ts';
import type { Entries } from './open-module.ts';
import { unknownTensor } from './tensor.ts';

const PACKED = defineClass('PackedSequence', undefined, {}, 'torch.nn.utils.rnn');

export function isPacked(value: Value | undefined): value is PyInstance {
  return value instanceof PyInstance && value.class === PACKED;
}

export function pack(padded: Value, batchFirst: boolean): PyInstance {
  const made = new PyInstance(PACKED);
  made.attributes.set('_padded', padded);
  made.attributes.set('_batch_first', batchFirst);
  const data = unknownTensor({ reason: 'depends-on-data', facts: { operator: 'pack_padded_sequence' } });
  for (const name of ['data', 'batch_sizes']) made.attributes.set(name, data);
  return made;
}

/** The padded tensor, with the batch where it is wanted. */
export function unpack(runtime: Runtime, packed: PyInstance, batchFirst: boolean): Value {
  const padded = packed.attributes.get('_padded') ?? null;
  if (packed.attributes.get('_batch_first') === batchFirst || runtime.isUnknown(padded)) return padded;
  return runtime.call(runtime.getAttribute(padded, 'transpose'), [0, 1], undefined, innerSite(runtime));
}

export const PACKING: Entries = [
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
        if (total !== null || runtime.isUnknown(padded)) return new PyTuple([padded, lengths]);
        const longest = new PySlice(null, unknownDim(cause), null);
        const index = first ? new PyTuple([new PySlice(null, null, null), longest]) : longest;
        return new PyTuple([runtime.getItem(padded, index), lengths]);
      },
    ),
  ],
];
