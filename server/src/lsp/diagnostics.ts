// When problems are reported: pulled by clients that ask, pushed to those that do not, never before the text has rested.
import type { DocumentDiagnosticReport, FullDocumentDiagnosticReport } from 'vscode-languageserver';
import type { Diagnostic } from 'vscode-languageserver-types';
import { diagnosticsOf } from '../ide/diagnostics.ts';
import type { Session } from './session.ts';

/** Waits until the document has rested for its delay; later changes prolong the wait. */
export class Rest {
  readonly #changed = new Map<string, number>();

  touch(uri: string): void {
    this.#changed.set(uri, Date.now());
  }

  drop(uri: string): void {
    this.#changed.delete(uri);
  }

  async of(uri: string, delay: number): Promise<void> {
    for (;;) {
      const left = (this.#changed.get(uri) ?? 0) + delay - Date.now();
      if (left <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  }
}

export interface Report {
  readonly diagnostics: Diagnostic[];
  /** The same id means the same diagnostics. */
  readonly resultId: string;
}

export class Diagnostics {
  readonly #session: Session;
  readonly #rulePages: string | undefined;
  /** Counts what changes reports without changing a text. */
  #epoch = 0;

  constructor(session: Session, rulePages: string | undefined) {
    this.#session = session;
    this.#rulePages = rulePages;
  }

  settingsChanged(): void {
    this.#epoch++;
  }

  async report(uri: string): Promise<Report> {
    const analysed = await this.#session.analysed(uri);
    const version = analysed?.document.version ?? this.#session.documents.get(uri)?.version ?? 0;
    const diagnostics = analysed ? diagnosticsOf(analysed.analysis, this.#rulePages) : [];
    return { diagnostics, resultId: `${this.#epoch}:${version}` };
  }
}

export function documentReport(
  { diagnostics, resultId }: Report,
  previous: string | undefined,
): DocumentDiagnosticReport {
  return previous === resultId ? { kind: 'unchanged', resultId } : fullReport({ diagnostics, resultId });
}

export function fullReport({ diagnostics, resultId }: Report): FullDocumentDiagnosticReport {
  return { kind: 'full', resultId, items: diagnostics };
}
