// Editor features of models that are lists of rows, over the protocol: scales, positions, modules with their inside.
import { afterEach, expect, test } from 'vitest';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Hover,
  InlayHint,
  Location,
  TextEdit,
} from 'vscode-languageserver-types';
import type { DocumentStatus } from '../../server/src/protocol.ts';
import { LspSession, type SessionOptions } from './session.ts';

const uri = 'file:///models/tiny-yolo.yaml';
const text = `nc: 4
scales: # [depth, width, max_channels]
  n: [0.33, 0.25, 1024]
  s: [0.33, 0.50, 1024]
  l: [1.00, 1.00, 512]
backbone:
  - [-1, 1, Conv, [64, 3, 2]] # 0
  - [-1, 1, Conv, [128, 3, 2]] # 1
  - [-1, 3, C2f, [128, True]] # 2
  - [-1, 1, Conv, [256, 3, 2]] # 3
head:
  - [-1, 1, nn.Upsample, [None, 2, "nearest"]] # 4
  - [[-1, 2], 1, Concat, [1]] # 5
  - [-1, 3, C2f, [128]] # 6
  - [[6, 3], 1, Detect, [nc]] # 7
`;

let session: LspSession | undefined;
async function open(options: SessionOptions = {}, content = text, as = uri): Promise<LspSession> {
  session = await LspSession.start({ initializationOptions: { extended: true }, ...options });
  await session.open(as, content, 'yaml');
  return session;
}
afterEach(() => session?.kill());

const document = { textDocument: { uri } };
const contents = (hover: Hover | null) => (hover?.contents as { value: string } | undefined)?.value ?? '';
const everything = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
const hints = (client: LspSession) =>
  client.request<InlayHint[]>('textDocument/inlayHint', { ...document, range: everything });
const scaleLens = async (client: LspSession, of = uri) =>
  (await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: of } }))[0]?.command;

test('the lens says that no scale was chosen; its command chooses the next, and everything follows', async () => {
  const client = await open();
  const lens = await scaleLens(client);
  expect(lens?.title).toBe('Scale n (the first of n, s, l)');
  expect(lens).toMatchObject({ command: 'convlint.cycleScale', arguments: [uri, ['n', 's', 'l'], 'n'] });
  expect(await client.diagnostics(uri)).toEqual([]);
  expect((await hints(client))[0]?.label).toBe('→ [N, 16, 320, 320] · 464');

  await client.request('convlint/setScale', { ...document, scale: 'l' });
  expect((await scaleLens(client))?.title).toBe('Scale l of n, s, l');
  expect((await hints(client))[0]?.label).toBe('→ [N, 64, 320, 320] · 1,856');
  const status = await client.hear<DocumentStatus>(
    'convlint/didAnalyze',
    ({ models }) => models[0]?.scale?.name === 'l',
  );
  expect(status.models[0]).toMatchObject({ name: 'tiny-yolo (l)', scale: { all: ['n', 's', 'l'], chosen: true } });
  await client.hear('workspace/diagnostic/refresh');

  await client.request('convlint/setScale', { ...document, scale: null });
  expect((await scaleLens(client))?.title).toContain('the first of');
});

test('a scale of each document: from the lens, a comment, the name, the settings', async () => {
  const client = await open({ settings: () => ({ scale: 's' }) });
  expect((await scaleLens(client))?.title).toBe('Scale s (from the settings)');
  const named = 'file:///models/yolov8l-tiny.yaml';
  await client.open(named, text, 'yaml');
  expect((await scaleLens(client, named))?.title).toBe('Scale l (from the file’s name)');
  await client.edit(named, 'nc: 4', '# convlint: scale=n\nnc: 4');
  expect((await scaleLens(client, named))?.title).toBe('Scale n (from a comment)');
  await client.request('convlint/setScale', { textDocument: { uri: named }, scale: 's' });
  expect((await scaleLens(client, named))?.title).toBe('Scale s of n, s, l');
});

test('hover on a row shows its inside and what its arguments mean once scaled', async () => {
  const client = await open();
  const hover = async (word: string, inside = 0) =>
    contents(await client.ask<Hover | null>('textDocument/hover', uri, word, inside));
  const row = await hover('C2f, [128, True');
  expect(row).toContain('**[N, 32, 160, 160]**');
  expect(row).toContain('├ m.0 · Bottleneck → [N, 16, 160, 160]');
  expect(row).toContain('`c2` = 32 (128 after scaling)');
  expect(row).toContain('Row 2; used by rows 3 and 5.');
  expect(await hover('128, True')).toContain('C2f(c2, shortcut=False, g=1, e=0.5)');
  expect(await hover('2], 1, Concat')).toContain('**C2f** `model.2`');
  expect(await hover('Detect')).toContain('Row 7, the last');
});

test('positions lead to their rows, and rows know who reads them', async () => {
  const client = await open();
  const target = await client.ask<Location>('textDocument/definition', uri, '2], 1, Concat');
  expect(target.range.start).toEqual(client.at(uri, 'C2f, [128, True'));
  const readers = await client.ask<Location[]>('textDocument/references', uri, 'C2f, [128, True', 1, {
    context: { includeDeclaration: false },
  });
  expect(readers.map(({ range }) => range.start.line)).toEqual([9, 12]);
});

test('modules and arguments are completed', async () => {
  const client = await open({}, text.replace('Conv, [256, 3, 2]', 'C, [256, 3, 2]'));
  const modules = await client.ask<CompletionItem[]>('textDocument/completion', uri, 'C, [256', 1);
  expect(modules.map(({ label }) => label)).toEqual(expect.arrayContaining(['Conv', 'C2f', 'nn.Upsample', 'Detect']));
  const values = await client.ask<CompletionItem[]>('textDocument/completion', uri, 'True', 0);
  expect(values.map(({ label }) => label)).toEqual(expect.arrayContaining(['True', 'False']));
});

const actionsAt = (client: LspSession, word: string) => {
  const position = client.at(uri, word);
  const range = { start: position, end: position };
  return client.request<CodeAction[]>('textDocument/codeAction', { ...document, range, context: { diagnostics: [] } });
};
const editsOf = (action: CodeAction | undefined): TextEdit[] => action?.edit?.changes?.[uri] ?? [];

test('a row that was typed offers to shift the positions behind it', async () => {
  const client = await open();
  await client.diagnostics(uri);
  await client.edit(uri, '  - [-1, 1, Conv, [256', '  - \n  - [-1, 1, Conv, [256');
  await client.diagnostics(uri);
  await client.edit(uri, '  - \n', '  - [-1, 1, Conv, [128, 3, 1]]\n');
  await client.diagnostics(uri);
  const shift = (await actionsAt(client, 'Conv, [128, 3, 1]')).find(({ title }) => title.startsWith('Shift'));
  expect(shift).toMatchObject({ title: 'Shift 2 positions behind the new row 3', kind: 'quickfix' });
  await client.apply(uri, editsOf(shift));
  expect(client.text(uri)).toContain('[[7, 4], 1, Detect');
  expect(await client.diagnostics(uri)).toEqual([]);
  expect((await actionsAt(client, 'Conv, [128, 3, 1]')).some(({ title }) => title.startsWith('Shift'))).toBe(false);
});

test('a row is inserted together with its shifts', async () => {
  const client = await open();
  const insert = (await actionsAt(client, 'Conv, [256')).find(({ kind }) => kind === 'refactor.rewrite');
  expect(insert?.title).toBe('Insert a row before row 3 and shift the positions behind it');
  await client.apply(uri, editsOf(insert));
  expect(client.text(uri)).toContain('  - [-1, 1, nn.Identity, []]\n  - [-1, 1, Conv, [256, 3, 2]] # 3');
  expect(client.text(uri)).toContain('[[7, 4], 1, Detect');
  expect(await client.diagnostics(uri)).toEqual([]);
});

test('sizes that do not fit are reported with those that do', async () => {
  const client = await open({}, `# convlint: input=3x100x100\n${text}`);
  const [problem, ...others] = await client.diagnostics(uri);
  expect(others).toEqual([]);
  expect(problem?.code).toBe('concat-shapes-differ');
  expect(problem?.message).toContain('multiples of 8, such as 96×96 or 104×104.');
});

test('a module of the user’s own is unknown in silence, until its channels are told', async () => {
  const own = text.replace('C2f, [128, True]', 'MyBlock, [128]');
  const client = await open({}, own);
  expect(await client.diagnostics(uri)).toEqual([]);
  expect((await hints(client)).some(({ label }) => String(label).includes('?'))).toBe(true);
  expect(contents(await client.ask<Hover | null>('textDocument/hover', uri, 'MyBlock', 1))).toContain('MyBlock');
  client.kill();
  const told = await open(
    { settings: () => ({ modules: { MyBlock: { channels: 'first-argument', stride: 1 } } }) },
    own,
  );
  const labels = (await hints(told)).map(({ label }) => String(label));
  expect(labels).toContain('→ [N, 64, 80, 80] · 18,560');
});
