// Going to places in texts: files, and cells of notebooks, which open in another way.
import * as vscode from 'vscode';
import type { Range } from '../../../server/src/protocol.ts';

export interface RevealOptions {
  readonly preserveFocus?: boolean;
  /** Where a file opens that is not in sight. */
  readonly viewColumn?: vscode.ViewColumn;
}

/** Selects the place, and scrolls to it. */
export async function reveal(uri: vscode.Uri, range: Range, options: RevealOptions = {}): Promise<void> {
  const selection = rangeOf(range);
  const editor = await (cellOf(uri) ? showCell(uri, options) : showFile(uri, selection, options));
  if (!editor) return;
  editor.selection = new vscode.Selection(selection.start, selection.end);
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

export function rangeOf({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** The cell whose text a document is. */
export function cellOf(uri: vscode.Uri): vscode.NotebookCell | undefined {
  const text = uri.toString();
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cell = notebook.getCells().find(({ document }) => document.uri.toString() === text);
    if (cell) return cell;
  }
  return undefined;
}

/** The file that a document belongs to: a cell's notebook, or itself. */
export function fileOf(uri: vscode.Uri): vscode.Uri {
  return cellOf(uri)?.notebook.uri ?? uri;
}

function showFile(uri: vscode.Uri, selection: vscode.Range, options: RevealOptions): Thenable<vscode.TextEditor> {
  const open = editorOf(uri);
  const viewColumn = open?.viewColumn ?? options.viewColumn;
  const { preserveFocus = false } = options;
  return vscode.window.showTextDocument(uri, {
    preserveFocus,
    selection,
    ...(viewColumn === undefined ? {} : { viewColumn }),
  });
}

/** A cell has an editor only while it is in sight. */
async function showCell(uri: vscode.Uri, options: RevealOptions): Promise<vscode.TextEditor | undefined> {
  const cell = cellOf(uri);
  if (!cell) return undefined;
  const { notebook, index } = cell;
  const open = vscode.window.visibleNotebookEditors.find((editor) => editor.notebook === notebook);
  const cells = new vscode.NotebookRange(index, index + 1);
  const viewColumn = open?.viewColumn ?? options.viewColumn;
  const editor = await vscode.window.showNotebookDocument(notebook, {
    preserveFocus: options.preserveFocus ?? false,
    selections: [cells],
    ...(viewColumn === undefined ? {} : { viewColumn }),
  });
  editor.revealRange(cells, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  if (!options.preserveFocus) await vscode.commands.executeCommand('notebook.cell.edit');
  return editorOf(uri);
}

function editorOf(uri: vscode.Uri): vscode.TextEditor | undefined {
  const text = uri.toString();
  return vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === text);
}
