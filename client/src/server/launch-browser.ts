// The server as a web worker. Loaded only when the server starts.
import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, State } from 'vscode-languageclient/browser';
import { CLIENT_ID, CLIENT_NAME, clientOptions, reportStates } from './client-options.ts';
import type { LaunchOptions } from './server.ts';

export function createClient(options: LaunchOptions): LanguageClient {
  const script = vscode.Uri.joinPath(options.context.extensionUri, 'dist', 'web', 'server.js').toString(true);
  let worker: Worker | undefined;
  // Handing over the worker itself will not do: VS Code replaces `Worker`, and the client asks for an instance of it.
  const newTransports = async () => {
    worker?.terminate();
    worker = new Worker(script);
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  const client = new LanguageClient(CLIENT_ID, CLIENT_NAME, newTransports, clientOptions(options));
  client.onDidChangeState(({ newState }) => newState === State.Stopped && worker?.terminate());
  reportStates(client, options);
  return client;
}
