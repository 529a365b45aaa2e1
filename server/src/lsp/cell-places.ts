// Answers about a notebook's program, in places of its cells. The protocol's data is plain, and a place in it is always a `range` or
// a `position`, with a `uri` beside it where it may stand in another document: so one walk serves every feature.
import type { Position, Range, TextEdit } from 'vscode-languageserver-types';
import { type Cell, cellAtLine } from '../notebook/program.ts';

export interface CellView {
  /** The URI of the program. */
  readonly program: string;
  readonly cells: readonly Cell[];
  /** The cell that asked; absent where the notebook as a whole did. */
  readonly home?: Cell;
  /** The version of a cell's document. */
  readonly version: (uri: string) => number;
}

type Data = Readonly<Record<string, unknown>>;

/** Lists leave out what stands in other cells, unless it says its document. */
export function inCells<A>(answer: A, view: CellView): A {
  if (!Array.isArray(answer)) return moved(answer, view) as A;
  return answer.flatMap((item) => {
    const own = placeOf(item);
    const elsewhere = own && !('uri' in item) && view.home && cellOf(own, view) !== view.home;
    return elsewhere ? [] : [moved(item, view)];
  }) as A;
}

function moved(node: unknown, view: CellView): unknown {
  if (Array.isArray(node)) return node.map((item) => moved(item, view));
  if (!isData(node)) return node;
  const place = placeOf(node);
  if (place) return placed(node, place, view);
  // A place in the protocol's own manner of speaking about whole documents.
  const result = entries(node, view);
  return node.uri === view.program && view.home ? { ...result, uri: view.home.uri } : result;
}

/** What has a place; beside it stands the document, where that is not the one that was asked for. */
function placed(node: Data, place: Range, view: CellView): unknown {
  const rest = entries(node, view);
  if (typeof node.uri === 'string' && node.uri !== view.program) return rest;
  const cell = cellOf(place, view);
  if (!cell) return rest;
  const within = inCell(place, cell);
  return {
    ...rest,
    ...('range' in node ? { range: within } : { position: within.start }),
    ...(typeof node.lastLine === 'number' ? { lastLine: Math.min(node.lastLine - cell.line, cell.lines - 1) } : {}),
    ...(cell !== view.home || 'uri' in node ? { uri: cell.uri } : {}),
    // An edit is for the text of its cell.
    ...('newText' in node && 'version' in node ? { version: view.version(cell.uri ?? '') } : {}),
  };
}

function entries(node: Data, view: CellView): Data {
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      // What an action remembers is read by the server alone.
      if (key === 'data' || key === 'range' || key === 'position') return [key, value];
      if (key === 'changes' && isData(value)) return [key, changesByCell(value, view)];
      return [key, moved(value, view)];
    }),
  );
}

/** The edits of the program, by the cells that they change. */
function changesByCell(changes: Data, view: CellView): Data {
  const { [view.program]: edits, ...others } = changes;
  if (!Array.isArray(edits)) return changes;
  const byCell: Record<string, TextEdit[]> = {};
  for (const { range, newText } of edits as readonly TextEdit[]) {
    const cell = cellOf(range, view);
    if (cell?.uri === undefined) continue;
    const known = byCell[cell.uri] ?? [];
    known.push({ range: inCell(range, cell), newText });
    byCell[cell.uri] = known;
  }
  return { ...others, ...byCell };
}

function cellOf({ start }: Range, { cells }: CellView): Cell | undefined {
  return cellAtLine(cells, start.line);
}

/** What reaches into the next cell ends with its own. */
function inCell({ start, end }: Range, { line: first, lines, text }: Cell): Range {
  const last = lines - 1;
  const length = text.length - (text.lastIndexOf('\n') + 1);
  const within = ({ line, character }: Position): Position =>
    line - first > last ? { line: last, character: length } : { line: line - first, character };
  return { start: within(start), end: within(end) };
}

function placeOf(node: unknown): Range | undefined {
  if (!isData(node)) return undefined;
  if (isRange(node.range)) return node.range;
  return isPosition(node.position) ? { start: node.position, end: node.position } : undefined;
}

function isRange(value: unknown): value is Range {
  return isData(value) && isPosition(value.start) && isPosition(value.end);
}

function isPosition(value: unknown): value is Position {
  return isData(value) && typeof value.line === 'number' && typeof value.character === 'number';
}

/** Plain objects; an error is none. */
function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
