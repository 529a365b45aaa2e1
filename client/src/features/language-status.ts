// The language status (the braces in the status bar): whether the server works, and how far it tracked the shapes of this file.
import * as vscode from 'vscode';
import type { Server, ServerState } from '../server/server.ts';
import { currentModel, followCurrentModel } from './current-model.ts';
import { trackingText } from './tracking.ts';

export function registerLanguageStatus(context: vscode.ExtensionContext, server: Server): void {
  const item = vscode.languages.createLanguageStatusItem('convlint.status', [{ language: 'cnn-yaml' }]);
  item.name = 'ConvLint';
  context.subscriptions.push(item);
  followCurrentModel(context, server, () => {
    const current = currentModel(server);
    item.busy = server.state === 'starting';
    item.text = STATE_TEXTS[server.state]();
    item.detail = current && server.state === 'running' ? trackingText(current) : '';
    item.severity =
      server.state === 'stopped' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.command =
      server.state === 'stopped'
        ? { command: 'convlint.restartServer', title: vscode.l10n.t('Restart server') }
        : { command: 'convlint.showGaps', title: vscode.l10n.t('Show gaps') };
  });
}

const STATE_TEXTS: Readonly<Record<ServerState, () => string>> = {
  idle: () => vscode.l10n.t('ConvLint waits'),
  starting: () => vscode.l10n.t('ConvLint starts'),
  running: () => vscode.l10n.t('ConvLint tracks shapes'),
  stopped: () => vscode.l10n.t('ConvLint’s server has stopped'),
};
