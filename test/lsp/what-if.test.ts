// Trying out: a model on another input or made with other arguments, what the lens says of it, and writing it into the file.
import { afterEach, describe, expect, test } from 'vitest';
import type { CodeLens } from 'vscode-languageserver-types';
import type { ModelInfo, ShapeTable, TextChange, WhatIf, WhatIfAnswer } from '../../server/src/protocol.ts';
import { LspSession, type SessionOptions } from './session.ts';

const uri = 'file:///models/net.py';
const NET = `import torch.nn as nn


class Net(nn.Module):
    def __init__(self, classes=10, *, width: int = 8):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(width, classes)

    def forward(self, x):
        return self.fc(self.pool(self.conv(x)).flatten(1))


class Deep(nn.Module):
    def __init__(self, rungs):
        super().__init__()
        self.layers = nn.Sequential(*[nn.Conv2d(3, 3, 3) for _ in range(rungs)])

    def forward(self, x):
        return self.layers(x)
`;

let session: LspSession | undefined;
afterEach(() => session?.kill());

async function open(text = NET, options: SessionOptions = {}, language = 'python', at = uri) {
  session = await LspSession.start({ initializationOptions: { extended: true }, ...options });
  await session.open(at, text, language);
  return session;
}

const ask = (client: LspSession, name: string, whatIf: WhatIf | null, at = uri) =>
  client.request<WhatIfAnswer>('convlint/setWhatIf', { textDocument: { uri: at }, name, whatIf });
const table = (client: LspSession, at = uri) =>
  client.request<ShapeTable>('convlint/shapes', { textDocument: { uri: at } });
const infoOf = (client: LspSession, model = 0, at = uri) =>
  client.request<ModelInfo>('convlint/model', { textDocument: { uri: at }, model });
const lensesOf = async (client: LspSession, command: string, at = uri) =>
  (await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: at } })).flatMap((lens) =>
    lens.command?.command === command ? [lens.command.title] : [],
  );
const shown = ({ models }: ShapeTable) =>
  models.map(({ name, inputs, outputs }) => [name, inputs[0]?.shape, outputs[0]?.shape]);

describe('a model of a Python file', () => {
  test('says what it can be given', async () => {
    const info = await infoOf(await open());
    expect(info).toMatchObject({
      name: 'Net',
      inputs: [{ shape: [3, expect.any(Number), expect.any(Number)] }],
      construction: { parameters: 'classes=10, *, width: int = 8', args: '' },
      whatIf: null,
      isWritable: true,
    });
  });

  test('another input counts as known, and the lens says so', async () => {
    const client = await open();
    expect((await lensesOf(client, 'convlint.whatIf'))[0]).toContain('(a guess)');
    expect(await ask(client, 'Net', { inputs: [[3, 7, 9]] })).toEqual({});
    await client.hear('workspace/codeLens/refresh');
    expect(shown(await table(client))).toEqual([['Net', '[N, 3, 7, 9]', '[N, 10]']]);
    expect(await lensesOf(client, 'convlint.whatIf')).toEqual(['input [N, 3, 7, 9] (chosen)']);
    expect((await infoOf(client)).whatIf).toEqual({ inputs: [[3, 7, 9]] });
    await ask(client, 'Net', { inputs: [[4, 7, 9]] });
    expect((await client.diagnostics(uri)).map(({ code }) => code)).toEqual(['channels-mismatch']);
    await ask(client, 'Net', null);
    expect(await client.diagnostics(uri)).toEqual([]);
    expect((await lensesOf(client, 'convlint.whatIf'))[0]).toContain('(a guess)');
  });

  test('other arguments make another model', async () => {
    const client = await open();
    expect(await ask(client, 'Net', { args: 'classes=7, width=2 * 8', inputs: [[3, 8, 8]] })).toEqual({});
    expect(shown(await table(client))).toEqual([['Net', '[N, 3, 8, 8]', '[N, 7]']]);
    expect((await lensesOf(client, 'convlint.computeShapes'))[0]).toMatch(/^Net\(classes=7, width=2 \* 8\) · 567 /);
    expect(await client.diagnostics(uri)).toEqual([]);
  });

  test('what the arguments name is followed', async () => {
    const client = await open(`WIDTH = 4\n${NET}`);
    await ask(client, 'Net', { args: 'width=WIDTH', inputs: [[3, 8, 8]] });
    expect((await lensesOf(client, 'convlint.computeShapes'))[0]).toContain(' · 162 ');
    await client.edit(uri, 'WIDTH = 4', 'WIDTH = 5');
    expect((await lensesOf(client, 'convlint.computeShapes'))[0]).toContain(' · 200 ');
  });

  test('a class whose arguments nobody gives becomes a model by them', async () => {
    const client = await open();
    expect((await table(client)).models.map(({ name }) => name)).toEqual(['Net']);
    expect(await ask(client, 'Deep', { args: '2', inputs: [[3, 8, 8]] })).toEqual({});
    expect(shown(await table(client))[1]).toEqual(['Deep', '[N, 3, 8, 8]', '[N, 3, 4, 4]']);
  });

  test.each([['classes='], ['clases=3'], ['1, 2, 3']])('(%s) is refused, and all stays', async (args) => {
    const client = await open();
    await ask(client, 'Net', { args: 'classes=5' });
    expect((await ask(client, 'Net', { args })).refusal).toContain(`Net(${args})`);
    expect((await infoOf(client)).construction?.args).toBe('classes=5');
    expect(await client.diagnostics(uri)).toEqual([]);
  });

  test('it outlives edits, and closing', async () => {
    const client = await open();
    await ask(client, 'Net', { args: 'classes=5', inputs: [[3, 8, 8]] });
    await client.edit(uri, 'super().__init__()\n        self.conv', 'super().__init__()\n\n        self.conv');
    expect(shown(await table(client))[0]).toEqual(['Net', '[N, 3, 8, 8]', '[N, 5]']);
    await client.close(uri);
    await client.open(uri, NET, 'python');
    expect(shown(await table(client))[0]).toEqual(['Net', '[N, 3, 8, 8]', '[N, 5]']);
  });

  test('what the client remembers holds from the start; what is not sound does not', async () => {
    const whatIf = {
      [uri]: { Net: { inputs: [[3, 9, 9]], args: 'classes=3' }, Other: { inputs: [['a']] }, Third: 4 },
      'file:///b.py': null,
    };
    const client = await open(NET, { initializationOptions: { extended: true, whatIf } });
    expect(shown(await table(client))).toEqual([['Net', '[N, 3, 9, 9]', '[N, 3]']]);
  });

  test('written into the file it holds without being tried out', async () => {
    const client = await open();
    await ask(client, 'Net', { args: 'classes=5', inputs: [[3, 8, 8]] });
    const write = () => client.request<TextChange[]>('convlint/writeDown', { textDocument: { uri }, model: 0 });
    await client.apply(uri, await write());
    expect(client.text(uri)).toBe(
      NET.replace('class Net', '# convlint: input=3x8x8\n# convlint: args=classes=5\nclass Net'),
    );
    await ask(client, 'Net', null);
    expect(shown(await table(client))).toEqual([['Net', '[N, 3, 8, 8]', '[N, 5]']]);
    expect(await lensesOf(client, 'convlint.whatIf')).toEqual(['input [N, 3, 8, 8] (from a comment)']);
    // What stands there is rewritten.
    await ask(client, 'Net', { args: 'classes=6', inputs: [[3, 9, 9]] });
    await client.apply(uri, await write());
    expect(client.text(uri)).toBe(
      NET.replace('class Net', '# convlint: input=3x9x9\n# convlint: args=classes=6\nclass Net'),
    );
  });
});

test('the input of a spec and of a model file of the YOLO family', async () => {
  const spec = 'file:///models/tiny.cnn.yaml';
  const client = await open(
    'model: Tiny\ninput: 32x32x3\nlayers:\n  - conv: { filters: 4, kernel: 5 }\n',
    {},
    'cnn-yaml',
    spec,
  );
  expect(await infoOf(client, 0, spec)).toEqual({
    name: 'Tiny',
    inputs: [{ name: expect.any(String), shape: [3, 32, 32] }],
    whatIf: null,
    isWritable: false,
  });
  await ask(client, 'Tiny', { inputs: [[3, 9, 11]] }, spec);
  expect(shown(await table(client, spec))).toEqual([['Tiny', '9×11×3', '5×7×4']]);
  expect(await lensesOf(client, 'convlint.whatIf', spec)).toEqual(['input 9×11×3 (chosen)']);
  const yolo = 'file:///models/yolo.yaml';
  await client.open(
    yolo,
    'nc: 3\nbackbone:\n  - [-1, 1, Conv, [8, 3, 2]]\nhead:\n  - [-1, 1, Conv, [4, 1, 1]]\n',
    'yaml',
  );
  const { name } = await infoOf(client, 0, yolo);
  await ask(client, name, { inputs: [[3, 64, 32]] }, yolo);
  expect(shown(await table(client, yolo))).toEqual([[name, '[N, 3, 64, 32]', '[N, 8, 32, 16]']]);
  const edits = await client.request<TextChange[]>('convlint/writeDown', { textDocument: { uri: yolo }, model: 0 });
  await client.apply(yolo, edits);
  expect(client.text(yolo)).toMatch(/^# convlint: input=3x64x32\nnc: 3\n/);
});
