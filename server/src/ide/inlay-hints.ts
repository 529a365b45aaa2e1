// `→ 28×28×6 · 156` behind each layer and block that changes the shape or has parameters.
import { type InlayHint, InlayHintKind } from 'vscode-languageserver-types';
import type { Analysis } from '../analyze.ts';
import type { Span } from '../base/span.ts';
import { countOf } from '../engine/totals.ts';
import type { Graph, Layer, Origin, Parameter, Tensor } from '../graph/graph.ts';
import { causeOf } from '../graph/volume.ts';
import { causeMessage } from '../rules/gaps.ts';
import { lineHints } from './line-hints.ts';
import { positionOf } from './places.ts';

export type HintDetail = 'shape' | 'shape-and-parameters';

type Run = Pick<Layer, 'inputs' | 'outputs'>;

/** One place in the text and all that was built from it: a layer in a loop runs often. */
interface Site {
  readonly origin: Origin;
  readonly runs: Run[];
  readonly parameters: Set<Parameter>;
}

export function inlayHints(analysis: Analysis, range: Span, detail: HintDetail): InlayHint[] {
  if (analysis.frontEnd.hints === 'lines') return lineHints(analysis, range, detail);
  return analysis.models.flatMap(({ graph }) =>
    [...sitesIn(graph, range, analysis.request.uri).values()].flatMap((site) => hintAt(analysis, site, detail)),
  );
}

/** By the place behind which the hint stands. A block stands before the layers of the same place. */
function sitesIn({ blocks, layers }: Graph, range: Span, uri: string): Map<number, Site> {
  const sites = new Map<number, Site>();
  const site = (origin: Origin): Site | undefined => {
    const { head } = origin;
    if (head.start > range.end || head.end < range.start || (origin.uri ?? uri) !== uri) return undefined;
    const known = sites.get(head.start) ?? { origin, runs: [], parameters: new Set<Parameter>() };
    sites.set(head.start, known);
    return known;
  };
  const taken = new Set<Origin['head']['start']>();
  for (const { origin, inputs, outputs, first, end, parent, parameters } of blocks) {
    const known = site(origin);
    if (!known) continue;
    taken.add(origin.head.start);
    for (const parameter of parameters) known.parameters.add(parameter);
    // What stands inside of a block at the block's own place is no run of its own.
    if (parent?.origin.head.start === origin.head.start) continue;
    known.runs.push({ inputs, outputs });
    for (const layer of layers.slice(first, end)) addParameters(known, layer);
  }
  for (const layer of layers) {
    if (taken.has(layer.origin.head.start)) continue;
    const known = site(layer.origin);
    known?.runs.push(layer);
    if (known) addParameters(known, layer);
  }
  return sites;
}

function addParameters({ parameters }: Site, { module }: Layer): void {
  for (const parameter of module.parameters) parameters.add(parameter);
}

function hintAt(analysis: Analysis, { origin, runs, parameters }: Site, detail: HintDetail): InlayHint[] {
  const { words } = analysis;
  const shapes = (tensors: readonly Tensor[]) => tensors.map(({ volume }) => words.volume(volume));
  // A sum of equal volumes keeps their shape as a ReLU does.
  const changesShape = ({ inputs, outputs }: Run) => new Set([...shapes(inputs), ...shapes(outputs)]).size > 1;
  const outputs = [...new Set(runs.map((run) => shapes(run.outputs).join(', ')))];
  const changes = runs.some(changesShape);
  const params = detail === 'shape-and-parameters' ? countOf(parameters) : 0;
  if (!changes && params === 0) return [];
  const [first = '', last] = [outputs[0], outputs.at(-1)];
  const shape = last === undefined || last === first ? first : `${first} … ${last}`;
  const label = params === 0 ? `→ ${shape}` : `→ ${shape} · ${params === undefined ? '?' : words.count(params)}`;
  const cause = runs.flatMap((run) => run.outputs.map(({ volume }) => causeOf(volume))).find(Boolean);
  return [
    {
      position: positionOf(analysis.lines, endOf(analysis, origin)),
      label,
      kind: InlayHintKind.Type,
      paddingLeft: true,
      ...(cause ? { tooltip: causeMessage(cause, words) } : {}),
    },
  ];
}

/** The end of the layer on the line of its name, blanks left out. */
function endOf({ request: { text } }: Analysis, { head, span }: Origin): number {
  const newline = text.indexOf('\n', head.end);
  const lineEnd = newline < 0 ? text.length : newline;
  if (span.end <= lineEnd) return Math.max(head.end, trimmed(text, head.end, span.end));
  const comment = / #.*$/.exec(text.slice(head.end, lineEnd));
  return trimmed(text, head.end, comment ? head.end + comment.index : lineEnd);
}

function trimmed(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}
