// Installed packages: read where a model imports them, behind the user's own files, and nothing else of their folder is touched.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { ShapeTable } from '../../server/src/protocol.ts';
import { LspSession } from './session.ts';

const top = mkdtempSync(join(tmpdir(), 'convlint-libraries-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(top, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}

const block = (kernel: number) => `from torch import nn
from .sizes import CHANNELS

def make():
    return nn.Conv2d(3, CHANNELS, ${kernel})
`;
for (const name of ['blocks', 'hidden']) {
  write(`site-packages/${name}/__init__.py`, `from .core import make\n`);
  write(`site-packages/${name}/core.py`, block(3));
  write(`site-packages/${name}/sizes.py`, 'CHANNELS = 5\n');
}
const NET = (library: string) => `# convlint: input=3x8x8
from torch import nn
from ${library} import make

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = make()
        self.b = nn.Conv2d(5, 2, 1)

    def forward(self, x):
        return self.b(self.a(x))
`;
const net = write('work/net.py', NET('blocks'));
const folder = `${pathToFileURL(join(top, 'site-packages')).href}/`;
const libraries = [{ folder, packages: ['blocks'] }];

let session: LspSession | undefined;
afterEach(() => session?.kill());

async function open(text: string, options: object, settings?: () => unknown) {
  session = await LspSession.start({
    ...(settings ? { settings } : {}),
    initializationOptions: { extended: true, ...options },
    folders: [pathToFileURL(join(top, 'work')).href],
  });
  await session.open(net, text, 'python');
  return session;
}

async function output(client: LspSession): Promise<string | undefined> {
  const table = await client.request<ShapeTable>('convlint/shapes', { textDocument: { uri: net } });
  return table.models[0]?.outputs[0]?.shape;
}

test('an installed package is read, with what it imports of itself', async () => {
  const client = await open(NET('blocks'), { libraries });
  expect(await output(client)).toBe('[N, 2, 6, 6]');
  expect(await client.diagnostics(net)).toEqual([]);
});

test('another one in the same folder is not', async () => {
  const client = await open(NET('hidden'), { libraries });
  expect(await output(client)).not.toBe('[N, 2, 6, 6]');
  expect(await client.diagnostics(net)).toEqual([]);
});

test('selected later, it counts from then on; deselected, no longer', async () => {
  const client = await open(NET('blocks'), {});
  expect(await output(client)).not.toBe('[N, 2, 6, 6]');
  await client.request('convlint/setLibraries', { libraries });
  await client.hear('workspace/diagnostic/refresh');
  expect(await output(client)).toBe('[N, 2, 6, 6]');
  await client.request('convlint/setLibraries', { libraries: [] });
  expect(await output(client)).not.toBe('[N, 2, 6, 6]');
});

test('the user’s own package of the same name comes first', async () => {
  write('work/blocks/__init__.py', block(5).replace('from .sizes import CHANNELS', 'CHANNELS = 5'));
  const client = await open(NET('blocks'), { libraries });
  expect(await output(client)).toBe('[N, 2, 4, 4]');
  rmSync(join(top, 'work/blocks'), { recursive: true });
});

test('what is not sound is not taken', async () => {
  const unsound = [null, 3, { folder: 4 }, { folder: '/no/slash', packages: [] }, { folder, packages: ['../x', 5] }];
  const client = await open(NET('blocks'), { libraries: unsound });
  expect(await client.diagnostics(net)).toEqual([]);
  await client.request('convlint/setLibraries', { libraries: 'x' });
  expect(await output(client)).not.toBe('[N, 2, 6, 6]');
});

test('folders that the settings name count, too; a project’s file has none of the machine read', async () => {
  write('work/lib/own/blocks/__init__.py', block(7).replace('from .sizes import CHANNELS', 'CHANNELS = 5'));
  const away = write('away/blocks/__init__.py', block(5).replace('from .sizes import CHANNELS', 'CHANNELS = 5'));
  const outside = fileURLToPath(away.replace('/blocks/__init__.py', ''));
  const outputWith = async (roots: readonly string[]) => {
    const client = await open(NET('blocks'), {}, () => ({ python: { roots } }));
    const shape = await output(client);
    client.kill();
    return shape;
  };
  expect(await outputWith(['lib/own'])).toBe('[N, 2, 2, 2]');
  expect(await outputWith([outside])).toBe('[N, 2, 4, 4]');
  expect(await outputWith(['../away'])).not.toBe('[N, 2, 4, 4]');
  write('work/convlint.yaml', `python:\n  roots: [${JSON.stringify(outside)}]\n`);
  expect(await outputWith([])).not.toBe('[N, 2, 4, 4]');
  write('work/convlint.yaml', 'python:\n  roots: [./lib/own/]\n');
  expect(await outputWith([])).toBe('[N, 2, 2, 2]');
  rmSync(join(top, 'work/convlint.yaml'));
});
