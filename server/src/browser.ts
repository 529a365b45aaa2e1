// The language server in a web worker. There are no files: what it needs of the workspace, it asks the client for.
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { startServer } from './lsp/server.ts';
import type { ServerRequests } from './protocol.ts';

declare const self: DedicatedWorkerGlobalScope;

type ReadFile = ServerRequests['convlint/readFile'];

const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));

startServer(connection, ({ readsFiles, resources }) => ({
  readFile: async (uri) => (readsFiles ? ask(uri) : undefined),
  async *listFiles() {},
  loadTranslations: async () => undefined,
  async resource(name) {
    const answer = await fetch(new URL(name, resources ?? self.location.href)).catch(() => undefined);
    return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  },
}));

async function ask(uri: string): Promise<string | undefined> {
  const params: ReadFile['params'] = { uri };
  const text = await connection.sendRequest<ReadFile['result']>('convlint/readFile', params).catch(() => null);
  return text ?? undefined;
}
