// Functions that only move numbers keep them: where each cell of a small result stood in what it was made of.
import { isKnown } from '../../../../graph/dim.ts';
import type { PyInstance } from '../../evaluator/values.ts';
import type { TorchCall } from '../call/call.ts';
import type { Small } from './small-tensor.ts';
import { cellCount, SMALL, type TensorNative, tensorOf } from './tensor.ts';

export type Place = readonly number[];

/** Shape and numbers, where all of them are known. */
export function smallOf({ dims, cells }: TensorNative): Small | undefined {
  if (!cells || !dims) return undefined;
  const sizes = dims.filter(isKnown);
  return sizes.length === dims.length ? { dims: sizes, cells } : undefined;
}

/** Gives a result that no layer made its numbers: those that stand at `from` of its places. */
export function moved(
  call: TorchCall,
  input: TensorNative,
  result: PyInstance,
  from: (place: Place, sizes: Place) => Place,
): PyInstance {
  const small = smallOf(input);
  if (!small) return result;
  return computedAt(call, result, (place) => cellAt(small, from(place, small.dims)));
}

export function cellAt({ dims, cells }: Small, place: Place): number {
  const at = place.reduce((sum, index, axis) => sum * (dims[axis] ?? 1) + index, 0);
  return cells[at] ?? 0;
}

export function computedAt(call: TorchCall, result: PyInstance, cell: (place: Place) => number): PyInstance {
  const native = tensorOf(result);
  if (!native || native.isIn(call.builder)) return result;
  const count = cellCount(native);
  if (count === undefined || count > SMALL) return result;
  const dims = (native.dims ?? []).filter(isKnown);
  native.cells = Array.from({ length: count }, (_, index) => cell(placeOf(index, dims)));
  return result;
}

function placeOf(index: number, dims: readonly number[]): Place {
  let rest = index;
  return dims
    .toReversed()
    .map((size) => {
      const place = rest % size;
      rest = (rest - place) / size;
      return place;
    })
    .reverse();
}
