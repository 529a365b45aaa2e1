// A model that outlives edits of the text around it: what was found stands where it stood when it was found, and is moved
// only where somebody looks at places.
import type { Span } from '../../../../base/span.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { Graph } from '../../../../graph/graph.ts';
import { MovedGraph, type MovePlace } from '../../../../graph/moved.ts';
import type { Lasting } from '../../../front-end.ts';
import { type Kept, movesFrom, movesVia, type Places } from './kept.ts';

export class LastingModel implements Lasting {
  readonly identity: object;
  readonly #sure: Places | undefined;
  readonly before?: object;
  /** Where everything stands in the text of now. */
  readonly at: Places;
  readonly #main: string;
  readonly #move: MovePlace | undefined;

  constructor({ value: identity, places: found, before, sure }: Kept<object>, at: Places, main: string) {
    this.identity = identity;
    if (before) this.before = before;
    this.at = at;
    this.#sure = sure;
    this.#main = main;
    this.#move = this.moveFrom(found);
  }

  get stale(): boolean {
    return this.#sure !== undefined;
  }

  moveFrom(places: object, sure: object | undefined = this.#sure): MovePlace | undefined {
    if (sure) return movesVia(places as Places, sure as Places, this.at, this.#main);
    return movesFrom(places as Places, this.at, this.#main);
  }

  /** Undefined where it is there no more. */
  span(span: Span): Span | undefined {
    return this.#move ? this.#move(span, undefined) : span;
  }

  graph(graph: Graph): Graph {
    return this.#move ? new MovedGraph(graph, this.#move).graph : graph;
  }

  /** Nothing where its place is there no more. */
  finding(finding: Finding): readonly Finding[] {
    if (!this.#move) return [finding];
    const span = this.#move(finding.span, finding.uri);
    const related = finding.related?.flatMap((place) => {
      const moved = this.#move?.(place.span, place.uri);
      return moved ? [{ ...place, span: moved }] : [];
    });
    return span ? [{ ...finding, span, ...(related ? { related } : {}) }] : [];
  }
}
