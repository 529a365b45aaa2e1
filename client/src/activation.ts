// What happens when VS Code activates the extension, on any platform: features are registered, and the server starts once a text
// that looks like a model is open.
import * as vscode from 'vscode';
import { registerGaps } from './features/gaps.ts';
import { registerLanguageStatus } from './features/language-status.ts';
import { registerLibraries } from './features/libraries.ts';
import { registerPreview } from './features/preview.ts';
import { registerRestartServer } from './features/restart-server.ts';
import { registerRulePages } from './features/rule-pages.ts';
import { registerScale } from './features/scale.ts';
import { registerShapesPanel } from './features/shapes-panel.ts';
import { registerStatusBar } from './features/status-bar.ts';
import { registerWhatIf } from './features/what-if.ts';
import { looksLikeModel } from './model-texts.ts';
import { type Launch, Server } from './server/server.ts';

export function activateWith(context: vscode.ExtensionContext, launch: Launch): Server {
  const server = new Server(context, launch);
  context.subscriptions.push(server);
  for (const register of FEATURES) register(context, server);
  startWhenNeeded(context, server);
  return server;
}

const FEATURES = [
  registerStatusBar,
  registerLanguageStatus,
  registerGaps,
  registerShapesPanel,
  registerPreview,
  registerRulePages,
  registerScale,
  registerWhatIf,
  registerLibraries,
  registerRestartServer,
];

/** Of long texts no more is read on every keystroke. */
const GLANCE = new vscode.Range(0, 0, 500, 0);

function startWhenNeeded(context: vscode.ExtensionContext, server: Server): void {
  const consider = (document: vscode.TextDocument) => {
    if (server.state !== 'idle' || !looksLikeModel(document.languageId, document.getText(GLANCE))) return;
    server.start().catch((error) => vscode.window.showErrorMessage(failure(error)));
  };
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(consider),
    vscode.workspace.onDidChangeTextDocument(({ document }) => consider(document)),
  );
  // Not before VS Code has gone on: activation makes all other extensions wait.
  const soon = setTimeout(() => vscode.workspace.textDocuments.forEach(consider), 0);
  context.subscriptions.push({ dispose: () => clearTimeout(soon) });
}

function failure(error: unknown): string {
  return vscode.l10n.t(
    'ConvLint’s server could not start: {0}',
    error instanceof Error ? error.message : String(error),
  );
}
