// The server dies while the user types: it comes back, and knows what was typed in between. Node only: a worker is not killed.
import type { LanguageClient } from 'vscode-languageclient/node';
import { equal, ok, until } from './expect.ts';
import * as files from './files.ts';
import type { SuiteTest } from './run-tests.ts';

export const crashTests: readonly SuiteTest[] = [
  {
    name: 'a crash during an edit loses nothing',
    run: async () => {
      const document = await files.open('misfit.cnn.yaml');
      await files.untilRules(document, ['stride-does-not-fit']);
      const server = await files.extension();
      const before = await pid();
      const text = document.getText();
      const typed = text.replace('stride: 3', 'stride: 2');
      process.kill(before, 'SIGKILL');
      await files.replaceText(document, typed);
      const after = await until(async () => {
        const now = await pid().catch(() => before);
        return now === before ? undefined : now;
      }, 'a new server');
      ok(after !== before, 'the server is the old one');
      await until(() => server.state === 'running', 'the running server');
      equal(document.getText(), typed, 'the text');
      await files.untilRules(document, []);
      await files.replaceText(document, text);
      await files.untilRules(document, ['stride-does-not-fit']);
    },
  },
];

async function pid(): Promise<number> {
  const server = await files.extension();
  const client = (await server.start()) as LanguageClient;
  const found = client.serverProcess?.pid;
  ok(found !== undefined, 'the server has no process');
  return found;
}
