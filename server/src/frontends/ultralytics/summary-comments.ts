// Comments that count a model: `n: [0.33, 0.25, 1024] # YOLOv8n summary: 129 layers, 3157200 parameters, 3157184 gradients`.
// Finds those that speak of the scale in use, and whose numbers are others. Knows nothing of how models are built.
import type { Span } from '../../base/span.ts';
import type { SummaryCounts } from '../../graph/facts.ts';
import type { FindingOf } from '../../graph/finding.ts';

type Count = keyof SummaryCounts;

const COMMENT = /#[^\n]*?\bsummary\b[^\n]*/gi;

/** As the framework prints them: `3,157,200 parameters` in later versions. */
const COUNTS: Readonly<Record<Count, RegExp>> = {
  layers: /(\d[\d,]*)\s+layers\b/di,
  params: /(\d[\d,]*)\s+param(?:eter)?s\b/di,
  gradients: /(\d[\d,]*)\s+gradients\b/di,
};

/** `scale` is the one in use, where the file has scales. */
export function staleSummaries(
  text: string,
  scale: string | undefined,
  actual: Required<SummaryCounts>,
): readonly FindingOf<'stale-summary-comment'>[] {
  if (!/summary/i.test(text)) return [];
  return [...text.matchAll(COMMENT)].flatMap((match) => {
    if (scaleOf(text, match.index, match[0]) !== scale) return [];
    const read = countsIn(match[0], match.index);
    const numbers = Object.values(read.written);
    if (numbers.length === 0 || sameCounts(read.stated, actual)) return [];
    const span = {
      start: Math.min(...numbers.map(({ span }) => span.start)),
      end: Math.max(...numbers.map(({ span }) => span.end)),
    };
    return [{ rule: 'stale-summary-comment', span, facts: { ...(scale ? { scale } : {}), ...read, actual } }];
  });
}

/** The key of the line that the comment stands on: `n: […] # summary`; otherwise the letter in its name: `YOLOv8n summary`. */
function scaleOf(text: string, at: number, comment: string): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  return (
    /^\s*["']?(\w+)["']?\s*:\s*\[/.exec(line)?.[1] ?? /\byolo\w*?v?\d+([nslmx])\b[^\n]*summary/i.exec(comment)?.[1]
  );
}

function countsIn(comment: string, start: number) {
  const stated: Partial<Record<Count, number>> = {};
  const written: Partial<Record<Count, { readonly text: string; readonly span: Span }>> = {};
  for (const count of Object.keys(COUNTS) as Count[]) {
    const match = COUNTS[count].exec(comment);
    const [from, to] = match?.indices?.[1] ?? [];
    if (!match?.[1] || from === undefined || to === undefined) continue;
    stated[count] = Number(match[1].replaceAll(',', ''));
    written[count] = { text: match[1], span: { start: start + from, end: start + to } };
  }
  return { stated, written };
}

function sameCounts(stated: SummaryCounts, actual: Required<SummaryCounts>): boolean {
  return (Object.keys(stated) as Count[]).every((count) => stated[count] === actual[count]);
}
