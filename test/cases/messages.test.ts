// Every message of every case, in every language: no placeholder is left, and nothing that is not a word.
import { readdirSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { afterAll, describe, expect, test } from 'vitest';
import { mendsOf } from '../../server/src/mend.ts';
import { rules } from '../../server/src/rules/index.ts';
import { analyzeCase, readText } from '../harness/check-case.ts';
import { type LiterateCase, readCases } from '../harness/literate.ts';
import { translations } from '../harness/translations.ts';

const cases = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) => readCases(readText('test/cases', file)));

afterAll(() => l10n.config({ contents: {} }));

describe.each(['en', 'pt-br'])('%s', (locale) => {
  test('messages, related places and fixes are whole', () => {
    l10n.config({ contents: locale === 'en' ? {} : Object.fromEntries(translations(locale)) });
    const texts = cases.flatMap((example) => textsOf(example, locale));
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter(({ text }) => /\{\d+\}|undefined|NaN|Infinity|\[object|\s{2}|^\s*$/.test(text))).toEqual([]);
    const spoken = new Set(texts.map(({ rule }) => rule));
    expect(rules.map(({ id }) => id).filter((id) => !spoken.has(id))).toEqual([]);
  });
});

function textsOf(example: LiterateCase, locale: string): { readonly rule: string; readonly text: string }[] {
  const settings = new Map([...example.settings, ['locale', locale]]);
  const analysis = analyzeCase({ ...example, settings });
  return (analysis?.problems ?? []).flatMap((problem) =>
    [
      problem.message,
      ...problem.related.map(({ message }) => message),
      ...(analysis ? mendsOf(analysis, problem).map(({ title }) => title) : []),
    ].map((text) => ({ rule: problem.rule, text })),
  );
}

test('no beginning of a case makes the analysis throw', () => {
  for (const example of cases) {
    for (let end = 0; end < example.text.length; end += 11) {
      const analysis = analyzeCase({ ...example, text: example.text.slice(0, end) });
      for (const problem of analysis?.problems ?? []) expect(problem.message).not.toBe('');
    }
  }
}, 180_000);
