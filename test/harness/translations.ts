// The translations of one language: all parts of l10n/ together, as the build merges them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../l10n');

export interface Part {
  readonly file: string;
  readonly strings: Readonly<Record<string, string>>;
}

export function parts(locale: string): readonly Part[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(`.${locale}.json`))
    .sort()
    .map((file) => ({ file, strings: JSON.parse(readFileSync(join(folder, file), 'utf8')) }));
}

export function translations(locale: string): ReadonlyMap<string, string> {
  return new Map(parts(locale).flatMap(({ strings }) => Object.entries(strings)));
}
