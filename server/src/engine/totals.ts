// What a model costs in all. Counting conventions: ARCHITECTURE.md, "Counting".
import { type Dim, isBatch, isKnown } from '../graph/dim.ts';
import type { Block, Graph, Layer, Parameter } from '../graph/graph.ts';
import type { Volume } from '../graph/volume.ts';

/** Sums of what is known; `complete` says whether that is everything. */
export interface Totals {
  readonly params: number;
  readonly trainableParams: number;
  /** Multiply–accumulates for one sample. */
  readonly macs: number;
  readonly complete: boolean;
}

export function totalsOf(graph: Graph): Totals {
  const parameters = new Set<Parameter>(graph.freeParameters);
  for (const module of graph.modules) for (const parameter of module.parameters) parameters.add(parameter);
  let params = 0;
  let trainableParams = 0;
  let macs = 0;
  let complete =
    graph.gaps.length === 0 && graph.layers.length > 0 && !graph.findings.some((finding) => finding.layer?.refused);
  const count = (dim: Dim): number => {
    if (isKnown(dim)) return dim;
    complete = false;
    return 0;
  };
  for (const parameter of parameters) {
    if (parameter.buffer) continue;
    const size = count(parameter.count);
    params += size;
    if (parameter.trainable) trainableParams += size;
  }
  for (const layer of graph.layers) {
    macs += count(layer.macs);
    // A file may itself leave a size open.
    if (layer.outputs.some((output) => cellsOf(output.volume) === undefined)) complete = false;
  }
  return { params, trainableParams, macs, complete };
}

/** Parameters of one layer's module, buffers left out; undefined where a size is unknown. */
export function paramsOf(layer: Layer): number | undefined {
  return countOf(layer.module.parameters);
}

/** Parameters of a block, shared ones once: those of its layers, and its own; undefined where a size is unknown. */
export function paramsOfBlock(graph: Graph, block: Block): number | undefined {
  const parameters = new Set(freeParametersOf(graph, block));
  for (const layer of graph.layers.slice(block.first, block.end)) {
    for (const parameter of layer.module.parameters) parameters.add(parameter);
  }
  return countOf(parameters);
}

/** Those that blocks own beside their layers': the block's, and those of the blocks inside of it. */
export function freeParametersOf({ blocks, freeParameters }: Graph, block: Block): readonly Parameter[] {
  if (freeParameters.length === 0) return [];
  const parameters = [...block.parameters];
  for (let at = blocks.indexOf(block) + 1; at < blocks.length; at++) {
    const inner = blocks[at];
    if (!inner || !isWithin(inner, block)) break;
    parameters.push(...inner.parameters);
  }
  return parameters;
}

/** Undefined where a size is unknown. */
export function countOf(parameters: Iterable<Parameter>): number | undefined {
  let sum = 0;
  for (const { count, buffer } of parameters) {
    if (buffer) continue;
    if (!isKnown(count)) return undefined;
    sum += count;
  }
  return sum;
}

function isWithin({ parent }: Block, block: Block): boolean {
  return parent === block || (parent !== undefined && isWithin(parent, block));
}

/** Cells for one sample: a dimension k·N counts k. */
export function cellsOf(volume: Volume): number | undefined {
  let size = 1;
  for (const dim of volume.dims ?? [Number.NaN]) {
    if (isBatch(dim)) size *= dim.numerator / dim.denominator;
    else if (isKnown(dim)) size *= dim;
    else return undefined;
  }
  return Number.isNaN(size) ? undefined : size;
}
