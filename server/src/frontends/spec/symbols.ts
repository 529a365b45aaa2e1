// The outline of a text: models, their inputs, blocks and layers.
import type { Span } from '../../base/span.ts';
import type { DocumentSymbol } from '../front-end.ts';
import type { Input, Item, Layer, LayerList, Model } from './syntax.ts';

const MOST_DETAIL = 60;

export function symbolsOf(models: readonly Model[], text: string): readonly DocumentSymbol[] {
  return models.flatMap((model): DocumentSymbol[] => {
    if (!model.root) return [];
    const { name, span, head } = model;
    const children = [...model.inputs.map((input) => inputSymbol(input, text)), ...listSymbols(model.layers, text)];
    return [{ name, detail: '', kind: 'model', span: around(span, head), head, children }];
  });
}

function inputSymbol({ name, span, shape }: Input, text: string): DocumentSymbol {
  const detail = shape ? oneLine(text, shape.span) : '';
  return { name: name.text, detail, kind: 'input', span: around(span, name.span), head: name.span, children: [] };
}

/** What an alias names is outlined where it stands. */
function listSymbols(list: LayerList, text: string): readonly DocumentSymbol[] {
  return list.via ? [] : list.items.map((item) => itemSymbol(item, text));
}

function itemSymbol({ layer, via, segment }: Item, text: string): DocumentSymbol {
  if (via) return { name: via.text, detail: layer.word, kind: 'block', span: via.span, head: via.span, children: [] };
  const { span, head, pair } = layer;
  const value = pair && layer.kind === 'operator' ? oneLine(text, pair.value.span) : '';
  const detail = layer.name ? `${layer.word} ${value}`.trim() : value;
  const kind = layer.kind === 'operator' || layer.kind === 'unknown' ? 'layer' : 'block';
  const within = span.start <= head.start && head.end <= span.end ? head : { start: span.start, end: span.start };
  return {
    name: layer.name?.text ?? (layer.word || segment),
    detail,
    kind,
    span,
    head: within,
    children: inner(layer, text),
  };
}

function inner(layer: Layer, text: string): readonly DocumentSymbol[] {
  switch (layer.kind) {
    case 'residual':
      return [...listSymbols(layer.body, text), ...listSymbols(layer.shortcut, text)];
    case 'parallel':
      return layer.branches.flatMap(({ list }) => listSymbols(list, text));
    case 'operator':
    case 'unknown':
      return [];
    default:
      return listSymbols(layer.layers, text);
  }
}

function oneLine(text: string, { start, end }: Span): string {
  const line = text.slice(start, Math.min(end, start + 4 * MOST_DETAIL)).replace(/\s+/g, ' ');
  return line.length > MOST_DETAIL ? `${line.slice(0, MOST_DETAIL - 1)}…` : line;
}

function around(span: Span, head: Span): Span {
  return { start: Math.min(span.start, head.start), end: Math.max(span.end, head.end) };
}
