// `# convlint: disable=rule-a,rule-b` on a line, on the line above it, or at the top of the file.
import { LineMap, type Span } from '../base/span.ts';

export interface Suppressions {
  covers(rule: string, span: Span): boolean;
}

const DIRECTIVE = /(?:#|\/\/)\s*convlint:\s*disable(?:=([\w\-, ]+))?/;

/** A directive without rules disables them all. Comments before the first other line hold for the whole file. */
export function readSuppressions(text: string, lines: LineMap = new LineMap(text)): Suppressions {
  if (!text.includes('convlint:')) return { covers: () => false };
  const everywhere: Set<string>[] = [];
  const byLine = new Map<number, Set<string>>();
  let atTop = true;
  text.split('\n').forEach((line, index) => {
    const onItsOwn = /^\s*(?:#|\/\/)/.test(line);
    if (line.trim() !== '' && !onItsOwn) atTop = false;
    const match = DIRECTIVE.exec(line);
    if (!match) return;
    const ids = new Set((match[1] ?? '*').split(',').map((id) => id.trim()));
    if (atTop) everywhere.push(ids);
    else byLine.set(onItsOwn ? index + 1 : index, ids);
  });
  const disables = (ids: Set<string> | undefined, rule: string) => ids !== undefined && (ids.has('*') || ids.has(rule));
  return {
    covers(rule, span) {
      if (everywhere.some((ids) => disables(ids, rule))) return true;
      return byLine.size > 0 && disables(byLine.get(lines.position(span.start).line), rule);
    },
  };
}
