// The model that the user is looking at: of those of the active editor the last that begins above the cursor, else the first.
import * as vscode from 'vscode';
import type { DocumentStatus, ModelStatus } from '../../../server/src/protocol.ts';
import type { Server } from '../server/server.ts';
import { firstModel, modelAbove } from './model-order.ts';

export interface CurrentModel {
  readonly status: DocumentStatus;
  readonly model: ModelStatus;
}

export function currentModel(server: Server): CurrentModel | undefined {
  const editor = vscode.window.activeTextEditor;
  const status = editor && server.statusOf(editor.document.uri);
  if (!status) return undefined;
  const { models } = status;
  const model = models[modelAbove(models, editor.selection.active.line) ?? firstModel(models) ?? -1];
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
