// What the tests of the YOLO family's files share: a file from its rows, and what became of them.
import { type Analysis, type AnalyzeRequest, analyze } from '../../server/src/analyze.ts';
import { paramsOfBlock } from '../../server/src/engine/totals.ts';
import type { Finding } from '../../server/src/graph/finding.ts';

/** Backbone rows as text, with keys before them. */
export function file(rows: readonly string[], keys = ''): string {
  return `nc: 80\n${keys}backbone:\n${rows.map((row) => `  - ${row}\n`).join('')}head:\n`;
}

export function read(text: string, request: Partial<AnalyzeRequest> = {}): Analysis {
  const analysis = analyze({ uri: 'file:///model.yaml', text, ...request });
  if (!analysis) throw new Error('not recognized');
  return analysis;
}

export interface RowResult {
  readonly type: string;
  readonly params: number | undefined;
  readonly out: string;
}

export function rowsOf(analysis: Analysis): readonly RowResult[] {
  const [model] = analysis.models;
  return (model?.graph.blocks ?? []).flatMap((block) => {
    if (!model || block.parent) return [];
    const out = block.outputs.map(({ volume }) => analysis.words.volume(volume)).join(' ');
    return [{ type: block.type, params: paramsOfBlock(model.graph, block), out }];
  });
}

/** `rule "marked text"` of every finding, each place once. */
export function findings(text: string, request: Partial<AnalyzeRequest> = {}): readonly string[] {
  const { source } = read(text, request);
  const all: readonly Finding[] = [...source.findings, ...source.models.flatMap(({ graph }) => graph.findings)];
  return [...new Set(all.map(({ rule, span }) => `${rule} "${text.slice(span.start, span.end)}"`))];
}
