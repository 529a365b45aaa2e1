// A problem whose text has changed around it: the same words, with every place where it stands now.
import type { Layer } from '../graph/graph.ts';
import type { Intent } from '../graph/intent.ts';
import type { MovePlace } from '../graph/moved.ts';
import type { Problem } from './problem.ts';
import type { Fix } from './rule.ts';

/** Nothing where its place is there no more. `layerOf` gives the layer of now; it is asked only when somebody looks at one. */
export function movedProblem(
  problem: Problem,
  move: MovePlace,
  layerOf: (layer: Layer) => Layer,
): readonly [] | readonly [Problem] {
  const { finding, related, fixes } = problem;
  const placed = <T extends Pick<Problem['related'][number], 'span' | 'uri'> & { readonly layer?: Layer }>(at: T) => {
    const span = move(at.span, at.uri);
    return span ? [withLayer({ ...at, span }, at.layer, layerOf)] : [];
  };
  const span = move(problem.span, finding.uri);
  const [found] = placed({ ...finding, ...(finding.related ? { related: finding.related.flatMap(placed) } : {}) });
  if (!span || !found) return [];
  const mended = fixes.flatMap((fix) => movedFix(fix, move, layerOf));
  return [{ ...problem, span, related: related.flatMap(placed), finding: found, fixes: mended }];
}

function movedFix(fix: Fix, move: MovePlace, layerOf: (layer: Layer) => Layer): readonly Fix[] {
  const intents = fix.intents.flatMap((intent): readonly Intent[] => {
    if ('layer' in intent) return [withLayer({ ...intent }, intent.layer, layerOf)];
    const span = move(intent.span, undefined);
    return span ? [{ ...intent, span }] : [];
  });
  return intents.length === fix.intents.length ? [{ ...fix, intents }] : [];
}

function withLayer<T extends object>(object: T, layer: Layer | undefined, layerOf: (layer: Layer) => Layer): T {
  return layer ? Object.defineProperty(object, 'layer', { get: () => layerOf(layer), enumerable: true }) : object;
}
