// How the language client behaves, alike on every platform. Loaded only when the server starts.
import * as vscode from 'vscode';
import { type BaseLanguageClient, type LanguageClientOptions, State } from 'vscode-languageclient';
import { LANGUAGES } from '../model-texts.ts';
import { createRestartPolicy } from './restart-policy.ts';
import type { LaunchOptions } from './server.ts';

export const CLIENT_ID = 'convlint';
export const CLIENT_NAME = 'ConvLint';

export function clientOptions({ initializationOptions, schemes, onState }: LaunchOptions): LanguageClientOptions {
  const isOurs = (scheme: string) => schemes.includes(scheme) || scheme === 'vscode-interactive';
  return {
    documentSelector: [
      ...LANGUAGES.flatMap((language) => schemes.map((scheme) => ({ language, scheme }))),
      { language: 'python', scheme: 'vscode-notebook-cell' },
    ],
    notebookDocumentOptions: {
      // Not the old side of a diff.
      filterCells: (notebook, cells) => (isOurs(notebook.uri.scheme) ? cells : []),
    },
    initializationOptions,
    errorHandler: createRestartPolicy(() => onState('stopped')),
    markdown: {
      isTrusted: { enabledCommands: ['convlint.openRulePage', 'convlint.computeShapes', 'convlint.previewLayer'] },
    },
    middleware: {
      // Pulled diagnostics come through here, pushed ones through the next; both link to the rule's page as a page, not as a file.
      provideDiagnostics: async (document, previousResultId, token, next) => {
        const report = await next(document, previousResultId, token);
        if (report && 'items' in report) for (const diagnostic of report.items) linkToRulePage(diagnostic);
        return report;
      },
      handleDiagnostics: (uri, diagnostics, next) => {
        for (const diagnostic of diagnostics) linkToRulePage(diagnostic);
        next(uri, diagnostics);
      },
    },
  };
}

/** Tells "starting" and "running"; whether a stop is one for good is the restart policy's to say. */
export function reportStates(client: BaseLanguageClient, { onState }: LaunchOptions): void {
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) onState('starting');
    if (newState === State.Running) onState('running');
    if (newState === State.StartFailed) onState('stopped');
  });
}

function linkToRulePage(diagnostic: vscode.Diagnostic): void {
  const { code } = diagnostic;
  if (typeof code !== 'object') return;
  const args = encodeURIComponent(JSON.stringify([code.value]));
  diagnostic.code = { value: code.value, target: vscode.Uri.parse(`command:convlint.openRulePage?${args}`) };
}
