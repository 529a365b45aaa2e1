// Open notebooks: their cells come one by one, and are analysed as one program. Questions about a cell become questions about
// the program, and answers about the program answers about the cell. Beyond this file, a notebook is one more document.
import { type Connection, NotebookDocuments, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position, Range } from 'vscode-languageserver-types';
import { type Cell, type CellText, type Program, programOfCells, programUri } from '../notebook/program.ts';
import { inCells } from './cell-places.ts';

interface OpenProgram {
  readonly document: TextDocument;
  readonly cells: Program['cells'];
}

export class Notebooks {
  readonly #texts = new TextDocuments(TextDocument);
  readonly #notebooks = new NotebookDocuments(this.#texts);
  /** By the URI of the program; absent where the cells have changed since. */
  readonly #programs = new Map<string, OpenProgram>();
  readonly #versions = new Map<string, number>();
  /** By the URI of the program: that of the notebook. */
  readonly #open = new Map<string, string>();

  /** `changed` and `closed` get the program's URI; `closed` also those of the cells that it had. */
  listen(
    connection: Connection,
    changed: (program: string) => void,
    closed: (program: string, cells: readonly string[]) => void,
  ): void {
    const touch = (notebook: string) => {
      const program = programUri(notebook);
      this.#open.set(program, notebook);
      this.#programs.delete(program);
      this.#versions.set(program, (this.#versions.get(program) ?? 0) + 1);
      changed(program);
    };
    this.#notebooks.onDidOpen(({ uri }) => touch(uri));
    this.#notebooks.onDidClose(({ uri, cells }) => {
      const program = programUri(uri);
      this.#open.delete(program);
      this.#programs.delete(program);
      this.#versions.delete(program);
      closed(
        program,
        cells.map(({ document }) => document),
      );
    });
    this.#notebooks.listen(hearingChanges(connection, touch));
  }

  /** The program as a document; undefined where no open notebook has this URI. */
  get(program: string): TextDocument | undefined {
    return this.#programOf(program)?.document;
  }

  all(): readonly TextDocument[] {
    return [...this.#open.keys()].flatMap((program) => this.get(program) ?? []);
  }

  cellsOf(program: string): readonly Cell[] | undefined {
    return this.#programOf(program)?.cells;
  }

  /** The program that a cell is part of; any other document stands for itself. */
  subjectOf(uri: string): string {
    const notebook = this.#texts.get(uri) && this.#notebooks.findNotebookDocumentForCell(uri);
    return notebook ? programUri(notebook.uri) : uri;
  }

  /** The documents in which what is found in a subject shows: a program's cells, or the document itself. */
  shownIn(subject: string): readonly string[] {
    return this.cellsOf(subject)?.flatMap(({ uri }) => uri ?? []) ?? [subject];
  }

  /** Of a cell's own text. */
  versionOf(cell: string): number | undefined {
    return this.#texts.get(cell)?.version;
  }

  /** A question about a cell, in places of the program. */
  question<P extends object>(uri: string, params: P): P {
    const cell = this.#cellOf(uri);
    if (!cell) return params;
    const { position, range } = params as { position?: Position; range?: Range };
    const place = ({ line, character }: Position): Position => ({
      line: cell.line + Math.min(line, cell.lines - 1),
      character: line < cell.lines ? character : Number.MAX_SAFE_INTEGER,
    });
    return {
      ...params,
      ...(position ? { position: place(position) } : {}),
      ...(range ? { range: { start: place(range.start), end: place(range.end) } } : {}),
    };
  }

  /** An answer about a program, in places of its cells, as one of them sees it. */
  answer<A>(uri: string, answer: A): A {
    const program = this.subjectOf(uri);
    const cells = this.cellsOf(program);
    if (!cells) return answer;
    const home = this.#cellOf(uri);
    const version = (cell: string) => this.versionOf(cell) ?? 0;
    return inCells(answer, { program, cells, version, ...(home ? { home } : {}) });
  }

  #cellOf(uri: string): Cell | undefined {
    return this.cellsOf(this.subjectOf(uri))?.find((cell) => cell.uri === uri);
  }

  #programOf(program: string): OpenProgram | undefined {
    const notebook = this.#open.get(program);
    if (notebook === undefined) return undefined;
    const known = this.#programs.get(program) ?? this.#read(program, notebook);
    this.#programs.set(program, known);
    return known;
  }

  #read(program: string, notebook: string): OpenProgram {
    const cells = this.#notebooks.getNotebookDocument(notebook)?.cells ?? [];
    const texts = cells.flatMap(({ document }, index): CellText[] => {
      const text = this.#texts.get(document)?.getText();
      return text === undefined ? [] : [{ number: index + 1, uri: document, text }];
    });
    const read = programOfCells(texts);
    const version = this.#versions.get(program) ?? 1;
    return { cells: read.cells, document: TextDocument.create(program, 'python', version, read.text) };
  }
}

/** `NotebookDocuments` says nothing of cells that only change places; so every change is heard, once it has been made. */
function hearingChanges(connection: Connection, changed: (notebook: string) => void): Connection {
  const { synchronization } = connection.notebooks;
  return {
    ...connection,
    notebooks: {
      ...connection.notebooks,
      synchronization: {
        ...synchronization,
        onDidChangeNotebookDocument: (handler) =>
          synchronization.onDidChangeNotebookDocument(async (params) => {
            await handler(params);
            if (params.change.cells) changed(params.notebookDocument.uri);
          }),
      },
    },
  };
}
