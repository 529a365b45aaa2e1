// Which of a document's models a line belongs to. Their list goes by what makes them, not by where each begins. Pure.
import type { ModelStatus } from '../../../server/src/protocol.ts';

type Placed = Pick<ModelStatus, 'range' | 'uri'>;

/** The index of the one that begins last above the line. */
export function modelAbove(models: readonly Placed[], line: number): number | undefined {
  const above = indexesByLine(models).filter(
    ({ model: { range, uri } }) => uri === undefined && range.start.line <= line,
  );
  return above.at(-1)?.index;
}

export function firstModel(models: readonly Placed[]): number | undefined {
  return indexesByLine(models)[0]?.index;
}

function indexesByLine(models: readonly Placed[]): { readonly model: Placed; readonly index: number }[] {
  return models
    .map((model, index) => ({ model, index }))
    .sort((a, b) => a.model.range.start.line - b.model.range.start.line);
}
