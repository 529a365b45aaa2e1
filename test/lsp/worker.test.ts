// The web worker's bundle, in a worker thread that looks like a web worker: it starts, and answers as the other does.
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import type { InitializeResult } from 'vscode-languageserver';

const bundle = fileURLToPath(new URL('../../dist/web/server.js', import.meta.url));
const asWebWorker = `
  const { parentPort } = require('node:worker_threads');
  globalThis.self = globalThis;
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  globalThis.addEventListener = () => {};
  parentPort.on('message', (data) => globalThis.onmessage?.({ data }));
  require(${JSON.stringify(bundle)});
`;

let worker: Worker | undefined;
afterEach(() => worker?.terminate());

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
}

test('a session in a web worker', async () => {
  const running = new Worker(asWebWorker, { eval: true });
  worker = running;
  const say = (message: object) => running.postMessage({ jsonrpc: '2.0', ...message });
  const ask = (id: number, method: string, params: object) =>
    new Promise<unknown>((resolve, reject) => {
      running.on('message', (answer: Answer) => answer.id === id && resolve(answer.result));
      running.on('error', reject);
      say({ id, method, params });
    });
  const l10n = { '{0} parameters': '{0} parâmetros' };
  const options = {
    capabilities: {},
    processId: null,
    rootUri: null,
    locale: 'pt-br',
    initializationOptions: { l10n },
  };
  const { capabilities } = (await ask(1, 'initialize', options)) as InitializeResult;
  expect(capabilities.hoverProvider).toBe(true);
  say({ method: 'initialized', params: {} });
  const uri = 'vscode-vfs://github/models/tiny.cnn.yaml';
  const text = 'model: Tiny\ninput: 32x32x3\nlayers:\n  - conv: { filters: 400, kernel: 5, in-channels: 4 }\n';
  say({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'cnn-yaml', version: 1, text } } });
  expect(await ask(2, 'textDocument/diagnostic', { textDocument: { uri } })).toMatchObject({
    items: [{ code: 'channels-mismatch' }],
  });
  expect(await ask(3, 'textDocument/codeLens', { textDocument: { uri } })).toMatchObject([
    { command: { title: expect.stringContaining('40.400 parâmetros') } },
  ]);
  expect(await ask(4, 'shutdown', {})).toBeNull();
});
