// The language of messages, from the environment as POSIX says: LC_ALL, then LC_MESSAGES, then LANG.
import { config } from '@vscode/l10n';
import type { Host } from './host.ts';

/** Languages besides English, by their first letters. */
const TRANSLATED: Readonly<Record<string, { readonly locale: string; readonly bundle: string }>> = {
  pt: { locale: 'pt-BR', bundle: 'dist/l10n/bundle.l10n.pt-br.json' },
};

/** Loads the language's messages and returns its locale; numbers follow the messages, so all others read as English. */
export function chooseLocale(host: Host): string {
  const { LC_ALL, LC_MESSAGES, LANG } = host.environment;
  const wanted = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '') ?? '';
  const language = TRANSLATED[/^[a-z]+/i.exec(wanted)?.[0].toLowerCase() ?? ''];
  const contents = language && host.resource(language.bundle);
  if (!contents) return 'en';
  config({ contents });
  return language.locale;
}
