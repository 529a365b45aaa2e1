// What comments say of a model: its input, `# convlint: input=3x224x224` (several separated by commas), and what it is made with,
// `# convlint: args=num_classes=10`. And writing them.
import type { Span, TextEdit } from '../../../base/span.ts';
import { looksLikeOneShape } from '../../declared-shapes.ts';

export type Shape = readonly number[];

interface Directive<T> {
  readonly key: string;
  read(line: string): T | undefined;
}

const INPUT: Directive<readonly Shape[]> = {
  key: 'input',
  read(line) {
    const shapes = /#\s*convlint:\s*input\s*=\s*(?<shapes>\d+(?:\s*[x×]\s*\d+)*(?:\s*,\s*\d+(?:\s*[x×]\s*\d+)*)*)/.exec(
      line,
    )?.groups?.shapes;
    const parts = shapes?.split(',') ?? [];
    if (shapes === undefined || looksLikeOneShape(parts)) return undefined;
    return parts.map((shape) => shape.split(/[x×]/).map(Number));
  },
};

const ARGS: Directive<string> = {
  key: 'args',
  read: (line) => /#\s*convlint:\s*args\s*=(?<args>.*)$/.exec(line)?.groups?.args?.trim(),
};

/** On the line of a place, in the comments above it (decorators may stand between), or at the top of the file. */
export function directiveAt(text: string, at: number): readonly Shape[] | undefined {
  return hasDirectives(text) ? (lineOf(INPUT, text, at)?.value ?? atTop(text)) : undefined;
}

/** On the line of a place, or in the comments above it: arguments are one model's alone. */
export function argsAt(text: string, at: number): string | undefined {
  return hasDirectives(text) ? lineOf(ARGS, text, at)?.value : undefined;
}

/** Every candidate of a file asks the same. */
let asked = { text: '', answer: false };

function hasDirectives(text: string): boolean {
  if (asked.text !== text) asked = { text, answer: text.includes('convlint:') };
  return asked.answer;
}

interface Said<T> {
  readonly value: T;
  readonly start: number;
  readonly end: number;
}

function lineOf<T>({ read }: Directive<T>, text: string, at: number): Said<T> | undefined {
  let start = text.lastIndexOf('\n', at - 1) + 1;
  let end = endOfLine(text, at);
  for (let line = text.slice(start, end); ; line = text.slice(start, end)) {
    const value = read(line);
    if (value !== undefined) return { value, start, end };
    if (start === 0) return undefined;
    end = start - 1;
    start = text.lastIndexOf('\n', end - 1) + 1;
    if (!/^\s*[#@]/.test(text.slice(start, end))) return undefined;
  }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** In comments before the first other line; what stands right above code belongs to it. */
function atTop(text: string): readonly Shape[] | undefined {
  let found: readonly Shape[] | undefined;
  for (const line of text.split('\n')) {
    if (line.trim() !== '' && !/^\s*#/.test(line)) break;
    found ??= INPUT.read(line);
  }
  return found;
}

/** A comment above the line of a place for each; one that stands there already is rewritten. */
export function directiveEdits(
  text: string,
  at: number,
  { inputs, args }: { readonly inputs?: readonly Shape[]; readonly args?: string },
): readonly TextEdit[] {
  const wanted: readonly (readonly [Directive<unknown>, string | undefined])[] = [
    [INPUT, inputs?.map((shape) => shape.join('x')).join(', ')],
    [ARGS, args],
  ];
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, endOfLine(text, at)))?.[0] ?? '';
  const edits: TextEdit[] = [];
  let added = '';
  for (const [directive, value] of wanted) {
    if (value === undefined) continue;
    const comment = `# convlint: ${directive.key}=${value}`;
    const said = lineOf(directive, text, at);
    if (said) edits.push({ span: commentIn(text, said), newText: comment });
    else added += `${indent}${comment}\n`;
  }
  return added === '' ? edits : [...edits, { span: { start, end: start }, newText: added }];
}

function commentIn(text: string, { start, end }: Said<unknown>): Span {
  return { start: start + text.slice(start, end).search(/#\s*convlint:/), end };
}
