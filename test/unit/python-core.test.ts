// The language itself: every snippet leaves its result in `result`. What is expected was Python's answer, and is asked again
// where a Python is installed.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runPython } from './python-helpers.ts';
import { SNIPPETS } from './python-snippets.ts';

describe('a snippet gives what Python gives', () => {
  it.each(SNIPPETS.map((snippet) => [snippet.name, snippet]))('%s', (_, { source, result }) => {
    const run = runPython(source);
    expect(run.failures).toEqual([]);
    expect(run.value('result')).toBe(result);
  });
});

const python = findPython();

function findPython(): string | undefined {
  for (const command of ['python3', 'python']) {
    try {
      execFileSync(command, ['-c', 'import sys; assert sys.version_info >= (3, 11)']);
      return command;
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

it.skipIf(!python)(`Python itself gives the same (skipped: ${python ? 'no' : 'no python3 ≥ 3.11 here'})`, () => {
  const script = [
    'import json, sys',
    'for source in json.load(sys.stdin):',
    '    names = {"__name__": "__main__"}',
    '    try:',
    '        exec(source, names)',
    '        print(json.dumps(repr(names["result"])))',
    '    except BaseException as error:',
    '        print(json.dumps("raised " + repr(error)))',
  ].join('\n');
  const input = JSON.stringify(SNIPPETS.map(({ source }) => source));
  const printed = execFileSync(python ?? '', ['-c', script], { input, encoding: 'utf8' });
  const answers = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string);
  const wrong = SNIPPETS.flatMap(({ name, result }, index) =>
    answers[index] === result ? [] : [{ name, result, python: answers[index] }],
  );
  expect(wrong).toEqual([]);
});
