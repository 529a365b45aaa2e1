// What a client asks: reports, the table of features, what it sets for a while, and the rest of a fix that it chose.
import type { DocumentDiagnosticReport, WorkspaceDiagnosticReport } from 'vscode-languageserver';
import type { CodeAction } from 'vscode-languageserver-types';
import { type ActionData, resolveAction } from '../ide/code-actions.ts';
import type { Requests, WhatIfAnswer } from '../protocol.ts';
import type { Changes, Parts } from './changes.ts';
import type { Client } from './client.ts';
import { documentReport } from './diagnostics.ts';
import { type DocumentRequest, FEATURES } from './features.ts';
import type { Guard } from './guard.ts';
import { librariesIn } from './source-files.ts';
import { tryOut } from './what-if.ts';
import type { WorkspaceQuestion } from './workspace-diagnostics.ts';

export function answerRequests(guard: Guard, client: Client, parts: Parts, changes: Changes): void {
  answerReports(guard, parts);
  answerFeatures(guard, client, parts);
  answerWishes(guard, parts, changes);
}

function answerReports(guard: Guard, { notebooks, rest, settings, diagnostics, workspace }: Parts): void {
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
}

function answerFeatures(guard: Guard, client: Client, { session, notebooks }: Parts): void {
  for (const { method, empty, run } of FEATURES) {
    guard.request(method, empty, async (params: DocumentRequest) => {
      const { uri } = params.textDocument;
      const analysed = await session.analysed(notebooks.subjectOf(uri));
      if (!analysed) return empty;
      return notebooks.answer(uri, (await run({ ...analysed, client }, notebooks.question(uri, params))) ?? empty);
    });
  }
  guard.request<CodeAction, CodeAction | null>('codeAction/resolve', null, async (action) => {
    const { uri } = (action.data ?? {}) as Partial<ActionData>;
    const analysed = uri === undefined ? undefined : await session.analysed(uri);
    if (uri === undefined || !analysed) return action;
    return notebooks.answer(uri, resolveAction(analysed.analysis, analysed.document.version, action));
  });
}

/** What holds until it is taken back: another scale, other packages, another input. */
function answerWishes(guard: Guard, { notebooks, session, sources, announcer }: Parts, changes: Changes): void {
  guard.request<Requests['convlint/setScale']['params'], null>('convlint/setScale', null, ({ textDocument, scale }) => {
    session.setScale(textDocument.uri, scale ?? undefined);
    announcer.refresh();
    guard.background('announce', () => announcer.announce(textDocument.uri));
    return null;
  });
  guard.request<Requests['convlint/setLibraries']['params'], null>('convlint/setLibraries', null, ({ libraries }) => {
    sources.libraries = librariesIn(libraries);
    changes.settings();
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
}
