// Notebooks in an editor's session: cells are one program, and everything is said in the cell it belongs to.
import { afterEach, describe, expect, test } from 'vitest';
import type { CodeAction, CodeLens, Diagnostic, Hover, InlayHint } from 'vscode-languageserver-types';
import type { DocumentStatus, PreviewEdit, PreviewLayer, ShapeTable } from '../../server/src/protocol.ts';
import { NotebookEditor } from './notebook-session.ts';
import { EDITOR, LspSession, type SessionOptions } from './session.ts';

const IMPORTS = '%matplotlib inline\n!pip install torch\nimport torch\nfrom torch import nn';
const BLOCK = `class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3)

    def forward(self, x):
        return self.conv(x)`;
const NET = `WIDTH = 8

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block(3, WIDTH)
        self.b = nn.Conv2d(8, 16, 3)

    def forward(self, x):
        x = self.a(x)
        return self.b(x)`;
const RUN = 'net = Net()\n%time y = net(torch.randn(4, 3, 32, 32))\nnet?';

let session: LspSession | undefined;
afterEach(() => session?.kill());

async function open(texts: readonly string[] = [IMPORTS, BLOCK, NET, RUN], options: SessionOptions = {}) {
  session = await LspSession.start({ initializationOptions: { extended: true }, ...options });
  const notebook = await NotebookEditor.open(session, 'file:///project/net.ipynb', texts);
  return { client: session, notebook };
}

const everything = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
const hintsOf = async (client: LspSession, uri: string) =>
  (await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: everything })).map(
    ({ label, position }) => `${position.line} ${label}`,
  );
const lensesOf = (client: LspSession, uri: string) =>
  client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });

describe('what is said stands in its cell', () => {
  test('hints, with lines counted from the cell’s first', async () => {
    const { client, notebook } = await open();
    expect(await hintsOf(client, notebook.cell(0))).toEqual([]);
    expect(await hintsOf(client, notebook.cell(1))).toEqual(['6 → [N, 8, 30, 30] · 224']);
    expect(await hintsOf(client, notebook.cell(2))).toEqual([
      expect.stringMatching(/^9 → \[N, 8, 30, 30\]/),
      expect.stringMatching(/^10 → \[N, 16, 28, 28\]/),
    ]);
  });

  test('a problem, its fix, and the link to where the layer is called in another cell', async () => {
    const { client, notebook } = await open();
    for (const index of [0, 1, 2, 3]) expect(await client.diagnostics(notebook.cell(index))).toEqual([]);
    await notebook.edit(2, 'nn.Conv2d(8', 'nn.Conv2d(9');
    const [problem, ...more] = await client.diagnostics(notebook.cell(2));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: 'channels-mismatch' });
    expect(problem?.range).toEqual({ start: notebook.at(2, '9, 16'), end: notebook.at(2, '9, 16', 1) });
    expect(await client.diagnostics(notebook.cell(1))).toEqual([]);
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: notebook.cell(2) },
      range: problem?.range,
      context: { diagnostics: [] },
    });
    const fix = actions.find(({ isPreferred }) => isPreferred);
    expect(fix?.edit?.changes).toEqual({ [notebook.cell(2)]: [{ range: problem?.range, newText: '8' }] });
    expect(fix?.diagnostics?.[0]?.range).toEqual(problem?.range);
  });

  test('one that begins in a shared block has related places in the other cell', async () => {
    const { client, notebook } = await open();
    await notebook.edit(2, 'Block(3,', 'Block(4,');
    const found = (await Promise.all([1, 2].map((index) => client.diagnostics(notebook.cell(index))))).flat();
    expect(found).toMatchObject([{ code: 'channels-mismatch' }]);
    const related = found[0]?.relatedInformation?.map(({ location }) => location.uri) ?? [];
    expect(related.length).toBeGreaterThan(0);
    for (const uri of related) expect(uri).toMatch(/^vscode-notebook-cell:/);
    expect(new Set(related).size).toBeGreaterThan(1);
  });

  test('hover and its place', async () => {
    const { client, notebook } = await open();
    const position = notebook.at(2, 'self.b(x)', 5);
    const hover = await client.request<Hover>('textDocument/hover', {
      textDocument: { uri: notebook.cell(2) },
      position,
    });
    expect(JSON.stringify(hover.contents)).toContain('[N, 16, 28, 28]');
    expect(hover.range?.start.line).toBe(position.line);
  });

  test('the lens names the cell, for the commands behind it', async () => {
    const { client, notebook } = await open();
    expect(await lensesOf(client, notebook.cell(0))).toEqual([]);
    const lenses = (await Promise.all([1, 2, 3].map((index) => lensesOf(client, notebook.cell(index))))).flat();
    const [totals] = lenses;
    expect(totals?.command?.title).toMatch(/^(?:net|Net) · /);
    expect(lenses[1]?.command?.title).toContain('from a call');
    const uris = lenses.map(({ command }) => command?.arguments?.[0]);
    expect(uris.length).toBeGreaterThan(0);
    for (const uri of uris) expect(uri).toContain('vscode-notebook-cell:');
  });

  test('the status comes for every cell; models and rows of other cells say theirs', async () => {
    const { client, notebook } = await open();
    const status = await client.hear<DocumentStatus>('convlint/didAnalyze', ({ uri }) => uri === notebook.cell(2));
    expect(status.complete).toBe(true);
    const [model] = status.models;
    expect(model).toBeDefined();
    const other = await client.hear<DocumentStatus>('convlint/didAnalyze', ({ uri }) => uri === notebook.cell(0));
    expect(other.models[0]?.uri).toContain('vscode-notebook-cell:');
    const table = await client.request<ShapeTable>('convlint/shapes', { textDocument: { uri: notebook.cell(2) } });
    expect(table.uri).toBe(notebook.cell(2));
    expect(table.models[0]?.rows.map(({ path, uri }) => [path, uri])).toEqual([
      ['a.conv', notebook.cell(1)],
      ['b', undefined],
    ]);
    expect(table.models[0]?.rows.map(({ range }) => range.start.line)).toEqual([6, 10]);
  });

  test('the preview finds the layer, and writes into its cell', async () => {
    const { client, notebook } = await open();
    await notebook.edit(2, 'WIDTH = 8', 'WIDTH = 4 * 2');
    const layer = await client.request<PreviewLayer>('convlint/preview', {
      textDocument: { uri: notebook.cell(2) },
      position: notebook.at(2, 'self.b(x)', 5),
    });
    expect(layer).toMatchObject({ uri: notebook.cell(2), kind: 'conv' });
    const [height, width] = layer.axes;
    const axes = [
      { ...height, kernel: 5 },
      { ...width, kernel: 5 },
    ];
    const edit = await client.request<PreviewEdit>('convlint/previewEdit', {
      textDocument: { uri: notebook.cell(2) },
      ...{ version: layer.version, model: layer.model, layer: layer.layer, axes },
    });
    const start = notebook.at(2, '16, 3)', 4);
    expect(edit).toEqual({
      version: 2,
      newText: '5',
      range: { start, end: { ...start, character: start.character + 1 } },
    });
  });
});

describe('cells come, go and move', () => {
  test('an edit in one cell counts in the others, which are asked for again', async () => {
    const { client, notebook } = await open();
    await client.diagnostics(notebook.cell(2));
    await notebook.edit(1, 'outputs, 3)', 'outputs, 5)');
    expect(await hintsOf(client, notebook.cell(2))).toEqual([
      expect.stringMatching(/^9 → \[N, 8, 28, 28\]/),
      expect.stringMatching(/^10 → \[N, 16, 26, 26\]/),
    ]);
    await client.hear('workspace/diagnostic/refresh');
    await client.hear('workspace/inlayHint/refresh');
  });

  test('an edit that shows nowhere else asks for nothing', async () => {
    const { client, notebook } = await open();
    const refreshes = () => client.heard.filter(({ method }) => method.endsWith('/refresh')).length;
    const announced = (version: number) =>
      client.hear<DocumentStatus>(
        'convlint/didAnalyze',
        ({ uri, version: of }) => uri === notebook.cell(3) && of === version,
      );
    await announced(1);
    await notebook.edit(3, 'net?', 'net  ?');
    await client.hear('workspace/codeLens/refresh');
    const before = refreshes();
    await notebook.edit(3, 'net  ?', 'net   ?');
    await announced(3);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(refreshes()).toBe(before);
  });

  test('a cell inserted above moves nothing', async () => {
    const { client, notebook } = await open();
    await notebook.insert(1, '# nothing\n\nx = 3\n');
    expect(await hintsOf(client, notebook.cell(2))).toEqual(['6 → [N, 8, 30, 30] · 224']);
    await notebook.remove(1);
    expect(await hintsOf(client, notebook.cell(1))).toEqual(['6 → [N, 8, 30, 30] · 224']);
  });

  test('order counts', async () => {
    const { client, notebook } = await open([IMPORTS, BLOCK, NET, 'WIDTH = 9', RUN]);
    expect((await client.diagnostics(notebook.cell(2))).length).toBe(1);
    await notebook.move(3, 1);
    expect(notebook.text(1)).toBe('WIDTH = 9');
    expect(await client.diagnostics(notebook.cell(3))).toEqual([]);
  });

  test('a deleted cell has no answers, a closed notebook neither', async () => {
    const { client, notebook } = await open();
    const run = notebook.cell(3);
    await notebook.remove(3);
    expect(await client.diagnostics(run)).toEqual([]);
    const net = notebook.cell(2);
    expect((await hintsOf(client, net)).length).toBeGreaterThan(0);
    await notebook.close();
    expect(await hintsOf(client, net)).toEqual([]);
  });

  test('a half-typed cell leaves the cells before it in peace', async () => {
    const { client, notebook } = await open();
    await notebook.edit(3, 'net = Net()', 'net = Net(');
    expect((await hintsOf(client, notebook.cell(2))).length).toBe(2);
  });
});

test('a client that does not pull gets the problems of each cell', async () => {
  const { diagnostic: _, ...textDocument } = EDITOR.textDocument ?? {};
  const { client, notebook } = await open([IMPORTS, BLOCK, NET.replace('Conv2d(8', 'Conv2d(9'), RUN], {
    capabilities: { ...EDITOR, textDocument },
  });
  type Published = { uri: string; diagnostics: Diagnostic[] };
  const published = (index: number, some: boolean) =>
    client.hear<Published>(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }) => uri === notebook.cell(index) && diagnostics.length > 0 === some,
    );
  expect((await published(2, true)).diagnostics).toMatchObject([{ range: { start: { line: 6 } } }]);
  await published(1, false);
  await notebook.close();
  await published(2, false);
});
