// Problems over the protocol: pulled, pushed, following edits, settings, project files and the whole workspace.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DocumentDiagnosticReport } from 'vscode-languageserver';
import type { DocumentStatus } from '../../server/src/protocol.ts';
import { EDITOR, LspSession, type Published, type SessionOptions } from './session.ts';

const uri = 'file:///models/tiny.cnn.yaml';
const good = `model: Tiny
input: 32x32x3
layers:
  - conv: { filters: 10, kernel: 5, padding: 2 }
  - relu
  - conv: { filters: 4, kernel: 3, in-channels: 10 }
`;
const bad = good.replace('in-channels: 10', 'in-channels: 7');

const sessions: LspSession[] = [];
async function start(options?: SessionOptions): Promise<LspSession> {
  const session = await LspSession.start(options);
  sessions.push(session);
  return session;
}
afterEach(() => {
  for (const session of sessions.splice(0)) session.kill();
});

const codes = (items: readonly { code?: unknown }[]) => items.map(({ code }) => code);

describe('pulled', () => {
  test('a problem has its rule, place and page', async () => {
    const session = await start();
    await session.open(uri, bad);
    const [problem, ...others] = await session.diagnostics(uri);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'channels-mismatch', severity: 1, source: 'convlint' });
    expect(problem?.range).toEqual({ start: session.at(uri, '7 }'), end: session.at(uri, '7 }', 1) });
    expect(problem?.codeDescription?.href).toMatch(/^file:\/\/.*\/docs\/rules\/channels-mismatch\.md$/);
  });

  test('follows each edit, and says when nothing has changed', async () => {
    const session = await start({ settings: () => ({ diagnostics: { delay: 0 } }) });
    await session.open(uri, bad);
    const pull = (previousResultId?: string) =>
      session.request<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
    const first = await pull();
    expect(first).toMatchObject({ kind: 'full', items: [{ code: 'channels-mismatch' }] });
    expect(await pull(first.resultId)).toMatchObject({ kind: 'unchanged', resultId: first.resultId });
    await session.edit(uri, 'in-channels: 7', 'in-channels: 10');
    expect(await pull(first.resultId)).toMatchObject({ kind: 'full', items: [] });
    await session.edit(uri, 'in-channels: 10', 'in-channels: 8');
    expect(codes(await session.diagnostics(uri))).toEqual(['channels-mismatch']);
  });

  test('waits until the typing rests, and not for a first text', async () => {
    const diagnostics = { delay: 3_600_000 };
    const session = await start({ settings: () => ({ diagnostics }) });
    await session.open(uri, good);
    await session.diagnostics(uri);
    diagnostics.delay = 300;
    await session.notify('workspace/didChangeConfiguration', { settings: null });
    await session.edit(uri, 'in-channels: 10', 'in-channels: 7');
    const edited = Date.now();
    expect(codes(await session.diagnostics(uri))).toEqual(['channels-mismatch']);
    expect(Date.now() - edited).toBeGreaterThanOrEqual(diagnostics.delay - 20);
  });

  test('a cancelled question is answered as cancelled', async () => {
    const session = await start({ settings: () => ({ diagnostics: { delay: 10_000 } }) });
    await session.open(uri, bad);
    await session.edit(uri, 'filters: 10', 'filters: 11');
    const { CancellationTokenSource } = await import('vscode-jsonrpc/node');
    const source = new CancellationTokenSource();
    const question = session.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } }, source.token);
    const refused = expect(question).rejects.toMatchObject({ code: -32800 });
    source.cancel();
    await refused;
  });
});

describe('pushed to clients that do not pull', () => {
  const { diagnostic: _, ...textDocument } = EDITOR.textDocument ?? {};
  const capabilities = { ...EDITOR, textDocument };

  test('with the version that they are of, and withdrawn on close', async () => {
    const session = await start({ capabilities });
    await session.open(uri, bad);
    const published = (fits: (published: Published) => boolean) =>
      session.hear<Published>('textDocument/publishDiagnostics', fits);
    expect(codes((await published(({ version }) => version === 1)).diagnostics)).toEqual(['channels-mismatch']);
    await session.edit(uri, 'in-channels: 7', 'in-channels: 10');
    expect((await published(({ version }) => version === 2)).diagnostics).toEqual([]);
    await session.close(uri);
    expect((await published(({ version }) => version === undefined)).diagnostics).toEqual([]);
  });

  test('a client that knows nothing at all is served', async () => {
    const settings = { rules: { 'channels-mismatch': 'warning' } };
    const session = await start({ capabilities: {}, initializationOptions: { settings } });
    await session.open(uri, bad);
    const { diagnostics } = await session.hear<Published>('textDocument/publishDiagnostics');
    expect(diagnostics).toMatchObject([{ code: 'channels-mismatch', severity: 2 }]);
    await session.notify('workspace/didChangeConfiguration', {
      settings: { convlint: { rules: { 'channels-mismatch': 'off' } } },
    });
    await session.hear<Published>('textDocument/publishDiagnostics', (published) => published.diagnostics.length === 0);
  });
});

describe('settings', () => {
  test('a change holds at once, per resource, and the client is asked to refresh', async () => {
    let severity = 'error';
    const session = await start({
      settings: (scope) => (scope === uri ? { rules: { 'channels-mismatch': severity } } : {}),
    });
    const other = 'file:///models/other.cnn.yaml';
    await session.open(uri, bad);
    await session.open(other, bad);
    expect(await session.diagnostics(uri)).toMatchObject([{ severity: 1 }]);
    severity = 'hint';
    await session.notify('workspace/didChangeConfiguration', { settings: null });
    await session.hear('workspace/diagnostic/refresh');
    await session.hear('workspace/inlayHint/refresh');
    await session.hear('workspace/codeLens/refresh');
    expect(await session.diagnostics(uri)).toMatchObject([{ severity: 4 }]);
    expect(await session.diagnostics(other)).toMatchObject([{ severity: 1 }]);
  });

  test('what cannot be used is logged, and the default stays', async () => {
    const session = await start({ settings: () => ({ batch: -3, inlayHints: 'sometimes', colour: 'red' }) });
    await session.open(uri, good);
    await session.diagnostics(uri);
    const logged = session.heard.filter(({ method }) => method === 'window/logMessage').map(({ params }) => params);
    const text = JSON.stringify(logged);
    expect(text).toContain('convlint.batch: Should be a whole number from 1 to');
    expect(text).toContain('convlint.inlayHints: Should be one of off, shape, shape-and-parameters');
    expect(text).toContain('There is no setting colour');
    const table = await session.request<{ batch: number }>('convlint/shapes', { textDocument: { uri } });
    expect(table.batch).toBe(1);
  });
});

describe('files on disk', () => {
  let folder: string;
  let root: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'convlint-lsp-'));
    root = pathToFileURL(folder).href;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('convlint.yaml wins over the editor, and is followed while it is edited', async () => {
    writeFileSync(join(folder, 'convlint.yaml'), 'rules: { channels-mismatch: warning }\n');
    const session = await start({ settings: () => ({ rules: { 'channels-mismatch': 'hint' } }) });
    const file = `${root}/a.cnn.yaml`;
    await session.open(file, bad);
    expect(await session.diagnostics(file)).toMatchObject([{ severity: 2 }]);
    const config = `${root}/convlint.yaml`;
    await session.open(config, 'rules: { channels-mismatch: warning }\n', 'yaml');
    await session.hear('workspace/diagnostic/refresh');
    await session.edit(config, 'warning', 'loud');
    expect(await session.diagnostics(config)).toMatchObject([
      {
        message: 'Should be one of error, warning, information, hint, off.',
        range: { start: { line: 0, character: 28 } },
      },
    ]);
    await session.edit(config, 'loud', 'off');
    await expect.poll(() => session.diagnostics(file), { timeout: 5000 }).toEqual([]);
  });

  test('the workspace is checked where the user wants it, and again when a file changes', async () => {
    writeFileSync(join(folder, 'bad.cnn.yaml'), bad);
    writeFileSync(join(folder, 'left-out.cnn.yaml'), bad);
    writeFileSync(join(folder, 'not-mine.cnn.yaml'), bad);
    writeFileSync(join(folder, '.gitignore'), 'not-mine.*\n');
    writeFileSync(join(folder, 'notes.yaml'), 'shopping: [milk]\n');
    let scope = 'open-files';
    const session = await start({
      folders: [root],
      settings: () => ({ diagnostics: { scope }, exclude: ['left-out.*'] }),
    });
    type Item = { uri: string; kind: string; resultId: string; items: { code: string }[] };
    const pull = async (previous: readonly Item[] = []) => {
      const previousResultIds = previous.map((item) => ({ uri: item.uri, value: item.resultId }));
      return (await session.request<{ items: Item[] }>('workspace/diagnostic', { previousResultIds })).items;
    };
    expect(await pull()).toEqual([]);
    scope = 'workspace';
    await session.notify('workspace/didChangeConfiguration', { settings: null });
    const first = await pull();
    expect(first).toMatchObject([
      { uri: `${root}/bad.cnn.yaml`, kind: 'full', items: [{ code: 'channels-mismatch' }] },
    ]);
    const second = pull(first);
    writeFileSync(join(folder, 'bad.cnn.yaml'), good);
    await session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: `${root}/bad.cnn.yaml`, type: 2 }] });
    expect(await second).toMatchObject([{ uri: `${root}/bad.cnn.yaml`, kind: 'full', items: [] }]);
  });
});

describe('totals and gaps', () => {
  test('come after each analysis to a client that understands them', async () => {
    const session = await start({ initializationOptions: { extended: true } });
    await session.open(uri, good);
    const first = await session.hear<DocumentStatus>('convlint/didAnalyze', ({ version }) => version === 1);
    expect(first).toMatchObject({
      uri,
      complete: true,
      gaps: [],
      models: [{ name: 'Tiny', totals: { params: 1124 } }],
    });
    await session.edit(uri, 'relu', 'rellu');
    const second = await session.hear<DocumentStatus>('convlint/didAnalyze', ({ version }) => version === 2);
    expect(second).toMatchObject({
      complete: false,
      problems: { error: 1 },
      gaps: [{ range: { start: { line: 4 } } }],
    });
  });

  test('files that are no models are passed over in silence', async () => {
    const session = await start({ initializationOptions: { extended: true } });
    const other = 'file:///home/docker-compose.yaml';
    await session.open(other, 'services: { web: { image: nginx } }\n', 'yaml');
    await session.edit(other, 'nginx', 'caddy');
    expect(await session.diagnostics(other)).toEqual([]);
    expect(await session.request('convlint/status', { textDocument: { uri: other } })).toBeNull();
    expect(session.heard.filter(({ method }) => method === 'convlint/didAnalyze')).toEqual([]);
  });
});
