// "Give this value its shape": where tracking stops, a comment that says what it does not know.
import { t } from '@vscode/l10n';
import type { Analysis } from '../analyze.ts';
import type { Span, TextEdit } from '../base/span.ts';
import type { Cause } from '../graph/cause.ts';
import type { Gap, Graph, Layer } from '../graph/graph.ts';
import { causeOf } from '../graph/volume.ts';

export interface ShapeEdit {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** For the gaps on the lines of a place; what a layer behind wants is filled in, the rest is left to the user. */
export function shapeEdits({ models, lines, request, source }: Analysis, { start, end }: Span): readonly ShapeEdit[] {
  const [first, last] = [lines.position(start).line, lines.position(end).line];
  const comments = new Map<number, ShapeEdit>();
  for (const { graph } of models) {
    for (const gap of graph.gaps) {
      if (gap.uri !== undefined && gap.uri !== request.uri) continue;
      if (lines.position(gap.span.end).line < first || lines.position(gap.span.start).line > last) continue;
      const comment = source.shapeCommentAt?.(gap.span.start);
      if (!comment || comments.has(comment.at)) continue;
      const shapes = Array.from({ length: comment.values }, () => shapeFor(graph, gap)).join(', ');
      const newText = `  ${`# convlint: shape=${shapes}`}`;
      comments.set(comment.at, {
        title: comment.values > 1 ? t('Give these values their shapes') : t('Give this value its shape'),
        edits: [{ span: { start: comment.at, end: comment.at }, newText }],
      });
    }
  }
  return [...comments.values()];
}

/** As the first layer that takes the value wants it. */
function shapeFor({ layers }: Graph, { cause }: Gap): string {
  const taker = layers.find(({ inputs }) => inputs.some(({ volume }) => isSame(causeOf(volume), cause)));
  return (taker && wantedBy(taker)) ?? 'Nx?x?x?';
}

function isSame(a: Cause | undefined, b: Cause): boolean {
  return a !== undefined && (a === b || (a.reason === b.reason && a.place?.span.start === b.place?.span.start));
}

function wantedBy({ module: { operator, attributes } }: Layer): string | undefined {
  const { inChannels, inFeatures } = attributes;
  if (typeof inFeatures === 'number') return `Nx${inFeatures}`;
  const axes = Number(/(\d)d$/.exec(operator.id)?.[1] ?? 2);
  return typeof inChannels === 'number'
    ? ['N', inChannels, ...Array.from({ length: axes }, () => '?')].join('x')
    : undefined;
}
