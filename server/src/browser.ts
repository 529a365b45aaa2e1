// The language server in a web worker. There are no files: what it needs of the workspace, the client opens.
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import type { Host } from './lsp/host.ts';
import { startServer } from './lsp/server.ts';

declare const self: DedicatedWorkerGlobalScope;

const host: Host = {
  readFile: () => Promise.resolve(undefined),
  async *listFiles() {},
  loadTranslations: () => Promise.resolve(undefined),
  async resource(name) {
    const answer = await fetch(new URL(name, self.location.href)).catch(() => undefined);
    return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  },
};

startServer(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), host);
