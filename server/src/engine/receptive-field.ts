// How much of the input each output cell sees: r ← r + (k′ − 1)·m; m ← m·s along every path, largest and smallest kept.
// Source: Araujo et al., "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019, equations 1 and 2.
import { effectiveKernel } from '../base/window.ts';
import { isKnown } from '../graph/dim.ts';
import type { Layer, ReceptiveField } from '../graph/graph.ts';
import type { Inference } from '../graph/operator.ts';
import type { Volume } from '../graph/volume.ts';

/** Receptive field of each tensor, by its id. */
export type FieldOf = Map<number, ReceptiveField>;

/** By rank. */
const starts: ReceptiveField[] = [];

/** (N, C, …): one cell sees itself. */
export function startField(volume: Volume): ReceptiveField {
  const rank = Math.max(0, (volume.dims?.length ?? 2) - 2);
  const ones = new Array<number>(rank).fill(1);
  starts[rank] ??= { largest: ones, smallest: ones, jump: ones };
  return starts[rank];
}

/** What an inference made of fields: runs that share the one mostly share the others, too. */
const made = new WeakMap<Inference, { readonly from: ReceptiveField; readonly field: ReceptiveField | undefined }>();

/** The field of a layer's outputs, from those of its inputs; absent where it is not known. */
export function nextField(fields: FieldOf, layer: Layer, inference: Inference): ReceptiveField | undefined {
  const { inputs } = layer;
  const [first] = inputs;
  const only = inputs.length === 1 && first ? fields.get(first.id) : undefined;
  const joined = only ?? join(inputs.flatMap((tensor) => fields.get(tensor.id) ?? []));
  if (!joined) return undefined;
  const known = made.get(inference);
  const field = known?.from === joined ? known.field : grown(joined, layer, inference.reach);
  if (known?.from !== joined) made.set(inference, { from: joined, field });
  if (field) for (const tensor of layer.outputs) fields.set(tensor.id, field);
  return field;
}

function grown(field: ReceptiveField, layer: Layer, reach: Inference['reach']): ReceptiveField | undefined {
  return reach ? extend(field, reach) : slide(field, layer);
}

/** Where paths meet: the widest view of any, and the narrowest. */
function join(fields: readonly ReceptiveField[]): ReceptiveField | undefined {
  return fields.length <= 1 ? fields[0] : fields.reduce(joinTwo);
}

/** The last that met this one, and what came of it. */
const met = new WeakMap<ReceptiveField, { readonly other: ReceptiveField; readonly joined: ReceptiveField }>();

function joinTwo(a: ReceptiveField, b: ReceptiveField): ReceptiveField {
  if (a === b) return a;
  const known = met.get(a);
  if (known?.other === b) return known.joined;
  const pick = (f: (x: number, y: number) => number, x: readonly number[], y: readonly number[]) =>
    x.map((value, axis) => f(value, y[axis] ?? value));
  const joined = {
    largest: pick(Math.max, a.largest, b.largest),
    smallest: pick(Math.min, a.smallest, b.smallest),
    jump: pick(Math.max, a.jump, b.jump),
  };
  met.set(a, { other: b, joined });
  return joined;
}

function slide(field: ReceptiveField, { windows, global, inputs, outputs, module }: Layer): ReceptiveField | undefined {
  if (global) {
    const all = field.largest.map(() => Infinity);
    return { largest: all, smallest: all, jump: field.jump };
  }
  if (windows.length > 0) {
    const grow = (sizes: readonly number[]) =>
      sizes.map((size, axis) => {
        const window = windows[axis];
        return window ? size + (effectiveKernel(window.kernel, window.dilation) - 1) * (field.jump[axis] ?? 1) : size;
      });
    const jump = field.jump.map((distance, axis) => distance * (windows[axis]?.stride ?? 1));
    return { largest: grow(field.largest), smallest: grow(field.smallest), jump };
  }
  return module.operator.family === 'resampling' ? rescale(field, inputs[0]?.volume, outputs[0]?.volume) : field;
}

/** The same sum where no window slides: some cells further, and neighbours closer together or apart. */
function extend({ largest, smallest, jump }: ReceptiveField, reach: NonNullable<Inference['reach']>): ReceptiveField {
  const grow = (sizes: readonly number[]) =>
    sizes.map((size, axis) => size + ((reach[axis]?.cells ?? 1) - 1) * (jump[axis] ?? 1));
  return {
    largest: grow(largest),
    smallest: grow(smallest),
    jump: jump.map((distance, axis) => distance * (reach[axis]?.step ?? 1)),
  };
}

/** Up-sampling puts cells closer together: the jump shrinks by the factor that the size grew. */
function rescale(field: ReceptiveField, from: Volume | undefined, to: Volume | undefined): ReceptiveField {
  const before = from?.dims?.slice(2) ?? [];
  const after = to?.dims?.slice(2) ?? [];
  const jump = field.jump.map((distance, axis) => {
    const [small, large] = [before[axis], after[axis]];
    return small !== undefined && large !== undefined && isKnown(small) && isKnown(large) && large > 0
      ? (distance * small) / large
      : distance;
  });
  return { ...field, jump };
}
