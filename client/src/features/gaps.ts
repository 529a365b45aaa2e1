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
  const { status } = current;
  const went = await walk(status, {
    preview: (entry) => reveal(status, entry, true),
    go: ({ command, ...entry }) =>
      command
        ? vscode.commands.executeCommand(command.command, ...(command.arguments ?? []))
        : reveal(status, entry, false),
  });
  if (went) return;
  editor.selection = before;
  editor.revealRange(before, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
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

/** Shows the list until an entry is chosen, or none: resolves to whether one was. */
function walk(
  status: DocumentStatus,
  { preview, go }: Record<'preview' | 'go', (entry: Entry) => PromiseLike<unknown>>,
): Promise<boolean> {
  const list = vscode.window.createQuickPick<Entry>();
  list.items = entries(status);
  list.title = vscode.l10n.t('ConvLint: Gaps');
  list.placeholder = placeholder(status);
  return new Promise((resolve) => {
    let went = false;
    list.onDidChangeActive(([entry]) => entry && preview(entry));
    list.onDidAccept(async () => {
      const [entry] = list.selectedItems;
      if (!entry) return;
      went = true;
      try {
        // The list stays until the editor is there: the keys that come next are meant for that place.
        await go(entry);
      } finally {
        list.hide();
      }
    });
    list.onDidHide(() => {
      resolve(went);
      list.dispose();
    });
    list.show();
  });
}

function placeholder({ complete, gaps }: DocumentStatus): string {
  if (complete)
    return vscode.l10n.t('No gaps: every layer’s shape is known. Choose a model to compute its table of shapes.');
  if (gaps.length === 0)
    return vscode.l10n.t('Errors leave shapes open: the Problems view has them. Choose a model to compute its table.');
  return vscode.l10n.t('Where shape tracking stopped, and why. Choose one to go there.');
}

async function reveal(status: DocumentStatus, { range, uri }: Entry, preserveFocus: boolean): Promise<void> {
  if (!range) return;
  // While the list is walked, only places in the file itself are previewed.
  if (preserveFocus && uri !== undefined) return;
  await revealPlace(vscode.Uri.parse(uri ?? status.uri), range, { preserveFocus });
}
