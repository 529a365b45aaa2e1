// A problem whose text has changed around it: the same words, with every place where it stands now.
import type { Layer } from '../graph/graph.ts';
import type { Intent } from '../graph/intent.ts';
import type { MovePlace } from '../graph/moved.ts';
import type { Problem } from './problem.ts';
import type { Fix } from './rule.ts';

/** `layerOf` gives the layer of now; it is asked only when somebody looks at one. */
export function movedProblem(problem: Problem, move: MovePlace, layerOf: (layer: Layer) => Layer): Problem {
  const { finding, related, fixes } = problem;
  const place = <T extends Pick<Problem['related'][number], 'span' | 'uri'> & { readonly layer?: Layer }>(at: T): T =>
    withLayer({ ...at, span: move(at.span, at.uri) }, at.layer, layerOf);
  return {
    ...problem,
    span: move(problem.span, finding.uri),
    related: related.map(place),
    finding: place({ ...finding, ...(finding.related ? { related: finding.related.map(place) } : {}) }),
    fixes: fixes.map((fix) => movedFix(fix, move, layerOf)),
  };
}

function movedFix(fix: Fix, move: MovePlace, layerOf: (layer: Layer) => Layer): Fix {
  const intents = fix.intents.map(
    (intent): Intent =>
      intent.kind === 'replace'
        ? { ...intent, span: move(intent.span, undefined) }
        : withLayer({ ...intent }, intent.layer, layerOf),
  );
  return { ...fix, intents };
}

function withLayer<T extends object>(object: T, layer: Layer | undefined, layerOf: (layer: Layer) => Layer): T {
  return layer ? Object.defineProperty(object, 'layer', { get: () => layerOf(layer), enumerable: true }) : object;
}
