// Calls as text: where their arguments stand, and in which call a place lies. Brackets are matched, strings and comments passed
// over; knows no values.
import type { Span } from '../../base/span.ts';

export interface CallText {
  readonly callee: string;
  /** Of the opening bracket. */
  readonly open: number;
  /** Behind the closing one. */
  readonly end: number;
  readonly arguments: readonly Span[];
}

const TOKEN = /#[^\n]*|("""|''')[\s\S]*?\1|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[([{]|[)\]}]|,|\n/g;

/** The call whose bracket opens at a place, blanks left out. */
export function callBehind(text: string, at: number): CallText | undefined {
  const open = at + (/^[ \t]*/.exec(text.slice(at))?.[0].length ?? 0);
  return text[open] === '(' ? callAt(text, open) : undefined;
}

function callAt(text: string, open: number): CallText | undefined {
  const found: Span[] = [];
  let depth = 0;
  let start = open + 1;
  const take = (end: number) => {
    const span = trimmed(text, { start, end });
    if (span.end > span.start) found.push(span);
    start = end + 1;
  };
  TOKEN.lastIndex = open;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [token] = match;
    if (token === '(' || token === '[' || token === '{') depth++;
    else if (token === ')' || token === ']' || token === '}') {
      depth--;
      if (depth > 0) continue;
      take(match.index);
      const callee = /[\w.]+$/.exec(text.slice(0, open))?.[0] ?? '';
      return { callee, open, end: match.index + 1, arguments: found };
    } else if (token === ',' && depth === 1) take(match.index);
  }
  return undefined;
}

function trimmed(text: string, { start, end }: Span): Span {
  const raw = text.slice(start, end);
  const from = start + raw.length - raw.trimStart().length;
  return { start: from, end: from + raw.trim().length };
}

/** The innermost call among whose arguments a place begins one. */
export function callThatHolds(text: string, place: number): CallText | undefined {
  for (let open = text.lastIndexOf('(', place - 1); open >= 0; open = text.lastIndexOf('(', open - 1)) {
    const call = callAt(text, open);
    if (call?.arguments.some(({ start }) => start === place)) return call;
    if (open === 0 || place - open > FARTHEST) return undefined;
  }
  return undefined;
}

/** In characters: a call larger than this nobody mends by one item. */
const FARTHEST = 5000;

/** Where the value of an assignment ends: at the end of its line, brackets and strings taken whole. */
export function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  TOKEN.lastIndex = start;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [token] = match;
    if (token === '(' || token === '[' || token === '{') depth++;
    else if (token === ')' || token === ']' || token === '}') depth--;
    if (depth < 0) return undefined;
    if (depth === 0 && (token === '\n' || token.startsWith('#')))
      return start + text.slice(start, match.index).trimEnd().length;
  }
  return depth === 0 ? text.trimEnd().length : undefined;
}
