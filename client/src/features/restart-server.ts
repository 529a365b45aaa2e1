// ConvLint: Restart Server.
import * as vscode from 'vscode';
import type { Server } from '../server/server.ts';

export function registerRestartServer(context: vscode.ExtensionContext, server: Server): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('convlint.restartServer', () =>
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Restarting ConvLint’s server') },
        () => server.restart(),
      ),
    ),
  );
}
