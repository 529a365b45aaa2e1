// Small edits of YAML text that keep its style: pairs of a mapping, items of a sequence. Knows no file format.
import type { Span, TextEdit } from '../../base/span.ts';
import { pairSpan, type YamlMapping, type YamlPair, type YamlSequence } from './node.ts';

/** Text for a scalar, quoted only where YAML would read something else. */
export function scalarText(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const plain = /^[A-Za-z][\w.-]*$/.test(value) && !/^(true|false|null|y|n|yes|no|on|off)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

/** Adds a pair at the mapping's end. */
export function addPair(text: string, mapping: YamlMapping, pair: string): TextEdit | undefined {
  const own = mapping.pairs.filter(({ merged }) => !merged);
  const { start, end } = mapping.span;
  if (mapping.flow) {
    if (text[end - 1] !== '}') return undefined;
    return own.length === 0 ? insertFirst(text, start, end, pair) : insert(ends(own), `, ${pair}`);
  }
  if (own.length === 0) return undefined;
  const at = lineEnd(text, ends(own));
  return insert(at, `\n${indentOf(text, start)}${pair}`);
}

/** After `{`, before what a merge key brings. */
function insertFirst(text: string, start: number, end: number, pair: string): TextEdit {
  const inner = text.slice(start + 1, end - 1).trim();
  return inner === ''
    ? { span: { start: start + 1, end: end - 1 }, newText: ` ${pair} ` }
    : insert(start + 1, ` ${pair},`);
}

function insert(at: number, newText: string): TextEdit {
  return { span: { start: at, end: at }, newText };
}

function ends(pairs: readonly YamlPair[]): number {
  return Math.max(...pairs.map((pair) => pairSpan(pair).end));
}

/** The next place that is neither blank nor comment. */
function nextMark(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at++;
    if (text[at] !== '#') return at;
    at = lineEnd(text, at);
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function lineStart(text: string, from: number): number {
  return text.lastIndexOf('\n', from - 1) + 1;
}

/** Spaces up to the column of a place; what stands before it on the line counts as space. */
function indentOf(text: string, at: number): string {
  return ' '.repeat(at - lineStart(text, at));
}

/** Takes a pair out; undefined where that cannot be done without touching others. */
export function removePair(text: string, mapping: YamlMapping, pair: YamlPair): TextEdit | undefined {
  if (pair.merged) return undefined;
  const span = pairSpan(pair);
  if (mapping.flow) return removeFlow(text, span, mapping.span);
  const start = lineStart(text, span.start);
  const isFirst = text.slice(start, span.start).trim() !== '';
  const end = lineEnd(text, span.end);
  if (!isFirst) return { span: { start: start === 0 ? 0 : start - 1, end: start === 0 ? end + 1 : end }, newText: '' };
  // It shares its line with a dash or a key: the next pair moves up.
  const next = mapping.pairs.find((other) => !other.merged && other.key.span.start > span.start);
  return next ? { span: { start: span.start, end: next.key.span.start }, newText: '' } : undefined;
}

/** With the comma behind it, or before it where it is the last. */
function removeFlow(text: string, { start, end }: Span, around: Span): TextEdit {
  const next = nextMark(text, end);
  if (text[next] === ',') return { span: { start, end: nextMark(text, next + 1) }, newText: '' };
  const before = text.slice(around.start + 1, start);
  const comma = /,\s*$/.exec(before);
  return { span: { start: comma ? around.start + 1 + comma.index : start, end }, newText: '' };
}

/** Puts an item before the one at `index`. */
export function insertItem(text: string, sequence: YamlSequence, index: number, item: string): TextEdit | undefined {
  const target = sequence.items[index];
  if (!target) return undefined;
  if (!sequence.flow) {
    const dash = sequence.dashes[index];
    return dash === undefined ? undefined : insert(dash, `- ${item}\n${indentOf(text, dash)}`);
  }
  const previous = sequence.items[index - 1];
  const from = previous ? nextMark(text, previous.span.end) + 1 : sequence.span.start + 1;
  return insert(Math.min(nextMark(text, from), target.span.start), `${item}, `);
}

/** Takes an item out, unless others name it by an anchor. */
export function removeItem(text: string, sequence: YamlSequence, index: number): TextEdit | undefined {
  const target = sequence.items[index];
  if (!target) return undefined;
  const dash = sequence.dashes[index];
  if (sequence.flow) {
    const previous = sequence.items[index - 1];
    const from = previous ? nextMark(text, previous.span.end) + 1 : sequence.span.start + 1;
    const start = Math.min(nextMark(text, from), target.span.start);
    if (/&\S/.test(text.slice(start, target.span.end))) return undefined;
    return removeFlow(text, { start, end: target.span.end }, sequence.span);
  }
  if (dash === undefined || sequence.items.length < 2 || /&\S/.test(text.slice(dash, target.span.end)))
    return undefined;
  const next = sequence.dashes[index + 1];
  const start = lineStart(text, dash);
  if (text.slice(start, dash).trim() !== '') {
    return next === undefined ? undefined : { span: { start: dash, end: next }, newText: '' };
  }
  const end = lineEnd(text, target.span.end);
  return { span: { start: start === 0 ? 0 : start - 1, end: start === 0 ? end + 1 : end }, newText: '' };
}
