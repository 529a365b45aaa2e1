// The problems of one document as a report, whoever asks for it.
import type { DocumentDiagnosticReport } from 'vscode-languageserver';
import type { Diagnostic } from 'vscode-languageserver-types';
import { configDiagnostics } from '../ide/config-diagnostics.ts';
import { diagnosticsOf } from '../ide/diagnostics.ts';
import type { Notebooks } from './notebooks.ts';
import { isConfigFile } from './project-files.ts';
import type { Session } from './session.ts';

export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  /** The same id means the same diagnostics of the same document. */
  readonly resultId: string;
}

export class Diagnostics {
  readonly #session: Session;
  readonly #notebooks: Notebooks;
  readonly #rulePages: string | undefined;
  readonly #last = new Map<string, { readonly content: string; readonly resultId: string }>();
  #count = 0;

  constructor(session: Session, notebooks: Notebooks, rulePages: string | undefined) {
    this.#session = session;
    this.#notebooks = notebooks;
    this.#rulePages = rulePages;
  }

  async ofDocument(uri: string): Promise<Report> {
    return this.#report(uri, await this.#current(uri));
  }

  /** Whether the document's last report is not what it has now. */
  async isStale(uri: string): Promise<boolean> {
    const last = this.#last.get(uri)?.resultId;
    await this.#session.analysed(this.#notebooks.subjectOf(uri));
    return last !== (await this.ofDocument(uri)).resultId;
  }

  /** Of a file that is not open; undefined where it holds no model. */
  async ofFile(uri: string, text: string): Promise<Report | undefined> {
    const analysis = await this.#session.analyseText(uri, text, await this.#session.settings.of(uri));
    return analysis && this.#report(uri, diagnosticsOf(analysis, this.#rulePages));
  }

  async #current(uri: string): Promise<readonly Diagnostic[]> {
    if (isConfigFile(uri)) return configDiagnostics(this.#session.documents.get(uri)?.getText() ?? '');
    const analysed = await this.#session.analysed(this.#notebooks.subjectOf(uri), { hurry: true });
    return analysed ? this.#notebooks.answer(uri, diagnosticsOf(analysed.analysis, this.#rulePages)) : [];
  }

  #report(uri: string, diagnostics: readonly Diagnostic[]): Report {
    const content = JSON.stringify(diagnostics);
    const last = this.#last.get(uri);
    if (last?.content === content) return { diagnostics, resultId: last.resultId };
    const resultId = String(++this.#count);
    this.#last.set(uri, { content, resultId });
    return { diagnostics, resultId };
  }
}

export function documentReport(
  { diagnostics, resultId }: Report,
  previous: string | undefined,
): DocumentDiagnosticReport {
  return previous === resultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items: [...diagnostics] };
}
