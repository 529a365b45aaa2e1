// What the server says unasked: problems, to clients that do not pull them; totals and gaps, to our own client; and that
// everything should be asked for again, where an edit shows in other documents than the one that was edited.
import type { Connection } from 'vscode-languageserver';
import { codeLenses } from '../ide/code-lens.ts';
import { inlayHints } from '../ide/inlay-hints.ts';
import { statusOf } from '../ide/totals.ts';
import type { DocumentStatus } from '../protocol.ts';
import type { Client } from './client.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Notebooks } from './notebooks.ts';
import { sent } from './patience.ts';
import type { Rest } from './rest.ts';
import type { Session } from './session.ts';

export class Announcer {
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #session: Session;
  readonly #notebooks: Notebooks;
  readonly #diagnostics: Diagnostics;
  readonly #rest: Rest;
  /** What documents showed when it was last looked at because of an edit elsewhere. */
  readonly #shown = new Map<string, string>();
  /** Documents that the client believes to hold a model. */
  readonly #announced = new Set<string>();

  constructor(
    connection: Connection,
    client: Client,
    session: Session,
    notebooks: Notebooks,
    diagnostics: Diagnostics,
    rest: Rest,
  ) {
    this.#connection = connection;
    this.#client = client;
    this.#session = session;
    this.#notebooks = notebooks;
    this.#diagnostics = diagnostics;
    this.#rest = rest;
  }

  /** Once the text has rested; a text that is replaced meanwhile is passed over, because the next one is announced too. */
  async announce(uri: string): Promise<void> {
    const version = this.#session.documents.get(uri)?.version;
    const { 'diagnostics.delay': delay } = await this.#session.settings.of(uri);
    await this.#rest.of(uri, delay);
    if (version === undefined || this.#session.documents.get(uri)?.version !== version) return;
    await Promise.all([this.#status(uri, version), this.#problems(uri)]);
  }

  /** `shownIn`: the documents in which it showed. */
  async withdraw(uri: string, shownIn: readonly string[] = [uri]): Promise<void> {
    this.#announced.delete(uri);
    this.#shown.delete(uri);
    if (this.#client.pullsDiagnostics) return;
    for (const each of shownIn) await this.#connection.sendDiagnostics({ uri: each, diagnostics: [] });
  }

  /** An edit may show in these documents: announces them once it has rested, and asks for a refresh where they look different. */
  async follow(edited: string, users: readonly string[]): Promise<void> {
    const version = this.#session.documents.get(edited)?.version;
    const { 'diagnostics.delay': delay } = await this.#session.settings.of(edited);
    await this.#rest.of(edited, delay);
    if (this.#session.documents.get(edited)?.version !== version) return;
    await Promise.all(users.map((user) => this.announce(user)));
    const looks = await Promise.all(users.map((user) => this.#looksDifferent(user)));
    if (looks.includes(true)) this.refresh();
  }

  /** What was answered in a hurry is known in full now. */
  async complete(subject: string): Promise<void> {
    const shown = this.#notebooks.shownIn(subject);
    const stale = await Promise.all(shown.map((uri) => this.#diagnostics.isStale(uri)));
    if (!stale.includes(true)) return;
    if (!this.#client.pullsDiagnostics) await this.#problems(subject);
    else if (this.#client.refreshesDiagnostics)
      this.#connection.sendRequest('workspace/diagnostic/refresh').catch(() => {});
  }

  async #looksDifferent(uri: string): Promise<boolean> {
    const analysed = await this.#session.analysed(uri);
    const { analysis } = analysed ?? {};
    const look = analysis && [
      (await this.#diagnostics.ofDocument(uri)).diagnostics,
      inlayHints(analysis, { start: 0, end: analysis.request.text.length }, 'shape-and-parameters'),
      codeLenses(analysis, true),
    ];
    const now = JSON.stringify(look) ?? '';
    const before = this.#shown.get(uri);
    this.#shown.set(uri, now);
    return before !== now;
  }

  async #problems(subject: string): Promise<void> {
    if (this.#client.pullsDiagnostics) return;
    for (const uri of this.#notebooks.shownIn(subject)) {
      const { diagnostics } = await this.#diagnostics.ofDocument(uri);
      const version = this.#notebooks.versionOf(uri) ?? this.#session.documents.get(uri)?.version;
      const versioned = version === undefined ? {} : { version };
      await this.#connection.sendDiagnostics({ uri, ...versioned, diagnostics: [...diagnostics] });
    }
  }

  async #status(uri: string, version: number): Promise<void> {
    if (this.#client.options.extended !== true) return;
    const analysed = await this.#session.analysed(uri);
    await sent();
    if (this.#session.documents.get(uri)?.version !== version) return;
    if (analysed) this.#announced.add(uri);
    else if (!this.#announced.delete(uri)) return;
    const status = analysed ? statusOf(analysed.analysis, version) : noModels(uri, version);
    for (const each of this.#notebooks.shownIn(uri))
      await this.#connection.sendNotification('convlint/didAnalyze', this.#notebooks.answer(each, status));
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
