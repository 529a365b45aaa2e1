// `convlint check`: what it prints in each format, what it reads, and its status.
import { expect, test } from 'vitest';
import { convlint, WORKING_FOLDER } from './cli-memory-host.ts';

const GOOD = `model: Good
input: 32x32x3
layers:
  - conv: { filters: 10, kernel: 5, padding: 2 }
  - relu
`;

const BAD = `model: Bad
input: 32x32x3
layers:
  - conv: { filters: 10, kernel: 5, padding: 2 }
  - relu
  - conv: { in-channels: 12, filters: 4, kernel: 3, padding: 1 }
`;

function project(files: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${WORKING_FOLDER}/${name}`, text]));
}

test('a good file gives no output and status 0; the count is on standard error', async () => {
  const { status, out, err } = await convlint({ files: project({ 'a.cnn.yaml': GOOD }) }, 'check', 'a.cnn.yaml');
  expect({ status, out, err }).toEqual({ status: 0, out: '', err: '1 file checked: no problems\n' });
});

test('a failure of our own costs its file, not those of others', async () => {
  const files = project({ 'a.py': 'import torch.nn as nn\nmodel = nn.Linear(2, 3)\n', 'b.cnn.yaml': BAD });
  const bytes = () => {
    throw new TypeError('a bug');
  };
  const { status, out, err } = await convlint({ files, bytes }, 'check', '.');
  expect(status).toBe(2);
  expect(out).toContain('b.cnn.yaml:6:26 error channels-mismatch');
  expect(err).toMatch(/a\.py: ConvLint itself failed here[\s\S]*TypeError: a bug/);
});

test('a problem is one line: file, line, column, severity, rule, message; its fix stands below', async () => {
  const { status, out } = await convlint({ files: project({ 'a.cnn.yaml': BAD }) }, 'check', 'a.cnn.yaml');
  expect(status).toBe(1);
  expect(out).toMatch(/^a\.cnn\.yaml:6:26 error channels-mismatch .*12.*10/);
  for (const line of out.trimEnd().split('\n').slice(1)) expect(line).toMatch(/^ {4}fix: /);
});

test('a folder is walked: .gitignore is respected, other files pass without a word', async () => {
  const files = project({
    '.git/HEAD': '',
    '.gitignore': 'build/\n*.old.cnn.yaml\n',
    'models/.gitignore': '!kept.old.cnn.yaml\n',
    'models/a.cnn.yaml': BAD,
    'models/kept.old.cnn.yaml': BAD,
    'models/gone.old.cnn.yaml': BAD,
    'models/compose.yaml': 'services: {}',
    'models/weights.bin': '\0\0',
    'build/b.cnn.yaml': BAD,
    'node_modules/c.cnn.yaml': BAD,
  });
  const listed = async (args: string[]) =>
    JSON.parse((await convlint({ files }, 'check', '--format', 'json', ...args)).out).files.map(
      (each: { file: string }) => each.file,
    );
  expect(await listed([])).toEqual(['models/a.cnn.yaml', 'models/kept.old.cnn.yaml']);
  expect(await listed(['models'])).toEqual(['models/a.cnn.yaml', 'models/kept.old.cnn.yaml']);
  expect(await listed(['./models/'])).toEqual(['./models/a.cnn.yaml', './models/kept.old.cnn.yaml']);
  // What is asked for by name is checked all the same, and only once.
  expect(await listed(['build'])).toEqual(['build/b.cnn.yaml']);
  expect(await listed(['models/gone.old.cnn.yaml', 'models/gone.old.cnn.yaml'])).toEqual(['models/gone.old.cnn.yaml']);
});

test('the JSON document has the fields of the contract', async () => {
  const { status, out } = await convlint(
    { files: project({ 'a.cnn.yaml': BAD }) },
    'check',
    '--format=json',
    'a.cnn.yaml',
  );
  expect(status).toBe(1);
  const document = JSON.parse(out);
  expect(Object.keys(document)).toEqual(['version', 'files']);
  expect(document.version).toBe(1);
  const [file] = document.files;
  expect(Object.keys(file)).toEqual(['file', 'dialect', 'complete', 'gaps', 'problems']);
  expect(file).toMatchObject({ file: 'a.cnn.yaml', dialect: 'spec', gaps: [] });
  expect(file.problems).toHaveLength(1);
  expect(file.problems[0]).toMatchObject({
    rule: 'channels-mismatch',
    severity: 'error',
    line: 6,
    column: 26,
    endLine: 6,
    endColumn: 28,
  });
});

test('--severity hides what is milder and leaves the status', async () => {
  const config = { 'convlint.yaml': 'rules: { channels-mismatch: warning }' };
  const files = project({ ...config, 'a.cnn.yaml': BAD });
  expect((await convlint({ files }, 'check', 'a.cnn.yaml')).out).toContain(' warning channels-mismatch ');
  expect((await convlint({ files }, 'check', 'a.cnn.yaml')).status).toBe(0);
  expect((await convlint({ files }, 'check', '--severity', 'error')).out).toBe('');
  expect((await convlint({ files }, 'check', '--severity', 'error', '--max-warnings', '0')).status).toBe(1);
  expect((await convlint({ files }, 'check', '--max-warnings', '1')).status).toBe(0);
});

test('settings come from the nearest convlint.yaml, or from --config; what is wrong in it is said', async () => {
  const off = 'rules: { channels-mismatch: off }';
  const files = project({
    'convlint.yaml': 'rules: { channels-mismatch: hint }',
    'a.cnn.yaml': BAD,
    'quiet/convlint.yaml': off,
    'quiet/b.cnn.yaml': BAD,
    'loud.yaml': 'rules: { channels-mismatch: error, no-such-rule: off }',
  });
  const { out, status } = await convlint({ files }, 'check');
  expect(out).toMatch(/^a\.cnn\.yaml:6:26 hint channels-mismatch [^\n]*\n( {4}fix: [^\n]*\n)?$/);
  expect(status).toBe(0);
  const loud = await convlint({ files }, 'check', '--config', 'loud.yaml');
  expect(loud.out.match(/ error channels-mismatch /g)).toHaveLength(2);
  expect(loud.err).toContain('loud.yaml:1: rules.no-such-rule: ');
  expect(await convlint({ files }, 'check', '--config', 'none.yaml')).toMatchObject({
    status: 2,
    out: '',
    err: 'convlint: none.yaml: no such file or folder\n',
  });
});

test('what cannot be read gives one line and status 2; the rest is checked', async () => {
  const files = project({ 'a.cnn.yaml': BAD, 'secret.cnn.yaml': undefined });
  const { status, out, err } = await convlint({ files }, 'check', 'none', 'secret.cnn.yaml', 'a.cnn.yaml');
  expect(status).toBe(2);
  expect(out).toContain('a.cnn.yaml:6:26 error');
  expect(err).toContain('convlint: none: no such file or folder\n');
  expect(err).toContain('convlint: secret.cnn.yaml: permission denied\n');
});

test('no model file is a note, not a failure', async () => {
  const files = project({ 'notes.txt': 'x', 'compose.yaml': 'services: {}' });
  expect(await convlint({ files }, 'check')).toEqual({
    status: 0,
    out: '',
    err: 'convlint: no model files found in .\n',
  });
});

test('GitHub sees annotations', async () => {
  const { out } = await convlint({ files: project({ 'a,b.cnn.yaml': BAD }) }, 'check', '--format', 'github');
  expect(out).toMatch(
    /^::error file=a%2Cb\.cnn\.yaml,line=6,endLine=6,col=26,endColumn=28,title=ConvLint channels-mismatch::[^\n]+\n$/,
  );
});

test('SARIF names each rule once, and each result its place', async () => {
  const { out } = await convlint({ files: project({ 'a b.cnn.yaml': BAD }) }, 'check', '--format', 'sarif');
  const { version, runs } = JSON.parse(out);
  expect(version).toBe('2.1.0');
  const [{ tool, results }] = runs;
  expect(tool.driver.rules[results[0].ruleIndex].id).toBe('channels-mismatch');
  expect(results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'a%20b.cnn.yaml' },
    region: { startLine: 6, startColumn: 26, endLine: 6, endColumn: 28 },
  });
});

test('colours only where the terminal shows them', async () => {
  const files = project({ 'a.cnn.yaml': BAD });
  expect((await convlint({ files }, 'check')).out).not.toContain('\u001b');
  expect((await convlint({ files, colours: true }, 'check')).out).toContain('\u001b[31merror\u001b[39m');
});

test('nothing in a file can steer the terminal', async () => {
  const text = 'model: M\ninput: 8x8x3\nlayers:\n  - { name: "a\\e[2J", relu: {} }\n  - "x\\n\\e]0;\\a"\n';
  const files = project({ 'a.cnn.yaml': text });
  for (const args of [['check'], ['shapes', 'a.cnn.yaml'], ['shapes', 'a.cnn.yaml', '--format', 'markdown']]) {
    const { out, err } = await convlint({ files }, ...args);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  }
});
