// Python values in the form that attributes want. Knows no class.
import type { AttributeInput } from '../../../../graph/attribute.ts';

/** `(1, 2)`, one number per axis → [[1, 1], [2, 2]], before and after each. */
export function pairs(value: AttributeInput): AttributeInput {
  if (!Array.isArray(value)) return value;
  return (value as readonly AttributeInput[]).map((item) => [item, item]);
}

/** `(left, right, top, bottom)`, last axis first → [[top, bottom], [left, right]]; an odd one out is left alone. */
export function pairsFromLast(value: AttributeInput): AttributeInput {
  if (!Array.isArray(value)) return value;
  const numbers = value as readonly AttributeInput[];
  const found: AttributeInput[] = [];
  for (let index = 0; index < numbers.length; index += 2) found.unshift(numbers.slice(index, index + 2));
  return found;
}

/** `(3,)` → 3: where ATen takes a list of one for all axes. */
export function single(value: AttributeInput): AttributeInput {
  return Array.isArray(value) && value.length === 1 ? (value[0] as AttributeInput) : value;
}

/** A number, or a list of exactly `count`; any other list becomes none that an attribute reads. */
export function exactly(count: number): (value: AttributeInput) => AttributeInput {
  return (value) => (Array.isArray(value) && value.length !== count ? [value as AttributeInput] : value);
}
