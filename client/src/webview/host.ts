// The panel's end of the wire to the extension. Every message is checked before it is believed.
import type { Guard } from './guards.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host<Sent, State> {
  post(message: Sent): void;
  /** What was kept before the window was reloaded. */
  readonly kept: State | undefined;
  keep(state: State): void;
}

/** May be called once in a page. */
export function connect<Received, Sent, State>(
  isMessage: Guard<Received>,
  isState: Guard<State>,
  receive: (message: Received) => void,
): Host<Sent, State> {
  const api = acquireVsCodeApi();
  const kept = api.getState();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isMessage(data)) receive(data);
    else console.error('ConvLint: a message of an unknown form was left alone.');
  });
  return {
    post: (message) => api.postMessage(message),
    kept: isState(kept) ? kept : undefined,
    keep: (state) => api.setState(state),
  };
}
