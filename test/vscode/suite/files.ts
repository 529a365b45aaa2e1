// Opening and editing the workspace's files, and asking VS Code what the extension shows there.
import * as vscode from 'vscode';
import type { Server } from '../../../client/src/server/server.ts';
import { ok, until } from './expect.ts';

export async function open(name: string): Promise<vscode.TextDocument> {
  const [uri] = await vscode.workspace.findFiles(name);
  ok(uri, `${name} is not in the workspace`);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

export async function extension(): Promise<Server> {
  const found = vscode.extensions.getExtension<Server>('convlint.convlint');
  ok(found, 'the extension is not installed');
  return found.activate();
}

/** The whole text anew, as one edit. */
export async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, wholeRange(document), text);
  ok(await vscode.workspace.applyEdit(edit), 'the edit was refused');
}

export function wholeRange(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
}

/** Where `text` begins, `skip` characters further. */
export function positionOf(document: vscode.TextDocument, text: string, skip = 0): vscode.Position {
  const offset = document.getText().indexOf(text);
  ok(offset >= 0, `${text} is not in the file`);
  return document.positionAt(offset + skip);
}

export function rules(document: vscode.TextDocument): readonly string[] {
  return vscode.languages.getDiagnostics(document.uri).map(ruleOf);
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

export function untilRules(document: vscode.TextDocument, expected: readonly string[]): Promise<unknown> {
  return until(
    () => JSON.stringify(rules(document)) === JSON.stringify(expected) || undefined,
    `the problems ${JSON.stringify(expected)} of ${document.uri.path} (there: ${JSON.stringify(rules(document))})`,
  );
}

/** Code actions with their edits; asked again where VS Code cancels the question, as it does when diagnostics arrive. */
export function codeActions(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind?: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const command = 'vscode.executeCodeActionProvider';
  const ask = () => vscode.commands.executeCommand<vscode.CodeAction[]>(command, document.uri, range, kind?.value, 20);
  return until(async () => {
    try {
      const actions = await ask();
      // VS Code gives none where it has withdrawn the question itself.
      return actions.length > 0 ? actions : undefined;
    } catch (error) {
      if (error instanceof Error && error.message.includes('Canceled')) return undefined;
      throw error;
    }
  }, `code actions in ${document.uri.path}`);
}

export async function hoverText(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const command = 'vscode.executeHoverProvider';
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(command, document.uri, position);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

export async function hints(document: vscode.TextDocument): Promise<readonly string[]> {
  const command = 'vscode.executeInlayHintProvider';
  const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(command, document.uri, wholeRange(document));
  return found.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
}

export async function lenses(document: vscode.TextDocument): Promise<readonly string[]> {
  const command = 'vscode.executeCodeLensProvider';
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(command, document.uri, 20);
  return found.flatMap((lens) => (lens.command ? [lens.command.title] : []));
}
