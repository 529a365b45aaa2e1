// Puts the parts together for one client: documents, settings, reports and features, each behind the guard.
import {
  type Connection,
  DidChangeConfigurationNotification,
  type DidChangeConfigurationParams,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesParams,
  type DidChangeWorkspaceFoldersParams,
  type DocumentDiagnosticReport,
  TextDocuments,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CodeAction } from 'vscode-languageserver-types';
import { type ActionData, resolveAction } from '../ide/code-actions.ts';
import type { Requests, WhatIfAnswer } from '../protocol.ts';
import { Announcer } from './announcer.ts';
import type { Client } from './client.ts';
import { Diagnostics, documentReport } from './diagnostics.ts';
import { type DocumentRequest, FEATURES } from './features.ts';
import { guardOf } from './guard.ts';
import type { Host } from './host.ts';
import { Notebooks } from './notebooks.ts';
import { isConfigFile, ProjectFiles } from './project-files.ts';
import { Rest } from './rest.ts';
import { type Documents, Session } from './session.ts';
import { settingsStore } from './settings-store.ts';
import { librariesIn, SourceFilesStore } from './source-files.ts';
import { Tidying } from './tidying.ts';
import { remembered, tryOut } from './what-if.ts';
import { WorkspaceDiagnostics, type WorkspaceQuestion } from './workspace-diagnostics.ts';

const isSource = (uri: string) => uri.endsWith('.py');

const WATCHED = ['**/convlint.yaml', '**/*.{yaml,yml,py,prototxt,cfg}'];

export function serve(connection: Connection, host: Host, client: Client, locale: string): void {
  const guard = guardOf(connection);
  const texts = new TextDocuments(TextDocument);
  const notebooks = new Notebooks();
  const documents: Documents = {
    get: (uri) => texts.get(uri) ?? notebooks.get(uri),
    all: () => [...texts.all(), ...notebooks.all()],
    cellsOf: (uri) => notebooks.cellsOf(uri),
  };
  const project = new ProjectFiles(async (uri) => documents.get(uri)?.getText() ?? host.readFile(uri));
  const settings = settingsStore(connection, client, (uri) => project.settingsOf(uri));
  const folders = new Set(client.folders.map(({ uri }) => uri));
  const sources = new SourceFilesStore(
    (uri) => documents.get(uri)?.getText(),
    (uri) => host.readFile(uri),
    () => folders,
    (name) => host.resource(name),
  );
  sources.libraries = librariesIn(client.options.libraries);
  const session = new Session(documents, settings, locale, sources, new Tidying(host.tidy));
  for (const [uri, whatIfs] of remembered(client.options.whatIf)) session.setWhatIfs(uri, whatIfs);
  const diagnostics = new Diagnostics(session, notebooks, client.options.rulePages ?? host.rulePages);
  const rest = new Rest();
  const workspace = new WorkspaceDiagnostics(session, diagnostics, host, [...folders]);
  const announcer = new Announcer(connection, client, session, notebooks, diagnostics, rest);

  session.completed = (uri) => guard.background('complete', () => announcer.complete(uri));

  /** Settings, or a convlint.yaml: all that was said may be different now. */
  const settingsChanged = (section?: unknown) => {
    project.forget();
    settings.forget(section);
    workspace.changed();
    announcer.refresh();
    for (const { uri } of documents.all()) guard.background('announce', () => announcer.announce(uri));
  };

  /** Files that others may import: what they come to may be different now. */
  const sourcesChanged = (uris: readonly string[]) => {
    sources.edited(uris);
    for (const uri of uris.filter(isSource)) {
      const users = session.sourceChanged(uri);
      if (users.length > 0) guard.background('follow', () => announcer.follow(uri, users));
    }
  };

  texts.onDidChangeContent(({ document: { uri, version } }) => {
    rest.touch(uri);
    sourcesChanged([uri]);
    guard.background('announce', async () => {
      await announcer.announce(uri);
      if (isConfigFile(uri) && documents.get(uri)?.version === version) settingsChanged();
    });
  });
  texts.onDidClose(({ document: { uri } }) => {
    rest.drop(uri);
    session.close(uri);
    sourcesChanged([uri]);
    workspace.changed([uri]);
    guard.background('withdraw', () => announcer.withdraw(uri));
    if (isConfigFile(uri)) settingsChanged();
  });
  texts.listen(connection);
  notebooks.listen(
    connection,
    (program) => {
      rest.touch(program);
      // What is typed in one cell shows in others.
      const isNew = documents.get(program)?.version === 1;
      if (isNew) guard.background('announce', () => announcer.announce(program));
      else guard.background('follow', () => announcer.follow(program, [program]));
    },
    (program, cells) => {
      rest.drop(program);
      session.close(program);
      guard.background('withdraw', () => announcer.withdraw(program, cells));
    },
  );

  guard.notification('workspace/didChangeConfiguration', (params: DidChangeConfigurationParams | undefined) =>
    settingsChanged((params?.settings as { convlint?: unknown } | null | undefined)?.convlint),
  );
  guard.notification('workspace/didChangeWatchedFiles', ({ changes }: DidChangeWatchedFilesParams) => {
    const uris = changes.map(({ uri }) => uri);
    sources.changed(uris);
    if (uris.some(isConfigFile)) settingsChanged();
    else workspace.changed(uris);
    sourcesChanged(uris);
  });
  guard.notification('workspace/didChangeWorkspaceFolders', ({ event }: DidChangeWorkspaceFoldersParams) => {
    const [added, removed] = [event.added.map(({ uri }) => uri), event.removed.map(({ uri }) => uri)];
    for (const uri of added) folders.add(uri);
    for (const uri of removed) folders.delete(uri);
    workspace.foldersChanged(added, removed);
  });

  guard.request(
    'textDocument/diagnostic',
    { kind: 'full', items: [] },
    async (params: DocumentRequest & { previousResultId?: string }, token): Promise<DocumentDiagnosticReport> => {
      const { uri } = params.textDocument;
      const subject = notebooks.subjectOf(uri);
      await rest.of(subject, (await settings.of(subject))['diagnostics.delay']);
      if (token.isCancellationRequested) return { kind: 'full', items: [] };
      return documentReport(await diagnostics.ofDocument(uri), params.previousResultId);
    },
  );
  guard.request(
    'workspace/diagnostic',
    { items: [] },
    (params: WorkspaceQuestion, token): Promise<WorkspaceDiagnosticReport> => workspace.answer(params, token),
  );

  for (const { method, empty, run } of FEATURES) {
    guard.request(method, empty, async (params: DocumentRequest) => {
      const { uri } = params.textDocument;
      const analysed = await session.analysed(notebooks.subjectOf(uri));
      if (!analysed) return empty;
      return notebooks.answer(uri, (await run({ ...analysed, client }, notebooks.question(uri, params))) ?? empty);
    });
  }
  guard.request<Requests['convlint/setScale']['params'], null>('convlint/setScale', null, ({ textDocument, scale }) => {
    session.setScale(textDocument.uri, scale ?? undefined);
    announcer.refresh();
    guard.background('announce', () => announcer.announce(textDocument.uri));
    return null;
  });
  guard.request<Requests['convlint/setLibraries']['params'], null>('convlint/setLibraries', null, ({ libraries }) => {
    sources.libraries = librariesIn(libraries);
    settingsChanged();
    return null;
  });
  guard.request<Requests['convlint/setWhatIf']['params'], WhatIfAnswer>(
    'convlint/setWhatIf',
    {},
    async ({ textDocument, name, whatIf }) => {
      const subject = notebooks.subjectOf(textDocument.uri);
      const answer = await tryOut(session, subject, name, whatIf);
      announcer.refresh();
      guard.background('announce', () => announcer.announce(subject));
      return answer;
    },
  );
  guard.request<CodeAction, CodeAction | null>('codeAction/resolve', null, async (action) => {
    const { uri } = (action.data ?? {}) as Partial<ActionData>;
    const analysed = uri === undefined ? undefined : await session.analysed(uri);
    if (uri === undefined || !analysed) return action;
    return notebooks.answer(uri, resolveAction(analysed.analysis, analysed.document.version, action));
  });

  connection.onInitialized(() => {
    if (client.registersConfiguration) {
      guard.background('register', () =>
        connection.client.register(DidChangeConfigurationNotification.type, { section: 'convlint' }),
      );
    }
    if (client.registersWatchers) {
      const watchers = WATCHED.map((globPattern) => ({ globPattern }));
      guard.background('register', () =>
        connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }),
      );
    }
  });
}
