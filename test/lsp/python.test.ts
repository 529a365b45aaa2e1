// Python models in an editor's session: shapes behind `forward`'s lines, what a call makes, problems and fixes, totals.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { CodeAction, CodeLens, Diagnostic, Hover, InlayHint } from 'vscode-languageserver-types';
import type { DocumentStatus, ShapeTable } from '../../server/src/protocol.ts';
import { LspSession, type SessionOptions } from './session.ts';

const uri = 'file:///models/lenet.py';
const LENET = `# convlint: input=3x32x32
import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 10)

    def forward(self, x):
        out = F.max_pool2d(F.relu(self.conv1(x)), 2)
        out = F.max_pool2d(F.relu(self.conv2(out)), 2)
        out = out.view(out.size(0), -1)
        return self.fc2(F.relu(self.fc1(out)))
`;

let session: LspSession | undefined;
async function open(text = LENET, options: SessionOptions = {}): Promise<LspSession> {
  session = await LspSession.start({ initializationOptions: { extended: true }, ...options });
  await session.open(uri, text, 'python');
  return session;
}
afterEach(() => session?.kill());

const everything = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
const contents = (hover: Hover | null) => (hover?.contents as { value: string } | undefined)?.value ?? '';
const hintsOf = async (client: LspSession) =>
  (await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: everything })).map(
    ({ label, position }) => [position.line, label],
  );

describe('the first answer after an edit', () => {
  const GUESSED = LENET.replace('# convlint: input=3x32x32\n', '').replace(
    'conv2 =',
    'norm = nn.BatchNorm2d(6)\n        self.conv2 =',
  );
  const NET = GUESSED.replace('F.relu(self.conv1(x))', 'self.norm(self.conv1(x))');

  test('does not wait for what other inputs show, and what was shown stays while one types', async () => {
    const client = await open(NET, { settings: () => ({ diagnostics: { delay: 0 } }) });
    const errors = (found: readonly Diagnostic[]) =>
      found.flatMap(({ code, severity }) => (severity === 1 ? code : []));
    const first = async () => errors(await client.firstDiagnostics(uri));
    const all = async () => errors(await client.diagnostics(uri));
    expect(await first()).toEqual([]);
    await client.edit(uri, 'BatchNorm2d(6)', 'BatchNorm2d(7)');
    expect(await first()).toEqual([]);
    await client.hear('workspace/diagnostic/refresh');
    expect(await all()).toEqual(['norm-features-mismatch']);
    for (const [from, to] of [
      ['class LeNet', '# Another line.\nclass LeNet'],
      ['Linear(120, 10)', 'Linear(120, 11)'],
      ['Linear(120, 11)', 'Linear(120, 12)'],
    ] as const) {
      await client.edit(uri, from, to);
      expect(await first(), to).toEqual(['norm-features-mismatch']);
    }
    await client.edit(uri, 'BatchNorm2d(7)', 'BatchNorm2d(6)');
    expect(await all()).toEqual([]);
  });
});

describe('a model whose input a comment says', () => {
  test('hints stand where the shape changes', async () => {
    expect(await hintsOf(await open())).toEqual([
      [14, '→ [N, 6, 14, 14] · 456'],
      [15, '→ [N, 16, 5, 5] · 2,416'],
      [16, '→ [N, 400]'],
      [17, '→ [N, 10] · 49,330'],
    ]);
  });

  test('hover on the call of a layer shows its arithmetic', async () => {
    const client = await open();
    const hover = contents(await client.ask<Hover>('textDocument/hover', uri, 'conv1(x)', 1));
    expect(hover).toContain('[N, 3, 32, 32] → **[N, 6, 28, 28]**');
    expect(hover).toContain('(5·5·3 + 1)·6 = 456');
  });

  test('hover on names, attributes and calls of functions says what they come to', async () => {
    const client = await open();
    const at = async (text: string, plus = 0) =>
      contents(await client.ask<Hover>('textDocument/hover', uri, text, plus));
    expect(await at('out = F.max_pool2d(F.relu(self.conv2(out)), 2)')).toBe('`out`: **[N, 16, 5, 5]**');
    expect(await at('x):')).toBe('`x`: **[N, 3, 32, 32]**');
    expect(await at('size(0), -1')).toBe('`size(…)`: **N**');
    expect(await at('16 * 5 * 5', 3)).toBe('`16 * 5`: **80**');
    expect(await at('class LeNet', 7)).toContain('52,202 parameters');
    expect(await at('return self')).toBe('');
  });

  test('hover where a layer is made says where it is called, and the other way round', async () => {
    const client = await open();
    const made = contents(await client.ask<Hover>('textDocument/hover', uri, 'conv2 = nn', 1));
    expect(made).toContain('**Conv2d** `conv2`');
    expect(made).toContain(`Called in line [16](${uri}#L16)`);
    const called = contents(await client.ask<Hover>('textDocument/hover', uri, 'conv2(out)', 1));
    expect(called).toContain(`Built in line [10](${uri}#L10)`);
    await client.edit(uri, 'class LeNet', '# Another line.\nclass LeNet');
    const moved = contents(await client.ask<Hover>('textDocument/hover', uri, 'conv2(out)', 1));
    expect(moved).toContain(`Built in line [11](${uri}#L11)`);
    const target = contents(await client.ask<Hover>('textDocument/hover', uri, 'out = out.view', 1));
    expect(target).toBe('`out`: **[N, 400]**');
  });

  test('no problem, totals above the class, a table', async () => {
    const client = await open();
    expect(await client.diagnostics(uri)).toEqual([]);
    const [lens] = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    expect(lens?.range.start.line).toBe(5);
    expect(lens?.command?.title).toContain('52,202');
    const table = await client.request<ShapeTable>('convlint/shapes', { textDocument: { uri } });
    expect(table.models.map(({ name }) => name)).toEqual(['LeNet']);
  });

  test('an edit that breaks it is found where the number stands, and mended there', async () => {
    const client = await open();
    await client.edit(uri, 'nn.Conv2d(6, 16, 5)', 'nn.Conv2d(7, 16, 5)');
    const [problem, ...more] = await client.diagnostics(uri);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: 'channels-mismatch', severity: 1 });
    expect(problem?.range).toEqual({ start: client.at(uri, '7, 16'), end: client.at(uri, '7, 16', 1) });
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: problem?.range,
      context: { diagnostics: [] },
    });
    const fix = actions.find(({ isPreferred }) => isPreferred);
    expect(fix?.title).toContain('6');
    await client.apply(uri, fix?.edit?.changes?.[uri] ?? []);
    expect(client.text(uri)).toBe(LENET);
    expect(await client.diagnostics(uri)).toEqual([]);
  });

  test('Python’s own server has completion, symbols and references', async () => {
    const client = await open();
    expect(await client.ask('textDocument/completion', uri, 'conv1(x)', 3)).toEqual([]);
    expect(await client.request('textDocument/documentSymbol', { textDocument: { uri } })).toEqual([]);
    expect(await client.ask('textDocument/references', uri, 'conv1(x)', 3)).toEqual([]);
  });
});

describe('what nothing says', () => {
  const LOST = `# convlint: input=3x8x8
import torch.nn as nn
import elsewhere

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        x = elsewhere.sharpen(x)  # as in the paper
        x = self.conv(x)
        return self.fc(x.mean((2, 3)))
`;
  const fixesAt = async (client: LspSession, text: string) => {
    const at = client.at(uri, text);
    const range = { start: at, end: at };
    const context = { diagnostics: [] };
    return client.request<CodeAction[]>('textDocument/codeAction', { textDocument: { uri }, range, context });
  };
  const status = async (client: LspSession) => {
    const { complete, gaps } = await client.request<DocumentStatus>('convlint/status', { textDocument: { uri } });
    return { complete, lines: gaps.map(({ range }) => range.start.line) };
  };

  test('a hover says where tracking stopped; a comment gives the value its shape, and is held to what is known', async () => {
    const client = await open(LOST);
    expect(await status(client)).toEqual({ complete: false, lines: [11] });
    const hover = contents(await client.ask<Hover>('textDocument/hover', uri, 'x.mean', 0));
    expect(hover).toContain('The source of the module ‘elsewhere’ is not read.');
    expect(hover).toContain(`[Lost in line 12](${uri}#L12)`);
    const [fix] = await fixesAt(client, 'sharpen');
    expect(fix?.title).toBe('Give this value its shape');
    await client.apply(uri, fix?.edit?.changes?.[uri] ?? []);
    expect(client.text(uri)).toContain('sharpen(x)  # as in the paper  # convlint: shape=Nx3x?x?\n');
    await client.edit(uri, 'shape=Nx3x?x?', 'shape=Nx3x6x6');
    expect(await status(client)).toEqual({ complete: true, lines: [] });
    expect(await hintsOf(client)).toEqual([
      [12, '→ [N, 4, 6, 6] · 112'],
      [13, '→ [N, 2] · 10'],
    ]);
    await client.edit(uri, 'x = self.conv(x)', 'x = self.conv(x)  # convlint: shape=Nx4x8x8');
    const [problem] = await client.diagnostics(uri);
    expect(problem).toMatchObject({ code: 'declared-output-differs', severity: 2 });
    expect(problem?.range.start).toEqual(client.at(uri, 'Nx4x8x8'));
  });
});

describe('several files and models', () => {
  const BLOCKS = `import torch.nn as nn

class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1)

    def forward(self, x):
        return self.conv(x)
`;
  const NET = `# convlint: input=3x8x8
import torch.nn as nn
from .blocks import Block

class Net(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.a = Block(3, width)
        self.b = Block(4, 16)

    def forward(self, x):
        return self.b(self.a(x))

def wide():
    return Net(8)

def narrow():
    return Net(4)
`;
  const folder = mkdtempSync(join(tmpdir(), 'convlint-python-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'pkg'));
  writeFileSync(join(folder, 'pkg', '__init__.py'), '');
  writeFileSync(join(folder, 'pkg', 'blocks.py'), BLOCKS);
  const net = pathToFileURL(join(folder, 'pkg', 'net.py')).href;
  const blocks = pathToFileURL(join(folder, 'pkg', 'blocks.py')).href;

  const openNet = async () => {
    session = await LspSession.start({
      initializationOptions: { extended: true },
      folders: [pathToFileURL(folder).href],
    });
    await session.open(net, NET, 'python');
    return session;
  };

  test('imports are followed; a problem in the other file stands where this one calls it', async () => {
    const client = await openNet();
    const [problem, ...more] = await client.diagnostics(net);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: 'channels-mismatch' });
    expect(problem?.range.start.line).toBe(11);
    expect(problem?.relatedInformation?.map(({ message, location }) => [message, location.range.start])).toEqual([
      ['‘b.conv’ is built here', client.at(net, 'Block(4, 16)')],
      ['‘b.conv’ is built here', { line: 5, character: 23 }],
      ['‘b.conv’ is applied here', { line: 8, character: 20 }],
    ]);
    const uris = problem?.relatedInformation?.map(({ location }) => location.uri);
    expect(uris).toEqual([net, blocks, blocks]);
  });

  test('a hover in an imported file says what the models of an open file that imports it do there', async () => {
    const client = await openNet();
    await client.edit(net, 'Block(4, 16)', 'Block(width, 16)');
    await client.diagnostics(net);
    await client.open(blocks, BLOCKS, 'python');
    const at = async (text: string, plus = 0) =>
      contents(await client.ask<Hover>('textDocument/hover', blocks, text, plus));
    expect(await at('conv(x)', 5)).toBe('`x` in wide:\n\n- `a`: **[N, 3, 8, 8]**\n- `b`: **[N, 8, 8, 8]**');
    expect(await at('outputs):')).toContain('**8, 16**');
    const made = await at('self.conv = ', 6);
    expect(made).toContain('`a.conv`: [N, 3, 8, 8] → **[N, 8, 8, 8]**');
    expect(made).toContain(`Called in line [9](${blocks}#L9)`);
    expect(await at('class Block', 7)).toContain('`b`: [N, 8, 8, 8] → **[N, 16, 8, 8]**');
    await client.edit(blocks, 'return self.conv(x)', 'y = self.conv(x)\n        return y');
    await client.diagnostics(net);
    expect(await at('return y', 7)).toContain('`a`: **[N, 8, 8, 8]**');
  });

  test('a lens for each model, and one hint that shows how far they differ', async () => {
    const client = await openNet();
    const lenses = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: net } });
    const titles = lenses.flatMap(({ command }) =>
      command?.command === 'convlint.computeShapes' ? [command.title] : [],
    );
    expect(titles.map((title) => title.split(' · ')[0])).toEqual(['wide', 'narrow']);
    const inputs = lenses.flatMap(({ command }) => (command?.command === 'convlint.whatIf' ? [command.title] : []));
    expect(inputs).toEqual(Array(2).fill('input [N, 3, 8, 8] (from a comment)'));
  });

  test('an edit of the imported file, in the editor or on disk, counts at once', async () => {
    const client = await openNet();
    await client.diagnostics(net);
    await client.open(blocks, BLOCKS.replace('Conv2d(inputs,', 'LazyConv2d('), 'python');
    expect(await client.diagnostics(net)).toEqual([]);
    await client.close(blocks);
    writeFileSync(join(folder, 'pkg', 'blocks.py'), BLOCKS.replace('padding=1', 'padding=0'));
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: blocks, type: 2 }] });
    const hints = await client.request<InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri: net },
      range: everything,
    });
    expect(JSON.stringify(hints)).toContain('[N, 16, 4, 4]');
    writeFileSync(join(folder, 'pkg', 'blocks.py'), BLOCKS);
  });
});
