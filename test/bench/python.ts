// Python models: a keystroke in torchvision's resnet.py, all of torchvision's models against a process of real PyTorch, and
// memory after ten thousand edits. Sources and PyTorch are not part of the repository: without them the rows are skipped.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cached } from '../harness/model-cache.ts';
import { LspSession } from '../lsp/session.ts';
import { kilobytes, milliseconds, spread } from './measure.ts';

const root = resolve(import.meta.dirname, '../..');
const CLI = join(root, 'dist/cli.js');
const torchvision = cached('torchvision');
const SETTINGS = () => ({ diagnostics: { delay: 0 } });

/** Edits of one character, the digit at `@`, and which of resnet.py's ten models they touch. */
const EDITS = [
  ['one factory: ResNet-18', '_resnet(BasicBlock, [2, @, 2, 2]', 2],
  ['one factory: ResNet-152', '_resnet(Bottleneck, [3, 8, 3@, 3]', 6],
  ['two models: BasicBlock', 'class BasicBlock(nn.Module):\n    expansion: int = @', 1],
  ['all ten: ResNet', 'self.inplanes = 6@', 4],
  ['one: the docstring of ResNet-18', '"""ResNet-1@ from', 8],
  ['none: a comment above them', '# Version @', 1],
] as const;

/** Milliseconds between two keystrokes, in which the server does what it has left for later. */
const PAUSE = 120;

/** From didChange to the diagnostics response, over stdio. */
export async function pythonKeystrokes(): Promise<string[][]> {
  if (!torchvision) return [['skipped: no torchvision in the cache']];
  const path = join(torchvision, 'models/resnet.py');
  const uri = pathToFileURL(path).href;
  const folders = [pathToFileURL(dirname(torchvision)).href];
  const rows = [['torchvision/models/resnet.py, ten models', 'median', 'p95', 'at best', 'settled, median', 'p95']];
  const start = performance.now();
  const session = await LspSession.start({ settings: SETTINGS, folders });
  await session.open(uri, `# Version 1\n${readFileSync(path, 'utf8')}`, 'python');
  await session.firstDiagnostics(uri);
  rows.push(['cold: server start → first diagnostics', milliseconds(performance.now() - start), '', '', '', '']);
  for (const [name, place, digit] of EDITS) {
    const times: number[] = [];
    const settled: number[] = [];
    let now: number = digit;
    const edit = async () => {
      const next = 1 + (now % 9);
      const begun = performance.now();
      await session.edit(uri, place.replace('@', String(now)), place.replace('@', String(next)));
      now = next;
      return begun;
    };
    // Every text is a new one: what was typed before is of no help.
    for (let turn = 0; turn < 40; turn++) {
      const begun = await edit();
      await session.firstDiagnostics(uri);
      if (turn >= 10) times.push(performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    // Apart: what waits for everything, as hovers and hints do, leaves nothing for the next keystroke to wait for.
    for (let turn = 0; turn < 10; turn++) {
      const begun = await edit();
      await session.request('convlint/status', { textDocument: { uri } });
      settled.push(performance.now() - begun);
    }
    const figures = [spread(times), spread(settled)].map(({ median, p95 }) => [
      milliseconds(median),
      milliseconds(p95),
    ]);
    rows.push([name, ...(figures[0] ?? []), milliseconds(Math.min(...times)), ...(figures[1] ?? [])]);
  }
  await session.stop();
  return rows;
}

interface RealTorch {
  readonly import: number;
  readonly all: number;
  /** Seconds and rows of each model. */
  readonly models: Readonly<Record<string, readonly [seconds: number, rows: number]>>;
  readonly failed: Readonly<Record<string, string>>;
}

/** PyTorch begins no further model after so long: with weights it takes minutes. */
const MOST_SECONDS = 300;

/** The same models once by the command line, and once by PyTorch with hooks: on the meta device, and with weights. */
export function againstTorch(): string[][] {
  if (!torchvision) return [['skipped: no torchvision in the cache']];
  const cwd = dirname(torchvision);
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [CLI, ...args], { cwd, encoding: 'utf8', maxBuffer: 2 ** 30 }).stdout;
  const timeOf = (...args: readonly string[]) => {
    const begun = performance.now();
    run(...args);
    return performance.now() - begun;
  };
  const folder = timeOf('check', 'torchvision/models');
  const sources = readdirSync(join(cwd, 'torchvision/models'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(?:segmentation\/)?[a-z]\w*\.py$/.test(file))
    .map((file) => `torchvision/models/${file}`);
  const { files } = JSON.parse(run('shapes', '--format', 'json', ...sources)) as {
    files: { models: { name: string; layers: unknown[] }[] }[];
  };
  const names = files.flatMap(({ models }) => models.map(({ name }) => name)).filter((name) => /^[a-z]/.test(name));
  const all = files.flatMap(({ models }) => models);
  const layers = all.reduce((sum, model) => sum + model.layers.length, 0);
  const ours = timeOf('check', ...sources);
  const rows = [
    ['', 'models', 'rows', 'time', 'ratio'],
    ['convlint check torchvision/models', '', '', milliseconds(folder), ''],
    [
      '  of it: files of models that PyTorch is given, too',
      String(all.length),
      String(layers),
      milliseconds(ours),
      '1.0×',
    ],
  ];
  const asked = [...new Set(names)];
  for (const device of ['meta', 'cpu']) {
    const script = join(root, 'test/bench/real_torch.py');
    const { status, stdout: output } = spawnSync('/usr/bin/python3', [script, device, String(MOST_SECONDS)], {
      env: { ...process.env, PYTHONPATH: cwd },
      input: JSON.stringify(asked),
      encoding: 'utf8',
    });
    if (status !== 0) {
      rows.push([`PyTorch, ${device}: skipped (no PyTorch)`, '', '', '', '']);
      continue;
    }
    const real = JSON.parse(output.trim().split('\n').at(-1) ?? '') as RealTorch;
    const done = Object.values(real.models);
    const failed = Object.keys(real.failed).length;
    const isWhole = done.length + failed === asked.length;
    rows.push([
      `PyTorch with hooks, ${device}${device === 'meta' ? '' : ', random weights'}${isWhole ? '' : ', not all'}`,
      `${done.length} (${failed} fail)`,
      String(done.reduce((sum, [, count]) => sum + count, 0)),
      `${(real.all * 1000).toFixed(0)} ms`,
      `${isWhole ? '' : 'over '}${((real.all * 1000) / ours).toFixed(1)}×`,
    ]);
    rows.push(['  of it: import torch', '', '', `${(real.import * 1000).toFixed(0)} ms`, '']);
  }
  return rows;
}

const SMALL = `# convlint: input=3x32x32
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Conv2d(3 if i == 0 else 16, 16, 3, padding=1) for i in range(6)])
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        for block in self.blocks:
            x = F.relu(block(x))
        return self.head(x.mean([2, 3]))
`;

/** Resident memory of the server while one file is edited ten thousand times. */
export async function pythonMemory(): Promise<string[][]> {
  const uri = 'file:///bench/net.py';
  const session = await LspSession.start({ settings: SETTINGS });
  await session.open(uri, SMALL, 'python');
  const rows = [['edits of a small model', 'resident', 'a keystroke']];
  const [from, to] = ['range(6)', 'range(7)'];
  let last = performance.now();
  let before = 0;
  for (let turn = 1; turn <= 10_000; turn++) {
    await (turn % 2 === 1 ? session.edit(uri, from, to) : session.edit(uri, to, from));
    await session.firstDiagnostics(uri);
    if (![1000, 2500, 5000, 7500, 10_000].includes(turn)) continue;
    const each = (performance.now() - last) / (turn - before);
    rows.push([turn.toLocaleString('en'), residentOf(session.pid), milliseconds(each)]);
    [last, before] = [performance.now(), turn];
  }
  await session.stop();
  return rows;
}

/** Linux tells; elsewhere it is not known. */
function residentOf(pid: number | undefined): string {
  try {
    const used = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return used ? kilobytes(Number(used) * 1024) : 'unknown';
  } catch {
    return 'unknown';
  }
}
