// From a YAML value to an attribute's value. What has no meaning becomes text, which the attribute's own check refuses.
import type { AttributeInput, Expectation } from '../../graph/attribute.ts';
import { type Dim, N } from '../../graph/dim.ts';
import { follow, type YamlContent, type YamlMapping, type YamlNode } from '../yaml/node.ts';
import { channelsFirst } from './read-shape.ts';

/** How `4x4x512` reads in an attribute that is a volume's shape: with the batch in front, or without. */
export type VolumeForm = 'with-batch' | 'without-batch';

/** Cells of one value, aliases followed; no attribute takes more. */
const MOST_CELLS = 1000;

export function attributeValue(node: YamlNode, expected: Expectation, form?: VolumeForm): AttributeInput {
  const content = follow(node);
  if (!content) return null;
  if (content.kind === 'scalar') return scalarValue(content, expected, form);
  if (content.kind === 'mapping') return mappingValue(content, expected) ?? '{…}';
  const budget = { cells: MOST_CELLS };
  return content.items.map((item) => listItem(item, budget, 4));
}

function scalarValue(
  { value, text, quoted }: Extract<YamlContent, { kind: 'scalar' }>,
  { kind }: Expectation,
  form: VolumeForm | undefined,
): AttributeInput {
  if (typeof value !== 'string' || quoted) return value;
  const isList = kind === 'axes' || kind === 'padding' || kind === 'integers';
  if (!isList || !/^-?\d+(\s*[x×]\s*-?\d+)*$/i.test(text)) return value === 'N' ? N : value;
  const sizes: readonly Dim[] = text.split(/[x×]/i).map(Number);
  if (!form) return sizes;
  return form === 'with-batch' ? [N, ...channelsFirst(sizes)] : channelsFirst(sizes);
}

function listItem(node: YamlNode, budget: { cells: number }, depth: number): AttributeInput {
  const content = follow(node);
  if (!content || depth === 0 || --budget.cells < 0) return '…';
  if (content.kind === 'scalar') return content.value === 'N' ? N : content.value;
  if (content.kind === 'mapping') return '{…}';
  return content.items.map((item) => listItem(item, budget, depth - 1));
}

const AXES: readonly (readonly string[])[] = [['length'], ['height', 'width'], ['depth', 'height', 'width']];

/** Names of the sides of each axis, in the order of AXES. */
const SIDES: Readonly<Record<string, readonly [before: string, after: string]>> = {
  depth: ['front', 'back'],
  height: ['top', 'bottom'],
  width: ['left', 'right'],
  length: ['left', 'right'],
};

/** `{ height: 3, width: 5 }`; for padding also `{ top: 1, left: 2 }`. */
function mappingValue(mapping: YamlMapping, expected: Expectation): AttributeInput | undefined {
  if (expected.kind !== 'axes' && expected.kind !== 'padding') return undefined;
  const axes = AXES[expected.rank - 1] ?? [];
  const numbers = new Map<string, number>();
  for (const { key, value } of mapping.pairs) {
    const content = follow(value);
    if (content?.kind !== 'scalar' || typeof content.value !== 'number') return undefined;
    numbers.set(key.text, content.value);
  }
  const isAxis = (name: string) => axes.includes(name);
  if ([...numbers.keys()].every(isAxis)) {
    const values = axes.flatMap((axis) => numbers.get(axis) ?? []);
    return values.length === axes.length ? values : undefined;
  }
  const sides = axes.map((axis) => SIDES[axis] ?? ['', '']);
  if (expected.kind !== 'padding' || ![...numbers.keys()].every((name) => sides.flat().includes(name)))
    return undefined;
  return sides.map((pair) => pair.map((side) => numbers.get(side) ?? 0));
}
