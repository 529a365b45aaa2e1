// `convlint shapes`: the tables of layers, as text, JSON, Markdown and CSV.
import { expect, test } from 'vitest';
import { convlint, WORKING_FOLDER } from './cli-memory-host.ts';

const TINY = `model: Tiny
input: 32x32x3
layers:
  - conv: { filters: 10, kernel: 5, padding: 2 }
  - relu
  - conv: { filters: 4, kernel: 3, stride: 1 }
`;

const files = { [`${WORKING_FOLDER}/tiny.cnn.yaml`]: TINY };

test('the JSON document has the fields of the contract, channels first', async () => {
  const { status, out } = await convlint({ files }, 'shapes', 'tiny.cnn.yaml', '--format', 'json', '--min-input');
  expect(status).toBe(0);
  const { version, files: shown } = JSON.parse(out);
  expect(version).toBe(1);
  const [{ models, problems, ...file }] = shown;
  expect(file).toEqual({ file: 'tiny.cnn.yaml', dialect: 'spec' });
  expect(problems).toEqual([]);
  const [{ layers, ...model }] = models;
  expect(model).toEqual({
    name: 'Tiny',
    inputs: [['N', 3, 32, 32]],
    outputs: [['N', 4, 30, 30]],
    params: 760 + 364,
    trainableParams: 760 + 364,
    macs: 32 * 32 * 10 * 75 + 30 * 30 * 4 * 90,
    complete: true,
    gaps: [],
    minInput: [3, 3],
    problems: [],
  });
  expect(layers).toHaveLength(3);
  expect(layers[2]).toMatchObject({
    operator: 'conv2d',
    type: 'conv',
    line: 6,
    column: 5,
    inputs: [['N', 10, 32, 32]],
    outputs: [['N', 4, 30, 30]],
    params: 364,
    macs: 324_000,
    receptiveField: [7, 7],
  });
  expect(Object.keys(layers[2])).toEqual([
    'path',
    'operator',
    'type',
    'line',
    'column',
    'inputs',
    'outputs',
    'params',
    'macs',
    'receptiveField',
  ]);
});

test('minInput is null unless it is asked for', async () => {
  const { out } = await convlint({ files }, 'shapes', 'tiny.cnn.yaml', '--format', 'json');
  expect(JSON.parse(out).files[0].models[0].minInput).toBeNull();
});

test('the table is aligned, height × width × channels, and ends with totals', async () => {
  const { out } = await convlint({ files }, 'shapes', 'tiny.cnn.yaml', '--min-input');
  const lines = out.split('\n');
  expect(lines[0]).toBe('Tiny  tiny.cnn.yaml');
  expect(lines[1]).toBe('32×32×3 → 30×30×4');
  const column = lines[3]?.indexOf('output') ?? -1;
  for (const line of lines.slice(5, 8)) expect(line.slice(column)).toMatch(/^\d+×\d+×\d+/);
  expect(out).toMatch(/total +1,124 +1,092,000/);
  expect(out).toContain('1,124 parameters (4.39 KiB) · 1.09 M MACs, 2.18 M FLOPs for one sample');
  expect(out).toContain('Smallest input that works: 3×3');
  expect(out).toContain('Complete: every shape is known.');
  expect(out).not.toMatch(/undefined|NaN|null|Infinity/);
});

test('--input replaces the input, channels first', async () => {
  const { out } = await convlint({ files }, 'shapes', 'tiny.cnn.yaml', '--input', '3x64x48');
  expect(out).toContain('64×48×3 → 62×46×4');
});

test('Markdown and CSV are tables for other programs', async () => {
  const markdown = (await convlint({ files }, 'shapes', 'tiny.cnn.yaml', '--format', 'markdown')).out;
  expect(markdown).toContain('| **total** |  |  |  | **1,124** | **1,092,000** |  |');
  const csv = (await convlint({ files }, 'shapes', 'tiny.cnn.yaml', '--format', 'csv')).out.trimEnd().split('\n');
  expect(csv).toHaveLength(4);
  expect(csv[0]).toBe('file,model,layer,operator,type,line,window,input,output,params,macs,receptive_field');
  expect(csv[1]).toMatch(/^tiny\.cnn\.yaml,Tiny,[\w.-]+,conv2d,conv,4,5×5,32×32×3,32×32×10,760,768000,5×5$/);
});

test('what is no model, and a model that is not there, are status 2', async () => {
  const more = { ...files, [`${WORKING_FOLDER}/notes.yaml`]: 'x: 1' };
  expect(await convlint({ files: more }, 'shapes', 'notes.yaml')).toEqual({
    status: 2,
    out: '',
    err: 'convlint: notes.yaml is no model file that ConvLint knows\n',
  });
  expect(await convlint({ files: more }, 'shapes', '.')).toMatchObject({
    status: 2,
    err: 'convlint: . is a folder, not a file\n',
  });
  expect(await convlint({ files }, 'shapes', 'tiny.cnn.yaml', '--model', 'Huge')).toMatchObject({ status: 2 });
});
