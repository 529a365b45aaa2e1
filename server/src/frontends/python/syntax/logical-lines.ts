// Logical lines of a text that does not parse: where each begins and ends, and which cannot be whole as they stand. Where a bracket
// is never closed, the line ends before the next one that must be a statement. Knows tokens, no grammar.
import type { Span } from '../../../base/span.ts';

export interface LogicalLine {
  readonly start: number;
  /** Behind the last token; comments are left out. */
  readonly end: number;
  readonly indent: number;
  /** Something is missing in it; `joined`: and the grammar would not say so, but take the next line for it. */
  readonly unfinished: false | 'joined' | 'broken';
  /** Inside of its brackets: where a comma is missing at the end of a physical line. */
  readonly commas: readonly number[];
  /** Inside of its brackets: physical lines that are not whole, where what is around them is. */
  readonly open: readonly Span[];
  /** Such ones, too; but the grammar would not say so: `nn.` above `nn.ReLU()`. */
  readonly dangling: readonly Span[];
}

/** A line as it stands in the text. */
interface PhysicalLine {
  readonly start: number;
  readonly indent: number;
  /** Its first token. */
  readonly first: string;
  end: number;
}

interface Bracket {
  readonly opener: string;
  readonly line: PhysicalLine;
}

/** What more than one physical line may be part of. */
interface OpenLine {
  readonly start: number;
  readonly indent: number;
  readonly isHeader: boolean;
  readonly brackets: Bracket[];
  /** Physical lines that a comma is missing behind. */
  readonly commas: PhysicalLine[];
  readonly open: Span[];
  readonly dangling: Span[];
  physical: PhysicalLine;
  /** The next token is the first of another physical line. */
  isNew: boolean;
  /** The last token, and the next line, at the first place where it could have ended had its brackets been closed. */
  early?: readonly [end: number, next: number];
  end: number;
  last: string;
  hasColon: boolean;
  /** `from` wants an `import`. */
  wants?: string;
  unfinished: boolean;
}

const TOKEN =
  /(?<blank>[ \t\f\r]+|\\\r?\n|#[^\n]*)|(?<newline>\n)|(?:[rbuftRBUFT]{0,2})(?<triple>"""|''')|[rbuftRBUFT]{0,2}(?:"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*')|(?<word>[\p{L}_][\p{L}\p{N}_]*)|\d[\w.]*|\.\d\w*|\.\.\.|(?<quote>["'])|[-+*/%@&|^<>=!:]=|->|\*\*|\/\/|<<|>>|[\s\S]/uy;

/** So often a bracket that nobody closes is believed to be missing where the next line begins, and the rest is read again. */
const MOST_RETURNS = 20;

/** Python reads no text with more brackets in one another. */
const MOST_NESTED = 200;

export function logicalLines(text: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let line: OpenLine | undefined;
  let returns = 0;
  const finish = (cut: boolean) => {
    if (!line) return;
    const early = cut && returns < MOST_RETURNS ? line.early : undefined;
    if (early) {
      returns++;
      [line.end, TOKEN.lastIndex] = early;
    }
    lines.push(finished(line, cut));
    line = undefined;
  };
  TOKEN.lastIndex = 0;
  for (;;) {
    const match = TOKEN.exec(text);
    if (!match) {
      TOKEN.lastIndex = text.length;
      finish(line !== undefined && line.brackets.length > 0);
      if (TOKEN.lastIndex === text.length) return lines;
      continue;
    }
    const { blank, newline, triple, word, quote } = match.groups ?? {};
    if (line && (newline ?? blank)?.includes('\n')) line.isNew = true;
    if (blank !== undefined) continue;
    if (newline !== undefined) {
      const next = TOKEN.lastIndex;
      if (!line) continue;
      if (line.brackets.length === 0) finish(false);
      else if (mustBeStatement(text, next)) finish(true);
      else if (!line.early && looksLikeStatement(text, next, line)) line.early = [line.end, next];
      continue;
    }
    line ??= opened(text, match.index, word);
    if (line.isNew) continued(line, physicalLine(text, match.index, match[0]));
    if (triple !== undefined) TOKEN.lastIndex = endOfTriple(text, TOKEN.lastIndex, triple);
    // A string that nobody ends goes as far as its line.
    if (quote !== undefined) TOKEN.lastIndex = endOfLine(text, match.index);
    take(line, quote === undefined ? match[0] : undefined, TOKEN.lastIndex);
    if (line.unfinished && line.early) finish(true);
  }
}

/**
 * Whether a line may end where the next one cannot be part of it, which the grammar does not see: `x =` is joined with what
 * stands below.
 */
export function mayBeUnfinished(text: string): boolean {
  for (const [code] of text.matchAll(/^[\w\t .,:()[\]=+*/-]*[\w)\]\t ][.=][ \t]*\r?$/gm)) {
    const isProse = /[a-z]\s+[a-z]/i.test(code.replace(/\b(?:return|in|not|and|or|if|else|await|yield)\b/g, '='));
    if (!isProse) return true;
  }
  return false;
}

const HEADERS: ReadonlySet<string> = new Set([
  ...['if', 'elif', 'else', 'for', 'while', 'with', 'def', 'class', 'try', 'except', 'finally', 'async'],
]);

function opened(text: string, start: number, word: string | undefined): OpenLine {
  const physical = physicalLine(text, start, word ?? '');
  const { indent } = physical;
  const isHeader = word !== undefined && HEADERS.has(word);
  const inside = { brackets: [], commas: [], open: [], dangling: [], physical, isNew: false };
  return {
    ...(word === 'from' ? { wants: 'import' } : {}),
    start,
    indent,
    isHeader,
    ...inside,
    end: start,
    last: '',
    hasColon: false,
    unfinished: false,
  };
}

function physicalLine(text: string, start: number, first: string): PhysicalLine {
  return { start, indent: start - (text.lastIndexOf('\n', start - 1) + 1), first, end: start };
}

function continued(line: OpenLine, physical: PhysicalLine): void {
  const { brackets, last, physical: above } = line;
  const { first } = physical;
  line.physical = physical;
  line.isNew = false;
  if (brackets.length === 0) return;
  if (endsValue(last) && BEGINS_VALUE.test(first) && !JOINS.has(first)) line.commas.push(above);
  if (last === '.' && first === above.first && above.start !== line.start) line.dangling.push(above);
  const opener = CLOSES.get(first);
  if (opener === undefined) return;
  // A bracket closed at the start of a line is the one of the line that stands as deep.
  const isOpener = (each: Bracket) => each.opener === opener && each.line.indent === physical.indent;
  const nested = brackets.slice(-MOST_NESTED);
  const closed = nested.findLastIndex(isOpener);
  for (const { line: within } of closed < 0 ? [] : brackets.splice(brackets.length - nested.length + closed + 1))
    if (within.indent > physical.indent && line.open.at(-1) !== within) line.open.push(within);
}

function endsValue(token: string): boolean {
  return /^(?:[\p{L}\p{N}_)\]}]|\.\d)|["']$/u.test(token) && !KEYWORDS.has(token);
}

/** What cannot go on with what stands before it. */
const BEGINS_VALUE = /^[\p{L}\p{N}_{]/u;
const JOINS: ReadonlySet<string> = new Set(['if', 'else', 'for', 'in', 'and', 'or', 'not', 'is', 'async']);
const KEYWORDS: ReadonlySet<string> = new Set([...JOINS, 'lambda', 'await', 'yield', 'return', 'from', 'import', 'as']);

const CLOSES: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);
/** Behind these something must come. */
const BINDS: ReadonlySet<string> = new Set([
  ...['.', '=', '+', '-', '%', '@', '&', '|', '^', '~', '<', '>', '**', '//', '<<', '>>', '->', ':='],
  ...['==', '!=', '<=', '>=', '+=', '-=', '*=', '/=', '%=', '@=', '&=', '|=', '^='],
  ...['in', 'not', 'and', 'or', 'is', 'import', 'from', 'as', 'lambda', 'await', 'del', 'assert'],
]);
/** At the end of a line; inside of brackets they may stand alone. */
const BINDS_AT_END: ReadonlySet<string> = new Set(['/', 'if', 'else', 'for', 'def', 'class', 'while', 'with']);

function take(line: OpenLine, token: string | undefined, end: number): void {
  const opener = CLOSES.get(token ?? '');
  if (token === undefined || (opener !== undefined && line.brackets.pop()?.opener !== opener)) line.unfinished = true;
  if (BINDS.has(line.last) && (opener !== undefined || token === ',')) notWhole(line);
  if (token === '(' || token === '[' || token === '{') line.brackets.push({ opener: token, line: line.physical });
  if (token === line.wants) delete line.wants;
  if (token === ':' && line.brackets.length === 0) line.hasColon = true;
  line.last = token ?? '';
  line.end = end;
  line.physical.end = end;
}

function notWhole(line: OpenLine): void {
  const { brackets, physical, open } = line;
  if (brackets.length === 0 || physical.start === line.start) line.unfinished = true;
  else if (open.at(-1) !== physical) open.push(physical);
}

function finished(line: OpenLine, cut: boolean): LogicalLine {
  const { start, end, indent, isHeader, last, hasColon, unfinished, open, dangling } = line;
  const broken =
    cut ||
    unfinished ||
    line.wants !== undefined ||
    BINDS.has(last) ||
    BINDS_AT_END.has(last) ||
    (isHeader && !hasColon);
  const joined = last === '.' || last === '=';
  const left = new Set<Span>(open);
  const commas = line.commas.filter((physical) => !left.has(physical)).map((physical) => physical.end);
  return { start, end, indent, unfinished: joined ? 'joined' : broken && 'broken', commas, open, dangling };
}

const STATEMENT =
  /^(?:(?:def|class|return|import|while|with|raise|pass|break|continue|del|assert|global|nonlocal|elif|except|finally|try)\b|from\s+[\w.]+\s+import\b|\w+(?:\.\w+)+(?:\[[^\]]*\])?\s*(?:[-+*/%|&^@]|\/\/|\*\*)?=(?!=))/;

/** Whether what stands in a line can be no part of an expression that began before. */
function mustBeStatement(text: string, at: number): boolean {
  return STATEMENT.test(text.slice(at, endOfLine(text, at)).trimStart());
}

const HEAD = /^(?:if|for|else|async)\b.*:\s*(?:#.*)?$/;
const ASSIGNMENT = /^\w+(?:\s*,\s*\w+)*\s+=\s/;

/** Whether it may as well be a statement: it stands no deeper than what began, and begins with a name. */
function looksLikeStatement(text: string, at: number, { indent, isHeader }: OpenLine): boolean {
  const line = text.slice(at, endOfLine(text, at));
  const code = line.trim();
  const deeper = line.length - line.trimStart().length > indent;
  return deeper ? HEAD.test(code) || (isHeader && ASSIGNMENT.test(code)) : /^[@\w]/.test(code);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function endOfTriple(text: string, from: number, quotes: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(quotes, at)) return at + quotes.length;
  }
  return text.length;
}
