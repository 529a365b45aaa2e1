// Runs every literate case of this folder. How a case reads: test/harness/literate.ts.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkCase, readText } from '../harness/check-case.ts';
import { readCases } from '../harness/literate.ts';

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.replaceAll('\\', '/'))
  .sort();

test('there are cases', () => expect(files.length).toBeGreaterThan(30));

describe.each(files)('%s', (file) => {
  const cases = readCases(readText('test/cases', file));

  test('has cases', () => expect(cases.length).toBeGreaterThan(0));

  test.each(cases.map((example) => [`${example.title} (line ${example.line})`, example] as const))(
    '%s',
    (_, example) => {
      expect(checkCase(example).join('\n')).toBe('');
    },
  );
});
