// A session with the built server over stdio, as an editor has it: starts it, speaks the protocol, remembers what it says.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { ClientCapabilities, InitializeResult } from 'vscode-languageserver';
import type { Diagnostic, Position, Range } from 'vscode-languageserver-types';

export const SERVER = process.env.CONVLINT_SERVER ?? fileURLToPath(new URL('../../dist/server.js', import.meta.url));

export interface SessionOptions {
  readonly capabilities?: ClientCapabilities;
  readonly locale?: string;
  readonly initializationOptions?: unknown;
  /** What the client answers to `workspace/configuration`, per resource. */
  readonly settings?: (scopeUri: string | undefined) => unknown;
  /** Folder URIs. */
  readonly folders?: readonly string[];
  /** A script that the server loads first, and where it writes what the server touches. */
  readonly watch?: { readonly preload: string; readonly log: string };
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** What VS Code can do, as far as the server looks at it. */
export const EDITOR: ClientCapabilities = {
  textDocument: {
    diagnostic: {},
    codeAction: {
      resolveSupport: { properties: ['edit'] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
    },
    completion: { completionItem: { snippetSupport: true } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
  },
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
  },
};

export class LspSession {
  readonly initialized: InitializeResult;
  /** Notifications and requests from the server, in order. */
  readonly heard: { readonly method: string; readonly params: unknown }[] = [];
  readonly #connection: MessageConnection;
  readonly #process: ChildProcess;
  readonly #exit: Promise<number | null>;
  readonly #texts = new Map<string, { version: number; text: string }>();
  readonly #waiting: (() => void)[] = [];

  private constructor(process: ChildProcess, connection: MessageConnection, initialized: InitializeResult) {
    this.#process = process;
    this.#connection = connection;
    this.initialized = initialized;
    this.#exit = new Promise((resolve) => process.on('exit', resolve));
  }

  static async start(options: SessionOptions = {}): Promise<LspSession> {
    const { watch } = options;
    const child = spawn(process.execPath, [...(watch ? ['--require', watch.preload] : []), SERVER, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...(watch ? { CONVLINT_WATCH: watch.log } : {}) },
    });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const early: [string, unknown][] = [];
    let hear = (method: string, params: unknown): void => {
      early.push([method, params]);
    };
    connection.onNotification((method, params) => hear(method, params));
    connection.onRequest((method, params) => {
      hear(method, params);
      if (method !== 'workspace/configuration') return null;
      const { items } = params as unknown as { items: { scopeUri?: string }[] };
      return items.map(({ scopeUri }) => options.settings?.(scopeUri) ?? {});
    });
    connection.listen();
    const initialized = await connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: options.capabilities ?? EDITOR,
      ...(options.locale ? { locale: options.locale } : {}),
      initializationOptions: options.initializationOptions,
      workspaceFolders: options.folders?.map((uri) => ({ uri, name: uri })) ?? null,
    });
    const session = new LspSession(child, connection, initialized);
    hear = (method, params) => session.#hear(method, params);
    for (const [method, params] of early) session.#hear(method, params);
    await connection.sendNotification('initialized', {});
    return session;
  }

  #hear(method: string, params: unknown): void {
    this.heard.push({ method, params });
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** The first message of the method that fits, among those heard already or to come. */
  async hear<T>(method: string, fits: (params: T) => boolean = () => true): Promise<T> {
    for (;;) {
      const found = this.heard.find((message) => message.method === method && fits(message.params as T));
      if (found) return found.params as T;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  request<R>(method: string, params: unknown): Promise<R> {
    return this.#connection.sendRequest<R>(method, params);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.#connection.sendNotification(method, params);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The connection itself, for cancellation. */
  get connection(): MessageConnection {
    return this.#connection;
  }

  open(uri: string, text: string, languageId = 'cnn-yaml'): Promise<void> {
    this.#texts.set(uri, { version: 1, text });
    return this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Replaces the only occurrence of a text by another, incrementally. */
  async edit(uri: string, from: string, to: string): Promise<void> {
    const { version, text } = this.#texts.get(uri) ?? { version: 0, text: '' };
    const start = text.indexOf(from);
    if (start < 0 || text.indexOf(from, start + 1) >= 0) throw new Error(`not exactly once in the text: ${from}`);
    const range = { start: place(text, start), end: place(text, start + from.length) };
    this.#texts.set(uri, { version: version + 1, text: text.slice(0, start) + to + text.slice(start + from.length) });
    await this.notify('textDocument/didChange', {
      textDocument: { uri, version: version + 1 },
      contentChanges: [{ range, text: to }],
    });
  }

  text(uri: string): string {
    return this.#texts.get(uri)?.text ?? '';
  }

  close(uri: string): Promise<void> {
    this.#texts.delete(uri);
    return this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** The place of a word of the open text, `inside` characters after its start. */
  at(uri: string, word: string, inside = 0): Position {
    const text = this.text(uri);
    const start = text.indexOf(word);
    if (start < 0) throw new Error(`not in the text: ${word}`);
    return place(text, start + inside);
  }

  /** Once all is known: what an edit touched may be left out of the first answer, where it takes long. */
  async diagnostics(uri: string): Promise<readonly Diagnostic[]> {
    await this.request('convlint/status', { textDocument: { uri } });
    return this.firstDiagnostics(uri);
  }

  /** What is answered at once. */
  async firstDiagnostics(uri: string): Promise<readonly Diagnostic[]> {
    const report = await this.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } });
    return report.items;
  }

  /** Asks at a word, as a user points at it. */
  ask<R>(method: string, uri: string, word: string, inside = 0, more: object = {}): Promise<R> {
    return this.request<R>(method, { textDocument: { uri }, position: this.at(uri, word, inside), ...more });
  }

  /** Applies edits to what the session knows of the text, and tells the server. */
  async apply(uri: string, edits: readonly { readonly range: Range; readonly newText: string }[]): Promise<void> {
    const { version, text } = this.#texts.get(uri) ?? { version: 0, text: '' };
    const ordered = [...edits].sort((a, b) => offset(text, b.range.start) - offset(text, a.range.start));
    const result = ordered.reduce(
      (done, { range, newText }) =>
        done.slice(0, offset(text, range.start)) + newText + done.slice(offset(text, range.end)),
      text,
    );
    this.#texts.set(uri, { version: version + 1, text: result });
    await this.notify('textDocument/didChange', {
      textDocument: { uri, version: version + 1 },
      contentChanges: [{ text: result }],
    });
  }

  /** Ends the server as an editor does; gives its exit code. */
  async stop(): Promise<number | null> {
    await this.request('shutdown', null);
    return this.exit();
  }

  async exit(): Promise<number | null> {
    await this.notify('exit', null).catch(() => {});
    const code = await this.#exit;
    this.#connection.dispose();
    return code;
  }

  kill(): void {
    this.#connection.dispose();
    this.#process.kill();
  }
}

function place(text: string, at: number): Position {
  const before = text.slice(0, at);
  return { line: before.split('\n').length - 1, character: at - (before.lastIndexOf('\n') + 1) };
}

function offset(text: string, { line, character }: Position): number {
  const lines = text.split('\n');
  return lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
}
