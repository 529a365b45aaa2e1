// A notebook in an editor's session: its cells are opened, edited, moved and deleted as editors tell it, and known by their URIs.
import type { LspSession } from './session.ts';

export class NotebookEditor {
  readonly uri: string;
  readonly #session: LspSession;
  #version = 1;
  #count = 0;
  #cells: { readonly uri: string; version: number; text: string }[] = [];

  private constructor(session: LspSession, uri: string) {
    this.#session = session;
    this.uri = uri;
  }

  static async open(session: LspSession, uri: string, texts: readonly string[]): Promise<NotebookEditor> {
    const editor = new NotebookEditor(session, uri);
    editor.#cells = texts.map((text) => editor.#made(text));
    await session.notify('notebookDocument/didOpen', {
      notebookDocument: { uri, notebookType: 'jupyter-notebook', version: 1, cells: editor.#cells.map(cellOf) },
      cellTextDocuments: editor.#cells.map(documentOf),
    });
    return editor;
  }

  cell(index: number): string {
    return this.#cells[index]?.uri ?? '';
  }

  text(index: number): string {
    return this.#cells[index]?.text ?? '';
  }

  /** Where a word of a cell stands. */
  at(index: number, word: string, inside = 0): { readonly line: number; readonly character: number } {
    const start = this.text(index).indexOf(word);
    if (start < 0) throw new Error(`not in the cell: ${word}`);
    return place(this.text(index), start + inside);
  }

  /** Replaces the first occurrence of a text in a cell. */
  async edit(index: number, from: string, to: string): Promise<void> {
    const cell = this.#cells[index];
    const start = cell?.text.indexOf(from) ?? -1;
    if (!cell || start < 0) throw new Error(`not in the cell: ${from}`);
    const range = { start: place(cell.text, start), end: place(cell.text, start + from.length) };
    cell.version++;
    cell.text = cell.text.slice(0, start) + to + cell.text.slice(start + from.length);
    const document = { uri: cell.uri, version: cell.version };
    await this.#change({ textContent: [{ document, changes: [{ range, text: to }] }] });
  }

  async insert(index: number, text: string): Promise<void> {
    const cell = this.#made(text);
    this.#cells.splice(index, 0, cell);
    const array = { start: index, deleteCount: 0, cells: [cellOf(cell)] };
    await this.#change({ structure: { array, didOpen: [documentOf(cell)] } });
  }

  async remove(index: number): Promise<void> {
    const removed = this.#cells.splice(index, 1).map(({ uri }) => ({ uri }));
    await this.#change({ structure: { array: { start: index, deleteCount: 1 }, didClose: removed } });
  }

  /** As VS Code tells it: the cells in between are replaced by themselves in another order. */
  async move(from: number, to: number): Promise<void> {
    const [moved] = this.#cells.splice(from, 1);
    if (moved) this.#cells.splice(to, 0, moved);
    const [start, end] = [Math.min(from, to), Math.max(from, to) + 1];
    const cells = this.#cells.slice(start, end).map(cellOf);
    await this.#change({ structure: { array: { start, deleteCount: end - start, cells } } });
  }

  async close(): Promise<void> {
    await this.#session.notify('notebookDocument/didClose', {
      notebookDocument: { uri: this.uri },
      cellTextDocuments: this.#cells.map(({ uri }) => ({ uri })),
    });
  }

  #made(text: string) {
    const fragment = `W${this.#count++}sZmlsZQ%3D%3D`;
    return { uri: `${this.uri.replace(/^file:/, 'vscode-notebook-cell:')}#${fragment}`, version: 1, text };
  }

  async #change(cells: object): Promise<void> {
    const notebookDocument = { uri: this.uri, version: ++this.#version };
    await this.#session.notify('notebookDocument/didChange', { notebookDocument, change: { cells } });
  }
}

function cellOf({ uri }: { readonly uri: string }) {
  return { kind: 2, document: uri };
}

function documentOf({ uri, version, text }: { readonly uri: string; readonly version: number; readonly text: string }) {
  return { uri, languageId: 'python', version, text };
}

function place(text: string, at: number) {
  const before = text.slice(0, at);
  return { line: before.split('\n').length - 1, character: at - (before.lastIndexOf('\n') + 1) };
}
