// Problems of files that are not open, where the user wants them. A second question is answered only when something has changed.
import ignore from 'ignore';
import type {
  CancellationToken,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { isModel } from '../analyze.ts';
import type { Diagnostics, Report } from './diagnostics.ts';
import type { Host } from './host.ts';
import type { Session } from './session.ts';

export interface WorkspaceQuestion {
  readonly previousResultIds?: readonly { readonly uri: string; readonly value: string }[];
}

/** The endings that model files have; others are not even read. */
const MAY_HOLD_MODEL = /\.(?:ya?ml|py|prototxt|cfg|json)$/i;

export class WorkspaceDiagnostics {
  readonly #session: Session;
  readonly #diagnostics: Diagnostics;
  readonly #host: Host;
  readonly #folders: Set<string>;
  /** Of each file that was read; a file without a model has no report. */
  readonly #known = new Map<string, Report | undefined>();
  #waiting: (() => void)[] = [];

  constructor(session: Session, diagnostics: Diagnostics, host: Host, folders: readonly string[]) {
    this.#session = session;
    this.#diagnostics = diagnostics;
    this.#host = host;
    this.#folders = new Set(folders);
  }

  /** Some files, or everything, must be looked at again. */
  changed(uris?: readonly string[]): void {
    if (uris) for (const uri of uris) this.#known.delete(uri);
    else this.#known.clear();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  foldersChanged(added: readonly string[], removed: readonly string[]): void {
    for (const folder of removed) this.#folders.delete(folder);
    for (const folder of added) this.#folders.add(folder);
    this.changed();
  }

  async answer(
    { previousResultIds = [] }: WorkspaceQuestion,
    token: CancellationToken,
  ): Promise<WorkspaceDiagnosticReport> {
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    for (;;) {
      const changed = this.#nextChange(token);
      const items = await this.#items(previous, token);
      const isNews = items.some(({ kind }) => kind === 'full');
      if (isNews || previous.size === 0 || token.isCancellationRequested) return { items };
      await changed;
      if (token.isCancellationRequested) return { items: [] };
    }
  }

  #nextChange(token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      token.onCancellationRequested(() => resolve());
    });
  }

  async #items(
    previous: ReadonlyMap<string, string>,
    token: CancellationToken,
  ): Promise<WorkspaceDocumentDiagnosticReport[]> {
    const reports = await this.#reports(token);
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for (const [uri, { diagnostics, resultId }] of reports) {
      items.push(
        previous.get(uri) === resultId
          ? { uri, version: null, kind: 'unchanged', resultId }
          : { uri, version: null, kind: 'full', resultId, items: [...diagnostics] },
      );
    }
    for (const uri of previous.keys()) {
      if (!reports.has(uri)) items.push({ uri, version: null, kind: 'full', items: [] });
    }
    return items;
  }

  async #reports(token: CancellationToken): Promise<Map<string, Report>> {
    const reports = new Map<string, Report>();
    for (const folder of this.#folders) {
      const settings = await this.#session.settings.of(folder);
      if (settings['diagnostics.scope'] !== 'workspace') continue;
      const patterns = ignore().add([...settings.exclude]);
      patterns.add((await this.#host.readFile(`${folder}/.gitignore`)) ?? '');
      for await (const uri of this.#host.listFiles(folder, (path) => patterns.ignores(path))) {
        if (token.isCancellationRequested) return reports;
        const report = await this.#reportOf(uri);
        if (report) reports.set(uri, report);
      }
    }
    return reports;
  }

  /** An open document has its own report, of the text in the editor. */
  async #reportOf(uri: string): Promise<Report | undefined> {
    if (!MAY_HOLD_MODEL.test(uri) || this.#session.documents.get(uri)) return undefined;
    if (this.#known.has(uri)) return this.#known.get(uri);
    const text = await this.#host.readFile(uri);
    const report = text !== undefined && isModel(uri, text) ? await this.#diagnostics.ofFile(uri, text) : undefined;
    this.#known.set(uri, report);
    return report;
  }
}
