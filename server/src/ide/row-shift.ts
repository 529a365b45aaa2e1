// Rows that read others by position: when a row comes in between or goes, the positions behind it mean other rows than before.
// Offers to shift them, before (by inserting a row) or afterwards (once the text has a row more or less).
import type { Analysis } from '../analyze.ts';
import type { TextEdit } from '../base/span.ts';
import type { RowPlace } from '../frontends/front-end.ts';

/** A row's text, and what of it is not about other rows. */
interface Row {
  readonly text: string;
  readonly rest: string;
}

/** The rows of a text as they were before rows came or went, until every position is right again. */
export interface RowHistory {
  readonly before: readonly Row[];
  readonly last: readonly Row[];
}

/** Undefined where the format's rows do not read each other by position. */
export function followRows(history: RowHistory | undefined, analysis: Analysis): RowHistory | undefined {
  const now = rowsOf(analysis);
  if (!now) return undefined;
  if (!history || now.length === history.before.length) return { before: now, last: now };
  const { before, last } = history;
  if (now.length === last.length) return { before: alsoEdited(history, now), last: now };
  return { before: changeOf(before, now) ? before : last, last: now };
}

function rowsOf({ source, request: { text } }: Analysis): readonly Row[] | undefined {
  return source.rows?.().map(({ span, from }) => {
    const end = from.at(-1)?.span.end ?? span.start;
    return { text: text.slice(span.start, span.end), rest: text.slice(end, span.end) };
  });
}

/** What is edited elsewhere in the meantime has nothing to do with positions: as if it had been so before. */
function alsoEdited({ before, last }: RowHistory, now: readonly Row[]): readonly Row[] {
  const change = changeOf(before, last);
  if (!change) return before;
  const { at, count } = change;
  return before.map((row, index) => {
    const place = index < at ? index : index + count;
    const [then, current] = [last[place], now[place]];
    if (!then || !current || then.rest === current.rest || (index >= at && place < at)) return row;
    return { text: then.text === row.text ? current.text : row.text, rest: current.rest };
  });
}

export interface RowChange {
  /** The position of the first row that came or went. */
  readonly at: number;
  /** How many came; negative where they went. */
  readonly count: number;
}

/** Undefined unless rows came or went at one place, and all others are as they were but for what they read. */
function changeOf(before: readonly Row[], now: readonly Row[]): RowChange | undefined {
  const shorter = Math.min(before.length, now.length);
  const at = alike(before, now);
  const behind = alike(before.toReversed(), now.toReversed());
  const count = now.length - before.length;
  return count !== 0 && at + behind >= shorter ? { at: Math.min(at, shorter), count } : undefined;
}

function alike(a: readonly Row[], b: readonly Row[]): number {
  const differ = a.findIndex(({ rest }, index) => rest !== b[index]?.rest);
  return differ < 0 ? a.length : differ;
}

export interface RowShift extends RowChange {
  readonly edits: readonly TextEdit[];
  /** The rows that came, and those whose positions are to be shifted. */
  readonly rows: readonly RowPlace[];
}

/** What is left to shift since rows came or went. Rows that have been edited since then are their author's business. */
export function pendingShift(history: RowHistory | undefined, analysis: Analysis): RowShift | undefined {
  const rows = analysis.source.rows?.() ?? [];
  const now = rowsOf(analysis) ?? [];
  const change = history && changeOf(history.before, now);
  if (!history || !change) return undefined;
  const { at, count } = change;
  const came = Math.max(count, 0);
  const untouched = rows
    .slice(at + came)
    .filter(({ index }) => now[index]?.text === history.before[index - count]?.text);
  const edits = untouched.flatMap((row) => shifted(row, { at, count }));
  if (edits.length === 0) return undefined;
  const holds = ({ span }: RowPlace) =>
    edits.some((edit) => span.start <= edit.span.start && edit.span.end <= span.end);
  return { at, count, edits, rows: [...rows.slice(at, at + Math.max(came, 1)), ...untouched.filter(holds)] };
}

/** The positions of one row behind the change, as they must be so that they mean what they meant. */
function shifted({ index, from }: RowPlace, { at, count }: RowChange): TextEdit[] {
  return from.flatMap(({ span, value }): TextEdit[] => {
    const meant = value < 0 ? index - count + value : value;
    const went = count < 0 && meant >= at && meant < at - count;
    // The row behind a change that reads the one before it reads the new one: that is what most insert rows for.
    if (went || value === -1) return [];
    const position = meant >= at ? meant + count : meant;
    const newValue = value < 0 ? position - index : position;
    return newValue === value ? [] : [{ span, newText: String(newValue) }];
  });
}

/** A row that changes nothing, in front of the one at a place, and all positions shifted. */
export function insertRow(analysis: Analysis, offset: number): RowShift | undefined {
  const { text } = analysis.request;
  const rows = analysis.source.rows?.() ?? [];
  const row = rows.find(({ span }) => span.start <= offset && offset <= span.end);
  const dash = row && /(?:^|\n)([ \t]*)-[ \t]+$/.exec(text.slice(0, row.span.start));
  if (!row || !dash) return undefined;
  const change: RowChange = { at: row.index, count: 1 };
  // Rows behind it are counted as they will be.
  const behind = rows.slice(row.index).map((each) => ({ ...each, index: each.index + 1 }));
  const start = dash.index + dash[0].indexOf('-', dash[0].lastIndexOf('\n') + 1);
  const newText = `- [-1, 1, nn.Identity, []]\n${dash[1] ?? ''}`;
  const edits = [{ span: { start, end: start }, newText }, ...behind.flatMap((each) => shifted(each, change))];
  return { ...change, edits, rows: [row] };
}
