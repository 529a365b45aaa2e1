// The command as it ships: dist/cli.js as a process, on real files, pipes and environments.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const CLI = join(root, 'dist/cli.js');
let folder = '';

const BAD = 'model: Bad\ninput: 7x7x3\nlayers:\n  - conv: { filters: 8, kernel: 3, stride: 3 }\n';

function convlint(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env.PATH, LANG: 'C', ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'convlint-cli-')));
  mkdirSync(join(folder, 'models/old'), { recursive: true });
  writeFileSync(join(folder, 'models/bad.cnn.yaml'), `\uFEFF${BAD}`);
  writeFileSync(join(folder, 'models/old/worse.cnn.yaml'), BAD);
  writeFileSync(join(folder, 'models/.gitignore'), 'old\n');
  writeFileSync(join(folder, 'models/compose.yaml'), 'services: {}\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('check prints the same findings as the editor, and says by its status that there are some', () => {
  const { status, out, err } = convlint(['check']);
  expect(status).toBe(1);
  expect(out).toMatch(
    /^models\/bad\.cnn\.yaml:4:44 error stride-does-not-fit 3×3 filter with stride 3 does not fit 7×7: /,
  );
  expect(out).toContain('\n    fix: ');
  expect(err).toBe('1 file checked: 1 error\n');
});

test('a model that cannot be made says why', () => {
  const net =
    'class Net(nn.Module):\n    def __init__(self, width):\n        super().__init__()\n        while width: pass\n';
  writeFileSync(join(folder, 'net.py'), `import torch.nn as nn\n${net}`);
  const said = (model: string) => convlint(['shapes', 'net.py', '--model', model]);
  expect(said('Net(8)')).toEqual({
    status: 2,
    out: '',
    err: 'convlint: net.py has no model Net(8), for making it fails: The analysis stopped itself: more than 2,000,000 steps.\n',
  });
  expect(said('Nut(8)').err).toContain("net.py has no model Nut(8), for making it fails: NameError: name 'Nut' is not");
  expect(said('8').err).toBe('convlint: net.py has no model 8\n');
  expect(convlint(['shapes', 'net.py'])).toEqual({
    status: 0,
    out: '',
    err: 'convlint: net.py has no model that runs as it stands; name one, as --model "Net(10)" --input 3x224x224\n',
  });
  writeFileSync(
    join(folder, 'net.py'),
    `import torch.nn as nn\n${net.replace(', width', '')}    def forward(self, x): return x\n`,
  );
  expect(convlint(['shapes', 'net.py']).err).toBe(
    "convlint: net.py has no model Net, for making it fails: NameError: name 'width' is not defined\n",
  );
  rmSync(join(folder, 'net.py'));
});

test('LANG=pt_BR speaks Portuguese, numbers and all', () => {
  const { out, err } = convlint(['check', 'models'], { LANG: 'pt_BR.UTF-8' });
  expect(out).toContain('(7 − 3)/3 + 1 = 2,33');
  expect(err).toBe('1 arquivo verificado: 1 erro\n');
  expect(convlint(['--help'], { LANG: 'pt_BR.UTF-8' }).out).toContain('Código de saída');
});

test('every rule explains itself by its page, from any folder and through a link', () => {
  const { status, out } = convlint(['explain', 'stride-does-not-fit']);
  expect(status).toBe(0);
  expect(out).toMatch(/^# /);
  const link = join(folder, 'convlint');
  symlinkSync(CLI, link);
  expect(execFileSync(process.execPath, [link, 'explain', 'stride-does-not-fit'], { encoding: 'utf8' })).toBe(out);
  expect(execFileSync(process.execPath, [link, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('bad arguments and unreadable files are one line and status 2', () => {
  expect(convlint(['check', '--format', 'xml'])).toMatchObject({ status: 2, out: '' });
  expect(convlint(['check', 'nowhere'])).toEqual({
    status: 2,
    out: '',
    err: 'convlint: nowhere: no such file or folder\n',
  });
  expect(convlint(['shapes', 'models'])).toMatchObject({
    status: 2,
    err: 'convlint: models is a folder, not a file\n',
  });
});

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a file without permission is named', () => {
  const secret = join(folder, 'secret.cnn.yaml');
  writeFileSync(secret, BAD);
  chmodSync(secret, 0);
  const { status, err } = convlint(['check', 'secret.cnn.yaml']);
  rmSync(secret);
  expect({ status, err }).toEqual({ status: 2, err: 'convlint: secret.cnn.yaml: permission denied\n' });
});

test('a reader that goes away early is no reason to complain', async () => {
  const long = `model: Long\ninput: 8x8x3\nlayers:\n${'  - relu\n'.repeat(5000)}`;
  writeFileSync(join(folder, 'long.cnn.yaml'), long);
  const child = spawn(process.execPath, [CLI, 'shapes', 'long.cnn.yaml', '--format', 'json'], { cwd: folder });
  let said = '';
  child.stderr.on('data', (data) => {
    said += String(data);
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.on('close', resolve));
  rmSync(join(folder, 'long.cnn.yaml'));
  expect({ status, said }).toEqual({ status: 0, said: '' });
});

test('the examples can be checked as they lie: the good ones have nothing worse than information', () => {
  const { files } = JSON.parse(
    spawnSync(process.execPath, [CLI, 'check', 'examples', '--format', 'json'], { cwd: root, encoding: 'utf8' }).stdout,
  ) as { files: { file: string; problems: { severity: string }[] }[] };
  const serious = files.filter(({ problems }) => problems.some(({ severity }) => /error|warning/.test(severity)));
  expect(serious.length).toBeGreaterThan(20);
  expect(serious.filter(({ file }) => !file.startsWith('examples/broken/'))).toEqual([]);
});

test.each([
  ['text', 'examples'],
  ['json', 'examples/broken', 'examples/broken/rank-mismatch.cnn.yaml', 'nowhere'],
])('threads that help print nothing else: %s', (format, ...paths) => {
  const [alone, helped] = ['1', '4'].map((threads) =>
    spawnSync(process.execPath, [CLI, 'check', '--format', format, '--threads', threads, ...paths], {
      cwd: root,
      env: { PATH: process.env.PATH, LANG: 'pt_BR' },
      encoding: 'utf8',
    }),
  );
  expect(alone?.stdout).toMatch(/stride-does-not-fit/);
  expect([helped?.status, helped?.stdout, helped?.stderr]).toEqual([alone?.status, alone?.stdout, alone?.stderr]);
});
