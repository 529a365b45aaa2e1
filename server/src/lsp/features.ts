// The one table of editor features: method, capability, what computes the answer, and what stands for none.
import type { ServerCapabilities } from 'vscode-languageserver';
import type { Position } from 'vscode-languageserver-types';
import { hoverAt } from '../ide/hover.ts';
import type { Analysed } from './session.ts';

interface DocumentRequest {
  readonly textDocument: { readonly uri: string };
}

interface PlaceRequest extends DocumentRequest {
  readonly position: Position;
}

export interface Feature {
  readonly method: string;
  readonly capability: ServerCapabilities;
  /** What is answered where there is no analysis, or the feature fails. */
  readonly empty: unknown;
  readonly run: (analysed: Analysed, params: DocumentRequest) => unknown;
}

function place(
  method: string,
  capability: ServerCapabilities,
  empty: unknown,
  run: (analysed: Analysed, offset: number, params: PlaceRequest) => unknown,
): Feature {
  return {
    method,
    capability,
    empty,
    run: (analysed, params) => {
      const { position } = params as PlaceRequest;
      return run(analysed, analysed.document.offsetAt(position), params as PlaceRequest);
    },
  };
}

export const FEATURES: readonly Feature[] = [
  place('textDocument/hover', { hoverProvider: true }, null, ({ analysis, settings }, offset) =>
    settings.hover === 'off' ? null : hoverAt(analysis, offset, settings.hover),
  ),
];
