// What the server says unasked: problems, to clients that do not pull them; totals and gaps, to our own client; and that
// everything should be asked for again.
import type { Connection } from 'vscode-languageserver';
import { statusOf } from '../ide/totals.ts';
import type { DocumentStatus } from '../protocol.ts';
import type { Client } from './client.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Rest } from './rest.ts';
import type { Session } from './session.ts';

export class Announcer {
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #session: Session;
  readonly #diagnostics: Diagnostics;
  readonly #rest: Rest;
  /** Documents that the client believes to hold a model. */
  readonly #announced = new Set<string>();

  constructor(connection: Connection, client: Client, session: Session, diagnostics: Diagnostics, rest: Rest) {
    this.#connection = connection;
    this.#client = client;
    this.#session = session;
    this.#diagnostics = diagnostics;
    this.#rest = rest;
  }

  /** Once the text has rested; a text that is replaced meanwhile is passed over, because the next one is announced too. */
  async announce(uri: string): Promise<void> {
    const version = this.#session.documents.get(uri)?.version;
    const { 'diagnostics.delay': delay } = await this.#session.settings.of(uri);
    await this.#rest.of(uri, delay);
    if (version === undefined || this.#session.documents.get(uri)?.version !== version) return;
    await Promise.all([this.#status(uri, version), this.#problems(uri, version)]);
  }

  async withdraw(uri: string): Promise<void> {
    this.#announced.delete(uri);
    if (!this.#client.pullsDiagnostics) await this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  async #problems(uri: string, version: number): Promise<void> {
    if (this.#client.pullsDiagnostics) return;
    const { diagnostics } = await this.#diagnostics.ofDocument(uri);
    await this.#connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
  }

  async #status(uri: string, version: number): Promise<void> {
    if (this.#client.options.extended !== true) return;
    const analysed = await this.#session.analysed(uri);
    if (analysed) this.#announced.add(uri);
    else if (!this.#announced.delete(uri)) return;
    const status = analysed ? statusOf(analysed.analysis, version) : noModels(uri, version);
    await this.#connection.sendNotification('convlint/didAnalyze', status);
  }

  /** Where a client cannot be asked to refresh, it will see the change with the next edit. */
  refresh(): void {
    const { refreshesDiagnostics, refreshesInlayHints, refreshesCodeLenses } = this.#client;
    const ask = (supported: boolean, method: string) => {
      if (supported) this.#connection.sendRequest(method).catch(() => {});
    };
    ask(refreshesDiagnostics, 'workspace/diagnostic/refresh');
    ask(refreshesInlayHints, 'workspace/inlayHint/refresh');
    ask(refreshesCodeLenses, 'workspace/codeLens/refresh');
  }
}

function noModels(uri: string, version: number): DocumentStatus {
  const problems = { error: 0, warning: 0, information: 0, hint: 0 };
  return { uri, version, complete: true, models: [], gaps: [], problems };
}
