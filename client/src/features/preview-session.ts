// One open preview: asks the server for the layer at the cursor, gives it to the page, and does what the page asks for: one edit of
// the file, a file with a picture. The page is believed only as far as its messages' guards go.
import * as vscode from 'vscode';
import type { Position, PreviewLayer, PreviewWish } from '../../../server/src/protocol.ts';
import type { Server } from '../server/server.ts';
import {
  type HostMessage,
  isPanelMessage,
  type Outcome,
  type PanelMessage,
  type SaveFormat,
} from '../webview/preview/messages.ts';
import { Loader, listen, showPage } from './panel-page.ts';
import { rangeOf } from './places.ts';
import { previewTexts } from './preview-texts.ts';

export interface PreviewPlace {
  readonly uri: vscode.Uri;
  readonly position: Position;
}

export class PreviewSession implements vscode.Disposable {
  readonly #server: Server;
  readonly #panel: vscode.WebviewPanel;
  readonly #listening: vscode.Disposable;
  /** What the panel follows. */
  #place: PreviewPlace | undefined;
  /** What it shows: the last layer that was found. */
  #layer: PreviewLayer | undefined;
  #shownUri: string | null;
  #ready = false;
  readonly #loader = new Loader(
    () => this.#ready && this.#panel.visible && this.#place !== undefined,
    () => this.#load(),
  );

  constructor(
    context: vscode.ExtensionContext,
    server: Server,
    panel: vscode.WebviewPanel,
    place: PreviewPlace | undefined,
  ) {
    this.#server = server;
    this.#panel = panel;
    this.#place = place;
    this.#shownUri = place?.uri.toString() ?? null;
    this.#listening = listen(panel, server, this.#loader, {
      isMessage: isPanelMessage,
      receive: (message) => void this.#receive(message),
      shows: (uri) => this.#follows(uri),
      follow: (editor) => this.#follow(editor),
    });
    showPage(context, panel, 'preview');
  }

  /** Brings the panel to the front, on another layer if one is asked for. */
  show(place: PreviewPlace | undefined): void {
    this.#panel.reveal(undefined, true);
    if (!place) return;
    this.#place = place;
    void this.#loader.load();
  }

  close(): void {
    this.#panel.dispose();
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #receive(message: PanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        // The page is made anew whenever a hidden panel is shown again.
        this.#ready = true;
        this.#post({ type: 'start', language: vscode.env.language, texts: previewTexts(), uri: this.#shownUri });
        if (this.#layer) this.#post({ type: 'layer', layer: this.#layer });
        return this.#loader.load();
      case 'apply': {
        const { version, model, layer, axes } = message;
        return this.#tell((await this.#apply({ version, model, layer, axes })) ? 'applied' : 'applyFailed');
      }
      case 'save':
        if (await save(message.format, message.data, this.#layer)) this.#tell('saved');
    }
  }

  #post(message: HostMessage): void {
    void this.#panel.webview.postMessage(message);
  }

  #tell(outcome: Outcome): void {
    this.#post({ type: 'outcome', outcome });
  }

  #follows(uri: vscode.Uri): boolean {
    return uri.toString() === this.#place?.uri.toString();
  }

  /** The cursor moved in some file with a model. */
  #follow({ document, selection }: vscode.TextEditor): void {
    if (this.#server.statusOf(document.uri) === undefined) return;
    const { line, character } = selection.active;
    const before = this.#place;
    if (this.#follows(document.uri) && before?.position.line === line && before.position.character === character)
      return;
    this.#place = { uri: document.uri, position: { line, character } };
    void this.#loader.load();
  }

  async #load(): Promise<boolean> {
    const layer = this.#place && (await this.#request(this.#place));
    if (layer === undefined) return false;
    if (layer) {
      this.#layer = layer;
      this.#shownUri = layer.uri;
    }
    this.#post({ type: 'layer', layer });
    return true;
  }

  /** Undefined where the server is away; it says when it is back. */
  async #request({ uri, position }: PreviewPlace): Promise<PreviewLayer | null | undefined> {
    try {
      // A restored panel comes before its editor: the server must know the text.
      await vscode.workspace.openTextDocument(uri);
      return await this.#server.request('convlint/preview', { textDocument: { uri: uri.toString() }, position });
    } catch {
      return undefined;
    }
  }

  /** One edit, undone in one step; nothing is written into a text that has changed meanwhile. */
  async #apply(wish: PreviewWish): Promise<boolean> {
    const uri = this.#layer && vscode.Uri.parse(this.#layer.uri);
    if (!uri) return false;
    try {
      const edit = await this.#server.request('convlint/previewEdit', {
        textDocument: { uri: uri.toString() },
        ...wish,
      });
      const target = edit?.uri === undefined ? uri : vscode.Uri.parse(edit.uri);
      const document = await vscode.workspace.openTextDocument(target);
      if (!edit || document.version !== edit.version) return false;
      const change = new vscode.WorkspaceEdit();
      change.replace(target, rangeOf(edit.range), edit.newText);
      return await vscode.workspace.applyEdit(change);
    } catch {
      return false;
    }
  }
}

async function save(format: SaveFormat, data: Uint8Array, layer: PreviewLayer | undefined): Promise<boolean> {
  const name = `${layer ? layer.type.replace(/[^\w-]+/g, '-') : 'preview'}.${format}`;
  const beside = layer && vscode.Uri.joinPath(vscode.Uri.parse(layer.uri), '..');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? beside;
  const target = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    filters: { [format.toUpperCase()]: [format] },
    title: vscode.l10n.t('Save the Picture'),
  });
  if (!target) return false;
  try {
    await vscode.workspace.fs.writeFile(target, data);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('The picture could not be saved: {0}', reason));
    return false;
  }
}
