// The children of tree-sitter's nodes that are part of the program.
import type { Node as Syntax } from 'web-tree-sitter';

/** Named children without comments, and without the backslashes that join lines. */
export function named(node: Syntax): Syntax[] {
  return node.namedChildren.filter((child): child is Syntax => child !== null && !BETWEEN.has(child.type));
}

const BETWEEN: ReadonlySet<string> = new Set(['comment', 'line_continuation']);
