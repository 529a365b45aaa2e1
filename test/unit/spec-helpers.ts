// What the tests of the spec format share: analysing a text given as lines, and places marked in it by <|>.
import { type Analysis, analyze } from '../../server/src/analyze.ts';
import type { Finding } from '../../server/src/graph/finding.ts';
import type { Layer } from '../../server/src/graph/graph.ts';

export function spec(text: string): Analysis {
  const analysis = analyze({ uri: 'file:///model.cnn.yaml', text });
  if (!analysis) throw new Error('no spec');
  return analysis;
}

/** A model on a 32×32×3 image, from its list of layers. */
export function model(...layers: readonly string[]): string {
  return ['input: 32x32x3', 'layers:', ...layers, ''].join('\n');
}

export function layersOf(text: string): readonly Layer[] {
  return spec(text).models[0]?.graph.layers ?? [];
}

/** `path operator shape` of every layer. */
export function rows(text: string): readonly string[] {
  const { models, words } = spec(text);
  return models.flatMap(({ graph }) =>
    graph.layers.map(({ path, module, outputs }) =>
      [path, module.operator.id, ...outputs.map(({ volume }) => words.volume(volume))].join(' '),
    ),
  );
}

/** `rule "marked text"` of every finding that is made while reading and running; checks over the graph left out. */
export function findings(text: string): readonly string[] {
  return found(text).map(({ rule, span }) => `${rule} "${text.slice(span.start, span.end)}"`);
}

export function found(text: string): readonly Finding[] {
  const { source } = spec(text);
  const seen = new Set<string>();
  return [...source.findings, ...source.models.flatMap(({ graph }) => graph.findings)].filter(({ rule, span }) => {
    const key = `${rule} ${span.start} ${span.end}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

export function marked(text: string): { readonly text: string; readonly offset: number } {
  const offset = text.indexOf('<|>');
  if (offset < 0) throw new Error('no <|>');
  return { text: text.slice(0, offset) + text.slice(offset + 3), offset };
}
