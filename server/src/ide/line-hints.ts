// Hints of formats whose layers are calls in lines of code: one at a line's end, of what comes out of the line as a whole.
import { type InlayHint, InlayHintKind } from 'vscode-languageserver-types';
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import { type Span, sameSpan } from '../base/span.ts';
import { countOf } from '../engine/totals.ts';
import type { Graph, Layer, Origin, Parameter, Tensor } from '../graph/graph.ts';
import { causeOf } from '../graph/volume.ts';
import { causeMessage } from '../rules/gaps.ts';
import type { HintDetail } from './inlay-hints.ts';

interface Run extends Pick<Layer, 'inputs' | 'outputs'> {
  readonly of: Graph;
}

/** One call in the text, and what it made of what each time it ran. */
interface Site {
  readonly span: Span;
  readonly runs: Run[];
}

interface Line {
  readonly sites: Map<string, Site>;
  /** Of each model that runs the line. */
  readonly parameters: Map<Graph, Set<Parameter>>;
}

export function lineHints(analysis: Analysis, range: Span, detail: HintDetail): InlayHint[] {
  const lines = new Map<number, Line>();
  for (const model of analysis.models) collect(analysis, model, range, lines);
  return [...lines].sort(([a], [b]) => a - b).flatMap(([line, found]) => hintOf(analysis, line, found, detail));
}

function collect(analysis: Analysis, { graph, span: own }: ModelAnalysis, range: Span, lines: Map<number, Line>): void {
  const { blocks, layers } = graph;
  // Nobody calls the model: its own statement is no call.
  const isUncalled = ({ span, uri }: Origin) => uri === undefined && sameSpan(span, own);
  const enter = ({ span, uri }: Origin): { readonly line: Line; readonly site: Site } | undefined => {
    if (uri !== undefined || span.end < range.start || span.start > range.end || span.end === 0) return undefined;
    const number = analysis.lines.position(span.end).line;
    const line = lines.get(number) ?? { sites: new Map(), parameters: new Map() };
    lines.set(number, line);
    const key = `${span.start} ${span.end}`;
    const site = line.sites.get(key) ?? { span, runs: [] };
    line.sites.set(key, site);
    return { line, site };
  };
  // What a block does at its own place (a Sequential calls its layers there) is no run of its own.
  const outermost = new Set<string>();
  for (const { origin, parent, inputs, outputs, first, end } of blocks) {
    if (isUncalled(origin) || sharesPlace(origin, parent?.origin)) continue;
    const entered = enter(origin);
    if (!entered) continue;
    entered.site.runs.push({ of: graph, inputs, outputs });
    outermost.add(`${origin.span.start} ${origin.span.end}`);
    for (const layer of layers.slice(first, end)) addParameters(entered.line, graph, layer);
  }
  const first = new Map<string, Layer>();
  for (const layer of layers) {
    const place = isUncalled(layer.origin) ? layer.module.origin : placeOf(layer);
    const entered = isUncalled(place) ? undefined : enter(place);
    if (!entered) continue;
    addParameters(entered.line, graph, layer);
    const { start, end } = place.span;
    const at = `${start} ${end}`;
    if (outermost.has(at)) continue;
    const { runs } = entered.site;
    const run: Run = { of: graph, inputs: layer.inputs, outputs: layer.outputs };
    // Layers of one Sequential that one call has built are one to who reads it, and so is what stands in no line of the text.
    const key = place.inner ? at : place === layer.origin ? '' : `${at} ${layer.block && blocks.indexOf(layer.block)}`;
    const begun = first.get(key);
    const isAnew = !begun || (place.inner !== undefined && begun.module === layer.module);
    if (isAnew) runs.push(run);
    else runs[runs.length - 1] = { ...run, inputs: begun.inputs };
    if (key !== '' && isAnew) first.set(key, layer);
  }
}

/** Where a layer is called; what a Sequential calls has no place of its own but where it is built. */
function placeOf({ origin, block, module }: Layer): Origin {
  return block && sharesPlace(origin, block.origin) && module.origin.span.end > 0 ? module.origin : origin;
}

function sharesPlace({ span, uri }: Origin, other: Origin | undefined): boolean {
  return other !== undefined && other.uri === uri && sameSpan(other.span, span);
}

function addParameters({ parameters }: Line, graph: Graph, { module }: Layer): void {
  const known = parameters.get(graph) ?? new Set();
  for (const parameter of module.parameters) known.add(parameter);
  parameters.set(graph, known);
}

function hintOf(analysis: Analysis, line: number, { sites, parameters }: Line, detail: HintDetail): InlayHint[] {
  const { words } = analysis;
  const all = [...sites.values()];
  const last = outcome(all);
  if (!last) return [];
  const shapes = (tensors: readonly Tensor[]) => tensors.map(({ volume }) => words.volume(volume));
  // A sum with something that is stretched keeps the shape as a ReLU does.
  const changes = all.some(({ runs }) =>
    runs.some(({ inputs, outputs }) => shapes(outputs).some((shape) => !shapes(inputs).includes(shape))),
  );
  if (!changes) return [];
  const outputs = [...new Set(last.runs.map((run) => shapes(run.outputs).join(', ')))].filter((text) => text !== '');
  const [first, final] = [outputs[0], outputs.at(-1)];
  if (first === undefined || final === undefined) return [];
  const shape = final === first ? `${first}${turns(last)}` : `${first} … ${final}`;
  const params = detail === 'shape-and-parameters' ? inEach(parameters) : 0;
  const whole = params === 0 ? `→ ${shape}` : `→ ${shape} · ${params === undefined ? '?' : words.count(params)}`;
  const label = whole.length > LONGEST ? `→ ${shape}` : whole;
  const cause = last.runs.flatMap((run) => run.outputs.map(({ volume }) => causeOf(volume))).find(Boolean);
  const tooltip = [...(label === whole ? [] : [whole]), ...(cause ? [causeMessage(cause, words)] : [])].join('\n\n');
  return [
    {
      position: { line, character: endOfCode(analysis, line, last.span.end) },
      label,
      kind: InlayHintKind.Type,
      paddingLeft: true,
      ...(tooltip === '' ? {} : { tooltip }),
    },
  ];
}

/** In characters: editors cut hints that are longer, and a number that is cut says something else. */
const LONGEST = 43;

/** How often a model runs the line; nothing where models differ in that, or it is once. */
function turns({ runs }: Site): string {
  const counts = new Map<Graph, number>();
  for (const { of } of runs) counts.set(of, (counts.get(of) ?? 0) + 1);
  const [count = 1, ...more] = new Set(counts.values());
  return count > 1 && more.length === 0 ? ` ×${count}` : '';
}

/** What every model has there; 0, which is not shown, where they differ. */
function inEach(parameters: Line['parameters']): number | undefined {
  const [count, ...more] = new Set([...parameters.values()].map(countOf));
  return more.length === 0 ? count : 0;
}

/** The last of the calls that stand in no other. */
function outcome(sites: readonly Site[]): Site | undefined {
  return sites
    .filter(
      ({ span, runs }) => runs.length > 0 && !sites.some((other) => other.span !== span && covers(other.span, span)),
    )
    .sort((a, b) => a.span.end - b.span.end)
    .at(-1);
}

function covers(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Before a comment; otherwise the end of the line, blanks left out. */
function endOfCode({ request: { text }, lines }: Analysis, line: number, after: number): number {
  const start = lines.offset({ line, column: 0 });
  const newline = text.indexOf('\n', after);
  const end = newline < 0 ? text.length : newline;
  const comment = /\s#.*$/.exec(text.slice(after, end));
  return text.slice(start, comment ? after + comment.index : end).trimEnd().length;
}
