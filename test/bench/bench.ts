// `npm run bench`: how long a keystroke takes, how time grows with a model, what starts, sizes and memory cost.
// Server and command line are the built bundles; the analysis alone is bundled as they are.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parseDocument } from 'yaml';
import { LspSession } from '../lsp/session.ts';
import { interleaved, kilobytes, milliseconds, type Spread, spread, table, timed } from './measure.ts';
import { previewSmoothness } from './preview.ts';
import { againstTorch, pythonKeystrokes, pythonMemory } from './python.ts';
import { specOf } from './specs.ts';
import { allFiles, keystroke } from './ultralytics.ts';

const root = resolve(import.meta.dirname, '../..');
const resnet = readFileSync(join(root, 'examples/resnet-50.cnn.yaml'), 'utf8');
const URI = 'file:///bench/model.cnn.yaml';
const SETTINGS = () => ({ diagnostics: { delay: 0 } });

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`);
console.log(table('Keystroke: didChange → diagnostics, over stdio, no delay', await keystrokes()));
console.log(table('Analysis of specs', await lengths()));
console.log(table('Model files of the YOLO family', allFiles(await bundledAnalysis())));
console.log(table('Keystroke in one of them, over stdio, no delay', await keystroke()));
console.log(table('Python: didChange → diagnostics, over stdio, no delay', await pythonKeystrokes()));
console.log(table('Python: all of torchvision', againstTorch()));
console.log(table('Python: memory', await pythonMemory()));
console.log(table('Start', await starts()));
console.log(table('Peak memory', await memory()));
console.log(table('Sizes', sizes()));
console.log(table('Preview of a 7×7/2 on 224×224, playing, in a headless browser', await smoothness()));

async function smoothness(): Promise<string[][]> {
  const { framesPerSecond, median, p95, work } = await previewSmoothness();
  const number = (value: number) => value.toFixed(1);
  return [
    ['frames/s', 'between frames', 'p95', 'work per frame'],
    [number(framesPerSecond), ...[median, p95, work].map((value) => `${number(value)} ms`)],
  ];
}

async function keystrokes(): Promise<string[][]> {
  const rows = [['model', 'median', 'p95']];
  for (const [name, text, from, to] of [
    ['ResNet-50, at its first layer', resnet, 'filters: 64, kernel: 7', 'filters: 65, kernel: 7'],
    ['ResNet-50, at its last layer', resnet, 'linear: 1000', 'linear: 1001'],
    ['1,000 layers', specOf(1000), 'input: 64x64x32', 'input: 65x64x32'],
    ['10,000 layers', specOf(10_000), 'input: 64x64x32', 'input: 65x64x32'],
  ] as const) {
    const session = await LspSession.start({ settings: SETTINGS });
    await session.open(URI, text);
    await session.firstDiagnostics(URI);
    const change = async (turn: number) => {
      await (turn % 2 === 0 ? session.edit(URI, from, to) : session.edit(URI, to, from));
      await session.firstDiagnostics(URI);
    };
    const runs = text.length > 100_000 ? 20 : 200;
    rows.push([name, ...cells(await timed(change, { runs, warmUp: runs / 4 }))]);
    await session.stop();
  }
  return rows;
}

async function lengths(): Promise<string[][]> {
  const analyze = await bundledAnalysis();
  const rows = [['layers', 'YAML parse', 'whole analysis', 'after the parse', '÷ parse', 'per layer']];
  for (const [name, text] of [
    ['ResNet-50', resnet],
    ...[100, 1000, 10_000].map((layers) => [layers.toLocaleString('en'), specOf(layers)] as const),
  ] as const) {
    const runs = text.length > 100_000 ? 20 : 200;
    const layers = analyze({ uri: URI, text })?.models[0]?.graph.layers.length ?? 0;
    const [parse, whole] = await interleaved(
      () => parseDocument(text, { keepSourceTokens: true }),
      () => analyze({ uri: URI, text }),
      { runs, warmUp: runs },
    );
    const after = whole.median - parse.median;
    rows.push([
      name,
      milliseconds(parse.median),
      milliseconds(whole.median),
      milliseconds(after),
      (after / parse.median).toFixed(2),
      `${((whole.median / layers) * 1000).toFixed(1)} µs`,
    ]);
  }
  return rows;
}

/** Minified like the server, so that the figures are those of what ships. */
async function bundledAnalysis(): Promise<typeof import('../../server/src/analyze.ts').analyze> {
  const folder = mkdtempSync(join(tmpdir(), 'convlint-bench-'));
  const outfile = join(folder, 'analyze.cjs');
  const entryPoints = [join(root, 'server/src/analyze.ts')];
  await build({ entryPoints, outfile, bundle: true, minify: true, platform: 'node', format: 'cjs', target: 'node20' });
  const { analyze } = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return analyze;
}

async function starts(): Promise<string[][]> {
  const first: number[] = [];
  const commands: number[] = [];
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    const session = await LspSession.start({ settings: SETTINGS });
    await session.open(URI, resnet);
    await session.firstDiagnostics(URI);
    first.push(performance.now() - start);
    await session.stop();
    const begun = performance.now();
    command('check', 'examples/resnet-50.cnn.yaml');
    commands.push(performance.now() - begun);
  }
  return [
    ['', 'median', 'p95'],
    ['server start → first diagnostics', ...cells(spread(first))],
    ['convlint check resnet-50', ...cells(spread(commands))],
  ];
}

async function memory(): Promise<string[][]> {
  const rows = [['', 'resident']];
  for (const [name, text] of [
    ['server with ResNet-50, after 100 edits', resnet],
    ['server with 10,000 layers, after 20 edits', specOf(10_000)],
  ] as const) {
    const session = await LspSession.start({ settings: SETTINGS });
    await session.open(URI, text);
    const input = /input: \S+/.exec(text)?.[0] ?? '';
    const other = input.replace('input: ', 'input:  ');
    for (let turn = 0; turn < (text === resnet ? 100 : 20); turn++) {
      await (turn % 2 === 0 ? session.edit(URI, input, other) : session.edit(URI, other, input));
      await session.firstDiagnostics(URI);
    }
    rows.push([name, peakOf(session.pid)]);
    await session.stop();
  }
  rows.push(['convlint check examples', command('check', 'examples')]);
  return rows;
}

/** Runs the built command in a node of its own, and gives its peak memory. */
function command(...args: readonly string[]): string {
  const script = `process.on('exit', () => require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS)));
    process.argv = [process.argv[0], ...${JSON.stringify([join(root, 'dist/cli.js'), ...args])}];
    require(process.argv[1]);`;
  const { output } = spawnSync(process.execPath, ['-e', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const peak = Number(output[3]?.toString() ?? '');
  return peak > 0 ? kilobytes(peak * 1024) : 'unknown';
}

/** Linux keeps it; elsewhere it is not known. */
function peakOf(pid: number | undefined): string {
  try {
    const kilobytesUsed = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytesUsed ? kilobytes(Number(kilobytesUsed) * 1024) : 'unknown';
  } catch {
    return 'unknown';
  }
}

function sizes(): string[][] {
  const bundles = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(js|css)$/.test(file))
    .sort()
    .map((file) => `dist/${file}`);
  const packed = readdirSync(root).filter((file) => file.endsWith('.vsix'));
  const rows = [...bundles, ...packed].map((file) => [
    file.replaceAll('\\', '/'),
    kilobytes(statSync(join(root, file)).size),
  ]);
  if (packed.length === 0) rows.push(['VSIX', 'not packed: npm run package']);
  return [['file', 'size'], ...rows];
}

function cells({ median, p95 }: Spread): string[] {
  return [milliseconds(median), milliseconds(p95)];
}
