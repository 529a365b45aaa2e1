// Every string that is shown has a Portuguese text, none is left over, and their placeholders agree.
import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../../server/src/config/settings.ts';
import { libraryFor } from '../../server/src/frontends/ultralytics/blocks/index.ts';
import { KEYS } from '../../server/src/frontends/ultralytics/keys.ts';
import { inCode, operators } from '../../server/src/operators/index.ts';
import { rules } from '../../server/src/rules/index.ts';
import { documented, type Found, sourcesIn, translated } from '../harness/strings.ts';
import { parts, translations } from '../harness/translations.ts';

const sources = sourcesIn('server/src', 'client/src');
const calls = sources.map(translated);

/** What is declared in English and translated where it is shown. */
function* docs(): Iterable<Found> {
  for (const { id, doc, attributes } of [...operators.all, ...inCode]) {
    yield { file: id, text: doc };
    for (const [name, attribute] of Object.entries(attributes)) yield { file: `${id}.${name}`, text: attribute.doc };
  }
  for (const { id, summary, options = {} } of rules) {
    yield { file: id, text: summary };
    for (const [name, option] of Object.entries(options)) yield { file: `${id}.${name}`, text: option.doc };
  }
  for (const [id, setting] of Object.entries(SETTINGS)) {
    yield { file: id, text: setting.doc };
    if ('choiceDocs' in setting) for (const text of setting.choiceDocs) yield { file: id, text };
  }
  for (const [key, text] of KEYS) yield { file: `ultralytics ${key}`, text };
  for (const family of ['ultralytics', 'yolov5', 'yolov7', 'yolov9'] as const) {
    for (const [name, { doc, args }] of libraryFor({ family, certain: true }).blocks) {
      yield { file: name, text: doc };
      for (const [argument, { doc: text }] of Object.entries(args)) yield { file: `${name}.${argument}`, text };
    }
  }
  for (const source of sources.filter(({ file }) => /frontends|directives/.test(file)))
    yield* documented(source, ['doc']);
}

const shown = [...calls.flatMap(({ literals }) => literals), ...docs()];
const wanted = new Set(shown.map(({ text }) => text));

test('there are strings to translate', () => expect(wanted.size).toBeGreaterThan(300));

describe('pt-br', () => {
  const portuguese = translations('pt-br');

  test('every string has a translation', () => {
    const missing = shown.filter(({ text }) => !portuguese.has(text));
    expect([...new Set(missing.map(({ file, text }) => `${file}: ${text}`))].sort()).toEqual([]);
  });

  test('no translation is left over', () => {
    const orphans = parts('pt-br').flatMap(({ file, strings }) =>
      Object.keys(strings)
        .filter((key) => !wanted.has(key))
        .map((key) => `${file}: ${key}`),
    );
    expect(orphans).toEqual([]);
  });

  test('a string has one translation, whichever part gives it', () => {
    const seen = new Map<string, string>();
    const differing = parts('pt-br').flatMap(({ file, strings }) =>
      Object.entries(strings).flatMap(([key, value]) => {
        const before = seen.get(key);
        seen.set(key, value);
        return before === undefined || before === value ? [] : [`${file}: ${key}`];
      }),
    );
    expect(differing).toEqual([]);
  });

  test('placeholders agree', () => {
    const placeholders = (text: string) => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort().join();
    const wrong = [...portuguese].filter(([key, value]) => placeholders(key) !== placeholders(value));
    expect(wrong).toEqual([]);
  });

  test('nothing is empty', () => {
    expect([...portuguese].filter(([, value]) => value.trim() === '')).toEqual([]);
  });
});

test('what is translated is a literal, or a doc that is declared', () => {
  const known = /^[\w.?()[\]]*(?:doc|summary|Docs?\b|description|reason)/;
  const unclear = calls.flatMap(({ dynamic }) => dynamic).filter(({ text }) => !known.test(text));
  expect(unclear.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});
