// Offsets in the analysed text as the protocol's ranges, and back.
import type { Position, Range } from 'vscode-languageserver-types';
import type { Analysis } from '../analyze.ts';
import type { LineMap, Span } from '../base/span.ts';
import { cellAtOffset } from '../notebook/program.ts';

export function positionOf(lines: LineMap, offset: number): Position {
  const { line, column } = lines.position(offset);
  return { line, character: column };
}

export interface Address extends Position {
  readonly uri: string;
  /** Where a link to its line leads. */
  readonly href: string;
}

/** A place in the document that the editor knows: in a notebook, a cell. */
export function addressOf({ request, lines }: Analysis, offset: number): Address {
  const { line, character } = positionOf(lines, offset);
  const cell = request.cells && cellAtOffset(request.cells, offset);
  if (cell?.uri === undefined) return { uri: request.uri, line, character, href: `${request.uri}#L${line + 1}` };
  // What stands behind the `#` of a cell's URI says which cell.
  return { uri: cell.uri, line: line - cell.line, character, href: cell.uri };
}

export function rangeOf(lines: LineMap, { start, end }: Span): Range {
  return { start: positionOf(lines, start), end: positionOf(lines, end) };
}

function offsetOf(lines: LineMap, { line, character }: Position): number {
  return lines.offset({ line, column: character });
}

export function spanOf(lines: LineMap, { start, end }: Range): Span {
  return { start: offsetOf(lines, start), end: offsetOf(lines, end) };
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
