// What VS Code's web-worker extension host loads as its test suite. There are no files: the counts leave as a line of the log.
import 'mocha/mocha.js';
import type MochaClass from 'mocha';
import { editorTests } from './editor.ts';
import { notebookTests } from './notebook.ts';
import { pythonTests } from './python.ts';
import { rowTests } from './rows.ts';
import { runTests } from './run-tests.ts';

/** Mocha's build for browsers makes itself a global. */
declare const Mocha: typeof MochaClass;

export async function run(): Promise<void> {
  const counts = await runTests(Mocha, 'ConvLint in the web-worker extension host', [
    ...editorTests,
    ...rowTests,
    ...pythonTests,
    ...notebookTests,
  ]);
  console.log(`CONVLINT_COUNTS ${JSON.stringify(counts)}`);
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed.`);
}
