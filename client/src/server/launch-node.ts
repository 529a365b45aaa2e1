// The server as a process of its own. Loaded only when the server starts.
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { CLIENT_ID, CLIENT_NAME, clientOptions, reportStates } from './client-options.ts';
import type { LaunchOptions } from './server.ts';

export function createClient(options: LaunchOptions): LanguageClient {
  const module = vscode.Uri.joinPath(options.context.extensionUri, 'dist', 'server.js').fsPath;
  const run = { module, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  const client = new LanguageClient(CLIENT_ID, CLIENT_NAME, { run, debug }, clientOptions(options));
  reportStates(client, options);
  return client;
}
