// What the client said of itself when it started the server.
import type { ClientCapabilities, InitializeParams, WorkspaceFolder } from 'vscode-languageserver';
import type { InitializationOptions } from '../protocol.ts';

export interface Client {
  readonly locale: string;
  readonly options: InitializationOptions;
  readonly folders: readonly WorkspaceFolder[];
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesInlayHints: boolean;
  readonly refreshesCodeLenses: boolean;
  readonly answersConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly resolvesEdits: boolean;
  readonly takesSnippets: boolean;
}

export function clientOf({ capabilities, locale, initializationOptions, workspaceFolders }: InitializeParams): Client {
  const { textDocument, workspace }: ClientCapabilities = capabilities ?? {};
  return {
    locale: typeof locale === 'string' ? locale.toLowerCase().replace('_', '-') : 'en',
    options: isRecord(initializationOptions) ? initializationOptions : {},
    folders: Array.isArray(workspaceFolders) ? workspaceFolders : [],
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    answersConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true,
    takesSnippets: textDocument?.completion?.completionItem?.snippetSupport === true,
  };
}

function isRecord(value: unknown): value is InitializationOptions {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
