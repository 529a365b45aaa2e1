// The preview's page in a browser without VS Code: its own bundle under its own policy, and a host that shows it one layer.
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type { Texts } from '../../client/src/webview/preview/texts.ts';
import type { PreviewLayer } from '../../server/src/protocol.ts';

const root = resolve(import.meta.dirname, '../..');
const ORIGIN = 'http://preview.localhost';

export async function openPreviewPage(page: Page, layer: PreviewLayer): Promise<void> {
  const [script, style] = await bundle();
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/preview.js') return route.fulfill({ body: script, contentType: 'text/javascript' });
    if (pathname === '/preview.css') return route.fulfill({ body: style, contentType: 'text/css' });
    if (pathname === '/theme.css') return route.fulfill({ body: THEME, contentType: 'text/css' });
    return route.fulfill({ body: html(), contentType: 'text/html' });
  });
  await page.addInitScript(() => {
    Object.assign(window, { acquireVsCodeApi: () => ({ postMessage() {}, getState() {}, setState() {} }) });
  });
  await page.goto(`${ORIGIN}/`);
  const start = { type: 'start', language: 'en', texts: await englishTexts(), uri: layer.uri };
  for (const message of [start, { type: 'layer', layer }]) await tell(page, message);
  await page.locator('main .stage').waitFor();
}

function tell(page: Page, message: unknown): Promise<void> {
  return page.evaluate((data) => void window.dispatchEvent(new MessageEvent('message', { data })), message);
}

function html(): string {
  const policy = "default-src 'none'; style-src 'self'; script-src 'nonce-page'";
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/preview.css"></head>
<body class="vscode-light"><script nonce="page" src="/preview.js"></script></body></html>`;
}

async function bundle(): Promise<readonly [script: string, style: string]> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'client/src/webview/preview/main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    minify: true,
    outdir: 'preview',
  });
  const text = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return [text('.js'), text('.css')];
}

/** The texts are the extension's own; only their translator is not there. */
async function englishTexts(): Promise<Texts> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'client/src/features/preview-texts.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    plugins: [
      {
        name: 'english',
        setup(host) {
          host.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'english' }));
          host.onLoad({ filter: /.*/, namespace: 'english' }, () => ({
            contents:
              'export const l10n = { t: (text, ...values) => text.replace(/\\{(\\d)\\}/g, (_, at) => values[at]) };',
          }));
        },
      },
    ],
  });
  const source = outputFiles[0]?.text ?? '';
  const { previewTexts } = await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
  return previewTexts();
}

/** The few colours of VS Code's own light theme that the page asks for. */
const THEME = `:root {
  --vscode-editor-background: #ffffff; --vscode-editor-foreground: #3b3b3b; --vscode-foreground: #3b3b3b;
  --vscode-descriptionForeground: #6b6b6b; --vscode-panel-border: #e5e5e5; --vscode-focusBorder: #005fb8;
  --vscode-button-background: #005fb8; --vscode-button-foreground: #ffffff;
  --vscode-charts-blue: #1a85ff; --vscode-charts-orange: #d18616; --vscode-charts-purple: #b180d7;
  --vscode-charts-green: #388a34; --vscode-editorError-foreground: #f14c4c; --vscode-editorWidget-background: #ffffff;
  --vscode-font-family: 'Segoe UI', Ubuntu, Helvetica, Arial, sans-serif; --vscode-font-size: 13px;
}`;
