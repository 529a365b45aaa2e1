// A model that outlives edits of the text around it: what was found stands where it stood when it was found, and is moved
// only where somebody looks at places.
import type { Span } from '../../../base/span.ts';
import type { Finding } from '../../../graph/finding.ts';
import type { Graph } from '../../../graph/graph.ts';
import { MovedGraph, type MovePlace } from '../../../graph/moved.ts';
import type { Lasting } from '../../front-end.ts';
import { movesFrom, type Places } from './kept.ts';

export class LastingModel implements Lasting {
  readonly identity: object;
  /** Where everything stands in the text of now. */
  readonly at: Places;
  readonly #main: string;
  readonly #move: MovePlace | undefined;

  constructor(identity: object, found: Places, at: Places, main: string) {
    this.identity = identity;
    this.at = at;
    this.#main = main;
    this.#move = movesFrom(found, at, main);
  }

  moveFrom(places: object): MovePlace | undefined {
    return movesFrom(places as Places, this.at, this.#main);
  }

  span(span: Span, uri?: string): Span {
    return this.#move?.(span, uri) ?? span;
  }

  graph(graph: Graph): Graph {
    return this.#move ? new MovedGraph(graph, this.#move).graph : graph;
  }

  finding(finding: Finding): Finding {
    const { span, uri, related } = finding;
    if (!this.#move) return finding;
    const places = related?.map((place) => ({ ...place, span: this.span(place.span, place.uri) }));
    return { ...finding, span: this.span(span, uri), ...(places ? { related: places } : {}) };
  }
}
