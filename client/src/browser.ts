// The extension in a browser: vscode.dev and its like.
import type * as vscode from 'vscode';
import { activateWith } from './activation.ts';
import type { Server } from './server/server.ts';

let server: Server | undefined;

/** What other extensions, and the tests, get of this one. */
export function activate(context: vscode.ExtensionContext): Server {
  server = activateWith(context, async (options) => (await import('./server/launch-browser.ts')).createClient(options));
  return server;
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
