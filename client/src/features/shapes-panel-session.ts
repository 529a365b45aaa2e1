// One open shapes panel: asks the server for the file's table after each analysis, gives the page one model of it, and does what
// the page asks for. The page is believed only as far as its messages' guards go, and names places by number alone.
import * as vscode from 'vscode';
import type { Range, ShapeTable } from '../../../server/src/protocol.ts';
import type { Server } from '../server/server.ts';
import { type HostMessage, isPanelMessage, type PanelMessage, type Place } from '../webview/shapes/messages.ts';
import { Loader, listen, showPage } from './panel-page.ts';
import { reveal } from './places.ts';
import { shapesPanelTexts } from './shapes-panel-texts.ts';

export class ShapesPanelSession implements vscode.Disposable {
  readonly #server: Server;
  readonly #panel: vscode.WebviewPanel;
  readonly #uri: vscode.Uri;
  readonly #listening: vscode.Disposable;
  /** By place until its name is known, and by name after that: an edit may move it. */
  #model: number | string;
  #table: ShapeTable | null | undefined;
  #ready = false;
  readonly #loader = new Loader(
    () => this.#ready && this.#panel.visible,
    () => this.#load(),
  );

  constructor(
    context: vscode.ExtensionContext,
    server: Server,
    panel: vscode.WebviewPanel,
    uri: vscode.Uri,
    model: number | string,
  ) {
    this.#server = server;
    this.#panel = panel;
    this.#uri = uri;
    this.#model = model;
    this.#listening = listen(panel, server, this.#loader, {
      isMessage: isPanelMessage,
      receive: (message) => void this.#receive(message),
      shows: (uri) => this.#isOurs(uri),
      follow: (editor) => this.#follow(editor),
    });
    showPage(context, panel, 'shapes');
  }

  /** Brings the panel to the front, on a model of the file if one is asked for. */
  show(model: number | undefined): void {
    this.#panel.reveal(undefined, true);
    if (model !== undefined) this.#select(model);
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
        this.#post({
          type: 'start',
          language: vscode.env.language,
          texts: shapesPanelTexts(),
          uri: this.#uri.toString(),
        });
        if (this.#table === undefined) return this.#loader.load();
        this.#postSheet();
        return this.#loader.stale ? this.#loader.load() : undefined;
      case 'select':
        return this.#select(message.model);
      case 'reveal':
        return this.#reveal(message.place, message.focus);
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the table.'), 3000);
    }
  }

  #post(message: HostMessage): void {
    void this.#panel.webview.postMessage(message);
  }

  async #load(): Promise<boolean> {
    const table = await this.#request();
    if (table === undefined) return false;
    this.#table = table;
    this.#postSheet();
    return true;
  }

  /** Undefined where the server is away; it says when it is back. */
  async #request(): Promise<ShapeTable | null | undefined> {
    try {
      // A panel may outlive its editor, and a restored one comes before it: the server must know the text.
      await vscode.workspace.openTextDocument(this.#uri);
      return await this.#server.request('convlint/shapes', { textDocument: { uri: this.#uri.toString() } });
    } catch {
      return this.#table === undefined ? null : undefined;
    }
  }

  #postSheet(): void {
    const table = this.#table;
    const selected = table ? this.#selected(table) : 0;
    const model = table?.models[selected];
    if (!table || !model) {
      this.#post({ type: 'sheet', sheet: null });
      return;
    }
    this.#model = model.name;
    const { version, batch, dtype } = table;
    const models = table.models.map(({ name }) => name);
    const sheet = { uri: this.#uri.toString(), version, batch, dtype, models, selected, model };
    this.#post({ type: 'sheet', sheet });
    const editor = vscode.window.visibleTextEditors.find(({ document }) => this.#isOurs(document.uri));
    if (editor) this.#follow(editor);
  }

  #selected({ models }: ShapeTable): number {
    const wanted = this.#model;
    const index = typeof wanted === 'number' ? wanted : models.findIndex(({ name }) => name === wanted);
    return models[index] ? index : 0;
  }

  #select(model: number): void {
    this.#model = model;
    if (this.#table) this.#postSheet();
  }

  #follow({ document, selection }: vscode.TextEditor): void {
    if (this.#ready && this.#isOurs(document.uri)) this.#post({ type: 'cursor', line: selection.active.line });
  }

  #isOurs(uri: vscode.Uri): boolean {
    return uri.toString() === this.#uri.toString();
  }

  async #reveal(place: Place, focus: boolean): Promise<void> {
    const target = this.#targetOf(place);
    if (!target) return;
    const uri = target.uri === undefined ? this.#uri : vscode.Uri.parse(target.uri);
    await reveal(uri, target.range, { viewColumn: vscode.ViewColumn.One, preserveFocus: !focus });
  }

  #targetOf({ kind, index }: Place): { readonly range: Range; readonly uri?: string } | undefined {
    const model = this.#table?.models[this.#table ? this.#selected(this.#table) : 0];
    if (kind === 'model') return model;
    return { layer: model?.rows, block: model?.blocks, gap: model?.gaps }[kind]?.[index];
  }
}
