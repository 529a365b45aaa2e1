// `# convlint: disable=rule-a,rule-b` on a line, on the line above it, or at the top of the file.
import { LineMap, type Span } from '../base/span.ts';

export interface Suppressions {
  covers(rule: string, span: Span): boolean;
}

const DIRECTIVE = /(?:#|\/\/)\s*convlint:\s*disable(?![\w-])(?:\s*=\s*(?<ids>[\w-]+(?:\s*,\s*[\w-]+)*))?/;
/** Of a text that suppresses nothing. */
export const NOTHING: Suppressions = { covers: () => false };

/** A directive without rules disables them all. Comments before the first other line hold for the whole file. */
export function readSuppressions(text: string, lines: LineMap = new LineMap(text)): Suppressions {
  if (!text.includes('convlint:')) return NOTHING;
  const everywhere = new Set<string>();
  const byLine = new Map<number, Set<string>>();
  let above: string[] = [];
  let atTop = true;
  text.split('\n').forEach((line, index) => {
    const match = DIRECTIVE.exec(line);
    const ids = match ? (match.groups?.ids ?? '*').split(',').map((id) => id.trim()) : [];
    const isComment = /^\s*(?:#|\/\/)/.test(line);
    if (isComment && atTop) for (const id of ids) everywhere.add(id);
    else if (isComment) {
      above.push(...ids);
      // For what is said of the comment itself.
      if (above.length > 0) byLine.set(index, new Set(above));
    } else if (line.trim() !== '') {
      if (above.length + ids.length > 0) byLine.set(index, new Set([...above, ...ids]));
      above = [];
      atTop = false;
    }
  });
  const disables = (ids: ReadonlySet<string> | undefined, rule: string) =>
    ids !== undefined && (ids.has('*') || ids.has(rule));
  return {
    covers: (rule, span) =>
      disables(everywhere, rule) || (byLine.size > 0 && disables(byLine.get(lines.position(span.start).line), rule)),
  };
}
