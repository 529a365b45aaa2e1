// What to do when the server dies: start it again, unless it dies again and again. The texts live in the editor, and the client
// opens them anew in the new server, so nothing typed is lost.
import * as vscode from 'vscode';
import { CloseAction, ErrorAction, type ErrorHandler } from 'vscode-languageclient';

const MOST_CRASHES = 5;
const WITHIN_MS = 3 * 60 * 1000;

export function createRestartPolicy(gaveUp: () => void): ErrorHandler {
  const crashes: number[] = [];
  return {
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed: () => {
      const now = Date.now();
      crashes.push(now);
      while (crashes[0] !== undefined && now - crashes[0] > WITHIN_MS) crashes.shift();
      if (crashes.length < MOST_CRASHES) return { action: CloseAction.Restart, handled: true };
      gaveUp();
      void offerRestart();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

async function offerRestart(): Promise<void> {
  const restart = vscode.l10n.t('Restart server');
  const message = vscode.l10n.t(
    'ConvLint’s server stopped {0} times within three minutes. Its log is in the output “ConvLint”.',
    MOST_CRASHES,
  );
  if ((await vscode.window.showErrorMessage(message, restart)) === restart)
    await vscode.commands.executeCommand('convlint.restartServer');
}
