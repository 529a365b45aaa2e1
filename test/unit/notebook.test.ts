// Notebooks as one program: what IPython adds to Python is made harmless without moving a place, cells lie below each other,
// and the file's own format is read in all its versions.
import { describe, expect, test } from 'vitest';
import { programInFile } from '../../server/src/notebook/file.ts';
import { withoutMagics } from '../../server/src/notebook/magics.ts';
import { cellAtLine, cellAtOffset, programOfCells, programUri } from '../../server/src/notebook/program.ts';

describe('magics', () => {
  test.each([
    ['%matplotlib inline', '#matplotlib inline'],
    ['!pip install torch', '#pip install torch'],
    ['?', '#'],
    ['nn.Conv2d?', '#n.Conv2d?'],
    ['??model', '#?model'],
    ['if x:\n    !ls', 'if x:\n    0#s'],
    ['if x:\n    !', 'if x:\n    0'],
    ['files = !ls data', 'files = _#s data'],
    ['files = !', 'files = _'],
    ['%time y = model(x)', 'if 1: y = model(x)'],
    ['  %time y = model(x)', '  if 1: y = model(x)'],
    ['%timeit -n 10 -r3 model(x)', 'if 1:             model(x)'],
    ['%%time\ny = 1', '#%time\ny = 1'],
    ['%%bash\nls -l\n', '      \n     \n'],
    ['%%writefile a.py\nimport torch', '                \n            '],
    ['!pip install a \\\n  b\nx = 1', '#pip install a \\\n  #\nx = 1'],
    ['# a \\\n!ls', '# a \\\n#ls'],
    ['%matplotlib inline\r\nx = 1\r', '#matplotlib inline\r\nx = 1\r'],
  ])('%j', (cell, expected) => {
    expect(withoutMagics(cell)).toBe(expected);
    expect(expected.length).toBe(cell.length);
  });

  test.each([
    'x = a % b\ny = a != b',
    "text = ('%d'\n  % 3)",
    'long = a \\\n  % b',
    '"""\n%time\n!ls\n"""',
    "s = '''\n? \n'''",
    'values = [\n  1, # what is this?\n]',
    'x = "really?"',
    'print("a") # why?',
    "quote = '\\'' % 3",
    'm = a @ b',
  ])('%j is Python', (cell) => expect(withoutMagics(cell)).toBe(cell));
});

describe('the program', () => {
  const { text, cells } = programOfCells([
    { number: 1, text: 'import torch' },
    { number: 3, text: '!ls\nx = 1\n' },
    { number: 4, text: '' },
    { number: 7, text: 'y = x' },
  ]);

  test('is the texts below each other', () => {
    expect(text).toBe('import torch\n#ls\nx = 1\n\n\ny = x\n');
    for (const cell of cells) expect(cell.span.end - cell.span.start).toBe(cell.text.length);
  });

  test('knows of every place which cell it belongs to', () => {
    const lines = text.split('\n').slice(0, -1);
    expect(lines.map((_, line) => cellAtLine(cells, line)?.number)).toEqual([1, 3, 3, 3, 4, 7]);
    expect(cellAtOffset(cells, text.indexOf('x = 1'))?.number).toBe(3);
    expect(cellAtOffset(cells, text.length + 5)?.number).toBe(7);
    expect(cells.map(({ line, lines: count }) => [line, count])).toEqual([
      [0, 1],
      [1, 3],
      [4, 1],
      [5, 1],
    ]);
  });

  test('has a name that says what it is', () => {
    expect(programUri('file:///a/b.ipynb')).toBe('file:///a/b.ipynb');
    expect(programUri('untitled:Interactive-1')).toBe('untitled:Interactive-1.ipynb');
  });
});

describe('the file', () => {
  const code = (source: unknown) => ({ cell_type: 'code', source, outputs: [], metadata: {} });
  const markdown = { cell_type: 'markdown', source: ['import torch\n'] };

  test('cells of code, numbered among all', () => {
    const program = programInFile(
      JSON.stringify({ nbformat: 4, cells: [markdown, code(['a = 1\n', 'b = 2']), markdown, code('c = 3')] }),
    );
    expect(program?.text).toBe('a = 1\nb = 2\nc = 3\n');
    expect(program?.cells.map(({ number }) => number)).toEqual([2, 4]);
  });

  test('the version before', () => {
    const old = { nbformat: 3, worksheets: [{ cells: [{ cell_type: 'code', input: ['a = 1'], language: 'python' }] }] };
    expect(programInFile(JSON.stringify(old))?.text).toBe('a = 1\n');
  });

  test.each([
    ['another language', { metadata: { kernelspec: { language: 'R' } }, cells: [code('x <- 1')] }],
    ['another language, as the kernel said', { metadata: { language_info: { name: 'julia' } }, cells: [code('x')] }],
    ['no cells', { metadata: {} }],
    ['no object', [1]],
  ])('%s gives no program', (_, notebook) => expect(programInFile(JSON.stringify(notebook))).toBeUndefined());

  test('broken texts give none, and odd cells are passed over', () => {
    expect(programInFile('{ "cells": [')).toBeUndefined();
    const odd = { cells: [null, 3, { cell_type: 'code' }, code([1, 2]), code('x = 1')], metadata: null };
    expect(programInFile(JSON.stringify(odd))?.text).toBe('x = 1\n');
  });
});
