// Every editor feature over the protocol, once each; what they say in detail is held in test/unit.

import { afterEach, expect, test } from 'vitest';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentSymbol,
  Hover,
  InlayHint,
  Location,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { ShapeTable } from '../../server/src/protocol.ts';
import { EDITOR, LspSession, type SessionOptions } from './session.ts';

const uri = 'file:///models/tiny.cnn.yaml';
const text = `model: Tiny
input: 32x32x3
layers:
  - { name: tap, conv: { filters: 10, kernel: 5, padding: 2 } }
  - relu
  - conv: { filters: 10, kernel: 3, padding: 1, in-channels: 7 }
  - add: { from: [tap, -1] }
  - flatten
  - linear: { features: 4, in-features: 99 }
`;

let session: LspSession | undefined;
async function open(options: SessionOptions = {}, content = text): Promise<LspSession> {
  session = await LspSession.start({ initializationOptions: { extended: true }, ...options });
  await session.open(uri, content);
  return session;
}
afterEach(() => session?.kill());

const everything = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
const contents = (hover: Hover | null) => (hover?.contents as { value: string } | undefined)?.value ?? '';

test('hover shows the arithmetic of a layer, the meaning of an attribute, and what a rule is about', async () => {
  const client = await open({}, `# convlint: disable=channels-mismatch\n${text}`);
  const hover = (word: string) => client.ask<Hover | null>('textDocument/hover', uri, word, 1);
  const layer = contents(await hover('conv: { filters: 10, kernel: 5'));
  expect(layer).toContain('32×32×3 → **32×32×10**');
  expect(layer).toContain('(32 + 2·2 − 5)/1 + 1 = 32');
  expect(layer).toContain('(5·5·3 + 1)·10 = 760');
  expect(contents(await hover('padding: 2'))).toContain('Default: `0`');
  expect(contents(await hover('channels-mismatch'))).toContain('The volume has other channels');
  expect(contents(await hover('tap, -1'))).toContain('32×32×10');
});

test('hover says less, or nothing, as the settings want', async () => {
  const brief = await open({ settings: () => ({ hover: 'brief' }) });
  const hover = await brief.ask<Hover | null>('textDocument/hover', uri, 'conv: { filters: 10, kernel: 5', 1);
  expect(contents(hover)).toContain('760');
  expect(contents(hover)).not.toContain('·10');
  brief.kill();
  const off = await open({ settings: () => ({ hover: 'off' }) });
  expect(await off.ask('textDocument/hover', uri, 'conv: { filters: 10, kernel: 5', 1)).toBeNull();
});

test('inlay hints stand at layers that change the shape or cost parameters', async () => {
  const client = await open();
  const hints = await client.request<InlayHint[]>('textDocument/inlayHint', {
    textDocument: { uri },
    range: everything,
  });
  expect(hints.map(({ label, position }) => [position.line, label])).toEqual([
    [3, '→ 32×32×10 · 760'],
    [5, '→ 32×32×10 · 640'],
    [7, '→ 10240'],
    [8, '→ 4 · 400'],
  ]);
  expect(hints[0]?.position.character).toBe('  - { name: tap, conv: { filters: 10, kernel: 5, padding: 2 } }'.length);
  const one = { start: { line: 7, character: 0 }, end: { line: 7, character: 9 } };
  expect(await client.request('textDocument/inlayHint', { textDocument: { uri }, range: one })).toHaveLength(1);
});

test('an unknown shape says why', async () => {
  const client = await open({}, 'model: Tiny\ninput: 8x8x3\nlayers:\n  - rellu\n  - linear: 4\n');
  const hints = await client.request<InlayHint[]>('textDocument/inlayHint', {
    textDocument: { uri },
    range: everything,
  });
  expect(hints.at(-1)?.tooltip).toContain('rellu');
  expect(contents(await client.ask<Hover>('textDocument/hover', uri, 'linear', 1))).toContain('rellu');
});

test('inlay hints leave out what the settings leave out', async () => {
  let inlayHints = 'shape';
  const client = await open({ settings: () => ({ inlayHints }) });
  const labels = async () =>
    (await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: everything })).map(
      ({ label }) => label,
    );
  expect(await labels()).toContain('→ 4');
  inlayHints = 'off';
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  expect(await labels()).toEqual([]);
});

test('code lens gives the totals and opens the table', async () => {
  const client = await open();
  const [lens] = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  expect(lens?.command?.title).toContain('1,800 parameters');
  expect(lens?.command).toMatchObject({ command: 'convlint.computeShapes', arguments: [uri, 0] });
});

test('completion offers layers and attributes, in a broken file too', async () => {
  const client = await open({}, 'model: Tiny\ninput: 8x8x3\nlayers:\n  - conv: { filters: 4, ker\n  - max\n');
  const labels = async (word: string, inside: number) =>
    (await client.ask<CompletionItem[]>('textDocument/completion', uri, word, inside)).map(({ label }) => label);
  expect(await labels('ker', 3)).toContain('kernel');
  expect(await labels('max', 3)).toContain('relu');
});

test('completion offers rules in a suppress comment', async () => {
  const client = await open({}, `# convlint: disable=chan\n${text}`);
  const items = await client.ask<CompletionItem[]>('textDocument/completion', uri, 'chan', 4);
  expect(items.find(({ label }) => label === 'channels-mismatch')).toMatchObject({
    textEdit: { range: { start: { line: 0, character: 20 }, end: { line: 0, character: 24 } } },
  });
});

test('the outline has the layers', async () => {
  const client = await open();
  const [model] = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri } });
  expect(model?.name).toBe('Tiny');
  const names = (symbol: DocumentSymbol): string[] => [symbol.name, ...(symbol.children ?? []).flatMap(names)];
  expect(model && names(model)).toEqual(expect.arrayContaining(['tap', 'relu', 'flatten']));
});

test('a name leads to its layer and back, and is renamed everywhere', async () => {
  const client = await open();
  const place = await client.ask<Location>('textDocument/definition', uri, 'tap, -1', 1);
  expect(place.range.start).toEqual(client.at(uri, 'tap'));
  expect(
    await client.ask('textDocument/references', uri, 'tap, conv', 1, { context: { includeDeclaration: true } }),
  ).toHaveLength(2);
  expect(await client.ask('textDocument/documentHighlight', uri, 'tap, -1', 1)).toHaveLength(2);
  expect(await client.ask('textDocument/prepareRename', uri, 'tap, -1', 1)).toMatchObject({ placeholder: 'tap' });
  const edit = await client.ask<WorkspaceEdit>('textDocument/rename', uri, 'tap, -1', 1, { newName: 'entry' });
  await client.apply(uri, edit.changes?.[uri] ?? []);
  expect(client.text(uri)).toContain('name: entry,');
  expect(client.text(uri)).toContain('from: [entry, -1]');
  await expect(client.ask('textDocument/rename', uri, 'entry, -1', 1, { newName: '1 2' })).rejects.toThrow(
    /is no name/,
  );
});

test('a quick fix shows the resulting shape, and once applied its problem is gone', async () => {
  const client = await open();
  const [problem] = await client.diagnostics(uri);
  expect(problem?.code).toBe('channels-mismatch');
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: problem?.range,
    context: { diagnostics: [problem] },
  });
  const [fix] = actions;
  expect(fix).toMatchObject({ title: 'Set in-channels to 10 → 32×32×10', isPreferred: true, kind: 'quickfix' });
  expect(actions.map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Disable channels-mismatch on this line', 'Explain channels-mismatch']),
  );
  await client.apply(uri, fix?.edit?.changes?.[uri] ?? []);
  expect((await client.diagnostics(uri)).map(({ code }) => code)).not.toContain('channels-mismatch');
});

test('a rule is silenced on a line, and in a file', async () => {
  for (const where of ['on this line', 'in this file']) {
    const client = await open();
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: client.at(uri, '7 }'), end: client.at(uri, '7 }') },
      context: { diagnostics: [] },
    });
    const action = actions.find(({ title }) => title === `Disable channels-mismatch ${where}`);
    await client.apply(uri, action?.edit?.changes?.[uri] ?? []);
    expect((await client.diagnostics(uri)).map(({ code }) => code)).not.toContain('channels-mismatch');
    client.kill();
  }
});

test('"fix all" mends a file, asked for its edit only when it is chosen', async () => {
  const client = await open();
  const [action] = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: everything,
    context: { diagnostics: [], only: ['source.fixAll'] },
  });
  expect(action).toMatchObject({ kind: 'source.fixAll.convlint' });
  expect(action?.edit).toBeUndefined();
  const resolved = await client.request<CodeAction>('codeAction/resolve', action);
  await client.apply(uri, resolved.edit?.changes?.[uri] ?? []);
  expect(client.text(uri)).toContain('in-channels: 10');
  expect(client.text(uri)).toContain('in-features: 10240');
  expect((await client.diagnostics(uri)).filter(({ severity }) => severity === 1)).toEqual([]);
});

test('the table of shapes has a row for each layer, and its totals', async () => {
  const client = await open({ settings: () => ({ batch: 2, dtype: 'float16' }) });
  const table = await client.request<ShapeTable>('convlint/shapes', { textDocument: { uri } });
  expect(table).toMatchObject({ uri, version: 1, batch: 2, dtype: 'float16' });
  const [model] = table.models;
  expect(model?.rows.map(({ operator }) => operator)).toEqual(['conv2d', 'relu', 'conv2d', 'add', 'flatten', 'linear']);
  expect(model?.rows[0]).toMatchObject({
    outputs: ['32×32×10'],
    kernel: '5×5',
    params: 760,
    macs: 768_000,
    bytes: 2 * 2 * 10_240,
    receptiveField: [5, 5],
  });
  expect(model?.rows[2]?.severity).toBe('error');
  expect(model?.totals.params).toBe(1800);
});

test('everything is said in Brazilian Portuguese', async () => {
  const client = await open({ locale: 'pt-BR' });
  const [problem] = await client.diagnostics(uri);
  expect(problem?.message).toMatch(/canais/);
  const [lens] = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  expect(lens?.command?.title).toContain('1.800 parâmetros');
  const hover = await client.ask<Hover>('textDocument/hover', uri, 'conv: { filters: 10, kernel: 5', 1);
  expect(contents(hover)).toContain('Parâmetros');
});

test('a client without snippets gets plain text', async () => {
  const plain = { ...EDITOR, textDocument: { ...EDITOR.textDocument, completion: {} } };
  const client = await open({ capabilities: plain }, 'model: T\ninput: 8x8x3\nlayers:\n  - co\n');
  const items = await client.ask<CompletionItem[]>('textDocument/completion', uri, 'co\n', 2);
  expect(items.length).toBeGreaterThan(5);
  for (const { textEdit, insertTextFormat } of items) {
    expect(insertTextFormat).toBe(1);
    expect(textEdit?.newText).not.toMatch(/\$\{?\d/);
  }
});
