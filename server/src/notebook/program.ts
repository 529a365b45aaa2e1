// A notebook's cells as one program: their texts below each other, in the notebook's order. Every place of the program is a place
// of one cell, and the other way round. Knows no file and no protocol.
import type { Span } from '../base/span.ts';
import { withoutMagics } from './magics.ts';

export interface CellText {
  /** Where it stands in the notebook, from 1, all kinds of cells counted. */
  readonly number: number;
  /** Its own, where it is a document of its own. */
  readonly uri?: string;
  readonly text: string;
}

export interface Cell extends CellText {
  /** In the program, without the line break that ends it. */
  readonly span: Span;
  /** Its first line in the program, and how many it has. */
  readonly line: number;
  readonly lines: number;
}

export interface Program {
  readonly text: string;
  readonly cells: readonly Cell[];
}

/** The cells that hold Python, in their order. */
export function programOfCells(texts: readonly CellText[]): Program {
  const cells: Cell[] = [];
  let text = '';
  let line = 0;
  for (const cell of texts) {
    const lines = cell.text.split('\n').length;
    const start = text.length;
    text += `${withoutMagics(cell.text)}\n`;
    cells.push({ ...cell, span: { start, end: text.length - 1 }, line, lines });
    line += lines;
  }
  return { text, cells };
}

/** The cell that holds a line of the program; what lies beyond the end belongs to the last. */
export function cellAtLine(cells: readonly Cell[], line: number): Cell | undefined {
  return cells.findLast((cell) => cell.line <= line) ?? cells[0];
}

export function cellAtOffset(cells: readonly Cell[], offset: number): Cell | undefined {
  return cells.findLast(({ span }) => span.start <= offset) ?? cells[0];
}

/** What the analysed text of a notebook is called, so that everybody knows it for one. */
export function programUri(notebook: string): string {
  return /\.ipynb$/i.test(notebook) ? notebook : `${notebook}.ipynb`;
}
