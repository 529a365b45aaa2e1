// A block's inside as a tree of text: parts and layers with what they put out and their parameters.
import { t } from '@vscode/l10n';
import type { Analysis } from '../analyze.ts';
import { paramsOf, paramsOfBlock } from '../engine/totals.ts';
import type { Block, Graph, Layer, Tensor } from '../graph/graph.ts';
import { volumesText } from './amounts.ts';

/** A hover shows no more. */
const MOST_LINES = 40;
const MOST_LEVELS = 4;

interface Node {
  readonly name: string;
  readonly type: string;
  readonly outputs: readonly Tensor[];
  readonly params: number | undefined;
  readonly children: readonly Node[];
}

/** Lines such as `├ cv1 · Conv → [N, 32, 80, 80] · 4,224`; without the block itself. */
export function blockTree(analysis: Analysis, graph: Graph, block: Block): readonly string[] {
  const lines = [...drawn(analysis, childrenOf(graph, block, 0), '')];
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), t('… {0} more lines', lines.length - MOST_LINES)];
}

function* drawn(analysis: Analysis, nodes: readonly Node[], indent: string): Iterable<string> {
  for (const [index, node] of nodes.entries()) {
    const isLast = index === nodes.length - 1;
    yield `${indent}${isLast ? '└' : '├'} ${lineOf(analysis, node)}`;
    yield* drawn(analysis, node.children, `${indent}${isLast ? '  ' : '│ '}`);
  }
}

function lineOf(analysis: Analysis, { name, type, outputs, params }: Node): string {
  const what = name === '' || name === type ? type : `${name} · ${type}`;
  const weights = params === 0 ? '' : ` · ${params === undefined ? '?' : analysis.words.count(params)}`;
  return `${what} → ${volumesText(analysis, outputs)}${weights}`;
}

/** Parts and layers in the order in which they run. A part of nothing but layers is one line: everybody knows what a Conv is. */
function childrenOf(graph: Graph, block: Block, level: number): readonly Node[] {
  const inner = graph.blocks.filter(({ parent }) => parent === block);
  const nodes: Node[] = [];
  let at = block.first;
  const layersTo = (end: number) => {
    for (; at < end; at++) {
      const layer = graph.layers[at];
      if (layer) nodes.push(layerNode(layer, block));
    }
  };
  for (const part of inner) {
    layersTo(part.first);
    const hasParts = graph.blocks.some(({ parent }) => parent === part);
    nodes.push({
      name: tail(part.path, block.path),
      type: part.type,
      outputs: part.outputs,
      params: paramsOfBlock(graph, part),
      children: hasParts && level + 1 < MOST_LEVELS ? childrenOf(graph, part, level + 1) : [],
    });
    at = Math.max(at, part.end);
  }
  layersTo(block.end);
  return nodes;
}

function layerNode(layer: Layer, block: Block): Node {
  const { path, module, outputs } = layer;
  return { name: tail(path, block.path), type: module.type, outputs, params: paramsOf(layer), children: [] };
}

/** `model.4.cv1` inside `model.4` is `cv1`. */
function tail(path: string, within: string): string {
  if (path === within) return '';
  return path.startsWith(`${within}.`) ? path.slice(within.length + 1) : path;
}
