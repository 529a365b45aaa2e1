// What a comment says of a value's shape: an unknown takes it, a tensor whose sizes are known is held to it.
import { type Dim, isBatch, isKnown, isUnknown, unknownDim } from '../../../../graph/dim.ts';
import { isFullyKnown, type Volume, volume } from '../../../../graph/volume.ts';
import type { DeclaredShape } from '../../../declared-shapes.ts';
import { type CallSite, PyList, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { reportAt, sessionOf } from '../session.ts';
import { fromGraph, tensorOf } from './tensor.ts';

/** Undefined: nothing of it is a tensor, or everything was known. */
export function shapedAs(
  runtime: Runtime,
  value: Value,
  shapes: readonly DeclaredShape[],
  site: CallSite,
): Value | undefined {
  const [shape, ...more] = shapes;
  if (!shape) return undefined;
  if (more.length === 0) return oneShapedAs(runtime, value, shape, site);
  const items = itemsOf(runtime, value, shapes.length);
  if (!items) return undefined;
  return new PyTuple(items.map((item, at) => oneShapedAs(runtime, item, shapes[at] ?? [], site) ?? item));
}

/** As many as shapes are said: an unknown may be any tuple. */
function itemsOf(runtime: Runtime, value: Value, count: number): readonly Value[] | undefined {
  if (runtime.isUnknown(value)) return Array.from({ length: count }, () => value);
  if (!(value instanceof PyTuple || value instanceof PyList) || value.items.length !== count) return undefined;
  return value instanceof PyList && value.lost ? undefined : value.items;
}

function oneShapedAs(runtime: Runtime, value: Value, shape: DeclaredShape, site: CallSite): Value | undefined {
  const { builder } = sessionOf(runtime);
  const tensor = tensorOf(value);
  if (!tensor) {
    if (!runtime.isUnknown(value)) return undefined;
    const { cause } = value;
    return fromGraph(runtime, builder.declared(volume(shape.map((dim) => dim ?? unknownDim(cause)))));
  }
  const { volume: actual } = tensor;
  if (!agree(shape, actual)) {
    const declared = shape.map((dim, at) => dim ?? actual.dims?.[at] ?? unknownDim({ reason: 'branch', facts: {} }));
    const isHere = site.uri === sessionOf(runtime).uri;
    reportAt(runtime, site, { rule: 'declared-output-differs', facts: { declared, actual, comment: isHere } });
    return undefined;
  }
  if (isFullyKnown(actual)) return undefined;
  const dims = shape.map((dim, at) => {
    const known = actual.dims?.[at];
    return known !== undefined && !isUnknown(known) ? known : (dim ?? known ?? unknownOf(actual));
  });
  const known = tensor.in(builder);
  builder.settle(known, volume(dims, actual.dtype));
  return fromGraph(runtime, known, tensor.dtype);
}

function unknownOf(v: Volume): Dim {
  return v.dims ? (v.dims.find(isUnknown) ?? 0) : unknownDim(v.cause);
}

/** Nothing that is known on both sides differs. Whoever writes N leaves open how many samples a trial takes. */
function agree(shape: DeclaredShape, { dims }: Volume): boolean {
  if (!dims) return true;
  return (
    dims.length === shape.length &&
    dims.every((dim, at) => {
      const said = shape[at];
      if (said === undefined || isUnknown(dim)) return true;
      if (isKnown(said) && isKnown(dim)) return said === dim;
      if (!isBatch(said)) return false;
      return !isBatch(dim) || (said.numerator === dim.numerator && said.denominator === dim.denominator);
    })
  );
}
