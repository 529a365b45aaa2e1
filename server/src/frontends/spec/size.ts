// One size of a shape, and what is said of a shape that cannot be read.
import { type Dim, unknownDim } from '../../graph/dim.ts';
import type { Finding } from '../../graph/finding.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { KeyUse } from './syntax.ts';

/** Frameworks count cells of one axis in 31 bits. */
export const LARGEST = 2 ** 31 - 1;

export interface ShapeContext {
  readonly report: (finding: Finding) => void;
  readonly use: (use: KeyUse) => void;
}

export function sizeOf(word: string, node: YamlNode): Dim | undefined {
  if (word === '?') return unknownDim({ reason: 'missing-input', facts: {}, place: { span: node.span } });
  const size = /^\d+$/.test(word) ? Number(word) : 0;
  return size >= 1 && size <= LARGEST ? size : undefined;
}

export function badShape(key: string, node: YamlNode, value: string): Finding {
  const facts = { attribute: key, value: value.slice(0, 60), expected: { kind: 'input' } } as const;
  return { rule: 'bad-value', span: node.span, attribute: key, facts };
}
