// Mends a whole file: all preferred fixes, again and again, because a mended layer changes what comes after it.
import { type Analysis, analyzeWith } from '../analyze.ts';
import type { TextEdit } from '../base/span.ts';
import { editsOf } from '../mend.ts';
import type { Problem } from '../rules/problem.ts';
import type { Fix } from '../rules/rule.ts';
import { problemsHere } from './diagnostics.ts';

const MOST_ROUNDS = 20;

export function isMendable({ fixes }: Problem): boolean {
  return fixes.some((fix) => fix.preferred);
}

/** Edits of the analysed text; a round that does not leave fewer problems is not taken. */
export function fixAllEdits(analysis: Analysis): readonly TextEdit[] {
  let current = analysis;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = preferredEdits(current);
    const next = edits.length > 0 ? better(current, edits) : undefined;
    if (!next) break;
    current = next;
  }
  return lineEdits(analysis.request.text, current.request.text);
}

/** All at once where that helps, otherwise only the first in the text. */
function better(analysis: Analysis, edits: readonly (readonly TextEdit[])[]): Analysis | undefined {
  return [edits.flat(), ...(edits[0] ? [edits[0]] : [])]
    .map((each) => analyzeWith(analysis, each))
    .find((mended) => mended !== undefined && badness(mended) < badness(analysis));
}

/** Errors count most: a fix may show a warning that the error hid. */
function badness({ problems }: Analysis): number {
  const weight = { error: 1_000_000, warning: 1000, information: 1, hint: 1 };
  return problems.reduce((sum, { severity }) => sum + weight[severity], 0);
}

/** The edits of each preferred fix, without those that touch one taken before. */
function preferredEdits(analysis: Analysis): readonly (readonly TextEdit[])[] {
  const taken: TextEdit[] = [];
  return problemsHere(analysis).flatMap((problem) => {
    const fix = problem.fixes.find((candidate: Fix) => candidate.preferred);
    const edits = fix && editsOf(analysis, fix);
    if (!edits || edits.length === 0 || edits.some((edit) => taken.some((other) => touch(edit, other)))) return [];
    taken.push(...edits);
    return [edits];
  });
}

function touch(a: TextEdit, b: TextEdit): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end;
}

/** What leads from one text to the other: per line where lines correspond, so that cursors and folds stay. */
export function lineEdits(from: string, to: string): readonly TextEdit[] {
  if (from === to) return [];
  const [before, after] = [from.split('\n'), to.split('\n')];
  if (before.length !== after.length) return [changed(from, to, 0)];
  const edits: TextEdit[] = [];
  let start = 0;
  before.forEach((line, index) => {
    const other = after[index] ?? '';
    if (line !== other) edits.push(changed(line, other, start));
    start += line.length + 1;
  });
  return edits;
}

/** The middle that differs, between what both begin and end with. */
function changed(from: string, to: string, offset: number): TextEdit {
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < shorter - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  const span = { start: offset + head, end: offset + from.length - tail };
  return { span, newText: to.slice(head, to.length - tail) };
}
