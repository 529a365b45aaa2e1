// What both panels do alike: fill a webview with its page, and keep it up to date. Knows neither panel's messages.
import * as vscode from 'vscode';
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
