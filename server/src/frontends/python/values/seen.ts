// A value as readers are shown it: plain data, taken at once, because what code holds may change later.

import { volume } from '../../../graph/volume.ts';
import type { SeenValue } from '../../front-end.ts';
import { PyClass, PyDict, PyFloat, PyInstance, PyList, PyTuple, type Value } from '../evaluator/values.ts';
import { isModule } from '../torch/module/registries.ts';
import { SIZE, tensorOf } from '../torch/tensor/tensor.ts';

const MOST_ITEMS = 8;
const MOST_CHARACTERS = 60;

/** Undefined for what has nothing to show: functions, packages, objects of unknown making. */
export function seenOf(value: Value, depth = 2): SeenOrModule | undefined {
  switch (typeof value) {
    case 'number':
      return { kind: 'dim', dim: value };
    case 'bigint':
    case 'boolean':
      return { kind: 'text', text: textOf(value) };
    case 'string':
      return { kind: 'text', text: quoted(value) };
  }
  if (value === null) return { kind: 'text', text: 'None' };
  if (value.kind === 'batch') return { kind: 'dim', dim: value };
  if (value.kind === 'unknown') return { kind: 'unknown', cause: value.cause };
  if (value instanceof PyFloat) return floatOf(value);
  if (value instanceof PyClass) return value.definition ? { kind: 'class', name: value.name } : undefined;
  if (value instanceof PyTuple && value.of === SIZE) return sizeOf(value);
  if (value instanceof PyTuple || value instanceof PyList) {
    if (value instanceof PyList && value.lost) return { kind: 'unknown', cause: value.lost.cause };
    return itemsOf(value.kind, value.items, depth);
  }
  if (value instanceof PyDict) return dictOf(value, depth);
  return value instanceof PyInstance ? instanceOf(value) : undefined;
}

/** A module is told apart from others by where it stands in the model. */
export type SeenOrModule = SeenValue | { readonly kind: 'instance'; readonly of: PyInstance };

function textOf(value: bigint | boolean): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

function quoted(text: string): string {
  return `'${text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text}'`;
}

function floatOf({ value }: PyFloat): SeenValue {
  if (typeof value !== 'number') return { kind: 'dim', dim: value };
  return { kind: 'text', text: Number.isInteger(value) ? value.toFixed(1) : String(Number(value.toPrecision(6))) };
}

function sizeOf({ items }: PyTuple): SeenValue | undefined {
  const dims = items.flatMap((item) =>
    typeof item === 'number' || (typeof item === 'object' && item && (item.kind === 'batch' || item.kind === 'unknown'))
      ? [item]
      : [],
  );
  return dims.length === items.length ? { kind: 'tensor', volume: volume(dims) } : undefined;
}

function instanceOf(value: PyInstance): SeenOrModule | undefined {
  const tensor = tensorOf(value);
  if (tensor) {
    const { volume: v, dtype } = tensor;
    return { kind: 'tensor', volume: v, ...(dtype === 'float32' ? {} : { dtype }) };
  }
  if (value.primitive !== undefined) return seenOf(value.primitive, 0);
  return isModule(value) ? { kind: 'instance', of: value } : undefined;
}

function itemsOf(kind: 'list' | 'tuple', values: readonly Value[], depth: number): SeenValue | undefined {
  const items = values.slice(0, MOST_ITEMS).map((value) => (depth > 0 ? inner(value, depth) : undefined));
  if (items.length > 0 && !items.some(Boolean)) return undefined;
  return { kind: 'items', of: kind, items: items.map((value) => ({ value })), more: values.length - items.length };
}

function dictOf({ entries, lost }: PyDict, depth: number): SeenValue | undefined {
  if (lost) return { kind: 'unknown', cause: lost.cause };
  const items = [...entries.values()].slice(0, MOST_ITEMS).map(([key, value]) => {
    const name = typeof key === 'string' ? quoted(key) : typeof key === 'number' ? String(key) : '…';
    return { key: name, value: depth > 0 ? inner(value, depth) : undefined };
  });
  if (items.length > 0 && !items.some(({ value }) => value)) return undefined;
  return { kind: 'items', of: 'dict', items, more: entries.size - items.length };
}

/** Inside of a list, a module's class says enough. */
function inner(value: Value, depth: number): SeenValue | undefined {
  const seen = seenOf(value, depth - 1);
  return seen?.kind === 'instance' ? { kind: 'class', name: seen.of.class.name } : seen;
}
