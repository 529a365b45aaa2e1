// ConvLint: Compute Shapes. Opens the table of a file's layers beside it; there is one panel for each file, and it comes back
// when the window is reloaded. What happens inside a panel is shapes-panel-session.ts.
import * as vscode from 'vscode';
import type { Server } from '../server/server.ts';
import { isPanelState } from '../webview/shapes/messages.ts';
import { modelAbove } from './model-order.ts';
import { ShapesPanelSession } from './shapes-panel-session.ts';

const VIEW_TYPE = 'convlint.shapes';

export function registerShapesPanel(context: vscode.ExtensionContext, server: Server): void {
  const sessions = new Map<string, ShapesPanelSession>();
  const attach = (panel: vscode.WebviewPanel, uri: vscode.Uri, model: number | string) => {
    const session = new ShapesPanelSession(context, server, panel, uri, model);
    sessions.set(uri.toString(), session);
    panel.onDidDispose(() => {
      session.dispose();
      if (sessions.get(uri.toString()) === session) sessions.delete(uri.toString());
    });
  };
  const open = (uri: vscode.Uri, model: number | undefined) => {
    const session = sessions.get(uri.toString());
    if (session) return session.show(model);
    const title = vscode.l10n.t('Shapes: {0}', nameOf(uri));
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    attach(vscode.window.createWebviewPanel(VIEW_TYPE, title, place), uri, model ?? 0);
  };
  const restore = async (panel: vscode.WebviewPanel, state: unknown) => {
    if (!isPanelState(state)) return panel.dispose();
    const uri = vscode.Uri.parse(state.uri);
    const earlier = sessions.get(uri.toString());
    attach(panel, uri, state.model);
    earlier?.close();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand('convlint.computeShapes', (target?: unknown, model?: unknown) => {
      const uri = uriOf(target) ?? vscode.window.activeTextEditor?.document.uri;
      if (uri) return open(uri, typeof model === 'number' ? model : modelAtCursor(server, uri));
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Open a model file first; its shapes will show beside it.'),
      );
    }),
    vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, { deserializeWebviewPanel: restore }),
    { dispose: () => [...sessions.values()].forEach((session) => void session.close()) },
  );
}

/** Code lenses give a text, the editor's title bar a Uri, the palette nothing. */
function uriOf(target: unknown): vscode.Uri | undefined {
  if (target instanceof vscode.Uri) return target;
  return typeof target === 'string' ? vscode.Uri.parse(target) : undefined;
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

function modelAtCursor(server: Server, uri: vscode.Uri): number | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.toString() !== uri.toString()) return undefined;
  return modelAbove(server.statusOf(uri)?.models ?? [], editor.selection.active.line);
}
