// Runs the examples of the rules' pages: under "Example" the rule must speak, under "Fix" it must be silent, and so must errors.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyzeCase, readText } from '../harness/check-case.ts';
import { readCases } from '../harness/literate.ts';

const pages = readdirSync(join(import.meta.dirname, '../../docs/rules'))
  .filter((file) => file.endsWith('.md') && file !== 'README.md')
  .sort();

describe.each(pages)('docs/rules/%s', (file) => {
  const rule = file.replace(/\.md$/, '');
  const examples = readCases(readText('docs/rules', file));
  const of = (section: string) => examples.filter((example) => example.section === section);
  const found = (example: (typeof examples)[number]) =>
    (analyzeCase(example)?.problems ?? []).map((problem) => `${problem.severity} ${problem.rule}`);

  test('has an example and a fix', () => {
    expect(of('Example').length).toBeGreaterThan(0);
    expect(of('Fix').length).toBeGreaterThan(0);
  });

  test.each(of('Example').map((example) => [example.line, example] as const))(
    'line %i gives the rule alone',
    (_, example) => {
      expect([...new Set(found(example).map((line) => line.split(' ')[1]))]).toEqual([rule]);
    },
  );

  test.each(of('Fix').map((example) => [example.line, example] as const))('line %i is mended', (_, example) => {
    expect(found(example).filter((line) => line.endsWith(` ${rule}`) || /^(error|warning)/.test(line))).toEqual([]);
  });
});
