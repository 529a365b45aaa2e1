// The cells of a Jupyter notebook's file. A file that is no notebook, or one in another language, gives none.
// Source: https://nbformat.readthedocs.io/en/latest/format_description.html
import { type CellText, type Program, programOfCells } from './program.ts';

export function isNotebook(path: string): boolean {
  return /\.ipynb$/i.test(path);
}

/** Undefined where the text is no notebook in Python. */
export function programInFile(text: string): Program | undefined {
  const cells = cellsIn(text);
  return cells && programOfCells(cells);
}

function cellsIn(text: string): readonly CellText[] | undefined {
  const notebook = parsed(text);
  if (!isRecord(notebook) || !isPython(notebook.metadata)) return undefined;
  const cells = cellList(notebook);
  return cells?.flatMap((cell, index): CellText[] => {
    if (!isRecord(cell) || cell.cell_type !== 'code') return [];
    // Before version 4 of the format, a cell's text was its `input`.
    const source = sourceText(cell.source ?? cell.input);
    return source === undefined ? [] : [{ number: index + 1, text: source }];
  });
}

/** Before version 4 of the format, cells lay in worksheets. */
function cellList({ cells, worksheets }: Record<string, unknown>): readonly unknown[] | undefined {
  if (Array.isArray(cells)) return cells;
  if (!Array.isArray(worksheets)) return undefined;
  return worksheets.flatMap((sheet) => (isRecord(sheet) && Array.isArray(sheet.cells) ? sheet.cells : []));
}

/** One that does not say its language is taken for Python, as nearly all are. */
function isPython(metadata: unknown): boolean {
  const { kernelspec, language_info } = isRecord(metadata) ? metadata : {};
  const language =
    (isRecord(language_info) ? language_info.name : undefined) ??
    (isRecord(kernelspec) ? kernelspec.language : undefined);
  return typeof language !== 'string' || /python/i.test(language);
}

function sourceText(source: unknown): string | undefined {
  if (typeof source === 'string') return source;
  return Array.isArray(source) && source.every((line) => typeof line === 'string') ? source.join('') : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
