// What changes under a running server: texts, cells, settings, files and folders; and who is told of it.
import type {
  Connection,
  DidChangeConfigurationParams,
  DidChangeWatchedFilesParams,
  DidChangeWorkspaceFoldersParams,
  TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Announcer } from './announcer.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Guard } from './guard.ts';
import type { Notebooks } from './notebooks.ts';
import { isConfigFile, type ProjectFiles } from './project-files.ts';
import type { Rest } from './rest.ts';
import type { Documents, Session } from './session.ts';
import type { settingsStore } from './settings-store.ts';
import type { SourceFilesStore } from './source-files.ts';
import type { WorkspaceDiagnostics } from './workspace-diagnostics.ts';

/** What one client's server is made of. */
export interface Parts {
  readonly texts: TextDocuments<TextDocument>;
  readonly notebooks: Notebooks;
  readonly documents: Documents;
  readonly project: ProjectFiles;
  readonly settings: ReturnType<typeof settingsStore>;
  /** The workspace's. */
  readonly folders: Set<string>;
  readonly sources: SourceFilesStore;
  readonly session: Session;
  readonly diagnostics: Diagnostics;
  readonly rest: Rest;
  readonly workspace: WorkspaceDiagnostics;
  readonly announcer: Announcer;
}

export interface Changes {
  /** Settings, or a convlint.yaml: all that was said may be different now. */
  settings(section?: unknown): void;
  /** Files that others may import: what they come to may be different now. */
  sources(uris: readonly string[]): void;
}

const isSource = (uri: string) => uri.endsWith('.py');

export function followChanges(connection: Connection, guard: Guard, parts: Parts): Changes {
  const changes = changesOf(guard, parts);
  followTexts(connection, guard, parts, changes);
  followNotebooks(connection, guard, parts);
  followFiles(guard, parts, changes);
  return changes;
}

function changesOf(
  guard: Guard,
  { project, settings, workspace, announcer, documents, sources, session }: Parts,
): Changes {
  return {
    settings(section) {
      project.forget();
      settings.forget(section);
      workspace.changed();
      announcer.refresh();
      for (const { uri } of documents.all()) guard.background('announce', () => announcer.announce(uri));
    },
    sources(uris) {
      sources.edited(uris);
      for (const uri of uris.filter(isSource)) {
        const users = session.sourceChanged(uri);
        if (users.length > 0) guard.background('follow', () => announcer.follow(uri, users));
      }
    },
  };
}

function followTexts(connection: Connection, guard: Guard, parts: Parts, changes: Changes): void {
  const { texts, rest, documents, session, workspace, announcer } = parts;
  texts.onDidChangeContent(({ document: { uri, version } }) => {
    rest.touch(uri);
    changes.sources([uri]);
    guard.background('announce', async () => {
      await announcer.announce(uri);
      if (isConfigFile(uri) && documents.get(uri)?.version === version) changes.settings();
    });
  });
  texts.onDidClose(({ document: { uri } }) => {
    rest.drop(uri);
    session.close(uri);
    changes.sources([uri]);
    workspace.changed([uri]);
    guard.background('withdraw', () => announcer.withdraw(uri));
    if (isConfigFile(uri)) changes.settings();
  });
  texts.listen(connection);
}

function followNotebooks(
  connection: Connection,
  guard: Guard,
  { notebooks, rest, documents, session, announcer }: Parts,
): void {
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
}

function followFiles(guard: Guard, { sources, workspace, folders }: Parts, changes: Changes): void {
  guard.notification('workspace/didChangeConfiguration', (params: DidChangeConfigurationParams | undefined) =>
    changes.settings((params?.settings as { convlint?: unknown } | null | undefined)?.convlint),
  );
  guard.notification('workspace/didChangeWatchedFiles', ({ changes: events }: DidChangeWatchedFilesParams) => {
    const uris = events.map(({ uri }) => uri);
    sources.changed(uris);
    if (uris.some(isConfigFile)) changes.settings();
    else workspace.changed(uris);
    changes.sources(uris);
  });
  guard.notification('workspace/didChangeWorkspaceFolders', ({ event }: DidChangeWorkspaceFoldersParams) => {
    const [added, removed] = [event.added.map(({ uri }) => uri), event.removed.map(({ uri }) => uri)];
    for (const uri of added) folders.add(uri);
    for (const uri of removed) folders.delete(uri);
    workspace.foldersChanged(added, removed);
  });
}
