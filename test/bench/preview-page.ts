// The preview's page in a browser without VS Code: its own bundle under its own policy, and a host that says what it is told to.
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { isPanelMessage } from '../../client/src/webview/preview/messages.ts';
import type { Texts } from '../../client/src/webview/preview/texts.ts';
import type { PreviewLayer } from '../../server/src/protocol.ts';

const root = resolve(import.meta.dirname, '../..');
const ORIGIN = 'http://preview.localhost';

/** Opens the page on a layer, or on none. */
export async function openPreviewPage(page: Page, layer: PreviewLayer | null, theme: Theme = 'light'): Promise<void> {
  const [script, style] = await bundle();
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/preview.js') return route.fulfill({ body: script, contentType: 'text/javascript' });
    if (pathname === '/preview.css') return route.fulfill({ body: style, contentType: 'text/css' });
    if (pathname === '/theme.css') return route.fulfill({ body: THEMES[theme].style, contentType: 'text/css' });
    return route.fulfill({ body: html(theme), contentType: 'text/html' });
  });
  await page.addInitScript(() => {
    const sent: unknown[] = [];
    Object.assign(window, {
      sent,
      acquireVsCodeApi: () => ({ postMessage: (message: unknown) => sent.push(message), getState() {}, setState() {} }),
    });
  });
  await page.goto(`${ORIGIN}/`);
  const start = { type: 'start', language: 'en', texts: await englishTexts(), uri: layer?.uri ?? null };
  for (const message of layer ? [start, { type: 'layer', layer }] : [start]) await tell(page, message);
  await page.locator('main .stage').waitFor();
}

export function tell(page: Page, message: unknown): Promise<void> {
  return page.evaluate((data) => void window.dispatchEvent(new MessageEvent('message', { data })), message);
}

export async function sentBy(page: Page): Promise<readonly unknown[]> {
  const sent = await page.evaluate(() => (window as unknown as { sent: unknown[] }).sent);
  return sent.filter((message) => isPanelMessage(message));
}

export type Theme = 'light' | 'dark' | 'high-contrast';

function html(theme: Theme): string {
  const policy = "default-src 'none'; style-src 'self'; script-src 'nonce-page'";
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/preview.css"></head>
<body class="${THEMES[theme].body}"><script nonce="page" src="/preview.js"></script></body></html>`;
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

/** The few colours of VS Code's own themes that the page asks for. */
const THEMES: Readonly<Record<Theme, { readonly body: string; readonly style: string }>> = {
  light: {
    body: 'vscode-light',
    style: themeStyle({ ground: '#ffffff', ink: '#3b3b3b', faint: '#6b6b6b', panel: '#e5e5e5', button: '#005fb8' }),
  },
  dark: {
    body: 'vscode-dark',
    style: themeStyle({ ground: '#1f1f1f', ink: '#cccccc', faint: '#9d9d9d', panel: '#2b2b2b', button: '#0078d4' }),
  },
  'high-contrast': {
    body: 'vscode-high-contrast',
    style: `${themeStyle({ ground: '#000000', ink: '#ffffff', faint: '#ffffff', panel: '#6fc3df', button: '#000000' })}
:root { --vscode-contrastBorder: #6fc3df; --vscode-contrastActiveBorder: #f38518; --vscode-focusBorder: #f38518; }`,
  },
};

function themeStyle(colours: { ground: string; ink: string; faint: string; panel: string; button: string }): string {
  const { ground, ink, faint, panel, button } = colours;
  return `:root {
  --vscode-editor-background: ${ground}; --vscode-editor-foreground: ${ink}; --vscode-foreground: ${ink};
  --vscode-descriptionForeground: ${faint}; --vscode-panel-border: ${panel}; --vscode-focusBorder: ${button};
  --vscode-button-background: ${button}; --vscode-button-foreground: #ffffff;
  --vscode-charts-blue: #1a85ff; --vscode-charts-orange: #d18616; --vscode-charts-purple: #b180d7;
  --vscode-charts-green: #388a34; --vscode-editorError-foreground: #f14c4c; --vscode-editorWidget-background: ${ground};
  --vscode-font-family: 'Segoe UI', Ubuntu, Helvetica, Arial, sans-serif; --vscode-font-size: 13px;
}`;
}
