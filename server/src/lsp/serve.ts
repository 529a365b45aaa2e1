// Puts the parts together for one client: documents, settings, reports and features, each behind the guard.
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Announcer } from './announcer.ts';
import { followChanges, type Parts } from './changes.ts';
import type { Client } from './client.ts';
import { Diagnostics } from './diagnostics.ts';
import { type Guard, guardOf } from './guard.ts';
import type { Host } from './host.ts';
import { Notebooks } from './notebooks.ts';
import { ProjectFiles } from './project-files.ts';
import { answerRequests } from './requests.ts';
import { Rest } from './rest.ts';
import { type Documents, Session } from './session.ts';
import { settingsStore } from './settings-store.ts';
import { librariesIn, SourceFilesStore } from './source-files.ts';
import { Tidying } from './tidying.ts';
import { remembered } from './what-if.ts';
import { WorkspaceDiagnostics } from './workspace-diagnostics.ts';

const WATCHED = ['**/convlint.yaml', '**/*.{yaml,yml,py,prototxt,cfg}'];

export function serve(connection: Connection, host: Host, client: Client, locale: string): void {
  const guard = guardOf(connection);
  const parts = partsFor(connection, host, client, locale);
  const { session, announcer } = parts;
  session.completed = (uri) => guard.background('complete', () => announcer.complete(uri));
  const changes = followChanges(connection, guard, parts);
  answerRequests(guard, client, parts, changes);
  connection.onInitialized(() => register(connection, guard, client));
}

function partsFor(connection: Connection, host: Host, client: Client, locale: string): Parts {
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
  return {
    texts,
    notebooks,
    documents,
    project,
    settings,
    folders,
    sources,
    session,
    diagnostics,
    rest,
    workspace,
    announcer,
  };
}

/** Changes outside of the editor: a client tells of them where it is asked to. */
function register(connection: Connection, guard: Guard, client: Client): void {
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
}
