// The JSON document that `check` and `shapes` print, and the step from an Analysis to it. Its fields are a contract.
import { messageOf } from '../advise.ts';
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import type { Span } from '../base/span.ts';
import { paramsOf } from '../engine/totals.ts';
import type { DialectId } from '../graph/dialect.ts';
import { type Dim, isBatch, isKnown } from '../graph/dim.ts';
import type { Gap, Layer, Tensor } from '../graph/graph.ts';
import { editsOf, type Mend, mendsOf } from '../mend.ts';
import { cellAtOffset } from '../notebook/program.ts';
import type { Problem } from '../rules/problem.ts';
import type { Severity } from '../rules/rule.ts';

/** 1-based; the end is exclusive. */
export interface Place {
  /** Of notebooks: which cell, from 1, all kinds of cells counted; lines count from the cell's first. */
  readonly cell?: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface EditEntry extends Place {
  readonly newText: string;
}

export interface ProblemEntry extends Place {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fix: { readonly title: string; readonly edits: readonly EditEntry[] } | null;
}

export interface GapEntry {
  readonly message: string;
  readonly cell?: number;
  readonly line: number;
}

/** An integer, `N` or a multiple of it, or null where it is unknown. */
export type DimEntry = number | string | null;

export type VolumeEntry = readonly DimEntry[] | null;

export interface LayerEntry {
  readonly path: string;
  readonly operator: string;
  readonly type: string;
  readonly cell?: number;
  readonly line: number;
  readonly column: number;
  readonly inputs: readonly VolumeEntry[];
  readonly outputs: readonly VolumeEntry[];
  readonly params: number | null;
  readonly macs: number | null;
  readonly receptiveField: readonly (number | null)[] | null;
}

export interface ModelEntry {
  readonly name: string;
  readonly inputs: readonly VolumeEntry[];
  readonly outputs: readonly VolumeEntry[];
  readonly params: number;
  readonly trainableParams: number;
  readonly macs: number;
  readonly complete: boolean;
  readonly gaps: readonly GapEntry[];
  readonly minInput: readonly number[] | null;
  readonly layers: readonly LayerEntry[];
  readonly problems: readonly ProblemEntry[];
}

export interface CheckedFile {
  readonly file: string;
  readonly dialect: DialectId;
  readonly complete: boolean;
  readonly gaps: readonly GapEntry[];
  readonly problems: readonly ProblemEntry[];
}

export interface ShapesFile {
  readonly file: string;
  readonly dialect: DialectId;
  readonly models: readonly ModelEntry[];
  readonly problems: readonly ProblemEntry[];
}

export const VERSION = 1;

/** The words for a gap; they are the rules'. */
export type Wording = (gap: Gap, analysis: Analysis) => string;

/** A fix's resulting shape costs one more analysis; beyond so many in one file, titles go without. */
const MENDED_TITLES = 50;

export function checkedFile(file: string, analysis: Analysis, wording: Wording): CheckedFile {
  const { dialect, models } = analysis;
  return {
    file,
    dialect,
    complete: models.length > 0 && models.every(({ totals }) => totals.complete),
    gaps: gapEntries(
      analysis,
      models.flatMap(({ gaps }) => gaps),
      wording,
    ),
    problems: problemEntries(analysis, analysis.problems),
  };
}

export function modelEntry(
  analysis: Analysis,
  model: ModelAnalysis,
  minInput: readonly number[] | undefined,
  wording: Wording,
): ModelEntry {
  const { name, graph, totals, gaps, construction: { args } = {} } = model;
  const seen = new Set<Layer['module']>();
  return {
    name: args === undefined ? name : `${name}(${args})`,
    inputs: graph.inputs.map(({ tensor }) => volumeEntry(tensor)),
    outputs: graph.outputs.map(({ tensor }) => volumeEntry(tensor)),
    params: totals.params,
    trainableParams: totals.trainableParams,
    macs: totals.macs,
    complete: totals.complete,
    gaps: gapEntries(analysis, gaps, wording),
    minInput: minInput ?? null,
    layers: graph.layers.map((layer) => {
      const again = seen.has(layer.module);
      seen.add(layer.module);
      return layerEntry(analysis, model, layer, again);
    }),
    problems: problemEntries(analysis, model.problems),
  };
}

/** A module that is applied again brings no parameters of its own: they are counted once. */
function layerEntry(analysis: Analysis, model: ModelAnalysis, layer: Layer, again: boolean): LayerEntry {
  const { cell, line, column } = placeOf(analysis, layer.origin.head);
  return {
    path: layer.path,
    operator: layer.module.operator.id,
    type: layer.module.type,
    ...(cell === undefined ? {} : { cell }),
    line,
    column,
    inputs: layer.inputs.map(volumeEntry),
    outputs: layer.outputs.map(volumeEntry),
    params: again ? 0 : (paramsOf(layer) ?? null),
    macs: isKnown(layer.macs) ? layer.macs : null,
    receptiveField: fieldOf(model, layer) ?? null,
  };
}

/** Cells of the input that one output cell sees, per axis; a layer that sees everything sees the input's size. */
export function fieldOf({ graph }: ModelAnalysis, layer: Layer): readonly (number | null)[] | undefined {
  const field = layer.receptiveField?.largest;
  if (!field || field.length === 0) return undefined;
  const input = graph.inputs.find(({ tensor }) => tensor.volume.dims?.length === field.length + 2)?.tensor.volume.dims;
  return field.map((cells, axis) => {
    if (Number.isFinite(cells)) return cells;
    const size = input?.[axis + 2];
    return size !== undefined && isKnown(size) ? size : null;
  });
}

export function problemEntries(analysis: Analysis, problems: readonly Problem[]): readonly ProblemEntry[] {
  let titles = 0;
  return problems.map((problem): ProblemEntry => {
    const { rule, severity, span } = problem;
    const message = messageOf(analysis, problem);
    const fix = mendOf(analysis, problem, titles < MENDED_TITLES);
    if (fix) titles++;
    const edits = fix?.edits.map((edit) => ({ ...placeOf(analysis, edit.span), newText: edit.newText }));
    const place = placeOf(analysis, span);
    return { rule, severity, message, ...place, fix: fix && edits ? { title: fix.title, edits } : null };
  });
}

/** The fix that most would choose, of those that the front end can write. */
function mendOf(analysis: Analysis, problem: Problem, withShape: boolean): Pick<Mend, 'title' | 'edits'> | undefined {
  const preferred = [...problem.fixes].sort((a, b) => Number(b.preferred ?? false) - Number(a.preferred ?? false));
  for (const fix of preferred) {
    const edits = editsOf(analysis, fix);
    if (!edits) continue;
    const mend = withShape && fix.showOutput ? mendsOf(analysis, { ...problem, fixes: [fix] })[0] : undefined;
    return mend ?? { title: fix.title, edits };
  }
  return undefined;
}

function gapEntries(analysis: Analysis, gaps: readonly Gap[], wording: Wording): readonly GapEntry[] {
  const entries = gaps.map((gap) => gapEntry(analysis, gap, wording));
  const seen = new Set<string>();
  return entries.filter(({ message, cell, line }) => {
    const key = `${cell} ${line} ${message}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

export function gapEntry(analysis: Analysis, gap: Gap, wording: Wording): GapEntry {
  const { cell, line } = placeOf(analysis, gap.span);
  return { message: wording(gap, analysis), ...(cell === undefined ? {} : { cell }), line };
}

export function placeOf({ lines, request: { cells = [] } }: Analysis, { start, end }: Span): Place {
  const from = lines.position(start);
  const to = lines.position(end);
  const cell = cellAtOffset(cells, start);
  const first = (cell?.line ?? 0) - 1;
  return {
    ...(cell ? { cell: cell.number } : {}),
    ...{ line: from.line - first, column: from.column + 1, endLine: to.line - first, endColumn: to.column + 1 },
  };
}

function volumeEntry({ volume }: Tensor): VolumeEntry {
  return volume.dims ? volume.dims.map(dimEntry) : null;
}

function dimEntry(dim: Dim): DimEntry {
  if (isKnown(dim)) return dim;
  if (!isBatch(dim)) return null;
  const { numerator, denominator } = dim;
  return `${numerator === 1 ? '' : numerator}N${denominator === 1 ? '' : `/${denominator}`}`;
}
