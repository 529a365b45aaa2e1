// The one guard around every request and notification: a bug is logged and gives the empty answer, never a crash.
import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

export type Handler<P, R> = (params: P, token: CancellationToken) => R | Promise<R>;

export interface Guard {
  /** `empty` answers where the handler fails. */
  request<P, R>(method: string, empty: R, handler: Handler<P, R>): void;
  notification<P>(method: string, handler: (params: P) => unknown): void;
  /** Runs work that nobody waits for. */
  background(what: string, work: () => unknown): void;
}

export function guardOf(connection: Connection): Guard {
  const log = (what: string, error: unknown) => {
    connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  };
  const background = (what: string, work: () => unknown) => {
    Promise.resolve()
      .then(work)
      .catch((error: unknown) => log(what, error));
  };
  return {
    request<P, R>(method: string, empty: R, handler: Handler<P, R>) {
      connection.onRequest<unknown, void>(method, async (params: P, token: CancellationToken): Promise<unknown> => {
        if (token?.isCancellationRequested) return cancelled();
        try {
          const answer = await handler(params, token);
          return token?.isCancellationRequested ? cancelled() : answer;
        } catch (error) {
          if (error instanceof ResponseError) return error;
          log(method, error);
          return empty;
        }
      });
    },
    notification<P>(method: string, handler: (params: P) => unknown) {
      connection.onNotification(method, (params: P) => background(method, () => handler(params)));
    },
    background,
  };
}

export function cancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}
