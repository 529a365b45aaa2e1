// The short form `word value value`: a plain scalar as several, each with its place.
import type { YamlScalar } from '../yaml/node.ts';

/** The words of a plain scalar, each with its place. */
export function pieces(scalar: YamlScalar): readonly YamlScalar[] {
  if (scalar.quoted || !/\s/.test(scalar.text)) return [scalar];
  // A scalar over several lines is folded: its words have no places of their own.
  const exact = scalar.text.length === scalar.span.end - scalar.span.start;
  return [...scalar.text.matchAll(/\S+/g)].map((match): YamlScalar => {
    const start = scalar.span.start + match.index;
    const span = exact ? { start, end: start + match[0].length } : scalar.span;
    return { kind: 'scalar', span, text: match[0], value: plainValue(match[0]), quoted: false };
  });
}

/** YAML's core schema, for one word. */
function plainValue(word: string): YamlScalar['value'] {
  if (word === 'true' || word === 'false') return word === 'true';
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : word;
}
