// ConvLint: Preview Layer. Opens the picture of a sliding window beside the file; there is one panel, it follows the cursor through
// all model files, and it comes back when the window is reloaded. What happens inside is preview-session.ts.
import * as vscode from 'vscode';
import type { Server } from '../server/server.ts';
import { isPanelState } from '../webview/preview/messages.ts';
import { type PreviewPlace, PreviewSession } from './preview-session.ts';

const VIEW_TYPE = 'convlint.preview';
/** For the editor's context menu: the active editor shows a model. */
const CONTEXT = 'convlint.modelOpen';

export function registerPreview(context: vscode.ExtensionContext, server: Server): void {
  let session: PreviewSession | undefined;
  const attach = (panel: vscode.WebviewPanel, place: PreviewPlace | undefined) => {
    const made = new PreviewSession(context, server, panel, place);
    session = made;
    panel.onDidDispose(() => {
      made.dispose();
      if (session === made) session = undefined;
    });
  };
  const open = (place: PreviewPlace | undefined) => {
    if (session) return session.show(place);
    const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    attach(vscode.window.createWebviewPanel(VIEW_TYPE, vscode.l10n.t('Layer Preview'), beside), place);
  };
  const restore = async (panel: vscode.WebviewPanel, state: unknown) => {
    session?.close();
    const kept = isPanelState(state) && state.uri !== null ? state : undefined;
    attach(panel, kept && { uri: vscode.Uri.parse(kept.uri ?? ''), position: kept.place });
  };
  context.subscriptions.push(
    vscode.commands.registerCommand('convlint.previewLayer', (target?: unknown, line?: unknown, character?: unknown) =>
      open(placeOf(target, line, character) ?? placeOfCursor()),
    ),
    vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, { deserializeWebviewPanel: restore }),
    { dispose: () => session?.close() },
  );
  tellMenus(context, server);
}

/** Hovers and code lenses name a place; the palette and menus mean the cursor. */
function placeOf(target: unknown, line: unknown, character: unknown): PreviewPlace | undefined {
  const whole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
  if (typeof target !== 'string' || !whole(line) || !whole(character)) return undefined;
  return { uri: vscode.Uri.parse(target), position: { line, character } };
}

function placeOfCursor(): PreviewPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri, position: { line, character } };
}

function tellMenus(context: vscode.ExtensionContext, server: Server): void {
  let told: boolean | undefined;
  const tell = () => {
    const editor = vscode.window.activeTextEditor;
    const now = editor !== undefined && server.statusOf(editor.document.uri) !== undefined;
    if (now === told) return;
    told = now;
    void vscode.commands.executeCommand('setContext', CONTEXT, now);
  };
  context.subscriptions.push(server.onDidAnalyze(tell), vscode.window.onDidChangeActiveTextEditor(tell));
  tell();
}
