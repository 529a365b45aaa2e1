// The packed extension as a web extension: VS Code loads it, its server and the suite into web workers, and then a user walks through
// the preview. It comes from a little file server of ours, the way @vscode/test-web does it.
import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from './paths.ts';
import type { Stage } from './run.ts';
import { installExtension, type ServerOptions } from './server.ts';
import type { Counts } from './suite/run-tests.ts';
import { previewSteps } from './ui/preview.ts';
import { UI_SETTINGS } from './ui/run.ts';
import { runSteps } from './ui/steps.ts';
import { Ui } from './ui/ui.ts';
import { openWorkbench, runInExtensionHost, type Workbench, workbenchUrl } from './workbench.ts';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.json': 'application/json' };

export async function runWeb({ vsix, extensions, workspace }: Stage): Promise<Counts> {
  // Unpacked by VS Code's own installer, but not into the folder that this server's VS Code looks at.
  const extension = installExtension(vsix, extensions);
  // VS Code looks for the extension host of a suite by the extension that the suite lies in.
  const files = await serve({ '/extension/tests/': join(ROOT, 'out/vscode'), '/extension/': extension });
  const { port } = files.address() as AddressInfo;
  const options = { args: ['--extensions-dir', `${extensions}-none`], settings: UI_SETTINGS };
  try {
    const suite = await inWorkbench(options, (workbench) => runSuite(workbench, port, workspace));
    const seen = await inWorkbench(options, (workbench) => walkThrough(workbench, port, workspace));
    return { passed: suite.passed + seen.passed, failed: suite.failed + seen.failed };
  } finally {
    files.close();
    files.closeAllConnections();
  }
}

/** A fresh one each: a workbench whose suite has ended does nothing more. */
async function inWorkbench<T>(options: ServerOptions, run: (workbench: Workbench) => Promise<T>): Promise<T> {
  const workbench = await openWorkbench(options);
  try {
    return await run(workbench);
  } finally {
    await workbench.close();
  }
}

async function runSuite({ page, server }: Workbench, port: number, workspace: string): Promise<Counts> {
  const counts = countsFrom(page);
  await loadFrom(page, port, true);
  const code = await runInExtensionHost(page, workbenchUrl(server.port, workspace));
  const result = counts();
  if (!result) throw new Error('The suite left no result: it did not run to its end.');
  if (code !== 0 && result.failed === 0) throw new Error(`The extension host ended with ${code}.`);
  return result;
}

async function walkThrough({ page, server }: Workbench, port: number, workspace: string): Promise<Counts> {
  await loadFrom(page, port, false);
  return runSteps('ConvLint’s preview as a web extension', previewSteps, new Ui(page, server.port, workspace));
}

function countsFrom(page: Page): () => Counts | undefined {
  let counts: Counts | undefined;
  page.on('console', (message) => {
    const json = /CONVLINT_COUNTS (?<json>\{[^}]*\})/.exec(message.text())?.groups?.json;
    if (json !== undefined) counts = JSON.parse(json);
  });
  return () => counts;
}

async function serve(folders: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Access-Control-Allow-Headers', '*');
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const [prefix, folder] = Object.entries(folders).find(([each]) => path.startsWith(each)) ?? [];
    if (request.method === 'OPTIONS' || prefix === undefined || folder === undefined) {
      response.writeHead(request.method === 'OPTIONS' ? 204 : 404).end();
      return;
    }
    response.setHeader('Content-Type', TYPES[extname(path)] ?? 'text/plain');
    const file = createReadStream(join(folder, path.slice(prefix.length)));
    file.on('error', () => response.writeHead(404).end());
    file.pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Writes extension and suite into the configuration that the workbench's page carries. */
async function loadFrom(page: Page, port: number, tests: boolean): Promise<void> {
  const uri = (path: string) => ({ scheme: 'http', authority: `localhost:${port}`, path });
  const settings = /(?<head>id="vscode-workbench-web-configuration" data-settings=")(?<json>[^"]*)"/;
  await page.route(
    (url) => url.pathname === '/',
    async (route) => {
      const response = await route.fetch();
      const html = (await response.text()).replace(settings, (_all, head: string, json: string) => {
        const configuration = JSON.parse(json.replaceAll('&quot;', '"'));
        configuration.developmentOptions = {
          ...configuration.developmentOptions,
          extensions: [uri('/extension')],
          ...(tests ? { extensionTestsPath: uri('/extension/tests/web.js') } : {}),
        };
        return `${head}${JSON.stringify(configuration).replaceAll('"', '&quot;')}"`;
      });
      const headers = response.headers();
      const policy = headers['content-security-policy']?.replace('connect-src', `connect-src http://localhost:${port}`);
      await route.fulfill({ response, body: html, headers: { ...headers, 'content-security-policy': policy ?? '' } });
    },
  );
}
