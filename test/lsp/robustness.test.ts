// What no client should say, and what happens at the end: the server answers, and goes when it is told.
import { spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { LspSession, SERVER } from './session.ts';

const uri = 'file:///models/tiny.cnn.yaml';
const text = 'model: Tiny\ninput: 8x8x3\nlayers:\n  - conv: { filters: 4, kernel: 3 }\n';

let session: LspSession | undefined;
afterEach(() => session?.kill());

const METHODS = [
  'hover',
  'inlayHint',
  'codeLens',
  'completion',
  'documentSymbol',
  'definition',
  'references',
  'documentHighlight',
  'prepareRename',
  'codeAction',
  'diagnostic',
].map((name) => `textDocument/${name}`);

const everywhere = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };

test('a document that was never opened gives empty answers', async () => {
  session = await LspSession.start();
  const params = {
    textDocument: { uri: 'file:///nowhere.cnn.yaml' },
    position: { line: 0, character: 0 },
    range: everywhere,
  };
  for (const method of METHODS) {
    const answer = await session.request<unknown>(method, { ...params, context: { diagnostics: [] } });
    expect([null, '[]', '{"kind":"full","resultId":"1","items":[]}']).toContain(
      answer === null ? null : JSON.stringify(answer),
    );
  }
  expect(await session.stop()).toBe(0);
});

test.each([
  ['far outside', { line: 1_000_000, character: 1_000_000 }],
  ['before the start', { line: -5, character: -5 }],
  ['no number', { line: 'one', character: null }],
  ['missing', undefined],
])('a position that is %s does no harm', async (_, position) => {
  session = await LspSession.start();
  await session.open(uri, text);
  for (const method of METHODS) {
    const params = { textDocument: { uri }, position, range: { start: position, end: position }, context: {} };
    await session.request(method, params);
  }
  expect(await session.ask('textDocument/hover', uri, 'conv', 1)).not.toBeNull();
});

test('parameters of no shape at all do no harm', async () => {
  session = await LspSession.start();
  await session.open(uri, text);
  for (const method of [
    ...METHODS,
    'codeAction/resolve',
    'convlint/shapes',
    'convlint/status',
    'workspace/diagnostic',
  ]) {
    for (const params of [null, {}, { textDocument: 3 }, { textDocument: { uri: null } }]) {
      await session.request(method, params).catch((error: { code: number }) => expect(error.code).toBeLessThan(0));
    }
  }
  await session.notify('workspace/didChangeWatchedFiles', { changes: null });
  await session.notify('workspace/didChangeConfiguration', null);
  await session.notify('workspace/didChangeWorkspaceFolders', {});
  await expect(session.request('convlint/nonsense', {})).rejects.toMatchObject({ code: -32601 });
  expect(await session.ask('textDocument/hover', uri, 'conv', 1)).not.toBeNull();
  expect(await session.stop()).toBe(0);
});

test.each([
  'untitled:Untitled-1.cnn.yaml',
  'file://host/share/models/a.cnn.yaml',
  'file:///c%3A/Users/Ana%20Mar%C3%ADa/a.cnn.yaml',
  'vscode-vfs://github/owner/name/a.cnn.yaml',
  'file:///%00/%FF/a.cnn.yaml',
  'no uri at all/a.cnn.yaml',
])('a document may be called %s', async (strange) => {
  session = await LspSession.start();
  await session.open(strange, text.replace('kernel: 3', 'kernel: 9'));
  expect(await session.diagnostics(strange)).toMatchObject([{ code: 'volume-vanishes' }]);
  expect(await session.ask('textDocument/hover', strange, 'conv', 1)).not.toBeNull();
});

test('many edits in a row end in the last text', async () => {
  session = await LspSession.start({ settings: () => ({ diagnostics: { delay: 0 } }) });
  await session.open(uri, text);
  const answers: Promise<unknown>[] = [];
  for (let filters = 4; filters < 60; filters++) {
    await session.edit(uri, `filters: ${filters},`, `filters: ${filters + 1},`);
    answers.push(session.diagnostics(uri));
  }
  await Promise.all(answers);
  const table = await session.request<{ models: { rows: { outputs: string[] }[] }[] }>('convlint/shapes', {
    textDocument: { uri },
  });
  expect(table.models[0]?.rows[0]?.outputs).toEqual(['6×6×60']);
});

test('a very large file does not stop the server', async () => {
  session = await LspSession.start();
  await session.open(uri, `${text}${'  - relu\n'.repeat(5000)}`);
  expect(await session.diagnostics(uri)).toBeInstanceOf(Array);
  expect(await session.request('textDocument/inlayHint', { textDocument: { uri }, range: everywhere })).toHaveLength(1);
});

test('shutdown then exit ends with 0, exit alone with 1, a closed pipe ends it too', async () => {
  session = await LspSession.start();
  expect(await session.stop()).toBe(0);
  session = await LspSession.start();
  expect(await session.exit()).toBe(1);
  const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const code = new Promise((resolve) => child.on('exit', resolve));
  child.stdin.end();
  expect(await code).toBe(1);
});
