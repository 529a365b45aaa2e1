// The outline: models, their inputs, blocks and layers.
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import type { Analysis } from '../analyze.ts';
import type { DocumentSymbol as Outline } from '../frontends/front-end.ts';
import { rangeOf } from './places.ts';

const KIND: Readonly<Record<Outline['kind'], SymbolKind>> = {
  model: SymbolKind.Class,
  block: SymbolKind.Namespace,
  layer: SymbolKind.Function,
  input: SymbolKind.Variable,
};

export function documentSymbols(analysis: Analysis): DocumentSymbol[] {
  return analysis.source.symbols().map((symbol) => symbolOf(analysis, symbol));
}

/** The protocol wants a name that is not blank, and the head inside the whole. */
function symbolOf(analysis: Analysis, { name, detail, kind, span, head, children }: Outline): DocumentSymbol {
  const whole = { start: Math.min(span.start, head.start), end: Math.max(span.end, head.end) };
  return {
    name: name.trim() === '' ? '—' : name,
    detail,
    kind: KIND[kind],
    range: rangeOf(analysis.lines, whole),
    selectionRange: rangeOf(analysis.lines, head),
    children: children.map((child) => symbolOf(analysis, child)),
  };
}
