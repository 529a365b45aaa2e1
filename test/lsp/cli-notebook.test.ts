// Jupyter notebooks on the command line: the cells are one program, and a place is a cell and a line of it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'convlint-notebook-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function convlint(...args: string[]) {
  const env = { PATH: process.env.PATH, LANG: 'C' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

const code = (text: string) => ({ cell_type: 'code', metadata: {}, outputs: [], source: text.split(/(?<=\n)/) });
const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: 'python3', language: 'python' } },
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# A net\n', 'import torch is below'] },
    code('%matplotlib inline\n!pip install torch\nimport torch\nfrom torch import nn'),
    { cell_type: 'raw', metadata: {}, source: 'class Broken(' },
    code('%%bash\necho class Net:'),
    code(
      'class Net(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.a = nn.Conv2d(3, 8, 3)\n    self.b = nn.Conv2d(9, 8, 3)\n\n  def forward(self, x):\n    return self.b(self.a(x))',
    ),
    code('%time y = Net()(torch.randn(2, 3, 32, 32))\ny.shape?'),
  ],
};
writeFileSync(join(folder, 'net.ipynb'), JSON.stringify(NOTEBOOK));
writeFileSync(join(folder, 'data.ipynb'), JSON.stringify({ ...NOTEBOOK, cells: [code('import pandas')] }));

test('a folder is checked with its notebooks; others than of models pass without a word', () => {
  const { status, out, err } = convlint('check');
  expect(out).toMatch(/^net\.ipynb:cell 5:5:\d+ error channels-mismatch [^\n]+\n {4}fix: [^\n]+\n$/);
  expect([status, err]).toEqual([1, '1 file checked: 1 error; 1 incomplete\n']);
});

test('cells go with lines into the documents', () => {
  const { files } = JSON.parse(convlint('check', 'net.ipynb', '--format', 'json').out);
  const [{ problems }] = files;
  expect(problems).toMatchObject([{ rule: 'channels-mismatch', cell: 5, line: 5, endLine: 5 }]);
  expect(problems[0].fix.edits).toMatchObject([{ cell: 5, line: 5, newText: '8' }]);
  const shapes = JSON.parse(convlint('shapes', 'net.ipynb', '--format', 'json').out).files[0];
  expect(shapes.dialect).toBe('torch');
  expect(shapes.models[0].inputs).toEqual([['N', 3, 32, 32]]);
  expect(shapes.models[0].layers[0]).toMatchObject({ path: 'a', cell: 5, line: 8, outputs: [['N', 8, 30, 30]] });
});

test('where lines of the file are asked for, words say the place', () => {
  const sarif = JSON.parse(convlint('check', 'net.ipynb', '--format', 'sarif').out);
  const [result] = sarif.runs[0].results;
  expect(result.locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'net.ipynb' } });
  expect(result.message.text).toMatch(/^Cell 5, line 5: /);
  expect(result.fixes).toBeUndefined();
  expect(convlint('check', 'net.ipynb', '--format', 'github').out).toMatch(
    /^::error file=net\.ipynb,title=ConvLint channels-mismatch::Cell 5, line 5: /,
  );
});

test('what is no notebook is no model file', () => {
  writeFileSync(join(folder, 'broken.ipynb'), '{ "cells": [');
  const { status, err } = convlint('shapes', 'broken.ipynb');
  rmSync(join(folder, 'broken.ipynb'));
  expect([status, err]).toEqual([2, 'convlint: broken.ipynb is no model file that ConvLint knows\n']);
});
