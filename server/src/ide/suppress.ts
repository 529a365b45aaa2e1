// Edits that silence a rule by a comment, on the line of a problem or in the whole file. An existing comment is extended.
import type { Analysis } from '../analyze.ts';
import type { TextEdit } from '../base/span.ts';
import type { Problem } from '../rules/problem.ts';

const DIRECTIVE = /(?:#|\/\/)\s*convlint:\s*disable\s*=\s*[\w-]+(?:\s*,\s*[\w-]+)*/;

export function suppressOnLine(analysis: Analysis, { rule, span }: Problem): readonly TextEdit[] {
  const { text } = analysis.request;
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = text.indexOf('\n', start);
  const line = text.slice(start, newline < 0 ? text.length : newline).trimEnd();
  return [extended(line, start, rule) ?? insertion(start + line.length, `  ${comment(analysis, rule)}`)];
}

/** At the top, behind a `#!` line; there it holds everywhere. */
export function suppressInFile(analysis: Analysis, { rule }: Problem): readonly TextEdit[] {
  const { text } = analysis.request;
  const top = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  for (let start = top; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const line = text.slice(start, newline < 0 ? text.length : newline);
    if (!/^\s*(?:#|\/\/|$)/.test(line)) break;
    const edit = extended(line, start, rule);
    if (edit) return [edit];
    if (newline < 0) break;
    start = newline + 1;
  }
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return [insertion(top, `${comment(analysis, rule)}${newline}`)];
}

function comment({ frontEnd }: Analysis, rule: string): string {
  return `${frontEnd.comment} convlint: disable=${rule}`;
}

function extended(line: string, start: number, rule: string): TextEdit | undefined {
  const match = DIRECTIVE.exec(line);
  return match ? insertion(start + match.index + match[0].length, `,${rule}`) : undefined;
}

function insertion(offset: number, newText: string): TextEdit {
  return { span: { start: offset, end: offset }, newText };
}
