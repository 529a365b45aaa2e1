// ConvLint: Show Gaps. Lists where shape tracking stopped and why, previews the place while the list is walked, and goes there.
import * as vscode from 'vscode';
import type { DocumentStatus, GapPlace, Range } from '../../../server/src/protocol.ts';
import type { Server } from '../server/server.ts';
import { currentModel } from './current-model.ts';
import { reveal as revealPlace } from './places.ts';
import { compact } from './quantity.ts';

interface Entry extends vscode.QuickPickItem {
  readonly range?: Range;
  readonly uri?: string;
  readonly command?: vscode.Command;
}

export function registerGaps(context: vscode.ExtensionContext, server: Server): void {
  context.subscriptions.push(vscode.commands.registerCommand('convlint.showGaps', () => showGaps(server)));
}

async function showGaps(server: Server): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const current = currentModel(server);
  if (!editor || !current) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This file holds no model that ConvLint knows.'));
    return;
  }
  const before = editor.selection;
  const chosen = await pick(entries(current.status), current.status, (entry) => reveal(current.status, entry, true));
  if (!chosen) {
    editor.selection = before;
    editor.revealRange(before, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } else if (chosen.command) {
    await vscode.commands.executeCommand(chosen.command.command, ...(chosen.command.arguments ?? []));
  } else await reveal(current.status, chosen, false);
}

function entries({ uri, gaps, models }: DocumentStatus): readonly Entry[] {
  const locale = vscode.env.language;
  return [
    ...gaps.map((gap) => gapEntry(gap)),
    ...(gaps.length > 0 ? [{ label: vscode.l10n.t('Models'), kind: vscode.QuickPickItemKind.Separator }] : []),
    ...models.map(({ name, range, uri: elsewhere, totals }, index) => ({
      label: `$(symbol-class) ${name}`,
      description: vscode.l10n.t(
        '{0} parameters · {1} MACs',
        compact(totals.params, locale),
        compact(totals.macs, locale),
      ),
      range,
      ...(elsewhere === undefined ? {} : { uri: elsewhere }),
      command: { title: '', command: 'convlint.computeShapes', arguments: [uri, index] },
    })),
  ];
}

function gapEntry({ message, range, uri }: GapPlace): Entry {
  const line = vscode.l10n.t('line {0}', range.start.line + 1);
  return { label: `$(question) ${message}`, description: line, range, ...(uri === undefined ? {} : { uri }) };
}

function pick(
  items: readonly Entry[],
  { complete }: DocumentStatus,
  preview: (entry: Entry) => unknown,
): Promise<Entry | undefined> {
  const list = vscode.window.createQuickPick<Entry>();
  list.items = items;
  list.title = vscode.l10n.t('ConvLint: Gaps');
  list.placeholder = complete
    ? vscode.l10n.t('No gaps: every layer’s shape is known. Choose a model to compute its table of shapes.')
    : vscode.l10n.t('Where shape tracking stopped, and why. Choose one to go there.');
  return new Promise((resolve) => {
    list.onDidChangeActive(([entry]) => entry && preview(entry));
    list.onDidAccept(() => {
      resolve(list.selectedItems[0]);
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}

async function reveal(status: DocumentStatus, { range, uri }: Entry, preserveFocus: boolean): Promise<void> {
  if (!range) return;
  // While the list is walked, only places in the file itself are previewed.
  if (preserveFocus && uri !== undefined) return;
  await revealPlace(vscode.Uri.parse(uri ?? status.uri), range, { preserveFocus });
}
