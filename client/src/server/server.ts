// The language server as the features see it: it starts when it is first needed, and what it says comes as typed requests and
// events. Must not know how a server is launched: each platform's entry hands that in.
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { DocumentStatus, InitializationOptions, Requests, ServerRequests } from '../../../server/src/protocol.ts';
import { rememberedIn } from '../features/what-if-memory.ts';

export type ServerState = 'idle' | 'starting' | 'running' | 'stopped';

/** What a client on any platform is made of. */
export interface LaunchOptions {
  readonly context: vscode.ExtensionContext;
  /** Asked at each start. */
  readonly initializationOptions: () => InitializationOptions;
  /** Schemes of the documents that the server hears of. */
  readonly schemes: readonly string[];
  readonly onState: (state: ServerState) => void;
}

/** Creates the client, not started yet. */
export type Launch = (options: LaunchOptions) => Promise<BaseLanguageClient>;

export class Server implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #launch: Launch;
  readonly #statuses = new Map<string, DocumentStatus>();
  readonly #analyzed = new vscode.EventEmitter<DocumentStatus>();
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  #state: ServerState = 'idle';
  #client: Promise<BaseLanguageClient> | undefined;

  /** A document's analysis is new. Also sent with no models when a file has ceased to hold one. */
  readonly onDidAnalyze = this.#analyzed.event;
  readonly onDidChangeState = this.#stateChanged.event;

  constructor(context: vscode.ExtensionContext, launch: Launch) {
    this.#context = context;
    this.#launch = launch;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** The latest that the server said of a document. */
  statusOf(uri: vscode.Uri): DocumentStatus | undefined {
    return this.#statuses.get(uri.toString());
  }

  /** Starts the server unless it runs already. */
  start(): Promise<BaseLanguageClient> {
    this.#client ??= this.#startNew();
    return this.#client;
  }

  async request<M extends keyof Requests>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
    const client = await this.start();
    return client.sendRequest<Requests[M]['result']>(method, params);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    this.#statuses.clear();
    await client?.dispose().catch(() => undefined);
    this.#enter('idle');
  }

  dispose(): void {
    this.#analyzed.dispose();
    this.#stateChanged.dispose();
  }

  async #startNew(): Promise<BaseLanguageClient> {
    this.#enter('starting');
    try {
      const client = await this.#launch({
        context: this.#context,
        initializationOptions: () => initializationOptions(this.#context),
        schemes: schemes(),
        onState: (state) => this.#enter(state),
      });
      client.onNotification('convlint/didAnalyze', (status: DocumentStatus) => this.#remember(status));
      client.onRequest('convlint/readFile', ({ uri }: ServerRequests['convlint/readFile']['params']) => readFile(uri));
      await client.start();
      return client;
    } catch (error) {
      this.#enter('stopped');
      this.#client = undefined;
      throw error;
    }
  }

  #remember(status: DocumentStatus): void {
    const key = vscode.Uri.parse(status.uri).toString();
    if (status.models.length > 0) this.#statuses.set(key, status);
    else this.#statuses.delete(key);
    this.#analyzed.fire(status);
  }

  #enter(state: ServerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}

function initializationOptions(context: vscode.ExtensionContext): InitializationOptions {
  const l10n = vscode.l10n.bundle;
  return {
    rulePages: `${vscode.Uri.joinPath(context.extensionUri, 'docs', 'rules').toString()}/`,
    resources: `${vscode.Uri.joinPath(context.extensionUri, 'dist', 'web').toString(true)}/`,
    readsFiles: true,
    extended: true,
    whatIf: rememberedIn(context),
    ...(l10n ? { l10n } : {}),
  };
}

const LARGEST_FILE = 8 * 2 ** 20;

/** For a server that has no file system; only files of the workspace are read. */
async function readFile(uri: string): Promise<string | null> {
  const file = vscode.Uri.parse(uri);
  if (!vscode.workspace.getWorkspaceFolder(file)) return null;
  try {
    const content = await vscode.workspace.fs.readFile(file);
    return content.length > LARGEST_FILE ? null : new TextDecoder().decode(content);
  } catch {
    return null;
  }
}

/** Texts on disk, new ones, and those of the workspace wherever it lies; not the old side of a diff. */
function schemes(): readonly string[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  return [...new Set(['file', 'untitled', ...folders])];
}
