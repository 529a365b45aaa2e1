// package.json's settings, and their texts in every language.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { manifestConfiguration } from '../../server/src/config/manifest.ts';
import type { Generated } from './generated.ts';

const root = resolve(import.meta.dirname, '../..');
/** Keys of the texts that are generated; the rest is written by hand. */
const OURS = /^(?:setting|rule)\./;

type Texts = Readonly<Record<string, string>>;

export const manifestFiles: readonly Generated[] = [
  {
    file: 'package.json',
    text(current = '{}') {
      const manifest = JSON.parse(current);
      manifest.contributes = { ...manifest.contributes, configuration: manifestConfiguration().configuration };
      return print(manifest);
    },
  },
  { file: 'package.nls.json', text: (current) => print(withTexts(current, manifestConfiguration().texts)) },
  ...['pt-br'].map((language) => ({
    file: `package.nls.${language}.json`,
    text: (current: string | undefined) => {
      const translations = translationsTo(language);
      const texts = Object.entries(manifestConfiguration().texts).map(([key, text]) => [
        key,
        translations[text] ?? text,
      ]);
      return print(withTexts(current, Object.fromEntries(texts)));
    },
  })),
];

function withTexts(current: string | undefined, ours: Texts): Texts {
  const byHand = Object.entries(JSON.parse(current ?? '{}') as Texts).filter(([key]) => !OURS.test(key));
  return { ...Object.fromEntries(byHand), ...ours };
}

/** The parts in l10n/ as one. */
function translationsTo(language: string): Texts {
  const files = readdirSync(join(root, 'l10n'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(`.${language}.json`),
  );
  return Object.assign({}, ...files.map((file) => JSON.parse(readFileSync(join(root, 'l10n', file), 'utf8'))));
}

function print(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
