// The one table of editor features: method, capability, what computes the answer, and what stands for none.
import { LSPErrorCodes, ResponseError, type ServerCapabilities } from 'vscode-languageserver';
import { CodeActionKind, type Position, type Range } from 'vscode-languageserver-types';
import { codeActions, FIX_ALL } from '../ide/code-actions.ts';
import { codeLenses } from '../ide/code-lens.ts';
import { completionsAt } from '../ide/completion.ts';
import { hoverAt } from '../ide/hover.ts';
import { inlayHints } from '../ide/inlay-hints.ts';
import { definitionAt, highlightsAt, referencesAt, rename, renameRangeAt } from '../ide/names.ts';
import { previewEdit, previewLayer } from '../ide/preview-layer.ts';
import { seenFrom } from '../ide/seen-from.ts';
import { shapeTable } from '../ide/shape-table.ts';
import { documentSymbols } from '../ide/symbols.ts';
import { statusOf } from '../ide/totals.ts';
import { modelInfo, writtenDown } from '../ide/what-if.ts';
import type { PreviewWish } from '../protocol.ts';
import type { Client } from './client.ts';
import type { Analysed } from './session.ts';

export interface DocumentRequest {
  readonly textDocument: { readonly uri: string };
}

export interface Context extends Analysed {
  readonly client: Client;
}

export interface Feature {
  readonly method: string;
  readonly capability: ServerCapabilities;
  /** What is answered where there is no analysis, or the feature fails. */
  readonly empty: unknown;
  /** Undefined stands for the empty answer. */
  readonly run: (context: Context, params: DocumentRequest) => unknown;
}

/** A feature of a whole document, or with parameters of its own. */
function document<P extends object>(
  method: string,
  capability: ServerCapabilities,
  empty: unknown,
  run: (context: Context, params: DocumentRequest & P) => unknown,
): Feature {
  return { method, capability, empty, run: (context, params) => run(context, params as DocumentRequest & P) };
}

/** A feature of a place; a position beyond the text is its end. */
function place<P extends object>(
  method: string,
  capability: ServerCapabilities,
  empty: unknown,
  run: (context: Context, offset: number, params: P) => unknown,
): Feature {
  return document<P & { readonly position: Position }>(method, capability, empty, (context, params) =>
    run(context, context.document.offsetAt(params.position), params),
  );
}

function spanOf({ document }: Context, { start, end }: Range) {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

export const FEATURES: readonly Feature[] = [
  place('textDocument/hover', { hoverProvider: true }, null, ({ analysis, readers, settings, client }, offset) => {
    if (settings.hover === 'off') return null;
    const { uri, text } = analysis.request;
    const own = hoverAt(analysis, offset, settings.hover, client.options.extended === true);
    if (own) return own;
    for (const reader of readers) {
      const seen = hoverAt(seenFrom(reader, uri, text), offset, settings.hover);
      if (seen) return seen;
    }
    return null;
  }),

  document<{ range: Range }>('textDocument/inlayHint', { inlayHintProvider: true }, [], (context, { range }) => {
    const { inlayHints: detail } = context.settings;
    return detail === 'off' ? [] : inlayHints(context.analysis, spanOf(context, range), detail);
  }),

  document('textDocument/codeLens', { codeLensProvider: {} }, [], ({ analysis, settings, client }) =>
    settings.codeLens ? codeLenses(analysis, client.options.extended === true) : [],
  ),

  place(
    'textDocument/completion',
    { completionProvider: { triggerCharacters: [' ', ':', '{', '[', ',', '='] } },
    [],
    ({ analysis, client }, offset) => completionsAt(analysis, offset, client.takesSnippets),
  ),

  document('textDocument/documentSymbol', { documentSymbolProvider: true }, [], ({ analysis }) =>
    documentSymbols(analysis),
  ),

  place('textDocument/definition', { definitionProvider: true }, null, ({ analysis }, offset) =>
    definitionAt(analysis, offset),
  ),

  place<{ context?: { includeDeclaration?: boolean } }>(
    'textDocument/references',
    { referencesProvider: true },
    [],
    ({ analysis }, offset, { context }) => referencesAt(analysis, offset, context?.includeDeclaration !== false),
  ),

  place('textDocument/documentHighlight', { documentHighlightProvider: true }, [], ({ analysis }, offset) =>
    highlightsAt(analysis, offset),
  ),

  place('textDocument/prepareRename', { renameProvider: { prepareProvider: true } }, null, ({ analysis }, offset) =>
    renameRangeAt(analysis, offset),
  ),

  place<{ newName: string }>('textDocument/rename', {}, null, ({ analysis }, offset, { newName }) => {
    const renamed = rename(analysis, offset, newName);
    return 'refusal' in renamed ? new ResponseError(LSPErrorCodes.RequestFailed, renamed.refusal) : renamed;
  }),

  document<{ range: Range; context?: { only?: string[] } }>(
    'textDocument/codeAction',
    {
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL],
        resolveProvider: true,
      },
    },
    [],
    (context, { range, context: asked }) =>
      codeActions(context.analysis, context.document.version, {
        span: spanOf(context, range),
        ...(context.rowsBefore ? { rowsBefore: context.rowsBefore } : {}),
        ...(asked?.only ? { only: asked.only } : {}),
        extended: context.client.options.extended === true,
        lazy: context.client.resolvesEdits,
      }),
  ),

  document('convlint/shapes', {}, null, ({ analysis, document }) => shapeTable(analysis, document.version)),

  place('convlint/preview', {}, null, ({ analysis, document }, offset) =>
    previewLayer(analysis, document.version, offset),
  ),

  document<PreviewWish>('convlint/previewEdit', {}, null, ({ analysis, document }, wish) =>
    wish.version === document.version ? previewEdit(analysis, wish) : null,
  ),

  document<{ model: number }>('convlint/model', {}, null, ({ analysis }, { model }) => modelInfo(analysis, model)),

  document<{ model: number }>('convlint/writeDown', {}, null, ({ analysis }, { model }) =>
    writtenDown(analysis, model),
  ),

  document('convlint/status', {}, null, ({ analysis, document }) => statusOf(analysis, document.version)),
];
