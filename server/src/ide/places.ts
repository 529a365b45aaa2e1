// Offsets in the analysed text as the protocol's ranges, and back.
import type { Position, Range } from 'vscode-languageserver-types';
import type { LineMap, Span } from '../base/span.ts';

export function positionOf(lines: LineMap, offset: number): Position {
  const { line, column } = lines.position(offset);
  return { line, character: column };
}

export function rangeOf(lines: LineMap, { start, end }: Span): Range {
  return { start: positionOf(lines, start), end: positionOf(lines, end) };
}

export function offsetOf(lines: LineMap, { line, character }: Position): number {
  return lines.offset({ line, column: character });
}

export function spanOf(lines: LineMap, { start, end }: Range): Span {
  return { start: offsetOf(lines, start), end: offsetOf(lines, end) };
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
