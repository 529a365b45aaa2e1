// The scale of a scaled file (n, s, m, l, x): a click on its lens goes to the next one, and a command lists them all.
import * as vscode from 'vscode';
import type { Commands } from '../../../server/src/protocol.ts';
import type { Server } from '../server/server.ts';
import { currentModel } from './current-model.ts';

export function registerScale(context: vscode.ExtensionContext, server: Server): void {
  const set = (uri: string, scale: string | null) =>
    server.request('convlint/setScale', { textDocument: { uri }, scale });
  context.subscriptions.push(
    vscode.commands.registerCommand('convlint.cycleScale', (...args: Partial<Commands['convlint.cycleScale']>) => {
      const [uri, scales = [], scale = ''] = args;
      const next = scales[(scales.indexOf(scale) + 1) % scales.length];
      return uri === undefined || next === undefined ? undefined : set(uri, next);
    }),
    vscode.commands.registerCommand('convlint.chooseScale', async () => {
      const current = currentModel(server);
      if (!current?.model.scale) {
        return vscode.window.showInformationMessage(vscode.l10n.t('There is no model with scales in this editor.'));
      }
      const { all, name } = current.model.scale;
      const asFileSays = vscode.l10n.t('As the file says');
      const items = [
        ...all.map((label) => ({ label, description: label === name ? vscode.l10n.t('in use') : '' })),
        { label: asFileSays, description: '' },
      ];
      const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which scale?') });
      return chosen && set(current.status.uri, chosen.label === asFileSays ? null : chosen.label);
    }),
  );
}
