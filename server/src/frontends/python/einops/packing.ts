// `pack` and `unpack`: any number of axes become one, and come back.
// Source: einops/packing.py, einops 0.8.
import { type Dim, isKnown, product, unknownDim } from '../../../graph/dim.ts';
import { dimText } from '../../../graph/torch-text.ts';
import { PyList, PyTuple, type Value } from '../evaluator/values.ts';
import { lostCause } from '../torch/call/axes.ts';
import type { TorchCall } from '../torch/call/call.ts';
import type { TorchBody } from '../torch/call/torch-function.ts';
import { reshape } from '../torch/functions/shape.ts';
import { isSequence } from '../torch/plain-data.ts';
import { tensorOf } from '../torch/tensor/tensor.ts';
import { raiseEinops } from './error.ts';

interface PackPattern {
  readonly before: number;
  readonly after: number;
}

function packPattern(text: string, name: string): PackPattern {
  const axes = text.split(/\s+/).filter((part) => part !== '');
  const stars = axes.filter((axis) => axis === '*').length;
  if (new Set(axes).size !== axes.length) raiseEinops(`Duplicates in axes names in ${name}(..., "${text}")`);
  if (stars !== 1) raiseEinops(`No *-axis in ${name}(..., "${text}")`);
  const wrong = axes.find((axis) => axis !== '*' && !/^[^\W\d_](?:\w*[^\W_])?$/u.test(axis));
  if (wrong !== undefined) raiseEinops(`Invalid axis name ${wrong} in ${name}(..., "${text}")`);
  const before = axes.indexOf('*');
  return { before, after: axes.length - before - 1 };
}

export const pack: TorchBody = (call) => {
  const text = call.value('pattern') ?? null;
  const tensors = call.tensors('tensors');
  if (typeof text !== 'string' || !tensors) {
    const lost = call.runtime.lost(typeof text === 'string' ? (call.value('tensors') ?? null) : text);
    return new PyTuple([call.unknown(lost.cause), lost]);
  }
  const { before, after } = packPattern(text, 'pack');
  const shapes: Value[] = [];
  const flat = tensors.map(({ native }, index) => {
    const { dims } = native;
    if (!dims) {
      shapes.push(unknownDim(lostCause(native)));
      return native;
    }
    if (dims.length < before + after) {
      const quote = `packed tensor #${index} (enumeration starts with 0) has shape ${shapeText(dims)}, while pattern ${text} assumes at least ${before + after} axes`;
      call.refuse('rank-mismatch', { expected: [before + after, before + after + 1], input: native.volume }, quote);
      shapes.push(unknownDim(call.notModelled()));
      return native;
    }
    const end = dims.length - after;
    const packed = dims.slice(before, end);
    shapes.push(new PyTuple(packed));
    if (packed.length === 1) return native;
    const target = [...dims.slice(0, before), product(packed), ...dims.slice(end)];
    return tensorOf(reshape(call, native, target, false)) ?? native;
  });
  const joined = call.one('concat', flat, { axis: { value: before } }, { type: 'pack' });
  return new PyTuple([joined, new PyList(shapes)]);
};

export function shapeText(dims: readonly Dim[]): string {
  return `(${dims.map(dimText).join(', ')}${dims.length === 1 ? ',' : ''})`;
}

export const unpack: TorchBody = (call) => {
  const text = call.value('pattern') ?? null;
  const input = call.native('tensor');
  const list = call.value('packed_shapes') ?? null;
  const shapes = call.runtime.isUnknown(list) ? undefined : call.runtime.iterate(list);
  if (typeof text !== 'string' || !shapes) return call.runtime.lost(typeof text === 'string' ? list : text);
  const { before, after } = packPattern(text, 'unpack');
  const targets = [...shapes].map((shape) => dimsIn(call, shape));
  const { dims } = input;
  if (!dims || targets.some((target) => target === undefined)) {
    const cause = dims ? call.dataCause() : lostCause(input);
    return new PyList(targets.map(() => call.unknown(cause)));
  }
  if (dims.length !== before + 1 + after) {
    const quote = `unpack(..., ${text}) received input of wrong dim with shape ${shapeText(dims)}`;
    call.refuse('rank-mismatch', { expected: [before + 1 + after], input: input.volume }, quote);
    return new PyList(targets.map(() => call.unknown({ reason: 'refused', facts: { layer: 'unpack' } })));
  }
  const sizes = targets.map((target) => product(target ?? []));
  const open = (targets as readonly (readonly Dim[])[]).flatMap((target, at) => (target.includes(-1) ? [at] : []));
  if (open.length > 1)
    raiseEinops(
      `unpack(..., ${text}) received more than one -1 in ${call.runtime.repr(list)} and can't infer dimensions`,
    );
  const total = dims[before] ?? 1;
  const [at] = open;
  if (at !== undefined)
    sizes[at] = rest(
      total,
      sizes.filter((_, index) => index !== at),
    );
  const parts = call.layer(
    'split',
    [input],
    {
      sections: { value: sizes },
      axis: { value: before },
    },
    { type: 'unpack' },
  );
  return new PyList(
    targets.map((target, index) => {
      const part = tensorOf(parts[index]);
      if (!part) return call.unknown();
      if (target?.length === 1) return parts[index] ?? null;
      return reshape(call, part, [...dims.slice(0, before), ...(target ?? []), ...dims.slice(before + 1)], false);
    }),
  );
};

function rest(total: Dim, others: readonly Dim[]): Dim {
  return others.reduce<Dim>(
    (left, size) =>
      isKnown(left) && isKnown(size) ? left - size : unknownDim({ reason: 'batch-arithmetic', facts: {} }),
    total,
  );
}

/** One size, or a tuple of them. */
function dimsIn(call: TorchCall, shape: Value): readonly Dim[] | undefined {
  if (call.runtime.isUnknown(shape)) return undefined;
  if (!isSequence(shape)) return [call.toInt(shape, 'packed_shapes')];
  const items = call.runtime.iterate(shape);
  return items && [...items].map((item) => call.toInt(item, 'packed_shapes'));
}
