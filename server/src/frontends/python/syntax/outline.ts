// A text in which the bodies of functions are one name each, just as long as they are: the grammar reads the rest as ever,
// and in a fraction of the time. Knows strings, brackets and indentation, and declines what it does not understand.

interface Line {
  readonly start: number;
  /** Behind the last token: comments are left out. */
  readonly end: number;
  readonly indent: number;
  /** Where the next one may begin. */
  readonly next: number;
}

/** Undefined where a bracket, a string or a line does not end. */
export function outlineOf(text: string): string | undefined {
  let outline = '';
  let copied = 0;
  let line = lineAt(text, 0);
  while (line && line !== 'broken') {
    const { indent } = line;
    const hasBody = isFunction(text, line);
    line = lineAt(text, line.next);
    if (!hasBody || !line || line === 'broken' || line.indent <= indent) continue;
    const { start } = line;
    let { end } = line;
    for (; line && line !== 'broken' && line.indent > indent; line = lineAt(text, line.next)) end = line.end;
    outline += text.slice(copied, start) + 'x'.repeat(end - start);
    copied = end;
  }
  return line === 'broken' ? undefined : outline + text.slice(copied);
}

/** One whose body begins in the line below. */
function isFunction(text: string, { start, end }: Line): boolean {
  return text[end - 1] === ':' && /(?:async[ \t]+)?def[ \t]/y.test(text.slice(start, start + 20));
}

const [TAB, NEWLINE, FEED, RETURN, SPACE, DOUBLE, HASH, SINGLE] = [9, 10, 12, 13, 32, 34, 35, 39] as const;
const BACKSLASH = 92;
const OPENS: ReadonlySet<number> = new Set([...'([{'].map((bracket) => bracket.charCodeAt(0)));
const CLOSES: ReadonlySet<number> = new Set([...')]}'].map((bracket) => bracket.charCodeAt(0)));
const TAB_WIDTH = 8;

/** The logical line that begins there, or below where only blanks and comments stand there. */
function lineAt(text: string, from: number): Line | 'broken' | undefined {
  let at = from;
  let indent = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === SPACE) indent++;
    else if (code === TAB) indent += TAB_WIDTH;
    else if (code === HASH) at = endOfLine(text, at) - 1;
    else if (code === NEWLINE || code === FEED || code === RETURN) indent = 0;
    else return lineOf(text, at, indent);
  }
  return undefined;
}

function lineOf(text: string, start: number, indent: number): Line | 'broken' {
  let depth = 0;
  let end = start;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE && depth === 0) break;
    if (code === DOUBLE || code === SINGLE) {
      at = endOfString(text, at);
      if (at < 0) return 'broken';
      end = at;
      continue;
    }
    if (code === HASH) {
      at = endOfLine(text, at);
      continue;
    }
    at++;
    // With it the line goes on below.
    if (code === BACKSLASH) at += text.charCodeAt(at) === RETURN ? 2 : 1;
    else if (OPENS.has(code)) depth++;
    else if (CLOSES.has(code) && --depth < 0) return 'broken';
    if (code > SPACE) end = at;
  }
  return depth === 0 && !isJoined(text.slice(start, end)) ? { start, end, indent, next: at + 1 } : 'broken';
}

/** With what stands below it, as the grammar has it: `x =`, `self.`. */
function isJoined(line: string): boolean {
  return line.endsWith('=') || (line.endsWith('.') && !line.endsWith('...'));
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Negative where it has none. */
function endOfString(text: string, at: number): number {
  const quote = text[at] ?? '';
  const isLong = text[at + 1] === quote && text[at + 2] === quote;
  const ending = isLong ? quote.repeat(3) : quote;
  for (let place = at + ending.length; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code === BACKSLASH) place++;
    else if (code === NEWLINE && !isLong) return -1;
    else if (text.startsWith(ending, place)) return place + ending.length;
  }
  return -1;
}
