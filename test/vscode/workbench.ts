// The workbench in a browser page: its address, and running a test suite inside its extension host.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { RESULTS } from './paths.ts';
import { type RunningServer, type ServerOptions, startServer } from './server.ts';

const VIEWPORT = { width: 1280, height: 800 };

export interface Workbench {
  readonly page: Page;
  readonly server: RunningServer;
  readonly close: () => Promise<void>;
}

export async function openWorkbench(options: ServerOptions & { readonly locale?: string } = {}): Promise<Workbench> {
  const server = await startServer(options);
  try {
    const browser = await launchBrowser();
    const context = await browser.newContext({ viewport: VIEWPORT, locale: options.locale ?? 'en-US' });
    const page = await context.newPage();
    if (process.env.PAGE_LOG !== undefined) logTo(process.env.PAGE_LOG, page);
    const close = async () => {
      await browser.close();
      await server.stop();
    };
    return { page, server, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** For looking into a suite that does not even start. */
function logTo(file: string, page: Page): void {
  const log = createWriteStream(file);
  page.on('console', (message) => log.write(`[${message.type()}] ${message.text()}\n`));
  page.on('pageerror', (error) => log.write(`[error] ${error.stack}\n`));
  page.on('requestfailed', (request) => log.write(`[failed] ${request.url()} ${request.failure()?.errorText}\n`));
  page.on('response', (answer) => answer.status() >= 400 && log.write(`[${answer.status()}] ${answer.url()}\n`));
}

/** The payload is VS Code's own way to hand the workbench files to open and tests to run. */
export function workbenchUrl(
  port: number,
  folder: string,
  payload: readonly (readonly [string, string])[] = [],
): string {
  const all = [['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...payload];
  return `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(all))}`;
}

export function remoteUri(port: number, path: string): string {
  return `vscode-remote://127.0.0.1:${port}${path}`;
}

/** What VS Code says of itself when it is cut off from the world; no concern of these tests. */
const NOISE =
  /connection token|Creating a socket|reconnection-grace|from gallery|extensions cache|Service Worker\] reg|AgentHost|AccountPolicy|DefaultAccount|authentication provider|chat-stt|ChatSessionStore|workbench contribution/;

/** Opens the address and waits until the suite in the extension host has ended. Resolves to its exit code. */
export async function runInExtensionHost(page: Page, url: string, timeoutMs = 180_000): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<number>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The suite did not end within ${timeoutMs / 1000} s.`)), timeoutMs);
    void page.exposeFunction('codeAutomationExit', resolve);
  });
  await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
    if (process.env.VERBOSE === undefined && NOISE.test(String(args[0]))) return;
    if (type === 'error') console.error(...args);
    else console.log(...args);
  });
  try {
    await page.goto(url);
    return await ended;
  } catch (error) {
    await page.screenshot({ path: join(RESULTS, 'suite-failed.png') });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
