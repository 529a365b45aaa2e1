// Python's values as plain data: numbers, and attributes of operators.
import type { AttributeInput } from '../../../graph/attribute.ts';
import { unknownDim } from '../../../graph/dim.ts';
import { PyFloat, PyInstance, type Runtime, type Value } from '../evaluator/values.ts';
import { tensorOf } from './tensor/tensor.ts';

export function isSequence(value: Value): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'range' || value.kind === 'iterator')
  );
}

/** A number that is known: an int, a float, a bool, or a tensor of one known cell. */
export function scalarOf(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof PyFloat) return typeof value.value === 'number' ? value.value : undefined;
  const cells = tensorOf(value)?.cells;
  return cells?.length === 1 ? cells[0] : undefined;
}

/**
 * A Python value as plain data. `floats: false` where only integers will do: a float is then a text that no integer
 * attribute reads, since PyTorch refuses 3.0 where it wants 3.
 */
export function toAttribute(runtime: Runtime, value: Value, floats = true): AttributeInput {
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value;
  if (value instanceof PyFloat) {
    if (typeof value.value !== 'number') return value.value;
    return floats ? value.value : runtime.repr(value);
  }
  if (value.kind === 'batch' || value.kind === 'unknown') return value;
  if (isSequence(value)) {
    const items = runtime.iterate(value);
    return items ? [...items].map((item) => toAttribute(runtime, item, floats)) : runtime.lost(value);
  }
  if (value instanceof PyInstance) {
    if (value.primitive !== undefined) return toAttribute(runtime, value.primitive, floats);
    const native = tensorOf(value);
    const [cell, ...more] = native?.cells ?? [];
    if (native && cell !== undefined && more.length === 0) return cell;
    if (native && !native.isMany) return unknownDim({ reason: 'depends-on-data', facts: { operator: 'item' } });
  }
  return runtime.repr(value);
}
