// What both panels do alike: fill a webview with its page, listen, and keep it up to date. Knows neither panel's messages.
import * as vscode from 'vscode';
import type { Server } from '../server/server.ts';
import { newNonce, pageHtml } from '../webview/html.ts';

/** Fills a panel with the page whose script and style sheet have this name. */
export function showPage({ extensionUri }: vscode.ExtensionContext, panel: vscode.WebviewPanel, name: string): void {
  const { webview } = panel;
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [folder], enableCommandUris: false };
  const resource = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  webview.html = pageHtml({
    title: panel.title,
    language: vscode.env.language,
    cspSource: webview.cspSource,
    script: resource(`${name}.js`),
    style: resource(`${name}.css`),
    nonce: newNonce(),
  });
}

export interface Listener<Message> {
  readonly isMessage: (message: unknown) => message is Message;
  readonly receive: (message: Message) => unknown;
  /** Whether the panel shows something of this file. */
  readonly shows: (uri: vscode.Uri) => boolean;
  /** The cursor has moved, or stands in another editor now. */
  readonly follow: (editor: vscode.TextEditor) => void;
}

/** What an open panel listens to: its page, the server and the cursor. */
export function listen<Message>(
  panel: vscode.WebviewPanel,
  server: Server,
  loader: Loader,
  { isMessage, receive, shows, follow }: Listener<Message>,
): vscode.Disposable {
  return vscode.Disposable.from(
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isMessage(message)) receive(message);
    }),
    panel.onDidChangeViewState(() => loader.stale && void loader.load()),
    server.onDidAnalyze(({ uri }) => shows(vscode.Uri.parse(uri)) && void loader.load()),
    server.onDidChangeState((state) => state === 'running' && void loader.load()),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => follow(textEditor)),
    vscode.window.onDidChangeActiveTextEditor((editor) => editor && follow(editor)),
  );
}

/** Loads what a panel shows: one request at a time; what comes meanwhile is asked for once at the end. */
export class Loader {
  readonly #mayLoad: () => boolean;
  readonly #loadOnce: () => Promise<boolean>;
  #loading = false;
  /** Something has changed while it was loading, or while the panel was hidden. */
  #stale = false;

  /** `loadOnce` tells whether there was an answer. */
  constructor(mayLoad: () => boolean, loadOnce: () => Promise<boolean>) {
    this.#mayLoad = mayLoad;
    this.#loadOnce = loadOnce;
  }

  get stale(): boolean {
    return this.#stale;
  }

  async load(): Promise<void> {
    this.#stale = true;
    if (this.#loading) return;
    this.#loading = true;
    try {
      while (this.#stale && this.#mayLoad()) {
        this.#stale = false;
        if (!(await this.#loadOnce())) break;
      }
    } finally {
      this.#loading = false;
    }
  }
}
