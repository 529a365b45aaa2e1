// Attributes in the builder's form. The same ones are the same object, by which the builder knows again what it has read.
import type { AttributeInput } from '../../../graph/attribute.ts';
import type { GivenAttribute, GivenAttributes } from '../../../graph/graph.ts';

export type Attributes = Readonly<Record<string, AttributeInput | GivenAttribute>>;

const memory = new Map<string, GivenAttributes>();
const MOST_REMEMBERED = 10_000;

/** Made once for each key. */
export function remembered(key: string, make: () => GivenAttributes): GivenAttributes {
  const known = memory.get(key);
  if (known) return known;
  if (memory.size >= MOST_REMEMBERED) memory.clear();
  const attributes = make();
  memory.set(key, attributes);
  return attributes;
}

const NONE: GivenAttributes = {};
const wrapped = new WeakMap<Attributes, GivenAttributes>();

/** Those of an object that is used again are made once. */
export function given(attributes: Attributes): GivenAttributes {
  const known = wrapped.get(attributes);
  if (known) return known;
  let result: Record<string, GivenAttribute> | undefined;
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined) continue;
    result ??= {};
    result[name] =
      typeof value === 'object' && value !== null && 'value' in value ? value : { value: value as AttributeInput };
  }
  if (!result) return NONE;
  if (Object.isFrozen(attributes)) wrapped.set(attributes, result);
  return result;
}
