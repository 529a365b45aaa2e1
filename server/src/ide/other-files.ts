// Places in the files that the analysed one imports: their texts came with it, so lines and columns are known there, too.
import type { Range } from 'vscode-languageserver-types';
import type { Analysis } from '../analyze.ts';
import { LineMap, type Span } from '../base/span.ts';
import { rangeOf } from './places.ts';

const known = new WeakMap<ReadonlyMap<string, string | undefined>, Map<string, LineMap>>();

/** The start of the file where its text is not known. */
export function rangeIn(analysis: Analysis, span: Span, uri: string | undefined): Range {
  if (uri === undefined || uri === analysis.request.uri) return rangeOf(analysis.lines, span);
  const lines = linesOf(analysis, uri);
  return lines ? rangeOf(lines, span) : rangeOf(analysis.lines, { start: 0, end: 0 });
}

function linesOf({ request: { files } }: Analysis, uri: string): LineMap | undefined {
  const text = files?.texts.get(uri);
  if (!files || text === undefined) return undefined;
  const maps = known.get(files.texts) ?? new Map<string, LineMap>();
  known.set(files.texts, maps);
  const lines = maps.get(uri) ?? new LineMap(text);
  maps.set(uri, lines);
  return lines;
}
