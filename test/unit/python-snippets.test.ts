// The language, the built-ins and the standard library: what is known comes out as Python's own answer, which is asked again
// where a Python is installed.
import { describe, expect, it } from 'vitest';
import { runPython } from '../harness/python-plain.ts';
import { findPython } from '../harness/real-python.ts';
import { askPython, LANGUAGE, readSnippets } from '../harness/snippets.ts';

const FILES = [...LANGUAGE, 'builtins.py', 'library.py'];
const python = findPython('import sys; assert sys.version_info >= (3, 11)');
if (python === undefined) console.warn('SKIPPED: no python3 ≥ 3.11 here: the answers are as recorded');

describe.each(FILES)('%s', (file) => {
  const snippets = readSnippets(file);

  it.each(snippets.map((snippet) => [snippet.name, snippet]))('%s', (_, { source, asked }) => {
    const run = runPython(source);
    expect(run.failures).toEqual([]);
    expect(asked.map(({ expression }, index) => ({ expression, answer: run.value(`_${index}`) }))).toEqual(asked);
  });

  it.skipIf(python === undefined)('holds the answers of Python itself', () => {
    expect(askPython(python ?? '', snippets)).toEqual(snippets);
  });
});
