// Small programs and what the real thing makes of them. A known gap must still be one. Knows not who runs them.
import { describe, expect, test } from 'vitest';
import { DATA, readRows } from '../harness/recorded.ts';

export interface Program {
  readonly source: string;
  /** The text that the program leaves in `result`. */
  readonly result: string;
  readonly gap?: boolean;
}

export function describePrograms(
  title: string,
  file: string,
  { least, resultOf }: { readonly least: number; readonly resultOf: (source: string) => string | undefined },
): void {
  const rows = readRows<Program>(new URL(file, DATA));
  const disagrees = ({ source, result }: Program): readonly string[] => {
    const got = resultOf(source);
    return got === result ? [] : [`${source}\n  → ${got}\n  recorded: ${result}`];
  };
  describe(title, () => {
    const [settled, gaps] = [rows.filter(({ gap }) => !gap), rows.filter(({ gap }) => gap)];
    test('come to the same', () => expect(settled.flatMap(disagrees).join('\n\n')).toBe(''), 60_000);
    test('known gaps are still some', () => expect(gaps.filter((row) => disagrees(row).length === 0)).toEqual([]));
    test('are many', () => expect(settled.length).toBeGreaterThan(least));
  });
}
