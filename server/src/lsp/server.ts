// Wires a connection to the session: start-up, documents, settings, diagnostics and the table of features.
import * as l10n from '@vscode/l10n';
import {
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Client, clientOf } from './client.ts';
import { Diagnostics, documentReport, Rest } from './diagnostics.ts';
import { FEATURES } from './features.ts';
import { guardOf } from './guard.ts';
import type { Host } from './host.ts';
import { Session } from './session.ts';
import { settingsStore } from './settings-store.ts';

export function startServer(connection: Connection, host: Host): void {
  connection.onInitialize(async (params) => {
    const client = clientOf(params);
    const locale = await speak(client, host);
    serve(connection, host, client, locale);
    return capabilitiesOf(params);
  });
  connection.listen();
}

/** Loads the translations; the locale that numbers follow, which is English where there are none. */
async function speak({ locale, options }: Client, host: Host): Promise<string> {
  const contents = options.l10n ?? (locale.startsWith('en') ? undefined : await host.loadTranslations(locale));
  if (contents === undefined) return 'en';
  l10n.config({ contents: contents as string });
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

function capabilitiesOf(_params: InitializeParams): InitializeResult {
  return {
    serverInfo: { name: 'convlint' },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      diagnosticProvider: { identifier: 'convlint', interFileDependencies: true, workspaceDiagnostics: true },
      ...Object.assign({}, ...FEATURES.map((feature) => feature.capability)),
    },
  };
}

function serve(connection: Connection, host: Host, client: Client, locale: string): void {
  const guard = guardOf(connection);
  const documents = new TextDocuments(TextDocument);
  const settings = settingsStore(connection, client, async () => undefined);
  const session = new Session(documents, settings, locale);
  const diagnostics = new Diagnostics(session, client.options.rulePages ?? host.rulePages);
  const rest = new Rest();

  const push = async (uri: string) => {
    const { version } = documents.get(uri) ?? {};
    await rest.of(uri, (await settings.of(uri))['diagnostics.delay']);
    if (documents.get(uri)?.version !== version || version === undefined) return;
    const report = await diagnostics.report(uri);
    await connection.sendDiagnostics({ uri, version, diagnostics: report.diagnostics });
  };

  documents.onDidChangeContent(({ document }) => {
    rest.touch(document.uri);
    if (!client.pullsDiagnostics) guard.background('push', () => push(document.uri));
  });
  documents.onDidClose(({ document }) => {
    rest.drop(document.uri);
    session.close(document.uri);
    if (!client.pullsDiagnostics) {
      guard.background('push', () => connection.sendDiagnostics({ uri: document.uri, diagnostics: [] }));
    }
  });
  documents.listen(connection);

  guard.request('textDocument/diagnostic', { kind: 'full', items: [] }, async (params: never, token) => {
    const { textDocument, previousResultId } = params as { textDocument: { uri: string }; previousResultId?: string };
    await rest.of(textDocument.uri, (await settings.of(textDocument.uri))['diagnostics.delay']);
    if (token.isCancellationRequested) return { kind: 'full', items: [] };
    return documentReport(await diagnostics.report(textDocument.uri), previousResultId) as never;
  });

  for (const { method, empty, run } of FEATURES) {
    guard.request(method, empty, async (params: { textDocument: { uri: string } }) => {
      const analysed = await session.analysed(params.textDocument.uri);
      return analysed ? (run(analysed, params) ?? empty) : empty;
    });
  }

  connection.onInitialized(() => {
    if (client.registersConfiguration) {
      guard.background('register', () =>
        connection.client.register(DidChangeConfigurationNotification.type, { section: 'convlint' }),
      );
    }
  });
}
