// The web worker's bundle, in a worker thread that looks like a web worker: it starts, and answers as the other does.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  globalThis.WorkerGlobalScope = class {};
  globalThis.location = { href: 'http://127.0.0.1/server.js' };
  globalThis.process = undefined;
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

test('Python in a web worker: the grammar is fetched, and the client reads what a model imports', async () => {
  const resources = createServer(async (request, response) => {
    response.end(await readFile(fileURLToPath(new URL(`../../dist/web${request.url}`, import.meta.url))));
  });
  await new Promise<void>((resolve) => resources.listen(0, '127.0.0.1', resolve));
  const running = new Worker(asWebWorker, { eval: true });
  worker = running;
  const say = (message: object) => running.postMessage({ jsonrpc: '2.0', ...message });
  const files: Readonly<Record<string, string>> = {
    'vscode-vfs://github/models/sizes.py': 'CHANNELS = 5\n',
  };
  running.on('message', ({ id, method, params }: { id: number; method?: string; params: { uri: string } }) => {
    if (method === 'convlint/readFile') say({ id, result: files[params.uri] ?? null });
  });
  const ask = (id: number, method: string, params: object) =>
    new Promise<unknown>((resolve) => {
      running.on('message', (answer: Answer & { method?: string }) => {
        if (answer.id === id && answer.method === undefined) resolve(answer.result);
      });
      say({ id, method, params });
    });
  await ask(101, 'initialize', {
    capabilities: {},
    processId: null,
    rootUri: null,
    initializationOptions: {
      readsFiles: true,
      resources: `http://127.0.0.1:${(resources.address() as AddressInfo).port}/`,
    },
  });
  say({ method: 'initialized', params: {} });
  const uri = 'vscode-vfs://github/models/net.py';
  const text = [
    '# convlint: input=3x8x8',
    'import torch.nn as nn',
    'from sizes import CHANNELS',
    'net = nn.Sequential(nn.Conv2d(CHANNELS, 4, 1))',
  ].join('\n');
  say({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'python', version: 1, text } } });
  const report = await ask(102, 'textDocument/diagnostic', { textDocument: { uri } });
  expect(JSON.stringify(report)).toContain('read 5 channels');
  resources.close();
});
