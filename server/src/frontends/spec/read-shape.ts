// Reads shapes written as on a blackboard, channels last: `32x32x3`; as dimensions in the framework's order.
import { N } from '../../graph/dim.ts';
import { follow, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { readNamedShape } from './read-named-shape.ts';
import { badShape, type ShapeContext, sizeOf } from './size.ts';
import type { Shape } from './syntax.ts';

/** Undefined, with a finding, where it cannot be read. */
export function readShape(key: string, node: YamlNode, context: ShapeContext): Shape | undefined {
  const content = follow(node);
  if (!content) return undefined;
  const { span } = node;
  if (content.kind === 'mapping') return readNamedShape(key, content, node, context);
  const words =
    content.kind === 'sequence'
      ? content.items.map((item) => (item.kind === 'scalar' ? String(item.value) : ''))
      : splitShape(content);
  const dims = words.map((word) => sizeOf(word, node));
  if (dims.length === 0 || dims.length > 4 || !dims.every((dim) => dim !== undefined)) {
    context.report(badShape(key, node, content.kind === 'scalar' ? content.text : `[${words.join(', ')}]`));
    return undefined;
  }
  return { span, dims: [N, ...channelsFirst(dims)], dtype: 'float' };
}

/** `28x28x6` and `28 × 28 × 6` in words. */
function splitShape(scalar: YamlScalar): readonly string[] {
  return scalar.value === null ? [] : scalar.text.split(/[x×]/i).map((word) => word.trim());
}

/** H×W×C → C, H, W. */
export function channelsFirst<T>(dims: readonly T[]): readonly T[] {
  const channels = dims.at(-1);
  return channels === undefined ? [] : [channels, ...dims.slice(0, -1)];
}
