// Start-up: what the server can do, and which language it speaks. Then the parts are put together in serve.ts.
import * as l10n from '@vscode/l10n';
import { type Connection, type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';
import type { InitializationOptions } from '../protocol.ts';
import { type Client, clientOf } from './client.ts';
import { FEATURES } from './features.ts';
import type { Host } from './host.ts';
import { serve } from './serve.ts';

/** What a host can do may depend on what the client says of itself. */
export function startServer(connection: Connection, hostFor: (options: InitializationOptions) => Host): void {
  connection.onInitialize(async (params) => {
    const client = clientOf(params);
    const host = hostFor(client.options);
    serve(connection, host, client, await speak(client, host));
    return { serverInfo: { name: 'convlint' }, capabilities: CAPABILITIES };
  });
  connection.listen();
}

const CAPABILITIES: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  notebookDocumentSync: { notebookSelector: [{ notebook: '*', cells: [{ language: 'python' }] }] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  diagnosticProvider: { identifier: 'convlint', interFileDependencies: true, workspaceDiagnostics: true },
  ...Object.assign({}, ...FEATURES.map((feature) => feature.capability)),
};

/** Loads the translations. Gives the locale that numbers follow: English where there are none, so that words and numbers agree. */
async function speak({ locale, options }: Client, host: Host): Promise<string> {
  if (locale === 'en' || locale.startsWith('en-')) return 'en';
  const contents = options.l10n ? JSON.stringify(options.l10n) : await translations(locale, host);
  if (contents === undefined) return 'en';
  try {
    const [canonical = 'en'] = Intl.getCanonicalLocales(locale);
    l10n.config({ contents });
    return canonical;
  } catch {
    return 'en';
  }
}

/** Any Portuguese is served the one that there is. */
async function translations(locale: string, host: Host): Promise<string | undefined> {
  const own = await host.loadTranslations(locale);
  return own ?? (/^pt\b/.test(locale) ? host.loadTranslations('pt-br') : undefined);
}
