// Small Python programs (classes, closures, generators, exceptions, patterns, slices, texts, formats …) and what CPython 3.11
// makes of them: `result`, as `repr` shows it. A known gap must still be one.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runPython } from '../harness/python-plain.ts';

interface Row {
  readonly source: string;
  readonly result: string;
  readonly gap?: boolean;
}

const rows = gunzipSync(readFileSync(new URL('./data/python-programs.jsonl.gz', import.meta.url)))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line): Row => JSON.parse(line));

function resultOf({ source }: Row): string {
  const { failures, value } = runPython(source);
  return failures.length > 0 ? failures.join('; ') : value('result');
}

function disagrees(row: Row): readonly string[] {
  const got = resultOf(row);
  return got === row.result ? [] : [`${row.source}\n  → ${got}\n  Python: ${row.result}`];
}

describe('programs, recorded from Python', () => {
  const [settled, gaps] = [rows.filter(({ gap }) => !gap), rows.filter(({ gap }) => gap)];
  test('come to the same', () => expect(settled.flatMap(disagrees).join('\n\n')).toBe(''), 60_000);
  test('known gaps are still some', () => expect(gaps.filter((row) => disagrees(row).length === 0)).toEqual([]));
  test('are many', () => expect(settled.length).toBeGreaterThan(2900));
});
