// The model that the user is looking at: the one of the active editor that the cursor is in, else the file's first.
import * as vscode from 'vscode';
import type { DocumentStatus, ModelStatus } from '../../../server/src/protocol.ts';
import type { Server } from '../server/server.ts';

export interface CurrentModel {
  readonly status: DocumentStatus;
  readonly model: ModelStatus;
}

export function currentModel(server: Server): CurrentModel | undefined {
  const editor = vscode.window.activeTextEditor;
  const status = editor && server.statusOf(editor.document.uri);
  if (!status) return undefined;
  const line = editor.selection.active.line;
  const above = status.models.findLast(({ range, uri }) => uri === undefined && range.start.line <= line);
  const model = above ?? status.models[0];
  return model && { status, model };
}

/** Calls `update` whenever the current model may be another, or have changed. */
export function followCurrentModel(context: vscode.ExtensionContext, server: Server, update: () => void): void {
  context.subscriptions.push(
    server.onDidAnalyze(update),
    server.onDidChangeState(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.window.onDidChangeTextEditorSelection(update),
  );
  update();
}
