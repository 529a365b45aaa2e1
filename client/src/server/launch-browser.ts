// The server as a web worker. Loaded only when the server starts.
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { CLIENT_ID, CLIENT_NAME, clientOptions, reportStates } from './client-options.ts';
import type { LaunchOptions } from './server.ts';

export function createClient(options: LaunchOptions): LanguageClient {
  const script = vscode.Uri.joinPath(options.context.extensionUri, 'dist', 'web', 'server.js').toString(true);
  const newWorker = async () => new Worker(script, { name: CLIENT_NAME });
  const client = new LanguageClient(CLIENT_ID, CLIENT_NAME, newWorker, clientOptions(options));
  reportStates(client, options);
  return client;
}
