// The Compute Shapes table: every layer of every model with what it makes and costs, as plain data for a panel.
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import type { AxisWindow } from '../base/window.ts';
import { outputBytes } from '../engine/memory.ts';
import { countOf, freeParametersOf } from '../engine/totals.ts';
import { isKnown } from '../graph/dim.ts';
import type { Graph, Layer, Origin, Parameter, ReceptiveField, Tensor } from '../graph/graph.ts';
import { causeOf } from '../graph/volume.ts';
import type { BlockRow, LayerRow, ModelTable, Range, ShapeTable } from '../protocol.ts';
import { causeMessage } from '../rules/gaps.ts';
import { SEVERITIES, type Severity } from '../rules/rule.ts';
import { rangeIn } from './other-files.ts';
import { rangeOf } from './places.ts';
import { gapPlaces, modelTotals } from './totals.ts';

export function shapeTable(analysis: Analysis, version: number): ShapeTable {
  const { config, models, request } = analysis;
  return {
    uri: request.uri,
    version,
    batch: config.batch,
    dtype: config.dtype,
    models: models.map((model) => modelTable(analysis, model)),
  };
}

function modelTable(analysis: Analysis, model: ModelAnalysis): ModelTable {
  const { graph, totals } = model;
  const named = ({ name, tensor }: { readonly name: string; readonly tensor: Tensor }) => ({
    name,
    shape: analysis.words.volume(tensor.volume),
  });
  const rows = layerRows(analysis, model);
  return {
    name: model.name,
    range: rangeOf(analysis.lines, model.span),
    inputs: graph.inputs.map(named),
    outputs: graph.outputs.map(named),
    rows,
    blocks: blockRows(analysis, graph, rows, totals.params),
    totals: modelTotals(analysis, model),
    gaps: gapPlaces(analysis, model.gaps),
  };
}

function layerRows(analysis: Analysis, { graph, totals, problems }: ModelAnalysis): LayerRow[] {
  const worst = new Map<Layer, Severity>();
  for (const { finding, severity } of problems) {
    const before = finding.layer && worst.get(finding.layer);
    if (finding.layer && (!before || SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(before)))
      worst.set(finding.layer, severity);
  }
  const blocks = new Map(graph.blocks.map((block, index) => [block, index]));
  const counted = new Set<Parameter>();
  return graph.layers.map((layer) => {
    const params = newParameters(layer, counted);
    return {
      index: layer.index,
      path: layer.path,
      operator: layer.module.operator.id,
      type: layer.module.type,
      ...place(analysis, layer.origin),
      ...made(analysis, layer),
      block: layer.block ? (blocks.get(layer.block) ?? null) : null,
      inputs: shapes(analysis, layer.inputs),
      outputs: shapes(analysis, layer.outputs),
      ...windowTexts(layer.windows),
      params,
      share: shareOf(params, totals.params),
      macs: isKnown(layer.macs) ? layer.macs : null,
      bytes: outputBytes(layer, analysis.config) ?? null,
      receptiveField: field(layer.receptiveField),
      severity: worst.get(layer) ?? null,
      why: why(analysis, layer),
    };
  });
}

function place(analysis: Analysis, { head, span, uri }: Origin): { range: Range; lastLine?: number; uri?: string } {
  const { lines, request } = analysis;
  const range = rangeIn(analysis, head, uri);
  if (uri !== undefined && uri !== request.uri) return { range, uri };
  const lastLine = lines.position(span.end).line;
  return { range, ...(lastLine > range.end.line ? { lastLine } : {}) };
}

function made(analysis: Analysis, { module, origin }: Layer): Pick<LayerRow, 'made'> {
  const { head, uri, span } = module.origin;
  if (module.origin === origin || uri !== undefined || span.end === 0) return {};
  return { made: { range: rangeOf(analysis.lines, head) } };
}

function shapes({ words }: Analysis, tensors: readonly Tensor[]): string[] {
  return tensors.map(({ volume }) => words.volume(volume));
}

/** Parameters that no row before has counted; null where a size is unknown. */
function newParameters({ module }: Layer, counted: Set<Parameter>): number | null {
  let sum = 0;
  for (const parameter of module.parameters) {
    if (parameter.buffer || counted.has(parameter)) continue;
    counted.add(parameter);
    if (!isKnown(parameter.count)) return null;
    sum += parameter.count;
  }
  return sum;
}

function shareOf(params: number | null, total: number): number | null {
  if (params === null) return null;
  return total === 0 ? 0 : params / total;
}

function windowTexts(windows: Layer['windows']): Pick<LayerRow, 'kernel' | 'stride' | 'padding'> {
  if (windows.length === 0) return { kernel: null, stride: null, padding: null };
  const each = (text: (window: AxisWindow) => number | string) =>
    windows.map((window) => (window ? `${text(window)}` : '?'));
  return {
    kernel: each(({ kernel }) => kernel).join('×'),
    stride: short(each(({ stride }) => stride)),
    padding: short(each(({ padding: [before, after] }) => (before === after ? before : `${before}/${after}`))),
  };
}

/** One number where all axes have the same. */
function short(texts: readonly string[]): string {
  return new Set(texts).size === 1 ? (texts[0] ?? '') : texts.join('×');
}

function field(receptiveField: ReceptiveField | undefined): LayerRow['receptiveField'] {
  if (!receptiveField || receptiveField.largest.length === 0) return null;
  const { largest } = receptiveField;
  return largest.includes(Infinity) ? 'all' : largest.map((size) => Math.round(size));
}

function why({ words }: Analysis, { outputs }: Layer): string | null {
  const cause = outputs.map(({ volume }) => causeOf(volume)).find((found) => found !== undefined);
  return cause ? causeMessage(cause, words) : null;
}

function blockRows(analysis: Analysis, graph: Graph, rows: readonly LayerRow[], total: number): BlockRow[] {
  const { blocks } = graph;
  const indices = new Map(blocks.map((block, index) => [block, index]));
  return blocks.map((block) => {
    const inside = rows.slice(block.first, block.end);
    const counted = sum(inside.map((row) => row.params));
    const params = sum([counted, countOf(freeParametersOf(graph, block)) ?? null]);
    return {
      path: block.path,
      type: block.type,
      range: place(analysis, block.origin).range,
      parent: block.parent ? (indices.get(block.parent) ?? null) : null,
      first: block.first,
      end: block.end,
      inputs: shapes(analysis, block.inputs),
      outputs: shapes(analysis, block.outputs),
      params,
      share: shareOf(params, total),
      macs: sum(inside.map((row) => row.macs)),
      bytes: sum(inside.map((row) => row.bytes)),
    };
  });
}

function sum(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce<number | null>((a, b) => (a === null || b === null ? null : a + b), 0);
}
