// Model files of the YOLO family: all of them at all scales in one process, and a keystroke in one of them.
// The files of Ultralytics are not part of the repository: without ../shared/ground-truth our own examples stand in.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { analyze } from '../../server/src/analyze.ts';
import { LspSession } from '../lsp/session.ts';
import { milliseconds, type Spread, spread } from './measure.ts';

const root = resolve(import.meta.dirname, '../..');
const recorded = resolve(root, '../shared/ground-truth/ultralytics');
const folder = existsSync(recorded) ? recorded : join(root, 'examples/ultralytics');

function files(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(folder, file))
    .sort();
}

/** Cold is the first time round, in a process that has analysed nothing else of the kind. */
export function allFiles(run: typeof analyze): string[][] {
  const jobs = files().flatMap((path) => {
    const request = { uri: pathToFileURL(path).href, text: readFileSync(path, 'utf8') };
    if (!/^backbone:/m.test(request.text)) return [];
    const scales = /^scales:[^\n]*\n((?:[ #][^\n]*\n)+)/m.exec(request.text)?.[1] ?? '';
    const names = [...scales.matchAll(/^ +(\w+):/gm)].map(([, name = '']) => name);
    return names.length === 0 ? [request] : names.map((scale) => ({ ...request, scale }));
  });
  let layers = 0;
  const all = () => {
    layers = 0;
    const start = performance.now();
    for (const job of jobs) layers += run(job)?.models[0]?.graph.layers.length ?? 0;
    return performance.now() - start;
  };
  const cold = all();
  for (let turn = 0; turn < 3; turn++) all();
  const warm = spread(Array.from({ length: 10 }, all)).median;
  const row = (name: string, time: number) => [
    name,
    milliseconds(time),
    milliseconds(time / jobs.length),
    `${((time / layers) * 1000).toFixed(1)} µs`,
  ];
  return [
    [`${jobs.length} models, ${layers.toLocaleString('en')} layers`, 'all', 'one', 'a layer'],
    row('cold', cold),
    row('warm', warm),
  ];
}

/** A number changes; then problems, hover and hints are asked for. */
export async function keystroke(): Promise<string[][]> {
  const path = files().find((file) => file.endsWith('/yolov8.yaml') || file.endsWith('/courtyard.yaml'));
  if (path === undefined) return [];
  const text = readFileSync(path, 'utf8');
  const uri = 'file:///bench/model.yaml';
  const [from = '', rows = 0] = [/\[-1, 1, Conv, \[\d+, 3, 2\]\]/.exec(text)?.[0], text.split('\n').length];
  const to = from.replace('3, 2', '5, 2');
  const session = await LspSession.start({ settings: () => ({ diagnostics: { delay: 0 } }) });
  await session.open(uri, text, 'yaml');
  await session.firstDiagnostics(uri);
  const times: number[] = [];
  for (let turn = 0; turn < 250; turn++) {
    const start = performance.now();
    await (turn % 2 === 0 ? session.edit(uri, from, to) : session.edit(uri, to, from));
    await session.firstDiagnostics(uri);
    const textDocument = { uri };
    const position = session.at(uri, 'SPPF');
    const range = { start: { line: 0, character: 0 }, end: { line: rows, character: 0 } };
    await session.connection.sendRequest('textDocument/hover', { textDocument, position });
    await session.connection.sendRequest('textDocument/inlayHint', { textDocument, range });
    if (turn >= 50) times.push(performance.now() - start);
  }
  await session.stop();
  const { median, p95 }: Spread = spread(times);
  return [
    ['', 'median', 'p95'],
    [`${path.slice(path.lastIndexOf('/') + 1)}: problems, hover and hints`, milliseconds(median), milliseconds(p95)],
  ];
}
