// Brackets that are not closed: what is missing where, and the text with it put in. Knows nothing of YAML but brackets.
import type { Span } from '../../base/span.ts';
import type { YamlProblem } from './node.ts';

/** A bracket's end that should stand at a place of the text. */
export interface Missing {
  /** The bracket that it closes. */
  readonly span: Span;
  readonly at: number;
  readonly end: ']' | '}';
}

/** Marked where it opens: where the parser misses its end may be anywhere. */
export function unclosed({ span, end }: Missing): YamlProblem {
  return { kind: 'syntax', span, code: 'MISSING_CHAR', detail: `This bracket is not closed: "${end}" is missing` };
}

/** A text with ends of brackets put in, and the way back from its places to the original's. */
export class Repaired {
  readonly text: string;
  readonly #places: readonly number[];

  constructor(text: string, repairs: readonly Missing[]) {
    const sorted = [...repairs].sort((a, b) => a.at - b.at);
    this.#places = sorted.map(({ at }, index) => at + index);
    const ends = sorted.map(({ at, end }, index) => end + text.slice(at, sorted[index + 1]?.at));
    this.text = text.slice(0, sorted[0]?.at) + ends.join('');
  }

  original(place: number): number {
    let inserted = 0;
    for (const at of this.#places) if (at < place) inserted++;
    return place - inserted;
  }
}
